/* SPDX-License-Identifier: Apache-2.0 */
/*
 * context: one object as the rules see it.
 *
 * Made in steps: context_init() finds the carriers, which is all the rules about the
 * class need; claims and wanted keys are read when a rule needs them.  Plain data in the
 * inquiry's arena; borrows from the inquiry.
 */
#ifndef CORE_RULES_CONTEXT_H
#define CORE_RULES_CONTEXT_H

#include "core/object/claims.h"
#include "core/object/managed.h"
#include "core/wanted/wanted.h"

/* How a namespace without a tenant is judged. */
enum tenantless {
    TENANTLESS_WITHOUT_GRANTS, /* like a tenant without classes and names */
    TENANTLESS_TOLERATED,      /* any class, and the names that no tenant has */
};

struct context {
    const struct inquiry *inquiry; /* with the view that the rules judge */
    enum tenantless tenantless;
    struct carriers carriers;
    struct claims claims;
    bool is_plain; /* see service_is_plain() */
    bool claims_read;
    bool wanted_read;
    struct wanted_set *wanted;      /* one for each of carriers.classes */
    const struct wanted_set *bound; /* of the class being judged; NULL: none */
    struct wanted_set unbound;      /* used if no class is named */
    struct key_list closed;         /* annotations that entry-point denies */
};

/* Fill *context: finds the carriers, and reads nothing else.  inquiry is borrowed. */
void context_init(struct context *context, const struct inquiry *inquiry);

/* Read the claims of the object, and what each of its classes wants on it; without a
 * class, what annotations.add permits.  A second call does nothing. */
void context_read_claims(struct context *context);
void context_read_wanted(struct context *context);

/* The profiles that apply: that of the class being judged; else those of the named
 * classes; without a class, all in use. */
size_t context_count_profiles(const struct context *context);
const struct profile *context_profile(const struct context *context, size_t i);

/* True if a named class wants this value at the key.  After context_read_wanted(). */
bool context_wants(const struct context *context, struct str key, struct str value);

/* True if the platform writes the value at the key, or permits it to users. */
bool context_permits_value(const struct context *context, struct str key,
                           struct str value);

/* A test that permits or refuses a name. */
typedef bool context_permits(const struct context *context, const struct name *name);

/* For each claim, whether it has a valid name that `permits` refuses.  In the arena.  A
 * name that several fields claim is tested once. */
const bool *context_refused_claims(const struct context *context,
                                   context_permits *permits);

/* The annotation's value as a violation's value: its ptr is never NULL. */
static inline struct str context_present(struct str value)
{
    return value.len == 0 ? STR("") : value;
}

#endif
