/* json_keys: is a name given twice in one object? */
#include <stdlib.h>

#include "json/reader.h"

#define FEW_KEYS 24 /* up to here each is compared with each */

static struct str key_str(struct json_key key)
{
    return (struct str){key.ptr, key.len};
}

static int compare(const void *a, const void *b)
{
    return str_compare(key_str(*(const struct json_key *)a),
                       key_str(*(const struct json_key *)b));
}

/* The last bytes are looked at first: names of one length mostly differ there. */
static bool keys_equal(struct json_key a, struct json_key b)
{
    return a.len == b.len && (a.len == 0 || (a.ptr[a.len - 1] == b.ptr[b.len - 1] &&
                                             memcmp(a.ptr, b.ptr, a.len) == 0));
}

static bool few_differ(const struct json_key *keys, size_t n, struct str *ret_twice)
{
    for (size_t i = 1; i < n; i++) {
        for (size_t k = 0; k < i; k++) {
            if (keys_equal(keys[i], keys[k])) {
                *ret_twice = key_str(keys[i]);
                return false;
            }
        }
    }
    return true;
}

bool json_keys_differ(struct json_key *keys, size_t n, struct str *ret_twice)
{
    size_t i = 1;

    if (n == 2 && keys[0].len != keys[1].len)
        return true;
    if (n <= FEW_KEYS)
        return few_differ(keys, n, ret_twice);

    /* Go writes maps sorted: then one look at neighbours tells. */
    while (i < n && compare(&keys[i - 1], &keys[i]) < 0)
        i++;
    if (i == n)
        return true;

    qsort(keys, n, sizeof keys[0], compare);
    for (i = 1; i < n; i++) {
        if (keys_equal(keys[i - 1], keys[i])) {
            *ret_twice = key_str(keys[i]);
            return false;
        }
    }
    return true;
}
