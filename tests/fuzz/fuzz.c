/* SPDX-License-Identifier: Apache-2.0 */
#include "fuzz.h"

#include "base/mem.h"

uint8_t fuzz_byte(struct fuzz_bytes *from)
{
    uint8_t byte = 0;

    if (from->rest.len == 0)
        return 0;
    byte = (uint8_t)from->rest.ptr[0];
    from->rest = str_skip(from->rest, 1);
    return byte;
}

size_t fuzz_below(struct fuzz_bytes *from, size_t n)
{
    return fuzz_byte(from) % n;
}

struct str fuzz_text(struct fuzz_bytes *from, size_t max)
{
    size_t len = fuzz_below(from, max + 1);
    struct str text = STR_NONE;

    if (len > from->rest.len)
        len = from->rest.len;
    text = str_head(from->rest, len);
    from->rest = str_skip(from->rest, len);
    return text;
}

struct str fuzz_until(struct fuzz_bytes *from, char separator)
{
    struct str text = from->rest;
    size_t at = 0;

    if (!str_find(text, separator, &at)) {
        from->rest = str_skip(text, text.len);
        return text;
    }
    from->rest = str_skip(text, at + 1);
    return str_head(text, at);
}

char *fuzz_copy(struct str text)
{
    return mem_dup_text(text.ptr, text.len);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    /* libFuzzer's first input is empty and may be NULL. */
    static const char nothing[] = "";

    fuzz_one((struct str){size == 0 ? nothing : (const char *)data, size});
    return 0;
}
