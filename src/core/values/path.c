/* SPDX-License-Identifier: Apache-2.0 */
/* path: parses paths. */
#include "core/values/path.h"

/* A name and the text in its brackets. */
struct member {
    struct str name;
    struct str bracket;
    bool has_bracket;
};

static bool is_name_byte(char byte)
{
    return byte == '_' || byte == '-' || (byte >= '0' && byte <= '9') ||
           (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
}

static size_t count_name(struct str text)
{
    size_t n = 0;

    while (n < text.len && is_name_byte(text.ptr[n]))
        n++;
    return n;
}

/* Parse one member off *rest. */
static const char *take_member(struct str *rest, struct member *ret)
{
    const size_t n = count_name(*rest);
    size_t close = 0;

    *ret = (struct member){.name = str_head(*rest, n)};
    if (n == 0)
        return "has a step without a name";
    *rest = str_skip(*rest, n);
    if (rest->len == 0 || rest->ptr[0] != '[')
        return NULL;
    if (!str_find(*rest, ']', &close))
        return "has a bracket that is not closed";
    ret->bracket = str_head(str_skip(*rest, 1), close - 1);
    ret->has_bracket = true;
    *rest = str_skip(*rest, close + 1);
    return NULL;
}

struct parsing {
    struct step steps[2 * PATH_MAX_STEPS];
    size_t n;
    size_t n_members;
    size_t n_brackets;
    size_t n_every;
};

static const char *add_member(struct parsing *parsing, const struct member *member)
{
    struct step bracket = {STEP_KEY, member->bracket};

    if (++parsing->n_members > PATH_MAX_STEPS)
        return "has more than 16 steps";
    parsing->steps[parsing->n++] = (struct step){STEP_MEMBER, member->name};
    if (!member->has_bracket)
        return NULL;
    if (member->bracket.len == 0)
        bracket = (struct step){STEP_EACH, STR_NONE};
    else if (str_equal(member->bracket, STR("*")))
        bracket = (struct step){STEP_EVERY, STR_NONE};
    parsing->n_brackets += bracket.kind != STEP_KEY;
    parsing->n_every += bracket.kind == STEP_EVERY;
    parsing->steps[parsing->n++] = bracket;
    if (parsing->n_brackets > PATH_MAX_BRACKETS)
        return "has more than 4 of [] and [*]";
    return parsing->n_every > 1 ? "has more than one [*]" : NULL;
}

/* metadata belongs to the API server, except the name and labels. */
static const char *check_top(const struct parsing *parsing)
{
    static const struct str closed[] = {STR_INIT("status"), STR_INIT("apiVersion"),
                                        STR_INIT("kind")};
    const struct step *steps = parsing->steps;

    for (size_t i = 0; i < ARRAY_LEN(closed); i++) {
        if (str_equal(steps[0].name, closed[i]))
            return "starts with a member that is not read";
    }
    if (!str_equal(steps[0].name, STR("metadata")))
        return NULL;
    if (parsing->n == 2 && steps[1].kind == STEP_MEMBER &&
        str_equal(steps[1].name, STR("name")))
        return NULL;
    if (parsing->n == 3 && str_equal(steps[1].name, STR("labels")) &&
        steps[2].kind == STEP_KEY)
        return NULL;
    return "starts with metadata, of which only metadata.name and metadata.labels[KEY] "
           "are read";
}

static const char *parse_steps(struct str text, struct parsing *parsing)
{
    struct member member;
    const char *why = NULL;

    for (;;) {
        why = take_member(&text, &member);
        if (why == NULL)
            why = add_member(parsing, &member);
        if (why != NULL)
            return why;
        if (text.len == 0)
            return check_top(parsing);
        if (text.ptr[0] != '.')
            return "has a character that no step has";
        text = str_skip(text, 1);
    }
}

static bool is_bracket(const struct step *step)
{
    return step->kind == STEP_EACH || step->kind == STEP_EVERY;
}

const struct field *path_field(struct path_fields *fields, struct str text)
{
    struct field *field = NULL;

    for (size_t i = 0; i < FIELD_COUNT; i++) {
        if (str_equal(builtin_fields[i].text, text))
            return &builtin_fields[i];
    }
    for (size_t i = 0; i < fields->n; i++) {
        if (str_equal(fields->all[i]->text, text))
            return fields->all[i];
    }
    field = ARENA_NEW(fields->arena, struct field, 1);
    *field = (struct field){.text = arena_dup(fields->arena, text),
                            .order = (uint32_t)(FIELD_COUNT + fields->n)};
    if (fields->n == fields->cap)
        fields->all =
            arena_grow(fields->arena, fields->all, &fields->cap, sizeof(struct field *));
    fields->all[fields->n++] = field;
    return field;
}

const char *path_parse(struct path_fields *fields, struct str text, struct path *ret)
{
    struct parsing parsing = {.n = 0};
    struct step *steps = NULL;
    const char *why = NULL;

    if (text.len > PATH_MAX_BYTES)
        return "has more than 256 bytes";
    text = arena_dup(fields->arena, text);
    why = parse_steps(text, &parsing);
    if (why != NULL)
        return why;

    steps = ARENA_NEW(fields->arena, struct step, parsing.n);
    memcpy(steps, parsing.steps, parsing.n * sizeof steps[0]);
    *ret = (struct path){
        .field = path_field(fields, text), .steps = steps, .n_steps = parsing.n};
    for (size_t i = 0; i + 1 < parsing.n; i++) {
        if (is_bracket(&steps[i]))
            ret->n_until_last = i + 1;
    }
    return NULL;
}

/* A key may contain opening brackets, so pairs are searched from the left. */
struct str path_without_brackets(struct str text)
{
    size_t open = 0;
    size_t close = 0;
    size_t at = 0;

    while (str_find(str_skip(text, at), '[', &open) &&
           str_find(str_skip(text, at + open), ']', &close)) {
        const struct str bracket = str_head(str_skip(text, at + open), close + 1);

        if (at + open + bracket.len == text.len &&
            (str_equal(bracket, STR("[]")) || str_equal(bracket, STR("[*]"))))
            return str_head(text, at + open);
        at += open + bracket.len;
    }
    return text;
}

struct str path_spec_member(const struct path *path)
{
    if (path->n_steps != 2 || path->steps[1].kind != STEP_MEMBER ||
        !str_equal(path->steps[0].name, STR("spec")))
        return STR_NONE;
    return path->steps[1].name;
}
