/* SPDX-License-Identifier: Apache-2.0 */
/*
 * profiles, service: how a load balancer that is not built in uses annotations of
 * Services.
 */
#include "yaml/policy/sections/sections.h"
#include "yaml/policy/sections/services.h"

struct service_fields {
    struct texts_at exposing, addressing, spellings, undone_by;
    struct text_at exclusive;
};
#define ROW(member, name, ...) FIELD(struct service_fields, member, name, __VA_ARGS__)
static const struct field_row service_fields[] = {
    ROW(exposing, "exposing", FIELD_WORDS),   ROW(addressing, "addressing", FIELD_WORDS),
    ROW(spellings, "spellings", FIELD_WORDS), ROW(exclusive, "exclusive", FIELD_WORD),
    ROW(undone_by, "undoneBy", FIELD_WORDS),
};

static void set_undoing(struct reader *reader, const struct texts_at *given,
                        struct service_profile *profile)
{
    const struct str *keys =
        key_globs_read(reader, given, "undoing key", &profile->n_undoing);
    struct service_undoing *undoing =
        ARENA_NEW(&reader->policy->arena, struct service_undoing, given->n);

    for (size_t i = 0; i < given->n; i++)
        undoing[i].key = keys[i];
    profile->undoing = undoing;
}

const struct service_profile *service_profile_read(struct reader *reader,
                                                   const struct node *map,
                                                   struct spot spot,
                                                   const struct text_at *name)
{
    struct service_profile *profile = NULL;
    struct service_fields given = {0};

    if (!fields_read(reader, map, spot_below(spot, "service"), FIELDS(service_fields),
                     &given))
        return NULL;
    if (service_profile_builtin(name->text) != NULL &&
        policy_builtin_profile(reader->policy, name->text) == NULL)
        REFUSE(reader, "built-in-profile", name->place,
               "service profile %s is built in; give yours another name",
               reader_quoted(reader, name->text));
    profile = ARENA_NEW(&reader->policy->arena, struct service_profile, 1);
    profile->name = name->text;
    profile->exposing =
        key_globs_read(reader, &given.exposing, "exposing key", &profile->n_exposing);
    profile->addressing = key_globs_read(reader, &given.addressing, "addressing key",
                                         &profile->n_addressing);
    profile->spellings =
        reader_texts(reader, &given.spellings, key_check, &profile->n_spellings);
    (void)reader_bool(reader, &given.exclusive, &profile->is_exclusive);
    set_undoing(reader, &given.undone_by, profile);
    reader->policy->own_service_profiles[reader->policy->n_own_service_profiles++] =
        profile;
    return profile;
}

static struct words known_names(struct reader *reader)
{
    const struct policy *policy = reader->policy;
    struct words words = {"unknown-profile", "service profile", NULL, 0};
    size_t n_builtin = 0;
    const struct service_profile *builtin = service_profiles_builtin(&n_builtin);
    struct str *names =
        ARENA_NEW(&reader->arena, struct str, policy->n_own_service_profiles + n_builtin);

    for (size_t i = 0; i < policy->n_own_service_profiles; i++)
        names[words.n++] = policy->own_service_profiles[i]->name;
    for (size_t i = 0; i < n_builtin; i++)
        names[words.n++] = builtin[i].name;
    words.all = names;
    return words;
}

const struct service_profile *service_profile_find(struct reader *reader,
                                                   const struct text_at *name)
{
    const struct service_profile *profile = service_profile_builtin(name->text);
    uint32_t index = 0;

    if (map_get(&reader->profiles.by_name, name->text, &index) &&
        reader->service_profiles[index] != NULL)
        profile = reader->service_profiles[index];
    if (profile == NULL) {
        const struct words words = known_names(reader);

        reader_unknown(reader, &words, name);
    }
    return profile;
}

static bool spells(const struct service_profile *profile, struct str key)
{
    return service_key_among(profile->spellings, profile->n_spellings, key) != NULL;
}

bool service_key_has_ranges(const struct reader *reader, struct str key)
{
    const struct policy *policy = reader->policy;
    size_t n_builtin = 0;
    const struct service_profile *builtin = service_profiles_builtin(&n_builtin);

    for (size_t i = 0; i < n_builtin; i++) {
        if (spells(&builtin[i], key))
            return true;
    }
    for (size_t i = 0; i < policy->n_own_service_profiles; i++) {
        if (spells(policy->own_service_profiles[i], key))
            return true;
    }
    return false;
}
