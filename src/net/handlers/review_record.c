/* SPDX-License-Identifier: Apache-2.0 */
#include "net/handlers/handlers.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/text.h"
#include "sys/log/log.h"
#include "sys/log/metrics.h"
#include "wire/kinds/kinds.h"

enum verdict {
    VERDICT_ALLOWED,
    VERDICT_PATCHED,
    VERDICT_DENIED,
    VERDICT_UNJUDGEABLE,
    VERDICT_COUNT,
};

static const struct str verdict_names[VERDICT_COUNT] = {
    [VERDICT_ALLOWED] = STR_INIT("allowed"),
    [VERDICT_PATCHED] = STR_INIT("patched"),
    [VERDICT_DENIED] = STR_INIT("denied"),
    [VERDICT_UNJUDGEABLE] = STR_INIT("unjudgeable"),
};

static const struct str stage_names[] = {
    [STAGE_MUTATE] = STR_INIT("mutate"),
    [STAGE_VALIDATE] = STR_INIT("validate"),
};

/* The last entry of each list represents all other values in a review. */
#define KIND_LABELS (KINDS_BUILTIN + 1)
static const struct str operations[] = {
    STR_INIT("CREATE"),  STR_INIT("UPDATE"), STR_INIT("DELETE"),
    STR_INIT("CONNECT"), STR_INIT("other"),
};

static const struct str disposition_names[] = {
    [DISPOSITION_DENIED] = STR_INIT("deny"),
    [DISPOSITION_WARNED] = STR_INIT("warn"),
    [DISPOSITION_AUDITED] = STR_INIT("audit"),
    [DISPOSITION_RATCHETED] = STR_INIT("ratchet"),
    [DISPOSITION_EXCUSED] = STR_INIT("exempt"),
};

struct review_counts {
    struct metric_cell reviews[ARRAY_LEN(stage_names)][KIND_LABELS][ARRAY_LEN(operations)]
                              [VERDICT_COUNT];
    struct metric_series *durations[ARRAY_LEN(stage_names)];
};

struct review_counts *review_counts_new(struct metrics *metrics)
{
    struct review_counts *counts = mem_alloc(1, sizeof *counts);

    for (size_t stage = 0; stage < ARRAY_LEN(stage_names); stage++)
        counts->durations[stage] =
            metrics_series(metrics, METRIC_REVIEW_DURATION, &stage_names[stage]);
    return counts;
}

void review_counts_free(struct review_counts *counts)
{
    free(counts);
}

static size_t index_of(const struct str *names, size_t n, struct str name)
{
    size_t at = 0;

    while (at < n - 1 && !str_equal(names[at], name))
        at++;
    return at;
}

static enum verdict verdict_of(const struct answer *answer)
{
    if (answer->kind == ANSWER_UNJUDGEABLE)
        return VERDICT_UNJUDGEABLE;
    if (!answer->allowed)
        return VERDICT_DENIED;
    return answer->patched ? VERDICT_PATCHED : VERDICT_ALLOWED;
}

/* The name from the policy, never a text of the review. */
static struct str kind_label(const struct answer *answer)
{
    return answer->judged == NULL ? STR("other") : answer->judged->name;
}

/* Rules are rarely broken, so these series are looked up by name. */
static void count_violations(const struct review_record *record, struct metrics *metrics)
{
    const struct decision *decision = &record->answer->decision;
    const struct str tenant =
        decision->tenant == NULL ? STR_NONE : decision->tenant->name;

    for (size_t i = 0; i < decision->n_violations; i++) {
        const struct violation *violation = &decision->violations[i];
        const struct str rule = rule_id_name(violation->rule);
        const struct str labels[] = {rule, disposition_names[violation->disposition],
                                     tenant, kind_label(record->answer)};

        metrics_count(metrics, METRIC_VIOLATIONS, labels, 1);
        if (violation->exemption != NULL) {
            const struct str excused[] = {violation->exemption->name, rule};

            metrics_count(metrics, METRIC_EXEMPTED, excused, 1);
        }
    }
}

/* Kinds that the policy defines have no cell, because they change with the policy. */
static struct metric_cell *cell_of(struct review_counts *counts, enum stage stage,
                                   const struct kind *kind, size_t operation,
                                   enum verdict verdict)
{
    const size_t label = kind == NULL ? KINDS_BUILTIN : kind->builtin;

    return &counts->reviews[stage][label][operation][verdict];
}

static void count_review(const struct review_record *record, const struct parts *parts)
{
    const struct answer *answer = record->answer;
    struct review_counts *counts = parts->review_counts;
    const struct kind *judged = answer->judged;
    const size_t operation =
        index_of(operations, ARRAY_LEN(operations), answer->operation);
    const enum verdict verdict = verdict_of(answer);
    const struct str labels[] = {stage_names[record->stage], kind_label(answer),
                                 operations[operation], verdict_names[verdict]};

    if (answer->kind == ANSWER_MALFORMED)
        return;
    if (judged != NULL && judged->builtin == KIND_NOT_BUILTIN)
        metrics_count(parts->metrics, METRIC_REVIEWS, labels, 1);
    else
        metric_cell_add(cell_of(counts, record->stage, judged, operation, verdict),
                        parts->metrics, METRIC_REVIEWS, labels, 1);
    metric_series_observe(counts->durations[record->stage], record->ns);
    if (answer->kind == ANSWER_DECIDED)
        count_violations(record, parts->metrics);
}

/* The rules that were broken and not excused, in the order of rule_id. */
static void log_rules(struct log_line *line, const struct decision *decision)
{
    struct str names[RULE_COUNT];
    size_t n = 0;

    for (enum rule_id rule = 0; rule < RULE_COUNT; rule++) {
        if (decision->broken[rule])
            names[n++] = rule_id_name(rule);
    }
    log_line_list(line, "rules", names, n);
}

static void log_exemptions(struct log_line *line, const struct decision *decision)
{
    struct str names[RULE_COUNT];

    for (size_t i = 0; i < decision->n_exemptions; i++)
        names[i] = decision->exemptions[i]->name;
    if (decision->n_exemptions > 0)
        log_line_list(line, "exemptions", names, decision->n_exemptions);
}

/* The answer contains the rest. */
#define HOSTS_LOGGED      3
#define MESSAGE_MAX_CHARS 256

/* Log the host names of the object, each once. */
static void log_hosts(struct log_line *line, const struct view *view)
{
    struct str hosts[HOSTS_LOGGED];
    size_t n = 0;

    for (size_t i = 0; i < view->n_hosts && n < HOSTS_LOGGED; i++) {
        const struct str name = view->hosts[i].name;
        const size_t at = index_of(hosts, n + 1, name);

        if (at == n)
            hosts[n++] = name;
    }
    if (n > 0)
        log_line_list(line, "hosts", hosts, n);
}

static void log_sentence(struct log_line *line, const struct decision *decision,
                         struct arena *arena)
{
    for (size_t i = 0; i < decision->n_violations; i++) {
        const struct violation *violation = &decision->violations[i];

        if (violation->disposition != DISPOSITION_DENIED)
            continue;
        log_line_str(line, "message",
                     text_cut(arena, violation->sentence, MESSAGE_MAX_CHARS));
        return;
    }
}

/* Log the class, the hosts and the first violation of a denied object. */
static void log_denied(struct log_line *line, const struct answer *answer,
                       struct arena *arena)
{
    const struct view *view = answer->view;

    if (view->n_carriers > 0)
        log_line_str(line, "class", view->carriers[0].value);
    log_hosts(line, view);
    log_sentence(line, &answer->decision, arena);
}

static void log_decision(struct log_line *line, const struct decision *decision)
{
    if (decision->tenant != NULL)
        log_line_str(line, "tenant", decision->tenant->name);
    log_rules(line, decision);
    log_exemptions(line, decision);
}

static void log_given(struct log_line *line, const char *key, struct str value)
{
    if (value.len > 0)
        log_line_str(line, key, value);
}

/* The name from the policy; for a kind that is not judged, the kind of the object. */
static struct str kind_of(const struct answer *answer)
{
    return answer->judged == NULL ? answer->object_kind : answer->judged->name;
}

/* Denied and unjudgeable reviews are logged at level warn, so that they can be found. */
static enum log_level level_of(const struct answer *answer)
{
    if (answer->kind == ANSWER_MALFORMED || answer->kind == ANSWER_UNJUDGEABLE ||
        !answer->allowed)
        return LOG_LEVEL_WARN;
    return LOG_LEVEL_INFO;
}

void review_record(const struct review_record *record, const struct parts *parts,
                   struct arena *arena)
{
    const struct answer *answer = record->answer;
    struct log *log = parts->log;
    struct log_line line;

    count_review(record, parts);
    if (!log_takes(log, level_of(answer)))
        return;
    log_line_begin(&line, log, level_of(answer), "review", arena);
    log_line_str(&line, "stage", stage_names[record->stage]);
    log_line_str(&line, "verdict",
                 answer->kind == ANSWER_MALFORMED ? STR("malformed")
                                                  : verdict_names[verdict_of(answer)]);
    log_line_str(&line, "uid", answer->uid);
    log_given(&line, "kind", kind_of(answer));
    log_given(&line, "operation", answer->operation);
    log_given(&line, "subResource", answer->sub_resource);
    log_given(&line, "namespace", answer->namespace);
    log_given(&line, "name", answer->name);
    log_given(&line, "user", answer->user);
    if (answer->dry_run)
        log_line_true(&line, "dryRun");
    if (answer->kind == ANSWER_DECIDED)
        log_decision(&line, &answer->decision);
    if (answer->kind == ANSWER_DECIDED && !answer->allowed)
        log_denied(&line, answer, arena);
    log_given(&line, "where", answer->where);
    log_given(&line, "error", answer->error);
    log_line_str(&line, "policy", policy_hash(record->policy));
    log_line_ms(&line, "ms", record->ns);
    log_line_end(&line);
}
