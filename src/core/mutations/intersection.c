/* SPDX-License-Identifier: Apache-2.0 */
/*
 * intersection: in mode `intersect`, a list that reaches outside the class's networks is
 * replaced by its intersection with them, in every spelling.  If that is not possible,
 * the list is left to the validating stage.
 */
#include "base/text.h"
#include "core/mutations/mutations.h"

#define INTERSECTION_MAX_PREFIXES 256

/* The intersection, if the lists agree, reach outside the class's networks, and share
 * addresses with them. */
static bool intersect(struct writing *writing, const struct ranges *ranges,
                      struct str *ret_text)
{
    const struct restriction *restriction = &writing->restriction;
    struct cidr_set both;
    struct buf buf = buf_in(writing->inquiry.arena);

    if (ranges->n == 0 || !ranges->agree ||
        ranges_accept(restriction, &ranges->spellings[0].list))
        return false;
    both = cidr_set_both(writing->inquiry.arena, &ranges->spellings[0].list.set,
                         &restriction->ranges->set);
    if (cidr_set_is_empty(&both) ||
        !cidr_set_add_text(&both, restriction->profile->separator,
                           INTERSECTION_MAX_PREFIXES, &buf))
        return false;
    *ret_text = buf_str(&buf);
    return true;
}

/* True if the stored object lists the key with this very value: on the next write the key
 * would count as the webhook's own, and so as absent. */
static bool would_count_as_managed(const struct writing *writing, struct str key,
                                   struct str text)
{
    const struct str *before = writing->inquiry.stored == NULL
                                   ? NULL
                                   : view_annotation(writing->inquiry.stored, key);

    return before != NULL && str_equal(*before, text) &&
           key_list_has(&writing->listed_before, key) &&
           managed_key_is_possible(writing->inquiry.policy, key);
}

/* True if the next write would change the list again: a key would count as absent, and
 * the webhook would not write the same value there. */
static bool would_change_again(const struct writing *writing, const struct ranges *ranges,
                               struct str text)
{
    bool same_again = ranges->n > 1 || str_equal(text, writing->restriction.ranges->text);

    for (size_t i = 0; i < ranges->n; i++) {
        bool is_first = i == 0 && ranges->first_present;

        if (would_count_as_managed(writing, ranges->spellings[i].key, text) &&
            !(is_first && same_again))
            return true;
    }
    return false;
}

static void warn(struct writing *writing, const struct spelling *spelling)
{
    const struct restriction *restriction = &writing->restriction;
    struct str *outside;
    size_t n;
    struct buf buf = buf_in(writing->inquiry.arena);

    if (warnings_are_full(writing->warnings)) {
        writing_warn(writing, RULE_SOURCE_RANGES, spelling->key, STR_NONE);
        return;
    }
    n = range_list_outside(writing->inquiry.arena, spelling->value, restriction->profile,
                           &restriction->ranges->set, &outside);
    text_add_list(&buf, outside, n);
    buf_add_text(&buf, " removed: outside the networks of class ");
    text_add_quoted(&buf, writing->class->name);
    buf_add_text(&buf, " (");
    text_add_escaped(&buf, restriction->ranges->networks, TEXT_QUOTED_MAX);
    buf_add_byte(&buf, ')');
    writing_warn(writing, RULE_SOURCE_RANGES, spelling->key, buf_str(&buf));
}

/* Put the new lists into the stripped view, for the mutations that follow. */
static void replace_in_bare(struct writing *writing, const struct ranges *ranges,
                            struct str text)
{
    struct edits edits = {.arena = writing->inquiry.arena};

    for (size_t i = 0; i < ranges->n; i++)
        edits_annotate(&edits, ranges->spellings[i].key, &ranges->spellings[i].value,
                       text, RULE_SOURCE_RANGES);
    edits_sort(&edits);
    writing->stripped =
        edits_apply(edits.all, edits.n, &writing->stripped, writing->inquiry.arena);
}

static void propose(struct writing *writing)
{
    struct ranges ranges;
    struct str text;

    if (!ranges_are_listed(&writing->restriction) ||
        writing->restriction.ranges->mode != RANGE_INTERSECT ||
        dispositions_let_go(writing->dispositions, RULE_SOURCE_RANGES))
        return;
    ranges_read(writing->inquiry.arena, &writing->stripped, &writing->restriction,
                &ranges);
    if (!intersect(writing, &ranges, &text) || would_change_again(writing, &ranges, text))
        return;
    for (size_t i = 0; i < ranges.n; i++) {
        writing_rewrite(writing, ranges.spellings[i].key, text, RULE_SOURCE_RANGES);
        warn(writing, &ranges.spellings[i]);
    }
    replace_in_bare(writing, &ranges, text);
}

const struct mutation mutation_intersection = {
    .when = MUTATION_BEFORE_WANTED,
    .propose = propose,
};
