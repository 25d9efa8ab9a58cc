/* SPDX-License-Identifier: Apache-2.0 */
/*
 * card: what a class demands of a tenant's objects, and what it does to them.
 */
#ifndef CMD_EXPLAIN_FACTS_CARD_H
#define CMD_EXPLAIN_FACTS_CARD_H

#include "cmd/explain/facts/asking.h"
#include "cmd/explain/facts/lines.h"

struct json_t;

/* The lines `tls`, `dns` and `ranges`.  tenant NULL: none. */
void card_add_lines(const struct asking *asking, const struct tenant *tenant,
                    const struct class *class, struct lines *lines);

/* Lines `adds`: the class's annotation entries, those of annotations.add among them. */
void card_add_annotations(const struct asking *asking, const struct class *class,
                          struct lines *lines);

/* The members "tls", "dns" and "ranges" of the JSON of a class. */
void card_put_json(const struct asking *asking, const struct tenant *tenant,
                   const struct class *class, struct json_t *object);

/* What decides about the rule for the tenant's Ingresses of the class. */
const struct rule_entry *card_rule_entry(const struct asking *asking,
                                         const struct tenant *tenant,
                                         const struct class *class, enum rule_id rule);

/* The keys that the tenant may write besides; in the arena. */
size_t card_allowed(const struct class_dns *dns, const struct tenant *tenant,
                    struct arena *arena, struct str **ret);

/* The networks of the class, one by one; in the arena. */
struct card_ranges {
    struct str *networks;
    size_t n_networks;
    struct str *cidrs;
    size_t n_cidrs;
};
void card_read_ranges(const struct class *class, struct arena *arena,
                      struct card_ranges *ret);

#endif
