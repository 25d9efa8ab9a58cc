/*
 * policy_build_profile: profiles of one's own, and how classes find theirs.
 */
#include "yaml/policy/sections/say.h"

/* What may stand in an address or a length cannot separate them. */
static bool can_separate(char c)
{
    const char lower = byte_lower(c);

    return !((lower >= '0' && lower <= '9') || (lower >= 'a' && lower <= 'f') ||
             c == '.' || c == ':' || c == '/' || c == '!' || c == '\0');
}

static void set_separator(struct policy_builder *builder, const struct text_at *separator,
                          struct profile *profile)
{
    if (!text_at_given(separator))
        return;
    if (separator->text.len != 1 || !can_separate(separator->text.ptr[0]))
        BUILD_ERROR(builder, "bad-separator", separator->place,
                    "separator %s must be one character that no address holds",
                    builder_quoted(builder, separator->text));
    else
        profile->separator = separator->text.ptr[0];
}

static void set_prefixes(struct policy_builder *builder, const struct build_profile *part,
                         struct profile *profile)
{
    const struct texts_at *given = &part->key_prefixes;
    struct str *prefixes = ARENA_NEW(&builder->policy->arena, struct str, given->n);

    if (!texts_at_given(given))
        BUILD_ERROR(builder, "missing-field", part->name.place,
                    "profile %s needs keyPrefixes, or \"like\" with \"prefix\"",
                    builder_quoted(builder, part->name.text));
    for (size_t i = 0; i < given->n; i++) {
        prefixes[i] = given->items[i].text;
        builder_prefix(builder, &given->items[i]);
    }
    profile->prefixes = prefixes;
    profile->n_prefixes = given->n;
}

static void set_host_keys(struct policy_builder *builder, const struct texts_at *given,
                          struct profile *profile)
{
    const struct str *globs =
        builder_globs(builder, given, "host key", &profile->n_host_keys);
    struct profile_key *keys =
        ARENA_NEW(&builder->policy->arena, struct profile_key, given->n);

    for (size_t i = 0; i < given->n; i++)
        keys[i] = (struct profile_key){.glob = globs[i], .grammar = HOST_LIST};
    profile->host_keys = keys;
}

static void set_undoing(struct policy_builder *builder, const struct texts_at *given,
                        struct profile *profile)
{
    const struct str *globs =
        builder_globs(builder, given, "undoing key", &profile->n_undone_by);
    struct profile_key *keys =
        ARENA_NEW(&builder->policy->arena, struct profile_key, given->n);

    for (size_t i = 0; i < given->n; i++)
        keys[i].glob = globs[i];
    profile->undone_by = keys;
}

static void set_list_keys(struct policy_builder *builder,
                          const struct build_profile *part, struct profile *profile)
{
    const size_t n = part->aliases.n + 1;
    struct str *keys = ARENA_NEW(&builder->policy->arena, struct str, n);

    keys[0] = part->key.text;
    (void)builder_key(builder, &part->key);
    for (size_t i = 1; i < n; i++) {
        const struct text_at *alias = &part->aliases.items[i - 1];

        keys[i] = alias->text;
        if (!builder_key(builder, alias))
            continue;
        for (size_t j = 0; j < i; j++) {
            if (str_equal(keys[j], alias->text)) {
                BUILD_ERROR(builder, "duplicate-key", alias->place,
                            "key %s is listed twice",
                            builder_quoted(builder, alias->text));
                break;
            }
        }
    }
    profile->list_keys = keys;
    profile->n_list_keys = n;
}

static void set_ranges(struct policy_builder *builder, const struct build_profile *part,
                       struct profile *profile)
{
    const bool has_key = text_at_given(&part->key);
    const bool has_details = part->aliases.n > 0 || part->undone_by.n > 0 ||
                             text_at_given(&part->separator) ||
                             text_at_given(&part->bare_addresses);

    if (has_key && text_at_given(&part->reference_key))
        BUILD_ERROR(builder, "profile-ranges", part->reference_key.place,
                    "a profile has sourceRanges or a reference, not both");
    if (has_key)
        set_list_keys(builder, part, profile);
    else if (has_details)
        BUILD_ERROR(builder, "missing-field", part->name.place,
                    "sourceRanges of profile %s needs \"key\"",
                    builder_quoted(builder, part->name.text));
    if (text_at_given(&part->reference_key) && builder_key(builder, &part->reference_key))
        profile->reference_key = part->reference_key.text;
    set_separator(builder, &part->separator, profile);
    if (text_at_given(&part->bare_addresses))
        (void)builder_bool(builder, &part->bare_addresses, &profile->bare_addresses);
    set_undoing(builder, &part->undone_by, profile);
}

static const struct profile *build_own(struct policy_builder *builder,
                                       const struct build_profile *part)
{
    struct profile *profile = ARENA_NEW(&builder->policy->arena, struct profile, 1);

    profile->name = part->name.text;
    profile->separator = ',';
    if (text_at_given(&part->prefix))
        BUILD_ERROR(
            builder, "profile-like", part->prefix.place,
            "\"prefix\" goes with \"like\"; a profile of its own has keyPrefixes");
    set_prefixes(builder, part, profile);
    set_host_keys(builder, &part->host_keys, profile);
    set_ranges(builder, part, profile);
    return profile;
}

static const struct profile *build_like(struct policy_builder *builder,
                                        const struct build_profile *part)
{
    const struct profile *row = policy_builtin_profile(builder->policy, part->like.text);
    const struct words words = {"unknown-profile", "built-in profile",
                                builder->profile_names + builder->profiles.n,
                                builder->n_profile_names - builder->profiles.n};

    if (part->key_prefixes.n > 0 || part->host_keys.n > 0 || part->aliases.n > 0 ||
        part->undone_by.n > 0 || text_at_given(&part->key) ||
        text_at_given(&part->reference_key) || text_at_given(&part->separator) ||
        text_at_given(&part->bare_addresses))
        BUILD_ERROR(builder, "profile-like", part->like.place,
                    "a profile with \"like\" has \"prefix\" and nothing else");
    if (!text_at_given(&part->prefix)) {
        BUILD_ERROR(builder, "missing-field", part->like.place,
                    "\"like\" needs \"prefix\", where the keys of %s stand",
                    builder_quoted(builder, part->like.text));
        return NULL;
    }
    builder_prefix(builder, &part->prefix);
    if (row != NULL)
        return profile_under_prefix(&builder->policy->arena, row, part->name.text,
                                    part->prefix.text);
    builder_unknown(builder, &words, &part->like);
    return NULL;
}

static void list_names(struct policy_builder *builder, const struct str *own)
{
    const struct policy *policy = builder->policy;
    const size_t n_own = builder->profiles.n;
    const size_t n = n_own + policy->n_builtin_profiles;
    struct str *names = ARENA_NEW(&builder->scratch, struct str, n);

    for (size_t i = 0; i < n; i++)
        names[i] = i < n_own ? own[i] : policy->builtin_profiles[i - n_own].name;
    builder->profile_names = names;
    builder->n_profile_names = n;
}

void builder_profiles(struct policy_builder *builder)
{
    const size_t n = builder->profiles.n;
    const struct str *own =
        builder_index(builder, "profile", builder->profiles.all, n,
                      sizeof *builder->profiles.all, &builder->profile_by_name);

    builder->policy->builtin_profiles =
        profile_builtins(&builder->policy->arena, &builder->policy->n_builtin_profiles);
    list_names(builder, own);
    builder->own_profiles = ARENA_NEW(&builder->scratch, const struct profile *, n);
    for (size_t i = 0; i < n; i++) {
        const struct build_profile *part = &builder->profiles.all[i];

        if (policy_builtin_profile(builder->policy, part->name.text) != NULL)
            BUILD_ERROR(builder, "built-in-profile", part->name.place,
                        "profile %s is built in; give yours another name",
                        builder_quoted(builder, part->name.text));
        builder->own_profiles[i] = text_at_given(&part->like) ? build_like(builder, part)
                                                              : build_own(builder, part);
    }
}
