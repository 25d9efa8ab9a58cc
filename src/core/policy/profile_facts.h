/*
 * profile_facts: what the columns of a profile can say.
 */
#ifndef CORE_POLICY_PROFILE_FACTS_H
#define CORE_POLICY_PROFILE_FACTS_H

/* What the controller does with the values of its annotations. */
enum value_use {
    VALUES_TEXT,   /* they become text of a configuration file */
    VALUES_PARSED, /* they are read: JSON, expressions, lists */
};

/* What paths may not hold besides control characters. */
enum path_use {
    PATH_PARSED,  /* nothing else */
    PATH_TRAEFIK, /* in back-quotes, in a rule: blanks and back-quotes */
    PATH_HAPROXY, /* in a map or a condition: blanks and quotes */
    PATH_NGINX,   /* in a location: whatever ends or quotes something there */
};

/* What a reference to another object looks like, and when it leaves the namespace. */
enum foreign_form {
    FOREIGN_SLASH,        /* NAMESPACE/NAME */
    FOREIGN_SLASH_OR_URL, /* the same, or anything with :// */
    FOREIGN_SLASH_ITEMS,  /* a comma list of the first */
    FOREIGN_COLON_ITEMS,  /* a comma list of NAMESPACE:NAME */
    FOREIGN_MIDDLEWARES,  /* a comma list of NAMESPACE-NAME@kubernetescrd */
    FOREIGN_NAMESPACE,    /* NAMESPACE */
};

/* What an annotation changes about the rule tls-required. */
enum tls_effect {
    TLS_IS_MET,
    TLS_NEEDS_NO_SECRET,
};

#endif
