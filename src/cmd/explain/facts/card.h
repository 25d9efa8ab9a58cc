/* SPDX-License-Identifier: Apache-2.0 */
/*
 * card: writes what a class requires of a tenant's objects, and what it does to them.
 */
#ifndef CMD_EXPLAIN_FACTS_CARD_H
#define CMD_EXPLAIN_FACTS_CARD_H

#include "cmd/explain/facts/asking.h"
#include "cmd/explain/facts/lines.h"

struct json_t;

/* Add the lines `tls`, `dns` and `ranges`.  tenant: NULL for a namespace without one. */
void card_add_lines(const struct asking *asking, const struct tenant *tenant,
                    const struct class *class, struct lines *lines);

/* Add a line `adds` for each annotation entry of the class, including those of
 * annotations.add. */
void card_add_annotations(const struct asking *asking, const struct class *class,
                          struct lines *lines);

/* Put the members "tls", "dns" and "ranges" into the JSON of a class. */
void card_put_json(const struct asking *asking, const struct tenant *tenant,
                   const struct class *class, struct json_t *object);

/* The rule entry that applies to the tenant's Ingresses of the class. */
const struct rule_entry *card_rule_entry(const struct asking *asking,
                                         const struct tenant *tenant,
                                         const struct class *class, enum rule_id rule);

/* The globs of `allow` for the tenant.  Returns their number; *ret is in the arena. */
size_t card_allowed(const struct class_dns *dns, const struct tenant *tenant,
                    struct arena *arena, struct str **ret);

/* The source ranges of a class, as names of networks and as CIDRs; in the arena. */
struct card_ranges {
    struct str *networks;
    size_t n_networks;
    struct str *cidrs;
    size_t n_cidrs;
};
void card_read_ranges(const struct class *class, struct arena *arena,
                      struct card_ranges *ret);

#endif
