/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rules: the pure checks, one file each, in the order of rules.def.
 *
 * A check appends drafts and decides nothing else.  Any thread.
 */
#ifndef CORE_RULES_RULES_H
#define CORE_RULES_RULES_H

#include "base/text.h"
#include "core/rules/context.h"
#include "core/rules/violation.h"

/* What must not have been denied for the rule to speak. */
enum rule_needs {
    NEEDS_NOTHING,
    NEEDS_TENANT,
    NEEDS_CLASS, /* and is judged once for each defined class named */
};

/* What a legacy object must not gain while the ratchet holds the rule. */
enum rule_growth {
    GROWTH_FREE,
    GROWTH_NO_CLAIMS,
    GROWTH_NO_ROUTES, /* nor claims */
    GROWTH_NO_NEW_ROUTES,
    GROWTH_NO_HOST_ROUTES, /* no route of the violation's host; of an annotation's, none
                            */
    GROWTH_NOTHING,        /* nor an annotation that the class's controller reads */
};

struct rule {
    enum rule_id id;
    const char *summary; /* one sentence: what holds where the rule is kept */
    unsigned kinds; /* the parts (enum kind_part) that a kind must have; 0: any kind */
    bool looks_at_plain; /* plain Services, too */
    bool about_class;    /* what the rules that need a class depend on */
    enum rule_needs needs;
    enum rule_growth growth;
    void (*check)(const struct context *context, struct violations *out);
    /* What is found on any object, whatever else is denied; NULL: nothing. */
    void (*check_always)(const struct context *context, struct violations *out);
    /* The sentence; looks at nothing of the draft but what violation.h names. */
    void (*explain)(const struct context *context, const struct draft *draft,
                    struct buf *buf);
};

#define RULE(id, file, action, name) extern const struct rule rule_##file;
#include "core/policy/rules.def"
#undef RULE

const struct rule *rule_of(enum rule_id id);

/* Append what breaks the rule: in the object's order, each once.  Objects of kinds that
 * the rule does not look at break nothing.  context->bound is set meanwhile. */
void rule_run(enum rule_id id, struct context *context, struct violations *out);

/* The same in any order, perhaps repeated: violations_settle() is still to come. */
void rule_find(enum rule_id id, struct context *context, struct violations *out);

/* The same of what the rule finds whatever else is denied. */
void rule_find_always(enum rule_id id, const struct context *context,
                      struct violations *out);

/* The draft's sentence, in the arena. */
struct str rule_explain(const struct context *context, const struct draft *draft);

#endif
