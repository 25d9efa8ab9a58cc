/* SPDX-License-Identifier: Apache-2.0 */
/* answer_text: the texts of a decision: message and causes for the user, audit
 * annotations for the auditor. */
#include "wire/answer.h"

#include "base/text.h"
#include "core/policy/policy.h"
#include "wire/kinds/kinds.h"
#include "wire/message.h"
#include "wire/response.h"
#include "wire/review.h"
#include "wire/warning_text.h"

#define RULE_UNJUDGEABLE "unjudgeable"

static struct str finish(const struct response *response, struct arena *arena)
{
    struct buf buf = buf_in(arena);

    response_write(&buf, response);
    return buf_str(&buf);
}

static struct response begin(const struct answer *answer)
{
    return (struct response){
        .api_version = answer->api_version,
        .uid = answer->uid,
        .allowed = answer->allowed,
        .patch = answer->patch,
    };
}

static void refuse(struct response *response, const struct answer *answer,
                   struct str message)
{
    const struct kind *kind = answer->judged;

    response->message = message;
    response->reason = STR("Forbidden");
    response->code = 403;
    response->group = kind->group;
    response->kind = kind->kind;
    response->name = answer->name;
}

struct str answer_text_allowed(const struct answer *answer, struct arena *arena)
{
    struct response response = begin(answer);

    return finish(&response, arena);
}

static struct str policy_note(const struct policy *policy, struct arena *arena)
{
    struct str name = policy_name(policy);
    struct str hash = policy_hash(policy);

    struct buf buf = buf_in(arena);

    if (name.len == 0)
        return hash;
    buf_add(&buf, name);
    buf_add_byte(&buf, ' ');
    buf_add(&buf, hash);
    return buf_str(&buf);
}

static void add_item(struct buf *list, struct str item)
{
    if (list->len > 0)
        buf_add_byte(list, ',');
    buf_add(list, item);
}

/* The names of the rules that are broken and not excused, in rule order. */
static struct str rules_note(const struct decision *decision, struct arena *arena)
{
    struct buf list = buf_in(arena);

    if (decision->n_violations == 0)
        return STR_NONE;
    for (size_t i = 0; i < RULE_COUNT; i++)
        if (decision->broken[i])
            add_item(&list, rule_id_name((enum rule_id)i));
    return buf_str(&list);
}

static struct str exemption_note(const struct decision *decision, struct arena *arena)
{
    struct buf list = buf_in(arena);

    if (decision->n_exemptions == 0)
        return STR_NONE;
    for (size_t i = 0; i < decision->n_exemptions; i++)
        add_item(&list, decision->exemptions[i]->name);
    return buf_str(&list);
}

/* A cause contains the sentences of one rule at one path, up to this many bytes. */
#define CAUSE_MAX_BYTES 1000

/* The index of the cause with the violation's rule and path; n: there is none. */
static size_t find_cause(const struct violation *const *taken, size_t n,
                         const struct violation *violation)
{
    size_t at = 0;

    while (at < n && (taken[at]->rule != violation->rule ||
                      field_path_compare(&taken[at]->path, &violation->path) != 0))
        at++;
    return at;
}

/* A second sentence at the same rule and path is added to the first. */
static void join_cause(struct response_cause *cause, struct str sentence,
                       struct arena *arena)
{
    if (cause->message.len + sentence.len <= CAUSE_MAX_BYTES)
        cause->message = arena_format(arena, "%.*s; %.*s", STR_ARGS(cause->message),
                                      STR_ARGS(sentence));
}

static void add_cause(struct response_cause *cause, const struct violation *violation,
                      struct arena *arena)
{
    struct buf field = buf_in(arena);

    field_path_add(&field, &violation->path);
    *cause = (struct response_cause){rule_id_name(violation->rule), buf_str(&field),
                                     violation->sentence};
}

static void add_causes(struct response *response, const struct decision *decision,
                       struct arena *arena)
{
    const struct violation *taken[RESPONSE_MAX_CAUSES];
    const size_t max = decision->n_violations < RESPONSE_MAX_CAUSES
                           ? decision->n_violations
                           : RESPONSE_MAX_CAUSES;
    struct response_cause *causes = arena_alloc(arena, max * sizeof causes[0]);
    size_t n = 0;

    for (size_t i = 0; i < decision->n_violations && n < RESPONSE_MAX_CAUSES; i++) {
        const struct violation *violation = &decision->violations[i];
        size_t at = 0;

        if (violation->disposition != DISPOSITION_DENIED)
            continue;
        at = find_cause(taken, n, violation);
        if (at < n) {
            join_cause(&causes[at], violation->sentence, arena);
            continue;
        }
        taken[n] = violation;
        add_cause(&causes[n++], violation, arena);
    }
    response->causes = causes;
    response->n_causes = n;
}

struct str answer_text_decided(const struct inquiry *inquiry, const struct answer *answer)
{
    struct arena *arena = inquiry->arena;
    const struct decision *decision = &answer->decision;
    const struct tenant *tenant = decision->tenant;
    struct response response = begin(answer);
    struct str *warnings;
    const struct response_note notes[] = {
        {STR("policy"), policy_note(inquiry->policy, arena)},
        {STR("tenant"), tenant == NULL ? STR_NONE : tenant->name},
        {STR("rules"), rules_note(decision, arena)},
        {STR("exemption"), exemption_note(decision, arena)},
    };

    if (decision->n_warnings > 0 || decision->preview.len > 0) {
        response.n_warnings = warning_texts(decision, arena, &warnings);
        response.warnings = warnings;
    }
    response.notes = notes;
    response.n_notes = ARRAY_LEN(notes);
    if (!answer->allowed) {
        refuse(&response, answer, message_of_denial(inquiry, decision));
        add_causes(&response, decision, arena);
    }
    return finish(&response, arena);
}

/* In preview the validating stage reports what it would have refused. */
static void add_preview(struct response *response, const struct inquiry *inquiry,
                        const struct answer *answer)
{
    struct arena *arena = inquiry->arena;
    struct str contact = policy_contact(inquiry->policy, STR(RULE_UNJUDGEABLE), arena);
    struct str *lines = ARENA_NEW(arena, struct str, 2);
    size_t n = 0;

    lines[n++] = warning_text_unjudgeable(answer->where, answer->error, arena);
    if (contact.len > 0)
        lines[n++] = warning_text_preview(contact, arena);
    response->warnings = lines;
    response->n_warnings = n;
}

struct str answer_text_unjudgeable(const struct inquiry *inquiry,
                                   const struct answer *answer)
{
    struct arena *arena = inquiry->arena;
    const struct policy *policy = inquiry->policy;
    const struct tenant *tenant = policy_tenant_of(policy, inquiry->namespace);
    struct response response = begin(answer);
    struct response_cause cause = {STR(RULE_UNJUDGEABLE), answer->where, answer->error};
    const struct response_note notes[] = {
        {STR("policy"), policy_note(policy, arena)},
        {STR("tenant"), tenant == NULL ? STR_NONE : tenant->name},
        {STR("rules"), STR(RULE_UNJUDGEABLE)},
    };

    response.notes = notes;
    response.n_notes = ARRAY_LEN(notes);
    if (!answer->allowed) {
        refuse(&response, answer,
               message_unjudgeable(inquiry, answer->where, answer->error));
        response.causes = &cause;
        response.n_causes = 1;
    } else if (inquiry->stage == STAGE_VALIDATE) {
        add_preview(&response, inquiry, answer);
    }
    return finish(&response, arena);
}

struct str answer_text_foreign_version(struct arena *arena, const struct review *review,
                                       const struct kind *kind)
{
    struct buf buf = buf_in(arena);

    text_add_escaped(&buf, review->kind.group, TEXT_QUOTED_MAX);
    buf_add_byte(&buf, '/');
    text_add_escaped(&buf, review->kind.version, TEXT_QUOTED_MAX);

    return arena_format(
        arena,
        "an %.*s in %.*s is not judged: register the webhook for %.*s/%.*s with "
        "matchPolicy Equivalent, then the API server converts it",
        STR_ARGS(kind->name), STR_ARGS(buf_str(&buf)), STR_ARGS(kind->group),
        STR_ARGS(kind->version));
}

struct str answer_malformed_document(const struct answer *answer, struct arena *arena)
{
    struct response response = begin(answer);

    if (response.api_version.len == 0)
        response.api_version = STR("admission.k8s.io/v1");
    response.message = answer->error;
    response.reason = STR("BadRequest");
    response.code = 400;
    return finish(&response, arena);
}
