/* run_cases [--bless] FOLDER: every golden folder below FOLDER through admit().
 * The answer must be the folder's answer.txt; --bless writes it instead. */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "case_answer.h"
#include "case_file.h"
#include "core/policy/policy.h"
#include "live/policy_load.h"
#include "sys/file.h"
#include "wire/patch_apply.h"

enum purpose {
    COMPARE,
    BLESS
};

static bool add_stage(struct arena *arena, const struct policy *policy,
                      const struct case_file *from, enum stage stage, struct buf *to,
                      struct answer *answer, struct err *err)
{
    const char *fault = "";

    admit(policy, stage, from->request, from->today, arena, answer);
    if (!case_answer_add(to, stage == STAGE_MUTATE ? "mutate" : "validate", answer,
                         policy_hash(policy), &fault))
        return err_set(err, ERR_INVALID, "the answer breaks the contract: %s", fault);
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
                       struct case_file *from, struct buf *to, struct err *err)
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

static bool compare(struct arena *arena, const char *path, struct str got,
                    struct err *err)
{
    struct str want;

    if (!file_read(arena, path, (size_t)32 << 20, &want, err))
        return err_prefix(err, "no answer yet, see `make bless`");
    if (str_equal(got, want))
        return true;
    printf("--- want\n%.*s+++ got\n%.*s", STR_ARGS(want), STR_ARGS(got));
    return err_set(err, ERR_INVALID, "another answer than %s", path);
}

static bool run_case(struct arena *arena, const char *root, const char *name,
                     enum purpose purpose, struct err *err)
{
    AUTO(problems_clear) struct problems problems = {0};
    AUTO(policy_unref) struct policy *policy = NULL;
    struct case_file from;
    struct buf got;
    const char *path;

    problems_init(&problems);
    buf_init(&got, arena, BUF_MAX_BYTES);
    if (!case_file_read(arena, root, name, &from, err))
        return false;
    policy = policy_load(from.policy_path, from.today, &problems, err);
    if (policy == NULL) {
        if (problems.n > 0)
            return err_prefix(err, "%s: %s", from.policy_path, problems.all[0].text);
        return false;
    }
    buf_addf(&got, "why: %.*s\n", STR_ARGS(from.why));
    if (!run_stages(arena, policy, &from, &got, err))
        return false;
    path = arena_format(arena, "%s/answer.txt", from.folder).ptr;
    return purpose == BLESS ? write_file(path, buf_str(&got), err)
                            : compare(arena, path, buf_str(&got), err);
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
