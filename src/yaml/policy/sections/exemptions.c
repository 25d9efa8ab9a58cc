/*
 * policy_build_exempt: exemptions, and the lists under `annotations`.
 */
#include "yaml/policy/sections/say.h"

#include "core/values/day.h"

#define DAYS_OF_WARNING 60

static void warn_of_end(struct policy_builder *builder, const struct text_at *expires,
                        const struct exemption *exemption)
{
    const int32_t left = exemption->last_day - builder->today;
    const char *quoted = builder_quoted(builder, exemption->name);

    if (left < 0)
        problems_add(builder->problems, SEVERITY_WARNING, "expired-exemption",
                     expires->place, "exemption %s expired on %s and excuses nothing",
                     quoted, builder_quoted(builder, expires->text));
    else if (left <= DAYS_OF_WARNING)
        problems_add(builder->problems, SEVERITY_WARNING, "exemption-ends-soon",
                     expires->place, "exemption %s ends in %d day%s", quoted, (int)left,
                     left == 1 ? "" : "s");
}

static void set_expires(struct policy_builder *builder,
                        const struct build_exemption *part, struct exemption *exemption)
{
    exemption->last_day = DAY_NEVER;
    if (!text_at_given(&part->expires)) {
        BUILD_ERROR(builder, "missing-field", part->name.place,
                    "exemption %s needs \"expires\", its last day or never",
                    builder_quoted(builder, exemption->name));
    } else if (str_equal(part->expires.text, STR("never"))) {
        problems_add(builder->problems, SEVERITY_NOTE, "exemption-never-expires",
                     part->expires.place, "exemption %s never expires",
                     builder_quoted(builder, exemption->name));
    } else if (!day_parse(part->expires.text, &exemption->last_day)) {
        BUILD_ERROR(builder, "bad-date", part->expires.place,
                    "%s is no date; write YYYY-MM-DD or never",
                    builder_quoted(builder, part->expires.text));
    } else {
        warn_of_end(builder, &part->expires, exemption);
    }
}

static void set_excused(struct policy_builder *builder,
                        const struct build_exemption *part, struct exemption *exemption)
{
    const struct words words = {"unknown-rule", "rule", rule_id_names(), RULE_COUNT};

    if (!texts_at_given(&part->rules))
        BUILD_ERROR(builder, "missing-field", part->name.place,
                    "exemption %s lists no rules",
                    builder_quoted(builder, exemption->name));
    for (size_t i = 0; i < part->rules.n; i++) {
        const struct text_at *rule = &part->rules.items[i];
        size_t id = 0;

        if (str_find(rule->text, '*', &id)) {
            BUILD_ERROR(builder, "exemption-rules", rule->place,
                        "%s: an exemption names its rules one by one",
                        builder_quoted(builder, rule->text));
            continue;
        }
        if (!builder_word(builder, &words, rule, &id))
            continue;
        if (id == RULE_CLASS_AGREES)
            BUILD_ERROR(builder, "class-agrees", rule->place,
                        "class-agrees cannot be excused: which class an object is judged "
                        "by depends on it");
        if (exemption->rules[id])
            BUILD_ERROR(builder, "duplicate-rule", rule->place, "rule %s is listed twice",
                        builder_quoted(builder, rule->text));
        exemption->rules[id] = true;
    }
}

static void set_reach(struct policy_builder *builder, const struct build_exemption *part,
                      struct exemption *exemption)
{
    struct str *users = ARENA_NEW(&builder->policy->arena, struct str, part->users.n);
    const char *quoted = builder_quoted(builder, exemption->name);

    exemption->namespaces = builder_patterns(builder, &part->namespaces,
                                             PATTERN_NAMESPACE, &exemption->n_namespaces);
    exemption->names =
        builder_patterns(builder, &part->names, PATTERN_OBJECT_NAME, &exemption->n_names);
    for (size_t i = 0; i < part->users.n; i++) {
        users[i] = part->users.items[i].text;
        if (str_is_blank(users[i]))
            BUILD_ERROR(builder, "bad-user", part->users.items[i].place,
                        "a user name is empty");
        else
            (void)builder_is_printable(builder, "user", &part->users.items[i]);
    }
    exemption->users = users;
    exemption->n_users = part->users.n;
    if (texts_at_given(&part->namespaces) || texts_at_given(&part->users))
        return;
    if (!texts_at_given(&part->names))
        BUILD_ERROR(builder, "missing-field", part->name.place,
                    "exemption %s needs namespaces, names or users", quoted);
    else
        problems_add(builder->problems, SEVERITY_WARNING, "exemption-anywhere",
                     part->name.place,
                     "exemption %s has neither namespaces nor users: whoever takes the "
                     "name is excused",
                     quoted);
}

void builder_exemptions(struct policy_builder *builder)
{
    struct policy *policy = builder->policy;
    const size_t n = builder->exemptions.n;
    struct map index;

    map_init(&index);
    (void)builder_index(builder, "exemption", builder->exemptions.all, n,
                        sizeof *builder->exemptions.all, &index);
    map_clear(&index);
    policy->exemptions = ARENA_NEW(&policy->arena, struct exemption, n);
    policy->n_exemptions = n;
    for (size_t i = 0; i < n; i++) {
        const struct build_exemption *part = &builder->exemptions.all[i];
        struct exemption *exemption = &policy->exemptions[i];

        exemption->name = part->name.text;
        exemption->reason = part->reason.text;
        if (str_is_blank(part->reason.text))
            BUILD_ERROR(builder, "missing-field", part->name.place,
                        "exemption %s needs a reason",
                        builder_quoted(builder, exemption->name));
        (void)builder_is_printable(builder, "reason", &part->reason);
        set_expires(builder, part, exemption);
        set_reach(builder, part, exemption);
        set_excused(builder, part, exemption);
    }
}

static void set_except(struct policy_builder *builder, const struct texts_at *given,
                       struct forbidden *forbidden)
{
    const struct words words = {"unknown-tenant", "tenant", builder->tenant_names,
                                builder->tenants.n};
    const struct tenant **except =
        ARENA_NEW(&builder->policy->arena, const struct tenant *, given->n);
    size_t n = 0;

    for (size_t i = 0; i < given->n; i++) {
        uint32_t index = 0;

        if (map_get(&builder->tenant_by_name, given->items[i].text, &index))
            except[n++] = &builder->policy->tenants[index];
        else
            builder_unknown(builder, &words, &given->items[i]);
    }
    forbidden->except = except;
    forbidden->n_except = n;
}

static const struct str *build_keys(struct policy_builder *builder,
                                    const struct texts_at *given, size_t *ret_n)
{
    struct str *keys = ARENA_NEW(&builder->policy->arena, struct str, given->n);

    for (size_t i = 0; i < given->n; i++) {
        keys[i] = given->items[i].text;
        (void)builder_key(builder, &given->items[i]);
    }
    *ret_n = given->n;
    return keys;
}

void builder_annotation_lists(struct policy_builder *builder)
{
    struct policy *policy = builder->policy;
    const size_t n = builder->forbids.n;

    policy->forbidden = ARENA_NEW(&policy->arena, struct forbidden, n);
    policy->n_forbidden = n;
    for (size_t i = 0; i < n; i++) {
        const struct build_forbid *part = &builder->forbids.all[i];
        struct forbidden *forbidden = &policy->forbidden[i];

        if (!texts_at_given(&part->keys))
            BUILD_ERROR(builder, "missing-field", part->reason.place,
                        "this entry forbids no keys");
        forbidden->globs =
            builder_globs(builder, &part->keys, "forbidden key", &forbidden->n_globs);
        forbidden->reason = part->reason.text;
        if (text_at_given(&part->reason))
            (void)builder_is_printable(builder, "reason", &part->reason);
        set_except(builder, &part->except_tenants, forbidden);
    }
    policy->unchecked_keys =
        build_keys(builder, &builder->unchecked, &policy->n_unchecked_keys);
    policy->host_keys = build_keys(builder, &builder->host_keys, &policy->n_host_keys);
}
