/* SPDX-License-Identifier: Apache-2.0 */
/*
 * violation: rules broken, while they are being judged.
 *
 * A draft holds what its sentence is made of; the sentence is written only when the
 * violation is reported.  Two drafts of one rule that say the same have equal `what`,
 * `class`, `detail` and value.
 */
#ifndef CORE_RULES_VIOLATION_H
#define CORE_RULES_VIOLATION_H

#include "core/object/decision.h"

struct draft {
    struct violation violation;
    unsigned what;             /* which of the rule's sentences */
    const struct class *class; /* when the sentence names it */
    struct str detail;         /* the rule's own */
    bool needs_class; /* says nothing where the class is denied, as rules that need one */
    bool class_moved; /* was there before, but the class changes */
    bool is_brief;    /* far down a long list: no search for what was meant */
    uint32_t order;
    struct draft *same; /* an earlier draft of the same sentence; else itself */
};

struct violations {
    struct draft *all;
    size_t n;
    size_t cap;
    struct arena *arena;
};

/* value: what the ratchet compares; its ptr is NULL where a key is absent.  The draft
 * stays where it is until the next one is added. */
struct draft *violations_add(struct violations *violations, enum rule_id rule,
                             struct field_path path, struct str value);

/* The drafts from `from` on, all of one rule: in the object's order, each once. */
void violations_settle(struct violations *violations, size_t from);

/* Set `same` of each of n drafts. */
void violations_group(struct draft *const *drafts, size_t n, struct arena *arena);

#endif
