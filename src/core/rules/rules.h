/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rules: the checks, one file each, in the order of rules.def.
 *
 * A check is pure: it only appends drafts to a list in the inquiry's arena.  Threads:
 * any.
 */
#ifndef CORE_RULES_RULES_H
#define CORE_RULES_RULES_H

#include "base/text.h"
#include "core/rules/context.h"
#include "core/rules/violation.h"

/* What must not have been denied, or the rule is silent. */
enum rule_needs {
    NEEDS_NOTHING,
    NEEDS_TENANT,
    NEEDS_CLASS, /* the rule runs once for each defined class that is named */
};

/* What an object must not gain while the ratchet holds a violation of the rule. */
enum rule_growth {
    GROWTH_FREE,
    GROWTH_NO_CLAIMS,
    GROWTH_NO_ROUTES, /* neither routes nor claims */
    GROWTH_NO_NEW_ROUTES,
    /* No route of the violation's host; no route at all if an annotation names it. */
    GROWTH_NO_HOST_ROUTES,
    /* No routes, claims, or annotations that the class's controller reads. */
    GROWTH_NOTHING,
};

struct rule {
    enum rule_id id;
    const char *summary; /* one sentence: what the rule ensures */
    unsigned kinds;      /* parts (enum kind_part) that the kind must have; 0: any kind */
    bool looks_at_plain; /* also judges plain Services */
    bool about_class;    /* rules with NEEDS_CLASS depend on it */
    enum rule_needs needs;
    enum rule_growth growth;
    void (*check)(const struct context *context, struct violations *out);
    /* The part of the check that runs even if the rule is silent; NULL: none. */
    void (*check_always)(const struct context *context, struct violations *out);
    /* Writes the sentence, from the parts of the draft that violation.h names only. */
    void (*explain)(const struct context *context, const struct draft *draft,
                    struct buf *buf);
};

#define RULE(id, file, action, name) extern const struct rule rule_##file;
#include "core/policy/rules.def"
#undef RULE

const struct rule *rule_of(enum rule_id id);

/* Append the violations of the rule, in the object's order, each once.  There are none on
 * kinds that the rule does not judge.  context->bound is set during the run. */
void rule_run(enum rule_id id, struct context *context, struct violations *out);

/* The same in any order, perhaps with duplicates: violations_settle() must follow. */
void rule_find(enum rule_id id, struct context *context, struct violations *out);

/* The same for the part of the rule that runs even if the rule is silent. */
void rule_find_always(enum rule_id id, const struct context *context,
                      struct violations *out);

/* The draft's sentence, in the arena. */
struct str rule_explain(const struct context *context, const struct draft *draft);

#endif
