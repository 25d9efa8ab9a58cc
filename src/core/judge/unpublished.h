/* SPDX-License-Identifier: Apache-2.0 */
/*
 * unpublished: warns about names in hostname annotations that are not published, because
 * the class publishes the hosts of the rules only.
 *
 * Such an object breaks no rule: the warning is a remark.
 */
#ifndef CORE_JUDGE_UNPUBLISHED_H
#define CORE_JUDGE_UNPUBLISHED_H

#include "core/judge/judgement.h"
#include "core/judge/warnings.h"

/* Add the warnings.  After judgement_of_all(). */
void unpublished_warn(const struct judgement *judgement, struct warnings *warnings);

#endif
