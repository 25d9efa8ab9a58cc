/* SPDX-License-Identifier: Apache-2.0 */
/*
 * writing: the state of the mutating stage, and the operations that mutations share.
 */
#include <stdlib.h>

#include "base/text.h"
#include "core/mutations/mutations.h"
#include "core/object/service.h"
#include "core/rules/rules.h"

/* The list entry `KEY=ITEM`, with all bytes of the item. */
static struct str item_entry(struct arena *arena, struct str key, struct str item)
{
    struct buf buf = buf_in(arena);

    buf_add(&buf, key);
    buf_add_byte(&buf, '=');
    buf_add(&buf, item);
    return buf_str(&buf);
}

/* The keys at which one of three rules finds a violation on the object as received. */
static struct key_list violating_keys(struct writing *writing)
{
    static const enum rule_id added[] = {RULE_DNS_ANNOTATIONS, RULE_SOURCE_RANGES,
                                         RULE_ANNOTATION_REQUIRED};
    struct violations violations = {.arena = writing->inquiry.arena};
    struct key_list list = {0};
    NOT_CLEARED struct context context;

    context_init(&context, &writing->inquiry);
    context_read_wanted(&context);
    for (size_t i = 0; i < ARRAY_LEN(added); i++)
        rule_run(added[i], &context, &violations);
    list.keys = ARENA_NEW(writing->inquiry.arena, struct str, violations.n + 1);
    for (size_t i = 0; i < violations.n; i++)
        list.keys[list.n++] = managed_key_at(&violations.all[i].violation.path);
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

const struct own_item *writing_own_item(const struct writing *writing, struct str key)
{
    for (size_t i = 0; i < writing->n_own_items; i++) {
        if (str_equal(writing->own_items[i].key, key))
            return &writing->own_items[i];
    }
    return NULL;
}

/* True if the list names the first item of the value. */
static bool is_listed_item(const struct key_list *listed, struct str key,
                           struct str value, struct str *ret_item, struct str *ret_rest)
{
    AUTO(arena_clear) struct arena scratch = {0};
    struct str rest = value;
    bool done = false;

    (void)str_next_item(&rest, ',', &done, ret_item);
    *ret_item = str_trim_white(*ret_item);
    return ret_item->len > 0 &&
           key_list_has(listed, item_entry(&scratch, key, *ret_item)) &&
           managed_item_leads(value, *ret_item, ret_rest);
}

/* Skip further own items at the beginning of `rest`, so that a second run finds none.  On
 * UPDATE a second run reads the same list of the stored object, else the list that this
 * run writes. */
static struct str skip_own_items(const struct writing *writing,
                                 const struct key_list *listed, struct str key,
                                 struct str item, struct str rest)
{
    struct str next;

    if (writing->inquiry.operation == OPERATION_UPDATE) {
        while (is_listed_item(listed, key, rest, &next, &rest))
            ;
    } else {
        while (managed_item_leads(rest, item, &rest))
            ;
    }
    return rest;
}

/* Add the first item under the key to the own items, if it is listed. */
static void find_own_item(struct writing *writing, const struct key_list *listed,
                          struct str key)
{
    const struct str *value = view_annotation(&writing->view, key);
    struct str item;
    struct str rest;

    if (value == NULL || writing_own_item(writing, key) != NULL ||
        is_left_alone(writing, key) || !is_listed_item(listed, key, *value, &item, &rest))
        return;
    rest = skip_own_items(writing, listed, key, item, rest);
    if (ranges_value_is_blank(rest))
        rest = STR_NONE;
    /* Without the item, the rest would count as the webhook's on the next write. */
    if (writing->inquiry.stored != NULL && key_list_has(&writing->listed_before, key)) {
        const struct str *before = view_annotation(writing->inquiry.stored, key);

        if (before != NULL && str_equal(*before, rest))
            return;
    }
    writing->own_items[writing->n_own_items++] = (struct own_item){key, rest};
}

/* violating: the keys with violations, on CREATE; NULL: any key qualifies. */
static void find_own_items(struct writing *writing, const struct key_list *listed,
                           const struct key_list *violating)
{
    const struct policy *policy = writing->inquiry.policy;
    struct str key;
    size_t n = 0;

    while (managed_reference_key(policy, n, &key))
        n++;
    writing->own_items = ARENA_NEW(writing->inquiry.arena, struct own_item, n);
    for (size_t i = 0; managed_reference_key(policy, i, &key); i++) {
        if (key.len > 0 && (violating == NULL || key_list_has(violating, key)))
            find_own_item(writing, listed, key);
    }
}

/* Drop own items of managed keys; a key that has only its own item becomes managed. */
static void settle_own_items(struct writing *writing)
{
    size_t kept = 0;

    key_list_settle(&writing->managed);
    for (size_t i = 0; i < writing->n_own_items; i++) {
        const struct own_item *item = &writing->own_items[i];

        if (!key_list_has(&writing->managed, item->key))
            writing->own_items[kept++] = *item;
    }
    writing->n_own_items = kept;
    for (size_t i = 0; i < kept; i++) {
        if (writing->own_items[i].rest.len == 0)
            writing->managed.keys[writing->managed.n++] = writing->own_items[i].key;
    }
    key_list_settle(&writing->managed);
}

static void find_managed_keys(struct writing *writing)
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
        bool is_managed = is_update ? is_untouched(writing, key)
                                    : key_list_has(&violating, key) &&
                                          view_annotation(&writing->view, key) != NULL;

        if (is_managed && managed_key_is_possible(writing->inquiry.policy, key) &&
            !is_left_alone(writing, key))
            writing->managed.keys[writing->managed.n++] = key;
    }
    find_own_items(writing, listed, is_update ? NULL : &violating);
    settle_own_items(writing);
}

/* Remove the list of source ranges from the stripped Service. */
static void strip_list(struct writing *writing)
{
    struct view_service *service =
        ARENA_NEW(writing->inquiry.arena, struct view_service, 1);

    *service = *writing->stripped.service;
    service->ranges = STR_NONE;
    writing->stripped.service = service;
}

static void strip(struct writing *writing)
{
    const struct view *view = &writing->view;
    struct annotation *bare;
    size_t n = 0;

    writing->stripped = *view;
    if (writing->managed.n == 0 && writing->n_own_items == 0)
        return;
    if (view->service != NULL && key_list_has(&writing->managed, SERVICE_RANGES_KEY))
        strip_list(writing);
    bare = arena_alloc(writing->inquiry.arena, (view->n_annotations + 1) * sizeof *bare);
    for (size_t i = 0; i < view->n_annotations; i++) {
        const struct annotation *at = &view->annotations[i];
        const struct own_item *own = writing_own_item(writing, at->key);

        if (key_list_has(&writing->managed, at->key))
            continue;
        bare[n] = *at;
        if (own != NULL)
            bare[n].value = own->rest;
        n++;
    }
    writing->stripped.annotations = bare;
    writing->stripped.n_annotations = n;
}

static bool has_present_entry(const struct class *class)
{
    if (class == NULL)
        return false;
    for (size_t i = 0; i < class->n_annotations; i++) {
        if (class->annotations[i].mode == WANTED_PRESENT)
            return true;
    }
    for (size_t i = 0; i < class->n_dns; i++) {
        for (size_t j = 0; j < class->dns[i].n_entries; j++) {
            if (class->dns[i].entries[j].mode == WANTED_PRESENT)
                return true;
        }
    }
    return false;
}

/* True if the user must write the value, and it is not a copy of the user's value under
 * another prefix. */
static bool is_for_user(const struct writing *writing, struct str key)
{
    const struct wanted *wanted = wanted_find(&writing->wanted, key);

    return wanted != NULL && wanted->mode == WANTED_PRESENT && !wanted->is_written;
}

/* Keys that the user must write are the user's, even if the webhook wrote them once. */
static void leave_to_user(struct writing *writing)
{
    const size_t n_before = writing->managed.n + writing->n_own_items;
    size_t kept = 0;

    for (size_t i = 0; i < writing->managed.n; i++) {
        if (!is_for_user(writing, writing->managed.keys[i]))
            writing->managed.keys[kept++] = writing->managed.keys[i];
    }
    writing->managed.n = kept;
    kept = 0;
    for (size_t i = 0; i < writing->n_own_items; i++) {
        if (!is_for_user(writing, writing->own_items[i].key))
            writing->own_items[kept++] = writing->own_items[i];
    }
    writing->n_own_items = kept;
    if (writing->managed.n + writing->n_own_items < n_before)
        strip(writing);
}

void writing_settle_managed(struct writing *writing)
{
    const struct policy *policy = writing->inquiry.policy;
    struct arena *arena = writing->inquiry.arena;

    writing->listed = managed_of(policy, &writing->view, arena);
    writing->listed_before = managed_of(policy, writing->inquiry.stored, arena);
    find_managed_keys(writing);
    strip(writing);
    if (writing->managed.n + writing->n_own_items == 0 ||
        !has_present_entry(writing->class))
        return;
    writing_settle_wanted(writing);
    leave_to_user(writing);
}

void writing_settle_wanted(struct writing *writing)
{
    struct inquiry bare = writing->inquiry;

    bare.view = &writing->stripped;
    if (writing->class == NULL)
        wanted_of_none(&bare, &writing->wanted);
    else
        wanted_of(&bare, writing->class, &writing->wanted);
}

void writing_rewrite(struct writing *writing, struct str key, struct str value,
                     enum rule_id rule)
{
    const struct str *now = view_annotation(&writing->view, key);

    if (now == NULL || !str_equal(*now, value))
        edits_annotate(&writing->edits, key, now, value, rule);
}

static void list_written(struct writing *writing, struct str entry)
{
    if (writing->written.keys == NULL)
        writing->written.keys =
            ARENA_NEW(writing->inquiry.arena, struct str, writing->wanted.n + 1);
    writing->written.keys[writing->written.n++] = entry;
}

void writing_put(struct writing *writing, struct str key, struct str value,
                 enum rule_id rule)
{
    const bool is_carrier =
        writing->view.service != NULL && service_is_mark(writing->inquiry.policy, key);

    if (!is_carrier)
        list_written(writing, key);
    writing_rewrite(writing, key, value, rule);
}

void writing_put_item(struct writing *writing, struct str key, struct str item,
                      struct str value)
{
    list_written(writing, item_entry(writing->inquiry.arena, key, item));
    writing_rewrite(writing, key, value, RULE_SOURCE_RANGES);
}

static void enforce(struct writing *writing, const struct wanted *wanted)
{
    const struct str *present = wanted_present(wanted, &writing->stripped);
    struct str key;
    struct buf buf;

    if (present == NULL || wanted_accepts(wanted, *present))
        return;
    key = wanted_key(wanted, writing->inquiry.arena);
    writing_put(writing, key, wanted->value, wanted->rule);
    buf_init(&buf, writing->inquiry.arena, BUF_MAX_BYTES);
    text_add_quoted(&buf, *present);
    buf_add_text(&buf, " was replaced by ");
    text_add_quoted(&buf, wanted->value);
    writing_warn(writing, wanted->rule, key, buf_str(&buf));
}

void writing_enforce(struct writing *writing, enum rule_id rule)
{
    for (size_t i = 0; i < writing->wanted.n; i++) {
        const struct wanted *wanted = &writing->wanted.all[i];

        if (wanted->rule == rule && wanted->mode == WANTED_ENFORCE)
            enforce(writing, wanted);
    }
}

void writing_add_absent(struct writing *writing, enum rule_id rule)
{
    for (size_t i = 0; i < writing->wanted.n; i++) {
        const struct wanted *wanted = &writing->wanted.all[i];

        if (wanted->rule == rule && wanted->is_written &&
            wanted_present(wanted, &writing->stripped) == NULL)
            writing_put(writing, wanted_key(wanted, writing->inquiry.arena),
                        wanted->value, rule);
    }
}

void writing_remove_unwanted(struct writing *writing, enum rule_id rule,
                             const struct profile *spared)
{
    for (size_t i = 0; i < writing->managed.n; i++) {
        struct str key = writing->managed.keys[i];
        const struct wanted *wanted = wanted_find(&writing->wanted, key);

        if (managed_rule_of(writing->inquiry.policy, key) == rule &&
            (wanted == NULL || !wanted->is_written) &&
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
        warning_add_place(warning, managed_place(key), writing->inquiry.arena);
}
