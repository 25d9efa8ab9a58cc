/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/report/survey/about.h"

#include "core/policy/policy.h"

static const char *const verdicts[] = {"allowed", "denied"};

const char *about_verdict(const struct survey_object *object)
{
    return verdicts[object->state == SURVEY_DENIED || object->state == SURVEY_UNREAD];
}

const char *about_next_verdict(const struct survey_object *object)
{
    return verdicts[object->is_stuck || object->state == SURVEY_UNREAD];
}

const char *about_state(enum survey_state state)
{
    static const char *const states[] = {
        [SURVEY_UNREAD] = "unread", [SURVEY_DENIED] = "denied",
        [SURVEY_WARNED] = "warned", [SURVEY_EXCUSED] = "excused",
        [SURVEY_FINE] = "fine",
    };

    return states[state];
}

struct str about_rule(enum rule_id rule)
{
    return rule == RULE_COUNT ? STR("unjudgeable") : rule_id_name(rule);
}

const char *about_mode(const struct about *about)
{
    return about->desk->written_mode == POLICY_PREVIEW ? "preview" : "enforce";
}

struct str about_tenant(const struct about *about, const struct tenant *tenant)
{
    const struct tenant *of = about->overview->tenant;

    return of == NULL || of == tenant ? tenant->name : STR("another tenant");
}

const char *about_range_mode(enum range_mode mode)
{
    static const char *const modes[] = {
        [RANGE_OPEN] = "open",           [RANGE_FIXED] = "fixed",
        [RANGE_NARROW] = "narrow",       [RANGE_INTERSECT] = "intersect",
        [RANGE_REFERENCE] = "reference", [RANGE_ELSEWHERE] = "elsewhere",
    };

    return modes[mode];
}

void about_add_object(struct buf *buf, const struct survey_object *object)
{
    if (!str_equal(object->kind, STR("Ingress"))) {
        buf_add(buf, object->kind);
        buf_add_byte(buf, ' ');
    }
    buf_add(buf, object->namespace);
    buf_add_byte(buf, '/');
    buf_add(buf, object->name);
}
