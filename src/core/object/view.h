/*
 * view: read-only facts about one object, whatever its kind.
 *
 * Filled by wire/kinds/, read by core/.  All strings are borrowed and live as long
 * as the review's arena.  Lists are in the object's order; annotations are sorted by
 * the bytes of their keys, each key once.
 */
#ifndef CORE_OBJECT_VIEW_H
#define CORE_OBJECT_VIEW_H

#include "core/policy/field_path.h"

struct annotation {
    struct str key;
    struct str value;
};

/* spec.rules[i].  host.len == 0: a catch-all (absent, null or empty). */
struct view_rule {
    struct str host;
};

/* spec.tls[i] */
struct view_tls {
    const struct str *hosts;
    size_t n_hosts;
    struct str secret_name; /* len 0: absent, null or empty */
};

/* spec.rules[rule].http.paths[index] */
struct view_route {
    uint32_t rule;
    uint32_t index;
    struct str host;      /* the rule's, as written */
    struct str path;      /* len 0 when absent */
    struct str path_type; /* len 0 when absent */
    struct str backend;   /* JSON text; equal back ends have equal text in both views */
};

struct view {
    bool has_spec;
    bool has_annotations;       /* the map is there and not empty */
    bool has_default_backend;   /* present and not null */
    bool being_deleted;         /* metadata.deletionTimestamp is there and not null */
    struct str generate_name;   /* metadata.generateName */
    struct str class_field;     /* spec.ingressClassName; len 0: absent, null or empty */
    struct str default_backend; /* JSON text, comparable as view_route.backend */
    const struct annotation *annotations;
    size_t n_annotations;
    const struct view_rule *rules;
    size_t n_rules;
    const struct view_tls *tls;
    size_t n_tls;
    const struct view_route *routes;
    size_t n_routes;
};

/* The annotation's value; NULL when the key is absent.  Binary search. */
const struct str *view_annotation(const struct view *view, struct str key);

#endif
