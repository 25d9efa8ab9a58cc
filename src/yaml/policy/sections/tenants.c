/*
 * policy_build_tenant: who may use which classes for which names.
 */
#include "yaml/policy/sections/say.h"

#define NAMESPACE_MAX_BYTES   63
#define OBJECT_NAME_MAX_BYTES 253

static bool is_alphanumeric(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z');
}

static const char *pattern_reason(const struct name_pattern *pattern,
                                  enum pattern_kind kind)
{
    const struct str text = pattern->text; /* without its star */
    const size_t max =
        kind == PATTERN_NAMESPACE ? NAMESPACE_MAX_BYTES : OBJECT_NAME_MAX_BYTES;

    if (text.len == 0)
        return pattern->is_prefix ? NULL : "it is empty";
    if (text.len > max)
        return kind == PATTERN_NAMESPACE ? "it is longer than 63 characters"
                                         : "it is longer than 253 characters";
    for (size_t i = 0; i < text.len; i++) {
        const char c = text.ptr[i];

        if (c == '*')
            return "a \"*\" may stand only at the end";
        if (!is_alphanumeric(c) && c != '-' && (c != '.' || kind == PATTERN_NAMESPACE))
            return "it has a character that no such name holds";
    }
    if (!is_alphanumeric(text.ptr[0]) ||
        (!pattern->is_prefix && !is_alphanumeric(text.ptr[text.len - 1])))
        return "it must begin and end with a letter or digit";
    return NULL;
}

const struct name_pattern *builder_patterns(struct policy_builder *builder,
                                            const struct texts_at *given,
                                            enum pattern_kind kind, size_t *ret_n)
{
    const char *noun = kind == PATTERN_NAMESPACE ? "namespace" : "name";
    struct name_pattern *patterns =
        ARENA_NEW(&builder->policy->arena, struct name_pattern, given->n);
    struct map seen;

    map_init(&seen);
    for (size_t i = 0; i < given->n; i++) {
        const struct text_at *text = &given->items[i];
        const bool is_prefix = str_has_suffix(text->text, STR("*"));
        const struct str head =
            str_head(text->text, text->text.len - (is_prefix ? 1 : 0));

        patterns[i] = (struct name_pattern){head, is_prefix};

        const char *reason = pattern_reason(&patterns[i], kind);

        if (reason != NULL)
            BUILD_ERROR(builder, "bad-pattern", text->place, "%s %s: %s", noun,
                        builder_quoted(builder, text->text), reason);
        else if (*map_put(&seen, text->text, (uint32_t)i) != i)
            BUILD_ERROR(builder, "duplicate-pattern", text->place,
                        "%s %s is listed twice", noun,
                        builder_quoted(builder, text->text));
    }
    map_clear(&seen);
    *ret_n = given->n;
    return patterns;
}

/* One list for all tenants with all classes: they may be many. */
static const struct class **list_all(struct policy_builder *builder)
{
    const struct policy *policy = builder->policy;

    if (builder->all_classes == NULL) {
        builder->all_classes =
            ARENA_NEW(&builder->policy->arena, const struct class *, policy->n_classes);
        for (size_t i = 0; i < policy->n_classes; i++)
            builder->all_classes[i] = &policy->classes[i];
    }
    return builder->all_classes;
}

static void permit_all(struct policy_builder *builder, const struct texts_at *given,
                       struct tenant *tenant)
{
    if (given->n > 1)
        BUILD_ERROR(builder, "all-classes", given->items[0].place,
                    "\"*\" means all classes; list it alone");
    tenant->all_classes = true;
    tenant->classes = list_all(builder);
    tenant->n_classes = builder->policy->n_classes;
}

static bool lists_all(const struct texts_at *given)
{
    for (size_t i = 0; i < given->n; i++) {
        if (str_equal(given->items[i].text, STR("*")))
            return true;
    }
    return false;
}

static void set_classes(struct policy_builder *builder, const struct texts_at *given,
                        struct tenant *tenant)
{
    const struct policy *policy = builder->policy;
    const struct words words = {"unknown-class", "class", policy->class_names,
                                policy->n_classes};
    const struct class **classes =
        ARENA_NEW(&builder->policy->arena, const struct class *, given->n);

    if (lists_all(given)) {
        permit_all(builder, given, tenant);
        return;
    }
    tenant->classes = classes; /* a class that is listed twice is there once */
    for (size_t i = 0; i < given->n; i++) {
        const struct class *class = policy_class(policy, given->items[i].text);

        if (class == NULL)
            builder_unknown(builder, &words, &given->items[i]);
        else if (!tenant_permits_class(tenant, class))
            classes[tenant->n_classes++] = class;
    }
}

static void set_default(struct policy_builder *builder, const struct text_at *given,
                        struct tenant *tenant)
{
    const struct policy *policy = builder->policy;
    const struct words words = {"unknown-class", "class", policy->class_names,
                                policy->n_classes};
    const struct class *class = policy_class(policy, given->text);

    if (!text_at_given(given))
        return;
    if (class == NULL)
        builder_unknown(builder, &words, given);
    else if (!tenant_permits_class(tenant, class))
        BUILD_ERROR(builder, "default-class", given->place,
                    "defaultClass %s is not one of the classes of tenant %s",
                    builder_quoted(builder, given->text),
                    builder_quoted(builder, tenant->name));
    else
        tenant->default_class = class;
}

static void set_hosts(struct policy_builder *builder, const struct texts_at *given,
                      struct tenant *tenant)
{
    struct arena *arena = &builder->policy->arena;
    struct domain_tree *tree = builder->policy->delegation;
    struct str *hosts = ARENA_NEW(arena, struct str, given->n);
    size_t n = 0;

    for (size_t i = 0; i < given->n; i++) {
        const char *reason = NULL;
        struct name name;

        if (!name_parse(arena, given->items[i].text, &name, &reason)) {
            BUILD_ERROR(builder, "bad-host", given->items[i].place,
                        "%s is no host name: %s",
                        builder_quoted(builder, given->items[i].text), reason);
            continue;
        }
        hosts[n++] = name.text;
        domain_tree_add(tree, name.is_wildcard ? DOMAIN_WILDCARD : DOMAIN_EXACT,
                        name.base, tenant->index);
    }
    tenant->hosts = hosts;
    tenant->n_hosts = n;
}

static void set_rules(struct policy_builder *builder, const struct build_tenant *part,
                      struct tenant *tenant)
{
    const struct rule_parts parts = {part->rules, part->n_rules};
    struct rule_entry entries[RULE_COUNT];
    bool given[RULE_COUNT] = {false};

    builder_rule_list(builder, &parts, builder->policy->rules, entries, given);
    for (size_t i = 0; i < RULE_COUNT; i++) {
        struct rule_entry *entry;

        if (!given[i])
            continue;
        entry = ARENA_NEW(&builder->policy->arena, struct rule_entry, 1);
        *entry = entries[i];
        tenant->rules[i] = entry;
    }
}

static void set_namespaces(struct policy_builder *builder,
                           const struct build_tenant *part, struct tenant *tenant)
{
    if (!texts_at_given(&part->namespaces))
        BUILD_ERROR(builder, "missing-field", part->name.place,
                    "tenant %s lists no namespaces",
                    builder_quoted(builder, part->name.text));
    tenant->namespaces = builder_patterns(builder, &part->namespaces, PATTERN_NAMESPACE,
                                          &tenant->n_namespaces);
    for (size_t i = 0; i < tenant->n_namespaces; i++)
        namespace_index_add(&builder->policy->namespaces, &tenant->namespaces[i],
                            tenant->index);
}

static void build_tenant(struct policy_builder *builder, uint32_t index)
{
    const struct build_tenant *part = &builder->tenants.all[index];
    struct tenant *tenant = &builder->policy->tenants[index];

    tenant->name = part->name.text;
    tenant->index = index;
    set_namespaces(builder, part, tenant);
    set_classes(builder, &part->classes, tenant);
    set_default(builder, &part->default_class, tenant);
    tenant->domains = builder_domains(builder, &part->domains, &tenant->n_domains);
    for (size_t i = 0; i < tenant->n_domains; i++)
        domain_tree_add(builder->policy->delegation, DOMAIN_BELOW, tenant->domains[i],
                        index);
    set_hosts(builder, &part->hosts, tenant);
    set_rules(builder, part, tenant);
}

void builder_tenants(struct policy_builder *builder)
{
    struct policy *policy = builder->policy;
    const size_t n = builder->tenants.n;

    builder->tenant_names =
        builder_index(builder, "tenant", builder->tenants.all, n,
                      sizeof *builder->tenants.all, &builder->tenant_by_name);
    policy->tenants = ARENA_NEW(&policy->arena, struct tenant, n);
    policy->n_tenants = n;
    policy->delegation = domain_tree_new();
    for (size_t i = 0; i < n; i++)
        build_tenant(builder, (uint32_t)i);
    domain_tree_finish(policy->delegation);
}
