/* SPDX-License-Identifier: Apache-2.0 */
/*
 * profile_keys: lookups of keys in the columns of a profile.
 */
#include "core/policy/profile_keys.h"

#include "core/values/key.h"

struct list_names {
    struct arena *arena;
    struct str *all;
    size_t n;
    size_t cap;
};

const struct profile *profile_named(const struct profile *all, size_t n, struct str name)
{
    for (size_t i = 0; i < n; i++) {
        if (str_equal(all[i].name, name))
            return &all[i];
    }
    return NULL;
}

static bool has_some_prefix(const struct str *prefixes, size_t n, struct str key)
{
    for (size_t i = 0; i < n; i++) {
        if (str_has_prefix(key, prefixes[i]))
            return true;
    }
    return false;
}

static bool has_prefix_of(const struct profile *profile, struct str key)
{
    return has_some_prefix(profile->prefixes, profile->n_prefixes, key);
}

/* The part after the prefix. */
static struct str name_of(struct str key)
{
    size_t slash;

    return str_find(key, '/', &slash) ? str_skip(key, slash + 1) : key;
}

bool profile_key_is(const struct profile_key *meant, struct str key)
{
    return key_matches(meant->by_name ? name_of(key) : key, meant->glob);
}

static bool is_some_key(const struct profile_key *keys, size_t n, struct str key)
{
    for (size_t i = 0; i < n; i++) {
        if (profile_key_is(&keys[i], key))
            return true;
    }
    return false;
}

bool profile_spells_list_key(const struct profile *profile, struct str key)
{
    for (size_t i = 0; i < profile->n_list_keys; i++) {
        if (str_equal(profile->list_keys[i], key))
            return true;
    }
    return false;
}

bool profile_is_list_key(const struct profile *profile, struct str key)
{
    return profile_spells_list_key(profile, profile->any_prefix ? name_of(key) : key);
}

bool profile_owns_key(const struct profile *profile, struct str key)
{
    if (has_prefix_of(profile, key))
        return true;
    return profile->any_prefix &&
           (profile_is_list_key(profile, key) ||
            is_some_key(profile->undone_by, profile->n_undone_by, key) ||
            is_some_key(profile->exceptions, profile->n_exceptions, key) ||
            is_some_key(profile->foreign_keys, profile->n_foreign_keys, key));
}

bool profile_counts_key(const struct profile *profile, struct str key)
{
    return profile_owns_key(profile, key) ||
           has_some_prefix(profile->other_prefixes, profile->n_other_prefixes, key);
}

struct str profile_read_key(const struct profile *profile, struct str key,
                            char room[PROFILE_KEY_MAX])
{
    if (!profile->any_case || key.len > PROFILE_KEY_MAX)
        return key;
    for (size_t i = 0; i < key.len; i++)
        room[i] = byte_lower(key.ptr[i]);
    return (struct str){room, key.len};
}

/* True for the reference under another spelling of its key; which value counts is not
 * defined. */
static bool is_second_reference(const struct profile *profile, struct str key,
                                struct str written)
{
    return profile->any_case && str_equal(key, profile->reference_key) &&
           !str_equal(key, written);
}

static void add_endings(struct key_endings *endings, const struct profile_key *keys,
                        size_t n, enum profile_column column)
{
    for (size_t i = 0; i < n; i++)
        key_endings_add(endings, keys[i].glob, column);
}

void profile_finish(struct profile *profile)
{
    struct key_endings *endings = &profile->endings;

    key_endings_init(endings);
    add_endings(endings, profile->host_keys, profile->n_host_keys, COLUMN_HOSTS);
    add_endings(endings, profile->undone_by, profile->n_undone_by, COLUMN_UNDOING);
    if (profile->any_case) /* see is_second_reference() */
        key_endings_add(endings, profile->reference_key, COLUMN_UNDOING);
    add_endings(endings, profile->entry_points, profile->n_entry_points,
                COLUMN_ENTRY_POINTS);
    add_endings(endings, profile->foreign_keys, profile->n_foreign_keys, COLUMN_FOREIGN);
    add_endings(endings, profile->canary_keys, profile->n_canary_keys, COLUMN_CANARY);
    add_endings(endings, profile->tls_keys, profile->n_tls_keys, COLUMN_TLS);
}

static bool undoes(const struct profile_key *undoing, struct str key, struct str value)
{
    return profile_key_is(undoing, key) &&
           (undoing->harmless == NULL || !undoing->harmless(value));
}

bool profile_is_undone_by(const struct profile *profile, struct str written,
                          struct str value)
{
    NOT_CLEARED char room[PROFILE_KEY_MAX];
    struct str key;

    if (profile_lacks_key(profile, written, COLUMN_UNDOING))
        return false;
    key = profile_read_key(profile, written, room);
    if (is_second_reference(profile, key, written))
        return true;
    for (size_t i = 0; i < profile->n_undone_by; i++) {
        const struct profile_key *undoing = &profile->undone_by[i];

        if (undoes(undoing, key, value))
            return true;
    }
    return false;
}

bool profile_is_undone_everywhere(const struct profile *profile, struct str key,
                                  struct str value)
{
    if (profile_lacks_key(profile, key, COLUMN_UNDOING))
        return false;
    for (size_t i = 0; i < profile->n_undone_by; i++) {
        const struct profile_key *undoing = &profile->undone_by[i];

        if (undoing->every_ingress && undoes(undoing, key, value))
            return true;
    }
    return false;
}

bool profile_undoes_everywhere(const struct profile *profile)
{
    for (size_t i = 0; i < profile->n_undone_by; i++) {
        if (profile->undone_by[i].every_ingress)
            return true;
    }
    return false;
}

const struct profile_key *profile_overriding(const struct profile *profile,
                                             struct str key)
{
    for (size_t i = 0; i < profile->n_overriding; i++) {
        if (profile_key_is(&profile->overriding[i], key))
            return &profile->overriding[i];
    }
    return NULL;
}

bool profile_is_entry_point(const struct profile *profile, struct str written)
{
    NOT_CLEARED char room[PROFILE_KEY_MAX];

    return !profile_lacks_key(profile, written, COLUMN_ENTRY_POINTS) &&
           is_some_key(profile->entry_points, profile->n_entry_points,
                       profile_read_key(profile, written, room));
}

bool profile_is_foreign_key(const struct profile *profile, struct str written,
                            enum foreign_form *ret_form)
{
    NOT_CLEARED char room[PROFILE_KEY_MAX];
    struct str key;

    if (profile_lacks_key(profile, written, COLUMN_FOREIGN))
        return false;
    key = profile_read_key(profile, written, room);
    for (size_t i = 0; i < profile->n_foreign_keys; i++) {
        if (profile_key_is(&profile->foreign_keys[i], key)) {
            *ret_form = profile->foreign_keys[i].form;
            return true;
        }
    }
    return false;
}

bool profile_is_canary_key(const struct profile *profile, struct str key)
{
    return !profile_lacks_key(profile, key, COLUMN_CANARY) &&
           is_some_key(profile->canary_keys, profile->n_canary_keys, key);
}

bool profile_is_range_key(const struct profile *profile, struct str key)
{
    return profile_is_list_key(profile, key) ||
           (profile->reference_key.len > 0 && str_equal(key, profile->reference_key));
}

struct str profile_reference_key(const struct profile *profile)
{
    return profile->pattern_files ? profile->list_keys[0] : profile->reference_key;
}

/* True for two texts that are not empty, with the mark between them and nowhere else. */
static bool is_pair(struct str text, char mark)
{
    size_t at;
    size_t second;

    return str_find(text, mark, &at) && at > 0 && at + 1 < text.len &&
           !str_find(str_skip(text, at + 1), mark, &second);
}

static bool is_pattern_file(struct str text)
{
    const struct str folder = STR("patterns/");

    if (!str_has_prefix(text, folder) || text.len == folder.len)
        return false;
    for (size_t i = folder.len; i < text.len; i++) {
        const char c = byte_lower(text.ptr[i]);

        if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '_' ||
              c == '-'))
            return false;
    }
    return true;
}

bool profile_can_refer_to(const struct profile *profile, struct str object)
{
    switch (profile->reference_form) {
    case REFERENCE_FREE:
        break;
    case REFERENCE_SLASH:
        return is_pair(object, '/');
    case REFERENCE_COLON:
        return is_pair(object, ':');
    case REFERENCE_AT:
        return is_pair(object, '@');
    case REFERENCE_PATTERN_FILE:
        return is_pattern_file(object);
    }
    return true;
}

static void add_name(struct list_names *names, struct str name)
{
    if (names->n == names->cap)
        names->all =
            arena_grow(names->arena, names->all, &names->cap, sizeof *names->all);
    names->all[names->n++] = name;
}

static void add_list_names(struct list_names *names, const struct profile *profile)
{
    for (size_t i = 0; i < profile->n_list_keys; i++) {
        struct str name = profile->list_keys[i];
        size_t slash;

        add_name(names, name);
        while (str_find(name, '/', &slash)) {
            name = str_skip(name, slash + 1);
            add_name(names, name);
        }
    }
}

void profile_list_names(const struct profile *builtins, size_t n_builtins,
                        const struct profile *const *in_use, size_t n_in_use,
                        struct arena *arena, struct key_set *ret)
{
    struct list_names names = {.arena = arena};

    for (size_t i = 0; i < n_builtins; i++)
        add_list_names(&names, &builtins[i]);
    for (size_t i = 0; i < n_in_use; i++) {
        if (in_use[i]->like.len > 0)
            add_list_names(&names, in_use[i]);
    }
    key_set_init(ret, names.all, names.n);
}
