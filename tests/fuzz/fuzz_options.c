/* options: a command line.  Words with line ends between them. */
#include <stdio.h>
#include <stdlib.h>

#include "cmd/cli/commands.h"
#include "cmd/cli/options.h"
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
    FUZZ_LAW(values->text != NULL, "what is required was given");
    FUZZ_LAW(values->choice < 3, "a choice is one of those there are");
    FUZZ_LAW(values->number >= 1 && values->number <= 100,
             "a number is within its bounds");
    FUZZ_LAW(values->duration >= 100 && values->duration <= 600000,
             "a duration is within its bounds");
    FUZZ_LAW(values->bytes >= 1024, "a size is within its bounds");
    FUZZ_LAW(operands->n >= 1 && operands->n <= 3, "operands are as many as may be");
    for (size_t i = 0; i < operands->n; i++)
        FUZZ_LAW(operands->items[i] == words->all[words->n - (int)operands->n + (int)i],
                 "operands are the last words");
    for (size_t i = 0; i < values->texts.n; i++)
        FUZZ_LAW(values->texts.items[i] != NULL, "every text is there");
}

static bool read_words(struct words *words, struct values *values)
{
    const struct option_row rows[] = {
        {"flag", 'f', OPTION_FLAG, NULL, "a flag", &values->flag, false, 0, 0, NULL},
        {"text", 't', OPTION_TEXT, "FILE", "a text", &values->text, true, 0, 0, NULL},
        {"texts", 'm', OPTION_TEXTS, "X", "many", &values->texts, false, 0, 0, NULL},
        {"day", 0, OPTION_DAY, "DAY", "a day", &values->day, false, 0, 0, NULL},
        {"duration", 0, OPTION_DURATION_MS, "TIME", "time", &values->duration, false, 100,
         600000, NULL},
        {"bytes", 0, OPTION_BYTES, "SIZE", "a size", &values->bytes, false, 1024, 0,
         NULL},
        {"number", 'n', OPTION_NUMBER, "N", "digits", &values->number, false, 1, 100,
         NULL},
        {"colour", 0, OPTION_CHOICE, "WHEN", "a choice", &values->choice, false, 0, 0,
         colours},
    };
    const struct command_usage usage = {
        "trial", "--text FILE PATH...", "Nothing.", NULL, "PATH", 1, 3,
        rows,    ARRAY_LEN(rows)};
    struct operands operands = {NULL, 0};
    int exit_code = -1;

    if (options_read(&usage, words->n, words->all, &operands, &exit_code)) {
        check_taken(values, &operands, words);
        return true;
    }
    FUZZ_LAW(exit_code == EXIT_OK || exit_code == EXIT_WRONG,
             "help is success, anything else is wrong usage");
    return false;
}

/* Where what is said goes: it is about nobody's command. */
static FILE *nowhere(void)
{
    static FILE *stream = NULL;

    if (stream == NULL)
        stream = fopen("/dev/null", "w");
    FUZZ_LAW(stream != NULL, "there is a /dev/null");
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
             "whatever was read before, a good line is taken");
    stdout = out;
    stderr = err;
}
