/* SPDX-License-Identifier: Apache-2.0 */
/*
 * base64: bytes <-> base64 with padding (RFC 4648, section 4), as Go's []byte.
 */
#ifndef WIRE_BASE64_H
#define WIRE_BASE64_H

#include "base/buf.h"

void base64_add(struct buf *buf, struct str bytes);

/* Padding is required; line breaks are passed over (RFC 4648, 3.3, as encoding/base64
 * does).  False: anything else. */
bool base64_decode(struct arena *arena, struct str text, struct str *ret) MUST_CHECK;

#endif
