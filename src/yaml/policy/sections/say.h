/*
 * policy_build_say: sentences about what is wrong in a policy document, and the checks
 * of single texts that several sections share.  For policy_build*.c only.
 */
#ifndef YAML_POLICY_SECTIONS_SAY_H
#define YAML_POLICY_SECTIONS_SAY_H

#include "yaml/policy/sections/builder.h"

struct words {
    const char *problem; /* "unknown-mode" */
    const char *noun;
    const struct str *all;
    size_t n;
};
const char *builder_quoted(struct policy_builder *, struct str text);
const char *builder_list(struct policy_builder *, const struct str *items, size_t n);
void builder_unknown(struct policy_builder *, const struct words *,
                     const struct text_at *);
bool builder_word(struct policy_builder *, const struct words *, const struct text_at *,
                  size_t *ret_index);
bool builder_bool(struct policy_builder *, const struct text_at *, bool *ret);
bool builder_is_printable(struct policy_builder *, const char *noun,
                          const struct text_at *);
/* The names of parts (their first field), checked, each once, and where they stand. */
struct str *builder_index(struct policy_builder *, const char *noun, const void *parts,
                          size_t n, size_t size, struct map *ret_index);

/* policy_build_key.c: why a text is no annotation key, ... ; NULL when it is one */

const char *key_reason(struct str key);
const char *key_prefix_reason(struct str prefix);
const char *key_glob_reason(struct str glob);
bool builder_key(struct policy_builder *, const struct text_at *);
void builder_prefix(struct policy_builder *, const struct text_at *);
const struct str *builder_globs(struct policy_builder *, const struct texts_at *,
                                const char *noun, size_t *ret_n);

#endif
