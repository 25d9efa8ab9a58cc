/*
 * kind: what the core knows of a kind of objects.
 *
 * Plain data, one for each kind, made beside what reads the kind (wire/kinds).  Rules and
 * mutations ask these facts and never which kind it is.
 */
#ifndef CORE_OBJECT_KIND_H
#define CORE_OBJECT_KIND_H

#include "base/str.h"
#include "core/values/field_path.h"

enum class_source {
    CLASS_FROM_NOTHING,  /* its objects have no class */
    CLASS_FROM_CARRIERS, /* fields and annotations that name one */
    CLASS_FROM_PARENTS,  /* the objects that it attaches to */
};

/* What objects of the kind have.  A rule looks at kinds that have all that it needs. */
enum kind_part {
    KIND_CLASS = 1U << 0,
    KIND_HOSTS = 1U << 1, /* fields that claim names */
    KIND_TLS = 1U << 2,   /* entries that lead to certificates */
    KIND_PATHS = 1U << 3,
    KIND_SOURCE_RANGES = 1U << 4, /* lists of addresses that may reach it */
};

#define KIND_MAX_CATCH_ALLS 2

/* The words of the kind in sentences; each completes the sentence of the rule named. */
struct nouns {
    const char *class_absent;                   /* class-present */
    const char *catch_all[KIND_MAX_CATCH_ALLS]; /* host-present, by view_catch_all.what */
    const char *tls_absent;                     /* tls-required */
};

struct kind_traits {
    struct str name;
    enum class_source class_from;
    enum field_id class_field; /* what an edit of the class sets; FIELD_COUNT: nothing */
    unsigned parts;            /* of enum kind_part */
    const struct nouns *nouns;
};

#endif
