/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/explain/object/objects.h"

#include <stdio.h>

#include "base/text.h"
#include "cmd/cli/json_out.h"
#include "cmd/cli/output.h"

#define ARENA_KEEP ((size_t)4 << 20)

void objects_clear(struct objects *objects)
{
    stored_objects_clear(&objects->stored);
    arena_clear(&objects->file_arena);
    arena_clear(&objects->object_arena);
}

static void print_problems(struct objects *objects, struct problems *problems)
{
    AUTO(buf_clear) struct buf lines = {.max_bytes = BUF_MAX_BYTES};

    if (problems->n == 0)
        return;
    problems_sort(problems);
    problem_lines_add(&lines, problems, output_colour(stderr));
    progress_hide(&objects->progress);
    fflush(stdout);
    fputs(buf_text(&lines), stderr);
    objects->counts.unread += problems->n_errors;
    objects->incomplete = objects->incomplete || problems->n_errors > 0;
}

void objects_read_stored(struct objects *objects, const char *path)
{
    AUTO(problems_clear) struct problems problems = {0};

    stored_objects_read(&objects->stored, objects->asking->desk->policy, path,
                        objects->asking->namespace, &problems);
    print_problems(objects, &problems);
}

static void add_failure(struct problems *problems, const struct manifest *manifest,
                        const struct err *err)
{
    AUTO(buf_clear) struct buf name = {.max_bytes = BUF_MAX_BYTES};

    text_add_escaped(&name, manifest->kind, TEXT_QUOTED_MAX);
    buf_add_byte(&name, ' ');
    text_add_quoted(&name,
                    manifest->name.len == 0 ? manifest->generate_name : manifest->name);
    problems_add(problems, SEVERITY_ERROR, "unjudgeable", manifest->place, "%s%s",
                 buf_text(&name), err->text);
}

static void count_other(struct objects *objects, const struct manifest *manifest)
{
    const uint32_t builtin = manifest_builtin_kind(manifest);

    objects->counts.others++;
    if (builtin != KIND_NOT_BUILTIN)
        objects->counts.of_builtin[builtin]++;
}

static void print(struct objects *objects, const struct object_answer *answer)
{
    AUTO(buf_clear) struct buf out = {.max_bytes = SIZE_MAX};

    if (objects->is_json) {
        AUTO(json_decref) json_t *json = object_json(answer);

        cold_json_add(&out, json, COLD_JSON_LINE);
        buf_add_byte(&out, '\n');
    } else {
        object_add_text(answer, output_colour(stdout), &out);
    }
    progress_hide(&objects->progress);
    output_add(buf_str(&out));
}

/* Returns true if the object is denied or cannot be judged. */
static bool explain_manifest(struct objects *objects, const struct manifest *manifest,
                             struct problems *problems)
{
    const struct asking *asking = objects->asking;
    const struct str namespace =
        manifest->namespace.len > 0 ? manifest->namespace : asking->namespace;
    const struct check_write write = {
        .policy = asking->desk->policy,
        .manifest = manifest,
        .stored = stored_objects_find(&objects->stored, manifest, namespace),
        .namespace = namespace,
        .user = asking->user,
        .groups = asking->groups,
        .n_groups = asking->n_groups,
        .today = asking->today,
    };
    struct object_answer answer;
    struct err err = {0};

    arena_reset(&objects->object_arena, ARENA_KEEP);
    switch (object_ask(asking, &write, &objects->object_arena, &answer, &err)) {
    case CHECK_OTHER_KIND:
        count_other(objects, manifest);
        return false;
    case CHECK_FAILED:
        objects->counts.unjudged++;
        add_failure(problems, manifest, &err);
        return false;
    case CHECK_DONE:
        break;
    }
    objects->counts.allowed += answer.object.verdict == VERDICT_ALLOWED;
    objects->counts.denied += answer.object.verdict == VERDICT_DENIED;
    objects->counts.unjudged += answer.object.verdict == VERDICT_UNJUDGEABLE;
    objects->incomplete =
        objects->incomplete || answer.object.verdict == VERDICT_UNJUDGEABLE;
    print(objects, &answer);
    return answer.object.verdict != VERDICT_ALLOWED;
}

static bool explain_file(struct objects *objects, const struct manifest_path *path)
{
    AUTO(problems_clear) struct problems problems = {0};
    const struct manifest_input input = {.arena = &objects->file_arena,
                                         .policy = objects->asking->desk->policy};
    const struct manifest *manifests = NULL;
    bool is_denied = false;
    size_t n = 0;

    arena_reset(&objects->file_arena, ARENA_KEEP);
    manifest_file_read(&input, path->path, &problems, &manifests, &n);
    for (size_t i = 0; i < n; i++) {
        if (manifests[i].kind.len > 0)
            is_denied = explain_manifest(objects, &manifests[i], &problems) || is_denied;
        else if (path->source == SOURCE_NAMED)
            problems_add(&problems, SEVERITY_ERROR, "no-object", manifests[i].place,
                         "has no kind: it is not a Kubernetes object");
        else
            objects->counts.others++;
    }
    print_problems(objects, &problems);
    return is_denied;
}

int objects_explain(struct objects *objects, const char *path)
{
    AUTO(problems_clear) struct problems problems = {0};
    AUTO(manifest_files_clear) struct manifest_files files = {0};
    int exit_code = EXIT_OK;

    manifest_files_add(&files, path, &problems);
    print_problems(objects, &problems);
    objects->was_asked = true;
    progress_init(&objects->progress, "files", files.found.n);
    for (size_t i = 0; i < files.found.n; i++) {
        progress_at(&objects->progress, i);
        if (explain_file(objects, &files.found.all[i]))
            exit_code = EXIT_BROKEN;
    }
    progress_hide(&objects->progress);
    objects->counts.left_out += files.n_left_out;
    return exit_code;
}

void objects_print_rest(const struct objects *objects)
{
    const struct check_counts *counts = &objects->counts;
    const bool is_empty = counts->allowed + counts->denied + counts->unjudged == 0;
    const bool has_rest = counts->others + counts->left_out > 0;
    AUTO(buf_clear) struct buf line = {.max_bytes = BUF_MAX_BYTES};

    if (has_rest)
        report_add_left_out(&line, counts);
    if (objects->was_asked && is_empty && (counts->unread == 0 || has_rest))
        report_add_none_found(&line, objects->asking->desk->policy);
    if (line.len == 0)
        return;
    fflush(stdout);
    output_complain(objects->command, "%s", buf_text(&line));
}
