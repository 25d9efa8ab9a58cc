/* SPDX-License-Identifier: Apache-2.0 */
/*
 * profile: the annotations of one ingress controller, and their grammar.
 *
 * A profile is built in or comes from `profiles:`.  Profiles live in the policy's arena.
 * Keys are full keys (prefix and name) or globs over full keys, so that readers of a
 * profile need not know about prefixes.
 */
#ifndef CORE_POLICY_PROFILE_H
#define CORE_POLICY_PROFILE_H

#include "base/arena.h"
#include "base/str.h"
#include "core/policy/profile_facts.h"
#include "core/values/key_endings.h"

enum host_grammar {
    HOST_LIST,         /* names, split at commas, blanks trimmed */
    HOST_LIST_LINES,   /* the same, white space trimmed */
    HOST_ONE,          /* the value is one name, blanks trimmed */
    HOST_ONE_LINES,    /* the same, white space trimmed */
    HOST_UNJUDGEABLE,  /* any value breaks host-valid */
    HOST_WWW_TWIN,     /* ingress-nginx from-to-www-redirect */
    HOST_CONDITION,    /* aws conditions.*: JSON (core/object/conditions) */
    HOST_PATH_MATCHER, /* traefik router.pathmatcher: the name of a matcher */
};

/* A key in one column of a profile, with the facts of that column. */
struct profile_key {
    struct str glob;   /* over the whole key */
    bool by_name;      /* over the part after any prefix */
    size_t nth_prefix; /* in the table: number of its only prefix, from 1; 0: every one */

    enum host_grammar grammar; /* of a host key */

    bool (*harmless)(struct str value); /* of an undoing key; NULL: every value undoes */
    bool every_ingress; /* of undoing and overriding keys: affects all Ingresses */

    struct str may_hold;    /* of an exception: bytes; "\n" for keys of several lines */
    bool may_hold_variable; /* of an exception: ${name} */

    enum foreign_form form; /* of a foreign key */

    bool (*applies)(struct str value); /* of a tls key: the value has the effect */
    enum tls_effect effect;
};

struct profile {
    struct str name;
    struct str like; /* the built-in one that it is or copies; len 0: neither */
    const struct str *prefixes; /* each ends in "/" */
    size_t n_prefixes;
    const struct str *other_prefixes; /* of further keys that it reads */
    size_t n_other_prefixes;
    bool any_prefix; /* the controller reads its keys, and `ingress.class`, after any
                        prefix and without one */
    bool any_case; /* the controller ignores the case of keys; here they are lower case */
    enum class_reading class_reading;

    const struct profile_key *host_keys;
    size_t n_host_keys;

    const struct str *list_keys; /* [0] is the first key; n 0: no list */
    size_t n_list_keys;
    char separator;
    bool bare_addresses; /* an entry needs no length */
    bool exclusions;     /* `!` before an entry excludes it */
    bool pattern_files;  /* `patterns/NAME` in place of a list names a file */

    struct str reference_key;  /* under the first prefix; len 0: none */
    struct str reference_noun; /* the word for the objects in sentences; len 0: objects */
    enum reference_position reference_position;
    enum reference_form reference_form;

    const struct profile_key *undone_by; /* their presence undoes source ranges */
    size_t n_undone_by;

    const struct profile_key *overriding; /* on Services: they override the Ingress */
    size_t n_overriding;

    const struct profile_key *entry_points; /* they choose another entry point */
    size_t n_entry_points;

    enum value_use values;
    enum path_use paths;
    struct str unsafe; /* bytes that no value may contain, besides control characters;
                          parsed values may contain white space */
    const struct profile_key *exceptions; /* keys whose values may contain some of them */
    size_t n_exceptions;

    const struct profile_key *foreign_keys; /* they refer to other objects */
    size_t n_foreign_keys;

    const struct profile_key *canary_keys; /* switches that need a second object */
    size_t n_canary_keys;

    const struct profile_key *tls_keys;
    size_t n_tls_keys;
    bool plain_http_is_elsewhere; /* tls entries do not decide if plain HTTP is served */
    bool certificate_hosts; /* a tls entry without hosts serves the certificate's names */

    struct key_endings endings; /* of the columns; see profile_finish() */
};

/* After the columns are filled: prepares fast lookups of their keys. */
void profile_finish(struct profile *profile);

/* The profile of a class that no Ingress can use; it has no keys. */
extern const struct profile profile_none;
/* The built-in profiles, in the arena. */
const struct profile *profile_builtins(struct arena *arena, size_t *ret_n);

/* The profile with that name; NULL if there is none. */
const struct profile *profile_named(const struct profile *all, size_t n, struct str name);

/* A copy of a built-in profile with these prefixes in place of its own.  prefixes must
 * live as long as the arena. */
const struct profile *profile_under_prefixes(struct arena *arena,
                                             const struct profile *like, struct str name,
                                             const struct str *prefixes,
                                             size_t n_prefixes);

/* True if annotation-safe judges the key by this profile: it is under a prefix of the
 * profile, or is read after any prefix. */
bool profile_owns_key(const struct profile *profile, struct str key);
/* True if the key may change the controller's behaviour: it is owned, or under one of the
 * other prefixes. */
bool profile_counts_key(const struct profile *profile, struct str key);

/* The key as the controller reads it.  `room` holds the bytes if case is folded. */
#define PROFILE_KEY_MAX 320 /* longer keys cannot be stored, and match nothing folded */
struct str profile_read_key(const struct profile *profile, struct str key,
                            char room[PROFILE_KEY_MAX]);

/* True if the key with that value undoes the source ranges of the list or reference. */
bool profile_is_undone_by(const struct profile *profile, struct str written,
                          struct str value);

bool profile_is_list_key(const struct profile *profile, struct str key);
/* True for a list key and for the reference key. */
bool profile_is_range_key(const struct profile *profile, struct str key);

/* True if a switch with that value is off, or on: the words of Go's strconv.ParseBool. */
bool profile_value_is_off(struct str value);
bool profile_value_is_on(struct str value);

#endif
