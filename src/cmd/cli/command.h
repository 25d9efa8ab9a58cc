/* SPDX-License-Identifier: Apache-2.0 */
/*
 * command: tables of commands and of their options, and the files that these name.
 *
 * An unknown command or option, and any other wrong usage, is answered in one line on
 * stderr, with the nearest known word, and is EXIT_WRONG.  Texts are borrowed from argv.
 * Main thread only (getopt_long).
 */
#ifndef CMD_CLI_COMMAND_H
#define CMD_CLI_COMMAND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/buf.h"
#include "base/err.h"

struct certificate_file;
struct places;
struct policy;
struct problems;

struct command_row {
    const char *name;
    int (*run)(int argc, char **argv); /* argv[0] is the name; returns the exit code */
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

enum option_kind {       /* the type of the member at `at` */
    OPTION_FLAG,         /* bool */
    OPTION_TEXT,         /* const char *: the last one given wins */
    OPTION_TEXT_OR_NONE, /* the same, or "" for --NAME alone; --NAME=TEXT */
    OPTION_TEXTS,        /* struct option_texts: may be given many times */
    OPTION_DAY,          /* int32_t: YYYY-MM-DD */
    OPTION_DURATION_MS,  /* uint64_t: 500ms, 10s, 2m, 1h; without unit: seconds */
    OPTION_BYTES,        /* uint64_t: 4096, 512KiB, 8MiB, 1GiB (or 512K, 8M, 1G) */
    OPTION_NUMBER,       /* uint64_t: digits */
    OPTION_CHOICE,       /* unsigned: index into `choices` */
};

struct option_texts {
    const char **items; /* option_texts_clear() frees it, not the texts */
    size_t n;
    size_t cap;
};
void option_texts_clear(struct option_texts *texts);

/* -h and --help need no row. */
struct option_row {
    const char *name; /* without dashes */
    char letter;      /* 0: no short form */
    enum option_kind kind;
    size_t at;            /* offset in the command's struct, which holds the default */
    const char *argument; /* "FILE"; NULL for OPTION_FLAG */
    const char *help;     /* after the option; at most 54 columns a line, "\n" inside */
    bool required;
    uint64_t min, max;          /* OPTION_DURATION_MS, _BYTES, _NUMBER; max 0: no limit */
    const char *const *choices; /* OPTION_CHOICE: ends with NULL */
};

/* Rows that several commands share. */
#define OPTION_ROW_POLICY(type, member)                                                  \
    {                                                                                    \
        "policy", .kind = OPTION_TEXT, .at = offsetof(type, member), .required = true,   \
                  .argument = "FILE",                                                    \
                  .help = "the policy: a file, a folder of *.yaml, a ConfigMap"          \
    }
#define OPTION_ROW_DATE(type, member)                                                    \
    {                                                                                    \
        "date", .kind = OPTION_DAY, .at = offsetof(type, member),                        \
                .argument = "YYYY-MM-DD",                                                \
                .help = "judge as of that day (default: today, UTC)"                     \
    }

struct command_usage {
    const char *name;     /* "check", "certs make" */
    const char *synopsis; /* after the name: "--policy FILE [OPTION]... PATH..." */
    const char *summary;  /* one or two lines of at most 80 columns */
    const char *exits;    /* "Exit code: 0 ...; 1 ...; 2 ..."; NULL: none */
    const char *operand;  /* what an operand is, for messages: "PATH"; NULL: none taken */
    size_t min_operands;
    size_t max_operands; /* 0: as many as one likes, where operand is given */
    const struct option_row *rows;
    size_t n_rows;
    const char *stdin_twice; /* what is said when "-" is given twice; NULL: the usual */
};

struct operands {
    char **items; /* borrowed from argv */
    size_t n;
};

/*
 * Read the options into the command's struct (NULL where there are no rows) and the
 * operands.  False: nothing more is to be done and *ret_exit is the exit code (EXIT_OK
 * after --help, EXIT_WRONG after wrong usage, said on stderr).
 */
bool options_read(const struct command_usage *usage, int argc, char **argv, void *into,
                  struct operands *ret, int *ret_exit) MUST_CHECK;

/* For what options_read() cannot know: "ingress-warden NAME: TEXT" and where the help
 * is, on stderr.  Returns EXIT_WRONG. */
int options_wrong(const struct command_usage *usage, const char *format, ...)
    PRINTF_LIKE(2, 3);

/* For options.c: one value, and the row's lines of the help on stdout.  Store text (NULL
 * for OPTION_FLAG) in the command's struct.  False: *reason says what is wrong, and
 * nothing is stored. */
bool option_value_take(const struct option_row *row, const char *text, void *into,
                       struct buf *reason) MUST_CHECK;
void option_value_help(const struct option_row *row);

/* The policy at path.  NULL: everything that is wrong with it was said on stderr, in the
 * manner of lint. */
struct policy *option_policy_load(const char *command, const char *path, int32_t today)
    MUST_CHECK;

/* The same; where everything stands is added to `places`, unless that is NULL, and what
 * lint finds to `problems`. */
struct policy *option_policy_load_with_places(const char *command, const char *path,
                                              int32_t today, struct places *places,
                                              struct problems *problems) MUST_CHECK;

/* "policy NAME HASH" */
void option_policy_add_name(struct buf *buf, const struct policy *policy);

/* The PEM file at path; NULL: not given.  False: unreadable (ERR_IO, ERR_LIMIT), or
 * empty (ERR_INVALID). */
bool option_pem_read(struct arena *arena, const char *path, struct certificate_file *ret,
                     struct err *err) MUST_CHECK;

#endif
