/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The subcommand: surveys the dumps and writes the report in the requested format.
 */
#include "cmd/report/report.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/near.h"
#include "base/text.h"
#include "cmd/check/manifests.h"
#include "cmd/cli/command.h"
#include "cmd/cli/output.h"
#include "cmd/explain/tenant/tenant.h"
#include "cmd/report/folder.h"
#include "cmd/report/forms.h"
#include "cmd/report/survey/about.h"
#include "core/policy/policy.h"
#include "sys/clock.h"
#include "sys/file.h"

enum format {
    FORMAT_HTML,
    FORMAT_JSON,
    FORMAT_OPENREPORTS,
    FORMAT_POLICYREPORT,
};
/* In the order of enum format. */
static const char *const format_names[] = {"html", "json", "openreports", "policyreport",
                                           NULL};
static report_form *const forms[] = {report_html, report_json, report_openreports,
                                     report_policyreport};
/* The file in a folder; empty: the folder receives the pages and the JSON. */
static const struct str file_names[] = {
    [FORMAT_OPENREPORTS] = STR_INIT("openreports.yaml"),
    [FORMAT_POLICYREPORT] = STR_INIT("policyreport.yaml"),
};

struct report {
    /* From the command line. */
    const char *policy_path;
    const char *namespace;
    const char *user;
    struct option_texts groups;
    const char *tenant_name;
    const char *title;
    const char *folder;
    unsigned format;
    int32_t today;
    /* State of the run. */
    struct desk_policy desk;
    struct delegation *delegation;
    struct asking asking;
    struct tenant_reach reach;
    struct survey survey;
    struct arena arena;
    struct progress progress;
    enum manifest_source source; /* of the file being read */
    size_t n_lines;              /* of the only file; 0: progress counts files */
};

static const struct option_row rows[] = {
    OPTION_ROW_POLICY(struct report, policy_path),
    OPTION_ROW_DATE(struct report, today),
    {"user", .kind = OPTION_TEXT, .at = offsetof(struct report, user), .argument = "NAME",
     .help = "the user who writes (exemptions can name users)"},
    {"group", .kind = OPTION_TEXTS, .at = offsetof(struct report, groups),
     .argument = "NAME", .help = "a group that the user is in; may be repeated"},
    {"namespace", 'n', .kind = OPTION_TEXT, .at = offsetof(struct report, namespace),
     .argument = "NAME", .help = "for objects that name none"},
    {"tenant", .kind = OPTION_TEXT, .at = offsetof(struct report, tenant_name),
     .argument = "NAME", .help = "only the part of this tenant"},
    {"title", .kind = OPTION_TEXT, .at = offsetof(struct report, title),
     .argument = "TEXT", .help = "the heading of the page"},
    {"output", 'o', .kind = OPTION_CHOICE, .at = offsetof(struct report, format),
     .argument = "FORMAT",
     .help = "html (the default), json, openreports or\npolicyreport",
     .choices = format_names},
    {"dir", .kind = OPTION_TEXT, .at = offsetof(struct report, folder), .argument = "DIR",
     .help = "write pages for all and for each tenant there, or\nthe file of openreports "
             "or policyreport"},
};

static const struct command_usage usage = {
    .name = "report",
    .synopsis = "--policy FILE [OPTION]... [DUMP...]",
    .summary =
        "Show how the objects of a cluster comply with a policy.  DUMP is a file,\n"
        "a folder, or - for standard input.",
    .exits =
        "Exit code: 0 the report was made, whatever it contains; 2 something could not\n"
        "be read or judged (the report lists it).",
    .operand = "DUMP",
    .rows = rows,
    .n_rows = ARRAY_LEN(rows),
};

static void take_manifest(struct report *report, const struct manifest *manifest)
{
    if (manifest->kind.len > 0)
        survey_add(&report->survey, manifest);
    else if (report->source == SOURCE_NAMED)
        problems_add(&report->survey.problems, SEVERITY_ERROR, "no-object",
                     manifest->place, "has no kind: it is not a Kubernetes object");
    else
        report->survey.n_others++;
}

static void take(void *context, const struct manifest *manifests, size_t n)
{
    struct report *report = context;

    for (size_t i = 0; i < n; i++) {
        if (report->n_lines > 0)
            progress_at(&report->progress, manifests[i].place.line);
        take_manifest(report, &manifests[i]);
    }
}

static void read_dump(struct report *report, const struct manifest_path *path)
{
    AUTO(arena_clear) struct arena arena = {0};
    const struct manifest_input input = {.arena = &arena, .policy = report->desk.policy};

    report->source = path->source;
    manifest_file_each(&input, path->path, take, report, &report->survey.problems);
}

static size_t count_lines(struct str bytes)
{
    size_t n = 0;
    size_t at;

    while (str_find(bytes, '\n', &at)) {
        bytes = str_skip(bytes, at + 1);
        n++;
    }
    return n;
}

/* With a single file, progress counts its lines, if progress is shown at all. */
static void begin_progress(struct report *report, const struct manifest_files *files)
{
    AUTO(arena_clear) struct arena arena = {0};
    struct str bytes = STR_NONE;
    struct err unused;

    progress_init(&report->progress, "files", files->found.n);
    if (!report->progress.enabled || files->found.n != 1 ||
        strcmp(files->found.all[0].path, "-") == 0 ||
        !file_read(&arena, files->found.all[0].path, MANIFEST_MAX_BYTES, &bytes, &unused))
        return;
    report->n_lines = count_lines(bytes);
    report->progress.what = "lines";
    report->progress.total = report->n_lines;
}

static void read_dumps(struct report *report, const struct operands *operands)
{
    AUTO(manifest_files_clear) struct manifest_files files = {0};
    struct problems *problems = &report->survey.problems;

    for (size_t i = 0; i < operands->n; i++)
        manifest_files_add(&files, operands->items[i], problems);
    begin_progress(report, &files);
    for (size_t i = 0; i < files.found.n; i++) {
        if (report->n_lines == 0)
            progress_at(&report->progress, i);
        read_dump(report, &files.found.all[i]);
    }
    progress_hide(&report->progress);
    problems_sort(problems);
}

/* Report what could not be read or judged on stderr, too. */
static void print_problems(const struct report *report)
{
    AUTO(buf_clear) struct buf lines = {.max_bytes = BUF_MAX_BYTES};

    problem_lines_add(&lines, &report->survey.problems, output_colour(stderr));
    fputs(buf_text(&lines), stderr);
}

/* tenant: of --tenant; NULL: none. */
static void begin_survey(struct report *report, const struct tenant *tenant)
{
    struct survey_options options = {
        .policy = report->desk.policy,
        .namespace = str_from(report->namespace),
        .user = str_from(report->user),
        .n_groups = report->groups.n,
        .today = report->today,
        .asking = report->format == FORMAT_JSON || report->folder != NULL
                      ? &report->asking
                      : NULL,
        .keeps_uid =
            report->format == FORMAT_OPENREPORTS || report->format == FORMAT_POLICYREPORT,
    };
    struct str *names = ARENA_NEW(&report->arena, struct str, report->groups.n);

    for (size_t i = 0; i < report->groups.n; i++)
        names[i] = str_from(report->groups.items[i]);
    options.groups = names;
    report->delegation = delegation_new(report->desk.policy);
    report->asking = (struct asking){
        .desk = &report->desk,
        .delegation = report->delegation,
        .user = options.user,
        .groups = names,
        .n_groups = options.n_groups,
        .today = report->today,
        .reader = tenant,
    };
    survey_init(&report->survey, &options);
}

/* The pages show which names each tenant reaches. */
static void compare_reach(struct report *report)
{
    if (report->folder == NULL && report->format != FORMAT_HTML)
        return;
    tenant_reach_of(report->desk.policy, report->today, &report->reach);
    report->asking.reach = &report->reach;
}

/* Write the files, or the report to stdout.  False: reported on stderr. */
static bool write_report(const struct report *report, const struct tenant *tenant)
{
    AUTO(owners_clear) struct owners owners = {0};
    AUTO(overview_clear) struct overview all = {0};
    AUTO(overview_clear) struct overview part = {0};
    AUTO(buf_clear) struct buf buf = {.max_bytes = SIZE_MAX};
    struct tenant_objects objects = {0};
    const struct overview_scope everything = {0};
    struct about about = {&report->desk, &report->asking, &all, report->title,
                          report->today};
    bool done = true;

    owners_init(&owners, report->desk.policy, report->delegation);
    overview_init(&all, &report->survey, &owners, &everything);
    tenant_objects_init(&objects, &report->survey);
    if (tenant != NULL) {
        const struct overview_scope scope = tenant_objects_scope(&objects, tenant, &all);

        overview_init(&part, &report->survey, &owners, &scope);
        about.overview = &part;
    }
    if (report->folder != NULL && file_names[report->format].len > 0)
        done = folder_write_one(usage.name, report->folder, file_names[report->format],
                                &about, forms[report->format]);
    else if (report->folder != NULL)
        done = folder_write(usage.name, report->folder, &about, &objects);
    else
        forms[report->format](&about, stdout, &buf);
    tenant_objects_clear(&objects);
    return done;
}

/* The tenant of --tenant; NULL: there is none, which was reported on stderr. */
static const struct tenant *find_tenant(const struct report *report)
{
    size_t n;
    const struct tenant *tenants = policy_tenants(report->desk.policy, &n);
    const struct str name = str_from(report->tenant_name);
    AUTO(buf_clear) struct buf text = {.max_bytes = BUF_MAX_BYTES};
    struct str *names;
    struct str nearest;

    for (size_t i = 0; i < n; i++) {
        if (str_equal(tenants[i].name, name))
            return &tenants[i];
    }
    names = mem_alloc(n, sizeof *names);
    for (size_t i = 0; i < n; i++)
        names[i] = tenants[i].name;
    text_add_quoted(&text, name);
    if (near_find(name, names, n, &nearest)) {
        buf_add_text(&text, "; did you mean ");
        text_add_quoted(&text, nearest);
        buf_add_byte(&text, '?');
    }
    mem_free(names);
    output_complain(usage.name, "unknown tenant %s", buf_text(&text));
    return NULL;
}

static int run(struct report *report, const struct operands *operands)
{
    const struct desk_loading loading = {usage.name, report->policy_path, report->today,
                                         DESK_ENFORCED};
    const struct tenant *tenant = NULL;

    if (report->folder != NULL && !folder_is_usable(usage.name, report->folder))
        return EXIT_WRONG;
    if (!desk_policy_load(&loading, &report->desk))
        return EXIT_WRONG;
    if (report->tenant_name != NULL) {
        tenant = find_tenant(report);
        if (tenant == NULL)
            return EXIT_WRONG;
    }
    begin_survey(report, tenant);
    read_dumps(report, operands);
    if (report->survey.problems.n > 0)
        print_problems(report);
    compare_reach(report);
    if (!write_report(report, tenant))
        return EXIT_WRONG;
    return output_finish(usage.name,
                         report->survey.problems.n_errors > 0 ? EXIT_WRONG : EXIT_OK);
}

int cmd_report(int argc, char **argv)
{
    struct report report = {.today = clock_today()};
    struct operands operands;
    int exit_code;

    if (options_read(&usage, argc, argv, &report, &operands, &exit_code)) {
        exit_code = run(&report, &operands);
        survey_clear(&report.survey);
    }
    option_texts_clear(&report.groups);
    tenant_reach_clear(&report.reach);
    delegation_free(report.delegation);
    desk_policy_clear(&report.desk);
    arena_clear(&report.arena);
    return exit_code;
}
