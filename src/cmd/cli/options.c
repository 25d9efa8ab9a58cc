/* SPDX-License-Identifier: Apache-2.0 */
/*
 * options: see command.h.
 *
 * getopt_long() parses the arguments, and the rows give them a meaning.  Its own messages
 * are disabled, because the messages here name the nearest known option.
 */
#include "cmd/cli/command.h"

#include <assert.h>
#include <getopt.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "base/near.h"
#include "base/text.h"
#include "cmd/cli/output.h"

#define ROWS_MAX    40
#define LETTERS_MAX (2 * ROWS_MAX + 4)
#define VALUE_HELP  (ROWS_MAX + 256)
#define VALUE_FIRST 256 /* above every letter */

#define GO_ON (-1) /* not an exit code: no error so far */

#define HELP_COLUMNS    80
#define SYNOPSIS_INDENT 6

struct reader {
    const struct command_usage *usage;
    void *into; /* the command's struct */
    struct option longs[ROWS_MAX + 2];
    char letters[LETTERS_MAX];
    bool given[ROWS_MAX];
    size_t n_stdin; /* values that are "-" */
};

void option_texts_clear(struct option_texts *texts)
{
    free(texts->items);
    *texts = (struct option_texts){0};
}

int options_wrong(const struct command_usage *usage, const char *format, ...)
{
    va_list args;

    fprintf(stderr, "ingress-warden %s: ", usage->name);
    va_start(args, format);
    vfprintf(stderr, format, args);
    va_end(args);
    fprintf(stderr, "\nTry 'ingress-warden %s --help'.\n", usage->name);
    return EXIT_WRONG;
}

static const struct option_row *row_at(const struct command_usage *usage, size_t i)
{
    assert(usage->rows != NULL && i < usage->n_rows);
    return &usage->rows[i];
}

static void reader_init(struct reader *reader, const struct command_usage *usage,
                        void *into)
{
    size_t at = 0;

    assert(usage->n_rows <= ROWS_MAX);
    *reader = (struct reader){.usage = usage, .into = into};
    reader->letters[at++] = ':'; /* distinguish a missing value from an unknown option */
    reader->letters[at++] = 'h';
    for (size_t i = 0; i < usage->n_rows; i++) {
        const struct option_row *row = row_at(usage, i);
        const bool takes_value = row->kind != OPTION_FLAG;
        const int argument = row->kind == OPTION_TEXT_OR_NONE ? optional_argument
                             : takes_value                    ? required_argument
                                                              : no_argument;

        reader->longs[i] =
            (struct option){row->name, argument, NULL, VALUE_FIRST + (int)i};
        if (row->letter == 0)
            continue;
        reader->letters[at++] = row->letter;
        if (takes_value)
            reader->letters[at++] = ':';
    }
    reader->longs[usage->n_rows] = (struct option){"help", no_argument, NULL, VALUE_HELP};
}

/* The row for a value that getopt returned; NULL: there is none. */
static const struct option_row *row_of(const struct command_usage *usage, int value)
{
    if (value >= VALUE_FIRST && (size_t)(value - VALUE_FIRST) < usage->n_rows)
        return row_at(usage, (size_t)(value - VALUE_FIRST));
    for (size_t i = 0; i < usage->n_rows; i++) {
        if (value != 0 && row_at(usage, i)->letter == value)
            return row_at(usage, i);
    }
    return NULL;
}

/* word: as typed, `--polcy=x`. */
static int complain_unknown(const struct command_usage *usage, const char *word)
{
    struct str names[ROWS_MAX + 1];
    struct str near;
    const struct str typed = {word, strcspn(word, "=")};
    AUTO(buf_clear) struct buf line = {.max_bytes = BUF_MAX_BYTES};

    for (size_t i = 0; i < usage->n_rows; i++)
        names[i] = str_from(row_at(usage, i)->name);
    names[usage->n_rows] = STR("help");
    text_add_escaped(&line, typed, TEXT_QUOTED_MAX);
    if (typed.len > 2 && near_find(str_skip(typed, 2), names, usage->n_rows + 1, &near))
        buf_addf(&line, "; did you mean --%.*s?", STR_ARGS(near));
    return options_wrong(usage, "unknown option %s", buf_text(&line));
}

static int complain_refused(const struct command_usage *usage, char **argv)
{
    const struct option_row *row = row_of(usage, optopt);
    const char letter[] = {'-', (char)optopt, '\0'};

    if (row != NULL || optopt == VALUE_HELP)
        return options_wrong(usage, "option --%s takes no value",
                             row == NULL ? "help" : row->name);
    return complain_unknown(usage, optopt == 0 ? argv[optind - 1] : letter);
}

/* Bytes up to the next blank before an option or a bracket, or to the end. */
static size_t synopsis_word(const char *text)
{
    size_t n = 0;

    while (text[n] != '\0' &&
           !(text[n] == ' ' && (text[n + 1] == '[' || text[n + 1] == '-')))
        n++;
    return n;
}

static void print_synopsis(const struct command_usage *usage)
{
    const char *rest = usage->synopsis;
    int used = printf("Usage: ingress-warden %s", usage->name);

    while (*rest != '\0') {
        const int len = (int)synopsis_word(rest);

        if (used + 1 + len > HELP_COLUMNS)
            used = printf("\n%*s", SYNOPSIS_INDENT, "") - 1;
        used += printf(" %.*s", len, rest);
        rest += len;
        rest += *rest == ' ';
    }
    putchar('\n');
}

static void print_help(const struct command_usage *usage)
{
    print_synopsis(usage);
    printf("%s\n\n", usage->summary);
    for (size_t i = 0; i < usage->n_rows; i++)
        option_value_help(&usage->rows[i]);
    printf("  -h, --help             this text\n");
    if (usage->exits != NULL)
        printf("\n%s\n", usage->exits);
}

/* Handle one option that getopt has read.  Returns GO_ON or the exit code. */
static int take(struct reader *reader, int value, char **argv)
{
    const struct command_usage *usage = reader->usage;
    const struct option_row *row = row_of(usage, value);
    AUTO(buf_clear) struct buf reason = {.max_bytes = BUF_MAX_BYTES};

    if (value == VALUE_HELP || value == 'h') {
        print_help(usage);
        return output_finish(usage->name, EXIT_OK);
    }
    if (value == ':') {
        row = row_of(usage, optopt);
        assert(row != NULL);
        return options_wrong(usage, "option --%s needs a value: %s", row->name,
                             row->argument);
    }
    if (row == NULL)
        return complain_refused(usage, argv);
    reader->given[row - usage->rows] = true;
    reader->n_stdin += optarg != NULL && strcmp(optarg, "-") == 0;
    if (option_value_take(row, optarg, reader->into, &reason))
        return GO_ON;
    return options_wrong(usage, "%s", buf_text(&reason));
}

static int check_required(const struct reader *reader)
{
    for (size_t i = 0; i < reader->usage->n_rows; i++) {
        const struct option_row *row = row_at(reader->usage, i);

        if (row->required && !reader->given[i])
            return options_wrong(reader->usage, "--%s %s is missing", row->name,
                                 row->argument);
    }
    return GO_ON;
}

static int check_operands(const struct reader *reader, const struct operands *operands)
{
    const struct command_usage *usage = reader->usage;
    AUTO(buf_clear) struct buf extra = {.max_bytes = BUF_MAX_BYTES};
    const size_t max = usage->operand == NULL     ? 0
                       : usage->max_operands == 0 ? SIZE_MAX
                                                  : usage->max_operands;
    size_t n_stdin = reader->n_stdin;

    if (operands->n < usage->min_operands)
        return options_wrong(usage, "%s is missing", usage->operand);
    if (operands->n > max) {
        text_add_quoted(&extra, str_from(operands->items[max]));
        return options_wrong(usage, "unexpected argument %s", buf_text(&extra));
    }
    for (size_t i = 0; i < operands->n; i++)
        n_stdin += strcmp(operands->items[i], "-") == 0;
    /* The first reader would consume all input, and the second would see none. */
    if (n_stdin > 1 && usage->stdin_twice != NULL) {
        output_complain(usage->name, "%s", usage->stdin_twice);
        return EXIT_WRONG;
    }
    if (n_stdin > 1)
        return options_wrong(usage, "standard input (-) can be read only once");
    return GO_ON;
}

bool options_read(const struct command_usage *usage, int argc, char **argv, void *into,
                  struct operands *ret, int *ret_exit)
{
    struct reader reader;
    struct operands operands;
    int exit_code = GO_ON;

    reader_init(&reader, usage, into);
    optind = 0; /* restart getopt, even if it last stopped inside an argument */
    opterr = 0;
    while (exit_code == GO_ON) {
        const int value = getopt_long(argc, argv, reader.letters, reader.longs, NULL);

        if (value == -1)
            break;
        exit_code = take(&reader, value, argv);
    }
    operands = (struct operands){argv + optind, (size_t)(argc - optind)};
    if (exit_code == GO_ON)
        exit_code = check_required(&reader);
    if (exit_code == GO_ON)
        exit_code = check_operands(&reader, &operands);
    if (exit_code == GO_ON)
        *ret = operands;
    else
        *ret_exit = exit_code;
    return exit_code == GO_ON;
}
