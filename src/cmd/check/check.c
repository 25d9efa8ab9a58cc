/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The subcommand: judges manifests in both stages, offline, as the cluster would.
 *
 * Works on one file at a time: its objects and results are freed before the next file.
 */
#include <stdio.h>

#include "base/text.h"
#include "cmd/check/check.h"
#include "cmd/check/manifests.h"
#include "cmd/check/report.h"
#include "cmd/cli/command.h"
#include "cmd/cli/json_out.h"
#include "cmd/cli/output.h"
#include "core/policy/policy.h"
#include "sys/clock.h"

#define ARENA_KEEP  ((size_t)4 << 20)
#define UNJUDGEABLE "unjudgeable" /* name of problems that concern one object */

static const struct report_format *const formats[] = {
    &check_text, &check_json, &check_github, &check_junit, &check_sarif,
};
/* In the order of `formats`. */
static const char *const format_names[] = {"text",  "json",  "github",
                                           "junit", "sarif", NULL};

struct check {
    /* From the command line. */
    const char *policy_path;
    const char *namespace;
    const char *user;
    struct option_texts groups;
    const char *old_path;
    unsigned format;
    bool show_patched;
    bool verbose;
    bool summary;
    bool as_is;
    int32_t today;
    /* State of the run. */
    struct policy *policy;
    struct stored_objects stored;
    struct report report;
    struct tallies tallies;
    struct str *group_names;
    struct progress progress;
    struct check_counts counts;
    struct arena file_arena;   /* the objects of one file */
    struct arena object_arena; /* the results for one object */
    bool incomplete;           /* something could not be read or checked */
};

static const struct option_row rows[] = {
    OPTION_ROW_POLICY(struct check, policy_path),
    {"namespace", 'n', .kind = OPTION_TEXT, .at = offsetof(struct check, namespace),
     .argument = "NAME", .help = "for objects that name none"},
    {"user", .kind = OPTION_TEXT, .at = offsetof(struct check, user), .argument = "NAME",
     .help = "the user who writes (exemptions can name users)"},
    {"group", .kind = OPTION_TEXTS, .at = offsetof(struct check, groups),
     .argument = "NAME", .help = "a group that the user is in; may be repeated"},
    {"old", .kind = OPTION_TEXT, .at = offsetof(struct check, old_path),
     .argument = "PATH",
     .help = "the stored objects: the same namespace and name\nmakes an UPDATE"},
    OPTION_ROW_DATE(struct check, today),
    {"as-is", .kind = OPTION_FLAG, .at = offsetof(struct check, as_is),
     .help = "judge a policy in preview as such, not as enforced"},
    {"show-patched", .kind = OPTION_FLAG, .at = offsetof(struct check, show_patched),
     .help = "print each object as it would be stored (text, json)"},
    {"verbose", .kind = OPTION_FLAG, .at = offsetof(struct check, verbose),
     .help = "also show allowed objects, with what is added (text)"},
    {"summary", .kind = OPTION_FLAG, .at = offsetof(struct check, summary),
     .help = "end with a table: how many objects of each tenant\nbreak each rule (text)"},
    {"output", 'o', .kind = OPTION_CHOICE, .at = offsetof(struct check, format),
     .argument = "FORMAT", .help = "text (the default), json, github, junit or sarif",
     .choices = format_names},
};

static const struct command_usage usage = {
    .name = "check",
    .synopsis = "--policy FILE [OPTION]... PATH...",
    .summary = "Judge manifests in both stages as the cluster would.  PATH is a file, "
               "a folder\n(all *.yaml, *.yml, *.json below it), or - for standard "
               "input.",
    .exits = "Exit code: 0 all allowed; 1 something denied; 2 something could not "
             "be read or\njudged (so that the result is not complete), whatever "
             "else was found.",
    .operand = "PATH",
    .min_operands = 1,
    .rows = rows,
    .n_rows = ARRAY_LEN(rows),
};

static const struct report_format *format_of(const struct check *check)
{
    return formats[check->format];
}

static void print_report(struct check *check)
{
    if (check->report.out.len > 0)
        progress_hide(&check->progress);
    output_add(buf_str(&check->report.out));
    check->report.out.len = 0;
}

/* Errors that do not concern one object. */
static size_t count_unread(const struct problems *problems)
{
    size_t n = 0;

    for (size_t i = 0; i < problems->n; i++)
        n += problems->all[i].severity == SEVERITY_ERROR &&
             strcmp(problems->all[i].name, UNJUDGEABLE) != 0;
    return n;
}

/* Report everything that could not be checked, on stderr and in the report. */
static void print_problems(struct check *check, const struct problems *problems)
{
    AUTO(buf_clear) struct buf lines = {.max_bytes = BUF_MAX_BYTES};

    if (problems->n == 0)
        return;
    problem_lines_add(&lines, problems, output_colour(stderr));
    progress_hide(&check->progress);
    fflush(stdout);
    fputs(buf_text(&lines), stderr);
    for (size_t i = 0; i < problems->n; i++) {
        if (problems->all[i].severity == SEVERITY_ERROR &&
            format_of(check)->failure != NULL)
            format_of(check)->failure(&check->report, &problems->all[i]);
    }
    check->counts.unread += count_unread(problems);
    check->incomplete = check->incomplete || problems->n_errors > 0;
    print_report(check);
}

static void count(struct check *check, const struct checked_object *object)
{
    struct check_counts *counts = &check->counts;

    counts->allowed += object->verdict == VERDICT_ALLOWED;
    counts->denied += object->verdict == VERDICT_DENIED;
    counts->unjudged += object->verdict == VERDICT_UNJUDGEABLE;
    counts->warned += object->verdict == VERDICT_ALLOWED && object->n_warnings > 0;
    counts->excused += object->n_excused;
    check->incomplete = check->incomplete || object->verdict == VERDICT_UNJUDGEABLE;
    if (check->summary)
        tallies_count(&check->tallies, object);
}

static void add_failure(struct problems *problems, const struct manifest *manifest,
                        const struct err *err)
{
    AUTO(buf_clear) struct buf name = {.max_bytes = BUF_MAX_BYTES};
    const bool generated = manifest->name.len == 0;

    text_add_escaped(&name, manifest->kind, TEXT_QUOTED_MAX);
    if (manifest->kind.len > 0)
        buf_add_byte(&name, ' ');
    text_add_quoted(&name, generated ? manifest->generate_name : manifest->name);
    problems_add(problems, SEVERITY_ERROR, UNJUDGEABLE, manifest->place, "%s%s",
                 buf_text(&name), err->text);
}

/* Many YAML files below a folder are not objects: values, lists, workflows. */
static void take_non_object(struct check *check, const struct manifest *manifest,
                            enum manifest_source source, struct problems *problems)
{
    if (source == SOURCE_NAMED)
        problems_add(problems, SEVERITY_ERROR, "no-object", manifest->place,
                     "has no kind: it is not a Kubernetes object");
    else
        check->counts.others++;
}

static void count_other(struct check *check, const struct manifest *manifest)
{
    const uint32_t builtin = manifest_builtin_kind(manifest);

    check->counts.others++;
    if (builtin != KIND_NOT_BUILTIN)
        check->counts.of_builtin[builtin]++;
}

static void check_manifest(struct check *check, const struct manifest *manifest,
                           struct problems *problems)
{
    const struct str namespace =
        manifest->namespace.len > 0 ? manifest->namespace : str_from(check->namespace);
    const struct check_write write = {
        .policy = check->policy,
        .manifest = manifest,
        .stored = stored_objects_find(&check->stored, manifest, namespace),
        .namespace = namespace,
        .user = str_from(check->user),
        .groups = check->group_names,
        .n_groups = check->groups.n,
        .today = check->today,
    };
    struct checked_object object;
    struct err err = {0};

    arena_reset(&check->object_arena, ARENA_KEEP);
    switch (check_object(&write, &check->object_arena, &object, &err)) {
    case CHECK_OTHER_KIND:
        count_other(check, manifest);
        return;
    case CHECK_FAILED:
        check->counts.unjudged++;
        add_failure(problems, manifest, &err);
        return;
    case CHECK_DONE:
        break;
    }
    count(check, &object);
    format_of(check)->object(&check->report, &object);
    print_report(check);
}

static void check_file(struct check *check, const struct manifest_path *path)
{
    AUTO(problems_clear) struct problems problems = {0};
    const struct manifest_input input = {.arena = &check->file_arena,
                                         .policy = check->policy};
    const struct manifest *manifests = NULL;
    size_t n = 0;

    arena_reset(&check->file_arena, ARENA_KEEP);
    manifest_file_read(&input, path->path, &problems, &manifests, &n);
    for (size_t i = 0; i < n; i++) {
        if (manifests[i].kind.len == 0)
            take_non_object(check, &manifests[i], path->source, &problems);
        else
            check_manifest(check, &manifests[i], &problems);
    }
    problems_sort(&problems);
    print_problems(check, &problems);
}

/* One line on stderr: the summary, or what was left out if the report has a summary, and
 * a remark if nothing was judged. */
static void print_rest(struct check *check)
{
    const struct check_counts *counts = &check->counts;
    const bool is_empty = counts->allowed + counts->denied + counts->unjudged == 0;
    AUTO(buf_clear) struct buf line = {0};

    fflush(stdout);
    buf_init(&line, NULL, BUF_MAX_BYTES);
    if (!format_of(check)->has_summary)
        report_add_summary(&line, check->policy, counts);
    else if (counts->others + counts->left_out > 0)
        report_add_left_out(&line, counts);
    if (is_empty && (counts->unread == 0 || counts->others + counts->left_out > 0))
        report_add_none_found(&line, check->policy);
    if (line.len > 0)
        output_complain(usage.name, "%s", buf_text(&line));
}

/* Find the files to check, and read the stored objects. */
static void gather(struct check *check, const struct operands *operands,
                   struct manifest_files *files)
{
    AUTO(problems_clear) struct problems problems = {0};

    if (check->old_path != NULL)
        stored_objects_read(&check->stored, check->policy, check->old_path,
                            str_from(check->namespace), &problems);
    for (size_t i = 0; i < operands->n; i++)
        manifest_files_add(files, operands->items[i], &problems);
    print_problems(check, &problems);
}

static int check_all(struct check *check, const struct operands *operands)
{
    AUTO(manifest_files_clear) struct manifest_files files = {0};

    gather(check, operands, &files);
    progress_init(&check->progress, "files", files.found.n);
    for (size_t i = 0; i < files.found.n; i++) {
        progress_at(&check->progress, i);
        check_file(check, &files.found.all[i]);
    }
    progress_hide(&check->progress);
    check->counts.left_out = files.n_left_out;
    if (format_of(check)->end != NULL)
        format_of(check)->end(&check->report, &check->counts);
    print_report(check);
    print_rest(check);
    if (check->incomplete)
        return EXIT_WRONG;
    return check->counts.denied > 0 ? EXIT_BROKEN : EXIT_OK;
}

static void set_up(struct check *check)
{
    buf_init(&check->report.out, NULL, SIZE_MAX);
    buf_init(&check->report.held, NULL, SIZE_MAX);
    check->report.results = cold_json("[]");
    check->report.notices = cold_json("[]");
    check->report.policy = check->policy;
    check->report.colour = output_colour(stdout);
    check->report.shows_patched = check->show_patched;
    check->report.shows_allowed = check->verbose;
    check->report.tallies = check->summary ? &check->tallies : NULL;
    check->group_names = ARENA_NEW(&check->stored.arena, struct str, check->groups.n);
    for (size_t i = 0; i < check->groups.n; i++)
        check->group_names[i] = str_from(check->groups.items[i]);
    if (policy_mode(check->policy) == POLICY_PREVIEW && !check->as_is) {
        policy_set_mode(check->policy, POLICY_ENFORCE);
        output_complain(usage.name,
                        "the policy is in preview; judged as if it were enforced "
                        "(with --as-is: as preview)");
    }
}

static void tear_down(struct check *check)
{
    buf_clear(&check->report.out);
    buf_clear(&check->report.held);
    json_decref(check->report.results);
    json_decref(check->report.notices);
    option_texts_clear(&check->groups);
    tallies_clear(&check->tallies);
    arena_clear(&check->object_arena);
    arena_clear(&check->file_arena);
    stored_objects_clear(&check->stored);
}

int cmd_check(int argc, char **argv)
{
    AUTO(policy_unref) struct policy *policy = NULL;
    struct check check = {.today = clock_today()};
    struct operands operands;
    int exit_code;

    if (!options_read(&usage, argc, argv, &check, &operands, &exit_code)) {
        option_texts_clear(&check.groups);
        return exit_code;
    }
    exit_code = EXIT_WRONG;
    if (check.show_patched && !format_of(&check)->can_show_patched)
        options_wrong(&usage, "--show-patched works only with -o text or json");
    else
        policy = option_policy_load(usage.name, check.policy_path, check.today);
    if (policy != NULL) {
        check.policy = policy;
        set_up(&check);
        exit_code = output_finish(usage.name, check_all(&check, &operands));
    }
    tear_down(&check);
    return exit_code;
}
