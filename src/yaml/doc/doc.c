/* SPDX-License-Identifier: Apache-2.0 */
/*
 * doc: YAML text -> node trees, and helpful messages in place of libyaml's for broken
 * YAML.
 */
#include "yaml/doc/doc.h"

#include <yaml.h>

#include "base/map.h"
#include "base/mem.h"
#include "base/text.h"
#include "yaml/doc/colons.h"
#include "yaml/doc/compose.h"
#include "yaml/doc/hidden.h"

/* libyaml's sentence -> this program's.  Sentences that are not listed are shown
 * unchanged. */
static const struct {
    const char *theirs;
    const char *ours;
} wordings[] = {
    {"mapping values are not allowed in this context",
     "a \": \" is not allowed here; look for a wrong indent, a missing \"- \" or a "
     "missing "
     "quote on this line and the one above"},
    {"could not find expected ':'",
     "a key without \":\"; look for a wrong indent or a missing quote"},
    {"did not find expected key",
     "a key is expected here; look for a wrong indent or a missing \"- \""},
    {"did not find expected '-' indicator",
     "a list item (\"- \") is expected here; look for a wrong indent"},
    {"block sequence entries are not allowed in this context",
     "a list item (\"- \") is not allowed here; begin it on a line of its own"},
    {"did not find expected ',' or ']'", "a \",\" or the closing \"]\" is missing"},
    {"did not find expected ',' or '}'", "a \",\" or the closing \"}\" is missing"},
    {"found unexpected end of stream", "the text ends inside a quoted value"},
    {"found unexpected document indicator", "a document ends inside a quoted value"},
    {"did not find expected node content",
     "a value is expected here; look for an open bracket or quote above"},
    {"did not find expected alphabetic or numeric character",
     "\"*\" and \"&\" begin an alias or anchor here; put the value in quotes"},
    {"found incompatible YAML document", "only YAML 1.1 and 1.2 can be read"},
    {"found unknown escape character",
     "an unknown escape in double quotes; write \"\\\\\" for a backslash"},
    {"did not find expected <document start>",
     "text after the end of the document; look for a wrong indent or a missing \"---\""},
    {"found a tab character that violates indentation",
     "a tab is not allowed as indent; use spaces"},
    {"found a tab character where an indentation space is expected",
     "a tab is not allowed as indent; use spaces"},
};

static const char *worded(const char *theirs)
{
    for (size_t i = 0; i < ARRAY_LEN(wordings); i++) {
        if (strcmp(wordings[i].theirs, theirs) == 0)
            return wordings[i].ours;
    }
    return theirs;
}

/* The place of the byte at `offset`; line breaks are \n, \r\n and \r. */
static struct mark place_at(struct str bytes, size_t offset)
{
    struct mark mark = {1, 1};

    for (size_t i = 0; i < offset && i < bytes.len; i++) {
        const unsigned char byte = (unsigned char)bytes.ptr[i];
        const bool breaks_later =
            byte == '\r' && i + 1 < bytes.len && bytes.ptr[i + 1] == '\n';

        if (byte == '\n' || (byte == '\r' && !breaks_later)) {
            mark.line++;
            mark.column = 1;
        } else if (byte < 0x80 || byte >= 0xc0) { /* not the inside of a character */
            mark.column++;
        }
    }
    return mark;
}

/* Bytes that are not text.  libyaml reports only their offset. */
static void note_bytes(const yaml_parser_t *parser, const char *file, struct str bytes,
                       struct problems *problems)
{
    const struct mark mark = place_at(bytes, parser->problem_offset);
    const struct place place = {file, mark.line, mark.column};

    if (strcmp(parser->problem, "control characters are not allowed") == 0)
        problems_add(problems, SEVERITY_ERROR, "encoding", place,
                     "the control character U+%04X is not allowed in YAML",
                     (unsigned)parser->problem_value);
    else
        problems_add(problems, SEVERITY_ERROR, "encoding", place,
                     "not UTF-8 text: %s; save the file as UTF-8", parser->problem);
}

/* `found character that cannot start any token` does not name the character: name it.
 * False: the problem is another one. */
static bool note_character(const yaml_parser_t *parser, struct place place,
                           struct str bytes, struct problems *problems)
{
    const size_t at = parser->problem_mark.index;

    if (strcmp(parser->problem, "found character that cannot start any token") != 0)
        return false;

    /* The index counts characters, so the byte is found by counting them. */
    size_t from = 0;
    size_t seen = 0;

    while (from < bytes.len && seen < at) {
        from++;
        while (from < bytes.len && ((unsigned char)bytes.ptr[from] & 0xc0) == 0x80)
            from++;
        seen++;
    }
    if (from >= bytes.len)
        return false;
    if (bytes.ptr[from] == '\t')
        problems_add(problems, SEVERITY_ERROR, "syntax", place,
                     "a tab is not allowed as indent; use spaces");
    else
        problems_add(problems, SEVERITY_ERROR, "syntax", place,
                     "a value cannot begin with \"%c\"; put it in quotes",
                     bytes.ptr[from]);
    return true;
}

static struct place place_of(const char *file, yaml_mark_t mark)
{
    return (struct place){file, (uint32_t)mark.line + 1, (uint32_t)mark.column + 1};
}

/* Note why the parser stopped.  bytes: the parser's input. */
static void note_fault(const yaml_parser_t *parser, const char *file, struct str bytes,
                       struct problems *problems)
{
    if (parser->error == YAML_READER_ERROR) {
        note_bytes(parser, file, bytes, problems);
        return;
    }

    const struct place place = place_of(file, parser->problem_mark);
    const char *theirs = parser->problem == NULL ? "not YAML" : parser->problem;

    if (parser->problem != NULL && note_character(parser, place, bytes, problems))
        return;
    if (parser->context == NULL ||
        parser->context_mark.line == parser->problem_mark.line) {
        problems_add(problems, SEVERITY_ERROR, "syntax", place, "%s", worded(theirs));
        return;
    }

    const struct place context = place_of(file, parser->context_mark);

    problems_add(problems, SEVERITY_ERROR, "syntax", place,
                 "%s (%s that begins at %u:%u)", worded(theirs), parser->context,
                 context.line, context.column);
}

struct anchors {
    struct map by_name; /* -> index in nodes; the last anchor of a name counts */
    struct node **nodes;
    size_t n;
    size_t cap;
};

struct doc_reader {
    yaml_parser_t parser;
    struct composer composer;
    struct anchors anchors; /* of the document being read */
    struct merging merging;
    const char *file;
    struct str bytes;    /* without BOM, with stand_in for some colons */
    struct str stand_in; /* len 0: none */
    struct arena texts;
    enum doc_dialect dialect;
    struct problems *problems;
    struct hidden hidden; /* of a policy */
    bool broken;
    bool ended;
};

static struct mark mark_of(yaml_mark_t mark)
{
    return (struct mark){(uint32_t)mark.line + 1, (uint32_t)mark.column + 1};
}

static struct str yaml_text(const yaml_char_t *text)
{
    return str_from((const char *)text);
}

/* Every value is its literal text and is written where it applies: no tags, anchors or
 * aliases. */
static bool is_strict(const struct doc_reader *reader)
{
    return reader->dialect != DOC_MANIFEST;
}

static void refuse(struct doc_reader *reader, const char *name, struct mark mark,
                   const char *text)
{
    const struct place place = {reader->file, mark.line, mark.column};

    problems_add(reader->problems, SEVERITY_ERROR, name, place, "%s", text);
}

/* Refuse what only manifests may contain.  what: its name, in the plural. */
static void refuse_here(struct doc_reader *reader, const char *name, struct mark mark,
                        const char *what, const char *remedy)
{
    const struct place place = {reader->file, mark.line, mark.column};

    problems_add(reader->problems, SEVERITY_ERROR, name, place,
                 "%s are not allowed in a %s; %s", what,
                 reader->dialect == DOC_TEST ? "test file" : "policy", remedy);
}

static void forget_anchors(struct anchors *anchors)
{
    map_clear(&anchors->by_name);
    map_init(&anchors->by_name);
    anchors->n = 0;
}

static void take_anchor(struct doc_reader *reader, struct node *node,
                        const yaml_char_t *name)
{
    struct anchors *anchors = &reader->anchors;

    if (name == NULL)
        return;
    if (is_strict(reader)) {
        refuse_here(reader, "anchor", (struct mark){node->line, node->column},
                    "anchors (&)", "write the value out");
        return;
    }

    const struct str key = arena_dup(reader->composer.arena, yaml_text(name));

    anchors->nodes =
        mem_grow(anchors->nodes, &anchors->cap, anchors->n + 1, sizeof(struct node *));
    anchors->nodes[anchors->n] = node;
    *map_put(&anchors->by_name, key, 0) = (uint32_t)anchors->n++;
}

static void take_tag(struct doc_reader *reader, struct node *node, const yaml_char_t *tag)
{
    if (tag == NULL)
        return;
    node->style = NODE_QUOTED; /* the tag gives the type: no reader mistakes it */
    if (is_strict(reader))
        refuse_here(reader, "tag", (struct mark){node->line, node->column}, "tags (!)",
                    "every value is its text");
    else
        node->tag = arena_dup(reader->composer.arena, yaml_text(tag));
}

/* False: a limit was reached, or the alias has no valid target.  The problem is noted. */
static bool take_alias(struct doc_reader *reader, const yaml_event_t *event)
{
    const struct mark mark = mark_of(event->start_mark);
    const struct str name = yaml_text(event->data.alias.anchor);
    uint32_t at = 0;

    if (is_strict(reader)) {
        refuse_here(reader, "alias", mark, "aliases (*)",
                    "write the value out, or put it in quotes");

        struct node *node = composer_scalar(&reader->composer, mark);

        if (node != NULL)
            node->noted = true;
        return node != NULL;
    }
    if (!map_get(&reader->anchors.by_name, name, &at)) {
        refuse(reader, "alias", mark, "this alias has no anchor above it");
        return false;
    }
    if (reader->anchors.nodes[at]->open) {
        refuse(reader, "alias", mark, "this alias is inside the value that it refers to");
        return false;
    }
    return composer_alias(&reader->composer, reader->anchors.nodes[at], mark) != NULL;
}

/* Refuse an escape for a hidden character.  A hidden character that is written out is
 * noted already. */
static void check_escapes(struct doc_reader *reader, const struct node *node,
                          const yaml_event_t *event)
{
    const struct place place = {reader->file, node->line, node->column};
    uint32_t code_point = 0;
    size_t at = 0;
    size_t found = 0;

    if (is_strict(reader) &&
        event->data.scalar.style == YAML_DOUBLE_QUOTED_SCALAR_STYLE &&
        hidden_next(node->text, &at, &found, &code_point) &&
        !hidden_is_within(&reader->hidden, event->start_mark.index,
                          event->end_mark.index))
        hidden_refuse(place, code_point, reader->problems);
}

static void take_merge_key(struct doc_reader *reader, struct node *map, struct node *key)
{
    map->merges = true;
    if (!is_strict(reader))
        return;
    key->noted = true;
    refuse_here(reader, "merge", (struct mark){key->line, key->column}, "merge keys (<<)",
                "write the fields out");
}

static bool take_scalar(struct doc_reader *reader, const yaml_event_t *event)
{
    struct node *map =
        composer_wants_key(&reader->composer) ? composer_top(&reader->composer) : NULL;
    struct node *node = composer_scalar(&reader->composer, mark_of(event->start_mark));

    if (node == NULL)
        return false;
    node->style =
        event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE ? NODE_PLAIN : NODE_QUOTED;
    node->text = arena_dup(
        reader->composer.arena,
        (struct str){(const char *)event->data.scalar.value, event->data.scalar.length});
    node->text = colons_show(reader->composer.arena, node->text, reader->stand_in);
    check_escapes(reader, node, event);
    take_tag(reader, node, event->data.scalar.tag);
    take_anchor(reader, node, event->data.scalar.anchor);
    if (map != NULL && merge_is_key(node))
        take_merge_key(reader, map, node);
    return true;
}

/* False: the merge keys of the map that ends here add too many pairs. */
static bool take_close(struct doc_reader *reader)
{
    struct node *node = composer_close(&reader->composer);

    if (is_strict(reader) || !node->merges)
        return true;
    return merge_apply(&reader->merging, node);
}

static bool take_open(struct doc_reader *reader, enum node_kind kind,
                      const yaml_event_t *event)
{
    struct node *node =
        composer_open(&reader->composer, kind, mark_of(event->start_mark));

    if (node == NULL)
        return false;
    take_tag(reader, node,
             kind == NODE_MAP ? event->data.mapping_start.tag
                              : event->data.sequence_start.tag);
    take_anchor(reader, node,
                kind == NODE_MAP ? event->data.mapping_start.anchor
                                 : event->data.sequence_start.anchor);
    return true;
}

/* False: reading stops. */
static bool take_event(struct doc_reader *reader, const yaml_event_t *event)
{
    switch (event->type) {
    case YAML_SCALAR_EVENT:
        return take_scalar(reader, event);
    case YAML_ALIAS_EVENT:
        return take_alias(reader, event);
    case YAML_SEQUENCE_START_EVENT:
        return take_open(reader, NODE_LIST, event);
    case YAML_MAPPING_START_EVENT:
        return take_open(reader, NODE_MAP, event);
    case YAML_SEQUENCE_END_EVENT:
    case YAML_MAPPING_END_EVENT:
        return take_close(reader);
    case YAML_NO_EVENT:
    case YAML_STREAM_START_EVENT:
    case YAML_STREAM_END_EVENT:
    case YAML_DOCUMENT_START_EVENT:
    case YAML_DOCUMENT_END_EVENT:
        break;
    }
    return true;
}

/* libyaml compares each directive with all others. */
#define TAG_DIRECTIVES_MAX 100

/* False: there are too many, and the problem is noted.  Every `%TAG` in the text counts,
 * not only those that libyaml would read as directives. */
static bool has_few_tag_directives(struct doc_reader *reader)
{
    const struct str bytes = reader->bytes;
    size_t n = 0;

    for (size_t at = 0; at < bytes.len; at++) {
        if (bytes.ptr[at] != '%' || !str_has_prefix(str_skip(bytes, at), STR("%TAG")))
            continue;
        if (++n <= TAG_DIRECTIVES_MAX)
            continue;
        refuse(reader, "too-large", place_at(bytes, at), "\"%TAG\" more than 100 times");
        return false;
    }
    return true;
}

struct doc_reader *doc_reader_new(const char *file, struct str bytes,
                                  enum doc_dialect dialect, struct problems *problems)
{
    struct doc_reader *reader = mem_alloc(1, sizeof *reader);
    const bool wide =
        str_has_prefix(bytes, STR("\xfe\xff")) || str_has_prefix(bytes, STR("\xff\xfe"));

    if (str_has_prefix(bytes, STR("\xef\xbb\xbf")))
        bytes = str_skip(bytes, 3);
    if (dialect != DOC_POLICY)
        bytes = colons_hide(&reader->texts, bytes, &reader->stand_in);
    reader->file = file;
    reader->bytes = bytes;
    reader->dialect = dialect;
    reader->problems = problems;
    composer_init(&reader->composer, file,
                  dialect == DOC_POLICY ? DOC_POLICY_DEPTH : DOC_MANIFEST_DEPTH,
                  problems);
    reader->composer.merge_keys = dialect == DOC_MANIFEST;
    reader->composer.keeps_last = dialect == DOC_MANIFEST;
    map_init(&reader->anchors.by_name);
    if (yaml_parser_initialize(&reader->parser) == 0)
        mem_gone();
    yaml_parser_set_encoding(&reader->parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&reader->parser,
                                 (const unsigned char *)(bytes.len == 0 ? "" : bytes.ptr),
                                 bytes.len);
    if (wide) {
        refuse(reader, "encoding", (struct mark){1, 1},
               "the file is UTF-16; save it as UTF-8");
        reader->broken = true;
    } else if (!has_few_tag_directives(reader)) {
        reader->broken = true;
    } else if (is_strict(reader)) {
        hidden_note(&reader->hidden, file, bytes, problems);
    }
    return reader;
}

void doc_reader_begin_at(struct doc_reader *reader, uint32_t line)
{
    reader->parser.mark.line = line - 1;
}

void doc_reader_limit(struct doc_reader *reader, const struct budget *budget)
{
    reader->composer.budget = *budget;
}

void doc_reader_free(struct doc_reader *reader)
{
    if (reader == NULL)
        return;
    yaml_parser_delete(&reader->parser);
    map_clear(&reader->anchors.by_name);
    mem_free(reader->anchors.nodes);
    hidden_clear(&reader->hidden);
    arena_clear(&reader->texts);
    mem_free(reader);
}

/* One event; false: nothing more can be read. */
static bool step(struct doc_reader *reader, yaml_event_type_t *ret_type)
{
    yaml_event_t event;

    if (yaml_parser_parse(&reader->parser, &event) == 0) {
        if (reader->parser.error == YAML_MEMORY_ERROR)
            mem_gone();            /* no fault of the document */
        if (reader->hidden.n == 0) /* hidden characters may be the cause */
            note_fault(&reader->parser, reader->file, reader->bytes, reader->problems);
        return false;
    }
    *ret_type = event.type;

    const bool goes_on = take_event(reader, &event);

    yaml_event_delete(&event);
    return goes_on;
}

enum doc_step doc_reader_next(struct doc_reader *reader, struct arena *arena,
                              struct node **ret_root)
{
    yaml_event_type_t type = YAML_NO_EVENT;

    if (reader->broken)
        return DOC_BROKEN;
    composer_start(&reader->composer, arena);
    forget_anchors(&reader->anchors);
    reader->merging = (struct merging){arena, reader->problems, reader->file, 0};
    while (type != YAML_DOCUMENT_END_EVENT) {
        reader->ended = reader->ended || type == YAML_STREAM_END_EVENT;
        if (reader->ended)
            return DOC_END;
        if (!step(reader, &type)) {
            reader->broken = true;
            return DOC_BROKEN;
        }
    }
    *ret_root = reader->composer.root;
    return DOC_READY;
}
