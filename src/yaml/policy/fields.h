/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fields: the members of a policy's maps, decoded by table.
 *
 * A table row says what a member is called, what kind of value it takes and where in the
 * struct it goes.  Unknown members, wrong kinds, empty lists and missing members are
 * noted, all of them; what is left has the shape that the row says.
 */
#ifndef YAML_POLICY_FIELDS_H
#define YAML_POLICY_FIELDS_H

#include "yaml/policy/reader.h"

enum field_kind {
    FIELD_TEXT,          /* struct text_at; quoted where others see a bool or number */
    FIELD_WORD,          /* struct text_at; a word, number, date or bool, not free text */
    FIELD_TEXTS,         /* struct texts_at; a list, items as FIELD_TEXT */
    FIELD_WORDS,         /* struct texts_at; a list, items as FIELD_WORD */
    FIELD_WORD_OR_WORDS, /* struct texts_at; one, or a list */
    FIELD_MAP,           /* const struct node *; not empty */
    FIELD_LIST,          /* const struct node *; not empty */
    FIELD_WORD_OR_MAP,   /* const struct node * */
    FIELD_ANY,           /* const struct node *; looked at by the section */
};

enum field_need {
    FIELD_OPTIONAL,
    FIELD_REQUIRED,
    FIELD_MAY_BE_EMPTY, /* optional, and "" is a value */
    FIELD_REQUIRED_MAY_BE_EMPTY,
};

struct field_row {
    struct str name;
    size_t at; /* offset in the struct */
    enum field_kind kind;
    enum field_need need;
};

/* FIELD(type, member, name, kind), or with its need behind that. */
#define FIELD(type, member, yaml_name, ...)                                              \
    {                                                                                    \
        .name = STR_INIT(yaml_name), .at = offsetof(type, member), .kind = __VA_ARGS__   \
    }

struct fields {
    const struct field_row *all;
    size_t n;
};
#define FIELDS(table) ((struct fields){(table), ARRAY_LEN(table)})

/* Where a map is, for messages: `tenants[2]`, `classes.external.tls`, the document
 * itself (section NULL).  Written out only when something is wrong. */
#define SPOT_WHOLE SIZE_MAX
struct spot {
    const char *section;
    struct str name;   /* behind a dot; ptr NULL: the index in brackets counts */
    size_t index;      /* SPOT_WHOLE: the section as a whole */
    const char *below; /* behind another dot; NULL: nothing */
};

static inline struct spot spot_below(struct spot spot, const char *below)
{
    spot.below = below;
    return spot;
}

/* The members of map into *ret, which is zeroed before.  False when map is NULL, no map
 * or an empty one; the last two are noted. */
bool fields_read(struct reader *, const struct node *map, struct spot, struct fields,
                 void *ret);

/* Note those required members that map lacks. */
void fields_require(struct reader *, const struct node *map, struct spot, struct fields);

/* A scalar as a text; what: how messages call it.  Absent when it is unfit. */
struct text_at fields_text(struct reader *, const struct node *, struct str what,
                           enum field_kind, enum field_need);

/* A list of scalars; the unfit ones are left out. */
struct texts_at fields_texts(struct reader *, const struct node *list, struct str what,
                             enum field_kind);

/* One word, or a list of them. */
struct texts_at fields_words(struct reader *, const struct node *, struct str what);

/* The text of a map's key, which may be taken for a bool or number as others may. */
struct text_at fields_key(struct reader *, const struct node *key);

#endif
