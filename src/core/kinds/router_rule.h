/* SPDX-License-Identifier: Apache-2.0 */
/*
 * router_rule: reads the hosts in a rule of a Traefik router.
 *
 * A rule consists of matchers with quoted arguments, joined by `&&`, `||`, `!` and
 * parentheses.  It is bound if only requests for the hosts that it names can match it.
 * Traefik accepts Go expressions; this reader accepts a subset and refuses the rest.
 */
#ifndef CORE_KINDS_ROUTER_RULE_H
#define CORE_KINDS_ROUTER_RULE_H

#include "base/arena.h"
#include "base/str.h"

#define ROUTER_RULE_MAX_DEPTH 64 /* of parentheses */

struct router_rule {
    struct str *hosts; /* arguments of Host, HostHeader, HostSNI, except `*` */
    size_t n_hosts;
    size_t cap_hosts;
    bool is_bound;
    bool is_unclear; /* it has a pattern for hosts, or is ambiguous among readers */
};

/* Returns false if the text is not such a rule, or is nested too deep.  *ret is in the
 * arena and borrows from the text. */
bool router_rule_read(struct arena *arena, struct str text, struct router_rule *ret)
    MUST_CHECK;

#endif
