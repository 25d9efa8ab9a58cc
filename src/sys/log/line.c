/* A log line's fields.  A field goes in whole or not at all, so that every line is JSON.
 */
#include <string.h>
#include <time.h>

#include "base/text.h"
#include "sys/log/log.h"

#define LINE_END_BYTES 2 /* "}\n", for which room is kept */
#define USUAL_BYTES    512

static const char *const level_names[] = {
    [LOG_LEVEL_DEBUG] = "debug",
    [LOG_LEVEL_INFO] = "info",
    [LOG_LEVEL_WARN] = "warn",
    [LOG_LEVEL_ERROR] = "error",
};

/* digits of number, with leading zeros. */
static void add_digits(struct buf *buf, uint64_t number, size_t digits)
{
    char *at = buf_reserve(buf, digits);

    if (at == NULL)
        return;
    for (size_t i = digits; i > 0; i--, number /= 10)
        at[i - 1] = (char)('0' + number % 10);
    buf->len += digits;
}

struct date {
    uint64_t year, month, day;
};

/* The proleptic Gregorian calendar, in eras of 400 years that begin with March: faster
 * than gmtime_r(), which takes a lock and looks for time zones. */
static struct date date_of(uint64_t days)
{
    const uint64_t shifted = days + 719468; /* from 0000-03-01 */
    const uint64_t era = shifted / 146097;
    const uint64_t of_era = shifted % 146097;
    const uint64_t year =
        (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    const uint64_t of_year = of_era - (365 * year + year / 4 - year / 100);
    const uint64_t month = (5 * of_year + 2) / 153; /* 0: March */

    return (struct date){
        .year = year + era * 400 + (month >= 10),
        .month = month < 10 ? month + 3 : month - 9,
        .day = of_year - (153 * month + 2) / 5 + 1,
    };
}

static void add_time(struct buf *buf)
{
    struct timespec now;

    clock_gettime(CLOCK_REALTIME, &now);

    const uint64_t seconds = now.tv_sec < 0 ? 0 : (uint64_t)now.tv_sec;
    const struct date date = date_of(seconds / 86400);

    add_digits(buf, date.year, 4);
    buf_add_byte(buf, '-');
    add_digits(buf, date.month, 2);
    buf_add_byte(buf, '-');
    add_digits(buf, date.day, 2);
    buf_add_byte(buf, 'T');
    add_digits(buf, seconds / 3600 % 24, 2);
    buf_add_byte(buf, ':');
    add_digits(buf, seconds / 60 % 60, 2);
    buf_add_byte(buf, ':');
    add_digits(buf, seconds % 60, 2);
    buf_add_byte(buf, '.');
    add_digits(buf, (uint64_t)now.tv_nsec / 1000000, 3);
    buf_add_byte(buf, 'Z');
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

/* Nothing to escape?  One loop without jumps, so that it runs on vectors. */
static bool is_plain(struct str value)
{
    unsigned char odd = 0;

    for (size_t i = 0; i < value.len; i++) {
        const unsigned char byte = (unsigned char)value.ptr[i];

        odd |= (byte < 0x20) | (byte > 0x7e) | (byte == '"') | (byte == '\\');
    }
    return odd == 0;
}

static char *put(char *at, const char *bytes, size_t n)
{
    memcpy(at, bytes, n);
    return at + n;
}

/* As field_begin(), add_value() and field_end(), for the usual value.  False: not done.
 */
static bool add_plain(struct log_line *line, const char *key, struct str value)
{
    const size_t key_len = strlen(key);
    const size_t n = key_len + value.len + sizeof ",\"\":\"\"" - 1;
    char *at;

    if (value.len == 0 || value.len > LOG_VALUE_MAX_BYTES || !is_plain(value) ||
        line->buf.len + n + LINE_END_BYTES > LOG_LINE_MAX_BYTES)
        return false;
    at = buf_reserve(&line->buf, n);
    if (at == NULL)
        return false;
    at = put(at, ",\"", 2);
    at = put(at, key, key_len);
    at = put(at, "\":\"", 3);
    at = put(at, value.ptr, value.len);
    *at = '"';
    line->buf.len += n;
    return true;
}

void log_line_str(struct log_line *line, const char *key, struct str value)
{
    if (add_plain(line, key, value))
        return;

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

    buf_add_u64(&line->buf, ns / 1000000);
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
