/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fields: the members of a policy's maps, decoded by table.
 *
 * A row of the table gives the name of a member, the kind of its value and its offset in
 * a struct.  All unknown members, values of the wrong kind, empty lists and missing
 * members are noted; the values that are stored have the kind that the row gives.
 */
#ifndef YAML_POLICY_FIELDS_H
#define YAML_POLICY_FIELDS_H

#include "yaml/policy/reader.h"

enum field_kind {
    FIELD_TEXT,          /* struct text_at; a plain bool or number is warned of */
    FIELD_WORD,          /* struct text_at; a word, number, date or bool, not free text */
    FIELD_TEXTS,         /* struct texts_at; a list, items as FIELD_TEXT */
    FIELD_WORDS,         /* struct texts_at; a list, items as FIELD_WORD */
    FIELD_WORD_OR_WORDS, /* struct texts_at; one, or a list */
    FIELD_MAP,           /* const struct node *; not empty */
    FIELD_LIST,          /* const struct node *; not empty */
    FIELD_WORD_OR_MAP,   /* const struct node * */
    FIELD_ANY,           /* const struct node *; the section checks it */
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

/* FIELD(type, member, name, kind), or with the need as a fifth argument. */
#define FIELD(type, member, yaml_name, ...)                                              \
    {                                                                                    \
        .name = STR_INIT(yaml_name), .at = offsetof(type, member), .kind = __VA_ARGS__   \
    }

struct fields {
    const struct field_row *all;
    size_t n;
};
#define FIELDS(table) ((struct fields){(table), ARRAY_LEN(table)})

/* Where a map is, for messages: `tenants[2]`, `classes.external.tls`, or the document
 * itself (section NULL).  It becomes a text only for a message. */
#define SPOT_WHOLE SIZE_MAX
struct spot {
    const char *section;
    struct str name;   /* follows a dot; ptr NULL: the index is used instead */
    size_t index;      /* SPOT_WHOLE: the section as a whole */
    const char *below; /* follows another dot; NULL: nothing */
};

static inline struct spot spot_below(struct spot spot, const char *below)
{
    spot.below = below;
    return spot;
}

/* Store the members of map in *ret, which the caller has zeroed; absent members leave it
 * unchanged.  False: map is NULL, not a map, or empty; the last two are noted. */
bool fields_read(struct reader *, const struct node *map, struct spot, struct fields,
                 void *ret);

/* Note the required members that map lacks. */
void fields_require(struct reader *, const struct node *map, struct spot, struct fields);

/* A scalar as a text.  what: its name in messages.  If the node is unfit, the problem is
 * noted and the text is absent. */
struct text_at fields_text(struct reader *, const struct node *, struct str what,
                           enum field_kind, enum field_need);

/* A list of scalars.  Unfit items are noted and left out. */
struct texts_at fields_texts(struct reader *, const struct node *list, struct str what,
                             enum field_kind);

/* One word, or a list of words. */
struct texts_at fields_words(struct reader *, const struct node *, struct str what);

/* The text of a map's key.  Warns like FIELD_TEXT.  Absent if the key is unfit, which is
 * noted already. */
struct text_at fields_key(struct reader *, const struct node *key);

#endif
