/* SPDX-License-Identifier: Apache-2.0 */
/*
 * mutations: what the mutating stage proposes, one file each, in the order of
 * mutations.def.
 *
 * Pure: each appends edits and warnings.  None denies.
 */
#ifndef CORE_MUTATIONS_MUTATIONS_H
#define CORE_MUTATIONS_MUTATIONS_H

#include "core/judge/disposition.h"
#include "core/judge/warnings.h"
#include "core/mutations/edit.h"
#include "core/object/managed.h"
#include "core/wanted/wanted.h"

/* A reference that the webhook put in front of a user's. */
struct own_item {
    struct str key;
    struct str rest; /* the value without it; len 0: nothing is left */
};

/* An object being written to. */
struct writing {
    struct inquiry inquiry; /* about `view` */
    const struct dispositions *dispositions;
    struct view view; /* as it came; later with the class */

    const struct class *class; /* from here on: set once the class is settled; NULL: of a
                                  Service that has lost its own */
    struct restriction restriction;
    struct key_list listed;        /* what the object's list says the webhook wrote */
    struct key_list listed_before; /* what the stored object's list says */
    struct key_list managed;       /* keys that the webhook wrote: they count as absent */
    struct own_item *own_items;    /* each key once; those without rest are keys, too */
    size_t n_own_items;
    struct view stripped;     /* the view without those */
    struct wanted_set wanted; /* on the stripped view */
    bool lists_stay; /* a user's source ranges are in conflict with the policy's */

    struct edits edits;
    struct key_list written; /* keys that were absent or enforced, with what is wanted */
    struct warnings *warnings;
};

enum mutation_when {
    MUTATION_BEFORE_CLASS,
    MUTATION_BEFORE_WANTED, /* the class is settled, the stripped view still changes */
    MUTATION_LAST,
};

struct mutation {
    enum mutation_when when;
    void (*propose)(struct writing *writing);
};

#define MUTATION(id, file) extern const struct mutation mutation_##file;
#include "core/mutations/mutations.def"
#undef MUTATION

void mutations_run(struct writing *writing, enum mutation_when when);

/* Find out what the webhook wrote, and make the stripped view. */
void writing_settle_managed(struct writing *writing);

/* Find out what is wanted on the stripped view. */
void writing_settle_wanted(struct writing *writing);

/* Set key on the rule's behalf and list it as written; the value that is there already
 * makes no edit. */
void writing_put(struct writing *writing, struct str key, struct str value,
                 enum rule_id rule);

/* Set the value of a reference list whose first item is to be listed as ours. */
void writing_put_item(struct writing *writing, struct str key, struct str item,
                      struct str value);

/* The key's first item is ours. */
const struct own_item *writing_own_item(const struct writing *writing, struct str key);

/* The same for what a user wrote: not listed as ours. */
void writing_rewrite(struct writing *writing, struct str key, struct str value,
                     enum rule_id rule);

/* Overwrite what the rule enforces. */
void writing_enforce(struct writing *writing, enum rule_id rule);

/* Write what the rule wants and the object lacks. */
void writing_add_absent(struct writing *writing, enum rule_id rule);

/* Remove own keys that are not wanted, except the list keys of `spared` (NULL: none). */
void writing_remove_unwanted(struct writing *writing, enum rule_id rule,
                             const struct profile *spared);

/* Warn about the annotation. */
void writing_warn(struct writing *writing, enum rule_id rule, struct str key,
                  struct str sentence);

#endif
