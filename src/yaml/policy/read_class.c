/*
 * policy_read_class: the section `classes`.
 */
#include "yaml/policy/sections.h"

/* A class as it is decoded: what goes to the builder, and the maps inside. */
struct class_parts {
    struct build_class built;
    const struct node *dns;
    const struct node *dns_ttl;
    const struct node *dns_set;
    const struct node *ranges;
    const struct node *tls;
    const struct node *annotations;
};

#define ROW(member, name, kind, need) FIELD(struct class_parts, member, name, kind, need)

static const struct field class_fields[] = {
    ROW(built.profile, "profile", FIELD_WORD, FIELD_OPTIONAL),
    ROW(built.domains, "domains", FIELD_HOSTS, FIELD_OPTIONAL),
    ROW(dns, "externalDNS", FIELD_WORD_OR_MAP, FIELD_OPTIONAL),
    ROW(ranges, "sourceRanges", FIELD_MAP, FIELD_OPTIONAL),
    ROW(tls, "tls", FIELD_WORD_OR_MAP, FIELD_OPTIONAL),
    ROW(annotations, "annotations", FIELD_LIST, FIELD_OPTIONAL),
};

static const struct field dns_fields[] = {
    ROW(built.dns_instance, "instance", FIELD_WORD, FIELD_OPTIONAL),
    ROW(built.dns_target, "target", FIELD_HOST_OR_HOSTS, FIELD_OPTIONAL),
    ROW(dns_ttl, "ttl", FIELD_WORD_OR_MAP, FIELD_OPTIONAL),
    ROW(built.dns_allow, "allow", FIELD_NAMES, FIELD_OPTIONAL),
    ROW(dns_set, "set", FIELD_MAP, FIELD_OPTIONAL),
    ROW(built.dns_opt_out, "optOut", FIELD_WORD, FIELD_OPTIONAL),
};

static const struct field ttl_fields[] = {
    ROW(built.dns_ttl, "value", FIELD_WORD, FIELD_OPTIONAL),
    ROW(built.dns_ttl_min, "min", FIELD_WORD, FIELD_OPTIONAL),
    ROW(built.dns_ttl_max, "max", FIELD_WORD, FIELD_OPTIONAL),
};

static const struct field ranges_fields[] = {
    ROW(built.ranges_mode, "mode", FIELD_WORD, FIELD_OPTIONAL),
    ROW(built.ranges_networks, "networks", FIELD_NAMES, FIELD_OPTIONAL),
    ROW(built.ranges_object, "object", FIELD_TEXT, FIELD_OPTIONAL),
};

static const struct field tls_fields[] = {
    ROW(built.tls_required, "required", FIELD_WORD, FIELD_OPTIONAL),
    ROW(built.tls_secret, "secretName", FIELD_WORD, FIELD_OPTIONAL),
};

static struct text_at word(const struct decoder *decoder, const struct node *node)
{
    return (struct text_at){node->text, node_place(node, decoder->file)};
}

static void read_ttl(const struct decoder *decoder, struct class_parts *parts,
                     struct spot spot)
{
    if (parts->dns_ttl == NULL)
        return;
    if (parts->dns_ttl->kind == NODE_SCALAR) {
        parts->built.dns_ttl =
            fields_text(decoder, parts->dns_ttl, STR("ttl"), FIELD_WORD, FIELD_OPTIONAL);
        return;
    }
    spot.below = "externalDNS.ttl";
    (void)fields_read(decoder, parts->dns_ttl, &spot, FIELDS(ttl_fields), parts);
}

/* Suffix -> literal value; an empty value is one. */
static void read_set(const struct decoder *decoder, struct class_parts *parts)
{
    if (parts->dns_set == NULL)
        return;

    struct build_pair *pairs =
        ARENA_NEW(decoder->arena, struct build_pair, parts->dns_set->n);
    size_t n = 0;

    for (const struct node *key = parts->dns_set->first; key != NULL;
         key = key->next->next) {
        struct build_pair *pair = &pairs[n];

        pair->key = fields_key(decoder, key);
        pair->value =
            fields_text(decoder, key->next, key->text, FIELD_TEXT, FIELD_MAY_BE_EMPTY);
        if (text_at_given(&pair->key) && text_at_given(&pair->value))
            n++;
    }
    parts->built.dns_set = pairs;
    parts->built.n_dns_set = n;
}

static void read_dns(const struct decoder *decoder, struct class_parts *parts,
                     struct spot spot)
{
    if (parts->dns == NULL)
        return;
    if (parts->dns->kind == NODE_SCALAR) {
        parts->built.dns_none = str_equal(parts->dns->text, STR("none"));
        if (!parts->built.dns_none)
            fields_refuse(decoder, parts->dns, "wrong-type",
                          "\"externalDNS\" must be none or a map with an \"instance\", "
                          "not %s",
                          fields_quoted(decoder, parts->dns->text));
        return;
    }
    spot.below = "externalDNS";
    (void)fields_read(decoder, parts->dns, &spot, FIELDS(dns_fields), parts);
    read_ttl(decoder, parts, spot);
    read_set(decoder, parts);
}

static void read_tls(const struct decoder *decoder, struct class_parts *parts,
                     struct spot spot)
{
    if (parts->tls == NULL)
        return;
    if (parts->tls->kind == NODE_SCALAR) {
        parts->built.tls = word(decoder, parts->tls);
        return;
    }
    spot.below = "tls";
    (void)fields_read(decoder, parts->tls, &spot, FIELDS(tls_fields), parts);
}

static void read_class(const struct decoder *decoder, struct policy_builder *builder,
                       const struct node *key)
{
    struct spot spot = {"classes", key->text, 0, NULL};
    struct class_parts parts = {.built.name = fields_key(decoder, key)};

    if (!text_at_given(&parts.built.name))
        return;
    (void)fields_read(decoder, key->next, &spot, FIELDS(class_fields), &parts);
    read_dns(decoder, &parts, spot);
    read_tls(decoder, &parts, spot);
    if (parts.ranges != NULL) {
        spot.below = "sourceRanges";
        (void)fields_read(decoder, parts.ranges, &spot, FIELDS(ranges_fields), &parts);
    }
    if (parts.annotations != NULL) {
        spot.below = "annotations";
        parts.built.annotations = policy_read_added(decoder, parts.annotations, spot,
                                                    &parts.built.n_annotations);
    }
    policy_build_class(builder, &parts.built);
}

void policy_read_classes(const struct decoder *decoder, struct policy_builder *builder,
                         const struct node *value)
{
    for (const struct node *key = value->first; key != NULL; key = key->next->next)
        read_class(decoder, builder, key);
}
