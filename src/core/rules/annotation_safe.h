/* SPDX-License-Identifier: Apache-2.0 */
/* annotation_safe: which annotations the rule annotation-safe looks at. */
#ifndef CORE_RULES_ANNOTATION_SAFE_H
#define CORE_RULES_ANNOTATION_SAFE_H

#include "core/policy/policy.h"

/* True if the key is under a prefix of a profile in use, and the policy does not exempt
 * it. */
bool annotation_safe_checks(const struct policy *policy, struct str key);

#endif
