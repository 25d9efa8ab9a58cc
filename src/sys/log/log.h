/* SPDX-License-Identifier: Apache-2.0 */
/*
 * log: one JSON object per line; no caller waits for the writer.
 *
 * A line is copied into a bounded buffer.  A separate thread writes it, together with the
 * lines of the next 50 ms; a warning waits at most 5 ms, an error not at all.  If the
 * reader is slow and the buffer is full, or if writing fails, lines are dropped and
 * counted. Threads: any, except log_new() and log_free().
 */
#ifndef SYS_LOG_LOG_H
#define SYS_LOG_LOG_H

#include "base/attr.h"
#include "base/buf.h"
#include "base/str.h"

enum log_level {
    LOG_LEVEL_DEBUG,
    LOG_LEVEL_INFO,
    LOG_LEVEL_WARN,
    LOG_LEVEL_ERROR,
};

struct log;

/* Write lines of level `least` and above to fd, which the caller still owns. */
struct log *log_new(int fd, enum log_level least) MUST_CHECK;
/* Write pending lines, for at most a second, and free the log.  NULL is allowed. */
void log_free(struct log *log);

bool log_takes(const struct log *log, enum log_level level);
uint64_t log_dropped(struct log *log);

/* Log a line that has only a message. */
void log_message(struct log *log, enum log_level level, const char *format, ...)
    PRINTF_LIKE(3, 4);

/*
 * A line with fields: log_line_begin(), any of the others, then log_line_end().  Keys are
 * literals.  Values are any bytes and are escaped.  A value longer than
 * LOG_VALUE_MAX_BYTES is cut; a field that would make the line longer than
 * LOG_LINE_MAX_BYTES is left out.
 */
#define LOG_VALUE_MAX_BYTES 1024
#define LOG_LINE_MAX_BYTES  ((size_t)64 << 10)

struct log_line {
    struct log *log;
    enum log_level level;
    struct buf buf;
};

/* arena_or_null: holds the line until it is logged; NULL: the heap. */
void log_line_begin(struct log_line *line, struct log *log, enum log_level level,
                    const char *message, struct arena *arena_or_null);
void log_line_str(struct log_line *line, const char *key, struct str value);
void log_line_text(struct log_line *line, const char *key, const char *value);
void log_line_u64(struct log_line *line, const char *key, uint64_t value);
void log_line_true(struct log_line *line, const char *key);
void log_line_ms(struct log_line *line, const char *key, uint64_t ns);
void log_line_list(struct log_line *line, const char *key, const struct str *items,
                   size_t n);
void log_line_end(struct log_line *line);

#endif
