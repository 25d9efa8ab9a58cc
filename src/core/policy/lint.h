/*
 * lint: what is no error in a policy, and yet hardly meant.
 *
 * Questions to a finished policy.  A remark names what it is about by numbers; the caller
 * knows where that stands in the document, and writes the sentence.
 */
#ifndef CORE_POLICY_LINT_H
#define CORE_POLICY_LINT_H

#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"

struct policy;

enum remark_kind {
    REMARK_UNLISTED_PREFIX,         /* of: an entry of policy_dns_prefixes() */
    REMARK_NAMESPACE_NEVER_REACHED, /* of a tenant, at a pattern; first: who has it */
    REMARK_NAMESPACE_PATTERN,       /* of a tenant, at a pattern */
    REMARK_UNUSED_CLASS,            /* of a class */
    REMARK_V4_ONLY_RANGES,          /* of a class */
    REMARK_DEFAULT_CLASS,           /* of a tenant */
    REMARK_TENANT_WITHOUT_CLASSES,  /* of a tenant */
    REMARK_UNREACHABLE_HOST,        /* of a tenant, at a host */
    REMARK_UNREACHABLE_DOMAIN,      /* of a tenant, at a domain */
};

struct remark {
    enum remark_kind kind;
    uint32_t of;    /* index in the policy's list */
    uint32_t at;    /* index in the list of that */
    uint32_t first; /* a tenant's index */
};

struct remarks {
    struct remark *all;
    size_t n, cap;
};
void remarks_add(struct remarks *remarks, struct remark remark);
void remarks_clear(struct remarks *remarks);
DEFINE_AUTO_CLEAR(remarks_clear, struct remarks);

/* Every remark, added to those that are there. */
void policy_lint(const struct policy *policy, struct remarks *remarks);

#endif
