/* SPDX-License-Identifier: Apache-2.0 */
/*
 * source_ranges: writes the class's list under the first key, or its reference.
 */
#include "base/text.h"
#include "core/mutations/mutations.h"

/* True if the user's spellings disagree or one is not acceptable.  Nothing is changed
 * then, and the validating stage reports it. */
static bool is_conflict(const struct writing *writing)
{
    const struct ranges *ranges = &writing->wanted.ranges;

    for (size_t i = 0; i < ranges->n; i++) {
        if (!ranges->agree ||
            !ranges_accept(&writing->restriction, &ranges->spellings[i].list))
            return true;
    }
    return false;
}

static void warn_if_closed(struct writing *writing, struct str key)
{
    struct buf buf = buf_in(writing->inquiry.arena);

    if (writing->inquiry.operation != OPERATION_UPDATE ||
        writing->inquiry.stored == NULL || writing->wanted.ranges.n > 0 ||
        !ranges_are_listed(&writing->restriction) ||
        ranges_are_there(writing->inquiry.stored, writing->restriction.profile))
        return;
    buf_addf(&buf, "added; from now on the %.*s is reachable only from ",
             STR_ARGS(writing->view.kind->kind));
    text_add_escaped(&buf, writing->restriction.ranges->networks, TEXT_QUOTED_MAX);
    writing_warn(writing, RULE_SOURCE_RANGES, key, buf_str(&buf));
}

static void propose_list(struct writing *writing)
{
    struct str first = writing->restriction.profile->list_keys[0];

    writing->lists_stay = is_conflict(writing);
    if (writing->lists_stay) {
        writing_remove_unwanted(writing, RULE_SOURCE_RANGES,
                                writing->restriction.profile);
        return;
    }
    if (!writing->wanted.ranges.first_present) {
        writing_add_absent(writing, RULE_SOURCE_RANGES);
        warn_if_closed(writing, first);
    }
    writing_remove_unwanted(writing, RULE_SOURCE_RANGES, NULL);
}

static void warn_of_item(struct writing *writing, struct str key, struct str users)
{
    struct buf buf;

    buf_init(&buf, writing->inquiry.arena, BUF_MAX_BYTES);
    text_add_quoted(&buf, writing->restriction.ranges->object);
    buf_add_text(&buf, " was added in front of ");
    text_add_quoted(&buf, users);
    writing_warn(writing, RULE_SOURCE_RANGES, key, buf_str(&buf));
}

/* The object, a comma, and the user's bytes unchanged. */
static struct str in_front(struct arena *arena, struct str object, struct str users)
{
    struct buf buf = buf_in(arena);

    buf_add(&buf, object);
    buf_add_byte(&buf, ',');
    buf_add(&buf, users);
    return buf_str(&buf);
}

/* Put the class's object in front of the user's items.  Returns false if the whole value
 * would count as the webhook's own on the next write, which would lose the user's items.
 */
static bool put_in_front(struct writing *writing, struct str key, struct str users)
{
    struct str object = writing->restriction.ranges->object;
    struct str value = in_front(writing->inquiry.arena, object, users);
    const struct str *before = writing->inquiry.stored == NULL
                                   ? NULL
                                   : view_annotation(writing->inquiry.stored, key);

    if (before != NULL && str_equal(*before, value) &&
        key_list_has(&writing->listed_before, key))
        return false;
    writing_put_item(writing, key, object, value);
    /* An own item was there before, so the user needs no warning. */
    if (writing_own_item(writing, key) == NULL)
        warn_of_item(writing, key, users);
    return true;
}

/* Write the user's items alone, if the validating stage accepts them.  Otherwise nothing
 * is changed, own items included, and the validating stage says why. */
static void leave_users_items(struct writing *writing, struct str key, struct str users)
{
    if (ranges_refer(&writing->restriction, users))
        writing_rewrite(writing, key, users, RULE_SOURCE_RANGES);
}

static void propose_reference(struct writing *writing)
{
    const struct restriction *restriction = &writing->restriction;
    struct str key = restriction->profile->reference_key;
    const struct str *users = view_annotation(&writing->stripped, key);

    if (users == NULL || ranges_value_is_blank(*users))
        writing_put(writing, key, restriction->ranges->object, RULE_SOURCE_RANGES);
    else if (restriction->profile->reference_position == REFERENCE_ONLY ||
             ranges_mention(restriction, *users) || !put_in_front(writing, key, *users))
        leave_users_items(writing, key, *users);
    writing_remove_unwanted(writing, RULE_SOURCE_RANGES, NULL);
}

/* Remove own items that are no longer wanted, and leave the user's items. */
static void remove_own_items(struct writing *writing)
{
    const struct restriction *restriction = &writing->restriction;

    for (size_t i = 0; i < writing->n_own_items; i++) {
        const struct own_item *own = &writing->own_items[i];
        bool is_wanted = ranges_are_references(restriction) &&
                         str_equal(restriction->profile->reference_key, own->key);

        if (!is_wanted && own->rest.len > 0)
            writing_rewrite(writing, own->key, own->rest, RULE_SOURCE_RANGES);
    }
}

static void propose(struct writing *writing)
{
    const struct restriction *restriction = &writing->restriction;

    if (dispositions_let_go(writing->dispositions, RULE_SOURCE_RANGES))
        return;
    remove_own_items(writing);
    if (ranges_are_listed(restriction) || ranges_are_files(restriction))
        propose_list(writing);
    else if (ranges_are_references(restriction))
        propose_reference(writing);
    else
        writing_remove_unwanted(writing, RULE_SOURCE_RANGES, NULL);
}

const struct mutation mutation_source_ranges = {
    .when = MUTATION_LAST,
    .propose = propose,
};
