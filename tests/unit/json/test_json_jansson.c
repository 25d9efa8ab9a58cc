/* SPDX-License-Identifier: Apache-2.0 */
/* json against jansson: the same verdict and the same values for the table of texts, for
 * real reviews, and for reviews damaged at each byte. */
#include <stdlib.h>

#include "by_jansson.h"
#include "json_texts.h"
#include "review_file.h"
#include "unit.h"

static json_t *their_json(struct str text)
{
    json_error_t ignored;

    return by_jansson(text, &ignored);
}

static void check_as_jansson(struct str text, const char *why)
{
    AUTO(arena_clear) struct arena arena = {0};
    struct json *ours = NULL;
    struct err err;
    json_t *theirs = their_json(text);
    bool read = json_read(&arena, text, &json_whole, &ours, &err);

    if (read != (theirs != NULL))
        fail_msg("%s: ours %d, theirs %d: %.200s %s", why, (int)read, theirs != NULL,
                 text.ptr, read ? "" : err.text);
    if (read)
        check_true(by_jansson_same(theirs, ours), why);
    json_decref(theirs);
}

static void jansson_agrees(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(json_texts); i++)
        if (json_texts[i].verdict == TEXT_VALUE || json_texts[i].verdict == TEXT_REFUSED)
            check_as_jansson(json_texts[i].bytes, json_texts[i].why);
}

/* Large numbers, lone surrogates, NUL in names: valid JSON, which Kubernetes accepts and
 * jansson refuses.  A NUL after a word: invalid, but jansson accepts it. */
static void jansson_differs_where_it_is_said(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(json_texts); i++) {
        const struct json_text *row = &json_texts[i];
        json_t *theirs = NULL;

        if (row->verdict == TEXT_VALUE || row->verdict == TEXT_REFUSED)
            continue;
        theirs = their_json(row->bytes);
        check_true((theirs != NULL) == !json_text_is_value(row), row->why);
        json_decref(theirs);
    }
}

static void real_reviews_read_alike(void **state)
{
    static const char *const names[] = {
        "create-100-rules.validate.json", "create-nul-and-unicode.validate.json",
        "create-web.validate.json",       "label-100-rules.validate.json",
        "status-web.validate.json",
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        AUTO(mem_free) char *file = NULL;

        check_as_jansson(review_file(names[i], &file), names[i]);
    }
}

/* jansson refuses lone surrogates and accepts some raw NUL bytes: damage that may have
 * made one of these is not compared. */
static void check_damage(struct str text)
{
    json_t *theirs = NULL;
    bool whole = is_json(text, &json_whole);

    check_true(whole == is_json(text, NULL), "the same with and without nodes");
    if (str_contains(text, STR("\\u")))
        return;
    if (str_contains(text, STR("\0"))) {
        check_true(!whole, "a raw NUL is never valid in JSON");
        return;
    }
    theirs = their_json(text);
    if (whole != (theirs != NULL))
        fail_msg("ours %d theirs %d: %.*s", (int)whole, theirs != NULL, STR_ARGS(text));
    json_decref(theirs);
}

static const unsigned char damage[] = {'"',  '\\', '{', '}',  '[', ']', ',',  ':',
                                       '0',  '-',  'e', '.',  ' ', 'n', 0x00, 0x1f,
                                       0x80, 0xc3, 'u', '\n', 't', '/'};

/* Each byte of a real review is replaced, removed, doubled, and made the last one. */
static void a_damaged_review_is_judged_as_jansson_does(void **state)
{
    AUTO(mem_free) char *file = NULL;
    struct str review = review_file("create-nul-and-unicode.validate.json", &file);
    char *copy = calloc(1, review.len + 1);

    (void)state;
    assert_non_null(copy);
    for (size_t i = 0; i < review.len; i++) {
        unsigned char byte = damage[i % ARRAY_LEN(damage)];

        memcpy(copy, review.ptr, review.len);
        copy[i] = (char)byte;
        check_damage((struct str){copy, review.len});

        memmove(copy + i, review.ptr + i + 1, review.len - i - 1);
        check_damage((struct str){copy, review.len - 1});

        memcpy(copy, review.ptr, i);
        copy[i] = (char)damage[(i / 3) % ARRAY_LEN(damage)];
        memcpy(copy + i + 1, review.ptr + i, review.len - i);
        check_damage((struct str){copy, review.len + 1});

        check_true(!is_json(str_head(review, i), NULL) || i + 1 >= review.len,
                   "a review that is cut off is invalid");
    }
    free(copy);
}

static void a_plain_review_is_damaged_everywhere(void **state)
{
    AUTO(mem_free) char *file = NULL;
    struct str review = review_file("generate-name.mutate.json", &file);
    char *copy = calloc(1, review.len + 1);

    (void)state;
    assert_non_null(copy);
    for (size_t i = 0; i < review.len; i++) {
        for (size_t k = 0; k < ARRAY_LEN(damage); k++) {
            memcpy(copy, review.ptr, review.len);
            copy[i] = (char)damage[k];
            check_damage((struct str){copy, review.len});
        }
    }
    free(copy);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(jansson_agrees),
        cmocka_unit_test(jansson_differs_where_it_is_said),
        cmocka_unit_test(real_reviews_read_alike),
        cmocka_unit_test(a_damaged_review_is_judged_as_jansson_does),
        cmocka_unit_test(a_plain_review_is_damaged_everywhere),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
