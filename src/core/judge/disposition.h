/* SPDX-License-Identifier: Apache-2.0 */
/*
 * disposition: how the policy treats a broken rule, on this write and on this day.
 *
 * The first of these decides: an exemption, the tenant's entry, the class's, the kind's,
 * the entry under `rules`, the default.  Plain data; borrows from the policy.
 */
#ifndef CORE_JUDGE_DISPOSITION_H
#define CORE_JUDGE_DISPOSITION_H

#include "core/object/inquiry.h"

struct dispositions {
    const struct rule_entry *entry[RULE_COUNT];
    enum action action[RULE_COUNT];              /* today's */
    const struct exemption *excused[RULE_COUNT]; /* by which exemption; NULL: none */
};

/* Fill *ret for an object without a class: matches the exemptions, and finds the entry
 * and today's action of each rule. */
void dispositions_of(const struct inquiry *inquiry, struct dispositions *ret);

/* Apply the entries of the object's n classes.  For each rule the strictest entry
 * decides; for a class without an entry, the one that applies without classes counts.  A
 * tenant's entry is not replaced. */
void dispositions_add_classes(const struct inquiry *inquiry,
                              const struct class *const *classes, size_t n,
                              struct dispositions *dispositions);

/* True if the rule does not apply to this write: its action is `allow`, or it is
 * excused. */
bool dispositions_let_go(const struct dispositions *dispositions, enum rule_id rule);

/* For an entry that does not deny today: true if it denies from a later day on. */
bool disposition_is_announced(const struct rule_entry *entry);

#endif
