/* SPDX-License-Identifier: Apache-2.0 */
/*
 * gate: what a policy requires of any name in one class, for one namespace.
 *
 * It judges a probe object: a new Ingress without name and labels that names the class
 * and one host.  A gate states what host-permitted, host-in-class and host-wildcard
 * require on that day, and whether the rules about tenant and class deny the object
 * whatever its host.  Pure; borrows from the policy.
 */
#ifndef CORE_REACH_GATE_H
#define CORE_REACH_GATE_H

#include "core/judge/disposition.h"

/* A namespace that uses names; no user is known. */
struct reach_asker {
    const struct policy *policy; /* NULL: nothing can be reached */
    const struct tenant *tenant; /* NULL: none */
    struct tenant_values values;
    struct dispositions dispositions; /* as for an object without class */
    bool is_judged; /* Ingress is judged, not in preview; else nothing is denied */
};

void reach_asker_of(const struct policy *policy, struct str namespace, int32_t today,
                    struct reach_asker *ret);

struct reach_gate {
    const struct reach_asker *asker;
    const struct class *class; /* of the object after mutation; NULL: none */
    bool is_open;
    bool needs_permit; /* names must belong to the tenant */
    bool is_tolerated; /* without a tenant: names must belong to no tenant */
    bool needs_served;
    bool needs_literal; /* wildcards must be listed literally */
};

/* class: a name that need not be defined.  A class without a profile is treated as if
 * Ingresses could use it. */
struct reach_gate reach_gate_of(const struct reach_asker *asker, struct str class,
                                int32_t today);

/* True if the namespace reaches the name. */
bool reach_gate_lets(const struct reach_gate *gate, const struct name *name);

/* A canonical name, with `*.` where it is a wildcard. */
struct name reach_name_of(struct str text);

#endif
