/* SPDX-License-Identifier: Apache-2.0 */
/*
 * name: one pass over the bytes, label by label; nothing here depends on the locale.
 */
#include "core/values/name.h"

#include "core/values/cidr.h"

#define LABEL_MAX_BYTES 63

/* The reason why a label may not have the byte. */
static const char *judge_byte(char c)
{
    switch (c) {
    case '*':
        return "a \"*\" is allowed only as the whole first label";
    case '_':
        return "it has an underscore";
    case ':':
        return "it has a colon: a port or an IPv6 address is not allowed here";
    case ' ':
    case '\t':
        return "it has a blank";
    default:
        break;
    }
    if ((unsigned char)c >= 0x80)
        return "it has a character outside ASCII: write the xn-- form";
    if ((unsigned char)c < 0x20 || c == 0x7f)
        return "it has a control character";
    return "it has a character other than letters, digits, \"-\" and \".\"";
}

static const char *judge_label(struct str label)
{
    if (label.len == 0)
        return "it has an empty label";
    if (label.len > LABEL_MAX_BYTES)
        return "it has a label longer than 63 bytes";
    if (label.ptr[0] == '-' || label.ptr[label.len - 1] == '-')
        return "it has a label that begins or ends with \"-\"";
    return NULL;
}

static bool is_all_digits(struct str label)
{
    for (size_t i = 0; i < label.len; i++) {
        if (!byte_is_digit(label.ptr[i]))
            return false;
    }
    return true;
}

/* Check the labels of a name without `*.` and without the trailing dot.  also: one more
 * byte that they may have. */
static const char *judge_labels(struct str base, char also, bool *ret_has_upper)
{
    const char *reason = NULL;
    size_t begin = 0; /* of the label */
    bool is_v6;

    for (size_t i = 0; i < base.len; i++) {
        const char c = base.ptr[i];

        if (byte_is_lower(c) || byte_is_digit(c) || c == '-' || c == also)
            continue;
        if (byte_is_upper(c)) {
            *ret_has_upper = true;
            continue;
        }
        if (c != '.')
            return judge_byte(c);
        reason = judge_label((struct str){base.ptr + begin, i - begin});
        if (reason != NULL)
            return reason;
        begin = i + 1;
    }
    reason = judge_label(str_skip(base, begin));
    if (reason == NULL && is_all_digits(str_skip(base, begin)))
        reason = ip_parse(base, &is_v6) ? "it is an address"
                                        : "its last label has digits only";
    return reason;
}

/* An address has its own reason, whatever the faults of its labels. */
static const char *judge(struct str text, struct str base, char also, bool *ret_has_upper)
{
    const char *reason = NULL;
    bool is_v6;

    if (text.len == 0)
        return "it is empty";
    if (text.len > NAME_MAX_BYTES)
        return "it is longer than 253 bytes";
    reason = judge_labels(base, also, ret_has_upper);
    return reason != NULL && ip_parse(text, &is_v6) ? "it is an address" : reason;
}

static struct str fold(struct arena *arena, struct str text)
{
    char *copy = arena_alloc(arena, text.len);

    for (size_t i = 0; i < text.len; i++)
        copy[i] = byte_lower(text.ptr[i]);
    return (struct str){copy, text.len};
}

static bool parse(struct arena *arena, struct str text, char also, struct name *ret,
                  const char **ret_reason)
{
    const bool is_wildcard = str_has_prefix(text, STR("*."));
    const size_t skipped = is_wildcard ? 2 : 0;
    bool has_upper = false;

    if (text.len > 0 && text.ptr[text.len - 1] == '.' && text.len > skipped)
        text = str_head(text, text.len - 1);

    const char *reason = judge(text, str_skip(text, skipped), also, &has_upper);

    if (reason != NULL) {
        *ret_reason = reason;
        return false;
    }
    if (has_upper)
        text = fold(arena, text);
    *ret = (struct name){
        .text = text, .base = str_skip(text, skipped), .is_wildcard = is_wildcard};
    return true;
}

bool name_parse(struct arena *arena, struct str text, struct name *ret,
                const char **ret_reason)
{
    return parse(arena, text, '-', ret, ret_reason);
}

bool name_parse_record(struct arena *arena, struct str text, struct name *ret,
                       const char **ret_reason)
{
    return parse(arena, text, '_', ret, ret_reason);
}

struct str name_fold(struct arena *arena, struct str text)
{
    struct name name;
    const char *reason;

    return name_parse(arena, text, &name, &reason) ? name.text : text;
}

bool name_is_within(struct str name, struct str domain)
{
    if (str_equal(domain, STR(".")))
        return true;
    if (!str_has_suffix(name, domain))
        return false;
    return name.len == domain.len || name.ptr[name.len - domain.len - 1] == '.';
}

int name_compare_backwards(struct str a, struct str b)
{
    while (a.len > 0 && b.len > 0) {
        const unsigned char left = (unsigned char)a.ptr[--a.len];
        const unsigned char right = (unsigned char)b.ptr[--b.len];

        if (left != right)
            return left < right ? -1 : 1;
    }
    return (a.len > 0) - (b.len > 0);
}

struct str name_parent(struct str name)
{
    size_t dot;

    return str_find(name, '.', &dot) ? str_skip(name, dot + 1) : STR_NONE;
}
