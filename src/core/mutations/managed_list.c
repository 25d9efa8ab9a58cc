/* SPDX-License-Identifier: Apache-2.0 */
/*
 * managed_list: writes the list of the webhook's own keys after this write.
 *
 * The list has the keys written now; the keys of either list whose value is the one that
 * the policy would write; own list keys that a conflict leaves as they are; and keys with
 * an unchanged value whose rule is `allow` or excused on this write.
 */
#include "core/mutations/mutations.h"

static const struct str *final_value(const struct writing *writing, struct str key)
{
    const struct edit *edit = edits_find(&writing->edits, key);

    if (edit == NULL)
        return view_annotation(&writing->view, key);
    return edit->kind == EDIT_REMOVE ? NULL : &edit->text;
}

static bool is_as_stored(const struct writing *writing, struct str key)
{
    const struct str *value = final_value(writing, key);
    const struct str *before = writing->inquiry.stored == NULL
                                   ? NULL
                                   : view_annotation(writing->inquiry.stored, key);

    return value != NULL && before != NULL && str_equal(*value, *before);
}

/* True for a reference list that the platform writes to; others have no own items. */
static bool is_reference_key(const struct policy *policy, struct str key)
{
    struct str known;

    for (size_t i = 0; managed_reference_key(policy, i, &known); i++) {
        if (known.len > 0 && str_equal(known, key))
            return true;
    }
    return false;
}

/* True if the item is the class's reference in front of the user's items. */
static bool is_item_still_managed(const struct writing *writing, struct str key,
                                  struct str item)
{
    const struct restriction *restriction = &writing->restriction;
    const struct str *value = final_value(writing, key);
    struct str rest;

    if (dispositions_let_go(writing->dispositions, RULE_SOURCE_RANGES) &&
        is_reference_key(writing->inquiry.policy, key) && is_as_stored(writing, key))
        return true;
    return value != NULL && ranges_are_references(restriction) &&
           str_equal(restriction->profile->reference_key, key) &&
           str_equal(restriction->ranges->object, item) &&
           managed_item_leads(*value, item, &rest) && !ranges_value_is_blank(rest);
}

static bool stays_in_conflict(const struct writing *writing, struct str key)
{
    return writing->lists_stay && key_list_has(&writing->managed, key) &&
           profile_is_list_key(writing->restriction.profile, key);
}

static bool is_key_still_managed(const struct writing *writing, struct str key)
{
    const struct str *value = final_value(writing, key);
    const struct wanted *wanted = wanted_find(&writing->wanted, key);
    enum rule_id rule;

    if (value == NULL)
        return false;
    rule = wanted == NULL ? managed_rule_of(writing->inquiry.policy, key) : wanted->rule;
    return wanted_is(&writing->wanted, key, *value) || stays_in_conflict(writing, key) ||
           (dispositions_let_go(writing->dispositions, rule) &&
            is_as_stored(writing, key));
}

static bool is_still_managed(const struct writing *writing, struct str entry)
{
    struct str key;
    struct str item;

    if (managed_splits(entry, &key, &item))
        return is_item_still_managed(writing, key, item);
    return is_key_still_managed(writing, entry);
}

static void add_still_managed(const struct writing *writing, const struct key_list *list,
                              struct key_list *after)
{
    for (size_t i = 0; i < list->n; i++) {
        if (is_still_managed(writing, list->keys[i]))
            after->keys[after->n++] = list->keys[i];
    }
}

static void propose(struct writing *writing)
{
    size_t max = writing->written.n + writing->listed.n + writing->listed_before.n;
    struct key_list after = {.keys =
                                 ARENA_NEW(writing->inquiry.arena, struct str, max + 1)};
    const struct str *now = view_annotation(&writing->view, MANAGED_KEY);

    edits_sort(&writing->edits);
    for (size_t i = 0; i < writing->written.n; i++)
        after.keys[after.n++] = writing->written.keys[i];
    add_still_managed(writing, &writing->listed, &after);
    add_still_managed(writing, &writing->listed_before, &after);
    key_list_settle(&after);
    if (after.n > 0)
        writing_rewrite(writing, MANAGED_KEY,
                        key_list_join(&after, writing->inquiry.arena),
                        RULE_ANNOTATION_REQUIRED);
    else if (now != NULL)
        edits_remove(&writing->edits, MANAGED_KEY, RULE_ANNOTATION_REQUIRED);
}

const struct mutation mutation_managed_list = {
    .when = MUTATION_LAST,
    .propose = propose,
};
