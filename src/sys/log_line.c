/* A log line's fields.  A field goes in whole or not at all, so that every line is JSON. */
#include <time.h>

#include "base/text.h"
#include "sys/log.h"

#define LINE_END_BYTES 2 /* "}\n", for which room is kept */

static const char *const level_names[] = {
    [LOG_LEVEL_DEBUG] = "debug",
    [LOG_LEVEL_INFO] = "info",
    [LOG_LEVEL_WARN] = "warn",
    [LOG_LEVEL_ERROR] = "error",
};

static void add_time(struct buf *buf)
{
    struct timespec now;
    struct tm tm;

    clock_gettime(CLOCK_REALTIME, &now);
    gmtime_r(&now.tv_sec, &tm);
    buf_addf(buf, "%04d-%02d-%02dT%02d:%02d:%02d.%03ldZ", tm.tm_year + 1900,
             tm.tm_mon + 1, tm.tm_mday, tm.tm_hour, tm.tm_min, tm.tm_sec,
             now.tv_nsec / 1000000);
}

static void add_value(struct buf *buf, struct str value)
{
    text_add_json(buf, value.len <= LOG_VALUE_MAX_BYTES
                           ? value
                           : str_head(value, LOG_VALUE_MAX_BYTES));
}

static size_t field_begin(struct log_line *line, const char *key)
{
    const size_t before = line->buf.len;

    buf_add_text(&line->buf, ",\"");
    buf_add_text(&line->buf, key);
    buf_add_text(&line->buf, "\":");
    return before;
}

static void field_end(struct log_line *line, size_t before)
{
    if (!line->buf.full && line->buf.len + LINE_END_BYTES <= LOG_LINE_MAX_BYTES)
        return;
    line->buf.len = before;
    line->buf.full = false;
}

void log_line_str(struct log_line *line, const char *key, struct str value)
{
    const size_t before = field_begin(line, key);

    add_value(&line->buf, value);
    field_end(line, before);
}

void log_line_text(struct log_line *line, const char *key, const char *value)
{
    log_line_str(line, key, str_from(value));
}

void log_line_u64(struct log_line *line, const char *key, uint64_t value)
{
    const size_t before = field_begin(line, key);

    buf_add_u64(&line->buf, value);
    field_end(line, before);
}

void log_line_true(struct log_line *line, const char *key)
{
    const size_t before = field_begin(line, key);

    buf_add_text(&line->buf, "true");
    field_end(line, before);
}

void log_line_ms(struct log_line *line, const char *key, uint64_t ns)
{
    const size_t before = field_begin(line, key);

    buf_addf(&line->buf, "%llu.%03llu", (unsigned long long)(ns / 1000000),
             (unsigned long long)(ns / 1000 % 1000));
    field_end(line, before);
}

void log_line_list(struct log_line *line, const char *key, const struct str *items,
                   size_t n)
{
    const size_t before = field_begin(line, key);

    buf_add_byte(&line->buf, '[');
    for (size_t i = 0; i < n; i++) {
        if (i > 0)
            buf_add_byte(&line->buf, ',');
        add_value(&line->buf, items[i]);
    }
    buf_add_byte(&line->buf, ']');
    field_end(line, before);
}

void log_line_begin(struct log_line *line, struct log *log, enum log_level level,
                    const char *message, struct arena *arena_or_null)
{
    line->log = log;
    line->level = level;
    buf_init(&line->buf, arena_or_null, LOG_LINE_MAX_BYTES);
    buf_add_text(&line->buf, "{\"ts\":\"");
    add_time(&line->buf);
    buf_add_text(&line->buf, "\",\"level\":\"");
    buf_add_text(&line->buf, level_names[level]);
    buf_add_text(&line->buf, "\",\"msg\":");
    add_value(&line->buf, str_from(message));
}
