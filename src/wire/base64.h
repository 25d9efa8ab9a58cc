/* SPDX-License-Identifier: Apache-2.0 */
/*
 * base64: encodes and decodes base64 with padding (RFC 4648, section 4), as Go does for
 * []byte.
 */
#ifndef WIRE_BASE64_H
#define WIRE_BASE64_H

#include "base/buf.h"

void base64_add(struct buf *buf, struct str bytes);

/* Decode text into the arena.  Padding is required; line breaks are ignored (RFC
 * 4648, 3.3, as encoding/base64 does).  Returns false for anything else. */
bool base64_decode(struct arena *arena, struct str text, struct str *ret) MUST_CHECK;

#endif
