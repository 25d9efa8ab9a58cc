/*
 * gate: what a policy asks of a name in one class, for one namespace, before it looks at
 * the name.
 *
 * The question is about the probe object: a new Ingress without name and labels that
 * names the class and one host.  A gate says what host-permitted, host-in-class and
 * host-wildcard demand on that day, and whether the rules of tenants and classes deny the
 * object whatever its host.  Pure; borrows from the policy.
 */
#ifndef CORE_REACH_GATE_H
#define CORE_REACH_GATE_H

#include "core/judge/disposition.h"

/* Who asks: a namespace, without user. */
struct reach_asker {
    const struct policy *policy; /* NULL: nothing can be reached */
    const struct tenant *tenant; /* NULL: none */
    struct tenant_values values;
    struct dispositions dispositions; /* as for an object without class */
    bool is_judged; /* Ingress is, and not in preview; otherwise nothing is denied */
};

void reach_asker_of(const struct policy *policy, struct str namespace, int32_t today,
                    struct reach_asker *ret);

struct reach_gate {
    const struct reach_asker *asker;
    const struct class *class; /* that the object has in the end; NULL: none */
    bool is_open;
    bool needs_permit; /* names must be the tenant's */
    bool is_tolerated; /* without tenant: names must be nobody's */
    bool needs_served;
    bool needs_literal; /* wildcards must be listed literally */
};

/* The class by its name; it need not be defined.  A class without profile is treated as
 * if Ingresses could use it. */
struct reach_gate reach_gate_of(const struct reach_asker *asker, struct str class,
                                int32_t today);

/* The namespace reaches the name. */
bool reach_gate_lets(const struct reach_gate *gate, const struct name *name);

/* A canonical name, with `*.` where it is a wildcard. */
struct name reach_name_of(struct str text);

#endif
