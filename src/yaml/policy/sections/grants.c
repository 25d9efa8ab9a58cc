/* SPDX-License-Identifier: Apache-2.0 */
/*
 * grants: the fields that a tenant sets or inherits from tenantDefaults: classes, a
 * default class, rules, services.
 */
#include "yaml/policy/sections/sections.h"
#include "yaml/policy/sections/services.h"

/* tenantDefaults, read into a tenant that is not part of the policy. */
struct tenant_defaults {
    struct tenant tenant;
    struct grants_given given;
};

/* The tenant, or tenantDefaults, whose grants are being read. */
struct holder {
    struct reader *reader;
    struct tenant *tenant;
    const char *who;  /* for messages */
    bool has_classes; /* it has some, or inherits them */
};

static const struct field_row defaults_fields[] = {
    FIELD(struct grants_given, classes, "classes", FIELD_TEXTS),
    FIELD(struct grants_given, default_class, "defaultClass", FIELD_WORD_OR_MAP),
    FIELD(struct grants_given, rules, "rules", FIELD_MAP),
    FIELD(struct grants_given, services, "services", FIELD_MAP),
};

struct default_fields {
    struct text_at name;
    struct texts_at replaces;
};
static const struct field_row default_fields[] = {
    FIELD(struct default_fields, name, "name", FIELD_TEXT, FIELD_REQUIRED),
    FIELD(struct default_fields, replaces, "replaces", FIELD_TEXTS),
};

/* Tenants that list "*" share one list of all classes, because there may be many such
 * tenants. */
static const struct class **list_all(struct reader *reader)
{
    struct policy *policy = reader->policy;

    if (reader->all_classes == NULL) {
        reader->all_classes =
            ARENA_NEW(&policy->arena, const struct class *, policy->n_classes);
        for (size_t i = 0; i < policy->n_classes; i++)
            reader->all_classes[i] = &policy->classes[i];
    }
    return reader->all_classes;
}

static bool is_pattern(struct str text)
{
    size_t at;

    return str_find(text, '*', &at);
}

static bool lists_all(const struct texts_at *given)
{
    for (size_t i = 0; i < given->n; i++) {
        if (str_equal(given->items[i].text, STR("*")))
            return true;
    }
    return false;
}

/* The classes of a tenant, each once, in the order in which they are named. */
struct picked {
    const struct class **all;
    size_t n;
    uint32_t *seen;  /* by class: the last tenant that picked it */
    uint32_t number; /* of the tenant, from 1 */
};

static void pick(struct picked *picked, const struct class *class)
{
    if (picked->seen[class->index] == picked->number)
        return;
    picked->seen[class->index] = picked->number;
    picked->all[picked->n++] = class;
}

static void pick_matching(struct reader *reader, const struct text_at *pattern,
                          struct picked *picked)
{
    const struct policy *policy = reader->policy;
    bool found = false;

    for (size_t i = 0; i < policy->n_classes; i++) {
        if (!str_matches_glob(policy->classes[i].name, pattern->text))
            continue;
        found = true;
        pick(picked, &policy->classes[i]);
    }
    if (!found)
        REFUSE(reader, "unmatched-pattern", pattern->place,
               "no class has a name that %s matches",
               reader_quoted(reader, pattern->text));
}

/* A text with `*` is a pattern, unless a class has exactly that name. */
static void pick_one(struct reader *reader, const struct text_at *given,
                     struct picked *picked)
{
    const struct class *class = policy_class(reader->policy, given->text);

    if (class != NULL)
        pick(picked, class);
    else if (is_pattern(given->text))
        pick_matching(reader, given, picked);
    else
        reader_unknown(reader, &reader->classes.words, given);
}

static void set_classes(struct holder *holder, const struct texts_at *given)
{
    struct reader *reader = holder->reader;
    struct policy *policy = reader->policy;
    struct tenant *tenant = holder->tenant;
    struct picked picked = {.number = tenant->index + 1};
    const struct class **kept;

    tenant->all_classes = lists_all(given);
    if (tenant->all_classes) {
        if (given->n > 1)
            REFUSE(reader, "all-classes", given->items[0].place,
                   "\"*\" means all classes; list it alone");
        tenant->classes = list_all(reader);
        tenant->n_classes = policy->n_classes;
        return;
    }
    if (reader->class_seen == NULL)
        reader->class_seen = ARENA_NEW(&reader->arena, uint32_t, policy->n_classes);
    if (reader->picked_classes == NULL)
        reader->picked_classes =
            ARENA_NEW(&reader->arena, const struct class *, policy->n_classes);
    picked.seen = reader->class_seen;
    picked.all = reader->picked_classes;
    for (size_t i = 0; i < given->n; i++)
        pick_one(reader, &given->items[i], &picked);
    kept = ARENA_NEW(&policy->arena, const struct class *, picked.n);
    for (size_t i = 0; i < picked.n; i++)
        kept[i] = picked.all[i];
    tenant->classes = kept;
    tenant->n_classes = picked.n;
}

/* The value is a name or a map.  False: it has no name, and the problem is noted. */
static bool read_default(struct reader *reader, const struct node *node, struct spot spot,
                         struct default_fields *ret)
{
    if (node->kind == NODE_SCALAR)
        ret->name =
            fields_text(reader, node, STR("defaultClass"), FIELD_TEXT, FIELD_REQUIRED);
    else
        (void)fields_read(reader, node, spot_below(spot, "defaultClass"),
                          FIELDS(default_fields), ret);
    return text_at_given(&ret->name);
}

static void set_replaces(struct holder *holder, const struct texts_at *given)
{
    struct reader *reader = holder->reader;
    struct tenant *tenant = holder->tenant;

    tenant->replaces = reader_texts(reader, given, NULL, &tenant->n_replaces);
    for (size_t i = 0; i < given->n && holder->has_classes; i++) {
        const struct text_at *name = &given->items[i];
        const struct class *class = policy_class_named(reader->policy, name->text);

        if (class != NULL && tenant_permits_class(tenant, class))
            REFUSE(reader, "default-class", name->place,
                   "class %s is one of the classes of %s, so the default class cannot "
                   "replace it",
                   reader_quoted(reader, name->text), holder->who);
    }
}

static void set_default(struct holder *holder, const struct node *node, struct spot spot)
{
    struct reader *reader = holder->reader;
    struct default_fields given = {0};
    const struct class *class = NULL;

    if (node == NULL || !read_default(reader, node, spot, &given))
        return;
    class = reader_class(reader, &given.name);
    if (class == NULL)
        return;
    if (holder->has_classes && !tenant_permits_class(holder->tenant, class)) {
        REFUSE(reader, "default-class", given.name.place,
               "defaultClass %s is not one of the classes of %s",
               reader_quoted(reader, given.name.text), holder->who);
        return;
    }
    holder->tenant->default_class = class;
    set_replaces(holder, &given.replaces);
    if (given.replaces.n == 0)
        NOTE(reader, "default-class-cluster", given.name.place,
             "defaultClass never acts in a cluster with a default IngressClass, which "
             "fills the field first");
}

static void inherit_classes(struct holder *holder, struct place place)
{
    const struct tenant_defaults *defaults = holder->reader->defaults;

    if (defaults == NULL || !texts_at_given(&defaults->given.classes)) {
        REFUSE(holder->reader, "missing-field", place,
               "%s lists no classes, and tenantDefaults has none", holder->who);
        return;
    }
    holder->tenant->all_classes = defaults->tenant.all_classes;
    holder->tenant->classes = defaults->tenant.classes;
    holder->tenant->n_classes = defaults->tenant.n_classes;
}

static void inherit_default(struct holder *holder, struct place place)
{
    const struct tenant_defaults *defaults = holder->reader->defaults;
    struct tenant *tenant = holder->tenant;

    if (defaults == NULL || defaults->tenant.default_class == NULL)
        return;
    if (!tenant_permits_class(tenant, defaults->tenant.default_class)) {
        NOTE(holder->reader, "default-class-unused", place,
             "%s may not use class %s, the defaultClass of tenantDefaults", holder->who,
             reader_quoted(holder->reader, defaults->tenant.default_class->name));
        return;
    }
    tenant->default_class = defaults->tenant.default_class;
    tenant->replaces = defaults->tenant.replaces;
    tenant->n_replaces = defaults->tenant.n_replaces;
}

static void inherit_rules(struct holder *holder)
{
    const struct tenant_defaults *defaults = holder->reader->defaults;

    for (size_t i = 0; i < RULE_COUNT && defaults != NULL; i++) {
        if (holder->tenant->rules[i] == NULL)
            holder->tenant->rules[i] = defaults->tenant.rules[i];
    }
}

static void set_rules(struct holder *holder, const struct node *map, struct spot spot)
{
    if (map != NULL)
        memcpy(holder->tenant->rules, rule_entries_read(holder->reader, map, spot),
               sizeof holder->tenant->rules);
}

void grants_read(struct reader *reader, const struct grants_given *given,
                 struct spot spot, const struct text_at *name, struct tenant *tenant)
{
    const struct str who =
        arena_format(&reader->arena, "tenant %s", reader_quoted(reader, name->text));
    struct holder holder = {reader, tenant, who.ptr, true};
    const bool has_classes = texts_at_given(&given->classes);

    if (has_classes)
        set_classes(&holder, &given->classes);
    else
        inherit_classes(&holder, name->place);
    if (given->default_class != NULL)
        set_default(&holder, given->default_class, spot);
    else
        inherit_default(&holder, has_classes ? given->classes.place : name->place);
    set_rules(&holder, given->rules, spot);
    inherit_rules(&holder);
    tenant_services_read(reader, given->services, spot, name, tenant);
}

void tenant_defaults_read(struct reader *reader, const struct section *section)
{
    const struct spot spot = {"tenantDefaults", STR_NONE, SPOT_WHOLE, NULL};
    struct tenant_defaults *defaults =
        ARENA_NEW(&reader->arena, struct tenant_defaults, 1);
    struct holder holder = {reader, &defaults->tenant, "tenantDefaults", false};
    const struct grants_given *given = &defaults->given;

    if (section_first(reader, section) == NULL ||
        !fields_read(reader, section->value, spot, FIELDS(defaults_fields),
                     &defaults->given)) {
        default_services_read(reader, NULL, spot);
        return;
    }
    defaults->tenant.index = UINT32_MAX - 1; /* no tenant has this index */
    holder.has_classes = texts_at_given(&given->classes);
    if (holder.has_classes)
        set_classes(&holder, &given->classes);
    set_default(&holder, given->default_class, spot);
    set_rules(&holder, given->rules, spot);
    default_services_read(reader, given->services, spot);
    reader->defaults = defaults;
}
