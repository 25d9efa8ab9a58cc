/*
 * framing: whether the lines of a request's head are what RFC 9112 calls lines.
 *
 * The HTTP library is lenient: it takes folded lines, bare CR or LF, NUL, more than one
 * blank, and another reader may then see another request.  It leaves what it has cut the
 * head into where it was, so gaps between the pieces tell.
 */
#ifndef NET_HTTP_FRAMING_H
#define NET_HTTP_FRAMING_H

#include <stdbool.h>

#include "base/str.h"

struct framing {
    const char *begin; /* of the request line */
    const char *end;   /* of what was seen of the head */
    bool is_wrong;
};

/* Of the target before the library has taken it apart; 0: there is none, or not all of it
 * is printable. */
size_t framing_target_length(const char *target_or_null);

void framing_begin(struct framing *framing, struct str method, struct str target,
                   struct str version);
void framing_add(struct framing *framing, struct str name,
                 struct str value); /* a field */

/* Once all fields were added.  head_bytes: the library's count of the whole head. */
bool framing_is_sound(const struct framing *framing, size_t head_bytes);

#endif
