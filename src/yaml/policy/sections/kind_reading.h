/* SPDX-License-Identifier: Apache-2.0 */
/*
 * kind_reading: the functions about judged kinds that several sections use.
 */
#ifndef YAML_POLICY_SECTIONS_KIND_READING_H
#define YAML_POLICY_SECTIONS_KIND_READING_H

#include "yaml/policy/fields.h"

/* The judged kind of that name.  NULL: no such kind is judged, and the problem is
 * noted. */
const struct kind *kind_find(struct reader *, const struct text_at *name);
/* The same as a check; true: the kind is judged. */
text_check kind_check;

/* The fields of a row as the policy gives them; absent ones leave the kind unchanged. */
struct row_given {
    struct text_at plural, like, wildcards, dns, ranges;
    const struct node *hosts, *class, *references, *forbid;
};
void kind_row_read(struct reader *, const struct row_given *, const struct text_at *name,
                   struct kind *);

/* row_class.c: read where the class comes from; replaces what the kind has. */
void row_class_read(struct reader *, const struct node *map, struct spot, struct kind *);

/* False: the text is absent, or it is not a path, which is noted. */
bool row_path_read(struct reader *, const struct text_at *, struct path *ret);

/* entry_kinds.c: set the kinds of entries, and note a second entry for the same key and
 * kind. */
struct entries;
void entries_find_kinds(struct reader *, struct entries *);
bool entries_share_kind(const struct annotation_entry *, const struct annotation_entry *);
/* Remove the kinds of `hiding`, an entry for the same key, from those of entry.  False:
 * none are left. */
bool entry_remove_kinds(struct arena *, const struct annotation_entry *hiding,
                        struct annotation_entry *entry);

/* The patterns of values in a demand on a field. */
const struct str *demand_values_read(struct reader *, const struct texts_at *,
                                     size_t *ret_n);

/* Call after all sections: prepares how objects of each kind are read, now that all of
 * its paths are known. */
void kinds_finish(struct reader *);

/* Note gaps of the section `kinds`.  Call only if there was no error. */
void kinds_lint(struct reader *);

#endif
