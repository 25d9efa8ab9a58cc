/* field_path: brackets filled, and what is one place. */
#include "core/object/field_path.h"

#include "core/rules/violation.h"
#include "unit.h"

#define NO_KEY                                                                           \
    {                                                                                    \
        NULL, 0                                                                          \
    }

static const struct {
    const char *why;
    struct field_path path;
    const char *want;
} paths[] = {
    {"nothing to fill", {FIELD_CLASS, NO_KEY, {7, 7}}, "spec.ingressClassName"},
    {"one position", {FIELD_RULE_HOST, NO_KEY, {2, 7}}, "spec.rules[2].host"},
    {"two", {FIELD_TLS_HOST, NO_KEY, {1, 4}}, "spec.tls[1].hosts[4]"},
    {"a third pair of brackets has no position",
     {"a[].b[].c[]", NO_KEY, {1, 2}},
     "a[1].b[2].c[]"},
    {"a key",
     {FIELD_ANNOTATION, STR_INIT("a.b/c"), {0, 0}},
     "metadata.annotations[a.b/c]"},
    {"which is escaped",
     {FIELD_ANNOTATION, STR_INIT("a\n]"), {0, 0}},
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

/* Literals of other files: the same text need not be the same address. */
static const char rule_host[] = FIELD_RULE_HOST;
static const char unheard_of[] = "spec.unheardOf";

static const struct {
    const char *why;
    struct field_path a;
    struct field_path b;
    bool want;
} places[] = {
    {"positions do not count",
     {FIELD_RULE_HOST, NO_KEY, {1, 0}},
     {FIELD_RULE_HOST, NO_KEY, {2, 0}},
     true},
    {"the same text elsewhere in memory",
     {FIELD_RULE_HOST, NO_KEY, {0, 0}},
     {rule_host, NO_KEY, {0, 0}},
     true},
    {"another field",
     {FIELD_RULE_HOST, NO_KEY, {0, 0}},
     {FIELD_TLS_HOST, NO_KEY, {0, 0}},
     false},
    {"the same key",
     {FIELD_ANNOTATION, STR_INIT("a"), {0, 0}},
     {FIELD_ANNOTATION, STR_INIT("a"), {0, 0}},
     true},
    {"another key",
     {FIELD_ANNOTATION, STR_INIT("a"), {0, 0}},
     {FIELD_ANNOTATION, STR_INIT("b"), {0, 0}},
     false},
};

static void places_are_compared_by_text(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(places); i++)
        check_true(field_path_same_place(&places[i].a, &places[i].b) == places[i].want,
                   places[i].why);
}

static void places_have_numbers(void **state)
{
    static const char *const in_order[] = {
        FIELD_NAMESPACE,       FIELD_CLASS,     FIELD_RULE_HOST,  FIELD_TLS_HOST,
        FIELD_DEFAULT_BACKEND, FIELD_RULE_PATH, FIELD_ANNOTATION, unheard_of,
    };
    const struct field_path copy = {rule_host, STR_NONE, {0, 0}};

    (void)state;
    for (unsigned i = 0; i < ARRAY_LEN(in_order); i++) {
        const struct field_path path = {in_order[i], STR_NONE, {0, 0}};

        check_true(violation_place(&path) == i, "in the order of an object, others last");
    }
    check_true(violation_place(&copy) == 2, "a copy of the text has the same number");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(brackets_are_filled),
        cmocka_unit_test(places_are_compared_by_text),
        cmocka_unit_test(places_have_numbers),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
