/* SPDX-License-Identifier: Apache-2.0 */
/*
 * policy_store: the policy in force, shared by all requests.
 *
 * Has one immutable policy, or none yet, and replaces it as a whole.  A request keeps the
 * policy that it started with.  Threads: any, except policy_store_new() and
 * policy_store_free().
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
 * policy_reload: loads the policy again when its files change.
 *
 * A policy that does not load changes nothing: the failure is logged and counted, and the
 * next attempt is made once the files have changed.
 * Threads: one runs it; any may call policy_reload_reason().
 */
struct policy_source {
    const char *path;
    size_t max_bytes; /* of memory: for loading, and again for the policy */
    bool in_preview;  /* every policy is put in force as if it had `mode: preview` */
    /* Called before and after each load, with room_owner; NULL: memory is not shared. */
    void (*take_room)(void *room_owner);
    void (*give_room_back)(void *room_owner);
    void *room_owner;
};

/* Everything is borrowed.  Nothing is loaded yet. */
struct policy_reload *policy_reload_new(const struct policy_source *source,
                                        struct policy_store *store, struct log *log,
                                        struct metrics *metrics) MUST_CHECK;
void policy_reload_free(struct policy_reload *reload); /* NULL is allowed */

void policy_reload_run(struct policy_reload *reload, enum reload_when when);

/* Add why the last load failed, in one sentence; nothing if it did not fail. */
void policy_reload_reason(struct policy_reload *reload, struct buf *out);

/*
 * policy_change: finds the differences between two policies, for the log line of a
 * reload.
 *
 * Each list of names is cut at POLICY_CHANGE_LISTED and has the total beside it.  Pure;
 * the result lives in the arena and borrows from both policies.
 */
#define POLICY_CHANGE_LISTED 20

struct change_list {
    struct str items[POLICY_CHANGE_LISTED];
    size_t n;     /* in items */
    size_t total; /* changes, listed or not */
};

/* The changes in one section. */
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

/* The part of it about sections, and settings that are texts. */
void section_changes_find(const struct policy *before, const struct policy *after,
                          struct arena *arena, struct policy_change *ret);

void change_list_add(struct change_list *list, struct str item);

#endif
