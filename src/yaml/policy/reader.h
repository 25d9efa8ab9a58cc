/* SPDX-License-Identifier: Apache-2.0 */
/*
 * reader: what the sections share while a policy is read.
 *
 * A section walks its nodes, fills the policy and goes on after errors; a policy with
 * errors is thrown away in the end.  For yaml/policy only.
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

/* A list that was there, but unfit, has a place and no items: that is noted already. */
struct texts_at {
    const struct text_at *items;
    size_t n;
    struct place place; /* of the list; line 0: absent */
};
static inline bool texts_at_given(const struct texts_at *texts)
{
    return texts->place.line != 0;
}

/* Where a tenant's lists are, for lint: in the order in which the tenant has them. */
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
    struct policy *policy; /* being made; owns every text */
    struct budget budget;  /* of what is read with, and of the policy, each */
    const char *file;      /* where the nodes at hand are */
    int32_t today;

    struct names networks, instances, profiles, classes, kinds, tenants;
    struct place kinds_place;              /* of the section `kinds`; line 0: none */
    struct network *network_sets;          /* by network */
    const struct profile **own_profiles;   /* by profile; NULL: it was refused */
    struct entries *class_entries;         /* by class */
    struct allow_tenants *allow_tenants;   /* the last one first */
    struct networks_named *class_networks; /* by class: of sourceRanges */
    struct texts_at *class_aliases, *class_domains; /* by class */
    struct tenant_places *tenant_places;            /* by tenant */
    const struct class **all_classes;               /* made when a tenant lists `*` */
    const struct class **picked_classes;            /* room for those of one tenant */
    uint32_t *class_seen; /* by class: the last tenant that listed it */
    const struct tenant_defaults *defaults;
    struct map bound_placeholders, used_placeholders; /* by tenants, and in values */
    const struct placeholder_use *uses;
    bool has_kinds; /* the policy has the section `kinds` */
    const struct service_profile **service_profiles; /* by profile; NULL: it has none */
    struct map gateway_classes;                      /* whose each GatewayClass is */
    const struct text_at *gateway_keys;              /* by entry of `gateways` */
};

#define REFUSE(reader, ...) problems_add((reader)->problems, SEVERITY_ERROR, __VA_ARGS__)
#define WARN(reader, ...)   problems_add((reader)->problems, SEVERITY_WARNING, __VA_ARGS__)
#define NOTE(reader, ...)   problems_add((reader)->problems, SEVERITY_NOTE, __VA_ARGS__)

/* Frees what was read, and the policy unless it was taken. */
void reader_clear(struct reader *reader);

static inline struct place reader_place(const struct reader *reader,
                                        const struct node *node)
{
    return node_place(node, reader->file);
}

/*
 * There is room for some more bytes, both among what is read with and in the policy.
 * False: there is not, which is noted; then the reading has ended, and what is left of
 * the policy is passed over.  It is asked for every map, list and text, before arrays of
 * larger things are made, and where what is there is multiplied.
 */
bool reader_has_room(struct reader *, size_t more);

/* Quoted for a message; empty when none is noted any more. */
const char *reader_quoted(struct reader *, struct str text);

/* The text is none of the words: say so, with a guess or with the words. */
void reader_unknown(struct reader *, const struct words *, const struct text_at *);

/* False when the text is absent, or wrong, which is noted; then *ret is untouched. */
bool reader_word(struct reader *, const struct words *, const struct text_at *, size_t *);
bool reader_bool(struct reader *, const struct text_at *, bool *ret);

/* No control characters; in lines: but line feeds.  An absent text is fine. */
bool reader_is_printable(struct reader *, const char *noun, const struct text_at *);
bool reader_lines_are_printable(struct reader *, const char *noun,
                                const struct text_at *);

typedef bool text_check(struct reader *, const struct text_at *);
/* The texts alone; each is looked at by `check`, if there is one. */
const struct str *reader_texts(struct reader *, const struct texts_at *,
                               text_check *check, size_t *ret_n);

/* words: its problem and its noun; room for max names. */
void names_begin(struct reader *, struct names *, const char *noun, struct words words,
                 size_t max);
/* The next name; blank ones and second ones are refused, and counted. */
void names_add(struct reader *, struct names *, const struct text_at *name);
/* The number of the name; false: it is unknown, which is noted. */
bool names_find(struct reader *, const struct names *, const struct text_at *,
                uint32_t *ret_index);

#endif
