/* SPDX-License-Identifier: Apache-2.0 */
/* incoming: reads an HTTP response as a whole, and the same response in pieces. */
#include "base/mem.h"
#include "fuzz.h"
#include "net/client/client.h"

enum disposition {
    DISPOSITION_UNFINISHED,
    DISPOSITION_COMPLETE,
    DISPOSITION_BROKEN
};

struct reading {
    enum disposition disposition;
    struct client_reply reply;
};

/* Reads size bytes at a time, then the end of the connection. */
static struct reading read_pieces(struct arena *arena, struct str bytes, size_t size)
{
    struct reading reading = {.disposition = DISPOSITION_UNFINISHED};
    AUTO(incoming_clear) struct incoming incoming = {0};
    struct err err = {.code = ERR_NONE};

    incoming_init(&incoming, arena, &reading.reply);
    while (bytes.len > 0 && incoming.framing != INCOMING_COMPLETE) {
        const size_t n = bytes.len < size ? bytes.len : size;

        buf_add(&incoming.raw, str_head(bytes, n));
        bytes = str_skip(bytes, n);
        if (!incoming_advance(&incoming, &err)) {
            FUZZ_LAW(err.text[0] != '\0', "an invalid response has an error");
            reading.disposition = DISPOSITION_BROKEN;
            return reading;
        }
    }
    if (incoming.framing != INCOMING_COMPLETE && !incoming_end(&incoming, &err)) {
        FUZZ_LAW(err.text[0] != '\0', "a premature end has an error");
        return reading;
    }
    reading.disposition = DISPOSITION_COMPLETE;
    reading.reply.body = arena_dup(arena, reading.reply.body);
    return reading;
}

static void check_same(const struct reading *a, const struct reading *b)
{
    FUZZ_LAW(a->disposition == b->disposition,
             "the result does not depend on the pieces");
    if (a->disposition != DISPOSITION_COMPLETE)
        return;
    FUZZ_LAW(a->reply.status == b->reply.status, "the status");
    FUZZ_LAW(a->reply.status >= 100 && a->reply.status <= 999,
             "the status has three digits");
    FUZZ_LAW(str_equal(a->reply.body, b->reply.body), "the body");
    FUZZ_LAW(str_equal(a->reply.content_type, b->reply.content_type), "the type");
    FUZZ_LAW(str_equal(a->reply.retry_after, b->reply.retry_after),
             "the time of Retry-After");
}

void fuzz_one(struct str bytes)
{
    AUTO(arena_clear) struct arena arena = {0};
    struct fuzz_bytes from = {bytes};
    const size_t size = 1 + fuzz_below(&from, 9);
    const struct reading whole = read_pieces(&arena, from.rest, SIZE_MAX);
    const struct reading pieces = read_pieces(&arena, from.rest, size);

    check_same(&whole, &pieces);
}
