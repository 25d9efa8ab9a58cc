/* SPDX-License-Identifier: Apache-2.0 */
/* markdown: writes what a tenant may do as a page for a wiki. */
#include "cmd/cli/markdown.h"
#include "cmd/explain/tenant/tenant.h"
#include "core/values/day.h"

/* A table of two columns.  A line that continues the one above has no label. */
static void add_table(const struct lines *lines, struct buf *buf)
{
    static const char *const titles[] = {"Setting", "Value"};

    if (lines->n == 0)
        return;
    markdown_add_table(buf, titles, ARRAY_LEN(titles));
    for (size_t i = 0; i < lines->n; i++) {
        markdown_literal(buf, "| ");
        markdown_add_text(buf, str_from(lines->all[i].label));
        markdown_literal(buf, " | ");
        markdown_add_text(buf, lines->all[i].text);
        markdown_literal(buf, " |\n");
    }
}

/* `Policy NAME HASH, 2026-11-29` */
static void add_policy(const struct tenant_answer *answer, struct buf *buf)
{
    const struct policy *policy = answer->asking->desk->policy;

    markdown_literal(buf, "Policy ");
    if (policy_name(policy).len > 0) {
        markdown_add_text(buf, policy_name(policy));
        markdown_literal(buf, " ");
    }
    markdown_add_text(buf, policy_hash(policy));
    markdown_literal(buf, ", ");
    day_add(buf, answer->asking->today);
    markdown_literal(buf, "\n");
}

void tenant_add_markdown(const struct tenant_answer *answer, struct buf *buf)
{
    struct lines whole = {.arena = answer->before.arena};
    const struct lines *parts[] = {&answer->before, &answer->after};

    for (size_t i = 0; i < ARRAY_LEN(parts); i++) {
        for (size_t k = 0; k < parts[i]->n; k++)
            lines_add(&whole, parts[i]->all[k].label, parts[i]->all[k].text, NULL);
    }
    markdown_literal(buf, "# Tenant ");
    markdown_add_text(buf, answer->tenant->name);
    markdown_literal(buf, "\n\n");
    add_policy(answer, buf);
    markdown_literal(buf, "\n");
    add_table(&whole, buf);
    for (size_t i = 0; i < answer->n_classes; i++) {
        markdown_literal(buf, "\n## Class ");
        markdown_add_text(buf, answer->classes[i].class->name);
        markdown_literal(buf, "\n\n");
        add_table(&answer->classes[i].lines, buf);
    }
}
