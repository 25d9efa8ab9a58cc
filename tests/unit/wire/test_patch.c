/* patch: edits -> JSON Patch; what is right already is not mentioned. */
#include "wire/patch.h"

#include "unit.h"

#define SET(key, value)                                                                  \
    {                                                                                    \
        STR_INIT(key), STR_INIT(value), false, RULE_DNS_ANNOTATIONS                      \
    }
#define REMOVE(key)                                                                      \
    {                                                                                    \
        STR_INIT(key), {NULL, 0}, true, RULE_DNS_ANNOTATIONS                             \
    }

static const struct {
    const char *why;
    enum patch_base base;
    const char *class_field;
    struct annotation annotations[3];
    size_t n_annotations;
    struct edit edits[4];
    size_t n_edits;
    const char *want;
} rows[] = {
    {"no edits, no patch",
     PATCH_HAS_METADATA,
     "",
     {{{0}, {0}}},
     0,
     {{{0}, {0}, 0, 0}},
     0,
     ""},
    {"a key is added",
     PATCH_HAS_METADATA,
     "",
     {{STR_INIT("a"), STR_INIT("1")}},
     1,
     {SET("b", "2")},
     1,
     "[{\"op\":\"add\",\"path\":\"/metadata/annotations/b\",\"value\":\"2\"}]"},
    {"a key is overwritten with add",
     PATCH_HAS_METADATA,
     "",
     {{STR_INIT("a"), STR_INIT("1")}},
     1,
     {SET("a", "2")},
     1,
     "[{\"op\":\"add\",\"path\":\"/metadata/annotations/a\",\"value\":\"2\"}]"},
    {"what is there is no edit",
     PATCH_HAS_METADATA,
     "",
     {{STR_INIT("a"), STR_INIT("1")}},
     1,
     {SET("a", "1")},
     1,
     ""},
    {"a key is removed",
     PATCH_HAS_METADATA,
     "",
     {{STR_INIT("a"), STR_INIT("1")}},
     1,
     {REMOVE("a")},
     1,
     "[{\"op\":\"remove\",\"path\":\"/metadata/annotations/a\"}]"},
    {"what is absent is not removed",
     PATCH_HAS_METADATA,
     "",
     {{STR_INIT("a"), STR_INIT("1")}},
     1,
     {REMOVE("b")},
     1,
     ""},
    {"an empty value is a value",
     PATCH_HAS_METADATA,
     "",
     {{STR_INIT("a"), STR_INIT("1")}},
     1,
     {SET("b", "")},
     1,
     "[{\"op\":\"add\",\"path\":\"/metadata/annotations/b\",\"value\":\"\"}]"},
    {"slash and tilde are escaped",
     PATCH_HAS_METADATA,
     "",
     {{STR_INIT("a"), STR_INIT("1")}},
     1,
     {SET("x.y/~k", "v")},
     1,
     "[{\"op\":\"add\",\"path\":\"/metadata/annotations/x.y~1~0k\",\"value\":\"v\"}]"},
    {"and so are JSON's own",
     PATCH_HAS_METADATA,
     "",
     {{STR_INIT("a"), STR_INIT("1")}},
     1,
     {SET("k\"\n", "\\\t\x01")},
     1,
     "[{\"op\":\"add\",\"path\":\"/metadata/annotations/"
     "k\\\"\\n\",\"value\":\"\\\\\\t\\u0001\"}]"},
    {"the class comes first",
     PATCH_HAS_METADATA,
     "",
     {{STR_INIT("a"), STR_INIT("1")}},
     1,
     {SET("", "internal"), SET("b", "2")},
     2,
     "[{\"op\":\"add\",\"path\":\"/spec/ingressClassName\",\"value\":\"internal\"},"
     "{\"op\":\"add\",\"path\":\"/metadata/annotations/b\",\"value\":\"2\"}]"},
    {"a class that is there is no edit",
     PATCH_HAS_METADATA,
     "internal",
     {{{0}, {0}}},
     0,
     {SET("", "internal")},
     1,
     ""},
    {"without annotations the whole map",
     PATCH_HAS_METADATA,
     "",
     {{{0}, {0}}},
     0,
     {SET("", "c"), SET("a/b", "1"), REMOVE("x"), SET("z", "2")},
     4,
     "[{\"op\":\"add\",\"path\":\"/spec/ingressClassName\",\"value\":\"c\"},"
     "{\"op\":\"add\",\"path\":\"/metadata/annotations\",\"value\":{\"a/b\":\"1\",\"z\":"
     "\"2\"}}]"},
    {"without metadata that too",
     PATCH_NO_METADATA,
     "",
     {{{0}, {0}}},
     0,
     {SET("a~", "1")},
     1,
     "[{\"op\":\"add\",\"path\":\"/"
     "metadata\",\"value\":{\"annotations\":{\"a~\":\"1\"}}}]"},
    {"nothing to remove from nothing",
     PATCH_NO_METADATA,
     "",
     {{{0}, {0}}},
     0,
     {REMOVE("a")},
     1,
     ""},
    {"order is kept",
     PATCH_HAS_METADATA,
     "",
     {{STR_INIT("a"), STR_INIT("1")}, {STR_INIT("b"), STR_INIT("2")}},
     2,
     {REMOVE("a"), SET("b", "3"), SET("c", "4")},
     3,
     "[{\"op\":\"remove\",\"path\":\"/metadata/annotations/a\"},"
     "{\"op\":\"add\",\"path\":\"/metadata/annotations/b\",\"value\":\"3\"},"
     "{\"op\":\"add\",\"path\":\"/metadata/annotations/c\",\"value\":\"4\"}]"},
};

static void edits_become_operations(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        AUTO(arena_clear) struct arena arena = {0};
        struct view view = {
            .has_spec = true,
            .has_annotations = rows[i].n_annotations > 0,
            .class_field = str_from(rows[i].class_field),
            .annotations = rows[i].annotations,
            .n_annotations = rows[i].n_annotations,
        };

        check_text(
            patch_text(&arena, &view, rows[i].base, rows[i].edits, rows[i].n_edits),
            str_from(rows[i].want), rows[i].why);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(edits_become_operations),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
