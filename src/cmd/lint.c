/* SPDX-License-Identifier: Apache-2.0 */
/* lint: prints every error, warning and note about policy documents. */
#include <stdio.h>

#include "base/text.h"
#include "cmd/cli/command.h"
#include "cmd/cli/output.h"
#include "cmd/cmd.h"
#include "core/policy/policy.h"
#include "live/policy_load.h"
#include "sys/clock.h"

#define KIB UINT64_C(1024)
#define MIB (KIB * KIB)

enum format {
    FORMAT_TEXT,
    FORMAT_JSON
};
static const char *const formats[] = {"text", "json", NULL};

struct lint {
    bool strict;
    bool no_notes;
    unsigned format; /* enum format */
    int32_t today;
    uint64_t policy_memory_bytes;
};

static const struct option_row rows[] = {
    {"strict", .kind = OPTION_FLAG, .at = offsetof(struct lint, strict),
     .help = "warnings count as errors (notes do not)"},
    {"no-notes", .kind = OPTION_FLAG, .at = offsetof(struct lint, no_notes),
     .help = "leave notes out"},
    {"output", 'o', .kind = OPTION_CHOICE, .at = offsetof(struct lint, format),
     .argument = "FORMAT", .help = "text (the default) or json: one object per line",
     .choices = formats},
    {"policy-memory", .kind = OPTION_BYTES,
     .at = offsetof(struct lint, policy_memory_bytes), .argument = "SIZE",
     .help = "the limit of serve for a policy (default 8MiB)", .min = MIB,
     .max = KIB * MIB},
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

/* before: the text in front of this number; set to the text in front of the next. */
static void add_count(struct buf *buf, const char **before, size_t n, const char *what)
{
    if (n == 0)
        return;
    buf_addf(buf, "%s%zu %s%s", *before, n, what, n == 1 ? "" : "s");
    *before = ", ";
}

/* The last line about a policy.  It goes to stdout, or to stderr if stdout is JSON. */
static void print_summary(const struct lint *lint, const char *path,
                          const struct policy *policy, const struct problems *problems)
{
    const char *before = ": ";
    AUTO(buf_clear) struct buf line = {.max_bytes = BUF_MAX_BYTES};

    text_add_escaped(&line, str_from(path), SIZE_MAX);
    buf_add_text(&line, ": ");
    if (policy == NULL)
        buf_add_text(&line, "not a policy");
    else
        option_policy_add_name(&line, policy);
    add_count(&line, &before, problems->n_errors, "error");
    add_count(&line, &before, problems->n_warnings, "warning");
    add_count(&line, &before, lint->no_notes ? 0 : problems->n_notes, "note");
    if (before[0] == ':')
        buf_add_text(&line, ": no problems found");
    if (policy != NULL && policy_left_out(policy) > 0)
        buf_addf(&line, "; %zu %s left out (*.test.yaml, and names with a dot in front)",
                 policy_left_out(policy),
                 policy_left_out(policy) == 1 ? "file" : "files");
    buf_add_byte(&line, '\n');
    if (lint->format == FORMAT_TEXT)
        output_add(buf_str(&line));
    else
        fputs(buf_text(&line), stderr);
}

static size_t count_named(const struct problems *problems, const char *name)
{
    size_t n = 0;

    for (size_t i = 0; i < problems->n; i++)
        n += strcmp(problems->all[i].name, name) == 0;
    return n;
}

/* Of several notes with the same name, adds the first and the number of the others. */
static void add_note(const struct problems *problems, const struct problem *note,
                     struct problems *shown)
{
    size_t n;

    if (count_named(shown, note->name) > 0)
        return;
    n = count_named(problems, note->name);
    if (n > 1)
        problems_add(shown, note->severity, note->name, note->place, "%s (and %zu more)",
                     note->text, n - 1);
    else
        problems_add(shown, note->severity, note->name, note->place, "%s", note->text);
}

static void choose_shown(const struct lint *lint, const struct problems *problems,
                         struct problems *shown)
{
    for (size_t i = 0; i < problems->n; i++) {
        const struct problem *problem = &problems->all[i];
        const bool is_note = problem->severity == SEVERITY_NOTE;

        if (is_note && lint->no_notes)
            continue;
        if (is_note)
            add_note(problems, problem, shown);
        else
            problems_add(shown, problem->severity, problem->name, problem->place, "%s",
                         problem->text);
    }
    shown->n_errors = problems->n_errors; /* including those that were not kept */
    shown->n_warnings = problems->n_warnings;
}

static void print(const struct lint *lint, const struct problems *problems)
{
    AUTO(buf_clear) struct buf lines = {.max_bytes = BUF_MAX_BYTES};
    AUTO(problems_clear) struct problems shown = {0};

    choose_shown(lint, problems, &shown);
    if (lint->format == FORMAT_JSON)
        problem_lines_add_json(&lines, &shown);
    else
        problem_lines_add(&lines, &shown, output_colour(stdout));
    output_add(buf_str(&lines));
    fflush(stdout); /* so that the summary on stderr comes after it */
}

/* The exit code for one document. */
static int lint_path(const struct lint *lint, const char *path)
{
    AUTO(problems_clear) struct problems problems = {0};
    AUTO(policy_unref) struct policy *policy = NULL;
    struct err err = {0};

    policy = policy_load_within(path, lint->today, (size_t)lint->policy_memory_bytes,
                                &problems, &err);
    if (policy == NULL && problems.n_errors == 0) {
        output_complain(usage.name, "%s", err.text);
        return EXIT_WRONG;
    }
    print(lint, &problems);
    print_summary(lint, path, policy, &problems);
    if (problems.n_errors > 0 || (lint->strict && problems.n_warnings > 0))
        return EXIT_BROKEN;
    return EXIT_OK;
}

int cmd_lint(int argc, char **argv)
{
    struct lint lint = {.today = clock_today(),
                        .policy_memory_bytes = POLICY_MEMORY_BYTES};
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
