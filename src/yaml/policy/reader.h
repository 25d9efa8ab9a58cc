/* SPDX-License-Identifier: Apache-2.0 */
/*
 * reader: the state that the sections share while a policy is read.
 *
 * A section walks its nodes, fills the policy and continues after errors.  A policy with
 * errors is discarded at the end.  "Noted" means that a problem was added to `problems`.
 * For yaml/policy and yaml/test only.
 */
#ifndef YAML_POLICY_READER_H
#define YAML_POLICY_READER_H

#include "base/arena.h"
#include "base/budget.h"
#include "base/map.h"
#include "core/policy/body.h"
#include "core/policy/policy.h"
#include "yaml/doc/node.h"
#include "yaml/policy/names.h"

/* A scalar with its place; line 0: absent.  The text lives as long as the policy. */
struct text_at {
    struct str text;
    struct place place;
};
static inline bool text_at_given(const struct text_at *text)
{
    return text->place.line != 0;
}

/* An unfit list has a place and no items; the problem is noted already. */
struct texts_at {
    const struct text_at *items;
    size_t n;
    struct place place; /* of the list; line 0: absent */
};
static inline bool texts_at_given(const struct texts_at *texts)
{
    return texts->place.line != 0;
}

/* The places of a tenant's lists, for lint; in the order of the same lists of the
 * tenant. */
struct tenant_places {
    struct texts_at namespaces, domains, hosts, families;
};

struct entries;
struct network;
struct networks_named;
struct placeholder_use; /* in a value */

struct reader {
    struct arena arena; /* nodes, places, sentences */
    struct problems *problems;
    struct policy *policy; /* being filled; owns every text */
    struct budget budget;  /* limits the memory of reading, and that of the policy */
    const char *file;      /* of the nodes that are being read */
    int32_t today;

    struct names networks, instances, profiles, classes, kinds, tenants;
    struct place kinds_place;            /* of the section `kinds`; line 0: none */
    struct network *network_sets;        /* by network */
    const struct profile **own_profiles; /* by profile; NULL: refused, or Services only */
    struct entries *class_entries;       /* by class */
    struct allow_tenants *allow_tenants; /* a list, in reverse order */
    struct networks_named *class_networks;          /* by class: those of sourceRanges */
    struct texts_at *class_aliases, *class_domains; /* by class */
    struct tenant_places *tenant_places;            /* by tenant */
    const struct class **all_classes;               /* NULL until a tenant lists `*` */
    const struct class **picked_classes;            /* scratch space for one tenant */
    uint32_t *class_seen; /* by class: the last tenant that listed it, from 1 */
    const struct tenant_defaults *defaults;
    struct map bound_placeholders, used_placeholders; /* by tenants; in values */
    const struct placeholder_use *uses;
    bool has_kinds; /* the policy has the section `kinds` */
    const struct service_profile **service_profiles; /* by profile; NULL: it has none */
    struct map gateway_classes;                      /* GatewayClass -> index of class */
    const struct text_at *gateway_keys;              /* by entry of `gateways` */
};

#define REFUSE(reader, ...) problems_add((reader)->problems, SEVERITY_ERROR, __VA_ARGS__)
#define WARN(reader, ...)   problems_add((reader)->problems, SEVERITY_WARNING, __VA_ARGS__)
#define NOTE(reader, ...)   problems_add((reader)->problems, SEVERITY_NOTE, __VA_ARGS__)

/* Free everything, and release the policy unless it was taken. */
void reader_clear(struct reader *reader);

static inline struct place reader_place(const struct reader *reader,
                                        const struct node *node)
{
    return node_place(node, reader->file);
}

/*
 * The budget has room for `more` bytes, both for reading and in the policy.  False: it
 * has not, and that is noted; the reading has then ended, and the rest of the policy is
 * skipped.  Callers check this for every map, list and text, before they allocate arrays
 * of larger items, and where a few entries multiply.
 */
bool reader_has_room(struct reader *, size_t more);

/* The text in quotes, for a message; empty once the reading has ended. */
const char *reader_quoted(struct reader *, struct str text);

/* Note that the text is none of the words, with a guess or with all words. */
void reader_unknown(struct reader *, const struct words *, const struct text_at *);
/* The class with that name, once classes are read; NULL: unknown, which is noted. */
const struct class *reader_class(struct reader *, const struct text_at *name);

/* *ret: the index of the word, or the bool.  False: the text is absent, or it is wrong,
 * which is noted; *ret is then unchanged. */
bool reader_word(struct reader *, const struct words *, const struct text_at *, size_t *);
bool reader_bool(struct reader *, const struct text_at *, bool *ret);

/* The text has no control characters; the second function permits line feeds.  An absent
 * text is printable.  False: the problem is noted. */
bool reader_is_printable(struct reader *, const char *noun, const struct text_at *);
bool reader_lines_are_printable(struct reader *, const char *noun,
                                const struct text_at *);

typedef bool text_check(struct reader *, const struct text_at *);
/* The texts without their places, in the policy's arena.  check: called for each text,
 * unless it is NULL; its result is ignored. */
const struct str *reader_texts(struct reader *, const struct texts_at *,
                               text_check *check, size_t *ret_n);

/* Begin with no names and room for max.  words: problem and noun, for unknown names. */
void names_begin(struct reader *, struct names *, const char *noun, struct words words,
                 size_t max);
/* Add the next name.  A blank name or a duplicate is noted, and still has a number. */
void names_add(struct reader *, struct names *, const struct text_at *name);
/* The number of the name.  False: it is unknown, and the problem is noted. */
bool names_find(struct reader *, const struct names *, const struct text_at *,
                uint32_t *ret_index);

#endif
