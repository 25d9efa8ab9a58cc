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

/* A list or map with something in it. */
struct section {
    const struct node *value;
    const char *file;
    struct section *next; /* what stands in a later file; of `tenants` only */
};

/* section NULL: the document has none. */
typedef void section_read(struct reader *, const struct section *section);
section_read networks_read;
section_read instances_read;
section_read profiles_read;
section_read classes_read;
section_read kinds_read;
section_read rules_read;
section_read tenant_defaults_read;
section_read tenants_read;
section_read demands_read; /* fields */
section_read gateways_read;
section_read annotations_read; /* also what classes add */
section_read exemptions_read;

/* When there was no error. */
void lint_read(struct reader *);

/* The first node of a section, whose file is at hand from now on. */
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

/* What has no name is complained about where it begins. */
static inline void place_name(const struct reader *reader, const struct node *map,
                              struct text_at *name)
{
    if (!text_at_given(name))
        name->place = reader_place(reader, map);
}

/* Parts of a class.  node NULL: absent. */
void class_dns_read(struct reader *, const struct node *, struct spot, struct class *);
/* The keys of one map: target, ttl, and what `set` holds. */
struct dns_keys {
    const struct node *target, *ttl, *set;
};
void dns_entries_read(struct reader *, const struct dns_keys *, struct spot,
                      struct class_dns *);
/* Once the tenants are read: who may write what `allow` lists for some of them. */
void class_dns_finish(struct reader *);
void class_ranges_read(struct reader *, const struct node *map, struct spot,
                       struct class *);
void class_gateway_read(struct reader *, const struct node *map, struct spot,
                        struct class *);
void class_service_read(struct reader *, const struct node *map, struct spot,
                        struct class *);
const struct str *domains_read(struct reader *, const struct texts_at *, size_t *ret_n);

/* Annotations to add. */
struct added_entry {
    struct annotation_entry made;
    struct place place;     /* where its key is */
    struct texts_at unless; /* where its keys are */
    struct texts_at kinds;  /* looked at when all kinds are known */
    bool refused;           /* as one that undoes itself */
};
struct entries {
    struct added_entry *all;
    size_t n;
};

/* A list of annotations to add, which may not hold range keys of the profiles. */
struct entries entries_read(struct reader *, const struct node *list, struct spot,
                            const struct profile *const *profiles, size_t n_profiles);

/* grants.c: what a tenant may set, or have from tenantDefaults. */
struct grants_given {
    struct texts_at classes;
    const struct node *default_class, *rules, *services;
};
void grants_read(struct reader *, const struct grants_given *, struct spot,
                 const struct text_at *name, struct tenant *);
/* Modes of entries, in the order of enum wanted_mode; and what fits a mode. */
extern const struct words entry_modes;
struct entry_places {
    struct place entry, value, values, range; /* line 0: absent */
};
void entry_mode_check(struct reader *, enum wanted_mode, const struct entry_places *);

/* The list annotations.forbid. */
void forbid_read(struct reader *, const struct node *list);

/* Braces in a value are those of known placeholders. */
void check_placeholders(struct reader *, const struct text_at *value);

/* A map of rule names to actions, into those of RULE_COUNT entries that it names. */
void rule_map_read(struct reader *, const struct node *map, struct spot,
                   struct rule_entry *entries, bool *given);
/* The same as a list of RULE_COUNT, NULL for those that it does not name. */
const struct rule_entry **rule_entries_read(struct reader *, const struct node *map,
                                            struct spot);
void on_update_read(struct reader *, const struct text_at *, enum on_update *ret);

enum pattern_kind {
    PATTERN_NAMESPACE,
    PATTERN_OBJECT_NAME,
    PATTERN_OF_TENANT, /* of namespaces, and may have a placeholder */
};
const struct name_pattern *patterns_read(struct reader *, const struct texts_at *,
                                         enum pattern_kind, size_t *ret_n);

/* key.c: why a text is no annotation key, no prefix of one; NULL when it is one. */
const char *key_reason(struct str key);
const char *key_prefix_reason(struct str prefix);
/* The same, noted; true when it is one. */
text_check key_check;
text_check key_prefix_check;
const struct str *key_globs_read(struct reader *, const struct texts_at *,
                                 const char *noun, size_t *ret_n);

#endif
