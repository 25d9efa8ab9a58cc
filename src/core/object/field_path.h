/*
 * field_path: where in an object, as Kubernetes field paths say it.
 *
 * pattern is a static text with empty brackets; `index` fills them in order, or
 * `key` does, where the brackets name an annotation:
 *   "spec.rules[].host" {2}                -> spec.rules[2].host
 *   "metadata.annotations[]" key=a.b/c     -> metadata.annotations[a.b/c]
 * The pattern (and the key) is the place without list positions, which is what the
 * ratchet compares.
 */
#ifndef CORE_OBJECT_FIELD_PATH_H
#define CORE_OBJECT_FIELD_PATH_H

#include "base/buf.h"
#include "base/str.h"

struct field_path {
    const char *pattern;
    struct str key; /* ptr NULL unless the brackets hold a key */
    uint32_t index[2];
};

#define FIELD_NAMESPACE       "metadata.namespace"
#define FIELD_ANNOTATION      "metadata.annotations[]"
#define FIELD_CLASS           "spec.ingressClassName"
#define FIELD_DEFAULT_BACKEND "spec.defaultBackend"
#define FIELD_RULE_HOST       "spec.rules[].host"
#define FIELD_RULE_PATH       "spec.rules[].http.paths[].path"
#define FIELD_TLS_HOST        "spec.tls[].hosts[]"

static inline struct field_path field_path_annotation(struct str key)
{
    return (struct field_path){FIELD_ANNOTATION, key, {0, 0}};
}

/* As text; annotation keys are escaped (text_add_escaped, 253 characters). */
void field_path_add(struct buf *buf, const struct field_path *path);

/* Same place, list positions left out. */
bool field_path_same_place(const struct field_path *a, const struct field_path *b);

#endif
