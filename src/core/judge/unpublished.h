/* SPDX-License-Identifier: Apache-2.0 */
/*
 * unpublished: names that a user wants published by an annotation, while the class
 * publishes the hosts of the rules only.
 *
 * Nothing is wrong with such an object; the user is told.
 */
#ifndef CORE_JUDGE_UNPUBLISHED_H
#define CORE_JUDGE_UNPUBLISHED_H

#include "core/judge/judgement.h"
#include "core/judge/warnings.h"

/* After judgement_of_all(). */
void unpublished_warn(const struct judgement *judgement, struct warnings *warnings);

#endif
