/* SPDX-License-Identifier: Apache-2.0 */
/* diff: the subcommand, which compares two policies, and judges a dump with both. */
#include "cmd/diff/diff.h"

#include <stdio.h>

#include "base/text.h"
#include "cmd/cli/command.h"
#include "cmd/cli/output.h"
#include "cmd/diff/print.h"
#include "live/policy_load.h"
#include "sys/clock.h"

enum format {
    FORMAT_TEXT,
    FORMAT_JSON,
    FORMAT_MARKDOWN,
};
static const char *const formats[] = {"text", "json", "markdown", NULL};

/* The differences that make the exit code 1. */
enum failure {
    FAIL_ON_WIDER = 1U << 0,
    FAIL_ON_NARROWER = 1U << 1,
    FAIL_ON_MOVED = 1U << 2,
    FAIL_ON_OBJECTS = 1U << 3,
    FAIL_ON_ANY = 1U << 4,
};
static const struct {
    struct str word;
    unsigned failure;
} failures[] = {
    {STR_INIT("wider"), FAIL_ON_WIDER}, {STR_INIT("narrower"), FAIL_ON_NARROWER},
    {STR_INIT("moved"), FAIL_ON_MOVED}, {STR_INIT("objects"), FAIL_ON_OBJECTS},
    {STR_INIT("any"), FAIL_ON_ANY},     {STR_INIT("none"), 0},
};

struct diff {
    /* from the command line */
    struct option_texts against;
    struct option_texts groups;
    const char *fail_on;
    const char *user;
    const char *namespace;
    int32_t today;
    bool all;
    unsigned format;
    /* at work */
    unsigned fails; /* enum failure */
    struct desk_policy policies[REACH_SIDES];
    struct arena arena;
};

static const struct option_row rows[] = {
    {"against", .kind = OPTION_TEXTS, .at = offsetof(struct diff, against),
     .argument = "PATH",
     .help =
         "objects of the cluster: which of them the change\nconcerns; may be repeated"},
    {"fail-on", .kind = OPTION_TEXT, .at = offsetof(struct diff, fail_on),
     .argument = "LIST",
     .help = "what makes exit code 1: any (the default), none, or\nof wider, narrower, "
             "moved, objects"},
    {"user", .kind = OPTION_TEXT, .at = offsetof(struct diff, user), .argument = "NAME",
     .help = "the user who writes the objects (for exemptions)"},
    {"group", .kind = OPTION_TEXTS, .at = offsetof(struct diff, groups),
     .argument = "NAME", .help = "a group that the user is in; may be repeated"},
    {"namespace", 'n', .kind = OPTION_TEXT, .at = offsetof(struct diff, namespace),
     .argument = "NAME", .help = "for objects that name none"},
    OPTION_ROW_DATE(struct diff, today),
    {"all", .kind = OPTION_FLAG, .at = offsetof(struct diff, all),
     .help = "list all objects that the change concerns"},
    {"output", 'o', .kind = OPTION_CHOICE, .at = offsetof(struct diff, format),
     .argument = "FORMAT", .help = "text (the default), json or markdown",
     .choices = formats},
};

static const struct command_usage usage = {
    .name = "diff",
    .synopsis = "[OPTION]... OLD NEW",
    .summary = "Print what the policy NEW permits, demands and writes differently from "
               "OLD.\nOne of them may be - for standard input.",
    .exits = "Exit code: 0 no difference; 1 a difference (of those of --fail-on); 2 "
             "something\ncould not be read, or a policy has errors.",
    .operand = "POLICY",
    .min_operands = 2,
    .max_operands = 2,
    .rows = rows,
    .n_rows = ARRAY_LEN(rows),
    .stdin_twice = "standard input can be read only once: give OLD, NEW or --against as "
                   "a file",
};

static bool read_failures(struct diff *diff)
{
    struct str rest = str_from(diff->fail_on == NULL ? "any" : diff->fail_on);
    struct str word;
    bool done = false;

    while (str_next_item(&rest, ',', &done, &word)) {
        size_t i = 0;

        while (i < ARRAY_LEN(failures) && !str_equal(failures[i].word, word))
            i++;
        if (i == ARRAY_LEN(failures)) {
            options_wrong(&usage, "--fail-on takes any, none, or a comma list of wider, "
                                  "narrower, moved, objects");
            return false;
        }
        diff->fails |= failures[i].failure;
    }
    return true;
}

/* Returns false if the policy does not load; problems are printed as lint prints them. */
static bool load(const struct diff *diff, const char *path, const char *which,
                 struct desk_policy *ret)
{
    AUTO(problems_clear) struct problems problems = {0};
    AUTO(buf_clear) struct buf lines = {.max_bytes = BUF_MAX_BYTES};
    struct err err = {0};

    ret->places = places_new();
    ret->policy =
        policy_load_with_places(path, diff->today, ret->places, &problems, &err);
    if (ret->policy != NULL) {
        ret->entries = entries_new(ret->policy, ret->places);
        return true;
    }
    problem_lines_add(&lines, &problems, output_colour(stderr));
    fputs(buf_text(&lines), stderr);
    if (problems.n_errors == 0)
        output_complain(usage.name, "%s", err.text);
    output_complain(usage.name, "%s does not load", which);
    return false;
}

static void judge_objects(struct diff *diff, struct against *against)
{
    struct str *groups = ARENA_NEW(&diff->arena, struct str, diff->groups.n);

    for (size_t i = 0; i < diff->groups.n; i++)
        groups[i] = str_from(diff->groups.items[i]);
    *against = (struct against){
        .arena = &diff->arena,
        .policies = {diff->policies[REACH_OLD].policy, diff->policies[REACH_NEW].policy},
        .namespace = str_from(diff->namespace),
        .user = str_from(diff->user),
        .groups = groups,
        .n_groups = diff->groups.n,
        .today = diff->today,
    };
    against_read(against, diff->against.items, diff->against.n);
}

static bool fails(const struct diff *diff, const struct differences *differences,
                  const struct against *against)
{
    const size_t *counts = differences->counts;
    unsigned found = 0;

    found |= counts[DIFF_WIDER] > 0 ? FAIL_ON_WIDER : 0U;
    found |= counts[DIFF_NARROWER] > 0 ? FAIL_ON_NARROWER : 0U;
    found |= counts[DIFF_MOVED] > 0 ? FAIL_ON_MOVED : 0U;
    found |=
        against->counts[AGAINST_UPDATE_DENIED] + against->counts[AGAINST_CREATE_DENIED] >
                0
            ? FAIL_ON_OBJECTS
            : 0U;
    found |= differences_total(differences) > 0 || against->n > 0 ? FAIL_ON_ANY : 0U;
    return (found & diff->fails) != 0;
}

static void print(const struct diff *diff, const struct printed *printed)
{
    AUTO(buf_clear) struct buf out = {.max_bytes = SIZE_MAX};

    switch ((enum format)diff->format) {
    case FORMAT_TEXT:
        diff_print_text(printed, &out);
        break;
    case FORMAT_JSON:
        diff_print_json(printed, &out);
        break;
    case FORMAT_MARKDOWN:
        diff_print_markdown(printed, &out);
        break;
    }
    output_add(buf_str(&out));
}

static int compare(struct diff *diff)
{
    struct differences differences = {
        .arena = &diff->arena,
        .of = {&diff->policies[REACH_OLD], &diff->policies[REACH_NEW]},
        .today = diff->today,
    };
    struct against against = {0};
    const struct printed printed = {
        .differences = &differences,
        .against = diff->against.n > 0 ? &against : NULL,
        .shows_all = diff->all,
    };
    struct err err = {0};
    int exit_code = EXIT_WRONG;

    for (size_t s = 0; s < REACH_SIDES; s++) {
        differences.modes[s] = policy_mode(diff->policies[s].policy);
        policy_set_mode(diff->policies[s].policy, POLICY_ENFORCE);
    }
    if (!differences_find(&differences, &err)) {
        output_complain(usage.name, "%s", err.text);
    } else {
        if (diff->against.n > 0)
            judge_objects(diff, &against);
        print(diff, &printed);
        exit_code = fails(diff, &differences, &against) ? EXIT_BROKEN : EXIT_OK;
        if (against.is_incomplete)
            exit_code = EXIT_WRONG;
    }
    reach_comparison_clear(&differences.reach);
    return exit_code;
}

static void tear_down(struct diff *diff)
{
    for (size_t s = 0; s < REACH_SIDES; s++)
        desk_policy_clear(&diff->policies[s]);
    option_texts_clear(&diff->against);
    option_texts_clear(&diff->groups);
    arena_clear(&diff->arena);
}

int cmd_diff(int argc, char **argv)
{
    struct diff diff = {.today = clock_today()};
    struct operands operands;
    int exit_code;

    if (!options_read(&usage, argc, argv, &diff, &operands, &exit_code)) {
        tear_down(&diff);
        return exit_code;
    }
    exit_code = EXIT_WRONG;
    if (read_failures(&diff) &&
        load(&diff, operands.items[0], "OLD", &diff.policies[REACH_OLD]) &&
        load(&diff, operands.items[1], "NEW", &diff.policies[REACH_NEW]))
        exit_code = output_finish(usage.name, compare(&diff));
    tear_down(&diff);
    return exit_code;
}
