/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fuzz: what the harnesses share: bytes as a source of choices, and laws.
 *
 * A harness is one file with fuzz_one(); libFuzzer calls it with bytes it makes up, or
 * replay.c with those that are kept.  A law that is broken ends the process.
 */
#ifndef TESTS_FUZZ_H
#define TESTS_FUZZ_H

#include "base/arena.h"
#include "base/buf.h"

/* One input.  What is not a law is not checked: any bytes may come. */
void fuzz_one(struct str bytes);

/* By libFuzzer's names. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

NO_RETURN void fuzz_broken(const char *sentence, const char *file, int line);
#define FUZZ_LAW(holds, sentence)                                                        \
    ((holds) ? (void)0 : fuzz_broken((sentence), __FILE__, __LINE__))

/* What is left of the input; at its end there are zeros and empty texts. */
struct fuzz_bytes {
    struct str rest;
};

uint8_t fuzz_byte(struct fuzz_bytes *from);
size_t fuzz_below(struct fuzz_bytes *from, size_t n);
#define FUZZ_PICK(from, list) ((list)[fuzz_below((from), ARRAY_LEN(list))])

/* A length of at most max, then that many bytes. */
struct str fuzz_text(struct fuzz_bytes *from, size_t max);

/* The bytes up to the separator, which is left out; all when there is none. */
struct str fuzz_until(struct fuzz_bytes *from, char separator);

/* A copy with a NUL behind it that is an allocation of its own: free() it. */
char *fuzz_copy(struct str text) MUST_CHECK NONNULL_RESULT;

#endif
