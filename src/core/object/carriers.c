/*
 * carriers: reading and comparing them.
 */
#include "core/object/carriers.h"

#include <assert.h>

/* In order of authority, after the field. */
static const struct str carrier_keys[] = {
    STR_INIT("kubernetes.io/ingress.class"),
    STR_INIT("projectcontour.io/ingress.class"),
};
static_assert(ARRAY_LEN(carrier_keys) + 1 == CARRIERS_MAX, "one place for each carrier");

static void add(struct carriers *carriers, struct field_path path, struct str value,
                const struct policy *policy)
{
    struct carrier *carrier = &carriers->list[carriers->n++];

    carrier->path = path;
    carrier->value = value;
    carrier->class = value.len == 0 ? NULL : policy_class(policy, value);
    if (carrier->class == NULL)
        return;
    for (size_t i = 0; i < carriers->n_classes; i++) {
        if (carriers->classes[i] == carrier->class)
            return;
    }
    carriers->classes[carriers->n_classes++] = carrier->class;
}

void carriers_of(const struct policy *policy, const struct view *view,
                 struct carriers *ret)
{
    ret->n = 0;
    ret->n_classes = 0;
    if (view->class_field.len > 0)
        add(ret, field_path_of(FIELD_INGRESS_CLASS), view->class_field, policy);
    for (size_t i = 0; i < ARRAY_LEN(carrier_keys); i++) {
        const struct str *value = view_annotation(view, carrier_keys[i]);

        if (value != NULL)
            add(ret, field_path_annotation(carrier_keys[i]), *value, policy);
    }
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
    struct str name = STR_NONE;

    for (size_t i = 0; i < carriers->n; i++) {
        struct str value = carriers->list[i].value;

        if (value.len == 0)
            continue;
        if (name.len > 0 && !str_equal(name, value))
            return STR_NONE;
        name = value;
    }
    return name;
}

const struct class *carriers_agreed_class(const struct carriers *carriers)
{
    if (carriers->n == 0)
        return NULL;
    for (size_t i = 1; i < carriers->n; i++) {
        if (!str_equal(carriers->list[i].value, carriers->list[0].value))
            return NULL;
    }
    return carriers->list[0].class;
}

static bool name_class(const struct carriers *carriers, struct str name)
{
    for (size_t i = 0; i < carriers->n; i++) {
        if (str_equal(carriers->list[i].value, name))
            return true;
    }
    return false;
}

static bool name_all_of(const struct carriers *a, const struct carriers *b)
{
    for (size_t i = 0; i < b->n; i++) {
        if (b->list[i].value.len > 0 && !name_class(a, b->list[i].value))
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
        if (!str_equal(a->list[i].path.key, b->list[i].path.key) ||
            !str_equal(a->list[i].value, b->list[i].value))
            return false;
    }
    return true;
}

bool carriers_has_key(struct str key)
{
    for (size_t i = 0; i < ARRAY_LEN(carrier_keys); i++) {
        if (str_equal(key, carrier_keys[i]))
            return true;
    }
    return false;
}
