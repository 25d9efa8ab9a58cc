/*
 * policy_read_tenant: the sections `tenants`, `rules` and `exemptions`.
 */
#include "yaml/policy/sections.h"

struct tenant_parts {
    struct build_tenant built;
    const struct node *rules;
};

#define ROW(member, name, kind, need) FIELD(struct tenant_parts, member, name, kind, need)
static const struct field tenant_fields[] = {
    ROW(built.name, "name", FIELD_TEXT, FIELD_MAY_BE_EMPTY),
    ROW(built.namespaces, "namespaces", FIELD_NAMES, FIELD_OPTIONAL),
    ROW(built.classes, "classes", FIELD_NAMES, FIELD_OPTIONAL),
    ROW(built.default_class, "defaultClass", FIELD_TEXT, FIELD_OPTIONAL),
    ROW(built.domains, "domains", FIELD_HOSTS, FIELD_OPTIONAL),
    ROW(built.hosts, "hosts", FIELD_HOSTS, FIELD_OPTIONAL),
    ROW(rules, "rules", FIELD_MAP, FIELD_OPTIONAL),
};
#undef ROW

#define ROW(member, name, need) FIELD(struct build_rule, member, name, FIELD_WORD, need)
static const struct field rule_fields[] = {
    ROW(action, "action", FIELD_REQUIRED),
    ROW(then, "then", FIELD_OPTIONAL),
    ROW(from, "from", FIELD_OPTIONAL),
    ROW(on_update, "onUpdate", FIELD_OPTIONAL),
};
#undef ROW

#define ROW(member, name, kind, need)                                                    \
    FIELD(struct build_exemption, member, name, kind, need)
static const struct field exemption_fields[] = {
    ROW(name, "name", FIELD_TEXT, FIELD_MAY_BE_EMPTY),
    ROW(reason, "reason", FIELD_TEXT, FIELD_MAY_BE_EMPTY),
    ROW(expires, "expires", FIELD_WORD, FIELD_OPTIONAL),
    ROW(namespaces, "namespaces", FIELD_NAMES, FIELD_OPTIONAL),
    ROW(names, "names", FIELD_NAMES, FIELD_OPTIONAL),
    ROW(users, "users", FIELD_NAMES, FIELD_OPTIONAL),
    ROW(rules, "rules", FIELD_HOSTS, FIELD_OPTIONAL),
};
#undef ROW

/* NAME: ACTION, or NAME: {action, then, from, onUpdate}.  False: noted. */
static bool read_rule(const struct decoder *decoder, const struct node *key,
                      struct spot spot, struct build_rule *ret)
{
    const struct node *value = key->next;

    if (key->kind != NODE_SCALAR || key->noted)
        return false;
    ret->name = (struct text_at){key->text, node_place(key, decoder->file)};
    if (value->kind == NODE_MAP) {
        if (spot.index == SPOT_WHOLE)
            spot.name = key->text;
        if (!fields_read(decoder, value, &spot, FIELDS(rule_fields), ret))
            return false;
    } else {
        ret->action = fields_text(decoder, value, key->text, FIELD_WORD, FIELD_OPTIONAL);
    }
    return text_at_given(&ret->action);
}

const struct build_rule *policy_read_rule_map(const struct decoder *decoder,
                                              const struct node *map, struct spot spot,
                                              size_t *ret_n)
{
    struct build_rule *rules = ARENA_NEW(decoder->arena, struct build_rule, map->n);
    size_t n = 0;

    for (const struct node *key = map->first; key != NULL; key = key->next->next) {
        struct build_rule rule = {0};

        if (read_rule(decoder, key, spot, &rule))
            rules[n++] = rule;
    }
    *ret_n = n;
    return rules;
}

void policy_read_rules(const struct decoder *decoder, struct policy_builder *builder,
                       const struct node *value)
{
    size_t n = 0;
    const struct build_rule *rules = policy_read_rule_map(
        decoder, value, (struct spot){"rules", STR_NONE, SPOT_WHOLE, NULL}, &n);

    for (size_t i = 0; i < n; i++)
        policy_build_rule(builder, &rules[i]);
}

/* What has no name is complained about where it begins. */
static void place_name(const struct decoder *decoder, const struct node *map,
                       struct text_at *name)
{
    if (!text_at_given(name))
        name->place = node_place(map, decoder->file);
}

void policy_read_tenants(const struct decoder *decoder, struct policy_builder *builder,
                         const struct node *value)
{
    size_t i = 0;

    for (const struct node *at = value->first; at != NULL; at = at->next) {
        struct spot spot = {"tenants", STR_NONE, i++, NULL};
        struct tenant_parts parts = {0};

        if (!fields_read(decoder, at, &spot, FIELDS(tenant_fields), &parts))
            continue;
        place_name(decoder, at, &parts.built.name);
        if (parts.rules != NULL) {
            spot.below = "rules";
            parts.built.rules =
                policy_read_rule_map(decoder, parts.rules, spot, &parts.built.n_rules);
        }
        policy_build_tenant(builder, &parts.built);
    }
}

void policy_read_exemptions(const struct decoder *decoder, struct policy_builder *builder,
                            const struct node *value)
{
    size_t i = 0;

    for (const struct node *at = value->first; at != NULL; at = at->next) {
        const struct spot spot = {"exemptions", STR_NONE, i++, NULL};
        struct build_exemption exemption = {0};

        if (!fields_read(decoder, at, &spot, FIELDS(exemption_fields), &exemption))
            continue;
        place_name(decoder, at, &exemption.name);
        policy_build_exemption(builder, &exemption);
    }
}
