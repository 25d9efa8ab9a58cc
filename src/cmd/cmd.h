/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cmd: the subcommands of one file; check, certs, export and probe have folders of
 * their own.
 *
 * argv[0] is the subcommand's own name.  What is returned is the program's exit code.
 */
#ifndef CMD_CMD_H
#define CMD_CMD_H

#include "base/str.h"
#include "cmd/cli/command.h"

int cmd_help(int argc, char **argv);
int cmd_lint(int argc, char **argv);
int cmd_review(int argc, char **argv);
int cmd_schema(int argc, char **argv);
int cmd_serve(int argc, char **argv);
int cmd_version(int argc, char **argv);

/* All of them, in the order of the help. */
const struct command_set *cmd_all(void);

/*
 * review_stream: JSON documents that come one after another, cut apart.
 *
 * A document is what its outermost braces enclose.  After one that is broken (a line
 * break within a string) the next begins at a line that begins with a brace.  Where a
 * document never ends, that holds for the whole rest of the file.  Linear.
 */
struct review_stream {
    struct str bytes;
    size_t at;
    bool by_lines;  /* a document never ended */
    uint32_t line;  /* of the document handed out last; from 1 */
    size_t counted; /* bytes whose line ends are in `line` */
};

void review_stream_init(struct review_stream *stream, struct str bytes);

/* The next document, not blank, maybe not JSON; false when there is none left. */
bool review_stream_next(struct review_stream *stream, struct str *ret);

#endif
