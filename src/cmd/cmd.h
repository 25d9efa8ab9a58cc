/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cmd: the subcommands that have no folder of their own.
 *
 * argv[0] is the name of the subcommand.  Each returns the program's exit code.
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

/* All subcommands, in the order of the help. */
const struct command_set *cmd_all(void);

/*
 * review_stream: splits bytes into the JSON documents that they contain.
 *
 * A document extends from its first brace to the matching one.  A document that is broken
 * (a line break within a string) extends to the next line that begins with a brace; so
 * does text that does not begin with one.  After a document that never ends, the whole
 * rest is split at such lines.  Documents borrow from the bytes.  Linear time.
 */
struct review_stream {
    struct str bytes;
    size_t at;
    bool by_lines;  /* a document never ended: split at lines only */
    uint32_t line;  /* of the document returned last; from 1 */
    size_t counted; /* bytes whose line feeds are counted in `line` */
};

void review_stream_init(struct review_stream *stream, struct str bytes);

/* The next document: not blank, but maybe not valid JSON.  False: there are no more. */
bool review_stream_next(struct review_stream *stream, struct str *ret);

#endif
