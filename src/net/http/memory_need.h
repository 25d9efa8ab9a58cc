/*
 * memory_need: how much memory the judging of a review may take, by a look at its bytes.
 *
 * Found by measuring the worst reviews there are: what they take follows the number of
 * their values, names in lists included, and the strings that have to be decoded.
 * Any thread.
 */
#ifndef NET_HTTP_MEMORY_NEED_H
#define NET_HTTP_MEMORY_NEED_H

#include "base/attr.h"
#include "base/str.h"

/* An upper bound for any review of that length: quick, and usually far too high. */
size_t memory_need_of_length(size_t length) MUST_CHECK;
size_t memory_need_of(struct str body) MUST_CHECK;

/* No review of 8 MiB takes more, whatever it holds. */
#define MEMORY_NEED_MAX_BYTES ((size_t)34 << 20)

#endif
