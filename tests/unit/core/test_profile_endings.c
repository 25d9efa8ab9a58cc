/* SPDX-License-Identifier: Apache-2.0 */
/*
 * key_endings never change an answer of a profile: each key of each column, in several
 * spellings, is looked up in each profile with its endings and without.
 */
#include "base/buf.h"
#include "core/policy/profile_keys.h"

#include "unit.h"

/* The glob as a key: a prefix, and each star replaced. */
static struct str key_of(struct arena *arena, struct str glob, const char *star,
                         const char *prefix)
{
    struct buf buf = buf_in(arena);

    buf_add_text(&buf, prefix);
    for (size_t i = 0; i < glob.len; i++) {
        if (glob.ptr[i] == '*')
            buf_add_text(&buf, star);
        else
            buf_add_byte(&buf, glob.ptr[i]);
    }
    return buf_str(&buf);
}

static struct str in_capitals(struct arena *arena, struct str key)
{
    char *copy = arena_alloc(arena, key.len + 1);

    for (size_t i = 0; i < key.len; i++) {
        const char c = key.ptr[i];

        copy[i] = byte_is_lower(c) ? (char)(c - 'a' + 'A') : c;
    }
    return (struct str){copy, key.len};
}

static bool host_key_is(const struct profile *profile, struct str key)
{
    char room[PROFILE_KEY_MAX];
    const struct str read = profile_read_key(profile, key, room);

    for (size_t i = 0; i < profile->n_host_keys; i++) {
        if (profile_key_is(&profile->host_keys[i], read))
            return true;
    }
    return false;
}

static bool tls_key_is(const struct profile *profile, struct str key)
{
    char room[PROFILE_KEY_MAX];
    const struct str read = profile_read_key(profile, key, room);

    for (size_t i = 0; i < profile->n_tls_keys; i++) {
        if (profile_key_is(&profile->tls_keys[i], read))
            return true;
    }
    return false;
}

static void compare(const struct profile *profile, struct str key)
{
    static const char *const values[] = {"", "true", "false", "x"};
    struct profile plain = *profile;
    enum foreign_form form = FOREIGN_SLASH;
    enum foreign_form plain_form = FOREIGN_SLASH;

    plain.endings = (struct key_endings){0};
    check_true(profile_is_entry_point(profile, key) ==
                   profile_is_entry_point(&plain, key),
               "an entry point");
    check_true(profile_is_foreign_key(profile, key, &form) ==
                       profile_is_foreign_key(&plain, key, &plain_form) &&
                   form == plain_form,
               "a foreign key");
    check_true(profile_is_canary_key(profile, key) == profile_is_canary_key(&plain, key),
               "a canary key");
    check_true(!host_key_is(profile, key) ||
                   !profile_lacks_key(profile, key, COLUMN_HOSTS),
               "a host key");
    check_true(!tls_key_is(profile, key) || !profile_lacks_key(profile, key, COLUMN_TLS),
               "a tls key");
    for (size_t i = 0; i < ARRAY_LEN(values); i++) {
        const struct str value = str_from(values[i]);

        check_true(profile_is_undone_by(profile, key, value) ==
                       profile_is_undone_by(&plain, key, value),
                   "an undoing key");
        check_true(profile_is_undone_everywhere(profile, key, value) ==
                       profile_is_undone_everywhere(&plain, key, value),
                   "a key that undoes the lists of others");
    }
}

static void compare_spellings(const struct profile *all, size_t n, struct str glob)
{
    static const char *const stars[] = {"", "0", "any-thing"};
    static const char *const prefixes[] = {"", "other.example.com/"};
    AUTO(arena_clear) struct arena arena = {0};

    arena_init(&arena);
    for (size_t i = 0; i < ARRAY_LEN(stars) * ARRAY_LEN(prefixes); i++) {
        const struct str key = key_of(&arena, glob, stars[i % ARRAY_LEN(stars)],
                                      prefixes[i / ARRAY_LEN(stars)]);
        const struct str capitals = in_capitals(&arena, key);

        for (size_t j = 0; j < n; j++) {
            compare(&all[j], key);
            compare(&all[j], capitals);
        }
    }
}

static void answers_are_the_same(void **state)
{
    AUTO(arena_clear) struct arena arena = {0};
    const struct profile *all = NULL;
    size_t n;

    (void)state;
    arena_init(&arena);
    all = profile_builtins(&arena, &n);
    for (size_t i = 0; i < n; i++) {
        const struct {
            const struct profile_key *keys;
            size_t n;
        } columns[] = {
            {all[i].host_keys, all[i].n_host_keys},
            {all[i].undone_by, all[i].n_undone_by},
            {all[i].entry_points, all[i].n_entry_points},
            {all[i].foreign_keys, all[i].n_foreign_keys},
            {all[i].canary_keys, all[i].n_canary_keys},
            {all[i].tls_keys, all[i].n_tls_keys},
        };

        compare_spellings(all, n, all[i].reference_key);
        for (size_t j = 0; j < ARRAY_LEN(columns); j++) {
            for (size_t k = 0; k < columns[j].n; k++)
                compare_spellings(all, n, columns[j].keys[k].glob);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(answers_are_the_same),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
