/* SPDX-License-Identifier: Apache-2.0 */
/* text: what is written for people and for programs is valid, whatever the input. */
#include <fcntl.h>
#include <stdlib.h>

#include "base/text.h"
#include "by_jansson.h"
#include "fuzz.h"
#include "sys/log/log.h"
#include "wire/response.h"

#define MAX_TEXTS 12

/* Valid UTF-8 without bytes that a terminal could take for a command. */
static void check_readable(struct str text)
{
    FUZZ_LAW(text_is_utf8(text), "output is UTF-8");
    for (size_t i = 0; i < text.len; i++) {
        const unsigned char c = (unsigned char)text.ptr[i];

        FUZZ_LAW(c >= 0x20 && c != 0x7f, "there are no control characters");
        FUZZ_LAW(c != 0xc2 || i + 1 == text.len || (unsigned char)text.ptr[i + 1] >= 0xa0,
                 "there are no C1 control characters");
    }
}

static void check_people(struct arena *arena, struct str text, size_t max)
{
    struct buf buf;

    buf_init(&buf, arena, BUF_MAX_BYTES);
    text_add_quoted(&buf, text);
    check_readable(buf_str(&buf));
    FUZZ_LAW(buf.len >= 2 && buf.ptr[0] == '"' && buf.ptr[buf.len - 1] == '"',
             "a quoted text has quotes");

    buf_init(&buf, arena, BUF_MAX_BYTES);
    text_add_escaped(&buf, text, max);
    check_readable(buf_str(&buf));
    FUZZ_LAW(text_length(text_cut(arena, text, max + 3)) <= max + 3,
             "the text is cut at the limit");
}

/* Invalid bytes become U+FFFD; everything else is unchanged. */
static void check_json(struct arena *arena, struct str text)
{
    struct buf slow;
    struct buf fast;

    buf_init(&slow, arena, BUF_MAX_BYTES);
    buf_init(&fast, arena, BUF_MAX_BYTES);
    text_add_json(&slow, text);
    json_add_string(&fast, text);
    FUZZ_LAW(str_equal(buf_str(&slow), buf_str(&fast)), "both writers write the same");

    AUTO(json_decref) json_t *theirs = by_jansson_valid(buf_str(&slow));

    FUZZ_LAW(json_is_string(theirs), "the result is a string");
    if (text_is_utf8(text))
        FUZZ_LAW(str_equal(by_jansson_text(theirs), text), "a valid text is unchanged");
}

static void check_response(struct arena *arena, const struct str *texts, size_t n)
{
    struct response_cause causes[MAX_TEXTS];
    struct buf buf;
    struct response response = {
        .api_version = STR("admission.k8s.io/v1"),
        .uid = texts[0],
        .allowed = n % 2 == 0,
        .message = texts[n / 2],
        .reason = STR("Forbidden"),
        .code = 403,
        .group = texts[n - 1],
        .kind = texts[0],
        .name = texts[n - 1],
        .causes = causes,
        .n_causes = n,
        .warnings = texts,
        .n_warnings = n,
        .notes = (const struct response_note[]){{STR("policy"), texts[0]}},
        .n_notes = 1,
    };

    for (size_t i = 0; i < n; i++)
        causes[i] = (struct response_cause){texts[i], texts[n - 1 - i], texts[i]};
    buf_init(&buf, arena, BUF_MAX_BYTES);
    response_write(&buf, &response);

    AUTO(json_decref) json_t *root = by_jansson_valid(buf_str(&buf));
    const json_t *inner = json_object_get(root, "response");
    const json_t *uid = json_object_get(inner, "uid");

    FUZZ_LAW(json_is_string(uid), "an answer has its uid");
    if (text_is_utf8(texts[0]))
        FUZZ_LAW(str_equal(by_jansson_text(uid), texts[0]), "the uid is the given one");
    FUZZ_LAW(json_is_true(json_object_get(inner, "allowed")) == response.allowed,
             "the answer has the verdict");
}

static struct log *quiet_log(void)
{
    static struct log *log = NULL;

    if (log == NULL)
        log = log_new(open("/dev/null", O_WRONLY | O_CLOEXEC), LOG_LEVEL_DEBUG);
    return log;
}

static void check_log(struct arena *arena, const struct str *texts, size_t n)
{
    struct log_line line;
    struct str bytes = STR_NONE;

    log_line_begin(&line, quiet_log(), LOG_LEVEL_INFO, "trial", arena);
    for (size_t i = 0; i < n; i++)
        log_line_str(&line, i == 0 ? "uid" : "name", texts[i]);
    log_line_list(&line, "rules", texts, n);
    log_line_ms(&line, "ms", 1234567);
    FUZZ_LAW(line.buf.len > 0 && line.buf.len < LOG_LINE_MAX_BYTES,
             "a line has a length within its limit");
    bytes = arena_format(arena, "%.*s}", STR_ARGS(buf_str(&line.buf)));
    log_line_end(&line);

    /* This test writes a key several times, which is allowed here: jansson takes the
     * last. */
    json_t *root = json_loadb(bytes.ptr, bytes.len, JSON_ALLOW_NUL, NULL);

    FUZZ_LAW(root != NULL, "a line of the log is JSON");
    json_decref(root);
}

void fuzz_one(struct str bytes)
{
    AUTO(arena_clear) struct arena arena = {0};
    struct fuzz_bytes from = {bytes};
    const size_t max = fuzz_below(&from, 90);
    struct str texts[MAX_TEXTS];
    size_t n = 0;

    check_people(&arena, from.rest, max);
    check_json(&arena, from.rest);
    do {
        texts[n++] = fuzz_text(&from, 200);
    } while (from.rest.len > 0 && n < MAX_TEXTS);
    for (size_t i = 0; i < n; i++) {
        check_people(&arena, texts[i], max);
        check_json(&arena, texts[i]);
    }
    check_response(&arena, texts, n);
    check_log(&arena, texts, n);
}
