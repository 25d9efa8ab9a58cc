/* SPDX-License-Identifier: Apache-2.0 */
/*
 * context: one object as the rules see it.
 *
 * Made in two steps: tenant and class are enough for the mutating stage, claims and what
 * is wanted are read for the rules.  Plain data; borrows from all it is given.
 */
#ifndef CORE_RULES_CONTEXT_H
#define CORE_RULES_CONTEXT_H

#include "core/object/claims.h"
#include "core/object/managed.h"
#include "core/wanted/wanted.h"

/* How a namespace without tenant is judged. */
enum tenantless {
    TENANTLESS_WITHOUT_GRANTS, /* as a tenant that may use nothing */
    TENANTLESS_TOLERATED, /* any class; only names that some tenant has are not its */
};

struct context {
    const struct inquiry *inquiry; /* its view is the one that the rules look at */
    enum tenantless tenantless;
    struct carriers carriers;
    struct claims claims;
    bool is_plain; /* a Service of which nothing leaves the cluster */
    bool claims_read;
    bool wanted_read;
    struct wanted_set *wanted;      /* for carriers.classes */
    const struct wanted_set *bound; /* of the class judged for; NULL: none */
    struct wanted_set unbound;      /* where no class is named */
    struct key_list closed;         /* annotations that entry-point denies already */
};

void context_init(struct context *context, const struct inquiry *inquiry);

/* The second time does nothing. */
void context_read_claims(struct context *context);
void context_read_wanted(struct context *context);

/* The profiles that a rule looks by: that of the class judged for, or those of the
 * classes named, or all in use where there is none. */
size_t context_count_profiles(const struct context *context);
const struct profile *context_profile(const struct context *context, size_t i);

/* Some class named wants these very bytes at key.  After context_read_wanted(). */
bool context_wants(const struct context *context, struct str key, struct str value);

/* The platform writes the value at the key, or lets users write it. */
bool context_permits_value(const struct context *context, struct str key,
                           struct str value);

/* Whether something permits a name. */
typedef bool context_permits(const struct context *context, const struct name *name);

/* For each of the claims whether it is of a valid name that is not permitted.  In the
 * arena; asked once about a name that several fields claim. */
const bool *context_refused_claims(const struct context *context,
                                   context_permits *permits);

/* The annotation's value as a violation's value: never without address. */
static inline struct str context_present(struct str value)
{
    return value.len == 0 ? STR("") : value;
}

#endif
