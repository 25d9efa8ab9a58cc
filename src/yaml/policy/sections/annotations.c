/*
 * annotations: what is added besides DNS and source ranges, by a class or by all; what is
 * forbidden; what is not checked.
 *
 * An effective list is the class's own entries, then those of annotations.add that none
 * of them hides.
 */
#include "core/object/managed.h"
#include "core/policy/class_keys.h"
#include "core/policy/profile_keys.h"
#include "yaml/policy/sections/sections.h"

struct added_fields {
    struct text_at key, value, mode;
    struct texts_at values, unless;
};
#define ROW(member, name, ...) FIELD(struct added_fields, member, name, __VA_ARGS__)
static const struct field_row added_fields[] = {
    ROW(key, "key", FIELD_TEXT, FIELD_REQUIRED),
    ROW(value, "value", FIELD_TEXT, FIELD_MAY_BE_EMPTY),
    ROW(mode, "mode", FIELD_WORD),
    ROW(values, "values", FIELD_TEXTS),
    ROW(unless, "unless", FIELD_TEXTS),
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

/* The profile of whose source ranges the key tells; NULL: of none. */
static const struct profile *
range_key_of(struct str key, const struct profile *const *profiles, size_t n_profiles)
{
    for (size_t i = 0; i < n_profiles; i++) {
        const struct profile *profile = profiles[i];

        if (profile != NULL && profile_is_range_key(profile, key))
            return profile;
    }
    return NULL;
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
    else if (dns_prefix_of(policy->dns_prefixes, policy->n_dns_prefixes, key->text) !=
             NULL)
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

/* *rest begins behind a `{`; true when a known placeholder was taken off it. */
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
    return entry;
}

struct entries entries_read(struct reader *reader, const struct node *list,
                            struct spot spot, const struct profile *const *profiles,
                            size_t n_profiles)
{
    const size_t max = list == NULL ? 0 : list->n;
    struct entries entries = {0};
    struct map keys;

    if (!reader_has_room(reader, max * sizeof(struct entry)))
        return entries;
    entries.all = ARENA_NEW(&reader->arena, struct entry, max);
    map_init(&keys);
    for (const struct node *at = max > 0 ? list->first : NULL; at != NULL;
         at = at->next) {
        struct added_fields given = {0};
        const uint32_t i = (uint32_t)entries.n;

        if (!fields_read(reader, at, spot, FIELDS(added_fields), &given) ||
            !text_at_given(&given.key))
            continue;
        entries.all[entries.n++] =
            (struct entry){read_entry(reader, &given, reader_place(reader, at),
                                      range_key_of(given.key.text, profiles, n_profiles)),
                           given.key.place, given.unless, false};
        if (*map_put(&keys, given.key.text, i) != i)
            REFUSE(reader, "duplicate-key", given.key.place, "key %s is listed twice",
                   reader_quoted(reader, given.key.text));
    }
    map_clear(&keys);
    return entries;
}

static bool class_writes(const struct policy *policy, const struct class *class,
                         struct str key)
{
    const struct profile *profile = class->profile;
    const enum range_mode mode = class->ranges.mode;
    const struct dns_prefix *prefix =
        dns_prefix_of(policy->dns_prefixes, policy->n_dns_prefixes, key);

    if (prefix != NULL &&
        class_dns_writes(class, prefix, str_skip(key, prefix->prefix.len)))
        return true;
    if (profile == NULL || mode == RANGE_OPEN || mode == RANGE_ELSEWHERE)
        return false;
    if (mode == RANGE_REFERENCE)
        return str_equal(profile_reference_key(profile), key);
    return profile->n_list_keys > 0 && str_equal(profile->list_keys[0], key);
}

/* keys: of the class's effective list, by position.  True when all is well. */
static bool check_unless(struct reader *reader, const struct class *class,
                         const struct map *keys, const struct texts_at *unless)
{
    bool good = true;

    for (size_t i = 0; i < unless->n; i++) {
        const struct text_at *key = &unless->items[i];
        uint32_t index;

        if (!(map_get(keys, key->text, &index) &&
              dns_mode_writes(class->annotations[index].mode)) &&
            !class_writes(reader->policy, class, key->text))
            continue;
        REFUSE(reader, "unless-own-key", key->place,
               "class %s writes %s itself, so this entry would undo itself",
               reader_quoted(reader, class->name), reader_quoted(reader, key->text));
        good = false;
    }
    return good;
}

static void join_entries(struct reader *reader, const struct entries *shared,
                         struct class *class)
{
    const struct entries *own = &reader->class_entries[class->index];
    const size_t max = own->n + shared->n;
    struct annotation_entry *all;
    struct entry **joined;
    struct map keys;
    size_t n = 0;

    if (!reader_has_room(reader, max * sizeof(struct annotation_entry)))
        return;
    all = ARENA_NEW(&reader->policy->arena, struct annotation_entry, max);
    joined = ARENA_NEW(&reader->arena, struct entry *, max);
    map_init(&keys);
    for (size_t i = 0; i < max; i++) {
        struct entry *entry = i < own->n ? &own->all[i] : &shared->all[i - own->n];

        if (*map_put(&keys, entry->made.key, (uint32_t)n) == n || i < own->n)
            joined[n++] = entry;
    }
    for (size_t i = 0; i < n; i++) {
        all[i] = joined[i]->made;
        (void)map_put(&reader->policy->entry_keys, all[i].key, 0);
    }
    class->annotations = all;
    class->n_annotations = n;
    for (size_t i = 0; i < n; i++) {
        if (!joined[i]->refused) /* for one class is enough */
            joined[i]->refused = !check_unless(reader, class, &keys, &joined[i]->unless);
    }
    map_clear(&keys);
}

/* Classes are read before it is known which profiles are in use. */
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
    const struct entries shared = entries_read(
        reader, list, spot, policy->profiles_in_use, policy->n_profiles_in_use);

    struct annotation_entry *added =
        ARENA_NEW(&policy->arena, struct annotation_entry, shared.n);

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
