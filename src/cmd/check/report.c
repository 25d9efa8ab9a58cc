/* report: what several formats write; see check.h. */
#include "cmd/check/check.h"

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

void report_add_summary(struct buf *buf, const struct policy *policy,
                        const struct check_counts *counts)
{
    buf_addf(buf, "%zu judged: %zu allowed", counts->allowed + counts->denied,
             counts->allowed);
    if (counts->warned > 0)
        buf_addf(buf, " (%zu with warnings)", counts->warned);
    buf_addf(buf, ", %zu denied", counts->denied);
    if (counts->excused > 0)
        buf_addf(buf, "; %zu violation%s excused", counts->excused,
                 counts->excused == 1 ? "" : "s");
    if (counts->failed > 0)
        buf_addf(buf, "; %zu could not be read or judged", counts->failed);
    buf_add_text(buf, "; ");
    option_policy_add_name(buf, policy);
}
