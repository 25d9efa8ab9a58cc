/* contact: one placeholder. */
#include "core/policy/contact.h"

#include "base/buf.h"

struct str contact_for(const struct policy *policy, struct str rule, struct arena *arena)
{
    const struct str placeholder = STR("{rule}");
    struct str rest = policy_contact(policy);
    struct buf buf;

    buf_init(&buf, arena, BUF_MAX_BYTES);
    while (rest.len > 0) {
        if (str_has_prefix(rest, placeholder)) {
            buf_add(&buf, rule);
            rest = str_skip(rest, placeholder.len);
        } else {
            buf_add_byte(&buf, rest.ptr[0]);
            rest = str_skip(rest, 1);
        }
    }
    return buf_str(&buf);
}
