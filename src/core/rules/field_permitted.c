/* SPDX-License-Identifier: Apache-2.0 */
/*
 * field-permitted: values at certain fields must meet the demands of the policy's
 * `fields` and of the `forbid` of rows.
 */
#include "core/entries/trace.h"
#include "core/rules/rules.h"
#include "core/wanted/wanted_entry.h"

static bool is_scalar(const struct view_place *place)
{
    return place->type != VALUE_OBJECT && place->type != VALUE_ARRAY;
}

/* True for null, and for an empty text, list or map. */
static bool is_nothing(const struct view_place *place)
{
    return place->type == VALUE_NULL || place->is_empty ||
           (place->type == VALUE_STRING && place->text.len == 0);
}

static bool matches(const struct field_demand *demand, const struct view_place *place)
{
    return is_scalar(place) &&
           wanted_is_among(place->text, demand->values, demand->n_values);
}

static bool is_broken(const struct field_demand *demand, const struct view_place *place)
{
    if (place->type == VALUE_NULL)
        return false;
    if (demand->is_allow)
        return !matches(demand, place);
    return demand->n_values == 0 ? !is_nothing(place) : matches(demand, place);
}

static bool applies_to(const struct field_demand *demand, const struct tenant *tenant)
{
    for (size_t i = 0; i < demand->n_except; i++) {
        if (demand->except[i] == tenant)
            return false;
    }
    return true;
}

/* what: twice the number of the demand, plus 1 if the value is a list or map. */
static void check(const struct context *context, struct violations *out)
{
    const struct inquiry *inquiry = context->inquiry;
    const struct view *view = inquiry->view;

    for (size_t i = 0; i < view->n_demands; i++) {
        const struct view_place *place = &view->demands[i];
        const struct field_demand *demand = view->kind->demands[place->of].demand;
        struct draft *draft;

        if (!applies_to(demand, inquiry->tenant))
            continue;
        if (inquiry->trace != NULL &&
            (is_broken(demand, place) || matches(demand, place)))
            trace_add(inquiry->trace, (struct traced){.kind = ENTRY_FIELD, .of = demand});
        if (!is_broken(demand, place))
            continue;
        draft = violations_add(out, RULE_FIELD_PERMITTED, place->path,
                               context_present(place->text));
        draft->what = 2 * place->of + !is_scalar(place);
    }
}

static void explain(const struct context *context, const struct draft *draft,
                    struct buf *buf)
{
    const struct field_demand *demand =
        context->inquiry->view->kind->demands[draft->what / 2].demand;

    if (draft->what % 2 == 0) {
        text_add_quoted(buf, draft->violation.value);
        buf_add_byte(buf, ' ');
    }
    buf_add_text(buf, "is not permitted");
    if (demand->is_allow) {
        buf_add_text(buf, "; permitted: ");
        text_add_list(buf, demand->values, demand->n_values);
        return;
    }
    if (demand->reason.len > 0) {
        buf_add_text(buf, ": ");
        text_add_escaped(buf, demand->reason, TEXT_QUOTED_MAX);
    }
    buf_add_text(buf, "; remove it");
}

const struct rule rule_field_permitted = {
    .id = RULE_FIELD_PERMITTED,
    .summary = "No field has a value that the policy forbids.",
    .looks_at_plain = true,
    .needs = NEEDS_NOTHING,
    .growth = GROWTH_FREE,
    .check = check,
    .explain = explain,
};
