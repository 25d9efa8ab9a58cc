/* SPDX-License-Identifier: Apache-2.0 */
/*
 * origin: finds the entry of the policy that an edit or an annotation key comes from.
 */
#ifndef CMD_DESK_ORIGIN_H
#define CMD_DESK_ORIGIN_H

#include "core/entries/entries.h"
#include "core/entries/trace.h"
#include "core/values/field_path.h"

/* The field of the class that configures the instance: the field for the suffix if there
 * is one (suffix.len 0: none is wanted), otherwise externalDNS itself. */
const struct entry *entry_of_dns(const struct entries *entries, const struct class *class,
                                 const struct class_dns *dns, struct str suffix);

/* The most specific entry known for what was traced; NULL: decided by default. */
const struct entry *entry_of_traced(const struct entries *entries,
                                    const struct traced *traced);

/* What the policy sets at the annotation's key, or permits users to write there; NULL:
 * nothing. */
const struct traced *trace_find(const struct trace *trace, struct str key);

/* Whether it concerns an annotation key, or the field for a list of source ranges. */
bool traced_is_of_key(const struct traced *traced);

/* The JSON pointer of a field, `/spec/rules/0/host`.  The path has no annotation key. */
struct str pointer_of(const struct field_path *path, struct arena *arena);

#endif
