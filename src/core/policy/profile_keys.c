/*
 * profile_keys: questions about a row's keys, and the same row under another prefix.
 */
#include "core/policy/profile.h"
#include "core/values/key.h"

static bool has_prefix_of(const struct profile *profile, struct str key)
{
    for (size_t i = 0; i < profile->n_prefixes; i++) {
        if (str_has_prefix(key, profile->prefixes[i]))
            return true;
    }
    return false;
}

bool profile_is_list_key(const struct profile *profile, struct str key)
{
    for (size_t i = 0; i < profile->n_list_keys; i++) {
        if (str_equal(profile->list_keys[i], key))
            return true;
    }
    return false;
}

bool profile_owns_key(const struct profile *profile, struct str key)
{
    size_t slash;

    if (has_prefix_of(profile, key))
        return true;
    if (str_find(key, '/', &slash))
        return false;
    if (profile_is_list_key(profile, key))
        return true;
    for (size_t i = 0; i < profile->n_undone_by; i++) {
        const struct str glob = profile->undone_by[i].glob;

        if (!str_find(glob, '/', &slash) && str_matches_glob(key, glob))
            return true;
    }
    return false;
}

/* The key under the new prefix; one that stands under none of the row's is kept. */
static struct str move_key(struct arena *arena, const struct profile *row, struct str key,
                           struct str prefix)
{
    for (size_t i = 0; i < row->n_prefixes; i++) {
        const struct str old = row->prefixes[i];

        if (str_has_prefix(key, old)) {
            const struct str name = str_skip(key, old.len);
            char *moved = arena_alloc(arena, prefix.len + name.len);

            memcpy(moved, prefix.ptr, prefix.len);
            memcpy(moved + prefix.len, name.ptr, name.len);
            return (struct str){moved, prefix.len + name.len};
        }
    }
    return key;
}

/* Rows with several prefixes have a key once for each; under one prefix it is one.
 * glob must be the first field of the element. */
static bool is_there(const void *all, size_t n, size_t size, struct str key)
{
    for (size_t i = 0; i < n; i++) {
        struct str glob;

        memcpy(&glob, (const char *)all + i * size, sizeof glob);
        if (str_equal(glob, key))
            return true;
    }
    return false;
}

static void move_lists(struct arena *arena, const struct profile *row, struct str prefix,
                       struct profile *ret)
{
    struct str *keys = ARENA_NEW(arena, struct str, row->n_list_keys);
    struct host_key *hosts = ARENA_NEW(arena, struct host_key, row->n_host_keys);
    size_t n_keys = 0;
    size_t n_hosts = 0;

    for (size_t i = 0; i < row->n_list_keys; i++) {
        const struct str key = move_key(arena, row, row->list_keys[i], prefix);

        if (!is_there(keys, n_keys, sizeof *keys, key))
            keys[n_keys++] = key;
    }
    for (size_t i = 0; i < row->n_host_keys; i++) {
        struct host_key host = row->host_keys[i];

        host.glob = move_key(arena, row, host.glob, prefix);
        if (!is_there(hosts, n_hosts, sizeof *hosts, host.glob))
            hosts[n_hosts++] = host;
    }
    ret->list_keys = keys;
    ret->n_list_keys = n_keys;
    ret->host_keys = hosts;
    ret->n_host_keys = n_hosts;
}

static void move_dangers(struct arena *arena, const struct profile *row,
                         struct str prefix, struct profile *ret)
{
    struct undoing_key *undoing = ARENA_NEW(arena, struct undoing_key, row->n_undone_by);
    struct unsafe_exception *exceptions =
        ARENA_NEW(arena, struct unsafe_exception, row->n_exceptions);
    size_t n_undoing = 0;
    size_t n_exceptions = 0;

    for (size_t i = 0; i < row->n_undone_by; i++) {
        struct undoing_key key = row->undone_by[i];

        key.glob = move_key(arena, row, key.glob, prefix);
        if (!is_there(undoing, n_undoing, sizeof *undoing, key.glob))
            undoing[n_undoing++] = key;
    }
    for (size_t i = 0; i < row->n_exceptions; i++) {
        struct unsafe_exception exception = row->exceptions[i];

        exception.glob = move_key(arena, row, exception.glob, prefix);
        if (!is_there(exceptions, n_exceptions, sizeof *exceptions, exception.glob))
            exceptions[n_exceptions++] = exception;
    }
    ret->undone_by = undoing;
    ret->n_undone_by = n_undoing;
    ret->exceptions = exceptions;
    ret->n_exceptions = n_exceptions;
}

const struct profile *profile_under_prefix(struct arena *arena, const struct profile *row,
                                           struct str name, struct str prefix)
{
    struct profile *profile = ARENA_NEW(arena, struct profile, 1);
    struct str *prefixes = ARENA_NEW(arena, struct str, 1);

    prefixes[0] = prefix;
    *profile = *row;
    profile->name = name;
    profile->prefixes = prefixes;
    profile->n_prefixes = 1;
    move_lists(arena, row, prefix, profile);
    move_dangers(arena, row, prefix, profile);
    if (row->reference_key.len > 0)
        profile->reference_key = move_key(arena, row, row->reference_key, prefix);
    if (row->canary_key.len > 0)
        profile->canary_key = move_key(arena, row, row->canary_key, prefix);
    return profile;
}

static bool is_harmless(const struct undoing_key *undoing, struct str value)
{
    for (size_t i = 0; i < undoing->n_harmless; i++) {
        if (str_equal(value, undoing->harmless[i]))
            return true;
    }
    return false;
}

static bool is_harmless_value(const struct undoing_key *undoing, struct str value)
{
    return is_harmless(undoing, value) ||
           (undoing->holding.len > 0 && !str_contains(value, undoing->holding));
}

static bool is_undoing_key(const struct undoing_key *undoing, struct str key)
{
    size_t slash;

    return key_matches(key, undoing->glob) &&
           !(undoing->unprefixed && str_find(key, '/', &slash));
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

/* The reference in another spelling of its key: whose value counts is anybody's guess. */
static bool is_second_reference(const struct profile *profile, struct str key,
                                struct str written)
{
    return profile->any_case && str_equal(key, profile->reference_key) &&
           !str_equal(key, written);
}

bool profile_is_undone_by(const struct profile *profile, struct str written,
                          struct str value)
{
    char room[PROFILE_KEY_MAX];
    struct str key = profile_read_key(profile, written, room);

    if (is_second_reference(profile, key, written))
        return true;
    for (size_t i = 0; i < profile->n_undone_by; i++) {
        const struct undoing_key *undoing = &profile->undone_by[i];

        if (is_undoing_key(undoing, key) && !is_harmless_value(undoing, value))
            return true;
    }
    return false;
}
