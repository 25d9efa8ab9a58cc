/* SPDX-License-Identifier: Apache-2.0 */
/*
 * asking: the input of every answer of `explain`: the policy, and the user who asks.
 */
#ifndef CMD_EXPLAIN_FACTS_ASKING_H
#define CMD_EXPLAIN_FACTS_ASKING_H

#include "cmd/desk/desk.h"
#include "core/entries/delegation.h"

struct tenant_reach;

struct asking {
    const struct desk_policy *desk;
    const struct delegation *delegation;
    struct str namespace; /* len 0: not given */
    struct str user;
    const struct str *groups;
    size_t n_groups;
    const struct str *classes; /* to answer for; n 0: all classes of the policy */
    size_t n_classes;
    int32_t today;
    const struct tenant_reach *reach; /* of all tenants; NULL: computed for each tenant */
    const struct tenant *reader;      /* who must not see the names of the other tenants;
                                         NULL: all are named */
};

#endif
