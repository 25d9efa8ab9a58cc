/* SPDX-License-Identifier: Apache-2.0 */
/* json: compares the reader with jansson, and what is written with what was read. */
#include "by_jansson.h"
#include "fuzz.h"

static bool reads(struct arena *arena, struct str bytes, const struct json_shape *shape,
                  struct json **ret)
{
    struct err err;

    if (json_read(arena, bytes, shape, ret, &err))
        return true;
    FUZZ_LAW(err.code == ERR_SYNTAX || err.code == ERR_LIMIT,
             "an error of the reader is about syntax or a limit");
    FUZZ_LAW(str_has_prefix(str_from(err.text), STR("line ")) ||
                 str_equal(str_from(err.text), STR("the document is empty")),
             "an error has a line and a column");
    return false;
}

static struct str written(struct arena *arena, const struct json *root)
{
    struct buf buf;

    buf_init(&buf, arena, BUF_MAX_BYTES);
    json_write(&buf, root, arena);
    return buf_str(&buf);
}

static void check_written(struct arena *arena, struct str bytes, const struct json *root)
{
    struct str text = written(arena, root);
    struct str canonical = json_canonical(arena, bytes);
    struct json *again = NULL;

    FUZZ_LAW(reads(arena, text, &json_whole, &again), "what is written can be read");
    FUZZ_LAW(str_equal(text, written(arena, again)), "writing is repeatable");
    FUZZ_LAW(str_equal(canonical, json_canonical(arena, text)),
             "equal values have equal canonical texts");
    FUZZ_LAW(str_equal(canonical, json_canonical(arena, canonical)),
             "the canonical text is its own canonical text");
}

static void check_values(struct arena *arena, const json_t *theirs,
                         const struct json *ours)
{
    AUTO(json_decref) json_t *again = NULL;

    FUZZ_LAW(by_jansson_same(theirs, ours), "the values are those that jansson reads");
    again = by_jansson_valid(written(arena, ours));
    FUZZ_LAW(by_jansson_same(again, ours), "jansson reads the written text alike");
}

void fuzz_one(struct str bytes)
{
    AUTO(arena_clear) struct arena arena = {0};
    json_error_t error;
    AUTO(json_decref) json_t *theirs = by_jansson(bytes, &error);
    struct json *ours = NULL;
    struct json *raw = NULL;
    bool whole = reads(&arena, bytes, &json_whole, &ours);

    FUZZ_LAW(whole == reads(&arena, bytes, NULL, &raw),
             "the same texts are refused with and without nodes");
    if (whole)
        check_written(&arena, bytes, ours);
    if (whole && theirs == NULL)
        FUZZ_LAW(by_jansson_is_limit(&error), "jansson refuses for a known reason");
    if (!whole && theirs != NULL)
        FUZZ_LAW(str_contains(bytes, (struct str){"", 1}),
                 "jansson accepts more only if there is a raw NUL");
    if (whole && theirs != NULL)
        check_values(&arena, theirs, ours);
}
