/* SPDX-License-Identifier: Apache-2.0 */
/*
 * xml: texts in XML 1.0, in elements and in attributes that stand in double quotes.
 */
#ifndef CMD_CLI_XML_H
#define CMD_CLI_XML_H

#include "base/buf.h"

/* A text of the program's own, or one that was made readable. */
void xml_add(struct buf *buf, struct str text);

/* Bytes from outside: made readable by text_add_escaped(). */
void xml_add_escaped(struct buf *buf, struct str text);

#endif
