#include "net/http/bodies.h"

#define FIXED_BYTES   ((size_t)2 << 20) /* blocks that were begun, too */
#define BYTE_BYTES    ((size_t)140)     /* at most, for each byte of the body */
#define NAME_BYTES    ((size_t)600)     /* a host, and all that can be wrong with it */
#define NAMES_MAX     ((size_t)30000)
#define FURTHER_BYTES ((size_t)52) /* a value beyond those: passed over, or refused */

static size_t at_most(size_t bytes, size_t most)
{
    return bytes < most ? bytes : most;
}

/* Values and names are parted by commas, or begin an array or object. */
static size_t count_values(struct str body)
{
    size_t n = 1;

    for (size_t i = 0; i < body.len; i++)
        n += body.ptr[i] == ',' || body.ptr[i] == '[' || body.ptr[i] == '{';
    return n;
}

size_t memory_need_of_length(size_t length)
{
    if (length > MEMORY_NEED_MAX_BYTES / BYTE_BYTES)
        return MEMORY_NEED_MAX_BYTES;
    return at_most(FIXED_BYTES + length * BYTE_BYTES, MEMORY_NEED_MAX_BYTES);
}

size_t memory_need_of(struct str body)
{
    const size_t n = count_values(body);
    const size_t names = at_most(n, NAMES_MAX);
    size_t bytes = FIXED_BYTES + names * NAME_BYTES + (n - names) * FURTHER_BYTES;

    if (body.len > 0 && memchr(body.ptr, '\\', body.len) != NULL)
        bytes += body.len;
    return at_most(bytes, MEMORY_NEED_MAX_BYTES);
}
