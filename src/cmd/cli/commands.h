/*
 * commands: a choice among (sub)commands by the first word, as a table.
 *
 * Used by main.c, and by commands that have subcommands of their own (certs).  An
 * unknown word is answered with the nearest known one, and exit code 2.
 */
#ifndef CMD_CLI_COMMANDS_H
#define CMD_CLI_COMMANDS_H

#include <stddef.h>

#define EXIT_OK     0
#define EXIT_BROKEN 1 /* something was denied, or found wrong */
#define EXIT_WRONG  2 /* wrong usage; something could not be read or judged */

struct command_row {
    const char *name;
    int (*run)(int argc, char **argv); /* argv[0] is the name */
    const char *summary;               /* one line, at most 60 characters */
};

struct command_set {
    const char *program; /* "ingress-warden", "ingress-warden certs" */
    const struct command_row *rows;
    size_t n;
    const char *footer; /* last lines of the help; NULL: none */
};

/*
 * Run the row that argv[1] names with argv + 1, and return its exit code.  No word at
 * all: the help on stderr, EXIT_WRONG.  --help and -h: the help on stdout, EXIT_OK.
 */
int commands_run(const struct command_set *set, int argc, char **argv);

/* The row of that name; NULL when there is none. */
const struct command_row *commands_find(const struct command_set *set, const char *name);

/* "unknown command "chek"; did you mean "check"?" on stderr. */
void commands_complain(const struct command_set *set, const char *name);

/* The help on stdout. */
void commands_help(const struct command_set *set);

#endif
