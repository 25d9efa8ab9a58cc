/* SPDX-License-Identifier: Apache-2.0 */
/*
 * kind_reading: what sections need of the kinds that are judged.
 */
#ifndef YAML_POLICY_SECTIONS_KIND_READING_H
#define YAML_POLICY_SECTIONS_KIND_READING_H

#include "yaml/policy/fields.h"

/* A kind that is judged, by its name; NULL: it is not, which is noted. */
const struct kind *kind_find(struct reader *, const struct text_at *name);
/* The same; true: it is judged. */
text_check kind_check;

/* The keys of a row, as the policy gives them; absent ones leave the kind as it is. */
struct row_given {
    struct text_at plural, like, wildcards, dns, ranges;
    const struct node *hosts, *class, *references, *forbid;
};
void kind_row_read(struct reader *, const struct row_given *, const struct text_at *name,
                   struct kind *);

/* row_class.c: where the class comes from, instead of where the kind has it. */
void row_class_read(struct reader *, const struct node *map, struct spot, struct kind *);

/* False: it is no path, or absent, which is noted. */
bool row_path_read(struct reader *, const struct text_at *, struct path *ret);

/* entry_kinds.c: the kinds of entries, and one entry for a key and a kind. */
struct entries;
void entries_find_kinds(struct reader *, struct entries *);
bool entries_share_kind(const struct annotation_entry *, const struct annotation_entry *);
/* Take the kinds of another entry for the same key off those of an entry; false: none
 * are left. */
bool entry_leave_kinds(struct arena *, const struct annotation_entry *hiding,
                       struct annotation_entry *entry);

/* The patterns of a demand. */
const struct str *demand_values_read(struct reader *, const struct texts_at *,
                                     size_t *ret_n);

/* What is read of objects of each kind, once all of its paths are known. */
void kinds_finish(struct reader *);

/* What the section `kinds` leaves out, when there was no error. */
void kinds_lint(struct reader *);

#endif
