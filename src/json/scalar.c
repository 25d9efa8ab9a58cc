/* json_scalar: numbers, true, false, null and white space; and how a problem is kept. */
#include "json/reader.h"

const char *json_fail(struct json_reader *reader, const char *at, const char *problem)
{
    reader->problem_at = at;
    reader->problem = problem;
    reader->problem_code = ERR_SYNTAX;
    return NULL;
}

const char *json_fail_limit(struct json_reader *reader, const char *at)
{
    (void)json_fail(reader, at, "arrays and objects are nested too deep");
    reader->problem_code = ERR_LIMIT;
    return NULL;
}

const char *json_fail_nodes(struct json_reader *reader, const char *at)
{
    (void)json_fail(reader, at, "the document holds too many values");
    reader->problem_code = ERR_LIMIT;
    return NULL;
}

const char *json_pass_spaces(const char *at)
{
    while (*at == ' ' || *at == '\n' || *at == '\r' || *at == '\t')
        at++;
    return at;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static const char *pass_digits(struct json_reader *reader, const char *at)
{
    if (!is_digit(*at))
        return json_fail(reader, at, "a digit must stand here");
    while (is_digit(*at))
        at++;
    return at;
}

/* RFC 8259, section 6. */
const char *json_pass_number(struct json_reader *reader, const char *at)
{
    if (*at == '-')
        at++;
    at = *at == '0' ? at + 1 : pass_digits(reader, at);

    if (at != NULL && *at == '.')
        at = pass_digits(reader, at + 1);
    if (at != NULL && (*at == 'e' || *at == 'E')) {
        at++;
        if (*at == '+' || *at == '-')
            at++;
        at = pass_digits(reader, at);
    }
    return at;
}

static const struct {
    const char *text;
    size_t len;
    enum value_type type;
} words[] = {
    {"null", 4, VALUE_NULL},
    {"false", 5, VALUE_FALSE},
    {"true", 4, VALUE_TRUE},
};

const char *json_pass_word(struct json_reader *reader, const char *at)
{
    size_t room = (size_t)(reader->end - at);

    for (size_t i = 0; i < ARRAY_LEN(words); i++) {
        if (room > words[i].len && memcmp(at, words[i].text, words[i].len) == 0) {
            reader->word = words[i].type;
            return at + words[i].len;
        }
    }
    return json_fail(reader, at, "a value must stand here");
}
