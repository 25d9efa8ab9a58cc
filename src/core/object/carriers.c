/*
 * carriers: reading and comparing them.
 */
#include "core/object/carriers.h"

#include <stdlib.h>

#include "core/policy/class_keys.h"

static void add(struct carriers *carriers, struct field_path path, struct str value,
                const struct policy *policy)
{
    struct carrier *carrier = &carriers->list[carriers->n++];

    carrier->path = path;
    carrier->value = value;
    carrier->class = value.len == 0 ? NULL : policy_class_named(policy, value);
    if (value.len > 0)
        carriers->names[carriers->n_names++] =
            carrier->class == NULL ? value : carrier->class->name;
}

/* As many as are read behind any prefix, at most. */
static size_t count_others(const struct view *view)
{
    size_t n = 0;

    for (size_t i = 0; i < view->n_annotations; i++)
        n += is_some_class_key(view->annotations[i].key);
    return n;
}

static void add_others(struct carriers *carriers, const struct policy *policy,
                       const struct view *view)
{
    for (size_t i = 0; i < view->n_annotations; i++) {
        const struct annotation *at = &view->annotations[i];

        if (is_some_class_key(at->key) && !is_listed_class_key(at->key))
            add(carriers, field_path_annotation(at->key), at->value, policy);
    }
}

static int name_order(const void *a, const void *b)
{
    const struct str *left = a;
    const struct str *right = b;

    return str_compare(*left, *right);
}

static void settle_names(struct carriers *carriers)
{
    size_t kept = 0;

    if (carriers->n_names > 1)
        qsort(carriers->names, carriers->n_names, sizeof *carriers->names, name_order);
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

/* In the order of the carriers.  There are no more than names. */
static void list_classes(struct carriers *carriers, struct arena *arena)
{
    carriers->classes = arena_alloc(arena, carriers->n_names * sizeof(struct class *));
    for (size_t i = 0; i < carriers->n && carriers->n_classes < carriers->n_names; i++) {
        const struct class *class = carriers->list[i].class;

        if (class != NULL && !has_class(carriers, class))
            carriers->classes[carriers->n_classes++] = class;
    }
}

void carriers_of(const struct policy *policy, const struct view *view,
                 struct arena *arena, struct carriers *ret)
{
    const bool reads_any = view->kind->class_from == CLASS_FROM_CARRIERS &&
                           policy_reads_any_class_key(policy);
    const size_t max =
        view->n_carriers + CLASS_KEYS + (reads_any ? count_others(view) : 0);

    *ret = (struct carriers){0};
    ret->list = arena_alloc(arena, max * sizeof ret->list[0]);
    ret->names = arena_alloc(arena, max * sizeof ret->names[0]);
    for (size_t i = 0; i < view->n_carriers; i++)
        add(ret, view->carriers[i].path, view->carriers[i].value, policy);
    for (size_t i = 0; i < CLASS_KEYS && view->kind->class_from == CLASS_FROM_CARRIERS;
         i++) {
        const struct str *value = view_annotation(view, class_keys[i]);

        if (value != NULL)
            add(ret, field_path_annotation(class_keys[i]), *value, policy);
    }
    if (reads_any)
        add_others(ret, policy, view);
    settle_names(ret);
    list_classes(ret, arena);
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

bool carriers_equal(const struct carriers *a, const struct carriers *b)
{
    if (a->n != b->n)
        return false;
    for (size_t i = 0; i < a->n; i++) {
        if (!field_path_same_place(&a->list[i].path, &b->list[i].path) ||
            !str_equal(a->list[i].value, b->list[i].value))
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
