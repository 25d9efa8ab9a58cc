/* SPDX-License-Identifier: Apache-2.0 */
/*
 * grow: builds the tree of names of two policies.
 */
#ifndef CORE_REACH_GROW_H
#define CORE_REACH_GROW_H

#include "core/reach/names.h"

/* Everything lives in the arena, except maps, which reach_names_clear() frees. */
void reach_names_of(const struct reach_policies *policies, struct arena *arena,
                    struct reach_names *ret);

#endif
