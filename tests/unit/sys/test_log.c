/* SPDX-License-Identifier: Apache-2.0 */
/*
 * log: lines are JSON, are written whole and in order, and never delay the writer.
 */
#include <fcntl.h>
#include <pthread.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/mem.h"
#include "sys/log/log.h"
#include "unit.h"

/* Everything in the pipe; its writing end must be closed. */
static struct str read_all(int fd, struct arena *arena)
{
    struct buf buf;
    char bytes[4096];
    ssize_t n;

    buf_init(&buf, arena, BUF_MAX_BYTES);
    while ((n = read(fd, bytes, sizeof bytes)) > 0)
        buf_add(&buf, (struct str){bytes, (size_t)n});
    return buf_str(&buf);
}

struct fixture {
    int fds[2];
    struct log *log;
    struct arena arena;
};

static void begin(struct fixture *fixture, enum log_level least)
{
    assert_int_equal(pipe(fixture->fds), 0);
    fixture->log = log_new(fixture->fds[1], least);
    arena_init(&fixture->arena);
}

static struct str end(struct fixture *fixture)
{
    log_free(fixture->log);
    close(fixture->fds[1]);

    const struct str text = read_all(fixture->fds[0], &fixture->arena);

    close(fixture->fds[0]);
    return text;
}

/* Without {"ts":"2026-11-22T10:00:00.000Z", which varies. */
static struct str without_time(struct str line)
{
    return line.len < 32 ? line : str_skip(line, 32);
}

static void fields_are_json(void **state)
{
    const struct str hostile = STR("a\"b\\\n\x1b\xff\0z");
    const struct str items[] = {STR("x"), STR("y\"")};
    struct fixture fixture;
    struct log_line line;

    (void)state;
    begin(&fixture, LOG_LEVEL_INFO);
    log_line_begin(&line, fixture.log, LOG_LEVEL_WARN, "it \"is\"", NULL);
    log_line_str(&line, "name", hostile);
    log_line_u64(&line, "n", 18446744073709551615U);
    log_line_true(&line, "dryRun");
    log_line_ms(&line, "ms", 1234567);
    log_line_list(&line, "rules", items, 2);
    log_line_list(&line, "none", NULL, 0);
    log_line_end(&line);
    check_text(without_time(end(&fixture)),
               STR(",\"level\":\"warn\",\"msg\":\"it \\\"is\\\"\","
                   "\"name\":\"a\\\"b\\\\\\n\\u001b\xef\xbf\xbd\\u0000z\","
                   "\"n\":18446744073709551615,\"dryRun\":true,\"ms\":1.234,"
                   "\"rules\":[\"x\",\"y\\\"\"],\"none\":[]}\n"),
               "every value is escaped, every field in its place");
    arena_clear(&fixture.arena);
}

static void levels_below_the_least_are_silent(void **state)
{
    struct fixture fixture;

    (void)state;
    begin(&fixture, LOG_LEVEL_WARN);
    log_message(fixture.log, LOG_LEVEL_DEBUG, "no");
    log_message(fixture.log, LOG_LEVEL_INFO, "no");
    log_message(fixture.log, LOG_LEVEL_ERROR, "%s %d", "yes", 1);
    check_text(without_time(end(&fixture)),
               STR(",\"level\":\"error\",\"msg\":\"yes 1\"}\n"),
               "only lines of at least the level");
    arena_clear(&fixture.arena);
}

static void long_values_are_cut_and_long_lines_stay_json(void **state)
{
    struct fixture fixture;
    struct log_line line;
    char *text = mem_alloc(1 << 20, 1);
    struct str got;

    (void)state;
    memset(text, '\x01', 1 << 20); /* six bytes each when escaped */
    begin(&fixture, LOG_LEVEL_INFO);
    log_line_begin(&line, fixture.log, LOG_LEVEL_INFO, "long", &fixture.arena);
    for (int i = 0; i < 30; i++)
        log_line_str(&line, "field", (struct str){text, 1 << 20});
    log_line_end(&line);
    got = end(&fixture);
    check_true(got.len <= LOG_LINE_MAX_BYTES, "a line has a maximum length");
    check_true(str_has_suffix(got, STR("\\u0001\"}\n")), "and is closed properly");
    free(text);
    arena_clear(&fixture.arena);
}

/* The reader does not read: the pipe and the buffer fill up, and the writer does not
 * wait. */
static void a_sleeping_reader_delays_no_writer(void **state)
{
    struct fixture fixture;
    struct str text;
    uint64_t n = 0;
    uint64_t dropped;
    size_t lines = 0;

    (void)state;
    begin(&fixture, LOG_LEVEL_INFO);
    while (log_dropped(fixture.log) < 100 && n < 1000000) {
        log_message(fixture.log, LOG_LEVEL_INFO,
                    "a line that is fairly long, so that "
                    "it does not take too many of them");
        n++;
    }
    check_true(n < 1000000, "lines are dropped once the buffer is full");
    dropped = log_dropped(fixture.log);

    /* Once the reader reads again, every line that was not dropped arrives, complete. */
    assert_int_equal(fcntl(fixture.fds[1], F_SETPIPE_SZ, 1 << 20) > 0, 1);
    text = end(&fixture);
    for (size_t i = 0; i < text.len; i++)
        lines += text.ptr[i] == '\n';
    check_true(lines + dropped == n, "each line was written or counted as dropped");
    arena_clear(&fixture.arena);
}

/* The disk is full, or the reader has closed the pipe. */
static void unwritten_lines_are_counted(void **state)
{
    const int fd = open("/dev/full", O_WRONLY | O_CLOEXEC);
    struct log *log;

    (void)state;
    assert_true(fd >= 0);
    log = log_new(fd, LOG_LEVEL_INFO);
    for (int i = 0; i < 100; i++)
        log_message(log, LOG_LEVEL_INFO, "line %d", i);
    while (log_dropped(log) < 100)
        usleep(1000);
    assert_int_equal(log_dropped(log), 100);
    log_free(log);
    close(fd);
}

static void *write_many(void *context)
{
    for (int i = 0; i < 200; i++)
        log_message(context, LOG_LEVEL_INFO, "line %d", i);
    return NULL;
}

static void *drain(void *context)
{
    struct fixture *fixture = context;
    static struct str text;

    text = read_all(fixture->fds[0], &fixture->arena);
    return &text;
}

static void threads_do_not_mix_lines(void **state)
{
    struct fixture fixture;
    pthread_t threads[4];
    pthread_t reader;
    void *text;
    struct str line;
    bool done = false;
    size_t n = 0;

    (void)state;
    begin(&fixture, LOG_LEVEL_INFO);
    pthread_create(&reader, NULL, drain, &fixture);
    for (size_t i = 0; i < 4; i++)
        pthread_create(&threads[i], NULL, write_many, fixture.log);
    for (size_t i = 0; i < 4; i++)
        pthread_join(threads[i], NULL);
    log_free(fixture.log);
    close(fixture.fds[1]);
    pthread_join(reader, &text);
    close(fixture.fds[0]);

    struct str rest = *(struct str *)text;

    while (str_next_item(&rest, '\n', &done, &line) && line.len > 0) {
        check_true(str_has_prefix(line, STR("{\"ts\":\"")), "every line has a beginning");
        check_true(str_has_suffix(line, STR("\"}")), "every line has an end");
        n++;
    }
    assert_int_equal(n, 800);
    arena_clear(&fixture.arena);
}

/* Each write is one record of the socket: without batching there would be 1,000
 * records. */
static void lines_are_written_together(void **state)
{
    struct fixture fixture;
    static char bytes[256 << 10];
    struct str text = {bytes, 0};
    size_t records = 0;
    size_t lines = 0;
    ssize_t n;

    (void)state;
    assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, fixture.fds), 0);
    fixture.log = log_new(fixture.fds[1], LOG_LEVEL_INFO);
    for (int i = 0; i < 1000; i++)
        log_message(fixture.log, LOG_LEVEL_INFO, "line");
    log_message(fixture.log, LOG_LEVEL_WARN, "line");
    log_message(fixture.log, LOG_LEVEL_ERROR, "line");
    log_message(fixture.log, LOG_LEVEL_INFO, "line");
    log_free(fixture.log);
    close(fixture.fds[1]);
    while ((n = read(fixture.fds[0], bytes, sizeof bytes)) > 0) {
        text.len = (size_t)n;
        check_true(str_has_suffix(text, STR("}\n")), "a write contains whole lines");
        for (size_t i = 0; i < text.len; i++)
            lines += bytes[i] == '\n';
        records++;
    }
    check_true(lines == 1003, "no line is lost");
    check_true(records < 100, "many lines share a write");
    close(fixture.fds[0]);
}

static void the_order_is_that_of_the_lines(void **state)
{
    static const enum log_level levels[] = {LOG_LEVEL_INFO, LOG_LEVEL_WARN,
                                            LOG_LEVEL_ERROR, LOG_LEVEL_INFO};
    struct fixture fixture;
    struct str rest;
    struct str line;
    bool done = false;

    (void)state;
    begin(&fixture, LOG_LEVEL_INFO);
    for (int i = 0; i < 200; i++)
        log_message(fixture.log, levels[i % 4], "line %d", i);
    rest = end(&fixture);
    for (int i = 0; i < 200; i++) {
        const struct str wanted = arena_format(&fixture.arena, "\"line %d\"", i);

        assert_true(str_next_item(&rest, '\n', &done, &line));
        check_true(str_contains(line, wanted), "lines of all levels stay in order");
    }
    arena_clear(&fixture.arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fields_are_json),
        cmocka_unit_test(levels_below_the_least_are_silent),
        cmocka_unit_test(long_values_are_cut_and_long_lines_stay_json),
        cmocka_unit_test(a_sleeping_reader_delays_no_writer),
        cmocka_unit_test(unwritten_lines_are_counted),
        cmocka_unit_test(threads_do_not_mix_lines),
        cmocka_unit_test(lines_are_written_together),
        cmocka_unit_test(the_order_is_that_of_the_lines),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
