/* SPDX-License-Identifier: Apache-2.0 */
/*
 * carriers: reads and compares the carriers of a class.
 */
#include "core/object/carriers.h"

#include <stdlib.h>

#include "core/object/service.h"
#include "core/policy/class_keys.h"

/* The input and the result of one carriers_of(). */
struct gathering {
    const struct inquiry *inquiry;
    const struct policy *policy;
    const struct view *view;
    struct carriers *carriers;
};

static void add(struct gathering *gathering, struct carrier carrier)
{
    struct carriers *carriers = gathering->carriers;

    carriers->list[carriers->n++] = carrier;
    if (carrier.value.len > 0)
        carriers->names[carriers->n_names++] =
            carrier.class == NULL ? carrier.value : carrier.class->name;
}

/* Add a carrier whose value is the name or an alias of a class. */
static void add_named(struct gathering *gathering, struct field_path path,
                      struct str value)
{
    add(gathering,
        (struct carrier){.path = path,
                         .value = value,
                         .class = value.len == 0
                                      ? NULL
                                      : policy_class_named(gathering->policy, value)});
}

/* An upper bound for the annotations whose key is read after any prefix. */
static size_t count_prefixed_keys(const struct view *view)
{
    size_t n = 0;

    for (size_t i = 0; i < view->n_annotations; i++)
        n += is_some_class_key(view->annotations[i].key);
    return n;
}

static void add_prefixed_keys(struct gathering *gathering)
{
    const struct view *view = gathering->view;

    for (size_t i = 0; i < view->n_annotations; i++) {
        const struct annotation *at = &view->annotations[i];

        if (is_some_class_key(at->key) && !is_listed_class_key(at->key))
            add_named(gathering, field_path_annotation(at->key), at->value);
    }
}

static void settle_names(struct carriers *carriers)
{
    size_t kept = 0;

    if (carriers->n_names > 1)
        qsort(carriers->names, carriers->n_names, sizeof *carriers->names, str_order);
    for (size_t i = 0; i < carriers->n_names; i++) {
        if (kept == 0 || !str_equal(carriers->names[kept - 1], carriers->names[i]))
            carriers->names[kept++] = carriers->names[i];
    }
    carriers->n_names = kept;
}

static bool has_class(const struct carriers *carriers, const struct class *class)
{
    for (size_t i = 0; i < carriers->n_classes; i++) {
        if (carriers->classes[i] == class)
            return true;
    }
    return false;
}

/* List the classes in the order of the carriers.  There are at most as many as names. */
static void list_classes(struct carriers *carriers, struct arena *arena)
{
    carriers->classes = arena_alloc(arena, carriers->n_names * sizeof(struct class *));
    for (size_t i = 0; i < carriers->n && carriers->n_classes < carriers->n_names; i++) {
        const struct class *class = carriers->list[i].class;

        if (class != NULL && !has_class(carriers, class))
            carriers->classes[carriers->n_classes++] = class;
    }
}

static void add_annotations(struct gathering *gathering, const struct str *keys, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const struct str *value = view_annotation(gathering->view, keys[i]);

        if (value != NULL)
            add_named(gathering, field_path_annotation(keys[i]), *value);
    }
}

static void add_fields(struct gathering *gathering)
{
    const struct view *view = gathering->view;

    for (size_t i = 0; i < view->n_carriers; i++)
        add_named(gathering, view->carriers[i].path, view->carriers[i].value);
}

static bool leads(const struct gateway_entry *entry, const struct tenant *tenant)
{
    return entry != NULL && gateway_is_for(entry, tenant);
}

/* An object's own name leads to the class that `gateways` lists for it.  A name that the
 * API server generates does not. */
static void add_own_name(struct gathering *gathering)
{
    const struct inquiry *inquiry = gathering->inquiry;
    const struct view *view = gathering->view;
    const struct gateway_entry *entry = NULL;

    if (view->name.len > 0)
        entry = policy_gateway(gathering->policy, inquiry->namespace, inquiry->namespace,
                               view->name);
    if (entry == NULL)
        return;
    add(gathering, (struct carrier){.path = field_path_of(FIELD_NAME),
                                    .value = view->name,
                                    .class = entry->class,
                                    .gateway = entry});
}

bool carrier_parent_is_gateway(const struct view_parent *parent)
{
    return parent->kind.len == 0 || (str_equal(parent->group, STR(GATEWAY_GROUP)) &&
                                     (str_equal(parent->kind, STR("Gateway")) ||
                                      str_equal(parent->kind, STR("ListenerSet"))));
}

static void add_parents(struct gathering *gathering)
{
    const struct inquiry *inquiry = gathering->inquiry;
    const struct view *view = gathering->view;

    for (size_t i = 0; i < view->n_parents; i++) {
        const struct view_parent *parent = &view->parents[i];
        const struct gateway_entry *entry = NULL;

        if (carrier_parent_is_gateway(parent))
            entry = policy_gateway(gathering->policy, parent->namespace,
                                   inquiry->namespace, parent->name);
        if (!leads(entry, inquiry->tenant))
            entry = NULL;
        add(gathering, (struct carrier){.path = parent->path,
                                        .value = parent->text,
                                        .class = entry == NULL ? NULL : entry->class,
                                        .parent = parent,
                                        .gateway = entry});
    }
}

/* Add a carrier for each Gateway that the policy marks as a default one. */
static void add_default_gateways(struct gathering *gathering)
{
    const struct field_path path = field_path_of(FIELD_DEFAULT_GATEWAYS);
    size_t n;
    const struct gateway_entry *entries = policy_gateways(gathering->policy, &n);
    bool found = false;

    if (!gathering->view->uses_default_gateways)
        return;
    for (size_t i = 0; i < n; i++) {
        const struct gateway_entry *entry = &entries[i];

        if (!entry->is_default)
            continue;
        found = true;
        if (!leads(entry, gathering->inquiry->tenant))
            entry = NULL;
        add(gathering, (struct carrier){.path = path,
                                        .value = STR("All"),
                                        .class = entry == NULL ? NULL : entry->class,
                                        .gateway = entry});
    }
    if (!found)
        add(gathering, (struct carrier){.path = path, .value = STR("All")});
}

/* The class of a GatewayClass. */
static void add_gateway_classes(struct gathering *gathering)
{
    const struct view *view = gathering->view;

    for (size_t i = 0; i < view->n_carriers; i++) {
        const struct str value = view->carriers[i].value;

        add(gathering, (struct carrier){.path = view->carriers[i].path,
                                        .value = value,
                                        .class = policy_class_of_gateway_class(
                                            gathering->policy, value)});
    }
}

static void add_service(struct gathering *gathering)
{
    struct field_path place;
    const struct class *class =
        service_class(gathering->inquiry, gathering->view, &place);

    if (class != NULL)
        add(gathering,
            (struct carrier){.path = place, .value = class->name, .class = class});
}

static void gather(struct gathering *gathering)
{
    const struct kind *kind = gathering->view->kind;

    switch (kind->class_from) {
    case CLASS_FROM_NOTHING:
        break;
    case CLASS_FROM_CARRIERS:
        add_fields(gathering);
        add_annotations(gathering, class_keys, CLASS_KEYS);
        if (policy_reads_any_class_key(gathering->policy))
            add_prefixed_keys(gathering);
        break;
    case CLASS_FROM_ROW:
        add_fields(gathering);
        add_annotations(gathering, kind->class_keys, kind->n_class_keys);
        break;
    case CLASS_FIXED:
        add(gathering, (struct carrier){.path = field_path_of(FIELD_KIND),
                                        .value = kind->fixed_class->name,
                                        .class = kind->fixed_class});
        break;
    case CLASS_FROM_PARENTS:
        add_parents(gathering);
        add_default_gateways(gathering);
        break;
    case CLASS_FROM_SELF:
        add_own_name(gathering);
        break;
    case CLASS_FROM_GATEWAY:
        add_own_name(gathering);
        add_gateway_classes(gathering);
        add_parents(gathering);
        break;
    case CLASS_FROM_SERVICE:
        add_service(gathering);
        break;
    }
}

/* An upper bound for the number of carriers. */
static size_t count_most(const struct policy *policy, const struct view *view)
{
    const struct kind *kind = view->kind;
    size_t n = view->n_carriers + view->n_parents + 1;
    size_t n_gateways;

    (void)policy_gateways(policy, &n_gateways);
    if (view->uses_default_gateways)
        n += n_gateways;
    n += kind->class_from == CLASS_FROM_CARRIERS ? CLASS_KEYS : kind->n_class_keys;
    if (kind->class_from == CLASS_FROM_CARRIERS && policy_reads_any_class_key(policy))
        n += count_prefixed_keys(view);
    return n;
}

void carriers_of(const struct inquiry *inquiry, const struct view *view,
                 struct carriers *ret)
{
    struct gathering gathering = {inquiry, inquiry->policy, view, ret};
    const size_t max = count_most(inquiry->policy, view);

    *ret = (struct carriers){0};
    ret->list = arena_alloc(inquiry->arena, max * sizeof ret->list[0]);
    ret->names = arena_alloc(inquiry->arena, max * sizeof ret->names[0]);
    gather(&gathering);
    settle_names(ret);
    list_classes(ret, inquiry->arena);
}

bool carriers_agree(const struct carrier *a, const struct carrier *b)
{
    if (a->class != NULL || b->class != NULL)
        return a->class == b->class;
    return str_equal(a->value, b->value);
}

bool carriers_name_a_class(const struct carriers *carriers)
{
    return carriers->n_names > 0;
}

struct str carriers_only_name(const struct carriers *carriers)
{
    for (size_t i = 0; i < carriers->n && carriers->n_names == 1; i++) {
        if (carriers->list[i].value.len > 0)
            return carriers->list[i].value;
    }
    return STR_NONE;
}

const struct class *carriers_agreed_class(const struct carriers *carriers)
{
    if (carriers->n == 0)
        return NULL;
    for (size_t i = 1; i < carriers->n; i++) {
        if (!carriers_agree(&carriers->list[0], &carriers->list[i]))
            return NULL;
    }
    return carriers->list[0].class;
}

const struct gateway_entry *carriers_own_entry(const struct carriers *carriers)
{
    for (size_t i = 0; i < carriers->n; i++) {
        if (field_path_is(&carriers->list[i].path, FIELD_NAME))
            return carriers->list[i].gateway;
    }
    return NULL;
}

bool carrier_permits_hostless(const struct carrier *carrier)
{
    return carrier->gateway != NULL && carrier->gateway->is_hostless;
}

bool carriers_permit_hostless(const struct carriers *carriers)
{
    for (size_t i = 0; i < carriers->n; i++) {
        if (!carrier_permits_hostless(&carriers->list[i]))
            return false;
    }
    return true;
}

struct str carrier_meaning(const struct carrier *carrier)
{
    return carrier->class == NULL ? carrier->value : carrier->class->name;
}

bool carriers_name_same(const struct carriers *a, const struct carriers *b)
{
    if (a->n_names != b->n_names)
        return false;
    for (size_t i = 0; i < a->n_names; i++) {
        if (!str_equal(a->names[i], b->names[i]))
            return false;
    }
    return true;
}

static bool is_same_carrier(const struct kind *kind, const struct carrier *a,
                            const struct carrier *b)
{
    if (kind->class_from == CLASS_FROM_CARRIERS && !str_equal(a->value, b->value))
        return false;
    return carriers_agree(a, b);
}

bool carriers_equal(const struct kind *kind, const struct carriers *a,
                    const struct carriers *b)
{
    if (a->n != b->n)
        return false;
    for (size_t i = 0; i < a->n; i++) {
        if (!field_path_same_place(&a->list[i].path, &b->list[i].path) ||
            !is_same_carrier(kind, &a->list[i], &b->list[i]))
            return false;
    }
    return true;
}

const struct carrier *carriers_at(const struct carriers *carriers,
                                  const struct field_path *path)
{
    for (size_t i = 0; i < carriers->n; i++) {
        if (field_path_compare(&carriers->list[i].path, path) == 0)
            return &carriers->list[i];
    }
    return NULL;
}

const struct class *carriers_class_read(const struct carriers *carriers,
                                        enum class_reading reading)
{
    for (size_t i = 0; i < carriers->n_classes; i++) {
        if (carriers->classes[i]->profile->class_reading == reading)
            return carriers->classes[i];
    }
    return NULL;
}
