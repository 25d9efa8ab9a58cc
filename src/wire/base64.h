/*
 * base64: bytes -> base64 with padding (RFC 4648, section 4), as Go's []byte wants it.
 */
#ifndef WIRE_BASE64_H
#define WIRE_BASE64_H

#include "base/buf.h"

void base64_add(struct buf *buf, struct str bytes);

#endif
