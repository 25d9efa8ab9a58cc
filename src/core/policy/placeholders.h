/* SPDX-License-Identifier: Apache-2.0 */
/*
 * placeholders: patterns of namespaces, and the families of domains and hosts that depend
 * on them.
 *
 * A tenant with the namespaces `pr-{x}` may list `{x}.preview.example.com`.  That is a
 * family of entries: each namespace has the instance for its own value of {x}.
 */
#ifndef CORE_POLICY_PLACEHOLDERS_H
#define CORE_POLICY_PLACEHOLDERS_H

#include "core/values/domain.h"
#include "core/values/name.h"

/* A name with at most one hole: `*` matches any text, `{x}` any text that is not empty.
 */
struct name_pattern {
    struct str text;        /* a hole is the one byte `*` or `{` */
    size_t hole;            /* its position; text.len: there is none */
    struct str placeholder; /* the name in `{x}`; len 0: none */
};
bool name_pattern_matches(const struct name_pattern *pattern, struct str name);

static inline bool name_pattern_has_hole(const struct name_pattern *pattern)
{
    return pattern->hole < pattern->text.len;
}

/* Domains or hosts with a placeholder. */
struct family {
    struct domain_family key;
    enum domain_entry entry;
    struct str text; /* as listed, with the placeholder written out */
    size_t at;       /* index among all domains, or all hosts, of the tenant */
};

/* The values of placeholders in one namespace. */
struct tenant_values {
    struct str namespace;
    struct str placeholder; /* of the tenant's pattern that matches it; len 0: none */
    struct str value;
};

/* True if the values make an entry of the family. */
bool family_has_instance(const struct family *family, const struct tenant_values *values);
/* That entry, in the arena.  Returns false if they make none. */
bool family_instance(const struct family *family, const struct tenant_values *values,
                     struct arena *arena, struct str *ret);

#endif
