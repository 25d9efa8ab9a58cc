/* edit: many of them, sorted, found and applied. */
#include "core/mutations/edit.h"

#include "unit.h"

#define N_EDITS 60 /* more than are sorted by hand */

static void many_edits_are_sorted(void **state)
{
    AUTO(arena_clear) struct arena arena = {0};
    struct edits edits = {.arena = &arena};

    (void)state;
    arena_init(&arena);
    for (size_t i = 0; i < N_EDITS; i++) {
        const struct str key = arena_format(&arena, "k%02zu", i * 37 % N_EDITS);

        edits_add(&edits, (struct edit){key, key, false, RULE_DNS_ANNOTATIONS});
    }
    edits_sort(&edits);
    for (size_t i = 0; i < N_EDITS; i++) {
        const struct str key = arena_format(&arena, "k%02zu", i);
        const struct edit *edit = edits_find(&edits, key);

        check_true(edit == &edits.all[i], "each stands where its key belongs");
        check_text(edit->value, key, "with its own value");
    }
    check_true(edits_find(&edits, STR("k")) == NULL, "no other key is touched");
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
    const struct view view = {.annotations = there, .n_annotations = ARRAY_LEN(there)};
    static const char *const want[] = {"a2", "b1", "d2", "z2"};

    (void)state;
    arena_init(&arena);
    check_true(edits_find(&edits, STR("a")) == NULL, "nothing is touched by no edits");
    edits_add(&edits, (struct edit){STR("z"), STR("2"), false, RULE_DNS_ANNOTATIONS});
    edits_add(&edits, (struct edit){STR("f"), STR_NONE, true, RULE_DNS_ANNOTATIONS});
    edits_add(&edits, (struct edit){STR("d"), STR("2"), false, RULE_DNS_ANNOTATIONS});
    edits_add(&edits, (struct edit){STR("a"), STR("2"), false, RULE_DNS_ANNOTATIONS});
    edits_add(&edits, (struct edit){STR_NONE, STR("c"), false, RULE_CLASS_PRESENT});
    edits_sort(&edits);

    const struct view after = edits_apply(edits.all, edits.n, &view, &arena);

    check_text(after.class_field, STR("c"), "the edit without a key is the class");
    check_true(after.n_annotations == ARRAY_LEN(want), "one removed, two added");
    for (size_t i = 0; i < ARRAY_LEN(want); i++)
        check_text(arena_format(&arena, "%.*s%.*s", STR_ARGS(after.annotations[i].key),
                                STR_ARGS(after.annotations[i].value)),
                   str_from(want[i]), "in order, each once");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(many_edits_are_sorted),
        cmocka_unit_test(edits_are_applied_in_one_pass),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
