/* SPDX-License-Identifier: Apache-2.0 */
/*
 * about: all that a report is written from, and the words that its forms share.
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

/* "allowed", "denied" */
const char *about_verdict(const struct survey_object *object);
const char *about_next_verdict(const struct survey_object *object);

/* "unread", "denied", "warned", "excused", "fine" */
const char *about_state(enum survey_state state);

/* The rule's name; "unjudgeable" where no rule could be asked. */
struct str about_rule(enum rule_id rule);

/* "enforce", "preview" */
const char *about_mode(const struct about *about);

/* Its name, or what it is called where another tenant's report is made. */
struct str about_tenant(const struct about *about, const struct tenant *tenant);

/* "office, vpn": the mode and networks of a class. */
const char *about_range_mode(enum range_mode mode);

/* "NAMESPACE/NAME", behind its kind unless it is an Ingress; not escaped. */
void about_add_object(struct buf *buf, const struct survey_object *object);

#endif
