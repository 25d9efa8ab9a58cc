/*
 * policy_change: what a policy says otherwise than the one before it.
 *
 * For the log line of a reload: lists of names, each cut at POLICY_CHANGE_LISTED with the
 * whole number beside it.  Pure; what is returned lives in the arena and the policies.
 */
#ifndef LIVE_POLICY_CHANGE_H
#define LIVE_POLICY_CHANGE_H

#include "base/arena.h"
#include "base/str.h"

struct policy;

#define POLICY_CHANGE_LISTED 20

struct change_list {
    struct str items[POLICY_CHANGE_LISTED];
    size_t n;     /* in items */
    size_t total; /* changes, listed or not */
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
    struct change_list settings_changed; /* "mode", "onUpdate" */
};

void policy_change_find(const struct policy *before, const struct policy *after,
                        struct arena *arena, struct policy_change *ret);

#endif
