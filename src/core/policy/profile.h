/*
 * profile: how one ingress controller spells our intents as annotations.
 *
 * One row a controller.  Built-in rows are static; rows from `profiles:` live in the
 * policy's arena.  Keys are full keys (prefix and name) or globs over full keys, so
 * that those who read a row need not know about prefixes.
 */
#ifndef CORE_POLICY_PROFILE_H
#define CORE_POLICY_PROFILE_H

#include "base/arena.h"
#include "base/str.h"

enum host_grammar {
    HOST_LIST,        /* names, split at commas, trimmed */
    HOST_ONE,         /* the value is one name */
    HOST_UNJUDGEABLE, /* any value breaks host-valid */
    HOST_WWW_TWIN,    /* ingress-nginx from-to-www-redirect */
    HOST_CONDITION,   /* aws conditions.*: `host` or a backslash breaks host-valid */
};

struct host_key {
    struct str glob; /* over the whole key */
    enum host_grammar grammar;
};

/* A key whose presence undoes source ranges, unless its value is one of `harmless`. */
struct undoing_key {
    struct str glob;
    const struct str *harmless;
    size_t n_harmless;
    struct str holding; /* len > 0: only a value that holds this text undoes */
    bool unprefixed;    /* a key with a `/` never matches */
};

/* What a value under the prefixes may hold although others may not. */
struct unsafe_exception {
    struct str glob;
    struct str may_hold;    /* bytes; "\n" for keys of several lines */
    bool may_hold_variable; /* ${name} */
};

enum profile_kind {
    PROFILE_OTHER,
    PROFILE_INGRESS_NGINX, /* canary Ingresses need no tls of their own */
};

struct profile {
    struct str name;
    enum profile_kind kind;
    const struct str *prefixes; /* each ends in "/" */
    size_t n_prefixes;
    const struct host_key *host_keys;
    size_t n_host_keys;
    const struct str *list_keys; /* [0] is the first key; n 0: no list */
    size_t n_list_keys;
    char separator;
    bool bare_addresses;      /* an entry needs no length */
    bool exclusions;          /* `!` in front of an entry excludes it */
    struct str reference_key; /* len 0: none */
    const struct undoing_key *undone_by;
    size_t n_undone_by;
    struct str unsafe; /* bytes that no value may hold; control characters always */
    const struct unsafe_exception *exceptions;
    size_t n_exceptions;
    struct str canary_key; /* len 0: none */
    bool any_case; /* the controller reads its keys in any case: rows are in lower case */
};

/* The built-in row of that name; NULL when there is none. */
const struct profile *profile_builtin(struct str name);
const struct str *profile_builtin_names(size_t *ret_n);

/* A copy of `row` whose keys stand under `prefix` in place of all its own prefixes. */
const struct profile *profile_under_prefix(struct arena *arena, const struct profile *row,
                                           struct str name, struct str prefix);

/* key is judged by the row's annotation-safe: under a prefix, or one of its keys
 * without prefix. */
bool profile_owns_key(const struct profile *profile, struct str key);

/* A key as the controller reads it: `room` holds the bytes where case is folded. */
#define PROFILE_KEY_MAX 320 /* longer keys cannot be stored, and match nothing folded */
struct str profile_read_key(const struct profile *profile, struct str key,
                            char room[PROFILE_KEY_MAX]);

/* key with that value undoes the source ranges that the row's list or reference makes. */
bool profile_is_undone_by(const struct profile *profile, struct str written,
                          struct str value);

/* key is one of the row's list keys. */
bool profile_is_list_key(const struct profile *profile, struct str key);

/* A switch with that value is off: the words of Go's strconv.ParseBool. */
bool profile_value_is_off(struct str value);

#endif
