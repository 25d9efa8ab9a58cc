/* SPDX-License-Identifier: Apache-2.0 */
/* text: writes one line for each difference. */
#include "base/text.h"
#include "cmd/diff/print.h"

struct str diff_policy_title(const struct differences *differences)
{
    const struct str name = policy_name(diff_policy(differences, REACH_NEW));

    return name.len > 0 ? name : STR("the policy");
}

void diff_add_counts(struct buf *buf, const struct differences *differences)
{
    static const char *const words[DIFF_MARKS] = {
        [DIFF_WIDER] = "wider",
        [DIFF_NARROWER] = "narrower",
        [DIFF_MOVED] = "moved",
        [DIFF_OTHER] = "other",
    };
    const char *before = "";

    for (int mark = 0; mark < DIFF_MARKS; mark++) {
        if (differences->counts[mark] == 0)
            continue;
        buf_addf(buf, "%s%zu %s", before, differences->counts[mark], words[mark]);
        before = ", ";
    }
}

static void add_head(struct buf *buf, const struct differences *differences)
{
    const char *result = differences_result(differences);

    text_add_escaped(buf, diff_policy_title(differences), SIZE_MAX);
    buf_add_byte(buf, ' ');
    buf_add(buf, policy_hash(diff_policy(differences, REACH_OLD)));
    buf_add_text(buf, " -> ");
    buf_add(buf, policy_hash(diff_policy(differences, REACH_NEW)));
    buf_addf(buf, ": %s\n", result == NULL ? "no difference in meaning" : result);
}

static void add_line(struct buf *buf, const struct diff_line *line)
{
    buf_addf(buf, "  %c ", diff_mark_byte(line->mark));
    text_add_escaped(buf, line->text, SIZE_MAX);
    if (line->entry != NULL && line->entry->place.line != 0) {
        buf_add_byte(buf, ' ');
        desk_place_add(buf, line->entry);
    }
    buf_add_byte(buf, '\n');
}

static void add_sections(struct buf *buf, const struct differences *differences)
{
    const struct diff_line *before = NULL;

    for (size_t i = 0; i < differences->n; i++) {
        const struct diff_line *line = &differences->lines[i];

        if (before == NULL || before->section != line->section)
            buf_addf(buf, "%s\n", diff_section_name(line->section));
        add_line(buf, line);
        before = line;
    }
}

#define OBJECTS_SHOWN 20

static void add_object(struct buf *buf, const struct against_object *object)
{
    buf_addf(buf, "  %c ", against_mark_byte(object->mark));
    text_add_escaped(buf, object->object, SIZE_MAX);
    buf_add_text(buf, ": ");
    text_add_escaped(buf, object->text, SIZE_MAX);
    if (object->place.file != NULL) {
        buf_add_text(buf, " (");
        text_add_escaped(buf, str_from(object->place.file), SIZE_MAX);
        buf_addf(buf, ":%u)", (unsigned)object->place.line);
    }
    buf_add_byte(buf, '\n');
}

static void add_objects(struct buf *buf, const struct printed *printed)
{
    const struct against *against = printed->against;

    buf_addf(buf, "objects: %zu judged\n", against->n_judged);
    for (int mark = 0; mark < AGAINST_MARKS; mark++) {
        size_t n = 0;

        for (size_t i = 0; i < against->n; i++) {
            if (against->objects[i].mark != (enum against_mark)mark)
                continue;
            if (n++ < OBJECTS_SHOWN || printed->shows_all)
                add_object(buf, &against->objects[i]);
        }
        if (n > OBJECTS_SHOWN && !printed->shows_all)
            buf_addf(buf, "  %c and %zu more\n",
                     against_mark_byte((enum against_mark)mark), n - OBJECTS_SHOWN);
    }
    buf_add_text(buf, "  ");
    against_add_summary(buf, against);
    buf_add_byte(buf, '\n');
}

void diff_print_text(const struct printed *printed, struct buf *buf)
{
    const struct differences *differences = printed->differences;
    const size_t total = differences_total(differences);

    add_head(buf, differences);
    if (total > 0)
        add_sections(buf, differences);
    if (total > 0 || (printed->against != NULL && printed->against->n > 0)) {
        if (printed->against != NULL)
            add_objects(buf, printed);
    }
    if (total == 0)
        return;
    buf_addf(buf, "%zu difference%s: ", total, total == 1 ? "" : "s");
    diff_add_counts(buf, differences);
    buf_add_byte(buf, '\n');
}
