/* SPDX-License-Identifier: Apache-2.0 */
/*
 * preview: counts edits by verb (add, change, remove) and by group of annotations.
 */
#include "core/mutations/preview.h"

#include "base/text.h"
#include "core/object/managed.h"
#include "core/rules/rules.h"

/* The groups of annotations in the sentence. */
enum edit_group {
    GROUP_DNS,
    GROUP_RANGES,
    GROUP_OTHERS,
    GROUP_COUNT,
};

enum edit_verb {
    VERB_ADD,
    VERB_CHANGE,
    VERB_REMOVE,
    VERB_COUNT,
};

struct tally {
    struct str class; /* the class that would be set; len 0: none */
    size_t n[VERB_COUNT];
    bool has[VERB_COUNT][GROUP_COUNT];
};

static void count_edit(struct tally *tally, const struct edit *edit)
{
    enum edit_verb verb = edit->replaces ? VERB_CHANGE : VERB_ADD;
    enum edit_group group = GROUP_OTHERS;

    if (rule_of(edit->rule)->about_class) {
        if (edit->kind == EDIT_TEXT)
            tally->class = edit->class.len > 0 ? edit->class : edit->text;
        return;
    }
    if (edit->kind == EDIT_BOOL)
        return; /* not an annotation */
    if (edit->kind == EDIT_REMOVE)
        verb = VERB_REMOVE;
    if (edit->rule == RULE_DNS_ANNOTATIONS)
        group = GROUP_DNS;
    else if (edit->rule == RULE_SOURCE_RANGES)
        group = GROUP_RANGES;
    tally->n[verb]++;
    tally->has[verb][group] = true;
}

static void add_groups(struct buf *buf, const bool *has)
{
    static const char *const names[] = {
        [GROUP_DNS] = "DNS",
        [GROUP_RANGES] = "source ranges",
        [GROUP_OTHERS] = "others",
    };
    const char *before = ": ";

    for (size_t i = 0; i < GROUP_COUNT; i++) {
        if (!has[i])
            continue;
        buf_addf(buf, "%s%s", before, names[i]);
        before = ", ";
    }
}

/* `would set class "internal", add 7 annotations: DNS, source ranges`; len 0 without
 * edits */
static struct str tally_text(const struct tally *tally, struct arena *arena)
{
    static const char *const verbs[] = {
        [VERB_ADD] = "add",
        [VERB_CHANGE] = "change",
        [VERB_REMOVE] = "remove",
    };
    const char *before = "would ";
    struct buf buf;

    buf_init(&buf, arena, BUF_MAX_BYTES);
    if (tally->class.len > 0) {
        buf_add_text(&buf, "would set class ");
        text_add_quoted(&buf, tally->class);
        before = ", ";
    }
    for (size_t i = 0; i < VERB_COUNT; i++) {
        if (tally->n[i] == 0)
            continue;
        buf_addf(&buf, "%s%s %zu annotation%s", before, verbs[i], tally->n[i],
                 tally->n[i] == 1 ? "" : "s");
        add_groups(&buf, tally->has[i]);
        before = ", ";
    }
    return buf_str(&buf);
}

/* The managed list is book-keeping and does not count. */
struct str preview_of_edits(const struct edits *edits)
{
    struct tally tally = {0};

    for (size_t i = 0; i < edits->n; i++) {
        if (!str_equal(edits->all[i].path.key, MANAGED_KEY))
            count_edit(&tally, &edits->all[i]);
    }
    return tally_text(&tally, edits->arena);
}
