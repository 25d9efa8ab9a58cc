/* SPDX-License-Identifier: Apache-2.0 */
/*
 * profile_facts: the values of the columns of a profile.
 */
#ifndef CORE_POLICY_PROFILE_FACTS_H
#define CORE_POLICY_PROFILE_FACTS_H

/* What the controller does with the values of its annotations. */
enum value_use {
    VALUES_TEXT,   /* it copies them into a configuration file */
    VALUES_PARSED, /* it parses them: JSON, expressions, lists */
};

/* What paths must not contain, besides control characters; by the place where the
 * controller puts them. */
enum path_use {
    PATH_PARSED,  /* nothing else */
    PATH_TRAEFIK, /* in back-quotes, in a rule: blanks and back-quotes */
    PATH_HAPROXY, /* in a map or a condition: blanks and quotes */
    PATH_NGINX,   /* in a location: bytes that end or quote something there */
};

/* The form of a reference to another object; it tells whether it leaves the namespace. */
enum foreign_form {
    FOREIGN_SLASH,        /* NAMESPACE/NAME */
    FOREIGN_SLASH_OR_URL, /* the same, or anything with :// */
    FOREIGN_SLASH_ITEMS,  /* a comma list of the first */
    FOREIGN_COLON_ITEMS,  /* a comma list of NAMESPACE:NAME */
    FOREIGN_MIDDLEWARES,  /* a comma list of NAMESPACE-NAME@kubernetescrd */
    FOREIGN_NAMESPACE,    /* NAMESPACE */
};

/* Which carriers of a class the controller reads. */
enum class_reading {
    CLASS_READ_ANYWHERE,
    CLASS_READ_FIELD,
    CLASS_READ_FIELD_ONLY, /* an annotation invalidates the field */
    CLASS_READ_ANNOTATION, /* kubernetes.io/ingress.class */
};

/* The position of the platform's item in the list under the reference key. */
enum reference_position {
    REFERENCE_FIRST,
    REFERENCE_ANY,
    REFERENCE_ONLY,
};

/* The form of a reference. */
enum reference_form {
    REFERENCE_FREE,
    REFERENCE_SLASH,        /* NAMESPACE/NAME */
    REFERENCE_COLON,        /* NAMESPACE:NAME */
    REFERENCE_AT,           /* NAME@PROVIDER */
    REFERENCE_PATTERN_FILE, /* patterns/NAME, in place of a list */
};

/* What an annotation changes about the rule tls-required. */
enum tls_effect {
    TLS_IS_MET,
    TLS_NEEDS_NO_SECRET,
};

#endif
