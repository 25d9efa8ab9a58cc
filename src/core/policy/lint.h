/* SPDX-License-Identifier: Apache-2.0 */
/*
 * lint: finds parts of a policy that are not errors, but probably not intended.
 *
 * Works on a finished policy.  A remark identifies its subject by indexes; the caller
 * knows its place in the document and writes the sentence.
 */
#ifndef CORE_POLICY_LINT_H
#define CORE_POLICY_LINT_H

#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"

struct policy;

enum remark_kind {
    REMARK_UNLISTED_PREFIX,         /* of: an entry of policy_dns_prefixes() */
    REMARK_NAMESPACE_NEVER_REACHED, /* of a tenant, at a pattern; first: its owner */
    REMARK_NAMESPACE_PATTERN,       /* of a tenant, at a pattern */
    REMARK_UNUSED_CLASS,            /* of a class */
    REMARK_V4_ONLY_RANGES,          /* of a class */
    REMARK_TENANT_WITHOUT_CLASSES,  /* of a tenant */
    REMARK_PLAIN_HTTP,              /* of a class */
    REMARK_UNREACHABLE_HOST,        /* of a tenant, at a host */
    REMARK_UNREACHABLE_DOMAIN,      /* of a tenant, at a domain */
    REMARK_UNREACHABLE_FAMILY,      /* of a tenant, at a family */
    REMARK_CLASS_DOMAIN_INSIDE,     /* of a class, at a domain; first: its loser */
    REMARK_TENANT_NAME_INSIDE,      /* of a tenant, at a name; first: its loser */
    REMARK_HIDDEN_INSTANCE,         /* of a tenant, at a name */
    REMARK_SERVICE_OVERRIDES,       /* of a class */
    REMARK_FILTER_WRITABLE,         /* of a class */
    REMARK_CLASS_UNREACHABLE,       /* of a class */
    REMARK_FAMILIES_MIXED,          /* of a class */
    REMARK_NODE_PORTS_OPEN,         /* of a class */
    REMARK_GATEWAY_NAMESPACE,       /* of an entry of policy_gateways() */
    REMARK_GATEWAY_CLASS,           /* of such an entry */
};

enum remark_list {
    REMARK_IN_DOMAINS,
    REMARK_IN_HOSTS,
    REMARK_IN_FAMILIES,
};

struct remark {
    enum remark_kind kind;
    uint32_t of;           /* index in the policy's list */
    uint32_t at;           /* index in the list of that part */
    uint32_t first;        /* index of the other one in the policy's list */
    enum remark_list list; /* of a name: the list that `at` indexes */
};

struct remarks {
    struct remark *all;
    size_t n, cap;
};
void remarks_add(struct remarks *remarks, struct remark remark);
void remarks_clear(struct remarks *remarks);
DEFINE_AUTO_CLEAR(remarks_clear, struct remarks);

/* Append all remarks. */
void policy_lint(const struct policy *policy, struct remarks *remarks);

/* The part in inside.c: names within the domains of others, which lose them. */
void policy_lint_inside(const struct policy *policy, struct remarks *remarks);

#endif
