/*
 * yaml_text: a JSON object as block YAML, as kubectl prints objects.
 *
 * Order and numbers stay as they are.  Text that any YAML reader could take for
 * something else stands in double quotes.  Below 64 levels the rest is in flow style.
 */
#ifndef CMD_CLI_YAML_TEXT_H
#define CMD_CLI_YAML_TEXT_H

#include "base/buf.h"
#include "base/err.h"

/* False: json is not JSON; nothing was added. */
bool yaml_text_add(struct buf *buf, struct str json, struct err *err) MUST_CHECK;

#endif
