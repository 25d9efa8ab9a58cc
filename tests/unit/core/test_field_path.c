/* SPDX-License-Identifier: Apache-2.0 */
/* field_path: brackets are filled with positions, and places are compared. */
#include "core/values/field_path.h"

#include "unit.h"

static const struct field deep = {STR_INIT("a[].b[].c[].d[].e[]"), FIELD_COUNT};
static const struct field of_a_policy = {STR_INIT("spec.rules[].host"), FIELD_COUNT + 1};

#define PATH(id, ...)                                                                    \
    {                                                                                    \
        .field = &builtin_fields[FIELD_##id], __VA_ARGS__                                \
    }

static const struct {
    const char *why;
    struct field_path path;
    const char *want;
} paths[] = {
    {"no brackets", PATH(INGRESS_CLASS, .index = {7, 7}), "spec.ingressClassName"},
    {"one position", PATH(INGRESS_HOST, .index = {2, 7}), "spec.rules[2].host"},
    {"two", PATH(INGRESS_TLS_HOST, .index = {1, 4}), "spec.tls[1].hosts[4]"},
    {"the fifth pair of brackets has no position",
     {.field = &deep, .index = {1, 2, 3, 4}},
     "a[1].b[2].c[3].d[4].e[]"},
    {"a key", PATH(ANNOTATION, .key = STR_INIT("a.b/c")), "metadata.annotations[a.b/c]"},
    {"which is escaped", PATH(ANNOTATION, .key = STR_INIT("a\n]")),
     "metadata.annotations[a\\n]]"},
};

static void brackets_are_filled(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(paths); i++) {
        AUTO(buf_clear) struct buf buf;

        buf_init(&buf, NULL, BUF_MAX_BYTES);
        field_path_add(&buf, &paths[i].path);
        check_text(buf_str(&buf), str_from(paths[i].want), paths[i].why);
    }
}

static const struct {
    const char *why;
    struct field_path a;
    struct field_path b;
    bool same;
    int order; /* of a compared with b */
} places[] = {
    {"positions do not change the place, but the order", PATH(INGRESS_HOST, .index = {1}),
     PATH(INGRESS_HOST, .index = {2}), true, -1},
    {"nor does the last position", PATH(INGRESS_HOST, .index = {1, 1, 1, 2}),
     PATH(INGRESS_HOST, .index = {1, 1, 1, 1}), true, 1},
    {"another field", PATH(INGRESS_HOST, .index = {5}),
     PATH(INGRESS_TLS_HOST, .index = {0}), false, -1},
    {"a field of the policy with the text of a built-in field",
     {.field = &of_a_policy},
     PATH(INGRESS_HOST, .index = {0}),
     false,
     1},
    {"two fields of a policy", {.field = &deep}, {.field = &of_a_policy}, false, -1},
    {"an annotation comes after fields of a policy",
     PATH(ANNOTATION, .key = STR_INIT("a")),
     {.field = &of_a_policy},
     false,
     1},
    {"the same key", PATH(ANNOTATION, .key = STR_INIT("a")),
     PATH(ANNOTATION, .key = STR_INIT("a")), true, 0},
    {"another key", PATH(ANNOTATION, .key = STR_INIT("a")),
     PATH(ANNOTATION, .key = STR_INIT("b")), false, -1},
};

static void places_are_compared(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(places); i++) {
        const int order = field_path_compare(&places[i].a, &places[i].b);

        check_true(field_path_same_place(&places[i].a, &places[i].b) == places[i].same,
                   places[i].why);
        check_true((order > 0) - (order < 0) == places[i].order, places[i].why);
    }
}

static void fields_have_an_order(void **state)
{
    (void)state;
    for (unsigned i = 0; i < FIELD_COUNT; i++) {
        check_true(builtin_fields[i].order == i, "the order is that of the rows");
        for (unsigned j = 0; j < i; j++)
            check_true(!str_equal(builtin_fields[i].text, builtin_fields[j].text),
                       "no field has two rows");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(brackets_are_filled),
        cmocka_unit_test(places_are_compared),
        cmocka_unit_test(fields_have_an_order),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
