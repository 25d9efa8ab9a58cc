/* The buffer and its writer: two halves, one filled while the other is written.  Lines
 * arrive in whole, so a write holds whole lines. */
#include "sys/log/log.h"

#include <errno.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include "base/mem.h"
#include "sys/log/half.h"

/* How long lines may wait for company: at load the writer wakes this rarely. */
#define GATHER_NS   5000000L
#define FAREWELL_NS 1000000000L
#define SECOND_NS   1000000000L

struct log {
    int fd;
    enum log_level least;
    pthread_t writer;
    pthread_mutex_t mutex;
    pthread_cond_t filled;  /* there is something to write, or to stop for */
    pthread_cond_t stopped; /* the writer has written all and is gone */
    struct log_half *filling;
    struct log_half *writing;
    uint64_t dropped;
    bool waiting; /* the writer sleeps on `filled` without a time limit */
    bool urgent;  /* do not gather */
    bool stopping;
    bool gone;
    bool torn; /* the writer's own: a line was written in part */
};

static struct timespec after(long ns)
{
    struct timespec until;

    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_nsec += ns;
    until.tv_sec += until.tv_nsec / SECOND_NS;
    until.tv_nsec %= SECOND_NS;
    return until;
}

/* How much was written.  Blocks as long as the reader does. */
static size_t write_all(int fd, const char *at, size_t len)
{
    size_t written = 0;

    while (written < len) {
        const ssize_t n = write(fd, at + written, len - written);

        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            break;
        written += (size_t)n;
    }
    return written;
}

/* How many lines were lost: the reader is gone, or the disk is full.  The line after a
 * torn one begins a line of its own. */
static uint64_t write_half(struct log *log, const struct log_half *half)
{
    size_t written;
    uint64_t lost = 0;

    if (log->torn && write_all(log->fd, "\n", 1) == 1)
        log->torn = false;
    written = log->torn ? 0 : write_all(log->fd, half->bytes, half->len);
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

    const struct timespec until = after(GATHER_NS);

    while (!log->urgent && !log->stopping && !log_half_is_half_full(log->filling)) {
        if (pthread_cond_timedwait(&log->filled, &log->mutex, &until) == ETIMEDOUT)
            break;
    }
    log->urgent = false;
}

static void *write_lines(void *context)
{
    struct log *log = context;

    pthread_mutex_lock(&log->mutex);
    for (;;) {
        wait_for_lines(log);
        if (log->filling->len == 0)
            break;

        struct log_half *full = log->filling;

        log->filling = log->writing;
        log->writing = full;
        pthread_mutex_unlock(&log->mutex);

        const uint64_t lost = write_half(log, full);

        pthread_mutex_lock(&log->mutex);
        log->dropped += lost;
        log_half_empty(full);
    }
    log->gone = true;
    pthread_cond_signal(&log->stopped);
    pthread_mutex_unlock(&log->mutex);
    return NULL;
}

static void hand_over(struct log *log, enum log_level level, struct str line)
{
    pthread_mutex_lock(&log->mutex);
    if (!log_half_add(log->filling, line)) {
        log->dropped++;
    } else {
        if (level >= LOG_LEVEL_ERROR)
            log->urgent = true;
        if (log->waiting || log->urgent || log_half_is_half_full(log->filling))
            pthread_cond_signal(&log->filled);
        log->waiting = false;
    }
    pthread_mutex_unlock(&log->mutex);
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
    pthread_mutex_lock(&log->mutex);

    const uint64_t dropped = log->dropped;

    pthread_mutex_unlock(&log->mutex);
    return dropped;
}

struct log *log_new(int fd, enum log_level least)
{
    struct log *log = mem_alloc(1, sizeof *log);
    pthread_condattr_t monotonic;

    log->fd = fd;
    log->least = least;
    log->filling = mem_alloc(1, sizeof *log->filling);
    log->writing = mem_alloc(1, sizeof *log->writing);
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_mutex_init(&log->mutex, NULL);
    pthread_cond_init(&log->filled, &monotonic);
    pthread_cond_init(&log->stopped, &monotonic);
    pthread_condattr_destroy(&monotonic);
    if (pthread_create(&log->writer, NULL, write_lines, log) != 0)
        mem_gone_like("threads");
    return log;
}

/* True when the writer has left. */
static bool stop(struct log *log)
{
    const struct timespec until = after(FAREWELL_NS);
    bool gone;

    pthread_mutex_lock(&log->mutex);
    log->stopping = true;
    pthread_cond_signal(&log->filled);
    while (!log->gone) {
        if (pthread_cond_timedwait(&log->stopped, &log->mutex, &until) == ETIMEDOUT)
            break;
    }
    gone = log->gone;
    pthread_mutex_unlock(&log->mutex);
    return gone;
}

void log_free(struct log *log)
{
    if (log == NULL)
        return;
    if (!stop(log)) {
        /* It hangs in write(2): all it uses stays, until the process ends. */
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
