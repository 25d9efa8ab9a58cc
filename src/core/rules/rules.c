/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rules: the table of rules, and functions that run one rule.
 */
#include "core/rules/rules.h"

static const struct rule *const rules[RULE_COUNT] = {
#define RULE(id, file, action, name) [RULE_##id] = &rule_##file,
#include "core/policy/rules.def"
#undef RULE
};

const struct rule *rule_of(enum rule_id id)
{
    return rules[id];
}

/* Not part of rule_find(), which ends in a tail call for most rules. */
static NO_INLINE void run_for_each_class(const struct rule *rule, struct context *context,
                                         struct violations *out)
{
    for (size_t i = 0; i < context->carriers.n_classes; i++) {
        context->bound = &context->wanted[i];
        rule->check(context, out);
    }
    context->bound = NULL;
}

static bool looks_at(const struct rule *rule, const struct context *context)
{
    return (rule->kinds & ~context->inquiry->view->kind->parts) == 0 &&
           (!context->is_plain || rule->looks_at_plain);
}

void rule_find_always(enum rule_id id, const struct context *context,
                      struct violations *out)
{
    if (rules[id]->check_always != NULL)
        rules[id]->check_always(context, out);
}

static void run(const struct rule *rule, struct context *context, struct violations *out)
{
    if (!looks_at(rule, context))
        return;
    if (rule->needs == NEEDS_CLASS && context->carriers.n_classes > 0)
        run_for_each_class(rule, context, out);
    else
        rule->check(context, out);
}

static NO_INLINE void run_both(const struct rule *rule, struct context *context,
                               struct violations *out)
{
    run(rule, context, out);
    rule->check_always(context, out);
}

void rule_find(enum rule_id id, struct context *context, struct violations *out)
{
    if (rules[id]->check_always != NULL)
        run_both(rules[id], context, out);
    else
        run(rules[id], context, out);
}

void rule_run(enum rule_id id, struct context *context, struct violations *out)
{
    const size_t from = out->n;

    rule_find(id, context, out);
    if (out->n - from > 1)
        violations_settle(out, from);
}

struct str rule_explain(const struct context *context, const struct draft *draft)
{
    struct buf buf = buf_in(context->inquiry->arena);

    rules[draft->violation.rule]->explain(context, draft, &buf);
    if (draft->class_moved)
        buf_add_text(&buf,
                     "; it was there before, but the class changes with this write");
    return buf_str(&buf);
}
