/* SPDX-License-Identifier: Apache-2.0 */
/*
 * hidden: characters in a policy that editors do not show as what they are.
 *
 * These are line breaks other than LF and CRLF, and controls of text direction.  With
 * them, a reviewer may see a different policy than the program does.
 */
#ifndef YAML_DOC_HIDDEN_H
#define YAML_DOC_HIDDEN_H

#include "base/problems.h"
#include "base/str.h"

/* Find the next one at or after byte *at: *ret_at is its offset, and *at moves past it.
 * False: there is none. */
bool hidden_next(struct str text, size_t *at, size_t *ret_at, uint32_t *ret_code_point);

/* The positions of hidden characters, counted in characters as libyaml does. */
struct hidden {
    size_t *all;
    size_t n, cap;
};
void hidden_clear(struct hidden *hidden);

/* Note each one in the bytes of a file and collect its position.  After the first 1000
 * the scan stops. */
void hidden_note(struct hidden *hidden, const char *file, struct str bytes,
                 struct problems *problems);

/* Some position is in the range from <= position < to. */
bool hidden_is_within(const struct hidden *hidden, size_t from, size_t to);

/* Add the problem for one hidden character. */
void hidden_refuse(struct place place, uint32_t code_point, struct problems *problems);

#endif
