/* SPDX-License-Identifier: Apache-2.0 */
/*
 * asking: what every answer of `explain` starts from: the policy, and who asks.
 */
#ifndef CMD_EXPLAIN_FACTS_ASKING_H
#define CMD_EXPLAIN_FACTS_ASKING_H

#include "cmd/desk/desk.h"
#include "core/entries/delegation.h"

struct tenant_reach;

struct asking {
    const struct desk_policy *desk;
    const struct delegation *delegation;
    struct str namespace; /* len 0: none was given */
    struct str user;
    const struct str *groups;
    size_t n_groups;
    const struct str *classes; /* that are asked for; n 0: all of the policy */
    size_t n_classes;
    int32_t today;
    const struct tenant_reach *reach; /* of all tenants; NULL: each is asked by itself */
};

#endif
