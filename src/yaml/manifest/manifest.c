/* SPDX-License-Identifier: Apache-2.0 */
/*
 * manifest: YAML or JSON manifests -> JSON texts, with a table of places.
 */
#include "yaml/manifest/manifest.h"

#include <stdlib.h>

#include "base/mem.h"
#include "yaml/manifest/list_text.h"
#include "yaml/manifest/parts.h"

#define LISTS_MAX_DEPTH 8 /* lists of lists */
#define ARENA_KEEP      ((size_t)1 << 20)

/* One reading of a file's bytes, as one language.  A file may be read twice, and then one
 * reading is discarded. */
struct reading {
    struct arena *arena;
    struct arena nodes; /* of the document being read */
    const char *file;
    struct str bytes;
    manifest_wants *wants; /* NULL: all are wanted */
    const void *wanted_by; /* the argument of wants */
    struct budget budget;
    struct problems problems;
    struct manifest *objects;
    size_t n;
    size_t cap;
    size_t n_aliased;    /* what aliases repeat in the document being read */
    manifest_take *take; /* NULL: the objects are kept until all is read */
    void *taken_by;
    bool broken;
};

/* A list whose items are being read; such lists are nested, outermost first. */
struct open_list {
    const struct node *next; /* item */
    struct str api_version;
    struct str kind; /* of the items, if the list names it */
    bool is_list;    /* false: the documents themselves */
    enum manifest_origin origin;
};

static void reading_init(struct reading *reading, struct arena *arena,
                         const struct manifest_text *source)
{
    *reading = (struct reading){.arena = arena,
                                .file = source->file,
                                .bytes = source->bytes,
                                .wants = source->wants,
                                .wanted_by = source->by,
                                .budget = source->budget};
    problems_init(&reading->problems);
}

static void reading_clear(struct reading *reading)
{
    arena_clear(&reading->nodes);
    problems_clear(&reading->problems);
    mem_free(reading->objects);
}

static struct str member_text(struct arena *arena, const struct node *map,
                              const char *key)
{
    const struct node *value = node_member(map, str_from(key));

    if (value == NULL || node_target(value)->kind != NODE_SCALAR)
        return STR_NONE;
    return manifest_scalar_text(arena, node_target(value));
}

/* The budget, less the bytes of arena and of the objects. */
static struct budget budget_beside(const struct reading *reading,
                                   const struct arena *arena)
{
    struct budget budget = reading->budget;

    budget.taken_bytes += arena->total;
    /* Twice, because the objects are copied at the end. */
    budget.taken_bytes += 2 * reading->cap * sizeof reading->objects[0];
    return budget;
}

static struct manifest_json options_of(struct reading *reading,
                                       const struct open_list *list,
                                       enum manifest_origin origin)
{
    return (struct manifest_json){
        .arena = reading->arena,
        .problems = &reading->problems,
        .file = reading->file,
        .default_api_version = list->api_version,
        .default_kind = list->kind,
        .is_item = list->is_list,
        .origin = origin,
        .n_aliased = &reading->n_aliased,
        .budget = budget_beside(reading, &reading->nodes),
    };
}

static void keep(struct reading *reading, struct manifest manifest)
{
    reading->objects = mem_grow(reading->objects, &reading->cap, reading->n + 1,
                                sizeof *reading->objects);
    reading->objects[reading->n++] = manifest;
}

static void read_object(struct reading *reading, const struct node *object,
                        const struct manifest_json *options)
{
    struct arena *arena = reading->arena;
    struct manifest manifest = {.place = node_place(object, reading->file),
                                .is_item = options->is_item};
    const struct node *metadata = node_member(object, STR("metadata"));
    bool is_wanted;

    manifest.api_version = member_text(arena, object, "apiVersion");
    if (node_member(object, STR("apiVersion")) == NULL)
        manifest.api_version = options->default_api_version;
    manifest.kind = member_text(arena, object, "kind");
    if (node_member(object, STR("kind")) == NULL)
        manifest.kind = options->default_kind;
    is_wanted = reading->wants == NULL ||
                reading->wants(manifest.api_version, manifest.kind, reading->wanted_by);
    if (is_wanted || manifest.kind.len > 0) /* else not an object: values, workflows */
        manifest_note_duplicates(options, object,
                                 is_wanted ? SEVERITY_ERROR : SEVERITY_WARNING);
    if (is_wanted && !manifest_json_write(options, object, &manifest))
        return;
    if (metadata != NULL) {
        metadata = node_target(metadata);
        manifest.namespace = member_text(arena, metadata, "namespace");
        manifest.name = member_text(arena, metadata, "name");
        manifest.generate_name = member_text(arena, metadata, "generateName");
    }
    keep(reading, manifest);
}

/* The items of a list as the API server and kubectl write it; NULL: node is something
 * else. */
static const struct node *list_items(struct arena *arena, const struct node *node)
{
    const struct node *items = node_member(node, STR("items"));

    if (items == NULL || node_target(items)->kind != NODE_LIST ||
        !str_has_suffix(member_text(arena, node, "kind"), STR("List")))
        return NULL;
    return node_target(items);
}

static struct open_list open_list_of(struct arena *arena, const struct node *node,
                                     const struct node *items,
                                     enum manifest_origin origin)
{
    const struct str kind = member_text(arena, node, "kind");
    const struct node *written = node_member(node, STR("items"));
    struct open_list list = {.next = items->first, .is_list = true, .origin = origin};

    if (written != NULL && written->kind == NODE_ALIAS)
        list.origin = MANIFEST_ALIASED;

    if (str_equal(kind, STR("List"))) /* its items name their own kinds */
        return list;
    list.kind = str_head(kind, kind.len - STR("List").len);
    list.api_version = member_text(arena, node, "apiVersion");
    return list;
}

static void refuse_object(struct reading *reading, const struct node *node)
{
    if (reading->wants != NULL) {
        keep(reading, (struct manifest){.place = node_place(node, reading->file)});
        return;
    }
    problems_add(&reading->problems, SEVERITY_ERROR, "wrong-type",
                 node_place(node, reading->file),
                 "an object is a map with apiVersion and kind, not %s",
                 node->kind == NODE_LIST ? "a list" : "a single value");
}

/* Read an object, or open a list whose items are objects. */
static void read_item(struct reading *reading, struct open_list *lists, size_t *depth,
                      const struct node *item)
{
    const struct open_list *top = &lists[*depth - 1];
    const struct node *node = node_target(item);
    const struct node *items = list_items(reading->arena, node);
    const enum manifest_origin origin =
        item->kind == NODE_ALIAS ? MANIFEST_ALIASED : top->origin;
    const struct manifest_json options = options_of(reading, top, origin);

    if (origin == MANIFEST_ALIASED && !manifest_json_spend(&options, item, 1, STR_NONE))
        return;
    if (node->kind != NODE_MAP) {
        refuse_object(reading, node);
    } else if (items != NULL && *depth < LISTS_MAX_DEPTH) {
        manifest_note_top_duplicates(&options, node);
        lists[(*depth)++] = open_list_of(reading->arena, node, items, origin);
    } else {
        read_object(reading, node, &options);
    }
}

static void read_open_list(struct reading *reading, struct open_list first)
{
    struct open_list lists[LISTS_MAX_DEPTH] = {first};
    size_t depth = 1;

    reading->n_aliased = 0;
    while (depth > 0 && reading->n_aliased <= MANIFEST_MAX_ALIASED &&
           !reading->problems.ended) {
        struct open_list *top = &lists[depth - 1];
        const struct node *item = top->next;

        if (item == NULL) {
            depth--;
            continue;
        }
        top->next = item->next;
        read_item(reading, lists, &depth, item);
    }
}

static void read_root(struct reading *reading, struct node *root)
{
    read_open_list(reading, (struct open_list){.next = root});
}

/* The objects of a document are kept only if the document has no error. */
static void read_document(struct reading *reading, struct node *root,
                          size_t errors_before)
{
    const size_t n = reading->n;

    if (node_is_blank(root) || (root->kind == NODE_SCALAR && root->tag.len == 0 &&
                                manifest_scalar_text(reading->arena, root).len == 0))
        return;
    if (reading->problems.n_errors == errors_before)
        read_root(reading, root);
    if (reading->problems.n_errors != errors_before)
        reading->n = n;
}

/* Pass the objects to `take`, if there is one, and release their memory. */
static void hand_out(struct reading *reading)
{
    if (reading->take == NULL || reading->n == 0)
        return;
    reading->take(reading->taken_by, reading->objects, reading->n);
    reading->n = 0;
    arena_reset(reading->arena, ARENA_KEEP);
}

enum language {
    LANGUAGE_YAML,
    LANGUAGE_JSON
};

static void read_all(struct reading *reading, enum language language)
{
    const bool is_json = language == LANGUAGE_JSON;
    AUTO(doc_reader_free)
    struct doc_reader *yaml = is_json ? NULL
                                      : doc_reader_new(reading->file, reading->bytes,
                                                       DOC_MANIFEST, &reading->problems);
    AUTO(json_reader_free)
    struct json_reader *json =
        is_json ? json_reader_new(reading->file, reading->bytes, &reading->problems)
                : NULL;
    struct node *root = NULL;

    for (;;) {
        const size_t errors_before = reading->problems.n_errors;
        const struct budget budget = budget_beside(reading, reading->arena);
        enum doc_step step;

        if (is_json)
            json_reader_limit(json, &budget);
        else
            doc_reader_limit(yaml, &budget);
        step = is_json ? json_reader_next(json, &reading->nodes, &root)
                       : doc_reader_next(yaml, &reading->nodes, &root);

        reading->broken = step == DOC_BROKEN;
        if (step != DOC_READY)
            return;
        read_document(reading, root, errors_before);
        arena_reset(&reading->nodes, ARENA_KEEP);
        hand_out(reading);
    }
}

/* The first two bytes that are not blanks; NULs if there are fewer. */
static void first_bytes(struct str bytes, char ret[2])
{
    size_t n = 0;
    const size_t start = str_has_prefix(bytes, STR("\xef\xbb\xbf")) ? 3 : 0;

    ret[0] = '\0';
    ret[1] = '\0';
    for (size_t i = start; i < bytes.len && n < 2; i++) {
        const char c = bytes.ptr[i];

        if (c != ' ' && c != '\t' && c != '\r' && c != '\n')
            ret[n++] = c;
    }
}

static void add_problems(const struct reading *reading, struct problems *problems)
{
    for (size_t i = 0; i < reading->problems.n; i++) {
        const struct problem *problem = &reading->problems.all[i];

        if (problem->ends)
            problems_end(problems, problem->name, problem->place, "%s", problem->text);
        else
            problems_add(problems, problem->severity, problem->name, problem->place, "%s",
                         problem->text);
    }
}

/* The column of the first `{{` in the line, in characters; 0: there is none. */
static uint32_t column_in(struct str line)
{
    uint32_t column = 0;

    for (size_t i = 0; i + 1 < line.len; i++) {
        if (((unsigned char)line.ptr[i] & 0xc0) != 0x80)
            column++;
        if (line.ptr[i] == '{' && line.ptr[i + 1] == '{')
            return column;
    }
    return 0;
}

/* Find a `{{` that explains an error on the given line: it is on that line, or at the
 * beginning of any line of the text. */
static bool unrendered_find(struct str bytes, uint32_t error_line, struct mark *ret)
{
    struct str rest = bytes;
    struct str line;
    bool done = false;

    for (uint32_t n = 1; str_next_item(&rest, '\n', &done, &line); n++) {
        const bool begins = str_has_prefix(str_trim_blanks(line), STR("{{"));
        const uint32_t column = begins || n == error_line ? column_in(line) : 0;

        if (column != 0) {
            *ret = (struct mark){n, column};
            return true;
        }
    }
    return false;
}

/* Syntax errors in an unrendered template do not help: replace them by one that names the
 * cause. */
static void explain_template(struct reading *reading)
{
    struct mark mark = {0, 0};

    if (reading->problems.n_errors == 0 ||
        !unrendered_find(reading->bytes, reading->problems.all[0].place.line, &mark))
        return;
    problems_clear(&reading->problems);
    problems_add(&reading->problems, SEVERITY_ERROR, "template",
                 (struct place){reading->file, mark.line, mark.column},
                 "this looks like an unrendered Helm template; render it first (helm "
                 "template)");
}

/* Read the text as JSON, as YAML, or as both.  Returns the reading in the language that
 * the text was probably written in. */
static struct reading *read_both(const struct manifest_text *source, struct reading *json,
                                 struct reading *yaml)
{
    char first[2];

    first_bytes(source->bytes, first);

    const bool may_be_json = first[0] == '{' || first[0] == '[';

    if (may_be_json) {
        yaml->take = NULL; /* its objects are kept until the language is known */
        read_all(json, LANGUAGE_JSON);
        arena_clear(&json->nodes);
    }
    if (!may_be_json || json->broken)
        read_all(yaml, LANGUAGE_YAML);

    /* If both readings failed, a text that begins like a JSON object was meant as JSON.
     */
    const bool is_json =
        may_be_json && (!json->broken || (yaml->broken && first[0] == '{' &&
                                          (first[1] == '"' || first[1] == '}')));

    return is_json ? json : yaml;
}

void manifest_read_wanted(struct arena *arena, const struct manifest_text *source,
                          struct problems *problems, const struct manifest **ret,
                          size_t *ret_n)
{
    struct reading json;
    struct reading yaml;
    struct reading *chosen;
    struct manifest *all;

    reading_init(&json, arena, source);
    reading_init(&yaml, arena, source);
    chosen = read_both(source, &json, &yaml);
    explain_template(chosen);
    add_problems(chosen, problems);
    all = ARENA_NEW(arena, struct manifest, chosen->n);
    for (size_t i = 0; i < chosen->n; i++)
        all[i] = chosen->objects[i];
    *ret = all;
    *ret_n = chosen->n;
    reading_clear(&json);
    reading_clear(&yaml);
}

#define PIECE_BYTES ((size_t)64 << 10)

/* Read a piece of a list as a document.  False: it has errors, or it is not a document
 * by itself. */
static bool read_piece(struct reading *reading, struct str piece, uint32_t line)
{
    AUTO(doc_reader_free)
    struct doc_reader *reader =
        doc_reader_new(reading->file, piece, DOC_MANIFEST, &reading->problems);
    struct node *root = NULL;
    struct node *none = NULL;

    doc_reader_begin_at(reader, line);
    if (doc_reader_next(reader, &reading->nodes, &root) != DOC_READY ||
        root->kind != NODE_LIST)
        return false;
    read_open_list(reading, (struct open_list){.next = root->first, .is_list = true});
    if (doc_reader_next(reader, &reading->nodes, &none) != DOC_END)
        return false;
    arena_reset(&reading->nodes, ARENA_KEEP);
    return reading->problems.n_errors == 0;
}

/* Read all pieces of the list.  Their objects are passed to `take`, if there is one. */
static bool read_pieces(struct reading *reading, struct list_text list)
{
    struct str piece;
    uint32_t line;

    while (list_text_next(&list, PIECE_BYTES, &piece, &line)) {
        if (!read_piece(reading, piece, line))
            return false;
        if (reading->take != NULL)
            hand_out(reading);
        reading->n = 0;
        arena_reset(reading->arena, ARENA_KEEP);
    }
    return true;
}

/* Read a large list piece by piece.  If there is an error anywhere in it, none of its
 * objects may be passed on, so a first reading passes none.  False: the text must be read
 * as a whole. */
static bool read_list(const struct manifest_text *source, manifest_take *take,
                      void *context, struct problems *problems)
{
    AUTO(arena_clear) struct arena arena = {0};
    struct reading trial;
    struct reading reading;
    struct list_text list;
    bool is_sound;

    if (source->bytes.len < 4 * PIECE_BYTES || !list_text_find(source->bytes, &list))
        return false;
    reading_init(&trial, &arena, source);
    is_sound = read_pieces(&trial, list);
    reading_clear(&trial);
    if (!is_sound)
        return false;
    reading_init(&reading, &arena, source);
    reading.take = take;
    reading.taken_by = context;
    (void)read_pieces(&reading, list);
    add_problems(&reading, problems);
    reading_clear(&reading);
    return true;
}

void manifest_read_each(const struct manifest_text *source, manifest_take *take,
                        void *context, struct problems *problems)
{
    AUTO(arena_clear) struct arena of_json = {0};
    AUTO(arena_clear) struct arena of_yaml = {0};
    struct reading json;
    struct reading yaml;
    struct reading *chosen;

    if (read_list(source, take, context, problems))
        return;
    reading_init(&json, &of_json, source);
    reading_init(&yaml, &of_yaml, source);
    yaml.take = take;
    yaml.taken_by = context;
    chosen = read_both(source, &json, &yaml);
    if (chosen->n > 0)
        take(context, chosen->objects, chosen->n);
    explain_template(chosen);
    add_problems(chosen, problems);
    reading_clear(&json);
    reading_clear(&yaml);
}

void manifest_read(struct arena *arena, const char *file, struct str bytes,
                   struct problems *problems, const struct manifest **ret, size_t *ret_n)
{
    const struct manifest_text source = {file, bytes, NULL, NULL, BUDGET_NONE};

    manifest_read_wanted(arena, &source, problems, ret, ret_n);
}

/* Add a pair with this key and an empty text to the map.  Returns its value. */
static struct node *fill_in(struct arena *arena, struct node *map, const char *key)
{
    struct node *pair = ARENA_NEW(arena, struct node, 2);
    struct node **end = &map->first;

    while (*end != NULL)
        end = &(*end)->next;
    *end = &pair[0];
    map->n++;
    for (size_t i = 0; i < 2; i++) {
        pair[i] = (struct node){.kind = NODE_SCALAR,
                                .style = NODE_QUOTED,
                                .line = map->line,
                                .column = map->column};
    }
    pair[0].text = str_from(key);
    pair[0].next = &pair[1];
    return &pair[1];
}

static void fill_in_text(struct arena *arena, struct node *map, const char *key,
                         struct str text)
{
    if (text.len > 0 && node_member(map, str_from(key)) == NULL)
        fill_in(arena, map, key)->text = text;
}

static struct node *metadata_of(struct arena *arena, struct node *object)
{
    for (struct node *at = object->first; at != NULL; at = at->next->next) {
        if (at->kind == NODE_SCALAR && str_equal(at->text, STR("metadata")))
            return at->next;
    }

    struct node *metadata = fill_in(arena, object, "metadata");

    metadata->kind = NODE_MAP;
    return metadata;
}

bool manifest_of_node(struct arena *arena, const char *file, struct node *object,
                      const struct manifest_defaults *defaults, struct problems *problems,
                      struct manifest *ret)
{
    size_t n_aliased = 0;
    const struct manifest_json options = {
        .arena = arena,
        .problems = problems,
        .file = file,
        .n_aliased = &n_aliased,
        .budget = BUDGET_NONE,
    };
    struct manifest manifest = {.place = node_place(object, file)};
    struct node *metadata = metadata_of(arena, object);

    fill_in_text(arena, object, "apiVersion", defaults->api_version);
    fill_in_text(arena, object, "kind", defaults->kind);
    if (metadata->kind == NODE_MAP) {
        fill_in_text(arena, metadata, "namespace", defaults->namespace);
        if (node_member(metadata, STR("generateName")) == NULL)
            fill_in_text(arena, metadata, "name", defaults->name);
    }
    if (!manifest_json_write(&options, object, &manifest))
        return false;
    manifest.api_version = member_text(arena, object, "apiVersion");
    manifest.kind = member_text(arena, object, "kind");
    manifest.namespace = member_text(arena, metadata, "namespace");
    manifest.name = member_text(arena, metadata, "name");
    manifest.generate_name = member_text(arena, metadata, "generateName");
    *ret = manifest;
    return true;
}

static int compare_with_mark(const void *path, const void *mark)
{
    return str_compare(*(const struct str *)path,
                       ((const struct manifest_mark *)mark)->path);
}

/* Where the last component of the path begins: its dot or bracket. */
static size_t last_component(struct str path)
{
    size_t at = 0;
    bool in_brackets = false;

    for (size_t i = 1; i < path.len; i++) {
        const char c = path.ptr[i];

        if (!in_brackets && (c == '.' || c == '['))
            at = i;
        in_brackets = c == '[' || (in_brackets && c != ']');
    }
    return at;
}

struct place manifest_place(const struct manifest *manifest, struct str path)
{
    while (path.len > 0 && manifest->n_marks > 0) {
        const struct manifest_mark *mark = bsearch(
            &path, manifest->marks, manifest->n_marks, sizeof *mark, compare_with_mark);

        if (mark != NULL)
            return mark->place;
        path = str_head(path, last_component(path));
    }
    return manifest->place;
}
