/* SPDX-License-Identifier: Apache-2.0 */
/* options: command lines: the values read, and the messages about wrong ones. */
#include <unistd.h>

#include "cmd/cli/command.h"
#include "cmd/cli/output.h"
#include "unit.h"

#define WORDS_MAX 8
#define SAID_MAX  4096

struct values {
    bool flag;
    bool quiet;
    const char *text;
    uint64_t number;
};

static const struct option_row rows[] = {
    {"flag", 'f', .kind = OPTION_FLAG, .at = offsetof(struct values, flag),
     .help = "a flag with a letter"},
    {"quiet", .kind = OPTION_FLAG, .at = offsetof(struct values, quiet),
     .help = "a flag\nof two lines"},
    {"text", 't', .kind = OPTION_TEXT, .at = offsetof(struct values, text),
     .required = true, .argument = "FILE", .help = "a text"},
    {"a-number-with-a-name", .kind = OPTION_NUMBER, .at = offsetof(struct values, number),
     .argument = "N", .help = "too long for its column", .max = 9},
};

static const struct command_usage usage = {
    .name = "trial",
    .synopsis = "--text FILE -f [--quiet] [--a-number-with-a-name N] PATH [PATH]",
    .summary = "Try it.",
    .exits = "Exit code: 0.",
    .operand = "PATH",
    .min_operands = 1,
    .max_operands = 2,
    .rows = rows,
    .n_rows = ARRAY_LEN(rows),
};

static const struct command_usage bare = {
    .name = "bare",
    .synopsis = "",
    .summary = "Nothing.",
};

static const struct command_usage endless = {
    .name = "endless",
    .synopsis = "[PATH]...",
    .summary = "Many.",
    .operand = "PATH",
};

#define TRY "\nTry 'ingress-warden trial --help'.\n"
#define HELP                                                                             \
    "Usage: ingress-warden trial --text FILE -f [--quiet]\n"                             \
    "       [--a-number-with-a-name N] PATH [PATH]\n"                                    \
    "Try it.\n\n"                                                                        \
    "  -f, --flag             a flag with a letter\n"                                    \
    "  --quiet                a flag\n"                                                  \
    "                         of two lines\n"                                            \
    "  -t, --text FILE        a text\n"                                                  \
    "  --a-number-with-a-name N\n"                                                       \
    "                         too long for its column\n"                                 \
    "  -h, --help             this text\n\n"                                             \
    "Exit code: 0.\n"

static const struct {
    const char *why;
    const char *words[WORDS_MAX];
    const char *said; /* on stderr; NULL: the line is accepted */
    size_t n_operands;
    bool flag;
    uint64_t number;
} cases[] = {
    {"the required option and one operand", {"--text", "a", "b"}, NULL, 1, false, 0},
    {"a value after an equals sign", {"--text=a", "b"}, NULL, 1, false, 0},
    {"letters", {"-f", "-t", "a", "b"}, NULL, 1, true, 0},
    {"letters in one word", {"-fta", "b"}, NULL, 1, true, 0},
    {"an unambiguous beginning of a name", {"--te=a", "--fl", "b"}, NULL, 1, true, 0},
    {"operands may stand between options", {"b", "--text", "a", "c"}, NULL, 2, false, 0},
    {"after two dashes everything is an operand",
     {"--text=a", "--", "--flag"},
     NULL,
     1,
     false,
     0},
    {"two dashes can be a value", {"--text", "--flag", "b"}, NULL, 1, false, 0},
    {"the maximum of a number", {"--a-number=9", "-ta", "b"}, NULL, 1, false, 9},
    {"one more than the maximum",
     {"--a-number=10", "-ta", "b"},
     "--a-number-with-a-name: \"10\" is too large" TRY,
     0,
     false,
     0},
    {"standard input as a value", {"-t-", "b"}, NULL, 1, false, 0},
    {"as an operand", {"-ta", "-"}, NULL, 1, false, 0},
    {"standard input twice",
     {"-t-", "-"},
     "standard input (-) can be read only once" TRY,
     0,
     false,
     0},
    {"twice as operands",
     {"-ta", "-", "-"},
     "standard input (-) can be read only once" TRY,
     0,
     false,
     0},
    {"a required option is missing", {"b"}, "--text FILE is missing" TRY, 0, false, 0},
    {"no operand", {"-ta"}, "PATH is missing" TRY, 0, false, 0},
    {"the maximum number of operands", {"-ta", "b", "c"}, NULL, 2, false, 0},
    {"one more operand",
     {"-ta", "b", "c", "d\n"},
     "unexpected argument \"d\\n\"" TRY,
     0,
     false,
     0},
    {"a mistyped name",
     {"--tezt=a", "b"},
     "unknown option --tezt; did you mean --text?" TRY,
     0,
     false,
     0},
    {"help is a name, too",
     {"--hlep"},
     "unknown option --hlep; did you mean --help?" TRY,
     0,
     false,
     0},
    {"a name near no other",
     {"--bananas", "b"},
     "unknown option --bananas" TRY,
     0,
     false,
     0},
    {"an unknown letter", {"-x", "b"}, "unknown option -x" TRY, 0, false, 0},
    {"an unknown letter after a known one",
     {"-fx", "b"},
     "unknown option -x" TRY,
     0,
     false,
     0},
    {"a flag with a value",
     {"--flag=1", "b"},
     "option --flag takes no value" TRY,
     0,
     false,
     0},
    {"help with a value", {"--help=1"}, "option --help takes no value" TRY, 0, false, 0},
    {"a name without its value",
     {"b", "--text"},
     "option --text needs a value: FILE" TRY,
     0,
     false,
     0},
    {"a letter without its value",
     {"b", "-t"},
     "option --text needs a value: FILE" TRY,
     0,
     false,
     0},
    {"the first error is reported",
     {"--number", "--text"},
     "unknown option --number" TRY,
     0,
     false,
     0},
};

/* Redirects a standard stream to a file for a while. */
struct capture {
    FILE *stream;
    int saved;
    FILE *file;
};

static void capture_begin(struct capture *capture, FILE *stream)
{
    capture->stream = stream;
    capture->file = tmpfile();
    assert_non_null(capture->file);
    fflush(stream);
    capture->saved = dup(fileno(stream));
    assert_true(capture->saved >= 0);
    assert_true(dup2(fileno(capture->file), fileno(stream)) >= 0);
}

static void capture_end(struct capture *capture, char said[SAID_MAX])
{
    size_t n;

    fflush(capture->stream);
    assert_true(dup2(capture->saved, fileno(capture->stream)) >= 0);
    close(capture->saved);
    rewind(capture->file);
    n = fread(said, 1, SAID_MAX - 1, capture->file);
    said[n] = '\0';
    fclose(capture->file);
}

/* Parses one line; its output goes to out and err. */
static bool read_line(const struct command_usage *command, const char *const words[],
                      struct values *values, struct operands *operands, int *ret_exit,
                      char out[SAID_MAX], char err[SAID_MAX])
{
    /* getopt_long() reorders the words, but does not change them. */
    static char storage[WORDS_MAX + 1][64];
    static char *argv[WORDS_MAX + 2];
    struct capture outs;
    struct capture errs;
    int argc = 1;
    bool taken;

    argv[0] = storage[0];
    for (; argc <= WORDS_MAX && words[argc - 1] != NULL; argc++) {
        snprintf(storage[argc], sizeof storage[argc], "%s", words[argc - 1]);
        argv[argc] = storage[argc];
    }
    argv[argc] = NULL;
    capture_begin(&outs, stdout);
    capture_begin(&errs, stderr);
    taken = options_read(command, argc, argv, values, operands, ret_exit);
    capture_end(&errs, err);
    capture_end(&outs, out);
    return taken;
}

static void lines(void **state)
{
    static char out[SAID_MAX];
    static char err[SAID_MAX];
    char want[SAID_MAX];

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        const char *const why = cases[i].why;
        struct values values = {.number = 0};
        struct operands operands = {NULL, 0};
        int exit_code = -1;

        if (read_line(&usage, cases[i].words, &values, &operands, &exit_code, out, err)) {
            check_true(cases[i].said == NULL, why);
            check_true(operands.n == cases[i].n_operands, why);
            check_true(values.flag == cases[i].flag, why);
            check_true(values.number == cases[i].number, why);
            check_true(values.text != NULL, why);
            check_text(str_from(err), STR(""), why);
            continue;
        }
        check_true(cases[i].said != NULL && exit_code == EXIT_WRONG, why);
        snprintf(want, sizeof want, "ingress-warden trial: %s",
                 cases[i].said == NULL ? "" : cases[i].said);
        check_text(str_from(err), str_from(want), why);
        check_text(str_from(out), STR(""), why);
    }
}

static void help(void **state)
{
    static const struct {
        const char *why;
        const char *words[WORDS_MAX];
    } asked[] = {
        {"by name", {"--help"}},
        {"by letter", {"-h"}},
        {"before all other options are read", {"b", "c", "d", "-h", "--unknown"}},
    };
    static char out[SAID_MAX];
    static char err[SAID_MAX];

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(asked); i++) {
        struct values values = {.number = 0};
        struct operands operands = {NULL, 0};
        int exit_code = -1;

        check_true(
            !read_line(&usage, asked[i].words, &values, &operands, &exit_code, out, err),
            asked[i].why);
        check_true(exit_code == EXIT_OK, asked[i].why);
        check_text(str_from(out), STR(HELP), asked[i].why);
        check_text(str_from(err), STR(""), asked[i].why);
    }
}

static void without_rows(void **state)
{
    static const char *const none[] = {NULL};
    static const char *const one[] = {"b", NULL};
    static const char *const many[] = {"1", "2", "3", "4", "5", "6", "7", NULL};
    static const char *const asked[] = {"-h", NULL};
    static char out[SAID_MAX];
    static char err[SAID_MAX];
    struct operands operands = {NULL, 0};
    int exit_code = -1;

    (void)state;
    check_true(read_line(&bare, none, NULL, &operands, &exit_code, out, err),
               "no operand is accepted where none is expected");
    check_true(!read_line(&bare, one, NULL, &operands, &exit_code, out, err),
               "one operand is too many");
    check_text(str_from(err),
               STR("ingress-warden bare: unexpected argument \"b\"\n"
                   "Try 'ingress-warden bare --help'.\n"),
               "and the message names it");
    check_true(read_line(&endless, many, NULL, &operands, &exit_code, out, err) &&
                   operands.n == 7,
               "without a maximum any number of operands is accepted");
    check_true(read_line(&endless, none, NULL, &operands, &exit_code, out, err) &&
                   operands.n == 0,
               "also none");
    check_true(!read_line(&bare, asked, NULL, &operands, &exit_code, out, err) &&
                   exit_code == EXIT_OK,
               "help needs no row");
    check_text(str_from(out),
               STR("Usage: ingress-warden bare\nNothing.\n\n"
                   "  -h, --help             this text\n"),
               "and lists no exit codes if there are none");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines),
        cmocka_unit_test(help),
        cmocka_unit_test(without_rows),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
