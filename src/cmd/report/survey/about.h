/* SPDX-License-Identifier: Apache-2.0 */
/*
 * about: everything that a report is made from, and the words that its formats share.
 */
#ifndef CMD_REPORT_SURVEY_ABOUT_H
#define CMD_REPORT_SURVEY_ABOUT_H

#include "cmd/explain/facts/asking.h"
#include "cmd/report/survey/overview.h"

struct about {
    const struct desk_policy *desk;
    const struct asking *asking;
    const struct overview *overview;
    const char *title; /* NULL: none was given */
    int32_t today;
};

/* "allowed", "denied": as a creation, and as the next update. */
const char *about_verdict(const struct survey_object *object);
const char *about_next_verdict(const struct survey_object *object);

/* "unread", "denied", "warned", "excused", "fine" */
const char *about_state(enum survey_state state);

/* The name of the rule; "unjudgeable" for RULE_COUNT. */
struct str about_rule(enum rule_id rule);

/* "enforce", "preview": the mode in the file. */
const char *about_mode(const struct about *about);

/* The name of the tenant, or "another tenant" in the report of a different one. */
struct str about_tenant(const struct about *about, const struct tenant *tenant);

/* "open", "fixed", ...: the mode of a class's source ranges. */
const char *about_range_mode(enum range_mode mode);

/* "NAMESPACE/NAME", not escaped; after the kind, unless that is Ingress. */
void about_add_object(struct buf *buf, const struct survey_object *object);

#endif
