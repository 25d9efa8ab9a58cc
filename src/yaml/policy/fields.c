/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fields: the members of a policy's maps, decoded by table.
 */
#include "yaml/policy/fields.h"

#include <assert.h>

#include "base/near.h"
#include "base/text.h"
#include "yaml/doc/scalar.h"

/* The most rows of a table, and so the most known members of a map. */
#define FIELDS_MAX 24

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

static const char *spot_text(struct reader *reader, struct spot spot)
{
    struct buf text = buf_in(&reader->arena);

    if (spot.section == NULL)
        return "";
    buf_addf(&text, " in %s", spot.section);
    if (spot.name.ptr != NULL) {
        buf_add_byte(&text, '.');
        text_add_escaped(&text, spot.name, TEXT_QUOTED_MAX);
    } else if (spot.index != SPOT_WHOLE) {
        buf_addf(&text, "[%zu]", spot.index);
    }
    if (spot.below != NULL)
        buf_addf(&text, ".%s", spot.below);
    return buf_text(&text);
}

/* Warn of a text that other YAML readers would take for another type. */
static void warn_of_type(struct reader *reader, const struct node *node)
{
    const char *mistaken = NULL;

    if (node->style == NODE_PLAIN)
        mistaken = scalar_mistaken_for(&reader->arena, node->text);
    if (mistaken != NULL)
        WARN(reader, "quote-it", reader_place(reader, node),
             "%s is a text here, but other YAML readers take it for %s; quote it",
             reader_quoted(reader, node->text), mistaken);
}

static const struct text_at absent = {{NULL, 0}, {NULL, 0, 0}};

/* A copy of the text in the policy's arena: the policy outlives the document. */
static struct text_at keep(struct reader *reader, const struct node *node)
{
    return (struct text_at){arena_dup(&reader->policy->arena, node->text),
                            reader_place(reader, node)};
}

struct text_at fields_key(struct reader *reader, const struct node *key)
{
    if (key->kind != NODE_SCALAR || key->noted || !reader_has_room(reader, 0))
        return absent;
    warn_of_type(reader, key);
    return keep(reader, key);
}

struct text_at fields_text(struct reader *reader, const struct node *node,
                           struct str what, enum field_kind kind, enum field_need need)
{
    const bool may_be_empty =
        need == FIELD_MAY_BE_EMPTY || need == FIELD_REQUIRED_MAY_BE_EMPTY;

    if (node->noted || !reader_has_room(reader, 0))
        return absent;
    if (node->kind != NODE_SCALAR) {
        REFUSE(reader, "wrong-type", reader_place(reader, node),
               "%s must be a text, not %s", reader_quoted(reader, what), kind_name(node));
        return absent;
    }
    if (node->text.len == 0 && !may_be_empty) {
        REFUSE(reader, "empty", reader_place(reader, node), "%s is empty",
               reader_quoted(reader, what));
        return absent;
    }
    if (kind == FIELD_TEXT)
        warn_of_type(reader, node);
    return keep(reader, node);
}

/* The node is of the kind, a list or a map, and not empty.  False: it is not, and the
 * problem is noted. */
static bool expect(struct reader *reader, const struct node *node, struct str what,
                   enum node_kind kind)
{
    const char *noun = kind == NODE_LIST ? "list" : "map";

    if (node->noted)
        return false;
    if (node->kind != kind) {
        REFUSE(reader, "wrong-type", reader_place(reader, node),
               "%s must be a %s, not %s", reader_quoted(reader, what), noun,
               kind_name(node));
        return false;
    }
    if (node->n == 0) {
        REFUSE(reader, "empty", reader_place(reader, node),
               "%s is an empty %s; leave it out, or fill it", reader_quoted(reader, what),
               noun);
        return false;
    }
    return true;
}

struct texts_at fields_texts(struct reader *reader, const struct node *list,
                             struct str what, enum field_kind kind)
{
    struct texts_at texts = {NULL, 0, reader_place(reader, list)};

    if (!expect(reader, list, what, NODE_LIST) ||
        !reader_has_room(reader, list->n * sizeof(struct text_at)))
        return texts;

    struct text_at *items = ARENA_NEW(&reader->arena, struct text_at, list->n);
    const struct str item_of = arena_format(&reader->arena, "%.*s[]", STR_ARGS(what));

    for (const struct node *at = list->first; at != NULL; at = at->next) {
        items[texts.n] = fields_text(reader, at, item_of, kind, FIELD_REQUIRED);
        if (text_at_given(&items[texts.n]))
            texts.n++;
    }
    texts.items = items;
    return texts;
}

static struct texts_at one_text(struct reader *reader, const struct node *node,
                                struct str what)
{
    struct text_at *item = ARENA_NEW(&reader->arena, struct text_at, 1);

    *item = fields_text(reader, node, what, FIELD_WORD, FIELD_REQUIRED);
    return (struct texts_at){item, text_at_given(item) ? 1 : 0, item->place};
}

struct texts_at fields_words(struct reader *reader, const struct node *node,
                             struct str what)
{
    return node->kind == NODE_LIST ? fields_texts(reader, node, what, FIELD_WORD)
                                   : one_text(reader, node, what);
}

static void read_member(struct reader *reader, const struct field_row *field,
                        const struct node *value, void *at)
{
    const bool is_word = value->kind == NODE_SCALAR && !node_is_blank(value);
    const struct node **node = at;
    struct text_at *text = at;
    struct texts_at *texts = at;

    switch (field->kind) {
    case FIELD_TEXT:
    case FIELD_WORD:
        *text = fields_text(reader, value, field->name, field->kind, field->need);
        break;
    case FIELD_WORDS:
        *texts = fields_texts(reader, value, field->name, FIELD_WORD);
        break;
    case FIELD_WORD_OR_WORDS:
        *texts = fields_words(reader, value, field->name);
        break;
    case FIELD_TEXTS:
        *texts = fields_texts(reader, value, field->name, FIELD_TEXT);
        break;
    case FIELD_LIST:
        if (expect(reader, value, field->name, NODE_LIST))
            *node = value;
        break;
    case FIELD_MAP:
    case FIELD_WORD_OR_MAP:
        if ((field->kind == FIELD_WORD_OR_MAP && is_word) ||
            expect(reader, value, field->name, NODE_MAP))
            *node = value;
        break;
    case FIELD_ANY:
        if (!value->noted)
            *node = value;
        break;
    }
}

static const struct field_row *find(struct fields fields, struct str name)
{
    for (size_t i = 0; i < fields.n; i++) {
        if (str_equal(fields.all[i].name, name))
            return &fields.all[i];
    }
    return NULL;
}

static void refuse_unknown(struct reader *reader, const struct node *key,
                           struct spot spot, struct fields fields)
{
    struct str names[FIELDS_MAX];
    struct str best;

    assert(fields.n <= FIELDS_MAX);
    for (size_t i = 0; i < fields.n; i++)
        names[i] = fields.all[i].name;

    const char *quoted = reader_quoted(reader, key->text);
    const char *where = spot_text(reader, spot);

    if (near_find(key->text, names, fields.n, &best)) {
        REFUSE(reader, "unknown-field", reader_place(reader, key),
               "unknown field %s%s; did you mean \"%.*s\"?", quoted, where,
               STR_ARGS(best));
        return;
    }

    struct buf known = buf_in(&reader->arena);

    for (size_t i = 0; i < fields.n; i++)
        buf_addf(&known, "%s%.*s", i == 0 ? "" : ", ", STR_ARGS(names[i]));
    REFUSE(reader, "unknown-field", reader_place(reader, key),
           "unknown field %s%s; known: %s", quoted, where, buf_text(&known));
}

void fields_require(struct reader *reader, const struct node *map, struct spot spot,
                    struct fields fields)
{
    for (size_t i = 0; i < fields.n; i++) {
        const enum field_need need = fields.all[i].need;

        if (need != FIELD_REQUIRED && need != FIELD_REQUIRED_MAY_BE_EMPTY)
            continue;
        if (node_member(map, fields.all[i].name) == NULL)
            REFUSE(reader, "missing-field", reader_place(reader, map),
                   "\"%.*s\" is missing%s", STR_ARGS(fields.all[i].name),
                   spot_text(reader, spot));
    }
}

bool fields_read(struct reader *reader, const struct node *map, struct spot spot,
                 struct fields fields, void *ret)
{
    if (map == NULL || map->noted || !reader_has_room(reader, 0))
        return false;
    if (map->kind != NODE_MAP) {
        REFUSE(reader, "wrong-type", reader_place(reader, map), "not a map%s",
               spot_text(reader, spot));
        return false;
    }
    if (map->n == 0) {
        REFUSE(reader, "empty", reader_place(reader, map), "an empty map%s",
               spot_text(reader, spot));
        return false;
    }
    for (const struct node *key = map->first; key != NULL; key = key->next->next) {
        if (key->kind != NODE_SCALAR || key->noted)
            continue;

        const struct field_row *field = find(fields, key->text);

        if (field == NULL)
            refuse_unknown(reader, key, spot, fields);
        else
            read_member(reader, field, key->next, (char *)ret + field->at);
    }
    fields_require(reader, map, spot, fields);
    return true;
}
