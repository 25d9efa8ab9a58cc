/* SPDX-License-Identifier: Apache-2.0 */
/*
 * trace: the parts of a policy that decided about one object.
 *
 * Optional; the server passes none.  It is filled from the values that the verdict is
 * made of, so it cannot contradict the verdict.  Lives in the inquiry's arena.
 */
#ifndef CORE_ENTRIES_TRACE_H
#define CORE_ENTRIES_TRACE_H

#include "base/arena.h"
#include "core/entries/entries.h"

struct carriers;
struct claims;

/*
 * One part that decided.  The meaning of `of`, by kind:
 *   NAMESPACE         the name_pattern that found the tenant
 *   TENANT_CLASS      the tenant; also: the class that it was permitted
 *   DEFAULT_CLASS     the tenant whose default was written
 *   CLASS_DOMAIN      the item of class->domains; also: the class; subject: the name
 *   TLS, RANGES       the class
 *   ANNOTATIONS_ONLY  the class
 *   NETWORK           nothing; subject: names, joined by ", ". Those of a class follow
 *                     from RANGES
 *   DNS               the class; also: the dns_entry, or the dns_instance that is
 *                     switched off, or NULL; subject: the key
 *   ANNOTATION        the annotation_entry; subject: the key
 *   RULE              the rule_entry; subject: the rule
 *   FORBID            the forbidden; subject: the key
 *   FIELD             the field_demand
 *   EXEMPTION         the exemption; subject: the rule
 *   KIND              the kind
 *   GATEWAY           the gateway_entry
 *
 * There is no DOMAIN or HOST: look the claims up in the delegation.
 */
struct traced {
    enum entry_kind kind;
    const void *of;
    const void *also;
    struct str subject;
};

struct trace {
    struct arena *arena; /* that of the inquiry */
    struct traced *all;
    size_t n;
    size_t cap;
    /* Of the validating stage, in the inquiry's arena; NULL before it. */
    const struct carriers *carriers;
    const struct claims *claims;
};

void trace_add(struct trace *trace, struct traced traced);

/* Something was compared with these networks.  trace NULL: nothing is done. */
void trace_networks(struct trace *trace, struct str names);

/* The entry in the files that it comes from; NULL: a default. */
const struct entry *traced_entry(const struct entries *entries,
                                 const struct traced *traced);

#endif
