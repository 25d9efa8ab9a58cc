/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sections: the sections of a policy document, one file each.
 *
 * Each reads its nodes into the policy.  It refers only to sections that were read
 * before.
 */
#ifndef YAML_POLICY_SECTIONS_SECTIONS_H
#define YAML_POLICY_SECTIONS_SECTIONS_H

#include "yaml/policy/fields.h"
#include "yaml/policy/sections/kind_reading.h"
#include "yaml/policy/sections/placeholder.h"

/* A section in one file. */
struct section {
    const struct node *value; /* a list or map, not empty */
    const char *file;
    struct section *next; /* in a later file; only of `tenants` */
};

/* section NULL: the policy has no such section. */
typedef void section_read(struct reader *, const struct section *section);
section_read networks_read;
section_read instances_read;
section_read profiles_read;
section_read classes_read;
section_read kinds_read;
section_read rules_read;
section_read tenant_defaults_read;
section_read tenants_read;
section_read demands_read; /* `fields` */
section_read gateways_read;
section_read annotations_read; /* also finishes the annotations of classes */
section_read exemptions_read;

/* Note warnings about the whole policy.  Call only if there was no error. */
void lint_read(struct reader *);

/* The first node of a section; from now on, places are in its file. */
static inline const struct node *section_first(struct reader *reader,
                                               const struct section *section)
{
    if (section == NULL)
        return NULL;
    reader->file = section->file;
    return section->value->first;
}
static inline size_t section_count(const struct section *section)
{
    return section == NULL ? 0 : section->value->n;
}

/* If name is absent, give it the place of the map, for messages. */
static inline void place_name(const struct reader *reader, const struct node *map,
                              struct text_at *name)
{
    if (!text_at_given(name))
        name->place = reader_place(reader, map);
}

/* Parts of a class.  node NULL: absent. */
void class_dns_read(struct reader *, const struct node *, struct spot, struct class *);
/* The fields of one map that write DNS annotations; NULL: absent. */
struct dns_keys {
    const struct node *target, *ttl, *set;
};
void dns_entries_read(struct reader *, const struct dns_keys *, struct spot,
                      struct class_dns *);
/* Call after the tenants: sets the tenants in entries of `allow`. */
void class_dns_finish(struct reader *);
void class_ranges_read(struct reader *, const struct node *map, struct spot,
                       struct class *);
void class_gateway_read(struct reader *, const struct node *map, struct spot,
                        struct class *);
void class_service_read(struct reader *, const struct node *map, struct spot,
                        struct class *);
/* Domains in canonical form; "." is any domain.  Unfit ones are noted and left out. */
const struct str *domains_read(struct reader *, const struct texts_at *, size_t *ret_n);

/* An annotation to add. */
struct added_entry {
    struct annotation_entry made;
    struct place place;     /* of its key */
    struct texts_at unless; /* with the places of its keys */
    struct texts_at kinds;  /* read when all kinds are known */
    bool refused;           /* because it undoes itself */
};
struct entries {
    struct added_entry *all;
    size_t n;
};

/* A list of annotations to add; list NULL: none.  Keys of source ranges of the profiles
 * are refused. */
struct entries entries_read(struct reader *, const struct node *list, struct spot,
                            const struct profile *const *profiles, size_t n_profiles);

/* grants.c: the fields that a tenant may set or inherit from tenantDefaults. */
struct grants_given {
    struct texts_at classes;
    const struct node *default_class, *rules, *services;
};
void grants_read(struct reader *, const struct grants_given *, struct spot,
                 const struct text_at *name, struct tenant *);
/* Modes of entries, in the order of enum wanted_mode. */
extern const struct words entry_modes;
/* The places of an entry and of its fields. */
struct entry_places {
    struct place entry, value, values, range; /* line 0: absent */
};
/* Note fields that the mode lacks or does not take. */
void entry_mode_check(struct reader *, enum wanted_mode, const struct entry_places *);

/* The list annotations.forbid. */
void forbid_read(struct reader *, const struct node *list);

/* Note braces in a value that are not those of a placeholder. */
void check_placeholders(struct reader *, const struct text_at *value);

/* A map from rule names to actions.  For each rule in it, sets the rule's element of
 * entries and of given; both have RULE_COUNT elements. */
void rule_map_read(struct reader *, const struct node *map, struct spot,
                   struct rule_entry *entries, bool *given);
/* The same as an array of RULE_COUNT pointers; NULL for rules that are not in the map. */
const struct rule_entry **rule_entries_read(struct reader *, const struct node *map,
                                            struct spot);
void on_update_read(struct reader *, const struct text_at *, enum on_update *ret);

enum pattern_kind {
    PATTERN_NAMESPACE,
    PATTERN_OBJECT_NAME,
    PATTERN_OF_TENANT, /* of namespaces; may have a placeholder */
};
/* Patterns of names.  Unfit ones and duplicates are noted. */
const struct name_pattern *patterns_read(struct reader *, const struct texts_at *,
                                         enum pattern_kind, size_t *ret_n);

/* key.c: why a text is not an annotation key, or not the prefix of one; NULL: it is. */
const char *key_reason(struct str key);
const char *key_prefix_reason(struct str prefix);
/* The same as checks.  False: it is not, and the problem is noted. */
text_check key_check;
text_check key_prefix_check;
/* Patterns of annotation keys, with `*`.  noun: for messages.  Unfit ones are noted. */
const struct str *key_globs_read(struct reader *, const struct texts_at *,
                                 const char *noun, size_t *ret_n);

#endif
