/* SPDX-License-Identifier: Apache-2.0 */
/* run_cases [--bless] FOLDER: every golden folder below FOLDER through admit().
 * The answers must be those of the folder's answer.txt; --bless writes it instead.  What
 * differs is printed as a unified diff of the one stage, with the case's policy. */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "case_answer.h"
#include "case_file.h"
#include "core/policy/policy.h"
#include "diff.h"
#include "live/policy_load.h"
#include "sys/file.h"
#include "wire/patch.h"

/* A policy of at most so many lines is printed whole. */
#define POLICY_LINES 40

enum purpose {
    COMPARE,
    BLESS
};

/* The text of answer.txt that a stage, or `why`, has. */
struct part {
    const char *name;
    struct str text;
};

#define PARTS 3

struct parts {
    struct part all[PARTS];
};

#define PARTS_NONE ((struct parts){{{"why", {0}}, {"mutate", {0}}, {"validate", {0}}}})

static bool is_asserted(const struct case_file *from, enum stage stage)
{
    return from->asserted == CASE_BOTH ||
           (from->asserted == CASE_MUTATE) == (stage == STAGE_MUTATE);
}

/* The contract with the API server holds for a stage that the case is not about, too. */
static bool add_stage(struct arena *arena, const struct policy *policy,
                      const struct case_file *from, enum stage stage, struct parts *to,
                      struct answer *answer, struct err *err)
{
    struct part *part = &to->all[stage == STAGE_MUTATE ? 1 : 2];
    const char *fault = "";
    struct buf text;

    buf_init(&text, arena, BUF_MAX_BYTES);
    admit(policy, stage, from->request, from->today, arena, answer);
    if (!case_answer_add(&text, part->name, answer, policy_hash(policy), &fault))
        return err_set(err, ERR_INVALID, "the answer breaks the contract: %s", fault);
    if (is_asserted(from, stage))
        part->text = buf_str(&text);
    return true;
}

/* The review with its object patched, as the API server would send it on. */
static bool patch_review(struct arena *arena, struct case_file *from, struct str patch,
                         struct err *err)
{
    struct buf moved;
    static const struct str path = {"\"path\":\"", 8};

    buf_init(&moved, arena, BUF_MAX_BYTES);
    for (size_t i = 0; i < patch.len; i++) {
        if (str_has_prefix(str_skip(patch, i), path)) {
            buf_add(&moved, path);
            buf_add_text(&moved, "/request/object");
            i += path.len - 1;
            continue;
        }
        buf_add_byte(&moved, patch.ptr[i]);
    }
    return patch_apply(arena, from->request, buf_str(&moved), &from->request, err);
}

static bool run_stages(struct arena *arena, const struct policy *policy,
                       struct case_file *from, struct parts *to, struct err *err)
{
    struct answer answer;

    if (from->stage != CASE_VALIDATE &&
        !add_stage(arena, policy, from, STAGE_MUTATE, to, &answer, err))
        return false;
    if (from->stage == CASE_MUTATE)
        return true;
    if (from->stage == CASE_BOTH && answer.patch.len > 0) {
        if (!patch_review(arena, from, answer.patch, err))
            return err_prefix(err, "patched review");
        struct answer second;

        admit(policy, STAGE_MUTATE, from->request, from->today, arena, &second);
        if (second.patch.len > 0)
            return err_set(err, ERR_INVALID, "a second mutation patches again: %.*s",
                           STR_ARGS(second.patch));
    }
    return add_stage(arena, policy, from, STAGE_VALIDATE, to, &answer, err);
}

static bool write_file(const char *path, struct str text, struct err *err)
{
    FILE *file = fopen(path, "w");

    if (file == NULL || fwrite(text.ptr, 1, text.len, file) != text.len ||
        fclose(file) != 0)
        return err_set(err, ERR_IO, "%s: cannot write", path);
    return true;
}

/* Takes an answer.txt apart: each part begins its line with its name. */
static struct parts split(struct str text)
{
    struct parts parts = PARTS_NONE;
    struct part *part = &parts.all[0];
    struct str line;
    struct str rest = text;
    bool done = false;

    while (str_next_item(&rest, '\n', &done, &line)) {
        for (size_t i = 0; i < PARTS; i++) {
            struct str name = str_from(parts.all[i].name);

            if (str_has_prefix(line, name) &&
                str_has_prefix(str_skip(line, name.len), STR(": ")))
                part = &parts.all[i];
        }
        if (part->text.len == 0)
            part->text.ptr = line.ptr;
        part->text.len =
            (size_t)((done ? text.ptr + text.len : rest.ptr) - part->text.ptr);
    }
    return parts;
}

static void print_policy(struct arena *arena, const char *path)
{
    struct err err;
    struct str text;
    struct str line;
    size_t n = 0;
    bool done = false;

    printf("policy: %s\n", path);
    if (!file_read(arena, path, (size_t)1 << 20, &text, &err))
        return;
    for (size_t i = 0; i < text.len; i++)
        n += text.ptr[i] == '\n';
    while (n <= POLICY_LINES && str_next_item(&text, '\n', &done, &line)) {
        if (!done || line.len > 0)
            printf("    %.*s\n", STR_ARGS(line));
    }
}

static bool compare(struct arena *arena, const struct case_file *from, const char *path,
                    const struct parts *got, struct err *err)
{
    struct parts want;
    struct str text;
    struct buf diff;
    const char *which = NULL;

    if (!file_read(arena, path, (size_t)32 << 20, &text, err))
        return err_prefix(err, "no answer yet, see `make bless`");
    want = split(text);
    buf_init(&diff, arena, BUF_MAX_BYTES);
    for (size_t i = 0; i < PARTS; i++) {
        if (str_equal(got->all[i].text, want.all[i].text))
            continue;
        which = which == NULL ? got->all[i].name : "several parts";
        buf_addf(&diff, "--- want: %s of %s\n+++ got\n", got->all[i].name, path);
        diff_add(&diff, arena, want.all[i].text, got->all[i].text);
    }
    if (which == NULL)
        return true;
    printf("%.*s%.*s", STR_ARGS(got->all[0].text), STR_ARGS(buf_str(&diff)));
    print_policy(arena, from->policy_path);
    return err_set(err, ERR_INVALID, "another answer of %s", which);
}

static bool bless(struct arena *arena, const char *path, const struct parts *got,
                  struct err *err)
{
    struct buf text;

    buf_init(&text, arena, BUF_MAX_BYTES);
    for (size_t i = 0; i < PARTS; i++)
        buf_add(&text, got->all[i].text);
    return write_file(path, buf_str(&text), err);
}

static bool run_case(struct arena *arena, const char *root, const char *name,
                     enum purpose purpose, struct err *err)
{
    AUTO(problems_clear) struct problems problems = {0};
    AUTO(policy_unref) struct policy *policy = NULL;
    struct case_file from;
    struct parts got = PARTS_NONE;
    const char *path;

    problems_init(&problems);
    if (!case_file_read(arena, root, name, &from, err))
        return false;
    policy = policy_load(from.policy_path, from.today, &problems, err);
    if (policy == NULL) {
        if (problems.n > 0)
            return err_prefix(err, "%s: %s", from.policy_path, problems.all[0].text);
        return false;
    }
    got.all[0].text = arena_format(arena, "why: %.*s\n", STR_ARGS(from.why));
    if (!run_stages(arena, policy, &from, &got, err))
        return false;
    path = arena_format(arena, "%s/answer.txt", from.folder).ptr;
    return purpose == BLESS ? bless(arena, path, &got, err)
                            : compare(arena, &from, path, &got, err);
}

static bool is_case(struct arena *arena, const char *root, const char *name)
{
    return access(arena_format(arena, "%s/%s/case", root, name).ptr, F_OK) == 0;
}

int main(int argc, char **argv)
{
    enum purpose purpose = argc > 1 && strcmp(argv[1], "--bless") == 0 ? BLESS : COMPARE;
    AUTO(arena_clear) struct arena names_arena = {0};
    AUTO(arena_clear) struct arena arena = {0};
    const char *root = argv[argc - 1];
    const char *const *names = NULL;
    size_t n = 0;
    size_t passed = 0;
    size_t failed = 0;
    struct err err = {0};

    if (!file_list(&names_arena, root, &names, &n, &err)) {
        fprintf(stderr, "%s\n", err.text);
        return 2;
    }
    for (size_t i = 0; i < n; i++) {
        if (!is_case(&arena, root, names[i]))
            continue;
        if (run_case(&arena, root, names[i], purpose, &err)) {
            passed++;
        } else {
            failed++;
            printf("FAILED %s: %s\n", names[i], err.text);
        }
        arena_reset(&arena, (size_t)1 << 20);
    }
    printf("%zu passed, %zu failed\n", passed, failed);
    return failed > 0 || passed == 0 ? 1 : 0;
}
