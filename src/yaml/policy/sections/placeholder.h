/* SPDX-License-Identifier: Apache-2.0 */
/*
 * placeholder: placeholders such as {x} in the texts of a policy.
 */
#ifndef YAML_POLICY_SECTIONS_PLACEHOLDER_H
#define YAML_POLICY_SECTIONS_PLACEHOLDER_H

#include "yaml/policy/fields.h"

/* The only placeholder of a text. */
struct placeholder {
    size_t at; /* offset of its opening brace */
    struct str name;
    struct str tail; /* the text after it */
};
/* The text has a brace. */
bool placeholder_is_in(struct str text);
/* NULL: the text has exactly one placeholder, *ret.  Else a static reason. */
const char *placeholder_find(struct str text, struct placeholder *ret);
/* The same for a pattern in a tenant's namespaces.  The pattern binds the placeholder. */
const char *placeholder_of_pattern(struct reader *, struct str text,
                                   struct name_pattern *ret);
/* Refuse placeholders where none are allowed.  True: the text has a brace, which is
 * noted. */
bool placeholder_refuse_in(struct reader *, const struct text_at *);

enum family_list {
    FAMILY_DOMAINS,
    FAMILY_HOSTS
};
/* Read a domain or host with a placeholder.  False: it is unfit, and the problem is
 * noted. */
bool family_read(struct reader *, const struct text_at *, const struct tenant *,
                 enum family_list, struct family *ret);

/* Record that a value uses the placeholder.  False: the name is not that of a
 * placeholder, which is noted. */
bool placeholder_use(struct reader *, const struct text_at *name);
/* Call after the tenants: checks that a tenant binds each placeholder in use. */
void placeholder_uses_check(struct reader *);

#endif
