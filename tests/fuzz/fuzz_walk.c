/* SPDX-License-Identifier: Apache-2.0 */
/*
 * walk: finds the values at paths, compared with a plain recursive reading.
 *
 * Input: a path of hosts (after `+` absence claims all names); a second such path; a path
 * that makes absence harmless; a path of the class; a path of a demand.  A line may be
 * empty.  The rest is the object.
 */
#include "fuzz.h"
#include "wire/kinds/kinds.h"
#include "wire/kinds/walk.h"

#define KEY_MAX_BYTES 253 /* the maximum in a place */

/* The findings of the plain reading as text, up to the first error. */
struct plain {
    struct arena *arena;
    struct buf said;
    struct str refused; /* the place of the error; ptr NULL: no error */
    size_t n_texts;
    size_t n_values;
    bool is_lifted;
    bool is_skipped; /* a key is too long for a place */
};

struct going {
    const struct path *path;
    size_t until;
    bool takes_null;
    bool is_in_list; /* the value is one of several */
    void (*found)(struct plain *plain, const struct json *node, struct str place,
                  const struct going *going);
    const struct kind_host *host;
};

static void go(struct plain *plain, const struct going *going, const struct json *node,
               size_t step, struct str place);

static void refuse(struct plain *plain, struct str place)
{
    if (plain->refused.ptr == NULL)
        plain->refused = place.len == 0 ? STR("") : place;
}

static bool is_null(const struct json *node)
{
    return node == NULL || json_value_type(node) == VALUE_NULL;
}

static void go_each(struct plain *plain, const struct going *going,
                    const struct json *node, size_t step, struct str place)
{
    const bool is_list = going->path->steps[step].kind == STEP_EACH;
    struct going inside = *going;
    size_t index = 0;

    if (json_value_type(node) != (is_list ? VALUE_ARRAY : VALUE_OBJECT)) {
        refuse(plain, place);
        return;
    }
    inside.is_in_list = is_list && node->n > 1;
    for (const struct json *at = node->first; at != NULL; at = at->next) {
        struct buf buf = buf_in(plain->arena);

        plain->is_skipped |= !is_list && json_key(at).len > KEY_MAX_BYTES;
        buf_add(&buf, place);
        if (is_list)
            buf_addf(&buf, "[%zu]", index++);
        else
            buf_addf(&buf, "[%.*s]", STR_ARGS(json_key(at)));
        go(plain, &inside, at, step + 1, buf_str(&buf));
    }
}

static void go(struct plain *plain, const struct going *going, const struct json *node,
               size_t step, struct str place)
{
    const struct step *at = &going->path->steps[step];
    struct str below;

    if (plain->refused.ptr != NULL)
        return;
    if (step == going->until) {
        if (!is_null(node) || going->takes_null)
            going->found(plain, node, place, going);
        return;
    }
    if (is_null(node))
        return;
    if (at->kind == STEP_EACH || at->kind == STEP_EVERY) {
        go_each(plain, going, node, step, place);
        return;
    }
    if (json_value_type(node) != VALUE_OBJECT) {
        refuse(plain, place);
        return;
    }
    if (at->kind == STEP_KEY)
        below =
            arena_format(plain->arena, "%.*s[%.*s]", STR_ARGS(place), STR_ARGS(at->name));
    else
        below = arena_format(plain->arena, "%.*s%s%.*s", STR_ARGS(place),
                             place.len > 0 ? "." : "", STR_ARGS(at->name));
    if (json_member(node, at->name) != NULL)
        go(plain, going, json_member(node, at->name), step + 1, below);
}

static void found_text(struct plain *plain, const struct json *node, struct str place,
                       const struct going *going)
{
    plain->n_values++;
    if (json_value_type(node) != VALUE_STRING) {
        refuse(plain, place);
        return;
    }
    plain->n_texts += json_text(node).len > 0;
    if (json_text(node).len > 0 || going->is_in_list)
        buf_addf(&plain->said, "%.*s=%.*s\n", STR_ARGS(place), STR_ARGS(json_text(node)));
}

static void found_lifting(struct plain *plain, const struct json *node, struct str place,
                          const struct going *going)
{
    (void)place;
    (void)going;
    plain->n_values++;
    switch (json_value_type(node)) {
    case VALUE_NULL:
        break;
    case VALUE_FALSE:
    case VALUE_TRUE:
    case VALUE_NUMBER:
        plain->is_lifted = true;
        break;
    case VALUE_STRING:
        plain->is_lifted |= json_text(node).len > 0;
        break;
    case VALUE_ARRAY:
    case VALUE_OBJECT:
        plain->is_lifted |= node->n > 0;
        break;
    }
}

static void found_value(struct plain *plain, const struct json *node, struct str place,
                        const struct going *going)
{
    (void)going;
    plain->n_values++;
    buf_addf(&plain->said, "%.*s=%.*s\n", STR_ARGS(place), STR_ARGS(json_text(node)));
}

static void found_class(struct plain *plain, const struct json *node, struct str place,
                        const struct going *going)
{
    const size_t len = plain->said.len;

    found_text(plain, node, place, going);
    if (plain->refused.ptr == NULL && json_text(node).len == 0)
        plain->said.len = len;
}

/* The place of the rest of a path, without final brackets. */
static struct str absent_place(struct arena *arena, const struct path *path,
                               struct str place)
{
    struct buf buf = buf_in(arena);
    size_t n = path->n_steps;

    n -= path->steps[n - 1].kind == STEP_EACH || path->steps[n - 1].kind == STEP_EVERY;
    buf_add(&buf, place);
    for (size_t i = path->n_until_last; i < n; i++) {
        if (path->steps[i].kind == STEP_KEY)
            buf_addf(&buf, "[%.*s]", STR_ARGS(path->steps[i].name));
        else
            buf_addf(&buf, "%s%.*s", buf.len > 0 ? "." : "",
                     STR_ARGS(path->steps[i].name));
    }
    return buf_str(&buf);
}

static void found_element(struct plain *plain, const struct json *node, struct str place,
                          const struct going *going)
{
    const struct kind_host *host = going->host;
    const struct going rest = {
        .path = &host->path, .until = host->path.n_steps, .found = found_text};

    plain->n_texts = 0;
    go(plain, &rest, node, host->path.n_until_last, place);
    if (plain->refused.ptr != NULL || plain->n_texts > 0 || !host->absent_all ||
        plain->is_lifted)
        return;
    plain->n_values++;
    place = absent_place(plain->arena, &host->path, place);
    buf_addf(&plain->said, "%.*s!\n", STR_ARGS(place));
}

static void read_plainly(struct plain *plain, const struct kind *kind,
                         const struct json *object)
{
    for (size_t i = 0; i < kind->n_hosts; i++) {
        const struct kind_host *host = &kind->hosts[i];
        const struct going to_element = {.path = &host->path,
                                         .until = host->path.n_until_last,
                                         .takes_null = host->absent_all,
                                         .found = found_element,
                                         .host = host};

        plain->is_lifted = false;
        if (host->unless != NULL) {
            const struct going lifting = {.path = host->unless,
                                          .until = host->unless->n_steps,
                                          .found = found_lifting};

            go(plain, &lifting, object, 0, STR(""));
        }
        go(plain, &to_element, object, 0, STR(""));
    }
    for (size_t i = 0; i < kind->n_class_paths; i++) {
        const struct going class = {.path = &kind->class_paths[i],
                                    .until = kind->class_paths[i].n_steps,
                                    .found = found_class};

        go(plain, &class, object, 0, STR(""));
    }
    for (size_t i = 0; i < kind->n_demands; i++) {
        const struct going demand = {.path = &kind->demands[i].path,
                                     .until = kind->demands[i].path.n_steps,
                                     .found = found_value};

        go(plain, &demand, object, 0, STR(""));
    }
}

static void say(struct buf *buf, const struct field_path *path, struct str text)
{
    field_path_add(buf, path);
    buf_addf(buf, "=%.*s\n", STR_ARGS(text));
}

/* Names and absences of a path follow each other in the object's order, but a view has
 * two lists for them.  Therefore lines are compared as a set. */
static struct str lines_of(struct arena *arena, const struct view *view)
{
    struct buf buf = buf_in(arena);

    for (size_t i = 0; i < view->n_hosts; i++)
        say(&buf, &view->hosts[i].path, view->hosts[i].name);
    for (size_t i = 0; i < view->n_catch_alls; i++) {
        field_path_add(&buf, &view->catch_alls[i].path);
        buf_add_text(&buf, "!\n");
    }
    for (size_t i = 0; i < view->n_carriers; i++)
        say(&buf, &view->carriers[i].path, view->carriers[i].value);
    for (size_t i = 0; i < view->n_demands; i++)
        say(&buf, &view->demands[i].path, view->demands[i].text);
    return buf_str(&buf);
}

/* A checksum that does not depend on the order of lines. */
static uint64_t sum_of(struct str text)
{
    uint64_t sum = 0;
    uint64_t line = 1;

    for (size_t i = 0; i < text.len; i++) {
        line = line * 1000003 + (uint8_t)text.ptr[i];
        if (text.ptr[i] == '\n') {
            sum += line * line;
            line = 1;
        }
    }
    return sum;
}

static bool parse(struct path_fields *fields, struct str text, struct path *ret)
{
    return text.len > 0 && path_parse(fields, text, ret) == NULL;
}

#define MAX_HOSTS 2

struct row {
    struct kind_host hosts[MAX_HOSTS];
    struct path unless;
    struct path class;
    struct kind_demand demand;
};

static void read_row(struct path_fields *fields, struct fuzz_bytes *from, struct row *row,
                     struct kind *ret)
{
    kind_make(fields, STR("Site.web.example.net"), ret);
    ret->has_row = true;
    ret->hosts = row->hosts;
    for (size_t i = 0; i < MAX_HOSTS; i++) {
        struct kind_host *host = &row->hosts[ret->n_hosts];
        struct str text = fuzz_until(from, '\n');

        *host = (struct kind_host){.as = TEXT_OPAQUE,
                                   .absent_all = str_has_prefix(text, STR("+"))};
        text = str_skip(text, host->absent_all ? 1 : 0);
        if (!parse(fields, text, &host->path))
            continue;
        host->absent_field = path_field(fields, path_without_brackets(text));
        ret->n_hosts++;
    }
    if (parse(fields, fuzz_until(from, '\n'), &row->unless) && ret->n_hosts > 0)
        row->hosts[0].unless = &row->unless;
    ret->class_paths = &row->class;
    ret->n_class_paths = parse(fields, fuzz_until(from, '\n'), &row->class);
    ret->demands = &row->demand;
    ret->n_demands = parse(fields, fuzz_until(from, '\n'), &row->demand.path);
    ret->shape = kind_shape(fields->arena, ret);
}

/* Excluded: keys that places would escape, and metadata, which has rules of its own. */
static bool is_plain(struct str text)
{
    for (size_t i = 0; i < text.len; i++) {
        const char byte = text.ptr[i];

        if (byte != '\n' && (byte < ' ' || byte > '~' || byte == '\\'))
            return false;
    }
    return !str_contains(text, STR("metadata"));
}

void fuzz_one(struct str bytes)
{
    AUTO(arena_clear) struct arena arena = {0};
    struct path_fields fields = {.arena = &arena};
    struct fuzz_bytes from = {bytes};
    struct plain plain = {.arena = &arena, .said = buf_in(&arena)};
    struct row row = {.hosts = {{.as = TEXT_OPAQUE}}};
    struct kind kind;
    struct kind_objects objects = {.kind = &kind, .namespace = STR("shop")};
    struct kind_views views;
    struct unjudgeable why = {STR_NONE, STR_NONE};
    struct json *whole = NULL;
    struct json *object = NULL;
    struct err err;
    bool judgeable = false;

    read_row(&fields, &from, &row, &kind);
    if (!json_read(&arena, from.rest, &json_whole, &whole, &err) ||
        !json_read(&arena, from.rest, kind.shape, &object, &err) ||
        json_value_type(object) != VALUE_OBJECT)
        return;
    objects.object = object;
    judgeable = kind_read(&objects, &arena, &views, &why);
    if (!judgeable)
        FUZZ_LAW(why.where.len > 0 && why.why.len > 0,
                 "an error has a place and a reason");
    if (!is_plain(bytes) ||
        (json_member(whole, STR("spec")) != NULL &&
         json_value_type(json_member(whole, STR("spec"))) != VALUE_OBJECT))
        return;

    read_plainly(&plain, &kind, whole);
    if (plain.is_skipped || plain.n_values > WALK_MAX_VALUES)
        return;
    FUZZ_LAW(judgeable == (plain.refused.ptr == NULL),
             "an object is refused only if the plain reading finds a wrong type");
    if (judgeable)
        FUZZ_LAW(sum_of(lines_of(&arena, &views.view)) == sum_of(buf_str(&plain.said)),
                 "both readings find the same");
    else
        FUZZ_LAW(str_equal(why.where, plain.refused),
                 "both readings report the same place");
}
