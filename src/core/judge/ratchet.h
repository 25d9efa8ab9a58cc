/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ratchet: a violation that the stored object already has does not block an update.
 *
 * The stored object is judged by today's policy, one rule at a time, and only when a rule
 * would deny.  The ratchet does not hold if the object gains something under cover of the
 * old violation (enum rule_growth).  Everything lives in the inquiry's arena.
 */
#ifndef CORE_JUDGE_RATCHET_H
#define CORE_JUDGE_RATCHET_H

#include "core/judge/facts.h"
#include "core/rules/rules.h"

enum ratchet_answer {
    RATCHET_NEW,   /* the violation is new, or the object grows under cover of it */
    RATCHET_MOVED, /* the stored object has it, but the class changes */
    RATCHET_HOLDS, /* the stored object has it, and nothing is gained */
};

struct ratchet {
    struct context *now;
    bool is_on;
    struct inquiry before_inquiry; /* the inquiry, with the stored object as its view */
    struct context *stored;        /* NULL: not read yet */
    bool is_always_on;             /* even where onUpdate is `strict` */
    bool same_classes;
    struct {
        bool known;
        struct facts facts;
    } before[RULE_COUNT];
    struct {
        bool known;
        bool found;
    } new_claims, new_annotations;
    struct {
        bool known;
        struct facts hosts; /* canonical hosts of new routes */
        bool of_every_host; /* a new route serves all hosts of the object */
    } new_routes;
};

/* now: the context of the object under review; borrowed.  The ratchet is on for an UPDATE
 * with a stored object, but not for a status write that changes the carriers.  A status
 * write and the update of an object that is being deleted are ratcheted even where
 * onUpdate is `strict`. */
void ratchet_init(struct ratchet *ratchet, struct context *now);

/* Whether the ratchet holds the violation.  on_update: of the entry that would deny it.
 * The answer is RATCHET_NEW where the ratchet is off or `strict` switches it off. */
enum ratchet_answer ratchet_ask(struct ratchet *ratchet,
                                const struct violation *violation,
                                enum on_update on_update);

/* True if the stored object already has this violation, whatever its disposition. */
bool ratchet_had(struct ratchet *ratchet, const struct violation *violation);

/* True for a status write that does not change the carriers. */
bool ratchet_is_quiet_status(const struct ratchet *ratchet);

#endif
