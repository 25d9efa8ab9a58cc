/*
 * fields: the members of a policy's maps, decoded by table.
 */
#include "yaml/policy/fields.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>

#include "base/near.h"
#include "base/text.h"
#include "yaml/doc/scalar.h"

/* Rows of a table; a map has no more members of ours. */
#define FIELDS_MAX 16

static const char *kind_name(const struct node *node)
{
    switch (node->kind) {
    case NODE_LIST:
        return "a list";
    case NODE_MAP:
        return "a map";
    case NODE_SCALAR:
    case NODE_ALIAS:
        break;
    }
    return node_is_blank(node) ? "empty" : "a text";
}

void fields_refuse(const struct decoder *decoder, const struct node *node,
                   const char *name, const char *format, ...)
{
    va_list args;
    char text[512];

    va_start(args, format);
    (void)vsnprintf(text, sizeof text, format, args);
    va_end(args);
    problems_add(decoder->problems, SEVERITY_ERROR, name, node_place(node, decoder->file),
                 "%s", text);
}

const char *fields_quoted(const struct decoder *decoder, struct str text)
{
    struct buf quoted;

    buf_init(&quoted, decoder->arena, BUF_MAX_BYTES);
    text_add_quoted(&quoted, text);
    return buf_text(&quoted);
}

static const char *spot_text(const struct decoder *decoder, const struct spot *spot)
{
    struct buf text;

    if (spot->section == NULL)
        return "";
    buf_init(&text, decoder->arena, BUF_MAX_BYTES);
    buf_addf(&text, " in %s", spot->section);
    if (spot->name.ptr != NULL) {
        buf_add_byte(&text, '.');
        text_add_escaped(&text, spot->name, TEXT_QUOTED_MAX);
    } else if (spot->index != SPOT_WHOLE) {
        buf_addf(&text, "[%zu]", spot->index);
    }
    if (spot->below != NULL)
        buf_addf(&text, ".%s", spot->below);
    return buf_text(&text);
}

/* A text that other readers would not take for one. */
static void warn_of_type(const struct decoder *decoder, const struct node *node)
{
    if (node->style != NODE_PLAIN)
        return;

    const char *mistaken = scalar_mistaken_for(decoder->arena, node->text);

    if (mistaken == NULL)
        return;
    problems_add(decoder->problems, SEVERITY_WARNING, "quote-it",
                 node_place(node, decoder->file),
                 "%s is a text here, but other YAML readers take it for %s; quote it",
                 fields_quoted(decoder, node->text), mistaken);
}

struct text_at fields_key(const struct decoder *decoder, const struct node *key)
{
    if (key->kind != NODE_SCALAR || key->noted)
        return (struct text_at){STR_NONE, {NULL, 0, 0}};
    warn_of_type(decoder, key);
    return (struct text_at){key->text, node_place(key, decoder->file)};
}

struct text_at fields_text(const struct decoder *decoder, const struct node *node,
                           struct str what, enum field_kind kind, enum field_need need)
{
    const bool may_be_empty =
        need == FIELD_MAY_BE_EMPTY || need == FIELD_REQUIRED_MAY_BE_EMPTY;
    const struct text_at absent = {STR_NONE, {NULL, 0, 0}};

    if (node->noted)
        return absent;
    if (node->kind != NODE_SCALAR) {
        fields_refuse(decoder, node, "wrong-type", "%s must be a text, not %s",
                      fields_quoted(decoder, what), kind_name(node));
        return absent;
    }
    if (node->text.len == 0 && !may_be_empty) {
        fields_refuse(decoder, node, "empty", "%s is empty",
                      fields_quoted(decoder, what));
        return absent;
    }
    if (kind == FIELD_TEXT)
        warn_of_type(decoder, node);
    return (struct text_at){node->text, node_place(node, decoder->file)};
}

bool fields_expect(const struct decoder *decoder, const struct node *node,
                   struct str what, enum node_kind kind)
{
    const char *noun = kind == NODE_LIST ? "list" : "map";

    if (node->noted)
        return false;
    if (node->kind != kind) {
        fields_refuse(decoder, node, "wrong-type", "%s must be a %s, not %s",
                      fields_quoted(decoder, what), noun, kind_name(node));
        return false;
    }
    if (node->n == 0) {
        fields_refuse(decoder, node, "empty",
                      "%s is an empty %s; leave it out, or fill it",
                      fields_quoted(decoder, what), noun);
        return false;
    }
    return true;
}

struct texts_at fields_texts(const struct decoder *decoder, const struct node *list,
                             struct str what, enum field_kind kind)
{
    struct texts_at texts = {NULL, 0, node_place(list, decoder->file)};

    if (!fields_expect(decoder, list, what, NODE_LIST))
        return texts;

    struct text_at *items = ARENA_NEW(decoder->arena, struct text_at, list->n);
    const struct str item_of = arena_format(decoder->arena, "%.*s[]", STR_ARGS(what));

    for (const struct node *at = list->first; at != NULL; at = at->next) {
        items[texts.n] = fields_text(decoder, at, item_of, kind, FIELD_REQUIRED);
        if (text_at_given(&items[texts.n]))
            texts.n++;
    }
    texts.items = items;
    return texts;
}

static struct texts_at one_text(const struct decoder *decoder, const struct node *node,
                                struct str what)
{
    struct text_at *item = ARENA_NEW(decoder->arena, struct text_at, 1);

    *item = fields_text(decoder, node, what, FIELD_WORD, FIELD_REQUIRED);
    return (struct texts_at){item, text_at_given(item) ? 1 : 0, item->place};
}

static void read_member(const struct decoder *decoder, const struct field *field,
                        const struct node *value, void *at)
{
    const struct node **node = at;
    struct text_at *text = at;
    struct texts_at *texts = at;

    switch (field->kind) {
    case FIELD_TEXT:
    case FIELD_WORD:
        *text = fields_text(decoder, value, field->name, field->kind, field->need);
        break;
    case FIELD_NAMES:
        *texts = fields_texts(decoder, value, field->name, FIELD_TEXT);
        break;
    case FIELD_HOSTS:
        *texts = fields_texts(decoder, value, field->name, FIELD_WORD);
        break;
    case FIELD_HOST_OR_HOSTS:
        *texts = value->kind == NODE_LIST
                     ? fields_texts(decoder, value, field->name, FIELD_WORD)
                     : one_text(decoder, value, field->name);
        break;
    case FIELD_MAP:
    case FIELD_LIST:
        if (fields_expect(decoder, value, field->name,
                          field->kind == FIELD_MAP ? NODE_MAP : NODE_LIST))
            *node = value;
        break;
    case FIELD_WORD_OR_MAP:
        if (value->kind != NODE_SCALAR || node_is_blank(value)) {
            if (fields_expect(decoder, value, field->name, NODE_MAP))
                *node = value;
        } else {
            *node = value;
        }
        break;
    }
}

static const struct field *find(struct fields fields, struct str name)
{
    for (size_t i = 0; i < fields.n; i++) {
        if (str_equal(fields.all[i].name, name))
            return &fields.all[i];
    }
    return NULL;
}

static void refuse_unknown(const struct decoder *decoder, const struct node *key,
                           const struct spot *spot, struct fields fields)
{
    struct str names[FIELDS_MAX];
    struct str best;

    assert(fields.n <= FIELDS_MAX);
    for (size_t i = 0; i < fields.n; i++)
        names[i] = fields.all[i].name;

    const char *quoted = fields_quoted(decoder, key->text);
    const char *where = spot_text(decoder, spot);

    if (near_find(key->text, names, fields.n, &best)) {
        fields_refuse(decoder, key, "unknown-field",
                      "unknown field %s%s; did you mean \"%.*s\"?", quoted, where,
                      STR_ARGS(best));
        return;
    }

    struct buf known;

    buf_init(&known, decoder->arena, BUF_MAX_BYTES);
    for (size_t i = 0; i < fields.n; i++)
        buf_addf(&known, "%s%.*s", i == 0 ? "" : ", ", STR_ARGS(names[i]));
    fields_refuse(decoder, key, "unknown-field", "unknown field %s%s; known: %s", quoted,
                  where, buf_text(&known));
}

static void require_all(const struct decoder *decoder, const struct node *map,
                        const struct spot *spot, struct fields fields)
{
    for (size_t i = 0; i < fields.n; i++) {
        const enum field_need need = fields.all[i].need;

        if (need != FIELD_REQUIRED && need != FIELD_REQUIRED_MAY_BE_EMPTY)
            continue;
        if (node_member(map, fields.all[i].name) == NULL)
            fields_refuse(decoder, map, "missing-field", "\"%.*s\" is missing%s",
                          STR_ARGS(fields.all[i].name), spot_text(decoder, spot));
    }
}

bool fields_read(const struct decoder *decoder, const struct node *map,
                 const struct spot *spot, struct fields fields, void *ret)
{
    if (map->noted)
        return false;
    if (map->kind != NODE_MAP || map->n == 0) {
        const char *where = spot_text(decoder, spot);

        fields_refuse(decoder, map, map->kind == NODE_MAP ? "empty" : "wrong-type",
                      map->kind == NODE_MAP ? "an empty map%s" : "not a map%s", where);
        return false;
    }
    for (const struct node *key = map->first; key != NULL; key = key->next->next) {
        if (key->kind != NODE_SCALAR || key->noted)
            continue;

        const struct field *field = find(fields, key->text);

        if (field == NULL)
            refuse_unknown(decoder, key, spot, fields);
        else
            read_member(decoder, field, key->next, (char *)ret + field->at);
    }
    require_all(decoder, map, spot, fields);
    return true;
}
