/* SPDX-License-Identifier: Apache-2.0 */
/*
 * review: reads AdmissionReview documents and prints one response a line.
 *
 * Never stops early: a document that is not a review gets an error response, and a file
 * that cannot be read is reported on stderr.
 */
#include <stdio.h>

#include "base/text.h"
#include "cmd/cli/command.h"
#include "cmd/cli/output.h"
#include "cmd/cmd.h"
#include "sys/clock.h"
#include "sys/file.h"
#include "wire/admit.h"

#define FILE_MAX_BYTES ((size_t)1 << 30)
#define ARENA_KEEP     ((size_t)1 << 20)

static const char *const stages[] = {
    [STAGE_MUTATE] = "mutate",
    [STAGE_VALIDATE] = "validate",
    NULL,
};

struct review_run {
    const char *policy_path;
    unsigned stage; /* enum stage */
    int32_t today;
    struct policy *policy;
    struct arena arena; /* for one document */
    int exit_code;
};

static const struct option_row rows[] = {
    OPTION_ROW_POLICY(struct review_run, policy_path),
    {"stage", .kind = OPTION_CHOICE, .at = offsetof(struct review_run, stage),
     .required = true, .argument = "STAGE", .help = "mutate or validate",
     .choices = stages},
    OPTION_ROW_DATE(struct review_run, today),
};

static const struct command_usage usage = {
    .name = "review",
    .synopsis = "--policy FILE --stage mutate|validate [OPTION]... [FILE]...",
    .summary = "Answer AdmissionReview documents, one or many in each FILE or on\n"
               "standard input, with one response per line, as the server would.",
    .exits = "Exit code: 0 all answered, whatever the verdict; 2 a document was not a\n"
             "review (it gets an error response), or a file could not be read.",
    .operand = "FILE",
    .rows = rows,
    .n_rows = ARRAY_LEN(rows),
};

static void complain(struct review_run *run, const char *path, uint32_t line,
                     struct str why)
{
    AUTO(buf_clear) struct buf text = {.max_bytes = BUF_MAX_BYTES};

    problem_lines_add_place(&text, (struct place){path, line, 0});
    text_add_escaped(&text, why, SIZE_MAX);
    output_complain(usage.name, "%s", buf_text(&text));
    run->exit_code = EXIT_WRONG;
}

static void answer_document(struct review_run *run, const char *path, uint32_t line,
                            struct str document)
{
    struct answer answer = {0};
    struct str body;

    arena_reset(&run->arena, ARENA_KEEP);
    admit(run->policy, (enum stage)run->stage, document, run->today, &run->arena,
          &answer);
    body = answer.body;
    if (answer.kind == ANSWER_MALFORMED) {
        complain(run, path, line, answer.error);
        body = answer_malformed_document(&answer, &run->arena);
    }
    while (body.len > 0 && body.ptr[body.len - 1] == '\n')
        body.len--;
    output_add(body);
    output_add(STR("\n"));
}

static void answer_file(struct review_run *run, const char *path)
{
    AUTO(arena_clear) struct arena arena = {0};
    const char *name = strcmp(path, "-") == 0 ? "<stdin>" : path;
    struct review_stream stream;
    struct str bytes;
    struct str document;
    struct err err = {0};

    if (!file_read(&arena, path, FILE_MAX_BYTES, &bytes, &err)) {
        output_complain(usage.name, "%s", err.text);
        run->exit_code = EXIT_WRONG;
        return;
    }
    review_stream_init(&stream, bytes);
    if (!review_stream_next(&stream, &document)) {
        /* Empty input usually comes from a pipe whose first command failed. */
        answer_document(run, name, 1, STR(""));
        return;
    }
    do
        answer_document(run, name, stream.line, document);
    while (review_stream_next(&stream, &document));
    fflush(stdout);
}

static int answer_all(struct review_run *run, const struct operands *operands)
{
    if (operands->n == 0)
        answer_file(run, "-");
    for (size_t i = 0; i < operands->n; i++)
        answer_file(run, operands->items[i]);
    arena_clear(&run->arena);
    return output_finish(usage.name, run->exit_code);
}

int cmd_review(int argc, char **argv)
{
    AUTO(policy_unref) struct policy *policy = NULL;
    struct review_run run = {.today = clock_today()};
    struct operands operands;
    int exit_code;

    if (!options_read(&usage, argc, argv, &run, &operands, &exit_code))
        return exit_code;
    policy = option_policy_load(usage.name, run.policy_path, run.today);
    if (policy == NULL)
        return EXIT_WRONG;
    run.policy = policy;
    return answer_all(&run, &operands);
}
