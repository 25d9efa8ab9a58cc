/* SPDX-License-Identifier: Apache-2.0 */
/*
 * broken_policy: the example with an error in it; the name and the words with which the
 * error is reported.
 */
#ifndef TESTS_BROKEN_POLICY_H
#define TESTS_BROKEN_POLICY_H

#include "changed_policy.h"

/* Adds to class `external`, and to its externalDNS. */
#define IN_CLASS(text)                                                                   \
    {                                                                                    \
        "    tls: required\n", "    tls: required\n    " text "\n"                       \
    }
#define IN_DNS(text)                                                                     \
    {                                                                                    \
        "      instance: public\n", "      instance: public\n      " text "\n"           \
    }
/* Other values in that class. */
#define KEY(text)                                                                        \
    {                                                                                    \
        "key: cert-manager.io/cluster-issuer", "key: " text                              \
    }
#define TTL(text)                                                                        \
    {                                                                                    \
        "ttl: 60", "ttl: " text                                                          \
    }
#define UNLESS(text)                                                                     \
    {                                                                                    \
        "unless: [cert-manager.io/issuer]", "unless: [" text "]"                         \
    }
/* Other namespaces of tenant `shop`; one more rule. */
#define NAMESPACES(text)                                                                 \
    {                                                                                    \
        "[shop, \"shop-*\"]", "[" text "]"                                               \
    }
#define RULE(text)                                                                       \
    {                                                                                    \
        "  tls-required:\n", "  " text "\n  tls-required:\n"                             \
    }

struct broken_policy {
    const char *why;
    struct change changes[3];
    const char *name;
    const char *text; /* the beginning of the text */
};

static inline bool is_found(const struct changed *changed, const char *name,
                            const char *text)
{
    for (size_t i = 0; i < changed->problems.n; i++) {
        const struct problem *problem = &changed->problems.all[i];

        if (problem->severity == SEVERITY_ERROR && changed_holds(changed, problem) &&
            strcmp(problem->name, name) == 0 &&
            str_has_prefix(str_from(problem->text), str_from(text)))
            return true;
    }
    return false;
}

/* The error is in a changed line, and there is no other error. */
static inline void check_broken(const struct broken_policy *broken)
{
    AUTO(changed_clear) struct changed changed = {0};

    changed_read(&changed, broken->changes, ARRAY_LEN(broken->changes));

    const bool found = is_found(&changed, broken->name, broken->text);

    if (!found || changed.problems.n_errors > 1)
        changed_print(&changed);
    check_true(changed.policy == NULL, broken->why);
    check_true(found, broken->why);
    check_true(changed.problems.n_errors == 1, broken->why);
}

#define CHECK_ALL(table)                                                                 \
    for (size_t row = 0; row < ARRAY_LEN(table); row++)                                  \
    check_broken(&(table)[row])

#endif
