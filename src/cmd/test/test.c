/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test: the subcommand, which runs the tests of a policy one file at a time.
 */
#include "cmd/test/test.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/mem.h"
#include "cmd/cli/command.h"
#include "cmd/test/session.h"
#include "sys/clock.h"
#include "sys/file.h"

#define PERCENT_MAX   100
#define PROGRESS_STEP 512 /* tests */

static const struct test_format *const formats[] = {&test_text, &test_json, &test_junit};
/* In the order of `formats`. */
static const char *const format_names[] = {"text", "json", "junit", NULL};

struct options {
    struct test_session session;
    const char *coverage; /* NULL: not requested; "": without a minimum */
    unsigned format;
};

static const struct option_row rows[] = {
    {"policy", .kind = OPTION_TEXT, .at = offsetof(struct options, session.policy_path),
     .argument = "FILE", .help = "in place of the policy that each file names"},
    {"date", .kind = OPTION_DAY, .at = offsetof(struct options, session.today),
     .argument = "YYYY-MM-DD",
     .help = "the day for files that name none (default: today)"},
    {"only", .kind = OPTION_TEXT, .at = offsetof(struct options, session.only),
     .argument = "TEXT", .help = "run the tests whose names contain TEXT"},
    {"coverage", .kind = OPTION_TEXT_OR_NONE, .at = offsetof(struct options, coverage),
     .argument = "PERCENT",
     .help = "show which entries of the policy no test exercised;\nwith PERCENT fail "
             "below it"},
    {"update", .kind = OPTION_FLAG, .at = offsetof(struct options, session.updates),
     .help = "rewrite what the failing cases expect"},
    {"output", 'o', .kind = OPTION_CHOICE, .at = offsetof(struct options, format),
     .argument = "FORMAT", .help = "text (the default), json or junit",
     .choices = format_names},
};

static const struct command_usage usage = {
    .name = "test",
    .synopsis = "[OPTION]... PATH...",
    .summary = "Run the tests of a policy.  PATH is a test file, or a folder: all "
               "*.test.yaml\nbelow it.",
    .exits = "Exit code: 0 all passed, and the coverage is reached; 1 otherwise; 2 "
             "something\ncould not be read, a test file is wrong, or no test was run.",
    .operand = "PATH",
    .min_operands = 1,
    .rows = rows,
    .n_rows = ARRAY_LEN(rows),
};

void test_session_print(struct test_session *session)
{
    if (session->report.out.len == 0)
        return;
    progress_hide(&session->progress);
    output_add(buf_str(&session->report.out));
    session->report.out.len = 0;
}

bool test_run_wants(const struct test_run *run, struct str name)
{
    return run->session->only == NULL || str_contains(name, str_from(run->session->only));
}

static void count(struct test_counts *counts, enum test_outcome outcome)
{
    counts->passed += outcome == TEST_PASSED;
    counts->failed += outcome == TEST_FAILED;
    counts->updated += outcome == TEST_UPDATED;
}

void test_run_report(struct test_run *run, struct test_result *result)
{
    struct test_session *session = run->session;

    run->policy->was_run = true;
    count(&run->counts, result->outcome);
    count(&session->counts, result->outcome);
    if (test_counts_all(&run->counts) % PROGRESS_STEP == 0)
        progress_at(&session->progress, test_counts_all(&run->counts));
    if (result->outcome == TEST_PASSED && !session->format->lists_passed)
        return;
    session->format->result(&session->report, result);
    if (session->report.out.len >= (size_t)1 << 16)
        test_session_print(session);
}

/* Print to stderr, after the results so far. */
static void print_problems(struct test_session *session, struct problems *problems)
{
    AUTO(buf_clear) struct buf lines = {.max_bytes = BUF_MAX_BYTES};

    if (problems->n_errors == 0)
        return;
    session->incomplete = true;
    test_session_print(session);
    progress_hide(&session->progress);
    problems_sort(problems);
    problem_lines_add(&lines, problems, output_colour(stderr));
    fflush(stdout);
    fputs(buf_text(&lines), stderr);
}

/* Returns NULL if no policy is given, which adds a problem, or if it does not load, which
 * is printed. */
static struct tested_policy *policy_of(struct test_session *session,
                                       const struct test_file *file, struct arena *arena,
                                       struct problems *problems)
{
    const char *path = session->policy_path;
    struct tested_policy *policy;

    if (path == NULL && file->policy.place.line == 0) {
        problems_add(problems, SEVERITY_ERROR, "missing-field",
                     (struct place){file->name, 0, 0},
                     "\"policy\" is missing, and --policy is not given");
        return NULL;
    }
    if (path == NULL)
        path = test_path_beside(arena, file->name, file->policy.text);
    test_session_print(session);
    fflush(stdout);
    policy = tested_policies_load(&session->policies, path, session->today);
    session->incomplete = session->incomplete || policy == NULL;
    return policy;
}

/* Returns true if the rewritten file can be read back, so that an update never damages a
 * file. */
static bool check_rewritten(const struct test_file *file, struct str bytes)
{
    AUTO(problems_clear) struct problems problems = {0};
    AUTO(test_file_clear) struct test_file again = {0};

    return test_file_read(&again, file->name, bytes, &problems);
}

static void free_path(char *path)
{
    free(path);
}
DEFINE_AUTO(free_path, char *);

static void rewrite(struct test_run *run)
{
    AUTO(buf_clear) struct buf bytes = {.max_bytes = SIZE_MAX};
    AUTO(free_path) char *real = NULL; /* a symbolic link stays a link */
    const char *path = run->file->name;
    struct stat facts = {0};
    struct err err = {0};

    if (run->edits.n == 0)
        return;
    if (!test_edits_apply(&run->edits, run->file->bytes, &bytes) ||
        !check_rewritten(run->file, buf_str(&bytes))) {
        output_complain(usage.name, "%s: cannot be updated; write it by hand", path);
        run->session->incomplete = true;
        return;
    }
    real = realpath(path, NULL);
    if (real == NULL || stat(real, &facts) != 0) {
        output_complain(usage.name, "%s: %s", path, strerror(errno));
        run->session->incomplete = true;
    } else if (!file_write(real, buf_str(&bytes), facts.st_mode & 07777, FILE_REPLACE,
                           &err)) {
        output_complain(usage.name, "%s: %s", path, err.text);
        run->session->incomplete = true;
    }
}

static void run_tests(struct test_run *run, struct arena *arena)
{
    struct test_session *session = run->session;
    struct test_source source;

    if (session->updates) {
        test_source_init(&source, run->file->bytes, arena);
        run->source = &source;
        run->edits.arena = arena;
    }
    test_reach_run(run);
    test_cases_run(run);
    rewrite(run);
    run->source = NULL;
    if (test_counts_all(&run->counts) == 0)
        return;
    session->format->file(&session->report, run->file, &run->counts);
    test_session_print(session);
}

/* Reads everything that the file needs before it runs the first test. */
static void run_file(struct test_session *session, const struct test_file *file,
                     struct arena *arena, struct problems *problems)
{
    struct test_run run = {.session = session, .file = file, .problems = problems};

    size_t n_tests = 0;

    run.policy = policy_of(session, file, arena, problems);
    if (run.policy == NULL ||
        !test_file_bind(file, run.policy->desk.policy, problems, &n_tests))
        return;
    progress_init(&session->progress, "tests", n_tests);
    run.objects = test_objects_read(file, run.policy->desk.policy, arena, problems);
    buf_init(&run.name, NULL, BUF_MAX_BYTES);
    if (problems->n_errors == 0)
        run_tests(&run, arena);
    progress_hide(&session->progress);
    buf_clear(&run.name);
    test_objects_clear(run.objects, file->n_cases);
}

static void read_and_run(struct test_session *session, const char *path)
{
    AUTO(problems_clear) struct problems problems = {0};
    AUTO(arena_clear) struct arena arena = {0};
    AUTO(test_file_clear) struct test_file file = {0};
    const char *name = str_equal(str_from(path), STR("-")) ? "<stdin>" : path;
    struct str bytes;
    struct err err = {0};

    if (!file_read(&arena, path, TEST_FILE_MAX_BYTES, &bytes, &err))
        problems_add(&problems, SEVERITY_ERROR, "unreadable", (struct place){name, 0, 0},
                     "cannot be read: %s", file_error_without_path(&err, path));
    else if (test_file_read(&file, name, bytes, &problems))
        run_file(session, &file, &arena, &problems);
    print_problems(session, &problems);
}

static void end_all(struct test_session *session, struct arena *arena,
                    const struct coverage_report *coverage)
{
    const struct desk_policy **policies =
        ARENA_NEW(arena, const struct desk_policy *, session->policies.n);
    struct test_summary summary = {
        .counts = session->counts, .policies = policies, .coverage = coverage};

    for (size_t i = 0; i < session->policies.n; i++) {
        if (session->policies.all[i]->was_run)
            policies[summary.n_policies++] = &session->policies.all[i]->desk;
    }
    session->format->end(&session->report, &summary);
    test_session_print(session);
}

/* Sum the coverage of the policies that tests ran against. */
static void sum_coverage(const struct test_session *session, struct arena *arena,
                         struct coverage_report *ret)
{
    const struct coverage **all =
        ARENA_NEW(arena, const struct coverage *, session->policies.n);
    size_t n = 0;

    for (size_t i = 0; i < session->policies.n; i++) {
        if (session->policies.all[i]->was_run)
            all[n++] = session->policies.all[i]->coverage;
    }
    coverage_sum(all, n, arena, ret);
}

static int exit_code_of(const struct test_session *session,
                        const struct coverage_report *coverage, unsigned percent)
{
    if (test_counts_all(&session->counts) == 0 && !session->incomplete) {
        fflush(stdout);
        output_complain(usage.name, "no test was run");
    }
    if (session->incomplete || test_counts_all(&session->counts) == 0)
        return EXIT_WRONG;
    return session->counts.failed == 0 && coverage_reaches(coverage, percent)
               ? EXIT_OK
               : EXIT_BROKEN;
}

static int run_all(struct options *options, const struct operands *operands,
                   unsigned percent)
{
    AUTO(test_paths_clear) struct test_paths paths = {0};
    AUTO(arena_clear) struct arena arena = {0};
    AUTO(problems_clear) struct problems problems = {0};
    struct test_session *session = &options->session;
    struct coverage_report coverage = {0};

    for (size_t i = 0; i < operands->n; i++)
        test_paths_add(&paths, operands->items[i], &problems);
    print_problems(session, &problems);
    if (session->format->begin != NULL)
        session->format->begin(&session->report);
    for (size_t i = 0; i < paths.n; i++)
        read_and_run(session, paths.all[i]);
    if (options->coverage != NULL)
        sum_coverage(session, &arena, &coverage);
    end_all(session, &arena, options->coverage == NULL ? NULL : &coverage);
    return exit_code_of(session, &coverage, percent);
}

static bool read_percent(const struct options *options, unsigned *ret)
{
    uint64_t percent = 0;

    if (options->coverage != NULL && options->coverage[0] != '\0' &&
        !str_to_u64(str_from(options->coverage), PERCENT_MAX, &percent)) {
        output_complain(usage.name, "--coverage takes 0 to 100");
        return false;
    }
    *ret = (unsigned)percent;
    return true;
}

static bool check_stdin(const struct options *options, const struct operands *operands)
{
    for (size_t i = 0; options->session.updates && i < operands->n; i++) {
        if (str_equal(str_from(operands->items[i]), STR("-"))) {
            options_wrong(&usage, "--update cannot rewrite standard input (-)");
            return false;
        }
    }
    return true;
}

static void tear_down(struct test_session *session)
{
    tested_policies_clear(&session->policies);
    buf_clear(&session->report.out);
    buf_clear(&session->report.held);
    map_clear(&session->report.names);
    arena_clear(&session->report.arena);
    arena_clear(&session->test_arena);
}

int cmd_test(int argc, char **argv)
{
    struct options options = {.session.today = clock_today()};
    struct test_session *session = &options.session;
    struct operands operands;
    unsigned percent = 0;
    int exit_code;

    if (!options_read(&usage, argc, argv, &options, &operands, &exit_code))
        return exit_code;
    if (!read_percent(&options, &percent) || !check_stdin(&options, &operands))
        return EXIT_WRONG;
    session->format = formats[options.format];
    session->covers = options.coverage != NULL;
    buf_init(&session->report.out, NULL, SIZE_MAX);
    buf_init(&session->report.held, NULL, SIZE_MAX);
    session->report.colour = output_colour(stdout);
    exit_code = output_finish(usage.name, run_all(&options, &operands, percent));
    tear_down(session);
    return exit_code;
}
