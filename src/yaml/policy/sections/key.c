/* SPDX-License-Identifier: Apache-2.0 */
/*
 * key: the syntax of annotation keys (Kubernetes qualified names): an optional DNS prefix
 * and a slash, then a name of at most 63 characters.
 *
 * The API server folds case before it checks, so upper case is permitted everywhere.
 */
#include "yaml/policy/sections/sections.h"

#include "core/values/name.h"

#define KEY_NAME_MAX_BYTES 63

static bool is_alphanumeric(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_key_byte(char c)
{
    return is_alphanumeric(c) || c == '-' || c == '_' || c == '.';
}

static const char *name_reason(struct str name)
{
    if (name.len == 0)
        return "it has no name behind the prefix";
    if (name.len > KEY_NAME_MAX_BYTES)
        return "its name is longer than 63 characters";
    for (size_t i = 0; i < name.len; i++) {
        if (!is_key_byte(name.ptr[i]))
            return "its name has a character other than letters, digits, \"-\", \"_\" "
                   "and \".\"";
    }
    if (!is_alphanumeric(name.ptr[0]) || !is_alphanumeric(name.ptr[name.len - 1]))
        return "its name must begin and end with a letter or digit";
    return NULL;
}

static bool is_dns_label(struct str label)
{
    if (label.len == 0 || label.ptr[0] == '-' || label.ptr[label.len - 1] == '-')
        return false;
    for (size_t i = 0; i < label.len; i++) {
        if (!is_alphanumeric(label.ptr[i]) && label.ptr[i] != '-')
            return false;
    }
    return true;
}

/* domain: a prefix without its slash. */
static const char *domain_reason(struct str domain)
{
    struct str rest = domain;
    struct str label;
    bool done = false;

    if (domain.len > NAME_MAX_BYTES)
        return "its prefix is longer than 253 characters";
    while (str_next_item(&rest, '.', &done, &label)) {
        if (!is_dns_label(label))
            return "its prefix is not a DNS name";
    }
    return NULL;
}

const char *key_reason(struct str key)
{
    size_t slash;

    if (key.len == 0)
        return "it is empty";
    if (!str_find(key, '/', &slash))
        return name_reason(key);

    const char *reason = domain_reason(str_head(key, slash));

    return reason != NULL ? reason : name_reason(str_skip(key, slash + 1));
}

const char *key_prefix_reason(struct str prefix)
{
    size_t slash;

    if (!str_find(prefix, '/', &slash) || slash + 1 != prefix.len)
        return "it must be a DNS name with one \"/\" at its end";
    return domain_reason(str_head(prefix, slash));
}

static const char *glob_reason(struct str glob)
{
    assert(glob.len > 0); /* an item of a list */
    if (glob.len > NAME_MAX_BYTES + 1 + KEY_NAME_MAX_BYTES)
        return "it is longer than any annotation key";
    for (size_t i = 0; i < glob.len; i++) {
        if (!is_key_byte(glob.ptr[i]) && glob.ptr[i] != '*' && glob.ptr[i] != '/')
            return "it has a character that is not allowed in an annotation key";
    }
    return NULL;
}

bool key_check(struct reader *reader, const struct text_at *key)
{
    const char *reason = key_reason(key->text);

    if (reason != NULL)
        REFUSE(reader, "bad-key", key->place, "%s is not an annotation key: %s",
               reader_quoted(reader, key->text), reason);
    return reason == NULL;
}

bool key_prefix_check(struct reader *reader, const struct text_at *prefix)
{
    const char *quoted = reader_quoted(reader, prefix->text);
    const char *reason = key_prefix_reason(prefix->text);

    if (!str_has_suffix(prefix->text, STR("/"))) {
        const struct str with_slash =
            arena_format(&reader->arena, "%.*s/", STR_ARGS(prefix->text));

        REFUSE(reader, "prefix-slash", prefix->place,
               "prefix %s does not end in \"/\"; did you mean %s?", quoted,
               reader_quoted(reader, with_slash));
    } else if (reason != NULL) {
        REFUSE(reader, "bad-prefix", prefix->place, "%s is not an annotation prefix: %s",
               quoted, reason);
    }
    return reason == NULL;
}

const struct str *key_globs_read(struct reader *reader, const struct texts_at *globs,
                                 const char *noun, size_t *ret_n)
{
    for (size_t i = 0; i < globs->n; i++) {
        const char *reason = glob_reason(globs->items[i].text);

        if (reason != NULL)
            REFUSE(reader, "bad-key", globs->items[i].place, "%s %s: %s", noun,
                   reader_quoted(reader, globs->items[i].text), reason);
    }
    return reader_texts(reader, globs, NULL, ret_n);
}
