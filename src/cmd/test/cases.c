/* SPDX-License-Identifier: Apache-2.0 */
/* cases: judges the objects of cases in both stages, and reports or updates each case. */
#include "base/text.h"
#include "cmd/test/reasons.h"
#include "cmd/test/session.h"
#include "core/entries/trace.h"

/* The results of one object of a case. */
struct judged {
    struct checked_object object;
    struct test_actual actual;
    struct trace written, judged;
    const struct test_difference *differences;
    size_t n_differences;
};

static struct str name_test(struct test_run *run, const struct test_case *of,
                            const struct manifest *manifest, struct str namespace,
                            size_t n)
{
    struct buf *name = &run->name;

    name->len = 0;
    text_add_escaped(name, of->name.text, SIZE_MAX);
    if (n < 2)
        return buf_str(name);
    buf_add_text(name, ": ");
    text_add_escaped(name, namespace, SIZE_MAX);
    buf_add_byte(name, '/');
    text_add_escaped(name,
                     manifest->name.len > 0 ? manifest->name : manifest->generate_name,
                     SIZE_MAX);
    return buf_str(name);
}

#define NO_NAMESPACE " has no namespace"

static void complain(struct test_run *run, const struct manifest *manifest,
                     const struct err *err)
{
    AUTO(buf_clear) struct buf name = {.max_bytes = BUF_MAX_BYTES};

    text_add_escaped(&name, manifest->kind, TEXT_QUOTED_MAX);
    buf_add_byte(&name, ' ');
    text_add_quoted(&name,
                    manifest->name.len > 0 ? manifest->name : manifest->generate_name);
    const bool lacks_namespace = str_has_prefix(str_from(err->text), STR(NO_NAMESPACE));

    problems_add(run->problems, SEVERITY_ERROR, "unjudgeable", manifest->place, "%s%s",
                 buf_text(&name),
                 lacks_namespace ? NO_NAMESPACE
                     "; write metadata.namespace, or namespace "
                     "in the case"
                                 : err->text);
}

/* Returns false if the object could not be judged; a problem was added. */
static bool judge(struct test_run *run, const struct test_case *of,
                  const struct manifest *manifest, struct str namespace,
                  struct judged *ret)
{
    struct test_session *session = run->session;
    struct arena *arena = &session->test_arena;
    const struct case_objects *objects = &run->objects[of - run->file->cases];
    const struct check_write write = {
        .policy = run->policy->desk.policy,
        .manifest = manifest,
        .stored = stored_objects_find(&objects->stored, manifest, namespace),
        .namespace = namespace,
        .user = of->writer.user,
        .groups = of->writer.groups,
        .n_groups = of->writer.n_groups,
        .today = of->writer.has_day ? of->writer.day : session->today,
        .written = &ret->written,
        .judged = &ret->judged,
    };
    const struct coverage_write covered = {COVERAGE_OF_CASE, &ret->written, &ret->judged,
                                           &ret->object, write.today};
    struct err err = {0};

    ret->written.arena = arena;
    ret->judged.arena = arena;
    if (check_object(&write, arena, &ret->object, &err) != CHECK_DONE) {
        complain(run, manifest, &err);
        return false;
    }
    if (session->covers)
        coverage_add(run->policy->coverage, &covered);
    test_actual_of(&ret->object, arena, &ret->actual);
    ret->n_differences = test_actual_compare(&ret->actual, &of->expect, write.policy,
                                             arena, &ret->differences);
    return true;
}

static void fail(struct test_run *run, const struct judged *judged,
                 struct test_result *result)
{
    struct reasons reasons = {.arena = &run->session->test_arena, .policy = run->policy};
    const struct test_traces traces = {.written = &judged->written,
                                       .judged = &judged->judged};

    result->outcome = TEST_FAILED;
    result->differences = judged->differences;
    result->n_differences = judged->n_differences;
    result->place = judged->differences[0].place;
    reasons_of_case(&reasons, &judged->object, &traces, result);
    result->reasons = reasons.all;
    result->n_reasons = reasons.n;
}

/* Plan the edits that make every object of the case pass.  Returns false if the objects
 * need different edits. */
static bool plan_updates(struct test_run *run, const struct test_case *of,
                         const struct judged *all, size_t n)
{
    struct test_edits first = {.arena = run->edits.arena};
    const struct policy *policy = run->policy->desk.policy;

    test_update_plan(run->source, &of->expect, &all[0].actual, policy, &first);
    for (size_t i = 1; i < n; i++) {
        struct test_edits next = {.arena = &run->session->test_arena};

        test_update_plan(run->source, &of->expect, &all[i].actual, policy, &next);
        if (!test_edits_same(&first, &next))
            return false;
    }
    for (size_t i = 0; i < first.n; i++) {
        if (run->edits.n == run->edits.cap)
            run->edits.all = arena_grow(run->edits.arena, run->edits.all, &run->edits.cap,
                                        sizeof run->edits.all[0]);
        run->edits.all[run->edits.n++] = first.all[i];
        run->edits.all[run->edits.n - 1].text =
            arena_dup(run->edits.arena, first.all[i].text);
    }
    return true;
}

static struct str namespace_of(const struct test_case *of,
                               const struct manifest *manifest)
{
    return manifest->namespace.len > 0 ? manifest->namespace : of->namespace;
}

static void report(struct test_run *run, const struct test_case *of,
                   const struct manifest *manifest, const struct judged *judged,
                   enum test_outcome of_failures)
{
    const size_t n = run->objects[of - run->file->cases].n;
    struct test_result result = {.file = run->file, .place = of->name.place};

    result.name = name_test(run, of, manifest, namespace_of(of, manifest), n);
    if (judged->n_differences > 0 && of_failures == TEST_FAILED)
        fail(run, judged, &result);
    else if (judged->n_differences > 0)
        result.outcome = of_failures;
    test_run_report(run, &result);
}

static bool wants(struct test_run *run, const struct test_case *of,
                  const struct manifest *manifest, size_t n)
{
    return run->session->only == NULL ||
           test_run_wants(run,
                          name_test(run, of, manifest, namespace_of(of, manifest), n));
}

/* Judge the objects one by one, so that the arena holds only one of them. */
static void run_case(struct test_run *run, const struct test_case *of)
{
    const struct case_objects *objects = &run->objects[of - run->file->cases];

    for (size_t i = 0; i < objects->n; i++) {
        const struct manifest *manifest = objects->all[i];
        struct judged judged = {0};

        if (!wants(run, of, manifest, objects->n))
            continue;
        arena_reset(&run->session->test_arena, TEST_ARENA_KEEP);
        if (judge(run, of, manifest, namespace_of(of, manifest), &judged))
            report(run, of, manifest, &judged, TEST_FAILED);
    }
}

/* Judge all objects before reporting, because one `expect` must fit all of them. */
static void update_case(struct test_run *run, const struct test_case *of)
{
    const struct case_objects *objects = &run->objects[of - run->file->cases];
    const struct manifest **manifests;
    struct judged *all;
    size_t n = 0;
    size_t n_failed = 0;
    bool is_updated = false;

    arena_reset(&run->session->test_arena, TEST_ARENA_KEEP);
    all = ARENA_NEW(&run->session->test_arena, struct judged, objects->n);
    manifests = ARENA_NEW(&run->session->test_arena, const struct manifest *, objects->n);
    for (size_t i = 0; i < objects->n; i++) {
        const struct manifest *manifest = objects->all[i];

        if (!wants(run, of, manifest, objects->n) ||
            !judge(run, of, manifest, namespace_of(of, manifest), &all[n]))
            continue;
        n_failed += all[n].n_differences > 0;
        manifests[n++] = manifest;
    }
    if (n_failed > 0)
        is_updated = plan_updates(run, of, all, n);
    for (size_t i = 0; i < n; i++)
        report(run, of, manifests[i], &all[i], is_updated ? TEST_UPDATED : TEST_FAILED);
}

void test_cases_run(struct test_run *run)
{
    for (size_t i = 0; i < run->file->n_cases; i++) {
        if (run->source == NULL)
            run_case(run, &run->file->cases[i]);
        else
            update_case(run, &run->file->cases[i]);
    }
}
