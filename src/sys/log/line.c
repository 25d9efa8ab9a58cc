/* A log line's fields.  A field goes in whole or not at all, so that every line is JSON.
 */
#include <string.h>
#include <time.h>

#include "base/text.h"
#include "base/units.h"
#include "sys/log/log.h"

#define LINE_END_BYTES 2 /* "}\n", for which room is kept */
#define USUAL_BYTES    512

static const char *const level_names[] = {
    [LOG_LEVEL_DEBUG] = "debug",
    [LOG_LEVEL_INFO] = "info",
    [LOG_LEVEL_WARN] = "warn",
    [LOG_LEVEL_ERROR] = "error",
};

/* `digits` digits of number, with leading zeros. */
static void add_digits(struct buf *buf, uint64_t number, size_t digits)
{
    char *at = buf_reserve(buf, digits);

    if (at == NULL)
        return;
    for (size_t i = digits; i > 0; i--, number /= 10)
        at[i - 1] = (char)('0' + number % 10);
    buf->len += digits;
}

static void add_time(struct buf *buf)
{
    struct timespec now;
    struct tm utc;

    clock_gettime(CLOCK_REALTIME, &now);
    (void)gmtime_r(&now.tv_sec, &utc);

    const struct {
        int number;
        size_t digits;
        char behind;
    } parts[] = {
        {utc.tm_year + 1900, 4, '-'},
        {utc.tm_mon + 1, 2, '-'},
        {utc.tm_mday, 2, 'T'},
        {utc.tm_hour, 2, ':'},
        {utc.tm_min, 2, ':'},
        {utc.tm_sec, 2, '.'},
        {(int)(now.tv_nsec / (long)NS_PER_MS), 3, 'Z'},
    };

    for (size_t i = 0; i < ARRAY_LEN(parts); i++) {
        add_digits(buf, (uint64_t)parts[i].number, parts[i].digits);
        buf_add_byte(buf, parts[i].behind);
    }
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

    buf_add_u64(&line->buf, ns / NS_PER_MS);
    buf_add_byte(&line->buf, '.');
    add_digits(&line->buf, ns / 1000 % 1000, 3);
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
    (void)buf_reserve(&line->buf, USUAL_BYTES); /* so that it grows seldom */
    buf_add_text(&line->buf, "{\"ts\":\"");
    add_time(&line->buf);
    buf_add_text(&line->buf, "\",\"level\":\"");
    buf_add_text(&line->buf, level_names[level]);
    buf_add_text(&line->buf, "\",\"msg\":");
    add_value(&line->buf, str_from(message));
}
