/* SPDX-License-Identifier: Apache-2.0 */
/* key_endings: fills the filter. */
#include "core/values/key_endings.h"

void key_endings_init(struct key_endings *endings)
{
    memset(endings->ruled_out, UINT8_MAX, sizeof endings->ruled_out);
}

/* Every key that matches ends as the glob does. */
static bool has_ending(struct str glob)
{
    size_t star;

    return glob.len >= KEY_ENDING_BYTES &&
           !str_find(str_skip(glob, glob.len - KEY_ENDING_BYTES), '*', &star);
}

void key_endings_add(struct key_endings *endings, struct str glob, unsigned group)
{
    assert(group <= UINT8_MAX);
    for (size_t i = 0; i < KEY_ENDINGS; i++) {
        if (!has_ending(glob) || i == key_ending_of(glob))
            endings->ruled_out[i] &= (uint8_t)~group;
    }
}
