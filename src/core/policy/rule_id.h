/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rule_id: the numbers of the rules and their stable names, from rules.def.
 */
#ifndef CORE_POLICY_RULE_ID_H
#define CORE_POLICY_RULE_ID_H

#include <stdbool.h>

#include "base/str.h"

enum rule_id {
#define RULE(id, file, action, name) RULE_##id,
#include "core/policy/rules.def"
#undef RULE
    RULE_COUNT,
};

struct str rule_id_name(enum rule_id id);
bool rule_id_from_name(struct str name, enum rule_id *ret);

/* True for the rules that decide whether a namespace reaches a name in a class. */
bool rule_id_is_of_reach(enum rule_id id);

/* All RULE_COUNT names, in order, for did-you-mean. */
const struct str *rule_id_names(void);

#endif
