/*
 * fields: the members of a policy's maps, decoded by table.
 *
 * A table row says what a member is called, what kind of value it takes and where in the
 * struct it goes.  Unknown members, wrong kinds, empty lists and missing members are
 * noted, all of them; what is left has the shape that the row says.
 */
#ifndef YAML_POLICY_FIELDS_H
#define YAML_POLICY_FIELDS_H

#include "base/arena.h"
#include "yaml/doc/node.h"
#include "yaml/policy/sections/build.h"

enum field_kind {
    FIELD_TEXT,          /* struct text_at; quoted where others see a bool or number */
    FIELD_WORD,          /* struct text_at; a word, number, date or bool of ours */
    FIELD_NAMES,         /* struct texts_at; a list, items as FIELD_TEXT */
    FIELD_HOSTS,         /* struct texts_at; a list, items as FIELD_WORD */
    FIELD_HOST_OR_HOSTS, /* struct texts_at; one, or a list */
    FIELD_MAP,           /* const struct node *; not empty */
    FIELD_LIST,          /* const struct node *; not empty */
    FIELD_WORD_OR_MAP,   /* const struct node * */
};

enum field_need {
    FIELD_OPTIONAL,
    FIELD_REQUIRED,
    FIELD_MAY_BE_EMPTY, /* optional, and "" is a value */
    FIELD_REQUIRED_MAY_BE_EMPTY,
};

struct field {
    struct str name;
    enum field_kind kind;
    enum field_need need;
    size_t at; /* offset in the struct */
};

#define FIELD(type, member, yaml_name, kind, need)                                       \
    {                                                                                    \
        STR_INIT(yaml_name), (kind), (need), offsetof(type, member)                      \
    }

struct fields {
    const struct field *all;
    size_t n;
};
#define FIELDS(table) ((struct fields){(table), ARRAY_LEN(table)})

/* What all decoding of one file shares. */
struct decoder {
    struct arena *arena;
    struct problems *problems;
    const char *file;
};

/* Where a map stands, for messages: `tenants[2]`, `classes.external.tls`, the document
 * itself (section NULL).  Written out only when something is wrong. */
#define SPOT_WHOLE SIZE_MAX
struct spot {
    const char *section;
    struct str name;   /* behind a dot; ptr NULL: the index in brackets counts */
    size_t index;      /* SPOT_WHOLE: the section as a whole */
    const char *below; /* behind another dot; NULL: nothing */
};

/* The members of map into *ret, which is zeroed before.  False when map is no map, or an
 * empty one, which is noted. */
bool fields_read(const struct decoder *decoder, const struct node *map,
                 const struct spot *spot, struct fields fields, void *ret);

/* One scalar; absent (line 0) when it is none, which is noted.  what: for the message. */
struct text_at fields_text(const struct decoder *decoder, const struct node *node,
                           struct str what, enum field_kind kind, enum field_need need);

/* A list of scalars, likewise; those that are none are left out. */
struct texts_at fields_texts(const struct decoder *decoder, const struct node *list,
                             struct str what, enum field_kind kind);

/* True when node is a map (a list) with something in it; else it is noted. */
bool fields_expect(const struct decoder *decoder, const struct node *node,
                   struct str what, enum node_kind kind);

/* The text of a map's key, which may be taken for a bool or number as others may. */
struct text_at fields_key(const struct decoder *decoder, const struct node *key);

/* An error at node; the text is printf's. */
void fields_refuse(const struct decoder *decoder, const struct node *node,
                   const char *name, const char *format, ...) PRINTF_LIKE(4, 5);

/* Quoted for a message, in the arena. */
const char *fields_quoted(const struct decoder *decoder, struct str text);

#endif
