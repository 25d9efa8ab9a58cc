/* SPDX-License-Identifier: Apache-2.0 */
/*
 * profiles: reads the profiles that the policy defines, either in full or like a built-in
 * one with other prefixes.
 */
#include "yaml/policy/sections/sections.h"
#include "yaml/policy/sections/services.h"

struct profile_fields {
    struct text_at name, like, prefix, values;
    struct texts_at prefixes, key_prefixes, host_keys, entry_points;
    const struct node *ranges, *reference, *service;
    struct text_at key, separator, bare_addresses, reference_key, position;
    struct texts_at aliases, undone_by;
};

#define ROW(member, name, ...) FIELD(struct profile_fields, member, name, __VA_ARGS__)
static const struct field_row profile_fields[] = {
    ROW(like, "like", FIELD_WORD),
    ROW(prefix, "prefix", FIELD_WORD),
    ROW(prefixes, "prefixes", FIELD_WORDS),
    ROW(key_prefixes, "keyPrefixes", FIELD_WORDS),
    ROW(values, "values", FIELD_WORD),
    ROW(host_keys, "hostKeys", FIELD_WORDS),
    ROW(entry_points, "entryPointKeys", FIELD_WORDS),
    ROW(ranges, "sourceRanges", FIELD_MAP),
    ROW(reference, "reference", FIELD_MAP),
    ROW(service, "service", FIELD_MAP),
};
static const struct field_row ranges_fields[] = {
    ROW(key, "key", FIELD_WORD),
    ROW(aliases, "aliases", FIELD_WORDS),
    ROW(separator, "separator", FIELD_WORD),
    ROW(bare_addresses, "bareAddresses", FIELD_WORD),
    ROW(undone_by, "undoneBy", FIELD_WORDS),
};
static const struct field_row reference_fields[] = {
    ROW(reference_key, "key", FIELD_WORD, FIELD_REQUIRED),
    ROW(position, "position", FIELD_WORD),
};

/* In the order of enum reference_position. */
static const struct words position_choice = WORDS(
    "unknown-mode", "position", STR_INIT("first"), STR_INIT("any"), STR_INIT("only"));

/* A character that an address or its length may contain cannot separate entries. */
static bool can_separate(char c)
{
    const char lower = byte_lower(c);

    return !((lower >= '0' && lower <= '9') || (lower >= 'a' && lower <= 'f') ||
             c == '.' || c == ':' || c == '/' || c == '!' || c == '\0');
}

static void set_separator(struct reader *reader, const struct text_at *separator,
                          struct profile *profile)
{
    if (!text_at_given(separator))
        return;
    if (separator->text.len != 1 || !can_separate(separator->text.ptr[0]))
        REFUSE(reader, "bad-separator", separator->place,
               "separator %s must be one character that cannot be part of an address",
               reader_quoted(reader, separator->text));
    else
        profile->separator = separator->text.ptr[0];
}

static void set_prefixes(struct reader *reader, const struct profile_fields *given,
                         struct profile *profile)
{
    if (!texts_at_given(&given->key_prefixes))
        REFUSE(reader, "missing-field", given->name.place,
               "profile %s needs keyPrefixes, or \"like\" with \"prefix\"",
               reader_quoted(reader, given->name.text));
    profile->prefixes = reader_texts(reader, &given->key_prefixes, key_prefix_check,
                                     &profile->n_prefixes);
}

static void set_host_keys(struct reader *reader, const struct texts_at *given,
                          struct profile *profile)
{
    const enum host_grammar grammar =
        profile->values == VALUES_PARSED ? HOST_LIST_LINES : HOST_LIST;
    const struct str *globs =
        key_globs_read(reader, given, "host key", &profile->n_host_keys);
    struct profile_key *keys =
        ARENA_NEW(&reader->policy->arena, struct profile_key, given->n);

    for (size_t i = 0; i < given->n; i++)
        keys[i] = (struct profile_key){.glob = globs[i], .grammar = grammar};
    profile->host_keys = keys;
}

/* Keys without further properties. */
static const struct profile_key *read_keys(struct reader *reader,
                                           const struct texts_at *given, const char *noun,
                                           size_t *ret_n)
{
    const struct str *globs = key_globs_read(reader, given, noun, ret_n);
    struct profile_key *keys =
        ARENA_NEW(&reader->policy->arena, struct profile_key, given->n);

    for (size_t i = 0; i < given->n; i++)
        keys[i].glob = globs[i];
    return keys;
}

static void set_list_keys(struct reader *reader, const struct profile_fields *given,
                          struct profile *profile)
{
    const size_t n = given->aliases.n + 1;
    struct str *keys = ARENA_NEW(&reader->policy->arena, struct str, n);

    profile->list_keys = keys;
    keys[profile->n_list_keys++] = given->key.text;
    (void)key_check(reader, &given->key);
    for (size_t i = 1; i < n; i++) {
        const struct text_at *alias = &given->aliases.items[i - 1];

        if (key_check(reader, alias) && profile_is_list_key(profile, alias->text))
            REFUSE(reader, "duplicate-key", alias->place, "key %s is listed twice",
                   reader_quoted(reader, alias->text));
        keys[profile->n_list_keys++] = alias->text;
    }
}

static void set_ranges(struct reader *reader, const struct profile_fields *given,
                       struct profile *profile)
{
    const bool has_key = text_at_given(&given->key);
    const bool has_reference = text_at_given(&given->reference_key);
    size_t position = REFERENCE_FIRST;
    const bool has_details = given->aliases.n > 0 || given->undone_by.n > 0 ||
                             text_at_given(&given->separator) ||
                             text_at_given(&given->bare_addresses);

    if (has_key && has_reference)
        REFUSE(reader, "profile-ranges", given->reference_key.place,
               "a profile has sourceRanges or a reference, not both");
    if (has_key)
        set_list_keys(reader, given, profile);
    else if (has_details)
        REFUSE(reader, "missing-field", given->name.place,
               "sourceRanges of profile %s needs \"key\"",
               reader_quoted(reader, given->name.text));
    if (has_reference && key_check(reader, &given->reference_key))
        profile->reference_key = given->reference_key.text;
    (void)reader_word(reader, &position_choice, &given->position, &position);
    profile->reference_position = (enum reference_position)position;
    set_separator(reader, &given->separator, profile);
    (void)reader_bool(reader, &given->bare_addresses, &profile->bare_addresses);
    profile->undone_by =
        read_keys(reader, &given->undone_by, "undoing key", &profile->n_undone_by);
}

/* In the order of enum value_use. */
static const struct words values_choice =
    WORDS("unknown-mode", "values", STR_INIT("text"), STR_INIT("parsed"));

static void set_values(struct reader *reader, const struct text_at *given,
                       struct profile *profile)
{
    size_t index = VALUES_TEXT;

    (void)reader_word(reader, &values_choice, given, &index);
    profile->values = (enum value_use)index;
    profile->paths = profile->values == VALUES_TEXT ? PATH_NGINX : PATH_PARSED;
}

static struct place prefix_place(const struct profile_fields *given)
{
    return text_at_given(&given->prefix) ? given->prefix.place : given->prefixes.place;
}

static const struct profile *read_own(struct reader *reader,
                                      const struct profile_fields *given)
{
    struct profile *profile = ARENA_NEW(&reader->policy->arena, struct profile, 1);

    profile->name = given->name.text;
    profile->separator = ',';
    if (text_at_given(&given->prefix) || texts_at_given(&given->prefixes))
        REFUSE(reader, "profile-like", prefix_place(given),
               "%s needs \"like\"; a profile without it has keyPrefixes",
               text_at_given(&given->prefix) ? "\"prefix\"" : "\"prefixes\"");
    set_prefixes(reader, given, profile);
    set_values(reader, &given->values, profile);
    set_host_keys(reader, &given->host_keys, profile);
    profile->entry_points = read_keys(reader, &given->entry_points, "entry-point key",
                                      &profile->n_entry_points);
    set_ranges(reader, given, profile);
    profile_finish(profile);
    return profile;
}

static const struct str *builtin_names(struct reader *reader, size_t *ret_n)
{
    const struct policy *policy = reader->policy;
    struct str *names = ARENA_NEW(&reader->arena, struct str, policy->n_builtin_profiles);

    for (size_t i = 0; i < policy->n_builtin_profiles; i++)
        names[i] = policy->builtin_profiles[i].name;
    *ret_n = policy->n_builtin_profiles;
    return names;
}

static bool has_more_than_prefixes(const struct profile_fields *given)
{
    return given->key_prefixes.n > 0 || given->host_keys.n > 0 || given->aliases.n > 0 ||
           given->undone_by.n > 0 || given->entry_points.n > 0 ||
           text_at_given(&given->key) || text_at_given(&given->reference_key) ||
           text_at_given(&given->separator) || text_at_given(&given->bare_addresses) ||
           text_at_given(&given->values) || given->service != NULL;
}

/* The profile has `service` and no field about Ingresses. */
static bool is_for_services_only(const struct profile_fields *given)
{
    struct profile_fields others = *given;

    others.service = NULL;
    return given->service != NULL && !text_at_given(&given->like) &&
           !text_at_given(&given->prefix) && !texts_at_given(&given->prefixes) &&
           !has_more_than_prefixes(&others);
}

/* The prefixes that replace those of the original, from `prefix` or `prefixes`. */
static const struct str *like_prefixes(struct reader *reader,
                                       const struct profile_fields *given, size_t *ret_n)
{
    const struct text_at *single = &given->prefix;
    struct str *one;

    if (text_at_given(single) && texts_at_given(&given->prefixes))
        REFUSE(reader, "profile-like", given->prefixes.place,
               "a profile has \"prefix\" or \"prefixes\", not both");
    if (!text_at_given(single))
        return reader_texts(reader, &given->prefixes, key_prefix_check, ret_n);
    (void)key_prefix_check(reader, single);
    one = ARENA_NEW(&reader->policy->arena, struct str, 1);
    one[0] = single->text;
    *ret_n = 1;
    return one;
}

/* The approximate memory of a built-in profile's keys under other prefixes. */
static size_t bytes_of_product(const struct profile *row, const struct str *prefixes,
                               size_t n)
{
    const size_t n_names = row->n_list_keys + row->n_host_keys + row->n_undone_by +
                           row->n_entry_points + row->n_exceptions + row->n_foreign_keys +
                           row->n_tls_keys + row->n_canary_keys;
    size_t bytes = 0;

    for (size_t i = 0; i < n; i++)
        bytes += n_names *
                 (sizeof(struct profile_key) + 2 * ARENA_ALIGNMENT + prefixes[i].len);
    return bytes;
}

static const struct profile *read_like(struct reader *reader,
                                       const struct profile_fields *given)
{
    const struct profile *row = policy_builtin_profile(reader->policy, given->like.text);
    struct words words = {"unknown-profile", "built-in profile", NULL, 0};
    const struct str *prefixes;
    size_t n = 0;

    if (has_more_than_prefixes(given))
        REFUSE(
            reader, "profile-like", given->like.place,
            "a profile with \"like\" has \"prefix\" or \"prefixes\", and nothing else");
    if (!text_at_given(&given->prefix) && !texts_at_given(&given->prefixes)) {
        REFUSE(reader, "missing-field", given->like.place,
               "\"like\" needs \"prefix\", which replaces that of %s",
               reader_quoted(reader, given->like.text));
        return NULL;
    }
    prefixes = like_prefixes(reader, given, &n);
    if (row != NULL && !reader_has_room(reader, bytes_of_product(row, prefixes, n)))
        return NULL;
    if (row != NULL)
        return profile_under_prefixes(&reader->policy->arena, row, given->name.text,
                                      prefixes, n);
    words.all = builtin_names(reader, &words.n);
    reader_unknown(reader, &words, &given->like);
    return NULL;
}

static void read_profile(struct reader *reader, const struct node *key)
{
    const struct spot spot = {"profiles", key->text, 0, NULL};
    struct profile_fields given = {.name = fields_key(reader, key)};
    const size_t i = reader->profiles.words.n;
    struct policy *policy = reader->policy;
    const struct profile *profile = NULL;

    (void)fields_read(reader, key->next, spot, FIELDS(profile_fields), &given);
    (void)fields_read(reader, given.ranges, spot_below(spot, "sourceRanges"),
                      FIELDS(ranges_fields), &given);
    (void)fields_read(reader, given.reference, spot_below(spot, "reference"),
                      FIELDS(reference_fields), &given);
    if (!text_at_given(&given.name))
        return;
    names_add(reader, &reader->profiles, &given.name);
    if (policy_builtin_profile(reader->policy, given.name.text) != NULL)
        REFUSE(reader, "built-in-profile", given.name.place,
               "profile %s is built in; give yours another name",
               reader_quoted(reader, given.name.text));
    if (text_at_given(&given.like))
        profile = read_like(reader, &given);
    else if (!is_for_services_only(&given))
        profile = read_own(reader, &given);
    reader->service_profiles[i] =
        service_profile_read(reader, given.service, spot, &given.name);
    reader->own_profiles[i] = profile;
    if (profile != NULL)
        policy->own_profiles[policy->n_own_profiles++] = profile;
}

void profiles_read(struct reader *reader, const struct section *section)
{
    const struct node *key = section_first(reader, section);
    struct names *names = &reader->profiles;
    const size_t max = section_count(section);
    size_t n_built_in = 0;
    const struct str *built_in;

    reader->policy->builtin_profiles =
        profile_builtins(&reader->policy->arena, &reader->policy->n_builtin_profiles);
    built_in = builtin_names(reader, &n_built_in);
    names_begin(reader, names, "profile",
                (struct words){.problem = "unknown-profile", .noun = "profile"},
                max + n_built_in);
    reader->own_profiles = ARENA_NEW(&reader->arena, const struct profile *, max);
    reader->policy->own_profiles =
        ARENA_NEW(&reader->policy->arena, const struct profile *, max);
    reader->service_profiles =
        ARENA_NEW(&reader->arena, const struct service_profile *, max);
    reader->policy->own_service_profiles =
        ARENA_NEW(&reader->policy->arena, const struct service_profile *, max);
    for (; key != NULL; key = key->next->next)
        read_profile(reader, key);
    for (size_t i = 0; i < n_built_in; i++) /* classes may name them, too */
        names->all[names->words.n++] = built_in[i];
}
