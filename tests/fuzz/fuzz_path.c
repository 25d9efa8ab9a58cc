/* SPDX-License-Identifier: Apache-2.0 */
/* path: compares paths of rows with a regular expression, and with their own text. */
#include <regex.h>

#include "core/values/path.h"
#include "fuzz.h"

#define MEMBER "[A-Za-z0-9_-]+(\\[[^]]*\\])?"

/* The number of bytes that the expression matches at the beginning of a text without
 * NULs. */
static size_t match(const char *expression, const char *text)
{
    regmatch_t found = {0, 0};
    regex_t regex;
    size_t n = 0;

    FUZZ_LAW(regcomp(&regex, expression, REG_EXTENDED) == 0, "the expression compiles");
    if (regexec(&regex, text, 1, &found, 0) == 0)
        n = (size_t)found.rm_eo;
    regfree(&regex);
    return n;
}

static bool begins(const char *text, const char *with)
{
    return match(with, text) > 0;
}

/* Whether the text, steps joined by dots, is within the limits of steps and brackets. */
static bool has_few(const char *text)
{
    size_t n_steps = 0;
    size_t n_brackets = 0;
    size_t n_maps = 0;

    for (const char *at = text;; at++) {
        const size_t n = match("^" MEMBER, at);

        n_steps++;
        n_brackets += n > 2 && strncmp(at + n - 2, "[]", 2) == 0 &&
                      memchr(at, '[', n) == at + n - 2;
        n_maps += n > 3 && strncmp(at + n - 3, "[*]", 3) == 0 &&
                  memchr(at, '[', n) == at + n - 3;
        at += n;
        if (*at == '\0')
            return n_steps <= 16 && n_brackets + n_maps <= 4 && n_maps <= 1;
    }
}

static bool is_plain_path(const char *text)
{
    const size_t len = strlen(text);

    if (len == 0 || len > 256 || match("^" MEMBER "(\\." MEMBER ")*$", text) != len ||
        !has_few(text))
        return false;
    if (begins(text, "^(status|apiVersion|kind)([.[]|$)"))
        return false;
    return !begins(text, "^metadata([.[]|$)") || strcmp(text, "metadata.name") == 0 ||
           (begins(text, "^metadata\\.labels\\[[^]]+\\]$") &&
            strcmp(text, "metadata.labels[*]") != 0);
}

static struct str written(struct arena *arena, const struct path *path)
{
    struct buf buf = buf_in(arena);

    for (size_t i = 0; i < path->n_steps; i++) {
        const struct step *step = &path->steps[i];

        if (step->kind == STEP_MEMBER) {
            buf_add_text(&buf, i > 0 ? "." : "");
            buf_add(&buf, step->name);
            continue;
        }
        FUZZ_LAW(i > 0 && path->steps[i - 1].kind == STEP_MEMBER,
                 "brackets have a name before them");
        FUZZ_LAW((step->kind == STEP_KEY) == (step->name.len > 0), "a key is not empty");
        buf_add_byte(&buf, '[');
        buf_add(&buf, step->kind == STEP_EVERY ? STR("*") : step->name);
        buf_add_byte(&buf, ']');
    }
    return buf_str(&buf);
}

static bool is_many(const struct step *step)
{
    return step->kind == STEP_EACH || step->kind == STEP_EVERY;
}

static void check_last(const struct path *path, struct str text)
{
    const bool ends_many = is_many(&path->steps[path->n_steps - 1]);

    FUZZ_LAW(path->n_until_last < path->n_steps, "there are steps after the first part");
    FUZZ_LAW(path->n_until_last == 0 || is_many(&path->steps[path->n_until_last - 1]),
             "the first part ends in a list or a map");
    for (size_t i = path->n_until_last; i + 1 < path->n_steps; i++)
        FUZZ_LAW(!is_many(&path->steps[i]), "it is the last such step");
    FUZZ_LAW((path_without_brackets(text).len < text.len) == ends_many,
             "only brackets of the last step are removed");
}

void fuzz_one(struct str bytes)
{
    AUTO(arena_clear) struct arena arena = {0};
    struct path_fields fields = {.arena = &arena};
    const char *text = arena_dup(&arena, bytes).ptr;
    struct path path;
    struct path again;
    const char *why = path_parse(&fields, bytes, &path);

    if (strlen(text) == bytes.len)
        FUZZ_LAW((why == NULL) == is_plain_path(text),
                 "a path is valid if the expression matches");
    FUZZ_LAW(path_without_brackets(bytes).len <= bytes.len,
             "nothing but brackets is removed");
    if (why != NULL) {
        FUZZ_LAW(why[0] != '\0', "a refusal has a reason");
        return;
    }
    FUZZ_LAW(str_equal(written(&arena, &path), bytes), "the steps are the text");
    FUZZ_LAW(str_equal(path.field->text, bytes), "the field has the text of the path");
    check_last(&path, bytes);
    FUZZ_LAW(path_parse(&fields, bytes, &again) == NULL && again.field == path.field,
             "equal paths share their field");
}
