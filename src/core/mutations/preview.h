/* SPDX-License-Identifier: Apache-2.0 */
/*
 * preview: describes the edits of the mutating stage in one sentence.
 */
#ifndef CORE_MUTATIONS_PREVIEW_H
#define CORE_MUTATIONS_PREVIEW_H

#include "core/mutations/edit.h"

/* `would set class "internal", add 7 annotations: DNS, source ranges`; len 0 without
 * edits.  In the arena of the edits. */
struct str preview_of_edits(const struct edits *edits);

#endif
