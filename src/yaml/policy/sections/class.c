/* SPDX-License-Identifier: Apache-2.0 */
/*
 * classes: reads the classes; other files read their DNS, source ranges, gateway, service
 * and annotations.
 */
#include "core/object/ranges.h"
#include "core/policy/profile_keys.h"
#include "yaml/policy/sections/networks.h"
#include "yaml/policy/sections/sections.h"

struct class_fields {
    struct text_at profile;
    struct texts_at aliases, domains, annotations_only;
    const struct node *dns, *ranges, *tls, *annotations, *rules, *gateway, *service;
};
#define ROW(member, name, ...) FIELD(struct class_fields, member, name, __VA_ARGS__)
static const struct field_row class_fields[] = {
    ROW(profile, "profile", FIELD_WORD),
    ROW(aliases, "aliases", FIELD_TEXTS),
    ROW(domains, "domains", FIELD_WORDS),
    ROW(dns, "externalDNS", FIELD_ANY),
    ROW(ranges, "sourceRanges", FIELD_MAP),
    ROW(gateway, "gateway", FIELD_MAP),
    ROW(service, "service", FIELD_MAP),
    ROW(tls, "tls", FIELD_WORD_OR_MAP),
    ROW(annotations, "annotations", FIELD_LIST),
    ROW(rules, "rules", FIELD_MAP),
    ROW(annotations_only, "annotationsOnly", FIELD_TEXTS),
};

struct tls_fields {
    struct text_at required, secret;
};
static const struct field_row tls_fields[] = {
    FIELD(struct tls_fields, required, "required", FIELD_WORD),
    FIELD(struct tls_fields, secret, "secretName", FIELD_WORD),
};

static const struct words tls_choice =
    WORDS("bad-tls", "tls", STR_INIT("optional"), STR_INIT("required"));
static const struct words secret_choice =
    WORDS("bad-tls", "secretName", STR_INIT("required"), STR_INIT("optional"));

static bool check_name(struct reader *reader, const struct text_at *name)
{
    size_t at;
    const bool has_blank = str_find(name->text, ' ', &at);
    const bool is_star = str_equal(name->text, STR("*"));

    if (has_blank)
        REFUSE(reader, "bad-class-name", name->place,
               "class name %s has a blank: no Ingress can carry it",
               reader_quoted(reader, name->text));
    else if (is_star)
        REFUSE(reader, "bad-class-name", name->place,
               "\"*\" stands for all classes in a tenant; no class can have it as its "
               "name");
    return !has_blank && !is_star;
}

static bool check_alias(struct reader *reader, const struct text_at *alias)
{
    return reader_is_printable(reader, "alias", alias) && check_name(reader, alias);
}

/* Called when the names of all classes are known.  index: of the alias's class. */
static void add_alias(struct reader *reader, const struct text_at *alias, uint32_t index)
{
    struct policy *policy = reader->policy;
    const char *quoted = reader_quoted(reader, alias->text);
    const struct class *named = policy_class(policy, alias->text);
    uint32_t *first = NULL;

    if (named != NULL) {
        REFUSE(reader, "bad-alias", alias->place,
               named->index == index ? "alias %s is the name of the class itself"
                                     : "alias %s is the name of another class",
               quoted);
        return;
    }
    first = map_put(&policy->class_by_alias, alias->text, index);
    if (*first != index)
        REFUSE(reader, "bad-alias", alias->place, "%s is an alias of class %s already",
               quoted, reader_quoted(reader, policy->classes[*first].name));
}

static void set_profile(struct reader *reader, const struct text_at *name,
                        const struct text_at *given, struct class *class)
{
    uint32_t index = 0;

    if (!text_at_given(given) && reader->has_kinds) {
        class->profile = &profile_none;
        return;
    }
    if (!text_at_given(given)) {
        REFUSE(reader, "missing-field", name->place,
               "class %s has no profile; name its controller's, e.g. ingress-nginx",
               reader_quoted(reader, name->text));
        return;
    }
    class->has_profile = true;
    class->profile = policy_builtin_profile(reader->policy, given->text);
    if (map_get(&reader->profiles.by_name, given->text, &index)) {
        class->profile = reader->own_profiles[index];
        if (class->profile == NULL && reader->service_profiles[index] != NULL)
            REFUSE(reader, "unknown-profile", given->place,
                   "profile %s is for Services only; an Ingress needs one with "
                   "keyPrefixes",
                   reader_quoted(reader, given->text));
    } else if (class->profile == NULL) {
        reader_unknown(reader, &reader->profiles.words, given);
    }
}

const struct str *domains_read(struct reader *reader, const struct texts_at *given,
                               size_t *ret_n)
{
    struct arena *arena = &reader->policy->arena;
    struct str *kept = ARENA_NEW(arena, struct str, given->n);
    size_t n = 0;

    for (size_t i = 0; i < given->n; i++) {
        const struct text_at *domain = &given->items[i];
        const char *reason = NULL;
        struct name name;

        if (str_equal(domain->text, STR("."))) {
            kept[n++] = domain->text;
        } else if (placeholder_refuse_in(reader, domain)) {
            continue;
        } else if (!name_parse(arena, domain->text, &name, &reason)) {
            REFUSE(reader, "bad-domain", domain->place, "%s is no domain: %s",
                   reader_quoted(reader, domain->text), reason);
        } else if (name.is_wildcard) {
            REFUSE(reader, "wildcard-domain", domain->place,
                   "domain %s: write %s, a domain covers every name below it",
                   reader_quoted(reader, domain->text), reader_quoted(reader, name.base));
        } else {
            kept[n++] = name.text;
        }
    }
    *ret_n = n;
    return kept;
}

static void set_domains(struct reader *reader, const struct texts_at *given,
                        struct class *class)
{
    class->domains = domains_read(reader, given, &class->n_domains);
    class->served = reader->policy->served;
    for (size_t i = 0; i < class->n_domains && reader_has_room(reader, 0); i++)
        domain_tree_add(reader->policy->served, DOMAIN_BELOW, class->domains[i],
                        class->index);
}

/* The value is `required`, `optional` or a map. */
static void read_tls(struct reader *reader, const struct node *node, struct spot spot,
                     struct class *class)
{
    struct tls_fields given = {0};
    bool required = false;
    size_t index = 0;

    if (node != NULL && node->kind == NODE_SCALAR) {
        const struct text_at word = {node->text, reader_place(reader, node)};

        required = reader_word(reader, &tls_choice, &word, &index) && index == 1;
    } else {
        (void)fields_read(reader, node, spot_below(spot, "tls"), FIELDS(tls_fields),
                          &given);
        (void)reader_bool(reader, &given.required, &required);
    }
    class->tls = required ? TLS_SECRET_REQUIRED : TLS_NOT_REQUIRED;
    if (!reader_word(reader, &secret_choice, &given.secret, &index))
        return;
    if (!text_at_given(&given.required))
        REFUSE(reader, "bad-tls", given.secret.place,
               "secretName says nothing without \"required: true\"");
    else if (required && index == 1)
        class->tls = TLS_SECRET_OPTIONAL;
}

/* These rules decide which class an object has, so a class cannot change them. */
static const enum rule_id class_rules[] = {RULE_TENANT_KNOWN, RULE_CLASS_PRESENT,
                                           RULE_CLASS_AGREES, RULE_CLASS_PERMITTED};

static void check_rule(struct reader *reader, const struct node *key)
{
    for (size_t i = 0; i < ARRAY_LEN(class_rules); i++) {
        if (key->kind == NODE_SCALAR && !key->noted &&
            str_equal(key->text, rule_id_name(class_rules[i])))
            REFUSE(reader, "class-rule", reader_place(reader, key),
                   "rule %s decides which class an object has, so no class can change "
                   "it; write it under rules, or for a tenant",
                   reader_quoted(reader, key->text));
    }
}

static void read_rules(struct reader *reader, const struct node *map, struct spot spot,
                       struct class *class)
{
    if (map == NULL)
        return;
    for (const struct node *key = map->first; key != NULL; key = key->next->next)
        check_rule(reader, key);
    class->rules = rule_entries_read(reader, map, spot);
}

static void read_class(struct reader *reader, const struct node *key)
{
    const struct spot spot = {"classes", key->text, 0, NULL};
    const struct text_at name = fields_key(reader, key);
    const size_t index = reader->policy->n_classes;
    struct class *class = &reader->policy->classes[index];
    struct class_fields given = {0};

    if (!text_at_given(&name))
        return;
    (void)fields_read(reader, key->next, spot, FIELDS(class_fields), &given);
    names_add(reader, &reader->classes, &name);
    reader->policy->n_classes++;
    class->name = name.text;
    class->index = (uint32_t)index;
    (void)check_name(reader, &name);
    reader->class_aliases[index] = given.aliases;
    class->aliases = reader_texts(reader, &given.aliases, check_alias, &class->n_aliases);
    set_profile(reader, &name, &given.profile, class);
    set_domains(reader, &given.domains, class);
    reader->class_domains[index] = given.domains;
    read_tls(reader, given.tls, spot, class);
    class_dns_read(reader, given.dns, spot, class);
    class_ranges_read(reader, given.ranges, spot, class);
    class_gateway_read(reader, given.gateway, spot, class);
    class_service_read(reader, given.service, spot, class);
    read_rules(reader, given.rules, spot, class);
    class->annotations_only = key_globs_read(reader, &given.annotations_only, "pattern",
                                             &class->n_annotations_only);
    reader->class_entries[index] = entries_read(
        reader, given.annotations, spot_below(spot, "annotations"), &class->profile, 1);
}

static void list_profiles_in_use(struct policy *policy)
{
    size_t n = 0;

    policy->profiles_in_use =
        ARENA_NEW(&policy->arena, const struct profile *, policy->n_classes);
    for (size_t i = 0; i < policy->n_classes; i++) {
        const struct profile *profile = policy->classes[i].profile;
        bool is_new = profile != NULL && policy->classes[i].has_profile;

        for (size_t j = 0; j < n && is_new; j++)
            is_new = policy->profiles_in_use[j] != profile;
        if (is_new)
            policy->profiles_in_use[n++] = profile;
    }
    policy->n_profiles_in_use = n;
}

static void list_service_profiles_in_use(struct policy *policy)
{
    size_t n = 0;

    policy->service_profiles_in_use =
        ARENA_NEW(&policy->arena, const struct service_profile *, policy->n_classes);
    for (size_t i = 0; i < policy->n_classes; i++) {
        const struct class_service *service = policy->classes[i].service;
        bool is_new = service != NULL;

        for (size_t j = 0; j < n && is_new; j++)
            is_new = policy->service_profiles_in_use[j] != service->profile;
        if (is_new)
            policy->service_profiles_in_use[n++] = service->profile;
    }
    policy->n_service_profiles_in_use = n;
}

static bool is_guarded(const struct policy *policy, const struct profile *profile)
{
    for (size_t i = 0; i < policy->n_guarded_classes; i++) {
        if (policy->guarded_classes[i]->profile == profile)
            return true;
    }
    return false;
}

static void list_guarded_classes(struct policy *policy)
{
    policy->guarded_classes =
        ARENA_NEW(&policy->arena, const struct class *, policy->n_classes);
    for (size_t i = 0; i < policy->n_classes; i++) {
        const struct class *class = &policy->classes[i];

        if (class->profile != NULL && ranges_restrict(&class->ranges) &&
            profile_undoes_everywhere(class->profile) &&
            !is_guarded(policy, class->profile))
            policy->guarded_classes[policy->n_guarded_classes++] = class;
    }
}

void classes_read(struct reader *reader, const struct section *section)
{
    const struct node *key = section_first(reader, section);
    struct policy *policy = reader->policy;
    const size_t max = section_count(section);

    if (!reader_has_room(reader, max * sizeof(struct class)))
        return;
    names_begin(reader, &reader->classes, "class",
                (struct words){.problem = "unknown-class", .noun = "class"}, max);
    policy->classes = ARENA_NEW(&policy->arena, struct class, max);
    policy->class_names = reader->classes.all;
    policy->served = domain_tree_new();
    reader->class_entries = ARENA_NEW(&reader->arena, struct entries, max);
    reader->class_networks = ARENA_NEW(&reader->arena, struct networks_named, max);
    reader->class_aliases = ARENA_NEW(&reader->arena, struct texts_at, max);
    reader->class_domains = ARENA_NEW(&reader->arena, struct texts_at, max);
    for (; key != NULL; key = key->next->next)
        read_class(reader, key);
    domain_tree_finish(policy->served);
    policy->class_by_name = reader->classes.by_name;
    map_init(&reader->classes.by_name); /* the policy owns it now */
    for (uint32_t i = 0; i < policy->n_classes; i++) {
        for (size_t j = 0; j < reader->class_aliases[i].n; j++)
            add_alias(reader, &reader->class_aliases[i].items[j], i);
    }
    list_profiles_in_use(policy);
    list_service_profiles_in_use(policy);
    list_guarded_classes(policy);
    profile_list_names(policy->builtin_profiles, policy->n_builtin_profiles,
                       policy->profiles_in_use, policy->n_profiles_in_use, &policy->arena,
                       &policy->list_names);
}
