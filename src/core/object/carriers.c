/*
 * carriers: reading and comparing them.
 */
#include "core/object/carriers.h"

#include <assert.h>

static void add(struct carriers *carriers, struct field_path path, struct str value,
                const struct policy *policy)
{
    struct carrier *carrier = &carriers->list[carriers->n++];

    carrier->path = path;
    carrier->value = value;
    carrier->class = value.len == 0 ? NULL : policy_class_named(policy, value);
    if (carrier->class == NULL)
        return;
    for (size_t i = 0; i < carriers->n_classes; i++) {
        if (carriers->classes[i] == carrier->class)
            return;
    }
    carriers->classes[carriers->n_classes++] = carrier->class;
}

bool carriers_agree(const struct carrier *a, const struct carrier *b)
{
    if (a->class != NULL || b->class != NULL)
        return a->class == b->class;
    return str_equal(a->value, b->value);
}

void carriers_of(const struct policy *policy, const struct view *view,
                 struct carriers *ret)
{
    assert(view->n_carriers <= CARRIERS_MAX);
    ret->n = 0;
    ret->n_classes = 0;
    for (size_t i = 0; i < view->n_carriers; i++)
        add(ret, view->carriers[i].path, view->carriers[i].value, policy);
}

bool carriers_name_a_class(const struct carriers *carriers)
{
    for (size_t i = 0; i < carriers->n; i++) {
        if (carriers->list[i].value.len > 0)
            return true;
    }
    return false;
}

struct str carriers_only_name(const struct carriers *carriers)
{
    const struct carrier *first = NULL;

    for (size_t i = 0; i < carriers->n; i++) {
        const struct carrier *carrier = &carriers->list[i];

        if (carrier->value.len == 0)
            continue;
        if (first == NULL)
            first = carrier;
        if (!carriers_agree(first, carrier))
            return STR_NONE;
    }
    return first == NULL ? STR_NONE : first->value;
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

static bool name_class(const struct carriers *carriers, const struct carrier *wanted)
{
    for (size_t i = 0; i < carriers->n; i++) {
        if (carriers_agree(&carriers->list[i], wanted))
            return true;
    }
    return false;
}

static bool name_all_of(const struct carriers *a, const struct carriers *b)
{
    for (size_t i = 0; i < b->n; i++) {
        if (b->list[i].value.len > 0 && !name_class(a, &b->list[i]))
            return false;
    }
    return true;
}

bool carriers_name_same(const struct carriers *a, const struct carriers *b)
{
    return name_all_of(a, b) && name_all_of(b, a);
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
