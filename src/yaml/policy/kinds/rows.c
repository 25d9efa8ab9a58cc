/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rows: reads the row of a kind: where its host names, class and references are.
 */
#include "yaml/policy/sections/sections.h"

#define HOSTS_MAX 32
#define PATHS_MAX 16 /* besides hosts */

struct host_fields {
    struct text_at path, as, absent, unless;
};
#define ROW(member, name, ...) FIELD(struct host_fields, member, name, __VA_ARGS__)
static const struct field_row host_fields[] = {
    ROW(path, "path", FIELD_TEXT, FIELD_REQUIRED),
    ROW(as, "as", FIELD_WORD),
    ROW(absent, "absent", FIELD_WORD),
    ROW(unless, "unless", FIELD_TEXT),
};
#undef ROW

struct reference_fields {
    struct text_at path, form;
};
static const struct field_row reference_fields[] = {
    FIELD(struct reference_fields, path, "path", FIELD_TEXT, FIELD_REQUIRED),
    FIELD(struct reference_fields, form, "form", FIELD_WORD, FIELD_REQUIRED),
};

struct forbid_fields {
    struct text_at path;
    struct texts_at values;
};
static const struct field_row forbid_fields[] = {
    FIELD(struct forbid_fields, path, "path", FIELD_TEXT, FIELD_REQUIRED),
    FIELD(struct forbid_fields, values, "values", FIELD_WORDS),
};

/* In the order of enum kind_wildcards, and of enum row_reference_form. */
static const struct words wildcards_choice =
    WORDS("unknown-word", "wildcards", STR_INIT("one"), STR_INIT("any"));
static const struct words form_choice =
    WORDS("unknown-word", "form", STR_INIT("namespace"), STR_INIT("namespace/name"));

static const struct words dns_choice =
    WORDS("unknown-word", "externalDNS", STR_INIT("none"), STR_INIT("annotations"));
static const struct words ranges_choice =
    WORDS("unknown-word", "sourceRanges", STR_INIT("none"), STR_INIT("profile"));
static const struct words absent_choice =
    WORDS("unknown-word", "absent", STR_INIT("nothing"), STR_INIT("all"));

bool row_path_read(struct reader *reader, const struct text_at *text, struct path *ret)
{
    const char *why = NULL;

    if (!text_at_given(text))
        return false;
    why = path_parse(&reader->policy->fields, text->text, ret);
    if (why != NULL)
        REFUSE(reader, "bad-path", text->place, "path %s %s",
               reader_quoted(reader, text->text), why);
    return why == NULL;
}

static bool check_value(struct reader *reader, const struct text_at *value)
{
    return reader_lines_are_printable(reader, "value", value);
}

const struct str *demand_values_read(struct reader *reader, const struct texts_at *given,
                                     size_t *ret_n)
{
    return reader_texts(reader, given, check_value, ret_n);
}

static void set_grammar(struct reader *reader, const struct text_at *as,
                        struct kind_host *host)
{
    struct str names[TEXT_GRAMMARS];
    struct words words = {"unknown-word", "as", names, 0};
    size_t index = 0;

    for (size_t i = 0; i < TEXT_GRAMMARS; i++) {
        if (text_grammar_names[i].len > 0)
            names[words.n++] = text_grammar_names[i];
    }
    if (reader_word(reader, &words, as, &index) &&
        str_index(text_grammar_names, TEXT_GRAMMARS, names[index], &index))
        host->as = (enum text_grammar)index;
}

/* False: it has no valid path, and the problem is noted. */
static bool read_host(struct reader *reader, const struct node *map, struct spot spot,
                      struct kind_host *host)
{
    struct path_fields *fields = &reader->policy->fields;
    struct host_fields given = {0};
    struct path *unless = NULL;
    size_t index = 0;

    *host = (struct kind_host){.as = TEXT_NAME};
    if (!fields_read(reader, map, spot, FIELDS(host_fields), &given))
        return false;
    set_grammar(reader, &given.as, host);
    if (reader_word(reader, &absent_choice, &given.absent, &index))
        host->absent_all = index == 1;
    if (text_at_given(&given.unless)) {
        unless = ARENA_NEW(&reader->policy->arena, struct path, 1);
        if (row_path_read(reader, &given.unless, unless))
            host->unless = unless;
    }
    if (!row_path_read(reader, &given.path, &host->path))
        return false;
    host->absent_field = path_field(fields, path_without_brackets(given.path.text));
    return true;
}

static void read_hosts(struct reader *reader, const struct node *list, struct spot spot,
                       struct kind *kind)
{
    struct kind_host *hosts =
        ARENA_NEW(&reader->policy->arena, struct kind_host, list->n);

    spot.below = "hosts";
    kind->n_hosts = 0;
    for (const struct node *at = list->first; at != NULL; at = at->next)
        kind->n_hosts += read_host(reader, at, spot, &hosts[kind->n_hosts]);
    kind->hosts = hosts;
    if (list->n > HOSTS_MAX)
        REFUSE(reader, "too-many-paths", reader_place(reader, list),
               "%u entries of hosts; a row has at most %d", (unsigned)list->n, HOSTS_MAX);
}

static void read_references(struct reader *reader, const struct node *list,
                            struct spot spot, struct kind *kind)
{
    struct kind_reference *references =
        ARENA_NEW(&reader->policy->arena, struct kind_reference, list->n);

    spot.below = "references";
    kind->n_references = 0;
    for (const struct node *at = list->first; at != NULL; at = at->next) {
        struct kind_reference *reference = &references[kind->n_references];
        struct reference_fields given = {0};
        size_t form = 0;

        if (!fields_read(reader, at, spot, FIELDS(reference_fields), &given) ||
            !reader_word(reader, &form_choice, &given.form, &form) ||
            !row_path_read(reader, &given.path, &reference->path))
            continue;
        reference->form = (enum row_reference_form)form;
        kind->n_references++;
    }
    kind->references = references;
}

static void read_forbid(struct reader *reader, const struct node *list, struct spot spot,
                        struct kind *kind)
{
    struct arena *arena = &reader->policy->arena;
    struct kind_demand *demands = ARENA_NEW(arena, struct kind_demand, list->n);

    spot.below = "forbid";
    kind->n_demands = 0;
    for (const struct node *at = list->first; at != NULL; at = at->next) {
        struct kind_demand *demand = &demands[kind->n_demands];
        struct field_demand *made = ARENA_NEW(arena, struct field_demand, 1);
        struct forbid_fields given = {0};

        if (!fields_read(reader, at, spot, FIELDS(forbid_fields), &given))
            continue;
        made->values = demand_values_read(reader, &given.values, &made->n_values);
        if (!row_path_read(reader, &given.path, &demand->path))
            continue;
        demand->demand = made;
        kind->n_demands++;
    }
    kind->demands = demands;
}

static bool is_in_row(const struct row_given *given)
{
    return given->hosts != NULL || given->class != NULL || given->references != NULL ||
           given->forbid != NULL || text_at_given(&given->wildcards) ||
           text_at_given(&given->dns) || text_at_given(&given->ranges);
}

/* Copy a built-in row for a kind of another group. */
static void set_like(struct reader *reader, const struct text_at *like, struct kind *kind)
{
    struct path_fields *fields = &reader->policy->fields;
    struct str names[KINDS_BUILTIN - KINDS_NAMED];
    const struct words words = {"unknown-kind", "row", names, ARRAY_LEN(names)};
    struct kind made;
    size_t index = 0;

    for (size_t i = 0; i < ARRAY_LEN(names); i++)
        names[i] = kind_builtin_name(KINDS_NAMED + i, &reader->arena);
    if (!reader_word(reader, &words, like, &index))
        return;
    kind_make(fields, names[index], &made);
    made.name = kind->name;
    made.kind = kind->kind;
    made.group = kind->group;
    made.builtin = KIND_NOT_BUILTIN;
    *kind = made;
}

static void set_words(struct reader *reader, const struct row_given *given,
                      struct kind *kind)
{
    size_t index = 0;

    if (reader_word(reader, &wildcards_choice, &given->wildcards, &index))
        kind->wildcards = (enum kind_wildcards)index;
    if (reader_word(reader, &dns_choice, &given->dns, &index))
        kind->dns = index == 0 ? KIND_DNS_NONE : KIND_DNS_ALL;
    if (reader_word(reader, &ranges_choice, &given->ranges, &index))
        kind->ranges = index == 0 ? KIND_RANGES_NONE : KIND_RANGES_PROFILE;
    /* The section `gateways` restricts these kinds. */
    if (kind->class_from == CLASS_FROM_PARENTS || kind->class_from == CLASS_FROM_SELF)
        kind->ranges = KIND_RANGES_NONE;
}

static void set_parts(struct kind *kind)
{
    kind->parts = 0;
    if (kind->n_hosts > 0)
        kind->parts |= KIND_HOSTS;
    if (kind->class_from != CLASS_FROM_NOTHING)
        kind->parts |= KIND_CLASS | KIND_SOURCE_RANGES;
    kind->has_row = kind->parts != 0;
}

/* A path of a row; is_text: its value must be a text. */
struct row_path {
    const struct path *path;
    bool is_text;
};

static bool is_listed(const struct row_path *paths, size_t n, const struct path *path)
{
    for (size_t i = 0; i < n; i++) {
        if (paths[i].path->field == path->field)
            return true;
    }
    return false;
}

/* The paths other than those of hosts.  Many hosts may have the same `unless`, which is
 * listed once. */
static size_t list_others(const struct kind *kind, struct row_path *ret)
{
    size_t n = 0;

    for (size_t i = 0; i < kind->n_hosts; i++) {
        if (kind->hosts[i].unless != NULL && !is_listed(ret, n, kind->hosts[i].unless))
            ret[n++] = (struct row_path){kind->hosts[i].unless, false};
    }
    for (size_t i = 0; i < kind->n_class_paths; i++)
        ret[n++] = (struct row_path){&kind->class_paths[i], true};
    if (kind->parents != NULL)
        ret[n++] = (struct row_path){kind->parents, true};
    for (size_t i = 0; i < kind->n_references; i++)
        ret[n++] = (struct row_path){&kind->references[i].path, true};
    for (size_t i = 0; i < kind->n_demands; i++)
        ret[n++] = (struct row_path){&kind->demands[i].path, false};
    return n;
}

static bool is_same_step(const struct step *a, const struct step *b)
{
    const bool a_named = a->kind == STEP_MEMBER || a->kind == STEP_KEY;
    const bool b_named = b->kind == STEP_MEMBER || b->kind == STEP_KEY;

    return a_named == b_named &&
           (a_named ? str_equal(a->name, b->name) : a->kind == b->kind);
}

/* The path `longer` continues `text`, so the value at `text` cannot be a text for both.
 */
static bool path_continues(const struct path *text, const struct path *longer)
{
    if (longer->n_steps <= text->n_steps)
        return false;
    for (size_t i = 0; i < text->n_steps; i++) {
        if (!is_same_step(&text->steps[i], &longer->steps[i]))
            return false;
    }
    return true;
}

static void check_conflicts(struct reader *reader, const struct text_at *name,
                            const struct row_path *paths, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        for (size_t j = 0; j < n && paths[i].is_text; j++) {
            if (!path_continues(paths[i].path, paths[j].path))
                continue;
            REFUSE(
                reader, "path-conflict", name->place,
                "kind %s: the value at path %s is a text there, but no text on path %s",
                reader_quoted(reader, name->text),
                reader_quoted(reader, paths[i].path->field->text),
                reader_quoted(reader, paths[j].path->field->text));
            return;
        }
    }
}

static void check_paths(struct reader *reader, const struct text_at *name,
                        const struct kind *kind)
{
    const size_t max = 2 * kind->n_hosts + kind->n_class_paths + 1 + kind->n_references +
                       kind->n_demands;
    struct row_path *paths = ARENA_NEW(&reader->arena, struct row_path, max);
    size_t n = list_others(kind, paths);

    if (n > PATHS_MAX)
        REFUSE(reader, "too-many-paths", name->place,
               "kind %s has %zu paths besides hosts; a row has at most %d",
               reader_quoted(reader, name->text), n, PATHS_MAX);
    if (n > PATHS_MAX || kind->n_hosts > HOSTS_MAX)
        return;
    for (size_t i = 0; i < kind->n_hosts; i++)
        paths[n++] = (struct row_path){&kind->hosts[i].path, true};
    check_conflicts(reader, name, paths, n);
}

/* The name of the resource, which the registration of the webhook needs. */
static void set_plural(struct reader *reader, const struct row_given *given,
                       const struct text_at *name, struct kind *kind)
{
    if (text_at_given(&given->plural)) {
        const char *reason = key_reason(given->plural.text);

        kind->plural = given->plural.text;
        if (reason != NULL)
            REFUSE(reader, "bad-key", given->plural.place,
                   "%s is not a resource name: %s", reader_quoted(reader, kind->plural),
                   reason);
    } else if (kind->plural.len == 0 && is_in_row(given) &&
               !text_at_given(&given->like)) {
        REFUSE(reader, "missing-field", name->place,
               "kind %s needs \"plural\", the name of its resource",
               reader_quoted(reader, name->text));
    }
}

void kind_row_read(struct reader *reader, const struct row_given *given,
                   const struct text_at *name, struct kind *kind)
{
    const struct spot spot = {"kinds", name->text, 0, NULL};

    set_like(reader, &given->like, kind);
    if (kind->reader != KIND_READS_ROW)
        return;
    if (is_in_row(given) && !kind->has_row)
        kind->dns = KIND_DNS_ALL;
    set_plural(reader, given, name, kind);
    if (given->hosts != NULL)
        read_hosts(reader, given->hosts, spot, kind);
    if (given->class != NULL)
        row_class_read(reader, given->class, spot, kind);
    if (given->references != NULL)
        read_references(reader, given->references, spot, kind);
    if (given->forbid != NULL)
        read_forbid(reader, given->forbid, spot, kind);
    set_words(reader, given, kind);
    set_parts(kind);
    check_paths(reader, name, kind);
}
