#include "net/http/memory_need.h"

#define FIXED_BYTES   ((size_t)2 << 20) /* blocks that were begun, too */
#define BYTE_BYTES    ((size_t)140)     /* at most, for each byte of the body */
#define NAME_BYTES    ((size_t)600)     /* a host, and all that can be wrong with it */
#define NAMES_MAX     ((size_t)30000)
#define FURTHER_BYTES ((size_t)52)  /* a value beyond those: passed over, or refused */
#define STRIDE        ((size_t)255) /* as many as a byte can count */

static size_t at_most(size_t bytes, size_t most)
{
    return bytes < most ? bytes : most;
}

/* Values and names are parted by commas, or begin an array or object.  The inner sum is
 * of bytes, so that the loop runs on vectors. */
static size_t count_values(struct str body)
{
    size_t n = 1;

    for (size_t at = 0; at < body.len; at += STRIDE) {
        const size_t len = at_most(body.len - at, STRIDE);
        unsigned char found = 0;

        for (size_t i = 0; i < len; i++) {
            const char c = body.ptr[at + i];

            found = (unsigned char)(found + ((c == ',') | (c == '[') | (c == '{')));
        }
        n += found;
    }
    return n;
}

size_t footprint_of_length(size_t length)
{
    if (length > FOOTPRINT_MAX_BYTES / BYTE_BYTES)
        return FOOTPRINT_MAX_BYTES;
    return at_most(FIXED_BYTES + length * BYTE_BYTES, FOOTPRINT_MAX_BYTES);
}

size_t footprint_of(struct str body)
{
    const size_t n = count_values(body);
    const size_t names = at_most(n, NAMES_MAX);
    size_t bytes = FIXED_BYTES + names * NAME_BYTES + (n - names) * FURTHER_BYTES;

    if (body.len > 0 && memchr(body.ptr, '\\', body.len) != NULL)
        bytes += body.len;
    return at_most(bytes, FOOTPRINT_MAX_BYTES);
}
