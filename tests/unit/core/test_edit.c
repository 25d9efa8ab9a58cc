/* SPDX-License-Identifier: Apache-2.0 */
/* edit: many edits are sorted, found and applied. */
#include "core/mutations/edit.h"

#include "unit.h"

#define N_EDITS 60 /* more than EDITS_FEW */

static void many_edits_are_sorted(void **state)
{
    AUTO(arena_clear) struct arena arena = {0};
    struct edits edits = {.arena = &arena};

    (void)state;
    arena_init(&arena);
    for (size_t i = 0; i < N_EDITS; i++) {
        const struct str key = arena_format(&arena, "k%02zu", i * 37 % N_EDITS);

        edits_annotate(&edits, key, NULL, key, RULE_DNS_ANNOTATIONS);
    }
    edits_sort(&edits);
    for (size_t i = 0; i < N_EDITS; i++) {
        const struct str key = arena_format(&arena, "k%02zu", i);
        const struct edit *edit = edits_find(&edits, key);

        check_true(edit == &edits.all[i], "each edit is at the place of its key");
        check_text(edit->text, key, "with its own value");
    }
    check_true(edits_find(&edits, STR("k")) == NULL, "no edit is found for another key");
}

static void edits_are_applied_in_one_pass(void **state)
{
    AUTO(arena_clear) struct arena arena = {0};
    struct edits edits = {.arena = &arena};
    struct annotation there[] = {
        {STR_INIT("b"), STR_INIT("1")},
        {STR_INIT("d"), STR_INIT("1")},
        {STR_INIT("f"), STR_INIT("1")},
    };
    struct view_carrier carrier = {STR_INIT("old"), field_path_annotation(STR("b"))};
    const struct view view = {.annotations = there,
                              .n_annotations = ARRAY_LEN(there),
                              .carriers = &carrier,
                              .n_carriers = 1};
    static const bool replaces[] = {false, false, true, true, false}; /* class a d f z */
    static const char *const want[] = {"a2", "b1", "d2", "z2"};

    (void)state;
    arena_init(&arena);
    check_true(edits_find(&edits, STR("a")) == NULL, "without edits no key has one");
    edits_annotate(&edits, STR("z"), NULL, STR("2"), RULE_DNS_ANNOTATIONS);
    edits_remove(&edits, STR("f"), RULE_DNS_ANNOTATIONS);
    edits_annotate(&edits, STR("d"), &there[1].value, STR("2"), RULE_DNS_ANNOTATIONS);
    edits_annotate(&edits, STR("a"), NULL, STR("2"), RULE_DNS_ANNOTATIONS);
    edits_add(&edits, (struct edit){.path = field_path_of(FIELD_INGRESS_CLASS),
                                    .kind = EDIT_TEXT,
                                    .text = STR("c"),
                                    .rule = RULE_CLASS_PRESENT});
    edits_sort(&edits);
    for (size_t i = 0; i < edits.n; i++)
        check_true(edits.all[i].replaces == replaces[i],
                   "whether there was a value before");

    const struct view after = edits_apply(edits.all, edits.n, &view, &arena);

    check_true(after.n_carriers == 2, "a carrier comes before the existing ones");
    check_text(after.carriers[0].value, STR("c"),
               "a text in the class field is the class");
    check_true(after.n_annotations == ARRAY_LEN(want), "one removed, two added");
    for (size_t i = 0; i < ARRAY_LEN(want); i++)
        check_text(arena_format(&arena, "%.*s%.*s", STR_ARGS(after.annotations[i].key),
                                STR_ARGS(after.annotations[i].value)),
                   str_from(want[i]), "in order, each key once");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(many_edits_are_sorted),
        cmocka_unit_test(edits_are_applied_in_one_pass),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
