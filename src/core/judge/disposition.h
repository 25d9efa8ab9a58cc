/* SPDX-License-Identifier: Apache-2.0 */
/*
 * disposition: what the policy makes of a broken rule on this write, today.
 *
 * What decides, first wins: an exemption, the tenant's entry, that of the class, the
 * entry under `rules`, the default.
 */
#ifndef CORE_JUDGE_DISPOSITION_H
#define CORE_JUDGE_DISPOSITION_H

#include "core/object/inquiry.h"

struct dispositions {
    const struct rule_entry *entry[RULE_COUNT];
    enum action action[RULE_COUNT];              /* today's */
    const struct exemption *excused[RULE_COUNT]; /* NULL: by none */
};

/* As for an object without class. */
void dispositions_of(const struct inquiry *inquiry, struct dispositions *ret);

/* The object's classes are known: what they say, the strictest first. */
void dispositions_add_classes(const struct inquiry *inquiry,
                              const struct class *const *classes, size_t n,
                              struct dispositions *dispositions);

/* The rule's demands are not made on this write: it is `allow`, or excused. */
bool dispositions_let_go(const struct dispositions *dispositions, enum rule_id rule);

/* Of an entry that does not deny today: it does from a later day on. */
bool disposition_is_announced(const struct rule_entry *entry);

#endif
