/* SPDX-License-Identifier: Apache-2.0 */
/*
 * placeholder: braces in what a policy's author wrote.
 */
#ifndef YAML_POLICY_SECTIONS_PLACEHOLDER_H
#define YAML_POLICY_SECTIONS_PLACEHOLDER_H

#include "yaml/policy/fields.h"

/* The one placeholder of a text. */
struct placeholder {
    size_t at; /* of its brace */
    struct str name;
    struct str tail; /* behind it */
};
/* Some brace is there. */
bool placeholder_is_in(struct str text);
/* Why there is not exactly one; NULL: there is. */
const char *placeholder_find(struct str text, struct placeholder *ret);
/* The same for a pattern of a tenant's namespaces, which binds the name. */
const char *placeholder_of_pattern(struct reader *, struct str text,
                                   struct name_pattern *ret);
/* Where none may stand; true: one does, which is noted. */
bool placeholder_refuse_in(struct reader *, const struct text_at *);

enum family_list {
    FAMILY_DOMAINS,
    FAMILY_HOSTS
};
/* A domain or host with a placeholder; false: noted. */
bool family_read(struct reader *, const struct text_at *, const struct tenant *,
                 enum family_list, struct family *ret);

/* A value uses the placeholder; false: it can be none, which is noted.  Whether a tenant
 * binds it is checked when all are read. */
bool placeholder_use(struct reader *, const struct text_at *name);
void placeholder_uses_check(struct reader *);

#endif
