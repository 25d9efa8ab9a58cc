/* SPDX-License-Identifier: Apache-2.0 */
/*
 * json_lists: builds JSON that several answers contain.
 */
#ifndef CMD_EXPLAIN_FACTS_JSON_LISTS_H
#define CMD_EXPLAIN_FACTS_JSON_LISTS_H

#include "cmd/cli/json_out.h"
#include "cmd/explain/facts/asking.h"

json_t *json_texts(const struct str *items, size_t n) MUST_CHECK NONNULL_RESULT;

/* The object of an entry, or null. */
json_t *json_entry(const struct entry *entry_or_null) MUST_CHECK NONNULL_RESULT;

/* `[{"tenant","entry":E}]` for n entries. */
json_t *json_delegated(const struct asking *asking, const struct delegated *all, size_t n)
    MUST_CHECK NONNULL_RESULT;

#endif
