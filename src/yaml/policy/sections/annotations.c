/* SPDX-License-Identifier: Apache-2.0 */
/*
 * annotations: the annotations that all classes or one class add, other than those of DNS
 * and source ranges; and those that are forbidden or not checked.
 *
 * The effective list of a class is its own entries, followed by the entries of
 * annotations.add for those keys and kinds for which the class has none.
 */
#include "core/object/key_case.h"
#include "core/object/managed.h"
#include "core/object/ranges.h"
#include "core/policy/class_keys.h"
#include "core/policy/profile_keys.h"
#include "yaml/policy/sections/sections.h"

struct added_fields {
    struct text_at key, value, mode;
    struct texts_at values, unless, kinds;
};
#define ROW(member, name, ...) FIELD(struct added_fields, member, name, __VA_ARGS__)
static const struct field_row added_fields[] = {
    ROW(key, "key", FIELD_TEXT, FIELD_REQUIRED),
    ROW(value, "value", FIELD_TEXT, FIELD_MAY_BE_EMPTY),
    ROW(mode, "mode", FIELD_WORD),
    ROW(values, "values", FIELD_TEXTS),
    ROW(unless, "unless", FIELD_TEXTS),
    ROW(kinds, "kinds", FIELD_WORDS),
};
#undef ROW

struct annotations_fields {
    const struct node *add, *forbid;
    struct texts_at unchecked, hosts;
};
#define ROW(member, name, ...) FIELD(struct annotations_fields, member, name, __VA_ARGS__)
static const struct field_row annotations_fields[] = {
    ROW(add, "add", FIELD_LIST),
    ROW(forbid, "forbid", FIELD_LIST),
    ROW(unchecked, "unchecked", FIELD_TEXTS),
    ROW(hosts, "hosts", FIELD_TEXTS),
};

/* The profile whose source ranges the key contains; NULL: there is none. */
static const struct profile *
range_key_of(struct str key, const struct profile *const *profiles, size_t n_profiles)
{
    for (size_t i = 0; i < n_profiles; i++) {
        const struct profile *profile = profiles[i];
        NOT_CLEARED char room[PROFILE_KEY_MAX];

        if (profile != NULL &&
            profile_is_range_key(profile, profile_read_key(profile, key, room)))
            return profile;
    }
    return NULL;
}

/* True of an entry for Services only.  The keys of ingress controllers contain no source
 * ranges there; with some controllers they override those of an Ingress. */
static bool is_for_services_only(const struct texts_at *kinds)
{
    for (size_t i = 0; i < kinds->n; i++) {
        if (!str_equal(kinds->items[i].text, STR("Service")))
            return false;
    }
    return kinds->n > 0;
}

static void check_key(struct reader *reader, const struct text_at *key,
                      const struct profile *range_profile)
{
    const char *quoted = reader_quoted(reader, key->text);
    const struct policy *policy = reader->policy;

    if (is_class_key(policy, key->text))
        REFUSE(reader, "carrier-key", key->place,
               "%s cannot be added: it names the class", quoted);
    else if (str_equal(key->text, MANAGED_KEY))
        REFUSE(reader, "managed-key", key->place,
               "%s cannot be added: it is the webhook's own list of what it wrote",
               quoted);
    else if (policy_dns_prefix(policy, key->text) != NULL)
        REFUSE(reader, "dns-key", key->place,
               "%s belongs to ExternalDNS: write it under externalDNS of the class",
               quoted);
    else if (range_profile != NULL)
        REFUSE(reader, "range-key", key->place,
               "%s contains the source ranges of profile %s: write sourceRanges of the "
               "class",
               quoted, reader_quoted(reader, range_profile->name));
    else
        (void)key_check(reader, key);
}

/* *rest begins after a `{`.  True: a placeholder was taken off its front.  False: there
 * is none, and the problem is noted. */
static bool take_placeholder(struct reader *reader, const struct text_at *value,
                             struct str *rest)
{
    struct text_at name = {STR_NONE, value->place};
    size_t end = 0;

    if (!str_find(*rest, '}', &end)) {
        REFUSE(reader, "stray-brace", value->place,
               "value %s has a \"{\" without \"}\"; only placeholders have braces",
               reader_quoted(reader, value->text));
        return false;
    }
    name.text = str_head(*rest, end);
    *rest = str_skip(*rest, end + 1);
    return placeholder_use(reader, &name);
}

void check_placeholders(struct reader *reader, const struct text_at *value)
{
    struct str rest = value->text;

    while (rest.len > 0) {
        const char c = rest.ptr[0];

        rest = str_skip(rest, 1);
        if (c == '}') {
            REFUSE(reader, "stray-brace", value->place,
                   "value %s has a \"}\" without \"{\"; only placeholders have braces",
                   reader_quoted(reader, value->text));
            return;
        }
        if (c == '{' && !take_placeholder(reader, value, &rest))
            return;
    }
}

static bool check_value(struct reader *reader, const struct text_at *value)
{
    return reader_lines_are_printable(reader, "value", value);
}

static bool is_read_in_any_case(const struct policy *policy,
                                const struct annotation_entry *entry)
{
    bool is = key_case_is_ignored(policy, entry->key);

    for (size_t i = 0; i < entry->n_unless && !is; i++)
        is = key_case_is_ignored(policy, entry->unless[i]);
    return is;
}

static struct annotation_entry read_entry(struct reader *reader,
                                          const struct added_fields *given,
                                          struct place place,
                                          const struct profile *range_profile)
{
    struct annotation_entry entry = {.key = given->key.text, .value = given->value.text};
    const struct entry_places places = {
        .entry = place, .value = given->value.place, .values = given->values.place};
    size_t index = WANTED_DEFAULT;

    if (reader_word(reader, &entry_modes, &given->mode, &index) ||
        !text_at_given(&given->mode))
        entry_mode_check(reader, (enum wanted_mode)index, &places);
    entry.mode = (enum wanted_mode)index;
    entry.values = reader_texts(reader, &given->values, check_value, &entry.n_values);
    /* Some controllers document values of several lines. */
    if (check_value(reader, &given->value))
        check_placeholders(reader, &given->value);
    check_key(reader, &given->key, range_profile);
    entry.unless = reader_texts(reader, &given->unless, key_check, &entry.n_unless);
    entry.any_case = is_read_in_any_case(reader->policy, &entry);
    return entry;
}

struct entries entries_read(struct reader *reader, const struct node *list,
                            struct spot spot, const struct profile *const *profiles,
                            size_t n_profiles)
{
    const size_t max = list == NULL ? 0 : list->n;
    struct entries entries = {0};

    if (!reader_has_room(reader, max * sizeof(struct added_entry)))
        return entries;
    entries.all = ARENA_NEW(&reader->arena, struct added_entry, max);
    for (const struct node *at = max > 0 ? list->first : NULL; at != NULL;
         at = at->next) {
        struct added_fields given = {0};

        if (!fields_read(reader, at, spot, FIELDS(added_fields), &given) ||
            !text_at_given(&given.key))
            continue;
        entries.all[entries.n++] = (struct added_entry){
            read_entry(reader, &given, reader_place(reader, at),
                       is_for_services_only(&given.kinds)
                           ? NULL
                           : range_key_of(given.key.text, profiles, n_profiles)),
            given.key.place, given.unless, given.kinds, false};
    }
    return entries;
}

static bool class_writes(const struct policy *policy, const struct class *class,
                         struct str key)
{
    const struct profile *profile = class->profile;
    const struct dns_prefix *prefix = policy_dns_prefix(policy, key);

    if (prefix != NULL &&
        class_dns_writes(class, prefix, str_skip(key, prefix->prefix.len)))
        return true;
    if (profile == NULL || !ranges_restrict(&class->ranges))
        return false;
    if (class->ranges.mode == RANGE_REFERENCE)
        return key_case_same(policy, key, profile_reference_key(profile));
    return profile->n_list_keys > 0 && str_equal(profile->list_keys[0], key);
}

/* The effective list of a class while it is made.  Entries for the same key, each for
 * different kinds, are linked by `earlier`. */
struct joining {
    struct reader *reader;
    struct class *class;
    struct annotation_entry *all;
    struct added_entry **from;
    uint32_t *earlier; /* number of the one before it for the key, from 1; 0: none */
    struct map last;   /* key_case_folded() -> number of the last entry for it */
    size_t n;
};

/* The number of the last entry for the key, from 1; 0: none. */
static uint32_t last_of(const struct joining *joining, struct str key)
{
    struct reader *reader = joining->reader;
    uint32_t last = 0;

    return map_get(&joining->last, key_case_folded(reader->policy, &reader->arena, key),
                   &last)
               ? last
               : 0;
}

static void join(struct joining *joining, struct added_entry *from,
                 const struct annotation_entry *made)
{
    struct reader *reader = joining->reader;
    const uint32_t count = (uint32_t)joining->n + 1;
    const struct str key = key_case_folded(reader->policy, &reader->arena, made->key);

    joining->earlier[joining->n] = last_of(joining, made->key);
    *map_put(&joining->last, key, count) = count;
    joining->from[joining->n] = from;
    joining->all[joining->n++] = *made;
}

/* Add an entry of annotations.add for the kinds for which the class has none. */
static void join_shared(struct joining *joining, struct added_entry *from)
{
    struct annotation_entry made = from->made;
    bool is_left = true;

    for (uint32_t at = last_of(joining, made.key); at > 0 && is_left;
         at = joining->earlier[at - 1])
        is_left = entry_remove_kinds(&joining->reader->policy->arena,
                                     &joining->all[at - 1], &made);
    if (is_left)
        join(joining, from, &made);
}

/* An entry writes the key on objects to which the entry at `by` applies, too. */
static bool list_writes(const struct joining *joining, size_t by, struct str key)
{
    for (uint32_t at = last_of(joining, key); at > 0; at = joining->earlier[at - 1]) {
        const struct annotation_entry *entry = &joining->all[at - 1];

        if (dns_mode_writes(entry->mode) && entries_share_kind(entry, &joining->all[by]))
            return true;
    }
    return false;
}

/* Check that the entry at `by` does not undo itself: no key in its `unless` is written
 * for the class. */
static bool check_unless(const struct joining *joining, size_t by)
{
    struct reader *reader = joining->reader;
    const struct texts_at *unless = &joining->from[by]->unless;
    bool good = true;

    for (size_t i = 0; i < unless->n; i++) {
        const struct text_at *key = &unless->items[i];

        if (!list_writes(joining, by, key->text) &&
            !class_writes(reader->policy, joining->class, key->text))
            continue;
        REFUSE(reader, "unless-own-key", key->place,
               "class %s writes %s itself, so this entry would undo itself",
               reader_quoted(reader, joining->class->name),
               reader_quoted(reader, key->text));
        good = false;
    }
    return good;
}

static void join_entries(struct reader *reader, const struct entries *shared,
                         struct class *class)
{
    const struct entries *own = &reader->class_entries[class->index];
    const size_t max = own->n + shared->n;
    struct joining joining = {.reader = reader, .class = class};

    if (!reader_has_room(reader, max * sizeof(struct annotation_entry)))
        return;
    joining.all = ARENA_NEW(&reader->policy->arena, struct annotation_entry, max);
    joining.from = ARENA_NEW(&reader->arena, struct added_entry *, max);
    joining.earlier = ARENA_NEW(&reader->arena, uint32_t, max);
    for (size_t i = 0; i < own->n; i++)
        join(&joining, &own->all[i], &own->all[i].made);
    for (size_t i = 0; i < shared->n; i++)
        join_shared(&joining, &shared->all[i]);
    for (size_t i = 0; i < joining.n; i++) {
        (void)map_put(&reader->policy->entry_keys, joining.all[i].key, 0);
        if (!joining.from[i]->refused) /* noted for the first class only */
            joining.from[i]->refused = !check_unless(&joining, i);
    }
    class->annotations = joining.all;
    class->n_annotations = joining.n;
    map_clear(&joining.last);
}

/* Refuse keys in the entries of classes that a profile in use reads as the class.  When
 * the entries are read, the profiles in use are not known yet. */
static void check_carriers(struct reader *reader, const struct entries *entries)
{
    for (size_t i = 0; i < entries->n; i++) {
        const struct str key = entries->all[i].made.key;

        if (is_some_class_key(key) && !is_listed_class_key(key))
            REFUSE(reader, "carrier-key", entries->all[i].place,
                   "%s cannot be added: it names the class", reader_quoted(reader, key));
    }
}

static void read_add(struct reader *reader, const struct node *list)
{
    const struct spot spot = {"annotations.add", STR_NONE, SPOT_WHOLE, NULL};
    struct policy *policy = reader->policy;
    struct entries shared = entries_read(reader, list, spot, policy->profiles_in_use,
                                         policy->n_profiles_in_use);

    struct annotation_entry *added =
        ARENA_NEW(&policy->arena, struct annotation_entry, shared.n);

    entries_find_kinds(reader, &shared);
    for (size_t i = 0; i < policy->n_classes; i++)
        entries_find_kinds(reader, &reader->class_entries[i]);
    for (size_t i = 0; i < shared.n; i++)
        added[i] = shared.all[i].made;
    policy->added = added;
    policy->n_added = shared.n;
    for (size_t i = 0; i < policy->n_classes && policy_reads_any_class_key(policy); i++)
        check_carriers(reader, &reader->class_entries[i]);
    for (size_t i = 0; i < policy->n_classes; i++)
        join_entries(reader, &shared, &policy->classes[i]);
}

void annotations_read(struct reader *reader, const struct section *section)
{
    const struct spot spot = {"annotations", STR_NONE, SPOT_WHOLE, NULL};
    struct policy *policy = reader->policy;
    struct annotations_fields given = {0};

    if (section_first(reader, section) != NULL)
        (void)fields_read(reader, section->value, spot, FIELDS(annotations_fields),
                          &given);
    read_add(reader, given.add);
    placeholder_uses_check(reader);
    if (given.forbid != NULL)
        forbid_read(reader, given.forbid);
    policy->unchecked_keys = key_globs_read(reader, &given.unchecked, "unchecked key",
                                            &policy->n_unchecked_keys);
    policy->host_keys =
        reader_texts(reader, &given.hosts, key_check, &policy->n_host_keys);
}
