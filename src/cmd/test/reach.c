/* SPDX-License-Identifier: Apache-2.0 */
/* reach: runs one test for each combination of namespace, class and name. */
#include "base/text.h"
#include "cmd/desk/probe.h"
#include "cmd/test/reasons.h"
#include "cmd/test/session.h"
#include "core/entries/trace.h"
#include "core/policy/policy.h"

/* One test. */
struct question {
    const struct test_reach *reach;
    const struct test_names *names;
    struct str namespace;
    struct str class;
    const struct test_text *name;
};

static struct str name_test(struct test_run *run, const struct question *question)
{
    struct buf *name = &run->name;

    name->len = 0;
    buf_add(name, question->namespace);
    buf_add_text(name, question->names->may ? " may use " : " may not use ");
    buf_add(name, question->name->text);
    buf_add_text(name, " in ");
    text_add_escaped(name, question->class, SIZE_MAX);
    return buf_str(name);
}

static bool denies(const struct probe_answer *answer, enum rule_id rule)
{
    for (size_t i = 0; i < answer->n; i++) {
        if (answer->findings[i].rule == rule &&
            answer->findings[i].outcome == DISPOSITION_DENIED)
            return true;
    }
    return false;
}

static bool passes(const struct test_names *names, const struct probe_answer *answer)
{
    if (names->may || answer->reached)
        return names->may == answer->reached;
    return names->rule == RULE_COUNT || denies(answer, names->rule);
}

static struct str expected(const struct test_names *names, struct arena *arena)
{
    if (names->may)
        return STR("yes");
    return names->rule == RULE_COUNT
               ? STR("no")
               : arena_format(arena, "no: %.*s", STR_ARGS(rule_id_name(names->rule)));
}

static struct str found(const struct probe_answer *answer, struct arena *arena)
{
    const struct str rules = probe_rules(answer, DISPOSITION_DENIED, arena);

    if (answer->reached)
        return STR("yes");
    return rules.len == 0 ? STR("no") : arena_format(arena, "no: %.*s", STR_ARGS(rules));
}

static void fail(struct test_run *run, const struct question *question,
                 const struct probe_answer *answer, struct test_result *result)
{
    struct arena *arena = &run->session->test_arena;
    struct reasons reasons = {.arena = arena, .policy = run->policy};
    struct test_difference *difference = ARENA_NEW(arena, struct test_difference, 1);

    *difference = (struct test_difference){
        .place = question->name->place,
        .expected = expected(question->names, arena),
        .actual = found(answer, arena),
    };
    reasons_of_reach(&reasons, answer,
                     policy_class_named(run->policy->desk.policy, question->class),
                     question->name->text);
    result->outcome = TEST_FAILED;
    result->differences = difference;
    result->n_differences = 1;
    result->reasons = reasons.all;
    result->n_reasons = reasons.n;
}

static void ask(struct test_run *run, const struct question *question,
                struct probe_answer *answer)
{
    const struct test_writer *writer = &question->reach->writer;
    struct test_session *session = run->session;
    struct trace trace = {.arena = &session->test_arena};
    const struct probe_question probe = {
        .class = question->class,
        .namespace = question->namespace,
        .name = question->name->text,
        .user = writer->user,
        .groups = writer->groups,
        .n_groups = writer->n_groups,
        .today = writer->has_day ? writer->day : session->today,
        .trace = session->covers ? &trace : NULL,
    };
    struct coverage_write write = {.test = COVERAGE_OF_REACH, .judged = &trace};

    probe_ask(run->policy->desk.policy, &probe, &session->test_arena, answer);
    write.object = &answer->object;
    write.today = probe.today;
    if (session->covers)
        coverage_add(run->policy->coverage, &write);
}

static void run_one(struct test_run *run, const struct question *question)
{
    struct test_session *session = run->session;
    const bool is_named = session->only != NULL || session->format->lists_passed;
    struct test_result result = {.file = run->file, .place = question->name->place};
    struct probe_answer answer;

    if (is_named)
        result.name = name_test(run, question);
    if (is_named && !test_run_wants(run, result.name))
        return;
    arena_reset(&session->test_arena, TEST_ARENA_KEEP);
    ask(run, question, &answer);
    if (!passes(question->names, &answer)) {
        result.name = name_test(run, question);
        fail(run, question, &answer, &result);
    }
    test_run_report(run, &result);
}

static void run_class(struct test_run *run, struct question *question)
{
    for (size_t i = 0; i < question->names->n; i++) {
        question->name = &question->names->all[i];
        for (size_t k = 0; k < question->reach->n_namespaces; k++) {
            question->namespace = question->reach->namespaces[k].text;
            run_one(run, question);
        }
    }
}

static void run_names(struct test_run *run, struct question *question)
{
    size_t n;
    const struct str *classes = policy_class_names(run->policy->desk.policy, &n);

    question->class = question->names->class;
    if (question->class.len > 0) {
        run_class(run, question);
        return;
    }
    for (size_t i = 0; i < n; i++) {
        question->class = classes[i];
        run_class(run, question);
    }
}

void test_reach_run(struct test_run *run)
{
    const struct test_file *file = run->file;

    for (size_t i = 0; i < file->n_reach; i++) {
        struct question question = {.reach = &file->reach[i]};

        for (size_t k = 0; k < question.reach->n_names; k++) {
            question.names = &question.reach->names[k];
            run_names(run, &question);
        }
    }
}
