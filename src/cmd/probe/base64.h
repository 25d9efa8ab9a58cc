/*
 * probe_base64: base64 as Go's standard encoding takes it.
 */
#ifndef CMD_PROBE_BASE64_H
#define CMD_PROBE_BASE64_H

#include "base/arena.h"

/* Standard alphabet, padding required; line breaks are passed over (RFC 4648, 3.3, as
 * encoding/base64 does).  False: anything else. */
bool probe_base64_decode(struct arena *arena, struct str text, struct str *ret)
    MUST_CHECK;

#endif
