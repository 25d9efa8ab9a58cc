/* SPDX-License-Identifier: Apache-2.0 */
/*
 * hidden: characters of a policy that readers and editors do not show as what they are.
 *
 * Line breaks other than LF and CRLF, and controls of the direction of text: with them a
 * reviewer sees another policy than the program.
 */
#ifndef YAML_DOC_HIDDEN_H
#define YAML_DOC_HIDDEN_H

#include "base/problems.h"
#include "base/str.h"

/* The next one from *at on; *at: behind it, and *ret_at where it is. */
bool hidden_next(struct str text, size_t *at, size_t *ret_at, uint32_t *ret_code_point);

/* Places in characters, as libyaml counts them. */
struct hidden {
    size_t *all;
    size_t n, cap;
};
void hidden_clear(struct hidden *hidden);

/* Note each one in the bytes of a file. */
void hidden_note(struct hidden *hidden, const char *file, struct str bytes,
                 struct problems *problems);

/* Some place is in this range. */
bool hidden_is_within(const struct hidden *hidden, size_t from, size_t to);

/* What a problem says of it. */
void hidden_refuse(struct place place, uint32_t code_point, struct problems *problems);

#endif
