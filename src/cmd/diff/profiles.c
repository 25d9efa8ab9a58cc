/* SPDX-License-Identifier: Apache-2.0 */
/* profiles: compares profiles of controllers and load balancers that the policies define.
 */
#include "base/text.h"
#include "cmd/diff/pairs.h"
#include "core/kinds/services.h"
#include "core/policy/profile.h"

static const struct str yes = STR_INIT("true");
static const struct str no = STR_INIT("false");

/* A profile that one or both policies define. */
struct defined {
    struct differences *differences;
    struct str name;
};

static void compare_texts(const struct defined *defined, const char *field,
                          struct str old, struct str new)
{
    struct differences *differences = defined->differences;
    const struct str texts[REACH_SIDES] = {old, new};

    diff_setting(differences, DIFF_SETTINGS,
                 arena_format(differences->arena, "profiles[%.*s].%s",
                              STR_ARGS(defined->name), field),
                 texts);
}

static struct str keys_text(struct arena *arena, const struct profile_key *keys, size_t n)
{
    struct str *texts = ARENA_NEW(arena, struct str, n);

    for (size_t i = 0; i < n; i++)
        texts[i] = keys[i].glob;
    return diff_join(arena, texts, n, "");
}

static bool is_copy(const struct profile *profile)
{
    return profile->like.len > 0;
}

/* The field that contains the prefixes of a profile. */
static const char *prefix_field(const struct defined *defined, const struct profile *new)
{
    if (!is_copy(new))
        return "keyPrefixes";
    return diff_place(defined->differences, "profiles[%.*s].prefixes",
                      STR_ARGS(defined->name)) != NULL
               ? "prefixes"
               : "prefix";
}

/* Lists stay unsorted where it matters which item is first. */
static void compare_ranges(const struct defined *defined, const struct profile *old,
                           const struct profile *new)
{
    static const struct str positions[] = {[REFERENCE_FIRST] = STR_INIT("first"),
                                           [REFERENCE_ANY] = STR_INIT("any"),
                                           [REFERENCE_ONLY] = STR_INIT("only")};
    struct arena *arena = defined->differences->arena;

    compare_texts(defined, "sourceRanges.key",
                  old->n_list_keys > 0 ? old->list_keys[0] : STR_NONE,
                  new->n_list_keys > 0 ? new->list_keys[0] : STR_NONE);
    compare_texts(
        defined, "sourceRanges.aliases",
        old->n_list_keys > 1 ? text_join(arena, old->list_keys + 1, old->n_list_keys - 1)
                             : STR_NONE,
        new->n_list_keys > 1 ? text_join(arena, new->list_keys + 1, new->n_list_keys - 1)
                             : STR_NONE);
    compare_texts(defined, "sourceRanges.separator",
                  arena_format(arena, "\"%c\"", old->separator),
                  arena_format(arena, "\"%c\"", new->separator));
    compare_texts(defined, "sourceRanges.bareAddresses", old->bare_addresses ? yes : no,
                  new->bare_addresses ? yes : no);
    compare_texts(defined, "sourceRanges.undoneBy",
                  keys_text(arena, old->undone_by, old->n_undone_by),
                  keys_text(arena, new->undone_by, new->n_undone_by));
    compare_texts(defined, "reference.key", old->reference_key, new->reference_key);
    compare_texts(
        defined, "reference.position",
        old->reference_key.len == 0 ? STR_NONE : positions[old->reference_position],
        new->reference_key.len == 0 ? STR_NONE : positions[new->reference_position]);
}

/* If both are copies of built-in profiles, `like` and the prefixes determine the rest. */
static void compare_profile(const struct defined *defined, const struct profile *old,
                            const struct profile *new)
{
    struct arena *arena = defined->differences->arena;

    compare_texts(defined, "like", old->like, new->like);
    compare_texts(defined, prefix_field(defined, new),
                  text_join(arena, old->prefixes, old->n_prefixes),
                  text_join(arena, new->prefixes, new->n_prefixes));
    if (is_copy(old) && is_copy(new))
        return;
    compare_texts(defined, "values",
                  old->values == VALUES_TEXT ? STR("text") : STR("parsed"),
                  new->values == VALUES_TEXT ? STR("text") : STR("parsed"));
    compare_texts(defined, "hostKeys", keys_text(arena, old->host_keys, old->n_host_keys),
                  keys_text(arena, new->host_keys, new->n_host_keys));
    compare_texts(defined, "entryPointKeys",
                  keys_text(arena, old->entry_points, old->n_entry_points),
                  keys_text(arena, new->entry_points, new->n_entry_points));
    compare_ranges(defined, old, new);
}

static struct str undoing_text(struct arena *arena, const struct service_profile *profile)
{
    struct str *texts = ARENA_NEW(arena, struct str, profile->n_undoing);

    for (size_t i = 0; i < profile->n_undoing; i++)
        texts[i] = profile->undoing[i].key;
    return diff_join(arena, texts, profile->n_undoing, "");
}

static void compare_service(const struct defined *defined,
                            const struct service_profile *old,
                            const struct service_profile *new)
{
    struct arena *arena = defined->differences->arena;

    compare_texts(defined, "service.exposing",
                  diff_join(arena, old->exposing, old->n_exposing, ""),
                  diff_join(arena, new->exposing, new->n_exposing, ""));
    compare_texts(defined, "service.addressing",
                  diff_join(arena, old->addressing, old->n_addressing, ""),
                  diff_join(arena, new->addressing, new->n_addressing, ""));
    compare_texts(defined, "service.spellings",
                  text_join(arena, old->spellings, old->n_spellings),
                  text_join(arena, new->spellings, new->n_spellings));
    compare_texts(defined, "service.exclusive", old->is_exclusive ? yes : no,
                  new->is_exclusive ? yes : no);
    compare_texts(defined, "service.undoneBy", undoing_text(arena, old),
                  undoing_text(arena, new));
}

/* Returns true if both policies have the profile; otherwise adds a line. */
static bool in_both(struct defined *defined, const struct diff_pair *pair,
                    const char *field)
{
    struct differences *differences = defined->differences;
    struct str texts[REACH_SIDES] = {STR_NONE, STR_NONE};

    defined->name = pair->name;
    if (pair->of[REACH_OLD] != NULL && pair->of[REACH_NEW] != NULL)
        return true;
    texts[pair->of[REACH_NEW] != NULL ? REACH_NEW : REACH_OLD] = STR("defined");
    diff_setting(
        differences, DIFF_SETTINGS,
        arena_format(differences->arena, "profiles[%.*s]%s", STR_ARGS(pair->name), field),
        texts);
    return false;
}

static void compare_profiles(struct differences *differences)
{
    struct diff_list list = {.size = sizeof(struct profile),
                             .name_at = offsetof(struct profile, name)};
    struct defined defined = {.differences = differences};
    struct diff_pairs pairs;

    for (size_t s = 0; s < REACH_SIDES; s++) {
        const struct profile *const *all =
            policy_own_profiles(diff_policy(differences, (enum reach_side)s), &list.n[s]);
        struct profile *copies = ARENA_NEW(differences->arena, struct profile, list.n[s]);

        for (size_t i = 0; i < list.n[s]; i++)
            copies[i] = *all[i];
        list.all[s] = copies;
    }
    pairs = diff_pairs_of(differences->arena, &list);
    for (size_t i = 0; i < pairs.n; i++) {
        if (in_both(&defined, &pairs.all[i], ""))
            compare_profile(&defined, pairs.all[i].of[REACH_OLD],
                            pairs.all[i].of[REACH_NEW]);
    }
}

static void compare_services(struct differences *differences)
{
    struct diff_list list = {.size = sizeof(struct service_profile),
                             .name_at = offsetof(struct service_profile, name)};
    struct defined defined = {.differences = differences};
    struct diff_pairs pairs;

    for (size_t s = 0; s < REACH_SIDES; s++) {
        const struct service_profile *const *all = policy_own_service_profiles(
            diff_policy(differences, (enum reach_side)s), &list.n[s]);
        struct service_profile *copies =
            ARENA_NEW(differences->arena, struct service_profile, list.n[s]);

        for (size_t i = 0; i < list.n[s]; i++)
            copies[i] = *all[i];
        list.all[s] = copies;
    }
    pairs = diff_pairs_of(differences->arena, &list);
    for (size_t i = 0; i < pairs.n; i++) {
        if (in_both(&defined, &pairs.all[i], ".service"))
            compare_service(&defined, pairs.all[i].of[REACH_OLD],
                            pairs.all[i].of[REACH_NEW]);
    }
}

void diff_profiles(struct differences *differences)
{
    compare_profiles(differences);
    compare_services(differences);
}
