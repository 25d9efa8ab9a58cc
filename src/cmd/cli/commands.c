/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/cli/command.h"

#include <stdio.h>
#include <string.h>

#include "base/attr.h"
#include "base/near.h"
#include "base/text.h"
#include "cmd/cli/output.h"

#define COMMANDS_MAX 32 /* rows that are compared for "did you mean" */

static void print_help(const struct command_set *set, FILE *stream)
{
    fprintf(stream, "Usage: %s COMMAND [OPTION]...\n\n", set->program);
    for (size_t i = 0; i < set->n; i++)
        fprintf(stream, "  %-9s %s\n", set->rows[i].name, set->rows[i].summary);
    if (set->footer != NULL)
        fprintf(stream, "\n%s\n", set->footer);
}

static void add_near_option(const struct command_set *set, const char *name,
                            struct buf *line)
{
    static const struct str options[] = {STR_INIT("--help"), STR_INIT("--version")};
    const size_t n = set->has_version ? ARRAY_LEN(options) : 1;
    struct str near;

    text_add_escaped(line, str_from(name), TEXT_QUOTED_MAX);
    if (near_find(str_from(name), options, n, &near))
        buf_addf(line, "; did you mean %.*s?", STR_ARGS(near));
}

static void add_near_command(const struct command_set *set, const char *name,
                             struct buf *line)
{
    struct str names[COMMANDS_MAX];
    struct str near;
    size_t n = 0;

    for (; n < set->n && n < COMMANDS_MAX; n++)
        names[n] = str_from(set->rows[n].name);
    text_add_quoted(line, str_from(name));
    if (near_find(str_from(name), names, n, &near))
        buf_addf(line, "; did you mean \"%.*s\"?", STR_ARGS(near));
}

/* "unknown command "chek"; did you mean "check"?" on stderr. */
static int complain(const struct command_set *set, const char *name)
{
    const bool is_option = name[0] == '-' && name[1] != '\0';
    AUTO(buf_clear) struct buf line = {.max_bytes = BUF_MAX_BYTES};

    if (is_option)
        add_near_option(set, name, &line);
    else
        add_near_command(set, name, &line);
    fprintf(stderr, "%s: unknown %s %s\n", set->program, is_option ? "option" : "command",
            buf_text(&line));
    fprintf(stderr, "Try '%s --help'.\n", set->program);
    return EXIT_WRONG;
}

int commands_run(const struct command_set *set, int argc, char **argv)
{
    if (argc < 2) {
        print_help(set, stderr);
        return EXIT_WRONG;
    }
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0) {
        print_help(set, stdout);
        return output_finish("help", EXIT_OK);
    }
    for (size_t i = 0; i < set->n; i++) {
        if (strcmp(set->rows[i].name, argv[1]) == 0)
            return set->rows[i].run(argc - 1, argv + 1);
    }
    return complain(set, argv[1]);
}
