/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ratchet: a violation that the stored object already has does not block an update.
 *
 * One set difference over both objects, made only when something would be denied.
 */
#ifndef CORE_JUDGE_RATCHET_H
#define CORE_JUDGE_RATCHET_H

#include "core/judge/facts.h"
#include "core/rules/rules.h"

enum ratchet_answer {
    RATCHET_NEW,   /* not there before, or the object grows under cover of it */
    RATCHET_MOVED, /* there before, but the class changes */
    RATCHET_HOLDS,
};

struct ratchet {
    struct context *now;
    bool is_on;
    struct inquiry before_inquiry; /* the same, about the stored object */
    struct context *stored;        /* NULL: not read yet */
    bool is_always_on;             /* whatever `strict` says */
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
        struct facts hosts; /* those that have a new route, in their canonical form */
        bool of_every_host; /* some new one is for all hosts of the object */
    } new_routes;
};

void ratchet_init(struct ratchet *ratchet, struct context *now);

enum ratchet_answer ratchet_ask(struct ratchet *ratchet,
                                const struct violation *violation,
                                enum on_update on_update);

/* The stored object has this violation already, whatever is done about it. */
bool ratchet_had(struct ratchet *ratchet, const struct violation *violation);

/* A status write that leaves the carriers alone. */
bool ratchet_is_quiet_status(const struct ratchet *ratchet);

#endif
