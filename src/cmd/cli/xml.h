/* SPDX-License-Identifier: Apache-2.0 */
/*
 * xml: writes text for XML 1.0, in elements and in double-quoted attributes.
 */
#ifndef CMD_CLI_XML_H
#define CMD_CLI_XML_H

#include "base/buf.h"

/* A text of this program, or one that was made readable before. */
void xml_add(struct buf *buf, struct str text);

/* Any bytes: made readable by text_add_escaped(). */
void xml_add_escaped(struct buf *buf, struct str text);

#endif
