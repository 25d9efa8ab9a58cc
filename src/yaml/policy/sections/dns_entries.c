/* SPDX-License-Identifier: Apache-2.0 */
/*
 * classes, externalDNS: target, ttl and `set`.  Each is a literal value, or an entry with
 * a mode and the values that users may write.
 */
#include "yaml/policy/sections/sections.h"

/* One entry as written in the document. */
struct given_entry {
    struct text_at value, mode, min, max;
    struct texts_at targets, values;
    struct place place;
    bool is_literal;
};
#define ROW(member, name, ...) FIELD(struct given_entry, member, name, __VA_ARGS__)
static const struct field_row set_fields[] = {
    ROW(value, "value", FIELD_TEXT, FIELD_MAY_BE_EMPTY),
    ROW(mode, "mode", FIELD_WORD),
    ROW(values, "values", FIELD_TEXTS),
};
static const struct field_row target_fields[] = {
    ROW(targets, "value", FIELD_WORD_OR_WORDS),
    ROW(mode, "mode", FIELD_WORD),
    ROW(values, "values", FIELD_TEXTS),
};
static const struct field_row ttl_fields[] = {
    ROW(value, "value", FIELD_WORD),    ROW(mode, "mode", FIELD_WORD),
    ROW(values, "values", FIELD_WORDS), ROW(min, "min", FIELD_WORD),
    ROW(max, "max", FIELD_WORD),
};
#undef ROW

const struct words entry_modes =
    WORDS("unknown-mode", "mode", STR_INIT("default"), STR_INIT("enforce"),
          STR_INIT("require"), STR_INIT("present"), STR_INIT("optional"));

static bool has_braces(struct str text)
{
    size_t at;

    return str_find(text, '{', &at) || str_find(text, '}', &at);
}

/* Placeholders are replaced only in entries.  Braces in a literal value would be written
 * as they are, so they are refused. */
static void check_value(struct reader *reader, const struct given_entry *given,
                        const struct text_at *value)
{
    if (!reader_is_printable(reader, "value", value))
        return;
    if (!given->is_literal)
        check_placeholders(reader, value);
    else if (has_braces(value->text))
        REFUSE(reader, "stray-brace", value->place,
               "value %s has braces; placeholders are written {value: %s}",
               reader_quoted(reader, value->text), reader_quoted(reader, value->text));
}

static bool check_pattern(struct reader *reader, const struct text_at *pattern)
{
    return reader_is_printable(reader, "value", pattern);
}

void entry_mode_check(struct reader *reader, enum wanted_mode mode,
                      const struct entry_places *at)
{
    const char *name = entry_modes.all[mode].ptr;
    const bool is_closed = mode == WANTED_REQUIRE || mode == WANTED_ENFORCE;
    const struct place missing = at->range.line != 0 ? at->range : at->entry;

    if (dns_mode_writes(mode) && at->value.line == 0)
        REFUSE(reader, "missing-field", missing,
               "\"value\" is missing: what mode %s writes", name);
    if (!dns_mode_writes(mode) && at->value.line != 0)
        REFUSE(reader, "entry-value", at->value,
               "mode %s writes nothing: it has no \"value\"", name);
    if (is_closed && at->values.line != 0)
        REFUSE(reader, "entry-value", at->values,
               "mode %s permits no other value: it has no \"values\"", name);
    if (is_closed && at->range.line != 0)
        REFUSE(reader, "entry-value", at->range,
               "mode %s permits no other value: it has no \"min\" and \"max\"", name);
    if (mode == WANTED_OPTIONAL && at->values.line == 0 && at->range.line == 0)
        REFUSE(reader, "entry-value", at->entry,
               "mode optional needs \"values\", what users may write");
}

static struct entry_places places_of(const struct given_entry *given)
{
    return (struct entry_places){
        .entry = given->place,
        .value =
            given->targets.place.line != 0 ? given->targets.place : given->value.place,
        .values = given->values.place,
        .range = text_at_given(&given->min) ? given->min.place : given->max.place,
    };
}

/* node: a literal value, or a map with these fields.  A literal value is left to the
 * caller. */
static void read_entry(struct reader *reader, const struct node *node, struct spot spot,
                       struct fields fields, struct given_entry *ret)
{
    ret->place = reader_place(reader, node);
    ret->is_literal = node->kind != NODE_MAP;
    if (!ret->is_literal)
        (void)fields_read(reader, node, spot, fields, ret);
}

static void set_mode(struct reader *reader, const struct given_entry *given,
                     enum wanted_mode otherwise, struct dns_entry *entry)
{
    const struct entry_places places = places_of(given);
    size_t mode = given->is_literal ? WANTED_REQUIRE : otherwise;

    if (reader_word(reader, &entry_modes, &given->mode, &mode) ||
        !text_at_given(&given->mode))
        entry_mode_check(reader, (enum wanted_mode)mode, &places);
    entry->mode = (enum wanted_mode)mode;
    entry->values = reader_texts(reader, &given->values, check_pattern, &entry->n_values);
}

struct targets {
    struct buf text;
    size_t n_names;
    size_t n_addresses;
};

/* Add one name or address.  False: it is neither, and the problem is noted. */
static bool add_target(struct reader *reader, const struct given_entry *given,
                       struct targets *targets, struct text_at target)
{
    const char *reason = NULL;
    struct name name;
    bool is_v6;

    if (has_braces(target.text)) {
        check_value(reader, given, &target);
    } else if (ip_parse(target.text, &is_v6)) {
        targets->n_addresses++;
    } else if (name_parse(&reader->arena, target.text, &name, &reason) &&
               !name.is_wildcard) {
        targets->n_names++;
    } else {
        REFUSE(reader, "bad-target", target.place,
               "target %s is neither a name nor an address",
               reader_quoted(reader, target.text));
        return false;
    }
    if (targets->text.len > 0)
        buf_add_byte(&targets->text, ',');
    buf_add(&targets->text, target.text);
    return true;
}

static struct str join_targets(struct reader *reader, const struct given_entry *given)
{
    struct targets targets = {.n_names = 0};

    buf_init(&targets.text, &reader->policy->arena, BUF_MAX_BYTES);
    for (size_t i = 0; i < given->targets.n; i++) {
        struct str rest = given->targets.items[i].text;
        struct str item;
        bool done = false;

        while (str_next_item(&rest, ',', &done, &item)) {
            const struct text_at target = {str_trim_blanks(item),
                                           given->targets.items[i].place};

            if (!add_target(reader, given, &targets, target))
                break;
        }
    }
    if (targets.n_names > 1 || (targets.n_names == 1 && targets.n_addresses > 0))
        REFUSE(reader, "bad-target", given->targets.place,
               "a target is one name, or a list of addresses only");
    return buf_str(&targets.text);
}

static void read_target(struct reader *reader, const struct node *node, struct spot spot,
                        struct dns_entry *entry)
{
    struct given_entry given = {0};

    entry->suffix = DNS_SUFFIX_TARGET;
    entry->form = FORM_TARGET;
    read_entry(reader, node, spot_below(spot, "externalDNS.target"),
               FIELDS(target_fields), &given);
    if (given.is_literal)
        given.targets = fields_words(reader, node, STR("target"));
    entry->value = join_targets(reader, &given);
    set_mode(reader, &given, WANTED_REQUIRE, entry);
}

/* A whole number from TTL_MIN to TTL_MAX, without leading zeros because the digits are
 * written unchanged.  An absent text leaves *ret unchanged. */
static bool read_seconds(struct reader *reader, const struct text_at *ttl, uint32_t *ret)
{
    uint64_t value = 0;

    if (!text_at_given(ttl))
        return true;
    if (!str_to_u64(ttl->text, TTL_MAX, &value) || value < TTL_MIN ||
        ttl->text.ptr[0] == '0') {
        REFUSE(reader, "bad-ttl", ttl->place,
               "ttl %s is not a whole number of seconds from %u to %u",
               reader_quoted(reader, ttl->text), TTL_MIN, TTL_MAX);
        return false;
    }
    *ret = (uint32_t)value;
    return true;
}

static void set_range(struct reader *reader, const struct given_entry *given,
                      struct dns_entry *entry)
{
    uint32_t value = 0;
    bool good = read_seconds(reader, &given->value, &value);

    entry->value = given->value.text;
    good = read_seconds(reader, &given->min, &entry->ttl_min) && good;
    good = read_seconds(reader, &given->max, &entry->ttl_max) && good;
    if (good && entry->ttl_min > entry->ttl_max)
        REFUSE(reader, "ttl-range", given->min.place, "min %u is above max %u",
               (unsigned)entry->ttl_min, (unsigned)entry->ttl_max);
    else if (good && text_at_given(&given->value) &&
             (value < entry->ttl_min || value > entry->ttl_max))
        REFUSE(reader, "ttl-range", given->value.place,
               "ttl %u is not between min %u and max %u", (unsigned)value,
               (unsigned)entry->ttl_min, (unsigned)entry->ttl_max);
}

static void read_ttl(struct reader *reader, const struct node *node, struct spot spot,
                     struct dns_entry *entry)
{
    struct given_entry given = {0};

    entry->suffix = DNS_SUFFIX_TTL;
    entry->form = FORM_TTL;
    entry->ttl_min = TTL_MIN;
    entry->ttl_max = TTL_MAX;
    read_entry(reader, node, spot_below(spot, "externalDNS.ttl"), FIELDS(ttl_fields),
               &given);
    if (given.is_literal)
        given.value = fields_text(reader, node, STR("ttl"), FIELD_WORD, FIELD_OPTIONAL);
    set_range(reader, &given, entry);
    set_mode(reader, &given, WANTED_DEFAULT, entry);
}

/* Add the annotation that tells the instance which names to publish.  The class decides
 * it, not the user. */
static void add_names(struct class_dns *dns, struct dns_entry *entries)
{
    struct str value = dns->names == DNS_NAMES_HOSTS ? STR("defined-hosts-only")
                                                     : STR("annotation-only");

    if (dns->names != DNS_NAMES_HOSTS_AND_ANNOTATION)
        entries[dns->n_entries++] = (struct dns_entry){
            .suffix = DNS_SUFFIX_HOSTNAME_SOURCE, .value = value, .mode = WANTED_REQUIRE};
}

static void check_suffix(struct reader *reader, const struct text_at *suffix)
{
    const char *quoted = reader_quoted(reader, suffix->text);
    size_t slash;

    if (str_find(suffix->text, '/', &slash))
        REFUSE(reader, "bad-key", suffix->place,
               "%s: write only the part after the prefix", quoted);
    else if (dns_suffix_is_reserved(suffix->text))
        REFUSE(reader, "reserved-dns-key", suffix->place,
               "%s cannot be set here: it has a field of its own, or is judged as a name",
               quoted);
    else
        (void)key_check(reader, suffix);
}

static void read_set(struct reader *reader, const struct node *map, struct spot spot,
                     struct class_dns *dns, struct dns_entry *entries)
{
    for (const struct node *key = map->first; key != NULL; key = key->next->next) {
        const struct text_at suffix = fields_key(reader, key);
        const struct node *node = key->next;
        struct given_entry given = {0};
        struct dns_entry *entry = &entries[dns->n_entries];

        if (!text_at_given(&suffix) || node->noted)
            continue;
        check_suffix(reader, &suffix);
        read_entry(reader, node, spot_below(spot, "externalDNS.set"), FIELDS(set_fields),
                   &given);
        if (given.is_literal)
            given.value =
                fields_text(reader, node, key->text, FIELD_TEXT, FIELD_MAY_BE_EMPTY);
        entry->suffix = suffix.text;
        entry->value = given.value.text;
        check_value(reader, &given, &given.value);
        set_mode(reader, &given, WANTED_REQUIRE, entry);
        dns->n_entries++;
    }
}

void dns_entries_read(struct reader *reader, const struct dns_keys *keys,
                      struct spot spot, struct class_dns *dns)
{
    const size_t max = 3 + (keys->set == NULL ? 0 : keys->set->n);
    struct dns_entry *entries = ARENA_NEW(&reader->policy->arena, struct dns_entry, max);

    dns->entries = entries;
    if (keys->target != NULL)
        read_target(reader, keys->target, spot, &entries[dns->n_entries++]);
    if (keys->ttl != NULL)
        read_ttl(reader, keys->ttl, spot, &entries[dns->n_entries++]);
    add_names(dns, entries);
    if (keys->set != NULL)
        read_set(reader, keys->set, spot, dns, entries);
}
