/* SPDX-License-Identifier: Apache-2.0 */
/*
 * kind: a kind of objects that a policy judges, built in or defined by the policy.
 *
 * Plain data: the properties of its objects and the places of their values.  Rules and
 * mutations read these facts and never the identity of the kind.  A built-in kind is a
 * row of kinds.def, with its facts in rows.c or wire/kinds; a policy owns a copy with its
 * settings filled in.  Source of the facts: the CRDs named beside each row.
 */
#ifndef CORE_KINDS_KIND_H
#define CORE_KINDS_KIND_H

#include "core/kinds/facts.h"
#include "core/values/path.h"
#include "json/json.h"

struct class;
struct rule_entry;
struct tenant;

struct kind_host {
    struct path path;
    enum text_grammar as;
    bool absent_all;                  /* if there is no text, every name is claimed */
    const struct path *unless;        /* unless a value is here; may be NULL */
    const struct field *absent_field; /* the place that reports absence */
};

struct kind_reference {
    struct path path;
    enum row_reference_form form;
};

/* A demand on values at some paths: `fields` of the policy, `forbid` of a row. */
struct field_demand {
    bool is_allow;            /* every scalar must match; false: none may match */
    bool is_of_policy;        /* of `fields`; false: of a row */
    uint32_t at;              /* of `fields`: index in its list */
    const struct str *values; /* patterns; n 0, without is_allow: any value */
    size_t n_values;
    struct str reason;
    const struct tenant *const *except; /* tenants that need not comply */
    size_t n_except;
};
struct kind_demand {
    struct path path;
    const struct field_demand *demand;
};

/* The words of the kind in sentences; each completes the sentence of the rule named. */
#define KIND_MAX_CATCH_ALLS 2
struct nouns {
    const char *class_absent;                   /* class-present */
    const char *catch_all[KIND_MAX_CATCH_ALLS]; /* host-present, by view_catch_all.what */
    const char *tls_absent;                     /* tls-required */
};

struct kind {
    struct str name; /* in policies, messages, logs and metrics: KIND.GROUP, or KIND for
                        groups that are left out */
    struct str kind;
    struct str group;
    struct str plural;
    struct str version;    /* the only version that is judged; len 0: every one is */
    struct str old_groups; /* comma-separated groups in which objects are of this kind, in
                              a version that is not judged; "-": none */
    uint32_t index;        /* in the policy */
    uint32_t builtin;      /* its row in kinds_builtin(); KIND_NOT_BUILTIN: none */
    bool has_row;          /* built-in kinds, and kinds with hosts or a class */
    bool needs_status;     /* a status write can change metadata, so it is reviewed */

    enum kind_reader reader;
    unsigned parts; /* of enum kind_part */
    const struct nouns *nouns;
    enum kind_wildcards wildcards;
    enum kind_dns dns;
    enum kind_ranges ranges;

    enum class_source class_from;
    const struct field *class_field; /* of kind_class_place(); the annotations'
                                        field stands for the first of class_keys */
    const struct path *class_paths;  /* fields that name the class */
    size_t n_class_paths;
    const struct str *class_keys; /* annotations that name it */
    size_t n_class_keys;
    const struct class *fixed_class;
    const struct path
        *parents; /* CLASS_FROM_PARENTS of a row: texts NAMESPACE/NAME or NAME */
    const struct str *mesh; /* texts there that are not parents */
    size_t n_mesh;
    bool absent_is_mesh;
    bool parents_are_domains; /* a parent may also be NAME.NAMESPACE, with more labels */

    const struct kind_host *hosts;
    size_t n_hosts;
    const struct kind_reference *references;
    size_t n_references;
    const struct kind_demand *demands;
    size_t n_demands;
    const struct json_shape *shape; /* the kept parts of an object: kind_shape() */

    /* Settings of the policy. */
    bool is_preview;
    bool is_listed; /* only tenants that list the kind may write it */
    const struct rule_entry *const *rules; /* RULE_COUNT, NULLs among them; or NULL */
};

#define KIND_NOT_BUILTIN UINT32_MAX

/* The built-in kinds.  Ingress is the first.  The names of the first KINDS_NAMED have no
 * group; the others are rows of custom resources. */
#define KINDS_BUILTIN 17
#define KINDS_NAMED   9
struct str kind_builtin_name(size_t builtin, struct arena *arena);
/* Its row, by name; KIND_NOT_BUILTIN: none. */
uint32_t kind_builtin_of(struct str name);
/* The same for objects of that group and kind. */
uint32_t kind_builtin_for(struct str group, struct str kind);

/* Make a kind without settings; its paths live in the arena of `fields`.  name: a
 * built-in kind, or a kind without a row: KIND.GROUP, or KIND of the core group. */
void kind_make(struct path_fields *fields, struct str name, struct kind *ret);

/* The place for edits of the class and for reports of its absence; field NULL: none. */
struct field_path kind_class_place(const struct kind *kind);

/* True if objects of that group and kind are of this kind; also for its old groups, whose
 * versions are not judged. */
bool kind_is(const struct kind *kind, struct str group, struct str name);

/* The parts of its objects to read; after its paths are known. */
const struct json_shape *kind_shape(struct arena *arena, const struct kind *kind);

#endif
