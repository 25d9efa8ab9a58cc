/*
 * name: one pass over the bytes, label by label; nothing here looks at a locale.
 */
#include "core/values/name.h"

#include "core/values/cidr.h"

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

enum {
    BYTE_OTHER,
    BYTE_DOT,
    BYTE_HYPHEN,
    BYTE_DIGIT,
    BYTE_LOWER,
};

/* clang-format off */
static const unsigned char kinds[256] = {
    ['.'] = BYTE_DOT,   ['-'] = BYTE_HYPHEN,
    ['0'] = BYTE_DIGIT, ['1'] = BYTE_DIGIT, ['2'] = BYTE_DIGIT, ['3'] = BYTE_DIGIT,
    ['4'] = BYTE_DIGIT, ['5'] = BYTE_DIGIT, ['6'] = BYTE_DIGIT, ['7'] = BYTE_DIGIT,
    ['8'] = BYTE_DIGIT, ['9'] = BYTE_DIGIT,
    ['a'] = BYTE_LOWER, ['b'] = BYTE_LOWER, ['c'] = BYTE_LOWER, ['d'] = BYTE_LOWER,
    ['e'] = BYTE_LOWER, ['f'] = BYTE_LOWER, ['g'] = BYTE_LOWER, ['h'] = BYTE_LOWER,
    ['i'] = BYTE_LOWER, ['j'] = BYTE_LOWER, ['k'] = BYTE_LOWER, ['l'] = BYTE_LOWER,
    ['m'] = BYTE_LOWER, ['n'] = BYTE_LOWER, ['o'] = BYTE_LOWER, ['p'] = BYTE_LOWER,
    ['q'] = BYTE_LOWER, ['r'] = BYTE_LOWER, ['s'] = BYTE_LOWER, ['t'] = BYTE_LOWER,
    ['u'] = BYTE_LOWER, ['v'] = BYTE_LOWER, ['w'] = BYTE_LOWER, ['x'] = BYTE_LOWER,
    ['y'] = BYTE_LOWER, ['z'] = BYTE_LOWER,
};
/* clang-format on */

/* In one pass what nearly all names are: canonical, and nothing wrong with them.  False:
 * it takes a closer look. */
static bool is_canonical(struct str base)
{
    unsigned char before = BYTE_DOT; /* kind of the byte before */
    bool only_digits = true;         /* in the label so far */
    size_t begin = 0;                /* of the label */

    if (base.len == 0)
        return false;
    for (size_t i = 0; i < base.len; i++) {
        unsigned char kind = kinds[(unsigned char)base.ptr[i]];

        if (kind <= BYTE_HYPHEN) {
            /* Neither follows a dot; no dot follows a hyphen. */
            if (kind == BYTE_OTHER || before == BYTE_DOT ||
                (kind == BYTE_DOT &&
                 (before == BYTE_HYPHEN || i - begin > LABEL_MAX_BYTES)))
                return false;
            if (kind == BYTE_DOT)
                begin = i + 1;
        }
        only_digits = kind == BYTE_DOT || (only_digits && kind == BYTE_DIGIT);
        before = kind;
    }
    return before > BYTE_HYPHEN && !only_digits && base.len - begin <= LABEL_MAX_BYTES;
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

    if (text.len <= NAME_MAX_BYTES && is_canonical(str_skip(text, skipped))) {
        *ret = (struct name){text, str_skip(text, skipped), is_wildcard};
        return true;
    }

    const char *reason = judge(text, str_skip(text, skipped));

    if (reason != NULL) {
        *ret_reason = reason;
        return false;
    }
    text = fold(arena, text); /* it has upper case, or it were canonical */
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
