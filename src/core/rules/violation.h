/* SPDX-License-Identifier: Apache-2.0 */
/*
 * violation: the growing list of violations while an object is judged.
 *
 * A draft has the parts of its sentence; the sentence is written only when the violation
 * is reported.  Two drafts of one rule with the same meaning have equal `what`, `class`,
 * `detail` and value.  Drafts live in the arena of the list.
 */
#ifndef CORE_RULES_VIOLATION_H
#define CORE_RULES_VIOLATION_H

#include "core/object/decision.h"

struct draft {
    struct violation violation;
    unsigned what;             /* number of the sentence, in the rule's file */
    const struct class *class; /* if the sentence names it */
    struct str detail;         /* the rule's own */
    bool needs_class;          /* dropped if the tenant or the class is denied */
    bool class_moved;          /* the stored object has it, but the class changes */
    bool is_brief;             /* far down a long list: no search for near names */
    uint32_t order;
    struct draft *same; /* an earlier draft of the same sentence; else itself */
};

struct violations {
    struct draft *all;
    size_t n;
    size_t cap;
    struct arena *arena;
};

/* Add a draft.  value: what the ratchet compares; its ptr is NULL if a key is absent. The
 * pointer is valid until the next draft is added. */
struct draft *violations_add(struct violations *violations, enum rule_id rule,
                             struct field_path path, struct str value);

/* Sort the drafts from `from` on, all of one rule, in the object's order, and drop
 * duplicates. */
void violations_settle(struct violations *violations, size_t from);

/* Set `same` of each of n drafts. */
void violations_group(struct draft *const *drafts, size_t n, struct arena *arena);

#endif
