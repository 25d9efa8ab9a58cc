/* SPDX-License-Identifier: Apache-2.0 */
/* options: parses a command line; its words are separated by line ends. */
#include <stdio.h>
#include <stdlib.h>

#include "cmd/cli/command.h"
#include "cmd/cli/output.h"
#include "fuzz.h"

#define MAX_WORDS 40

static const char *const colours[] = {"auto", "always", "never", NULL};

struct values {
    bool flag;
    const char *text;
    struct option_texts texts;
    int32_t day;
    uint64_t duration;
    uint64_t bytes;
    uint64_t number;
    unsigned choice;
};

struct words {
    char *all[MAX_WORDS + 2];
    int n;
};

static void split(struct str bytes, struct words *ret)
{
    struct fuzz_bytes from = {bytes};

    ret->all[ret->n++] = fuzz_copy(STR("trial"));
    while (from.rest.len > 0 && ret->n < MAX_WORDS)
        ret->all[ret->n++] = fuzz_copy(fuzz_until(&from, '\n'));
    ret->all[ret->n] = NULL;
}

static void check_taken(const struct values *values, const struct operands *operands,
                        const struct words *words)
{
    FUZZ_LAW(values->text != NULL, "required options are present");
    FUZZ_LAW(values->choice < 3, "a choice is one of the known words");
    FUZZ_LAW(values->number >= 1 && values->number <= 100,
             "a number is within its bounds");
    FUZZ_LAW(values->duration >= 100 && values->duration <= 600000,
             "a duration is within its bounds");
    FUZZ_LAW(values->bytes >= 1024, "a size is within its bounds");
    FUZZ_LAW(operands->n >= 1 && operands->n <= 3,
             "the number of operands is within its bounds");
    for (size_t i = 0; i < operands->n; i++)
        FUZZ_LAW(operands->items[i] == words->all[words->n - (int)operands->n + (int)i],
                 "operands are the last words");
    for (size_t i = 0; i < values->texts.n; i++)
        FUZZ_LAW(values->texts.items[i] != NULL, "all texts are kept");
}

static const struct option_row rows[] = {
    {"flag", 'f', .kind = OPTION_FLAG, .at = offsetof(struct values, flag),
     .help = "a flag"},
    {"text", 't', .kind = OPTION_TEXT, .at = offsetof(struct values, text),
     .required = true, .argument = "FILE", .help = "a text"},
    {"texts", 'm', .kind = OPTION_TEXTS, .at = offsetof(struct values, texts),
     .argument = "X", .help = "many"},
    {"day", .kind = OPTION_DAY, .at = offsetof(struct values, day), .argument = "DAY",
     .help = "a day"},
    {"duration", .kind = OPTION_DURATION_MS, .at = offsetof(struct values, duration),
     .argument = "TIME", .help = "time", .min = 100, .max = 600000},
    {"bytes", .kind = OPTION_BYTES, .at = offsetof(struct values, bytes),
     .argument = "SIZE", .help = "a size", .min = 1024},
    {"number", 'n', .kind = OPTION_NUMBER, .at = offsetof(struct values, number),
     .argument = "N", .help = "digits", .min = 1, .max = 100},
    {"colour", .kind = OPTION_CHOICE, .at = offsetof(struct values, choice),
     .argument = "WHEN", .help = "a choice", .choices = colours},
};

static const struct command_usage usage = {
    .name = "trial",
    .synopsis = "--text FILE PATH...",
    .summary = "Nothing.",
    .operand = "PATH",
    .min_operands = 1,
    .max_operands = 3,
    .rows = rows,
    .n_rows = ARRAY_LEN(rows),
};

static bool read_words(struct words *words, struct values *values)
{
    struct operands operands = {NULL, 0};
    int exit_code = -1;

    if (options_read(&usage, words->n, words->all, values, &operands, &exit_code)) {
        check_taken(values, &operands, words);
        return true;
    }
    FUZZ_LAW(exit_code == EXIT_OK || exit_code == EXIT_WRONG,
             "the exit code is success for help, and wrong usage for everything else");
    return false;
}

/* The stream for usage and errors, which are discarded. */
static FILE *nowhere(void)
{
    static FILE *stream = NULL;

    if (stream == NULL)
        stream = fopen("/dev/null", "w");
    FUZZ_LAW(stream != NULL, "/dev/null can be opened");
    return stream;
}

static bool read_bytes(struct str bytes)
{
    struct words words = {.n = 0};
    struct values values = {.number = 1, .duration = 100, .bytes = 1024};
    bool taken = false;

    split(bytes, &words);
    taken = read_words(&words, &values);
    for (int i = 0; i < words.n; i++)
        free(words.all[i]);
    option_texts_clear(&values.texts);
    return taken;
}

void fuzz_one(struct str bytes)
{
    FILE *const out = stdout;
    FILE *const err = stderr;

    stdout = nowhere();
    stderr = nowhere();
    (void)read_bytes(bytes);
    FUZZ_LAW(read_bytes(STR("-tx\npath")),
             "a valid line is accepted whatever was parsed before");
    stdout = out;
    stderr = err;
}
