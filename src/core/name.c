/*
 * name: one pass over the bytes, label by label; nothing here looks at a locale.
 */
#include "core/name.h"

#include "core/cidr.h"

#define LABEL_MAX_BYTES 63

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_alphanumeric(char c)
{
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* What is wrong with the byte, or NULL when a label may hold it. */
static const char *judge_byte(char c)
{
    if (is_alphanumeric(c) || c == '-')
        return NULL;
    switch (c) {
    case '*':
        return "a \"*\" may stand only as the whole first label";
    case '_':
        return "it has an underscore";
    case ':':
        return "it has a colon: a port or an IPv6 address cannot stand here";
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
    for (size_t i = 0; i < label.len; i++) {
        const char *reason = judge_byte(label.ptr[i]);

        if (reason != NULL)
            return reason;
    }
    if (label.len > LABEL_MAX_BYTES)
        return "it has a label longer than 63 bytes";
    if (label.ptr[0] == '-' || label.ptr[label.len - 1] == '-')
        return "it has a label that begins or ends with \"-\"";
    return NULL;
}

static bool is_all_digits(struct str label)
{
    for (size_t i = 0; i < label.len; i++) {
        if (!is_digit(label.ptr[i]))
            return false;
    }
    return true;
}

/* The labels of a name without `*.` and without the trailing dot. */
static const char *judge_labels(struct str base)
{
    struct str rest = base;
    struct str label = STR_NONE;
    bool done = false;

    while (str_next_item(&rest, '.', &done, &label)) {
        const char *reason = judge_label(label);

        if (reason != NULL)
            return reason;
    }
    if (is_all_digits(label)) {
        bool is_v6;

        return ip_parse(base, &is_v6) ? "it is an address"
                                      : "its last label has digits only";
    }
    return NULL;
}

static const char *judge(struct str text, struct str base)
{
    bool is_v6;

    if (text.len == 0)
        return "it is empty";
    if (text.len > NAME_MAX_BYTES)
        return "it is longer than 253 bytes";
    if (ip_parse(text, &is_v6))
        return "it is an address";
    return judge_labels(base);
}

static bool has_upper(struct str text)
{
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] >= 'A' && text.ptr[i] <= 'Z')
            return true;
    }
    return false;
}

static struct str fold(struct arena *arena, struct str text)
{
    char *copy = arena_alloc(arena, text.len);

    for (size_t i = 0; i < text.len; i++)
        copy[i] = byte_lower(text.ptr[i]);
    return (struct str){copy, text.len};
}

bool name_parse(struct arena *arena, struct str text, struct name *ret,
                const char **ret_reason)
{
    const bool is_wildcard = str_has_prefix(text, STR("*."));
    const size_t skipped = is_wildcard ? 2 : 0;

    if (text.len > 0 && text.ptr[text.len - 1] == '.' && text.len > skipped)
        text = str_head(text, text.len - 1);

    const char *reason = judge(text, str_skip(text, skipped));

    if (reason != NULL) {
        *ret_reason = reason;
        return false;
    }
    if (has_upper(text))
        text = fold(arena, text);
    *ret = (struct name){text, str_skip(text, skipped), is_wildcard};
    return true;
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

struct str name_parent(struct str name)
{
    size_t dot;

    return str_find(name, '.', &dot) ? str_skip(name, dot + 1) : STR_NONE;
}
