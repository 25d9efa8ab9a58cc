/* SPDX-License-Identifier: Apache-2.0 */
/* log: the buffer and its writer.  The buffer has two halves; one is filled while the
 * other is written.  Lines are added whole, so a write holds whole lines. */
#include "sys/log/log.h"

#include <errno.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/mem.h"
#include "base/text.h"
#include "base/units.h"
#include "sys/clock.h"
#include "sys/file.h"

/* How long a line waits for more lines, so that the writer rarely wakes and writes many
 * at once.  Lines about problems must appear sooner. */
static const uint64_t gather_ns[] = {
    [LOG_LEVEL_DEBUG] = 50 * NS_PER_MS,
    [LOG_LEVEL_INFO] = 50 * NS_PER_MS,
    [LOG_LEVEL_WARN] = 5 * NS_PER_MS,
    [LOG_LEVEL_ERROR] = 0,
};
#define GATHER_BYTES ((size_t)64 << 10) /* this many are written without waiting */
#define FAREWELL_NS  NS_PER_SECOND

/* One half of the buffer.  Pages that were never used cost nothing, so the size is chosen
 * for bursts. */
struct half {
    size_t len;
    char bytes[(size_t)256 << 10];
};

struct log {
    int fd;
    enum log_level least;
    pthread_t writer;
    pthread_mutex_t mutex;
    pthread_cond_t filled;  /* there is something to write, or the writer must stop */
    pthread_cond_t stopped; /* the writer has written everything and has ended */
    struct half *filling;
    struct half *writing;
    uint64_t dropped;
    enum log_level worst; /* of the lines in filling */
    bool waiting;         /* the writer sleeps on `filled` without a time limit */
    bool stopping;
    bool gone;
    bool torn; /* the writer's own: a line was written in part */
};

/* Write the half.  Returns the number of lost lines: the reader is gone, or the disk is
 * full.  After a line that was written in part, the next one begins on a new line. */
static uint64_t write_half(struct log *log, const struct half *half)
{
    size_t written;
    uint64_t lost = 0;

    if (log->torn && file_write_fd(log->fd, STR("\n")) == 1)
        log->torn = false;
    written =
        log->torn ? 0 : file_write_fd(log->fd, (struct str){half->bytes, half->len});
    for (size_t i = written; i < half->len; i++)
        lost += half->bytes[i] == '\n';
    if (written > 0 && half->bytes[written - 1] != '\n')
        log->torn = true;
    return lost;
}

/* Called with the mutex; returns with it. */
static void wait_for_lines(struct log *log)
{
    while (log->filling->len == 0 && !log->stopping) {
        log->waiting = true;
        pthread_cond_wait(&log->filled, &log->mutex);
    }
    log->waiting = false;

    const uint64_t begin_ns = clock_monotonic_ns();

    while (!log->stopping && log->filling->len < GATHER_BYTES) {
        const struct timespec until = clock_at_ns(begin_ns + gather_ns[log->worst]);

        if (pthread_cond_timedwait(&log->filled, &log->mutex, &until) == ETIMEDOUT)
            break;
    }
    log->worst = LOG_LEVEL_DEBUG;
}

static void *write_lines(void *context)
{
    struct log *log = context;

    pthread_mutex_lock(&log->mutex);
    for (;;) {
        wait_for_lines(log);
        if (log->filling->len == 0)
            break;

        struct half *full = log->filling;

        log->filling = log->writing;
        log->writing = full;
        pthread_mutex_unlock(&log->mutex);

        const uint64_t lost = write_half(log, full);

        pthread_mutex_lock(&log->mutex);
        log->dropped += lost;
        full->len = 0;
    }
    log->gone = true;
    pthread_cond_signal(&log->stopped);
    pthread_mutex_unlock(&log->mutex);
    return NULL;
}

/* Returns false, with nothing added, if the line does not fit. */
static bool half_add(struct half *half, struct str line)
{
    if (line.len > sizeof half->bytes - half->len)
        return false;
    /* NOLINTNEXTLINE(clang-analyzer-core.NonNullParamChecker): a line has bytes */
    memcpy(half->bytes + half->len, line.ptr, line.len);
    half->len += line.len;
    return true;
}

static void hand_over(struct log *log, enum log_level level, struct str line)
{
    LOCK_SCOPE(&log->mutex);
    if (!half_add(log->filling, line)) {
        log->dropped++;
        return;
    }
    if (log->waiting || level > log->worst || log->filling->len >= GATHER_BYTES)
        pthread_cond_signal(&log->filled);
    log->waiting = false;
    if (level > log->worst)
        log->worst = level;
}

void log_line_end(struct log_line *line)
{
    buf_add_text(&line->buf, "}\n");
    hand_over(line->log, line->level, buf_str(&line->buf));
    buf_clear(&line->buf);
}

void log_message(struct log *log, enum log_level level, const char *format, ...)
{
    char text[LOG_VALUE_MAX_BYTES];
    struct log_line line;
    va_list args;

    if (!log_takes(log, level))
        return;

    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    log_line_begin(&line, log, level, text, NULL);
    log_line_end(&line);
}

bool log_takes(const struct log *log, enum log_level level)
{
    return level >= log->least;
}

uint64_t log_dropped(struct log *log)
{
    LOCK_SCOPE(&log->mutex);
    return log->dropped;
}

struct log *log_new(int fd, enum log_level least)
{
    struct log *log = mem_alloc(1, sizeof *log);

    log->fd = fd;
    log->least = least;
    log->filling = mem_alloc(1, sizeof *log->filling);
    log->writing = mem_alloc(1, sizeof *log->writing);
    pthread_mutex_init(&log->mutex, NULL);
    clock_cond_init(&log->filled);
    clock_cond_init(&log->stopped);
    if (pthread_create(&log->writer, NULL, write_lines, log) != 0)
        mem_gone_like("threads");
    return log;
}

/* True if the writer has ended. */
static bool stop(struct log *log)
{
    const struct timespec until = clock_at_ns(clock_monotonic_ns() + FAREWELL_NS);

    LOCK_SCOPE(&log->mutex);
    log->stopping = true;
    pthread_cond_signal(&log->filled);
    while (!log->gone) {
        if (pthread_cond_timedwait(&log->stopped, &log->mutex, &until) == ETIMEDOUT)
            break;
    }
    return log->gone;
}

void log_free(struct log *log)
{
    if (log == NULL)
        return;
    if (!stop(log)) {
        /* It hangs in write(2): what it uses must stay until the process ends. */
        pthread_detach(log->writer);
        return;
    }
    pthread_join(log->writer, NULL);
    pthread_cond_destroy(&log->filled);
    pthread_cond_destroy(&log->stopped);
    pthread_mutex_destroy(&log->mutex);
    free(log->filling);
    free(log->writing);
    free(log);
}

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

/* A field is added whole or not at all, so that every line is valid JSON. */
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
    (void)buf_reserve(&line->buf, USUAL_BYTES); /* so that it rarely grows */
    buf_add_text(&line->buf, "{\"ts\":\"");
    add_time(&line->buf);
    buf_add_text(&line->buf, "\",\"level\":\"");
    buf_add_text(&line->buf, level_names[level]);
    buf_add_text(&line->buf, "\",\"msg\":");
    add_value(&line->buf, str_from(message));
}
