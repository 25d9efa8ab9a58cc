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

/* A copy of the *n elements, whose first field is a glob, with the globs moved.  Rows
 * with several prefixes have a key once for each; under one prefix it is one. */
static void *move_all(struct arena *arena, const struct profile *row, struct str prefix,
                      const void *all, size_t size, size_t *n)
{
    char *moved = arena_zeroed(arena, *n, size);
    const size_t n_old = *n;

    *n = 0;
    for (size_t i = 0; i < n_old; i++) {
        char *at = moved + *n * size;
        struct str glob;
        struct str other;
        bool is_new = true;

        memcpy(at, (const char *)all + i * size, size);
        memcpy(&glob, at, sizeof glob);
        glob = move_key(arena, row, glob, prefix);
        memcpy(at, &glob, sizeof glob);
        for (size_t j = 0; j < *n && is_new; j++) {
            memcpy(&other, moved + j * size, sizeof other);
            is_new = !str_equal(glob, other);
        }
        *n += is_new;
    }
    return moved;
}

#define MOVE_ALL(member)                                                                 \
    profile->member = move_all(arena, row, prefix, row->member, sizeof *row->member,     \
                               &profile->n_##member)

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
    MOVE_ALL(list_keys);
    MOVE_ALL(host_keys);
    MOVE_ALL(undone_by);
    MOVE_ALL(exceptions);
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
