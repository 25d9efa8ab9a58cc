/* SPDX-License-Identifier: Apache-2.0 */
/*
 * origin: the part of the policy's files that an edit, or a key, comes from.
 */
#ifndef CMD_DESK_ORIGIN_H
#define CMD_DESK_ORIGIN_H

#include "core/entries/entries.h"
#include "core/entries/trace.h"
#include "core/values/field_path.h"

/* The field of the class that speaks to the instance: its own one for the suffix (len 0:
 * none), else externalDNS itself. */
const struct entry *entry_of_dns(const struct entries *entries, const struct class *class,
                                 const struct class_dns *dns, struct str suffix);

/* What was traced, as exactly as it is known; NULL: decided by default. */
const struct entry *entry_of_traced(const struct entries *entries,
                                    const struct traced *traced);

/* What the policy wants at the annotation's key, or lets users write there; NULL:
 * nothing. */
const struct traced *trace_find(const struct trace *trace, struct str key);

/* It is about an annotation's key, or the field that a list of source ranges has. */
bool traced_is_of_key(const struct traced *traced);

/* `/spec/rules/0/host`: of a field that no key leads to. */
struct str pointer_of(const struct field_path *path, struct arena *arena);

#endif
