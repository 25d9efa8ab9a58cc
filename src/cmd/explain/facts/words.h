/* SPDX-License-Identifier: Apache-2.0 */
/*
 * words: writes texts that several answers of `explain` contain.
 *
 * Texts of the policy and of objects are escaped.
 */
#ifndef CMD_EXPLAIN_FACTS_WORDS_H
#define CMD_EXPLAIN_FACTS_WORDS_H

#include "base/buf.h"
#include "core/entries/entries.h"

/* " (FILE:LINE)"; nothing for NULL. */
void words_add_place(struct buf *buf, const struct entry *entry_or_null);

/* " (FILE:LINE)" */
void words_add_spot(struct buf *buf, struct place place);

/* The whole text, escaped. */
void words_add(struct buf *buf, struct str text);

/* All items, escaped and joined by ", ". */
void words_add_list(struct buf *buf, const struct str *items, size_t n);

/* `shop, shop-*`: the patterns of a tenant's namespaces, as the policy has them. */
void words_add_patterns(struct buf *buf, const struct tenant *tenant);
void words_add_pattern(struct buf *buf, const struct name_pattern *pattern);

/* "warn, deny from 2027-03-01" */
void words_add_action(struct buf *buf, const struct rule_entry *rule, int32_t today);

/* "allow", "audit", "warn", "deny" */
const char *words_action(enum action action);

/* ", until 2035-12-31" or ", without end" */
void words_add_end(struct buf *buf, const struct exemption *exemption);

/* True if the rule has another action from its date on, and that day is yet to come. */
bool words_action_changes(const struct rule_entry *rule, int32_t today);

#endif
