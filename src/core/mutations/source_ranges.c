/*
 * source_ranges: the class's list under the first key, or its reference.
 */
#include "base/text.h"
#include "core/mutations/mutations.h"

/* Some spelling that is not ours cannot stay: nothing is changed, for the validating
 * stage to name it. */
static bool is_conflict(const struct writing *writing)
{
    const struct ranges *ranges = &writing->wanted.ranges;

    for (size_t i = 0; i < ranges->n; i++) {
        if (!ranges->agree || !ranges_accept(writing->class, &ranges->spellings[i].list))
            return true;
    }
    return false;
}

static bool had_none(const struct writing *writing)
{
    const struct profile *profile = writing->class->profile;

    for (size_t i = 0; i < profile->n_list_keys; i++) {
        if (view_annotation(writing->inquiry.stored, profile->list_keys[i]) != NULL)
            return false;
    }
    return true;
}

static void warn_if_closed(struct writing *writing, struct str key)
{
    struct buf buf = buf_in(writing->inquiry.arena);

    if (writing->inquiry.operation != OPERATION_UPDATE ||
        writing->inquiry.stored == NULL || writing->wanted.ranges.n > 0 ||
        !had_none(writing))
        return;
    buf_add_text(&buf, "added; from now on the Ingress is reachable only from ");
    text_add_escaped(&buf, writing->class->ranges.networks, TEXT_QUOTED_MAX);
    writing_warn(writing, RULE_SOURCE_RANGES, key, buf_str(&buf));
}

static void propose_list(struct writing *writing)
{
    struct str first = writing->class->profile->list_keys[0];

    if (is_conflict(writing)) {
        writing_remove_unwanted(writing, RULE_SOURCE_RANGES, writing->class->profile);
        return;
    }
    if (!writing->wanted.ranges.first_present) {
        writing_add_absent(writing, RULE_SOURCE_RANGES);
        warn_if_closed(writing, first);
    }
    writing_remove_unwanted(writing, RULE_SOURCE_RANGES, NULL);
}

static void put_in_front(struct writing *writing, struct str key, struct str users)
{
    struct str object = writing->class->ranges.object;
    const struct str *before = writing->inquiry.stored == NULL
                                   ? NULL
                                   : view_annotation(writing->inquiry.stored, key);
    struct buf buf;
    struct str value;

    buf_init(&buf, writing->inquiry.arena, BUF_MAX_BYTES);
    buf_add(&buf, object);
    buf_add_byte(&buf, ',');
    buf_add(&buf, users);
    value = buf_str(&buf);
    /* It would pass for ours the next time, and lose what the user wrote. */
    if (before != NULL && str_equal(*before, value) &&
        key_list_has(&writing->listed_before, key))
        return;
    writing_rewrite(writing, key, value, RULE_SOURCE_RANGES);
    buf_init(&buf, writing->inquiry.arena, BUF_MAX_BYTES);
    text_add_quoted(&buf, object);
    buf_add_text(&buf, " was added in front of ");
    text_add_quoted(&buf, users);
    writing_warn(writing, RULE_SOURCE_RANGES, key, buf_str(&buf));
}

static void propose_reference(struct writing *writing)
{
    struct str key = writing->class->profile->reference_key;
    const struct str *value = view_annotation(&writing->stripped, key);

    if (value == NULL || str_is_blank(*value))
        writing_put(writing, key, writing->class->ranges.object, RULE_SOURCE_RANGES);
    else if (!ranges_refer(writing->class, *value))
        put_in_front(writing, key, *value);
    writing_remove_unwanted(writing, RULE_SOURCE_RANGES, NULL);
}

static void propose(struct writing *writing)
{
    if (dispositions_let_go(writing->dispositions, RULE_SOURCE_RANGES))
        return;
    if (ranges_are_listed(writing->class))
        propose_list(writing);
    else if (writing->class->ranges.mode == RANGE_REFERENCE)
        propose_reference(writing);
    else
        writing_remove_unwanted(writing, RULE_SOURCE_RANGES, NULL);
}

const struct mutation mutation_source_ranges = {
    .when = MUTATION_LAST,
    .propose = propose,
};
