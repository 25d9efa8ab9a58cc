/*
 * profile_keys: questions about the keys of a profile.
 */
#include "core/policy/profile_keys.h"

#include "core/values/key.h"

const struct profile *profile_named(const struct profile *all, size_t n, struct str name)
{
    for (size_t i = 0; i < n; i++) {
        if (str_equal(all[i].name, name))
            return &all[i];
    }
    return NULL;
}

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

bool profile_key_is(const struct profile_key *meant, struct str key)
{
    size_t slash;

    return key_matches(key, meant->glob) &&
           !(meant->unprefixed && str_find(key, '/', &slash));
}

static bool is_some_key(const struct profile_key *keys, size_t n, struct str key)
{
    for (size_t i = 0; i < n; i++) {
        if (profile_key_is(&keys[i], key))
            return true;
    }
    return false;
}

bool profile_owns_key(const struct profile *profile, struct str key)
{
    if (has_prefix_of(profile, key))
        return true;
    return profile->reads_unprefixed &&
           (profile_is_list_key(profile, key) ||
            is_some_key(profile->undone_by, profile->n_undone_by, key) ||
            is_some_key(profile->exceptions, profile->n_exceptions, key) ||
            is_some_key(profile->foreign_keys, profile->n_foreign_keys, key));
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
        const struct profile_key *undoing = &profile->undone_by[i];

        if (profile_key_is(undoing, key) &&
            (undoing->harmless == NULL || !undoing->harmless(value)))
            return true;
    }
    return false;
}

bool profile_is_entry_point(const struct profile *profile, struct str written)
{
    char room[PROFILE_KEY_MAX];

    return is_some_key(profile->entry_points, profile->n_entry_points,
                       profile_read_key(profile, written, room));
}

bool profile_is_foreign_key(const struct profile *profile, struct str written,
                            enum foreign_form *ret_form)
{
    char room[PROFILE_KEY_MAX];
    struct str key = profile_read_key(profile, written, room);

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
    return is_some_key(profile->canary_keys, profile->n_canary_keys, key);
}

bool profile_is_range_key(const struct profile *profile, struct str key)
{
    return profile_is_list_key(profile, key) ||
           (profile->reference_key.len > 0 && str_equal(key, profile->reference_key));
}
