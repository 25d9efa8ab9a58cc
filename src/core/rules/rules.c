/*
 * rules: the table, and running one rule.
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

static void run_for_each_class(const struct rule *rule, struct context *context,
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

void rule_run_always(enum rule_id id, const struct context *context,
                     struct violations *out)
{
    const struct rule *rule = rules[id];
    size_t from = out->n;

    if (rule->check_always == NULL)
        return;
    rule->check_always(context, out);
    if (out->n - from > 1)
        violations_settle(out, from);
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

void rule_run(enum rule_id id, struct context *context, struct violations *out)
{
    const struct rule *rule = rules[id];
    size_t from = out->n;

    run(rule, context, out);
    if (rule->check_always != NULL)
        rule->check_always(context, out);
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
