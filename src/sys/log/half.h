/*
 * log_half: one half of the log's buffer.  Not for others than log.c.
 *
 * Pages that no line has reached cost nothing: the ceiling is for storms.
 */
#ifndef SYS_LOG_HALF_H
#define SYS_LOG_HALF_H

#include <string.h>

#include "base/str.h"

#define LOG_HALF_MAX_BYTES ((size_t)256 << 10)

struct log_half {
    size_t len;
    char bytes[LOG_HALF_MAX_BYTES];
};

/* False, and nothing added, when the line does not fit. */
static inline bool log_half_add(struct log_half *half, struct str line)
{
    if (line.len > sizeof half->bytes - half->len)
        return false;
    /* NOLINTNEXTLINE(clang-analyzer-core.NonNullParamChecker): a line has bytes */
    memcpy(half->bytes + half->len, line.ptr, line.len);
    half->len += line.len;
    return true;
}

static inline bool log_half_is_half_full(const struct log_half *half)
{
    return half->len > sizeof half->bytes / 2;
}

static inline void log_half_empty(struct log_half *half)
{
    half->len = 0;
}

#endif
