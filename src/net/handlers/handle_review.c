/* SPDX-License-Identifier: Apache-2.0 */
#include "core/policy/policy.h"
#include "live/policy_store.h"
#include "net/handlers/handlers.h"
#include "sys/clock.h"
#include "sys/log/log.h"
#include "wire/admit.h"

#define STATUS_UNAVAILABLE 503

/* Judge the review, count it, log it and set the reply. */
static void handle_review(const struct parts *parts, enum stage stage, struct str body,
                          struct arena *arena, struct reply *ret)
{
    AUTO(policy_unref) struct policy *policy = policy_store_get(parts->policies);
    const uint64_t start_ns = clock_monotonic_ns();
    struct answer answer;

    if (policy == NULL) {
        log_message(parts->log, LOG_LEVEL_WARN,
                    "review answered 503: no policy is in force");
        *ret = (struct reply){
            .status = STATUS_UNAVAILABLE,
            .body = STR("no policy is in force: the policy document does not load"),
        };
        return;
    }
    admit(policy, stage, body, clock_today(), arena, &answer);

    const struct review_record record = {
        .policy = policy,
        .stage = stage,
        .answer = &answer,
        .ns = clock_monotonic_ns() - start_ns,
    };

    review_record(&record, parts, arena);
    *ret = (struct reply){
        .status = answer.http_status,
        .type = answer.kind == ANSWER_MALFORMED ? REPLY_TEXT : REPLY_JSON,
        .body = answer.body,
    };
}

static void handle_mutate(const struct parts *parts, struct str body, struct arena *arena,
                          struct reply *ret)
{
    handle_review(parts, STAGE_MUTATE, body, arena, ret);
}

static void handle_validate(const struct parts *parts, struct str body,
                            struct arena *arena, struct reply *ret)
{
    handle_review(parts, STAGE_VALIDATE, body, arena, ret);
}

static const struct route webhook[] = {
    {STR_INIT("/mutate"), "POST", handle_mutate},
    {STR_INIT("/validate"), "POST", handle_validate},
};

const struct routes webhook_routes = {PORT_WEBHOOK, webhook, ARRAY_LEN(webhook)};
