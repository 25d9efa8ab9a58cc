/* SPDX-License-Identifier: Apache-2.0 */
/*
 * source_ranges_of_kind: the rule source-ranges on kinds that have no list annotations.
 */
#ifndef CORE_RULES_SOURCE_RANGES_OF_KIND_H
#define CORE_RULES_SOURCE_RANGES_OF_KIND_H

#include "core/rules/rules.h"

/* The sentences of these drafts; those of source_ranges.c come behind. */
enum {
    RANGES_NO_FILTER, /* class: whose filter is missing */
    RANGES_NOT_HERE,  /* class: one that no object of the kind can be restricted to */
    RANGES_OF_LISTS,
};

/* True: the kind is one of these, and all is added. */
bool source_ranges_check_kind(const struct context *context, struct violations *out);

void source_ranges_explain_kind(const struct context *context, const struct draft *draft,
                                struct buf *buf);

#endif
