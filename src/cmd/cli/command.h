/* SPDX-License-Identifier: Apache-2.0 */
/*
 * command: tables of commands and their options, and loading the files that options name.
 *
 * An unknown command or option, or any other wrong usage, is reported in one line on
 * stderr, with the nearest known word, and gives EXIT_WRONG.  Texts are borrowed from
 * argv.  Main thread only (getopt_long).
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
    bool has_version;   /* --version is an option */
};

/*
 * Run the row that argv[1] names with argv + 1, and return its exit code.  Without
 * argv[1], print the help on stderr and return EXIT_WRONG.  For --help and -h, print it
 * on stdout and return EXIT_OK.
 */
int commands_run(const struct command_set *set, int argc, char **argv);

enum option_kind {       /* the type of the member at `at` */
    OPTION_FLAG,         /* bool */
    OPTION_TEXT,         /* const char *: the last value wins */
    OPTION_TEXT_OR_NONE, /* the same; --NAME=TEXT, or --NAME alone for "" */
    OPTION_TEXTS,        /* struct option_texts: may be repeated */
    OPTION_DAY,          /* int32_t: YYYY-MM-DD */
    OPTION_DURATION_MS,  /* uint64_t: 500ms, 10s, 2m, 1h; without unit: seconds */
    OPTION_BYTES,        /* uint64_t: 4096, 512KiB, 8MiB, 1GiB (or 512K, 8M, 1G) */
    OPTION_NUMBER,       /* uint64_t: digits */
    OPTION_CHOICE,       /* unsigned: index into `choices` */
};

struct option_texts {
    const char **items; /* option_texts_clear() frees the array, not the texts */
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
    const char *operand;  /* what messages call an operand: "PATH"; NULL: none taken */
    size_t min_operands;
    size_t max_operands; /* 0: no limit, if `operand` is set */
    const struct option_row *rows;
    size_t n_rows;
    const char *stdin_twice; /* message for a second "-"; NULL: the default one */
};

struct operands {
    char **items; /* borrowed from argv */
    size_t n;
};

/*
 * Read the options into the command's struct (NULL if there are no rows), and the
 * operands.  False: the command must end with *ret_exit, which is EXIT_OK after --help,
 * and EXIT_WRONG after wrong usage, which was reported on stderr.
 */
bool options_read(const struct command_usage *usage, int argc, char **argv, void *into,
                  struct operands *ret, int *ret_exit) MUST_CHECK;

/* Report wrong usage that options_read() cannot detect: "ingress-warden NAME: TEXT" and a
 * pointer to the help, on stderr.  Returns EXIT_WRONG. */
int options_wrong(const struct command_usage *usage, const char *format, ...)
    PRINTF_LIKE(2, 3);

/* For options.c.  Store the value of text (NULL for OPTION_FLAG) in the command's struct.
 * False: *reason receives the error, and nothing is stored. */
bool option_value_take(const struct option_row *row, const char *text, void *into,
                       struct buf *reason) MUST_CHECK;
/* For options.c.  Print the row's lines of the help on stdout. */
void option_value_help(const struct option_row *row);

/* Load the policy at path; the caller owns the reference.  NULL: all of its errors were
 * reported on stderr, in the format of lint. */
struct policy *option_policy_load(const char *command, const char *path, int32_t today)
    MUST_CHECK;

/* The same.  Adds the places of all entries to `places`, unless that is NULL, and the
 * findings of lint to `problems`. */
struct policy *option_policy_load_with_places(const char *command, const char *path,
                                              int32_t today, struct places *places,
                                              struct problems *problems) MUST_CHECK;

/* "policy NAME HASH" */
void option_policy_add_name(struct buf *buf, const struct policy *policy);

/* Read the PEM file at path into the arena.  path NULL: the option was not given, and the
 * file stays empty.  False: unreadable (ERR_IO, ERR_LIMIT), or empty (ERR_INVALID). */
bool option_pem_read(struct arena *arena, const char *path, struct certificate_file *ret,
                     struct err *err) MUST_CHECK;

#endif
