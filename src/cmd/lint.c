/* lint: every error and warning of policy documents. */
#include <stdio.h>

#include "base/text.h"
#include "cmd/cli/command.h"
#include "cmd/cli/output.h"
#include "cmd/cmd.h"
#include "core/policy/policy.h"
#include "live/policy_load.h"
#include "sys/clock.h"

enum format {
    FORMAT_TEXT,
    FORMAT_JSON
};
static const char *const formats[] = {"text", "json", NULL};

struct lint {
    bool strict;
    unsigned format; /* enum format */
    int32_t today;
};

static const struct option_row rows[] = {
    {"strict", .kind = OPTION_FLAG, .at = offsetof(struct lint, strict),
     .help = "warnings count as errors (notes do not)"},
    {"output", 'o', .kind = OPTION_CHOICE, .at = offsetof(struct lint, format),
     .argument = "FORMAT", .help = "text (the default) or json: one object a line",
     .choices = formats},
    OPTION_ROW_DATE(struct lint, today),
};

static const struct command_usage usage = {
    .name = "lint",
    .synopsis = "[OPTION]... FILE...",
    .summary = "Print every error and warning of policy documents (files, or folders\n"
               "of *.yaml) as file:line:col: error|warning|note: text [name].",
    .exits = "Exit code: 0 fine; 1 errors, or warnings with --strict; 2 unreadable.",
    .operand = "FILE",
    .min_operands = 1,
    .rows = rows,
    .n_rows = ARRAY_LEN(rows),
};

static void add_count(struct buf *buf, size_t n, const char *what)
{
    if (n > 0)
        buf_addf(buf, ", %zu %s%s", n, what, n == 1 ? "" : "s");
}

/* One line for the person at the terminal: what came of this file. */
static void say_summary(const char *path, const struct policy *policy,
                        const struct problems *problems)
{
    AUTO(buf_clear) struct buf line = {.max_bytes = BUF_MAX_BYTES};

    text_add_escaped(&line, str_from(path), SIZE_MAX);
    buf_add_text(&line, ": ");
    if (policy == NULL)
        buf_add_text(&line, "not a policy");
    else
        option_policy_add_name(&line, policy);
    add_count(&line, problems->n_errors, "error");
    add_count(&line, problems->n_warnings, "warning");
    add_count(&line, problems->n - problems->n_errors - problems->n_warnings, "note");
    if (problems->n == 0)
        buf_add_text(&line, ", nothing to say");
    fprintf(stderr, "%s\n", buf_text(&line));
}

static void print(const struct lint *lint, const struct problems *problems)
{
    AUTO(buf_clear) struct buf lines = {.max_bytes = BUF_MAX_BYTES};

    if (lint->format == FORMAT_JSON)
        problem_lines_add_json(&lines, problems);
    else
        problem_lines_add(&lines, problems, output_colour(stdout));
    output_add(buf_str(&lines));
    fflush(stdout); /* before the summary, where both go to one terminal */
}

/* The exit code for one document. */
static int lint_path(const struct lint *lint, const char *path)
{
    AUTO(problems_clear) struct problems problems = {0};
    AUTO(policy_unref) struct policy *policy = NULL;
    struct err err = {0};

    policy = policy_load(path, lint->today, &problems, &err);
    if (policy == NULL && problems.n_errors == 0) {
        output_complain(usage.name, "%s", err.text);
        return EXIT_WRONG;
    }
    print(lint, &problems);
    say_summary(path, policy, &problems);
    if (problems.n_errors > 0 || (lint->strict && problems.n_warnings > 0))
        return EXIT_BROKEN;
    return EXIT_OK;
}

int cmd_lint(int argc, char **argv)
{
    struct lint lint = {.today = clock_today()};
    struct operands operands;
    int exit_code;

    if (!options_read(&usage, argc, argv, &lint, &operands, &exit_code))
        return exit_code;
    exit_code = EXIT_OK;
    for (size_t i = 0; i < operands.n; i++) {
        const int one = lint_path(&lint, operands.items[i]);

        exit_code = one > exit_code ? one : exit_code;
    }
    return output_finish(usage.name, exit_code);
}
