/* SPDX-License-Identifier: Apache-2.0 */
/*
 * hidden: finds hidden characters by a scan over bytes.
 */
#include "yaml/doc/hidden.h"

#include <stdlib.h>

#include "base/mem.h"

/* The most that are noted in one file. */
#define HIDDEN_MAX 1000

/* The hidden character at `at`, or 0.  U+2028 to U+202E are the bytes e2 80 a8 to e2 80
 * ae; U+2066 to U+2069 are e2 81 a6 to e2 81 a9. */
static uint32_t code_point_at(struct str text, size_t at, size_t *ret_len)
{
    const unsigned char *bytes = (const unsigned char *)text.ptr + at;
    const size_t left = text.len - at;

    *ret_len = 1;
    if (bytes[0] == '\r')
        return left < 2 || bytes[1] != '\n' ? 0x0d : 0;
    if (bytes[0] == 0xc2 && left >= 2 && bytes[1] == 0x85) {
        *ret_len = 2;
        return 0x85;
    }
    if (bytes[0] != 0xe2 || left < 3)
        return 0;
    *ret_len = 3;
    if (bytes[1] == 0x80 && bytes[2] >= 0xa8 && bytes[2] <= 0xae)
        return 0x2000U + (bytes[2] & 0x3fU);
    if (bytes[1] == 0x81 && bytes[2] >= 0xa6 && bytes[2] <= 0xa9)
        return 0x2040U + (bytes[2] & 0x3fU);
    *ret_len = 1;
    return 0;
}

bool hidden_next(struct str text, size_t *at, size_t *ret_at, uint32_t *ret_code_point)
{
    while (*at < text.len) {
        size_t len;
        const uint32_t code_point = code_point_at(text, *at, &len);

        *ret_at = *at;
        *at += len;
        if (code_point != 0) {
            *ret_code_point = code_point;
            return true;
        }
    }
    return false;
}

void hidden_clear(struct hidden *hidden)
{
    free(hidden->all);
    *hidden = (struct hidden){0};
}

void hidden_refuse(struct place place, uint32_t code_point, struct problems *problems)
{
    problems_add(problems, SEVERITY_ERROR, "hidden-character", place,
                 "U+%04X is not allowed in a policy: %s; remove it", (unsigned)code_point,
                 code_point == 0x0d     ? "it breaks lines without a line feed"
                 : code_point <= 0x2029 ? "it breaks lines where editors may show one"
                                        : "it changes the order in which text is shown");
}

/* How far the scan has come. */
struct scan {
    struct place place;
    size_t n_characters;
};

/* Move the place from one byte to a later one.  Only a line feed ends a line here. */
static void go_to(struct scan *scan, struct str bytes, size_t from, size_t to)
{
    for (size_t i = from; i < to; i++) {
        const unsigned char byte = (unsigned char)bytes.ptr[i];

        if ((byte & 0xc0) == 0x80)
            continue; /* the inside of a character */
        scan->n_characters++;
        scan->place.column++;
        if (byte == '\n') {
            scan->place.line++;
            scan->place.column = 1;
        }
    }
}

void hidden_note(struct hidden *hidden, const char *file, struct str bytes,
                 struct problems *problems)
{
    struct scan scan = {{file, 1, 1}, 0};
    uint32_t code_point = 0;
    size_t found = 0;
    size_t done = 0;
    size_t at = 0;

    while (hidden->n < HIDDEN_MAX && hidden_next(bytes, &at, &found, &code_point)) {
        go_to(&scan, bytes, done, found);
        done = found;
        hidden->all =
            mem_grow(hidden->all, &hidden->cap, hidden->n + 1, sizeof *hidden->all);
        hidden->all[hidden->n++] = scan.n_characters;
        hidden_refuse(scan.place, code_point, problems);
    }
}

bool hidden_is_within(const struct hidden *hidden, size_t from, size_t to)
{
    for (size_t i = 0; i < hidden->n; i++) {
        if (hidden->all[i] >= from && hidden->all[i] < to)
            return true;
    }
    return false;
}
