/*
 * policy_read_parts: the sections `networks`, `externalDNS`, `profiles`, `annotations`.
 */
#include "yaml/policy/sections.h"

static const struct field instance_fields[] = {
    FIELD(struct build_instance, prefixes, "annotationPrefixes", FIELD_HOSTS,
          FIELD_OPTIONAL),
};

struct profile_parts {
    struct build_profile built;
    const struct node *ranges;
    const struct node *reference;
};

#define ROW(member, name, kind, need)                                                    \
    FIELD(struct profile_parts, member, name, kind, need)
static const struct field profile_fields[] = {
    ROW(built.like, "like", FIELD_WORD, FIELD_OPTIONAL),
    ROW(built.prefix, "prefix", FIELD_WORD, FIELD_OPTIONAL),
    ROW(built.key_prefixes, "keyPrefixes", FIELD_HOSTS, FIELD_OPTIONAL),
    ROW(built.host_keys, "hostKeys", FIELD_HOSTS, FIELD_OPTIONAL),
    ROW(ranges, "sourceRanges", FIELD_MAP, FIELD_OPTIONAL),
    ROW(reference, "reference", FIELD_MAP, FIELD_OPTIONAL),
};
static const struct field profile_ranges_fields[] = {
    ROW(built.key, "key", FIELD_WORD, FIELD_OPTIONAL),
    ROW(built.aliases, "aliases", FIELD_HOSTS, FIELD_OPTIONAL),
    ROW(built.separator, "separator", FIELD_WORD, FIELD_OPTIONAL),
    ROW(built.bare_addresses, "bareAddresses", FIELD_WORD, FIELD_OPTIONAL),
    ROW(built.undone_by, "undoneBy", FIELD_HOSTS, FIELD_OPTIONAL),
};
static const struct field profile_reference_fields[] = {
    ROW(built.reference_key, "key", FIELD_WORD, FIELD_REQUIRED),
};
#undef ROW

#define ROW(member, name, kind, need)                                                    \
    FIELD(struct build_annotation, member, name, kind, need)
static const struct field added_fields[] = {
    ROW(key, "key", FIELD_TEXT, FIELD_REQUIRED),
    ROW(value, "value", FIELD_TEXT, FIELD_REQUIRED_MAY_BE_EMPTY),
    ROW(mode, "mode", FIELD_WORD, FIELD_OPTIONAL),
    ROW(unless, "unless", FIELD_NAMES, FIELD_OPTIONAL),
};
#undef ROW

struct forbid_parts {
    struct build_forbid built;
    const struct node *except;
};

static const struct field forbid_fields[] = {
    FIELD(struct forbid_parts, built.keys, "keys", FIELD_NAMES, FIELD_REQUIRED),
    FIELD(struct forbid_parts, built.reason, "reason", FIELD_TEXT, FIELD_OPTIONAL),
    FIELD(struct forbid_parts, except, "except", FIELD_MAP, FIELD_OPTIONAL),
};
static const struct field except_fields[] = {
    FIELD(struct forbid_parts, built.except_tenants, "tenants", FIELD_NAMES,
          FIELD_REQUIRED),
};

struct annotations_parts {
    const struct node *add;
    const struct node *forbid;
    struct texts_at unchecked;
    struct texts_at hosts;
};

static const struct field annotations_fields[] = {
    FIELD(struct annotations_parts, add, "add", FIELD_LIST, FIELD_OPTIONAL),
    FIELD(struct annotations_parts, forbid, "forbid", FIELD_LIST, FIELD_OPTIONAL),
    FIELD(struct annotations_parts, unchecked, "unchecked", FIELD_NAMES, FIELD_OPTIONAL),
    FIELD(struct annotations_parts, hosts, "hosts", FIELD_NAMES, FIELD_OPTIONAL),
};

void policy_read_networks(const struct decoder *decoder, struct policy_builder *builder,
                          const struct node *value)
{
    for (const struct node *key = value->first; key != NULL; key = key->next->next) {
        const struct build_network network = {
            .name = fields_key(decoder, key),
            .entries = fields_texts(decoder, key->next, key->text, FIELD_WORD),
        };

        if (text_at_given(&network.name))
            policy_build_network(builder, &network);
    }
}

void policy_read_instances(const struct decoder *decoder, struct policy_builder *builder,
                           const struct node *value)
{
    for (const struct node *key = value->first; key != NULL; key = key->next->next) {
        const struct spot spot = {"externalDNS", key->text, 0, NULL};
        struct build_instance instance = {.name = fields_key(decoder, key)};

        (void)fields_read(decoder, key->next, &spot, FIELDS(instance_fields), &instance);
        if (text_at_given(&instance.name))
            policy_build_instance(builder, &instance);
    }
}

static void read_profile(const struct decoder *decoder, struct policy_builder *builder,
                         const struct node *key)
{
    struct spot spot = {"profiles", key->text, 0, NULL};
    struct profile_parts parts = {.built.name = fields_key(decoder, key)};

    (void)fields_read(decoder, key->next, &spot, FIELDS(profile_fields), &parts);
    if (parts.ranges != NULL) {
        spot.below = "sourceRanges";
        (void)fields_read(decoder, parts.ranges, &spot, FIELDS(profile_ranges_fields),
                          &parts);
    }
    if (parts.reference != NULL) {
        spot.below = "reference";
        (void)fields_read(decoder, parts.reference, &spot,
                          FIELDS(profile_reference_fields), &parts);
    }
    if (text_at_given(&parts.built.name))
        policy_build_profile(builder, &parts.built);
}

void policy_read_profiles(const struct decoder *decoder, struct policy_builder *builder,
                          const struct node *value)
{
    for (const struct node *key = value->first; key != NULL; key = key->next->next)
        read_profile(decoder, builder, key);
}

const struct build_annotation *policy_read_added(const struct decoder *decoder,
                                                 const struct node *list,
                                                 struct spot spot, size_t *ret_n)
{
    struct build_annotation *added =
        ARENA_NEW(decoder->arena, struct build_annotation, list->n);
    size_t n = 0;

    for (const struct node *at = list->first; at != NULL; at = at->next) {
        struct build_annotation one = {0};

        if (fields_read(decoder, at, &spot, FIELDS(added_fields), &one) &&
            text_at_given(&one.key) && text_at_given(&one.value))
            added[n++] = one;
    }
    *ret_n = n;
    return added;
}

static void read_forbid(const struct decoder *decoder, struct policy_builder *builder,
                        const struct node *list)
{
    size_t i = 0;

    for (const struct node *at = list->first; at != NULL; at = at->next) {
        struct spot spot = {"annotations.forbid", STR_NONE, i++, NULL};
        struct forbid_parts parts = {0};

        if (!fields_read(decoder, at, &spot, FIELDS(forbid_fields), &parts))
            continue;
        if (!texts_at_given(&parts.built.keys)) /* noted: not to be noted again */
            parts.built.keys.place = node_place(at, decoder->file);
        if (parts.except != NULL) {
            spot.below = "except";
            (void)fields_read(decoder, parts.except, &spot, FIELDS(except_fields),
                              &parts);
        }
        policy_build_forbid(builder, &parts.built);
    }
}

void policy_read_annotations(const struct decoder *decoder,
                             struct policy_builder *builder, const struct node *value)
{
    const struct spot spot = {"annotations", STR_NONE, SPOT_WHOLE, NULL};
    const struct spot add_spot = {"annotations.add", STR_NONE, SPOT_WHOLE, NULL};
    struct annotations_parts parts = {0};
    const struct build_annotation *added = NULL;
    size_t n = 0;

    (void)fields_read(decoder, value, &spot, FIELDS(annotations_fields), &parts);
    if (parts.add != NULL)
        added = policy_read_added(decoder, parts.add, add_spot, &n);
    for (size_t i = 0; i < n; i++)
        policy_build_annotation(builder, &added[i]);
    if (parts.forbid != NULL)
        read_forbid(decoder, builder, parts.forbid);
    if (parts.unchecked.place.line != 0)
        policy_build_unchecked(builder, &parts.unchecked);
    if (parts.hosts.place.line != 0)
        policy_build_host_keys(builder, &parts.hosts);
}
