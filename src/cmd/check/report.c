/* report: what several formats write; see report.h. */
#include "cmd/check/report.h"

#include "base/text.h"
#include "cmd/cli/command.h"

void report_add_object(struct buf *buf, const struct checked_object *object)
{
    text_add_escaped(buf, object->namespace, SIZE_MAX);
    buf_add_byte(buf, '/');
    text_add_escaped(buf, object->name, SIZE_MAX);
}

void report_add_sentence(struct buf *buf, const struct finding *finding)
{
    const struct str parts[] = {finding->mark, finding->field};

    for (size_t i = 0; i < ARRAY_LEN(parts); i++) {
        buf_add(buf, parts[i]);
        if (parts[i].len > 0)
            buf_add_text(buf, ": ");
    }
    buf_add(buf, finding->message);
}

static void add_count(struct buf *buf, size_t n, const char *what)
{
    buf_addf(buf, "%zu %s%s", n, what, n == 1 ? "" : "s");
}

void report_add_left_out(struct buf *buf, const struct check_counts *counts)
{
    if (counts->others > 0)
        add_count(buf, counts->others, "other object");
    if (counts->others > 0 && counts->left_out > 0)
        buf_add_text(buf, ", ");
    if (counts->left_out > 0)
        add_count(buf, counts->left_out, "file");
    buf_add_text(buf, " left out");
}

void report_add_summary(struct buf *buf, const struct policy *policy,
                        const struct check_counts *counts)
{
    buf_addf(buf, "%zu judged: %zu allowed",
             counts->allowed + counts->denied + counts->unjudged, counts->allowed);
    if (counts->warned > 0)
        buf_addf(buf, " (%zu with warnings)", counts->warned);
    buf_addf(buf, ", %zu denied", counts->denied);
    if (counts->unjudged > 0)
        buf_addf(buf, ", %zu could not be judged", counts->unjudged);
    if (counts->excused > 0) {
        buf_add_text(buf, "; ");
        add_count(buf, counts->excused, "violation");
        buf_add_text(buf, " excused");
    }
    if (counts->unread > 0)
        buf_addf(buf, "; %zu could not be read", counts->unread);
    if (counts->others + counts->left_out > 0) {
        buf_add_text(buf, "; ");
        report_add_left_out(buf, counts);
    }
    buf_add_text(buf, "; ");
    option_policy_add_name(buf, policy);
}
