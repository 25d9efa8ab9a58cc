/* SPDX-License-Identifier: Apache-2.0 */
/*
 * router_rule: what a rule of a Traefik router says of hosts.
 *
 * A rule is matchers with quoted arguments, joined by `&&`, `||`, `!` and parentheses.
 * It is bound if no request of an unnamed host can match it.  What is read here is less
 * than the Go expressions that Traefik takes; the rest is refused.
 */
#ifndef CORE_KINDS_ROUTER_RULE_H
#define CORE_KINDS_ROUTER_RULE_H

#include "base/arena.h"
#include "base/str.h"

#define ROUTER_RULE_MAX_DEPTH 64 /* of parentheses */

struct router_rule {
    struct str *hosts; /* arguments of Host, HostHeader, HostSNI, but `*` */
    size_t n_hosts;
    size_t cap_hosts;
    bool is_bound;
    bool is_unclear; /* it has a pattern for hosts, or what readers do not read alike */
};

/* False: the text is not such a rule, or is nested too deep.  Borrows from the text. */
bool router_rule_read(struct arena *arena, struct str text, struct router_rule *ret)
    MUST_CHECK;

#endif
