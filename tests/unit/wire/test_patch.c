/* SPDX-License-Identifier: Apache-2.0 */
/* patch: makes a JSON Patch of edits, without those that would change nothing. */
#include "wire/patch.h"

#include "unit.h"

#define AT(id) .path = {.field = &builtin_fields[FIELD_##id]}

#define SET(name, value)                                                                 \
    {                                                                                    \
        .path = {.field = &builtin_fields[FIELD_ANNOTATION], .key = STR_INIT(name)},     \
        .kind = EDIT_TEXT, .text = STR_INIT(value)                                       \
    }
#define REMOVE(name)                                                                     \
    {                                                                                    \
        .path = {.field = &builtin_fields[FIELD_ANNOTATION], .key = STR_INIT(name)},     \
        .kind = EDIT_REMOVE                                                              \
    }
#define CLASS(value)                                                                     \
    {                                                                                    \
        AT(INGRESS_CLASS), .kind = EDIT_TEXT, .text = STR_INIT(value)                    \
    }

static const struct str ranges[] = {STR_INIT("192.0.2.0/24"), STR_INIT("\"")};
static const struct field of_a_policy = {STR_INIT("spec.entry[].names[]"), FIELD_COUNT};

static const struct {
    const char *why;
    enum patch_base base;
    struct annotation annotations[3];
    size_t n_annotations;
    struct edit edits[4];
    size_t n_edits;
    const char *want;
} rows[] = {
    {"no edits, no patch", PATCH_HAS_METADATA, {{{0}, {0}}}, 0, {SET("", "")}, 0, ""},
    {"a key is added",
     PATCH_HAS_METADATA,
     {{STR_INIT("a"), STR_INIT("1")}},
     1,
     {SET("b", "2")},
     1,
     "[{\"op\":\"add\",\"path\":\"/metadata/annotations/b\",\"value\":\"2\"}]"},
    {"a key is overwritten by an add operation",
     PATCH_HAS_METADATA,
     {{STR_INIT("a"), STR_INIT("1")}},
     1,
     {SET("a", "2")},
     1,
     "[{\"op\":\"add\",\"path\":\"/metadata/annotations/a\",\"value\":\"2\"}]"},
    {"an edit that changes nothing is left out",
     PATCH_HAS_METADATA,
     {{STR_INIT("a"), STR_INIT("1")}},
     1,
     {SET("a", "1")},
     1,
     ""},
    {"a key is removed",
     PATCH_HAS_METADATA,
     {{STR_INIT("a"), STR_INIT("1")}},
     1,
     {REMOVE("a")},
     1,
     "[{\"op\":\"remove\",\"path\":\"/metadata/annotations/a\"}]"},
    {"an absent key is not removed",
     PATCH_HAS_METADATA,
     {{STR_INIT("a"), STR_INIT("1")}},
     1,
     {REMOVE("b")},
     1,
     ""},
    {"an empty value is a value",
     PATCH_HAS_METADATA,
     {{STR_INIT("a"), STR_INIT("1")}},
     1,
     {SET("b", "")},
     1,
     "[{\"op\":\"add\",\"path\":\"/metadata/annotations/b\",\"value\":\"\"}]"},
    {"slash and tilde are escaped",
     PATCH_HAS_METADATA,
     {{STR_INIT("a"), STR_INIT("1")}},
     1,
     {SET("x.y/~k", "v")},
     1,
     "[{\"op\":\"add\",\"path\":\"/metadata/annotations/x.y~1~0k\",\"value\":\"v\"}]"},
    {"and so are JSON's special characters",
     PATCH_HAS_METADATA,
     {{STR_INIT("a"), STR_INIT("1")}},
     1,
     {SET("k\"\n", "\\\t\x01")},
     1,
     "[{\"op\":\"add\",\"path\":\"/metadata/annotations/"
     "k\\\"\\n\",\"value\":\"\\\\\\t\\u0001\"}]"},
    {"edits stay in their order",
     PATCH_HAS_METADATA,
     {{STR_INIT("a"), STR_INIT("1")}},
     1,
     {CLASS("internal"), SET("b", "2")},
     2,
     "[{\"op\":\"add\",\"path\":\"/spec/ingressClassName\",\"value\":\"internal\"},"
     "{\"op\":\"add\",\"path\":\"/metadata/annotations/b\",\"value\":\"2\"}]"},
    {"a list of texts",
     PATCH_HAS_METADATA,
     {{{0}, {0}}},
     0,
     {{AT(SPEC), .kind = EDIT_LIST, .items = ranges, .n_items = 2}},
     1,
     "[{\"op\":\"add\",\"path\":\"/spec\",\"value\":[\"192.0.2.0/24\",\"\\\"\"]}]"},
    {"an empty list",
     PATCH_HAS_METADATA,
     {{{0}, {0}}},
     0,
     {{AT(SPEC), .kind = EDIT_LIST}},
     1,
     "[{\"op\":\"add\",\"path\":\"/spec\",\"value\":[]}]"},
    {"a boolean",
     PATCH_HAS_METADATA,
     {{{0}, {0}}},
     0,
     {{AT(SPEC), .kind = EDIT_BOOL, .flag = true}, {AT(INGRESS_TLS), .kind = EDIT_BOOL}},
     2,
     "[{\"op\":\"add\",\"path\":\"/spec\",\"value\":true},"
     "{\"op\":\"add\",\"path\":\"/spec/tls\",\"value\":false}]"},
    {"a field is removed",
     PATCH_HAS_METADATA,
     {{{0}, {0}}},
     0,
     {{AT(INGRESS_CLASS), .kind = EDIT_REMOVE}},
     1,
     "[{\"op\":\"remove\",\"path\":\"/spec/ingressClassName\"}]"},
    {"positions become steps of the pointer",
     PATCH_HAS_METADATA,
     {{{0}, {0}}},
     0,
     {{.path = {.field = &of_a_policy, .index = {4294967295U, 10}},
       .kind = EDIT_TEXT,
       .text = STR_INIT("x")}},
     1,
     "[{\"op\":\"add\",\"path\":\"/spec/entry/4294967295/names/10\",\"value\":\"x\"}]"},
    {"without annotations, the whole map is added",
     PATCH_HAS_METADATA,
     {{{0}, {0}}},
     0,
     {CLASS("c"), SET("a/b", "1"), REMOVE("x"), SET("z", "2")},
     4,
     "[{\"op\":\"add\",\"path\":\"/spec/ingressClassName\",\"value\":\"c\"},"
     "{\"op\":\"add\",\"path\":\"/metadata/annotations\",\"value\":{\"a/b\":\"1\",\"z\":"
     "\"2\"}}]"},
    {"without metadata, metadata is added",
     PATCH_NO_METADATA,
     {{{0}, {0}}},
     0,
     {SET("a~", "1")},
     1,
     "[{\"op\":\"add\",\"path\":\"/"
     "metadata\",\"value\":{\"annotations\":{\"a~\":\"1\"}}}]"},
    {"nothing can be removed without metadata",
     PATCH_NO_METADATA,
     {{{0}, {0}}},
     0,
     {REMOVE("a")},
     1,
     ""},
    {"order is kept",
     PATCH_HAS_METADATA,
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
