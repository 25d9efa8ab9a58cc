/* SPDX-License-Identifier: Apache-2.0 */
/*
 * view: read-only facts about one object of any kind.
 *
 * wire/kinds/ fills it, core/ reads it.  All strings are borrowed and live as long as the
 * review's arena.  Lists are in the object's order; annotations are sorted by
 * the bytes of their keys, each key once.
 */
#ifndef CORE_OBJECT_VIEW_H
#define CORE_OBJECT_VIEW_H

#include "core/kinds/kind.h"
#include "core/kinds/texts.h"
#include "core/object/view_parts.h"

enum host_role {
    HOST_SERVED,    /* traffic for it is served */
    HOST_TLS,       /* a certificate is presented for it */
    HOST_LISTENED,  /* routes for it may attach */
    HOST_ANNOTATED, /* an annotation names it; never in a view */
};

/* A name in a field, as written. */
struct view_host {
    struct str name;
    struct field_path path;
    enum host_role role;
    enum host_reading reading;
    uint32_t tls; /* HOST_TLS: index of its entry */
};

/* Something that claims every name. */
struct view_catch_all {
    struct field_path path;
    unsigned what;  /* index in the kind's nouns.catch_all */
    bool is_absent; /* a name is missing there, so every name is claimed */
};

/* A field that names the class and is not empty.  Annotations name it, too; they are in
 * the list of annotations. */
struct view_carrier {
    struct str value;
    struct field_path path;
};

/* An object that this one attaches to.  Absent parts have their defaults. */
struct view_parent {
    struct str group;
    struct str kind;
    struct str namespace;
    struct str name;
    struct str text; /* NAMESPACE/NAME, for messages */
    struct field_path path;
};

struct view_tls {
    struct str secret_name; /* len 0: absent, null or empty */
    size_t n_hosts;         /* number of hosts that are not empty */
    struct field_path path;
    struct field_path hosts_path; /* of its list of hosts, present or not */
};

/* A rule that sends requests to a back end. */
struct view_route {
    struct str host;      /* as written; len 0: every host */
    struct str path;      /* len 0: absent; for a row, the class field as JSON */
    struct str path_type; /* len 0: absent */
    struct str backend;   /* JSON text; equal back ends have equal texts in both views */
    bool is_every_host;   /* it serves every host of the object */
    struct field_path place;
};

/* A value at a path of the kind's references or demands. */
struct view_place {
    struct field_path path;
    uint32_t of; /* index of the reference or demand */
    enum value_type type;
    bool is_empty;   /* a list or map without elements */
    struct str text; /* a string's bytes, else JSON */
};

struct view {
    const struct kind *kind;
    bool has_spec;
    bool has_annotations;     /* the map is present and not empty */
    bool is_mesh;             /* it serves traffic inside the cluster only */
    bool being_deleted;       /* metadata.deletionTimestamp is present and not null */
    struct str generate_name; /* metadata.generateName */
    struct str name;          /* metadata.name */
    struct str host;          /* the value of {host}; len 0: it has none */
    struct str text;          /* JSON of the whole object */

    const struct annotation *annotations;
    size_t n_annotations;
    const struct view_carrier *carriers; /* in order of authority */
    size_t n_carriers;
    const struct view_parent *parents;
    size_t n_parents;
    const struct view_host *hosts; /* HOST_SERVED first, then HOST_TLS */
    size_t n_hosts;
    const struct view_catch_all *catch_alls;
    size_t n_catch_alls;
    const struct view_tls *tls;
    size_t n_tls;
    const struct view_route *routes;
    size_t n_routes;
    const struct view_filter *filters; /* one for each rule of a route */
    size_t n_filters;
    bool has_rules; /* a route's list of rules is present and not empty */
    bool uses_default_gateways;
    const struct view_listener *listeners;
    size_t n_listeners;
    const struct view_gateway *gateway; /* NULL for other kinds */
    const struct view_service *service; /* NULL for other kinds */
    const struct view_place *references;
    size_t n_references;
    const struct view_place *demands; /* by demand, then in the object's order */
    size_t n_demands;
};

/* The key that stands for a Service's list of source ranges among annotation keys. */
#define SERVICE_RANGES_KEY STR("/spec/loadBalancerSourceRanges")

/* The value of the annotation; NULL if the key is absent.  A binary search.  For
 * SERVICE_RANGES_KEY, the list of a Service. */
const struct str *view_annotation(const struct view *view, struct str key);

/* The index of the first annotation whose key does not sort before `beginning`. */
size_t view_first_of(const struct view *view, struct str beginning);

#endif
