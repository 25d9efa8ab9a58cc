/* SPDX-License-Identifier: Apache-2.0 */
/*
 * policy_store: the policy in force, shared by every request.
 *
 * Holds one immutable policy, or none yet, and replaces it whole.  A request keeps the
 * policy it started with.
 * Threads: any function, any thread, except policy_store_new() and _free().
 */
#ifndef LIVE_POLICY_STORE_H
#define LIVE_POLICY_STORE_H

#include "base/arena.h"
#include "base/attr.h"
#include "base/buf.h"
#include "base/str.h"
#include "live/watch.h"

struct log;
struct metrics;
struct policy;
struct policy_reload;
struct policy_store;

struct policy_store *policy_store_new(void) MUST_CHECK;
void policy_store_free(struct policy_store *store); /* NULL is allowed */

/* The policy in force; NULL: none yet.  The caller owns the reference. */
struct policy *policy_store_get(struct policy_store *store) MUST_CHECK;

/* Put it in force for requests that start later; consumes the caller's reference. */
void policy_store_put(struct policy_store *store, struct policy *policy_take);

/*
 * policy_reload: keeps the policy in force the one that is on disk.
 *
 * A document that does not load changes nothing; it is logged, counted, and tried again
 * once it has changed.
 * Threads: one runs it; policy_reload_reason() is for any.
 */
struct policy_source {
    const char *path;
    size_t max_bytes; /* of memory, for loading and for the policy, each */
    bool in_preview;  /* every policy is put in force as if it said `mode: preview` */
    /* Called around every loading, with room_owner; NULL: nobody else needs memory. */
    void (*take_room)(void *room_owner);
    void (*give_room_back)(void *room_owner);
    void *room_owner;
};

/* All that they point at is borrowed.  Nothing is loaded yet. */
struct policy_reload *policy_reload_new(const struct policy_source *source,
                                        struct policy_store *store, struct log *log,
                                        struct metrics *metrics) MUST_CHECK;
void policy_reload_free(struct policy_reload *reload); /* NULL is allowed */

void policy_reload_run(struct policy_reload *reload, enum reload_when when);

/* Why the last loading failed, in one sentence; nothing when it did not. */
void policy_reload_reason(struct policy_reload *reload, struct buf *out);

/*
 * policy_change: what a policy says otherwise than the one before it.
 *
 * For the log line of a reload: lists of names, each cut at POLICY_CHANGE_LISTED with the
 * whole number beside it.  Pure; what is returned lives in the arena and the policies.
 */
#define POLICY_CHANGE_LISTED 20

struct change_list {
    struct str items[POLICY_CHANGE_LISTED];
    size_t n;     /* in items */
    size_t total; /* changes, listed or not */
};

/* What changed in a section. */
struct section_change {
    struct str section;
    struct change_list added; /* empty for tenants, classes and exemptions: see below */
    struct change_list removed;
    struct change_list changed; /* "external: domains, tls" */
};

struct policy_change {
    struct change_list tenants_added;
    struct change_list tenants_removed;
    struct change_list classes_added;
    struct change_list classes_removed;
    struct change_list exemptions_added;
    struct change_list exemptions_removed;
    struct change_list domains_added;   /* "shop.example.com (shop)" */
    struct change_list domains_removed; /* the same */
    struct change_list domains_moved;   /* "shop.example.com (shop -> retail)" */
    struct change_list rules_changed;
    struct change_list settings_changed; /* "mode", "contact" */
    struct section_change *sections;     /* all other changes */
    size_t n_sections;
};

void policy_change_find(const struct policy *before, const struct policy *after,
                        struct arena *arena, struct policy_change *ret);

/* The part about sections, and the settings that are texts. */
void section_changes_find(const struct policy *before, const struct policy *after,
                          struct arena *arena, struct policy_change *ret);

void change_list_add(struct change_list *list, struct str item);

#endif
