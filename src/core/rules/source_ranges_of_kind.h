/* SPDX-License-Identifier: Apache-2.0 */
/*
 * source_ranges_of_kind: the rule source-ranges on kinds that have no list annotations.
 */
#ifndef CORE_RULES_SOURCE_RANGES_OF_KIND_H
#define CORE_RULES_SOURCE_RANGES_OF_KIND_H

#include "core/rules/rules.h"

/* The sentences of these drafts; those of source_ranges.c are numbered after them. */
enum {
    RANGES_NO_FILTER, /* class: the one whose filter is missing */
    RANGES_NOT_HERE, /* class: the one that objects of the kind cannot be restricted to */
    RANGES_OF_LISTS,
};

/* Add the violations, and return true, if the kind has no list annotations. */
bool source_ranges_check_kind(const struct context *context, struct violations *out);

void source_ranges_explain_kind(const struct context *context, const struct draft *draft,
                                struct buf *buf);

#endif
