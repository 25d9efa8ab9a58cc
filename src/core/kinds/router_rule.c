/* SPDX-License-Identifier: Apache-2.0 */
/*
 * router_rule: one pass over the text, with a level for each open parenthesis.
 *
 * Source: Traefik 3.7.9, pkg/rules/parser.go and pkg/muxer, over vulcand/predicate 1.3.0,
 * parse.go, which accepts a Go expression: operands are calls of a matcher by its name,
 * as written, or in lower, upper or title case; arguments are literals, read as Go reads
 * them. Syntax v2 has several arguments, and HostHeader.
 *
 * ExternalDNS 0.22, source/traefik_proxy.go, finds names by a regular expression over the
 * text instead.  After a word that ends in Host, HostHeader or HostSNI, a parenthesis and
 * a back-quote, it takes everything in back-quotes up to one that a parenthesis follows.
 * A rule is unclear if that yields more than the arguments of those matchers.
 *
 * A tree is not needed to find out whether a rule is bound.  Under a negation, `&&` and
 * `||` change places.  So each level has a sense, which `!` inverts, and joins its
 * operands by it: in the plain sense     a && b is bound if a or b is, a || b if both are
 *   in the negated sense   a && b is bound if both are,  a || b if a or b is
 * A matcher is bound in the plain sense only.
 */
#include "core/kinds/router_rule.h"

enum join {
    JOIN_AND,
    JOIN_OR,
};

/* Which hosts match; in this order. */
enum reach {
    REACH_UNBOUND,
    REACH_BOUND,
};

/* The state of one level: `alternatives || term && ...`. */
struct level {
    bool is_negated;
    bool is_next_negated; /* of the next operand */
    bool has_term;
    bool has_alternatives;
    enum reach term;
    enum reach alternatives;
};

struct reading {
    struct arena *arena;
    struct str rest;
    struct level levels[ROUTER_RULE_MAX_DEPTH + 1];
    size_t n_levels;
    struct router_rule *rule;
};

enum matcher {
    MATCHER_HOST,
    MATCHER_PATTERN, /* of hosts */
    MATCHER_OTHER,
};

/* A text in quotes. */
struct argument {
    char quote;
    struct str text;
};
static const struct {
    struct str name; /* in lower case */
    enum matcher matcher;
} matchers[] = {
    {STR_INIT("host"), MATCHER_HOST},
    {STR_INIT("hostheader"), MATCHER_HOST},
    {STR_INIT("hostsni"), MATCHER_HOST},
    {STR_INIT("hostregexp"), MATCHER_PATTERN},
    {STR_INIT("hostsniregexp"), MATCHER_PATTERN},
};

/* True if the text ends in the word, in any case. */
static bool ends_in(struct str text, struct str lower)
{
    if (text.len < lower.len)
        return false;
    text = str_skip(text, text.len - lower.len);
    for (size_t i = 0; i < lower.len; i++) {
        if (byte_lower(text.ptr[i]) != lower.ptr[i])
            return false;
    }
    return true;
}

static bool ends_in_matcher(struct str text)
{
    for (size_t i = 0; i < ARRAY_LEN(matchers); i++) {
        if (matchers[i].matcher == MATCHER_HOST && ends_in(text, matchers[i].name))
            return true;
    }
    return false;
}

static enum matcher matcher_of(struct str name)
{
    for (size_t i = 0; i < ARRAY_LEN(matchers); i++) {
        if (name.len == matchers[i].name.len && ends_in(name, matchers[i].name))
            return matchers[i].matcher;
    }
    return MATCHER_OTHER;
}

static bool is_white(char byte)
{
    return byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n' || byte == '\f';
}

static struct str without_white_end(struct str text)
{
    while (text.len > 0 && is_white(text.ptr[text.len - 1]))
        text.len--;
    return text;
}

/* True if ExternalDNS takes the quote that ends the argument for one that opens an
 * argument of Host. */
static bool calls_at_end(struct str argument)
{
    const struct str text = without_white_end(argument);

    return text.len > 0 && text.ptr[text.len - 1] == '(' &&
           ends_in_matcher(without_white_end(str_head(text, text.len - 1)));
}

static void skip_white(struct reading *reading)
{
    size_t n = 0;

    while (n < reading->rest.len && is_white(reading->rest.ptr[n]))
        n++;
    reading->rest = str_skip(reading->rest, n);
}

/* Skip white space; true if the text is next, which is then consumed. */
static bool take(struct reading *reading, struct str text)
{
    skip_white(reading);
    if (!str_has_prefix(reading->rest, text))
        return false;
    reading->rest = str_skip(reading->rest, text.len);
    return true;
}

static bool take_name(struct reading *reading, struct str *ret)
{
    const struct str rest = reading->rest;
    size_t n = 0;

    while (n < rest.len && (byte_is_alphanumeric(rest.ptr[n]) || rest.ptr[n] == '_'))
        n++;
    if (n == 0 || byte_is_digit(rest.ptr[0]))
        return false;
    *ret = str_head(rest, n);
    reading->rest = str_skip(rest, n);
    return true;
}

/* Go drops carriage returns inside back-quotes, and does not accept line feeds inside
 * double quotes; here both are refused. */
static bool is_refused(char quote, char byte)
{
    return byte == '\r' || (quote == '"' && byte == '\n');
}

/* A backslash escapes the next quote only inside double quotes. */
static bool take_argument(struct reading *reading, struct argument *ret)
{
    const struct str rest = reading->rest;
    const char quote = rest.len == 0 ? '\0' : rest.ptr[0];
    size_t at = 1;

    if (quote != '`' && quote != '"')
        return false;
    while (at < rest.len && rest.ptr[at] != quote) {
        if (is_refused(quote, rest.ptr[at]))
            return false;
        if (rest.ptr[at] == '\\' || rest.ptr[at] == '`')
            reading->rule->is_unclear = true;
        at += rest.ptr[at] == '\\' && quote == '"' ? 2 : 1;
    }
    if (at >= rest.len)
        return false;
    *ret = (struct argument){quote, str_head(str_skip(rest, 1), at - 1)};
    reading->rest = str_skip(rest, at + 1);
    return true;
}

static void add_host(struct reading *reading, struct str host)
{
    struct router_rule *rule = reading->rule;

    if (rule->n_hosts == rule->cap_hosts)
        rule->hosts = arena_grow(reading->arena, rule->hosts, &rule->cap_hosts,
                                 sizeof rule->hosts[0]);
    rule->hosts[rule->n_hosts++] = host;
}

/* Read the arguments, up to the closing parenthesis. */
static bool take_arguments(struct reading *reading, enum matcher matcher, enum reach *ret)
{
    struct argument argument = {.quote = '\0'};
    char quote = '\0'; /* of the first */

    *ret = matcher == MATCHER_PATTERN ? REACH_BOUND : REACH_UNBOUND;
    if (take(reading, STR(")")))
        return true;
    *ret = matcher == MATCHER_OTHER ? REACH_UNBOUND : REACH_BOUND;
    do {
        skip_white(reading);
        if (!take_argument(reading, &argument))
            return false;
        quote = quote == '\0' ? argument.quote : quote;
        reading->rule->is_unclear |= calls_at_end(argument.text) ||
                                     (matcher == MATCHER_HOST && argument.quote != quote);
        if (matcher != MATCHER_HOST)
            continue;
        if (str_equal(argument.text, STR("*")))
            *ret = REACH_UNBOUND;
        else
            add_host(reading, argument.text);
    } while (take(reading, STR(",")));
    return take(reading, STR(")"));
}

static enum matcher take_matcher(struct reading *reading, struct str name)
{
    const enum matcher matcher = matcher_of(name);

    reading->rule->is_unclear |=
        matcher == MATCHER_PATTERN || (matcher == MATCHER_OTHER && ends_in_matcher(name));
    return matcher;
}

static enum reach joined(const struct level *level, enum join join, enum reach left,
                         enum reach right)
{
    const bool one_is_enough = (join == JOIN_AND) != level->is_negated;

    return (left > right) == one_is_enough ? left : right;
}

static struct level *innermost(struct reading *reading)
{
    return &reading->levels[reading->n_levels - 1];
}

static void add_operand(struct level *level, enum reach reach)
{
    level->term = level->has_term ? joined(level, JOIN_AND, level->term, reach) : reach;
    level->has_term = true;
    level->is_next_negated = level->is_negated;
}

/* The term is complete. */
static void add_alternative(struct level *level)
{
    level->alternatives = level->has_alternatives
                              ? joined(level, JOIN_OR, level->alternatives, level->term)
                              : level->term;
    level->has_alternatives = true;
    level->has_term = false;
}

static bool open_level(struct reading *reading)
{
    const bool is_negated = innermost(reading)->is_next_negated;

    if (reading->n_levels == ARRAY_LEN(reading->levels))
        return false;
    reading->levels[reading->n_levels++] =
        (struct level){.is_negated = is_negated, .is_next_negated = is_negated};
    return true;
}

/* Read `!`s, parentheses and a matcher, up to where an operator may follow. */
static bool take_operand(struct reading *reading)
{
    struct level *level = NULL;
    struct str name;
    enum reach reach = REACH_UNBOUND;

    for (;;) {
        level = innermost(reading);
        if (take(reading, STR("!")))
            level->is_next_negated = !level->is_next_negated;
        else if (!take(reading, STR("(")))
            break;
        else if (!open_level(reading))
            return false;
    }
    if (!take_name(reading, &name) || !take(reading, STR("(")))
        return false;
    if (!take_arguments(reading, take_matcher(reading, name), &reach))
        return false;
    add_operand(level, level->is_next_negated ? REACH_UNBOUND : reach);
    return true;
}

/* Close levels, one for each closing parenthesis. */
static bool close_levels(struct reading *reading)
{
    while (take(reading, STR(")"))) {
        const struct level *closed = innermost(reading);

        if (reading->n_levels == 1)
            return false;
        add_alternative(innermost(reading));
        reading->n_levels--;
        add_operand(innermost(reading), closed->alternatives);
    }
    return true;
}

bool router_rule_read(struct arena *arena, struct str text, struct router_rule *ret)
{
    struct reading reading = {.arena = arena, .rest = text, .n_levels = 1, .rule = ret};

    *ret = (struct router_rule){0};
    for (;;) {
        if (!take_operand(&reading) || !close_levels(&reading))
            return false;
        if (take(&reading, STR("||")))
            add_alternative(innermost(&reading));
        else if (!take(&reading, STR("&&")))
            break;
    }
    add_alternative(innermost(&reading));
    ret->is_bound = innermost(&reading)->alternatives == REACH_BOUND;
    return reading.n_levels == 1 && reading.rest.len == 0;
}
