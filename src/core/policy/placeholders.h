/* SPDX-License-Identifier: Apache-2.0 */
/*
 * placeholders: patterns of namespaces, and domains and hosts that follow from them.
 *
 * A tenant whose namespaces are `pr-{x}` may list `{x}.preview.example.com`: a family of
 * entries, of which each of its namespaces has the instance of its own value.
 */
#ifndef CORE_POLICY_PLACEHOLDERS_H
#define CORE_POLICY_PLACEHOLDERS_H

#include "core/values/domain.h"
#include "core/values/name.h"

/* A name, with at most one hole: `*` is any text, `{x}` any but the empty one. */
struct name_pattern {
    struct str text;        /* a hole is the one byte `*` or `{` */
    size_t hole;            /* where it is; text.len: nowhere */
    struct str placeholder; /* the name of a `{x}`; len 0: it is none */
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
    struct str text; /* as it is listed, with the placeholder written out */
    size_t at;       /* place among all domains, or all hosts, of the tenant */
};

/* What placeholders stand for in one namespace. */
struct tenant_values {
    struct str namespace;
    struct str placeholder; /* of the tenant's pattern that holds it; len 0: none */
    struct str value;
};

/* The values make an entry of the family. */
bool family_has_instance(const struct family *family, const struct tenant_values *values);
/* That entry, in the arena; false: they make none. */
bool family_instance(const struct family *family, const struct tenant_values *values,
                     struct arena *arena, struct str *ret);

#endif
