/* SPDX-License-Identifier: Apache-2.0 */
/*
 * mutations: the steps of the mutating stage, one file each, in the order of
 * mutations.def.
 *
 * Each mutation is pure and appends edits and warnings; none denies.  Everything lives in
 * the inquiry's arena.
 */
#ifndef CORE_MUTATIONS_MUTATIONS_H
#define CORE_MUTATIONS_MUTATIONS_H

#include "core/judge/disposition.h"
#include "core/judge/warnings.h"
#include "core/mutations/edit.h"
#include "core/object/managed.h"
#include "core/wanted/wanted.h"

/* A reference list whose first item the webhook wrote. */
struct own_item {
    struct str key;
    struct str rest; /* the value without that item; len 0: empty */
};

/* The state of the mutating stage for one object. */
struct writing {
    struct inquiry inquiry; /* about `view` */
    const struct dispositions *dispositions;
    struct view view; /* as received; later with the class */

    /* From here on: set once the class is settled. */
    const struct class *class; /* NULL: a Service that has lost its class */
    struct restriction restriction;
    struct key_list listed;        /* the object's managed list */
    struct key_list listed_before; /* the stored object's managed list */
    struct key_list managed;       /* keys that the webhook wrote; they count as absent */
    struct own_item *own_items;    /* each key once; without a rest also in `managed` */
    size_t n_own_items;
    struct view stripped;     /* the view without these keys and items */
    struct wanted_set wanted; /* for the stripped view */
    bool lists_stay;          /* the user's source ranges conflict with the policy's */

    struct edits edits;
    struct key_list written; /* keys that got their wanted value: absent or enforced */
    struct warnings *warnings;
};

enum mutation_when {
    MUTATION_BEFORE_CLASS,
    MUTATION_BEFORE_WANTED, /* the class is settled; the stripped view may change */
    MUTATION_LAST,
};

struct mutation {
    enum mutation_when when;
    void (*propose)(struct writing *writing);
};

#define MUTATION(id, file) extern const struct mutation mutation_##file;
#include "core/mutations/mutations.def"
#undef MUTATION

/* Run the mutations of this step, in the order of mutations.def. */
void mutations_run(struct writing *writing, enum mutation_when when);

/* Find the keys that the webhook wrote, and make the stripped view. */
void writing_settle_managed(struct writing *writing);

/* Compute what is wanted on the stripped view. */
void writing_settle_wanted(struct writing *writing);

/* Set the key, for the rule, and list it as written.  There is no edit if the key has
 * that value already. */
void writing_put(struct writing *writing, struct str key, struct str value,
                 enum rule_id rule);

/* Set the value of a reference list, and list its first item as the webhook's. */
void writing_put_item(struct writing *writing, struct str key, struct str item,
                      struct str value);

/* The own item of the key; NULL if its first item is not the webhook's. */
const struct own_item *writing_own_item(const struct writing *writing, struct str key);

/* Set the key as writing_put() does, but leave it the user's: it is not listed. */
void writing_rewrite(struct writing *writing, struct str key, struct str value,
                     enum rule_id rule);

/* Overwrite the values that the rule's entries do not accept, in mode `enforce`. */
void writing_enforce(struct writing *writing, enum rule_id rule);

/* Write the wanted keys of the rule that the stripped view lacks. */
void writing_add_absent(struct writing *writing, enum rule_id rule);

/* Remove the webhook's keys of the rule that are not wanted, except the list keys of
 * `spared`; NULL: no exception. */
void writing_remove_unwanted(struct writing *writing, enum rule_id rule,
                             const struct profile *spared);

/* Add a warning of the rule about the key. */
void writing_warn(struct writing *writing, enum rule_id rule, struct str key,
                  struct str sentence);

#endif
