/*
 * writing: what mutations share.
 */
#include <stdlib.h>

#include "base/text.h"
#include "core/mutations/mutations.h"
#include "core/rules/rules.h"

/* Keys at which one of the three rules would find something on the object as it came. */
static struct key_list violating_keys(struct writing *writing)
{
    static const enum rule_id added[] = {RULE_DNS_ANNOTATIONS, RULE_SOURCE_RANGES,
                                         RULE_ANNOTATION_REQUIRED};
    struct violations violations = {.arena = writing->inquiry.arena};
    struct key_list list = {0};
    struct context context;

    context_init(&context, &writing->inquiry);
    context_read_wanted(&context);
    for (size_t i = 0; i < ARRAY_LEN(added); i++)
        rule_run(added[i], &context, &violations);
    list.keys = ARENA_NEW(writing->inquiry.arena, struct str, violations.n + 1);
    for (size_t i = 0; i < violations.n; i++)
        list.keys[list.n++] = violations.all[i].violation.path.key;
    key_list_settle(&list);
    return list;
}

static bool is_untouched(const struct writing *writing, struct str key)
{
    const struct str *now = view_annotation(&writing->view, key);
    const struct str *before = view_annotation(writing->inquiry.stored, key);

    return now != NULL && before != NULL && str_equal(*now, *before);
}

static bool is_left_alone(const struct writing *writing, struct str key)
{
    const struct dispositions *dispositions = writing->dispositions;

    return dispositions_let_go(dispositions,
                               managed_rule_of(writing->inquiry.policy, key));
}

static void find_ours(struct writing *writing)
{
    bool is_update = writing->inquiry.operation == OPERATION_UPDATE;
    const struct key_list *listed =
        is_update ? &writing->listed_before : &writing->listed;
    struct key_list violating = {0};

    if (listed->n == 0)
        return;
    if (!is_update)
        violating = violating_keys(writing);
    writing->managed.keys = ARENA_NEW(writing->inquiry.arena, struct str, listed->n);
    for (size_t i = 0; i < listed->n; i++) {
        struct str key = listed->keys[i];
        bool is_ours = is_update ? is_untouched(writing, key)
                                 : key_list_has(&violating, key) &&
                                       view_annotation(&writing->view, key) != NULL;

        if (is_ours && !is_left_alone(writing, key))
            writing->managed.keys[writing->managed.n++] = key;
    }
}

void writing_settle_managed(struct writing *writing)
{
    const struct view *view = &writing->view;
    struct annotation *bare;
    size_t n = 0;

    writing->listed = managed_of(view, writing->inquiry.arena);
    writing->listed_before = managed_of(writing->inquiry.stored, writing->inquiry.arena);
    find_ours(writing);
    writing->stripped = *view;
    if (writing->managed.n == 0)
        return;
    bare = arena_alloc(writing->inquiry.arena, (view->n_annotations + 1) * sizeof *bare);
    for (size_t i = 0; i < view->n_annotations; i++) {
        if (!key_list_has(&writing->managed, view->annotations[i].key))
            bare[n++] = view->annotations[i];
    }
    writing->stripped.annotations = bare;
    writing->stripped.n_annotations = n;
}

void writing_settle_wanted(struct writing *writing)
{
    struct inquiry bare = writing->inquiry;

    bare.view = &writing->stripped;
    wanted_of(&bare, writing->class, &writing->wanted);
}

void writing_rewrite(struct writing *writing, struct str key, struct str value,
                     enum rule_id rule)
{
    const struct str *now = view_annotation(&writing->view, key);

    if (now == NULL || !str_equal(*now, value))
        edits_annotate(&writing->edits, key, now, value, rule);
}

void writing_put(struct writing *writing, struct str key, struct str value,
                 enum rule_id rule)
{
    if (writing->written.keys == NULL)
        writing->written.keys =
            ARENA_NEW(writing->inquiry.arena, struct str, writing->wanted.n + 1);
    writing->written.keys[writing->written.n++] = key;
    writing_rewrite(writing, key, value, rule);
}

void writing_add_absent(struct writing *writing, enum rule_id rule)
{
    for (size_t i = 0; i < writing->wanted.n; i++) {
        const struct wanted *wanted = &writing->wanted.all[i];

        if (wanted->rule == rule && wanted_present(wanted, &writing->stripped) == NULL)
            writing_put(writing, wanted_key(wanted, writing->inquiry.arena),
                        wanted->value, rule);
    }
}

void writing_remove_unwanted(struct writing *writing, enum rule_id rule,
                             const struct profile *spared)
{
    for (size_t i = 0; i < writing->managed.n; i++) {
        struct str key = writing->managed.keys[i];

        if (managed_rule_of(writing->inquiry.policy, key) == rule &&
            wanted_find(&writing->wanted, key) == NULL &&
            (spared == NULL || !profile_is_list_key(spared, key)))
            edits_remove(&writing->edits, key, rule);
    }
}

void writing_warn(struct writing *writing, enum rule_id rule, struct str key,
                  struct str sentence)
{
    struct warning *warning = warnings_find(writing->warnings, rule, sentence);

    if (warning == NULL)
        warning = warnings_add(writing->warnings,
                               (struct warning){.rule = rule, .sentence = sentence});
    if (warning != NULL)
        warning_add_place(warning, field_path_annotation(key), writing->inquiry.arena);
}
