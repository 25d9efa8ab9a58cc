/*
 * policy_build_class: classes, but for their DNS, ranges and annotations.
 */
#include "yaml/policy/sections/say.h"

static const struct str tls_words[] = {STR_INIT("required")};
static const struct words tls_choice = {"bad-tls", "tls", tls_words,
                                        ARRAY_LEN(tls_words)};
static const struct str secret_words[] = {STR_INIT("required"), STR_INIT("optional")};
static const struct words secret_choice = {"bad-tls", "secretName", secret_words,
                                           ARRAY_LEN(secret_words)};

static void check_name(struct policy_builder *builder, const struct text_at *name)
{
    size_t at;

    if (str_find(name->text, ' ', &at))
        BUILD_ERROR(builder, "bad-class-name", name->place,
                    "class name %s has a blank: no Ingress can carry it",
                    builder_quoted(builder, name->text));
    else if (str_equal(name->text, STR("*")))
        BUILD_ERROR(
            builder, "bad-class-name", name->place,
            "\"*\" stands for all classes in a tenant; no class can have it as its "
            "name");
}

static void set_profile(struct policy_builder *builder, const struct build_class *part,
                        struct class *class)
{
    const struct words words = {"unknown-profile", "profile", builder->profile_names,
                                builder->n_profile_names};
    uint32_t index = 0;

    if (!text_at_given(&part->profile)) {
        BUILD_ERROR(builder, "missing-field", part->name.place,
                    "class %s has no profile; name its controller's, e.g. ingress-nginx",
                    builder_quoted(builder, part->name.text));
        return;
    }
    if (map_get(&builder->profile_by_name, part->profile.text, &index))
        class->profile = builder->own_profiles[index];
    else if ((class->profile =
                  policy_builtin_profile(builder->policy, part->profile.text)) == NULL)
        builder_unknown(builder, &words, &part->profile);
}

static void set_tls(struct policy_builder *builder, const struct build_class *part,
                    struct class *class)
{
    bool required = false;
    size_t index = 0;

    if (text_at_given(&part->tls) &&
        builder_word(builder, &tls_choice, &part->tls, &index))
        class->tls = TLS_SECRET_REQUIRED;
    if (text_at_given(&part->tls_required) &&
        builder_bool(builder, &part->tls_required, &required) && required)
        class->tls = TLS_SECRET_REQUIRED;
    if (!text_at_given(&part->tls_secret) ||
        !builder_word(builder, &secret_choice, &part->tls_secret, &index))
        return;
    if (!text_at_given(&part->tls_required))
        BUILD_ERROR(builder, "bad-tls", part->tls_secret.place,
                    "secretName says nothing without \"required: true\"");
    else if (required && index == 1)
        class->tls = TLS_SECRET_OPTIONAL;
}

const struct str *builder_domains(struct policy_builder *builder,
                                  const struct texts_at *given, size_t *ret_n)
{
    struct arena *arena = &builder->policy->arena;
    struct str *kept = ARENA_NEW(arena, struct str, given->n);
    size_t n = 0;

    for (size_t i = 0; i < given->n; i++) {
        const struct text_at *domain = &given->items[i];
        const char *reason = NULL;
        struct name name;

        if (str_equal(domain->text, STR("."))) {
            kept[n++] = domain->text;
        } else if (!name_parse(arena, domain->text, &name, &reason)) {
            BUILD_ERROR(builder, "bad-domain", domain->place, "%s is no domain: %s",
                        builder_quoted(builder, domain->text), reason);
        } else if (name.is_wildcard) {
            BUILD_ERROR(builder, "wildcard-domain", domain->place,
                        "domain %s: write %s, a domain covers every name below it",
                        builder_quoted(builder, domain->text),
                        builder_quoted(builder, name.base));
        } else {
            kept[n++] = name.text;
        }
    }
    *ret_n = n;
    return kept;
}

static void build_class(struct policy_builder *builder, uint32_t index)
{
    const struct build_class *part = &builder->classes.all[index];
    struct class *class = &builder->policy->classes[index];

    class->name = part->name.text;
    class->index = index;
    check_name(builder, &part->name);
    set_profile(builder, part, class);
    class->domains = builder_domains(builder, &part->domains, &class->n_domains);
    class->tree = domain_tree_new();
    for (size_t i = 0; i < class->n_domains; i++)
        domain_tree_add(class->tree, DOMAIN_BELOW, class->domains[i], 0);
    domain_tree_finish(class->tree);
    set_tls(builder, part, class);
    builder_class_dns(builder, part, class);
    builder_class_ranges(builder, part, class);
}

static void list_profiles_in_use(struct policy *policy)
{
    size_t n = 0;

    policy->profiles_in_use =
        ARENA_NEW(&policy->arena, const struct profile *, policy->n_classes);
    for (size_t i = 0; i < policy->n_classes; i++) {
        const struct profile *profile = policy->classes[i].profile;
        bool is_new = profile != NULL;

        for (size_t j = 0; j < n && is_new; j++)
            is_new = policy->profiles_in_use[j] != profile;
        if (is_new)
            policy->profiles_in_use[n++] = profile;
    }
    policy->n_profiles_in_use = n;
}

void builder_classes(struct policy_builder *builder)
{
    struct policy *policy = builder->policy;
    const size_t n = builder->classes.n;

    policy->class_names =
        builder_index(builder, "class", builder->classes.all, n,
                      sizeof *builder->classes.all, &policy->class_by_name);
    policy->classes = ARENA_NEW(&policy->arena, struct class, n);
    policy->n_classes = n;
    for (size_t i = 0; i < n; i++)
        build_class(builder, (uint32_t)i);
    list_profiles_in_use(policy);
}
