/*
 * ranges: entries, exclusions, spellings.
 */
#include "core/object/ranges.h"

/* More do not fit into the annotations that Kubernetes stores, all 256 KiB of them. */
#define ENTRIES_MAX ((size_t)32768)

/* The entries of one value, those to include first met first. */
struct entries {
    struct cidr *included;
    struct cidr *excluded;
    size_t n_included;
    size_t n_excluded;
};

static size_t count_items(struct str value, char separator)
{
    size_t n = 1;

    for (size_t i = 0; i < value.len && n < ENTRIES_MAX; i++)
        n += value.ptr[i] == separator;
    return n;
}

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\n';
}

/* What stands around an entry is not part of it. */
static struct str trim(struct str item)
{
    while (item.len > 0 && is_space(item.ptr[0]))
        item = str_skip(item, 1);
    while (item.len > 0 && is_space(item.ptr[item.len - 1]))
        item.len--;
    return item;
}

/* False: the entry excludes. */
static bool includes(struct str *entry, const struct profile *profile)
{
    if (!profile->exclusions || entry->len == 0 || entry->ptr[0] != '!')
        return true;
    *entry = str_trim_blanks(str_skip(*entry, 1));
    return false;
}

static bool parse_entry(struct str entry, const struct profile *profile, struct cidr *ret,
                        const char **ret_reason)
{
    if (!cidr_parse(entry, ret, ret_reason))
        return false;
    if (!ret->bare || profile->bare_addresses)
        return true;
    *ret_reason = "has no length, and this controller takes no bare addresses: write /32 "
                  "behind an IPv4 address, /128 behind an IPv6 address";
    return false;
}

static bool has_room(const struct entries *entries, const char **ret_reason)
{
    *ret_reason = "is one entry too many, a list has at most 32768";
    return entries->n_included + entries->n_excluded < ENTRIES_MAX;
}

static bool parse_entries(struct str value, const struct profile *profile,
                          struct entries *entries, struct range_list *ret)
{
    struct str item;
    bool done = false;

    while (str_next_item(&value, profile->separator, &done, &item)) {
        struct str entry = trim(item);
        struct str address = entry;
        struct cidr cidr;
        bool included = includes(&address, profile);

        if (entry.len == 0) {
            ret->fault = LIST_EMPTY_ENTRY;
            return false;
        }
        if (!parse_entry(address, profile, &cidr, &ret->reason) ||
            !has_room(entries, &ret->reason)) {
            ret->fault = LIST_BAD_ENTRY;
            ret->bad = entry;
            return false;
        }
        if (included)
            entries->included[entries->n_included++] = cidr;
        else
            entries->excluded[entries->n_excluded++] = cidr;
    }
    return true;
}

static struct entries entries_for(struct arena *arena, struct str value,
                                  const struct profile *profile)
{
    size_t n = count_items(value, profile->separator);
    struct entries entries = {0};

    entries.included = arena_alloc(arena, n * sizeof(struct cidr));
    entries.excluded =
        profile->exclusions ? arena_alloc(arena, n * sizeof(struct cidr)) : NULL;
    return entries;
}

void range_list_parse(struct arena *arena, struct str value,
                      const struct profile *profile, struct range_list *ret)
{
    struct entries entries;

    *ret = (struct range_list){.fault = LIST_EMPTY};
    if (str_is_blank(value))
        return;
    entries = entries_for(arena, value, profile);
    if (!parse_entries(value, profile, &entries, ret))
        return;
    ret->set = cidr_set_of(arena, entries.included, entries.n_included);
    if (entries.n_excluded > 0) {
        struct cidr_set out = cidr_set_of(arena, entries.excluded, entries.n_excluded);

        ret->set = cidr_set_minus(arena, &ret->set, &out);
    }
    ret->fault = cidr_set_is_empty(&ret->set) ? LIST_EMPTY : LIST_SOUND;
}

static bool reaches_outside(struct arena *arena, struct str entry,
                            const struct profile *profile, const struct cidr_set *inside)
{
    struct cidr cidr;
    const char *reason;
    struct cidr_set set;

    if (!includes(&entry, profile) || !parse_entry(entry, profile, &cidr, &reason))
        return false;
    set = cidr_set_of(arena, &cidr, 1);
    return !cidr_set_within(&set, inside);
}

/* What an entry may hold: the class's addresses, and whatever the list excludes. */
static struct cidr_set allowed(struct arena *arena, struct str value,
                               const struct profile *profile, const struct cidr_set *set)
{
    struct entries entries = entries_for(arena, value, profile);
    struct range_list unused = {0};
    struct cidr_set everything[2];
    struct cidr whole[2] = {
        {.is_v6 = false, .last = {0, UINT32_MAX}},
        {.is_v6 = true, .last = {UINT64_MAX, UINT64_MAX}},
    };
    struct cidr_set kept;

    if (!parse_entries(value, profile, &entries, &unused) || entries.n_excluded == 0)
        return *set;
    /* not (not set and not excluded): the sets know union only of prefixes */
    everything[0] = cidr_set_of(arena, whole, ARRAY_LEN(whole));
    everything[1] = cidr_set_of(arena, entries.excluded, entries.n_excluded);
    kept = cidr_set_minus(arena, &everything[0], set);
    kept = cidr_set_minus(arena, &kept, &everything[1]);
    return cidr_set_minus(arena, &everything[0], &kept);
}

size_t range_list_outside(struct arena *arena, struct str value,
                          const struct profile *profile, const struct cidr_set *set,
                          struct str **ret_entries)
{
    struct cidr_set inside = allowed(arena, value, profile, set);
    struct str item;
    bool done = false;
    size_t n = 0;

    *ret_entries = ARENA_NEW(arena, struct str, count_items(value, profile->separator));
    while (n < ENTRIES_MAX && str_next_item(&value, profile->separator, &done, &item)) {
        struct str entry = trim(item);

        if (reaches_outside(arena, entry, profile, &inside))
            (*ret_entries)[n++] = entry;
    }
    return n;
}

/* The platform's own bytes are not read again. */
static void read_value(struct arena *arena, const struct class *class, struct str value,
                       struct range_list *ret)
{
    if (ranges_are_listed(class) && str_equal(value, class->ranges.text))
        *ret = (struct range_list){.fault = LIST_SOUND, .set = class->ranges.set};
    else
        range_list_parse(arena, value, class->profile, ret);
}

static bool all_agree(const struct ranges *ranges)
{
    for (size_t i = 0; i < ranges->n; i++) {
        const struct range_list *list = &ranges->spellings[i].list;

        if (list->fault != LIST_SOUND ||
            !cidr_set_equal(&list->set, &ranges->spellings[0].list.set))
            return false;
    }
    return true;
}

void ranges_read(struct arena *arena, const struct view *view, const struct class *class,
                 struct ranges *ret)
{
    const struct profile *profile = class->profile;

    *ret = (struct ranges){0};
    for (size_t i = 0; i < profile->n_list_keys; i++) {
        const struct str *value = view_annotation(view, profile->list_keys[i]);
        struct spelling *spelling;

        if (value == NULL)
            continue;
        if (ret->spellings == NULL)
            ret->spellings = ARENA_NEW(arena, struct spelling, profile->n_list_keys);
        if (i == 0)
            ret->first_present = true;
        spelling = &ret->spellings[ret->n++];
        spelling->key = profile->list_keys[i];
        spelling->value = *value;
        read_value(arena, class, *value, &spelling->list);
    }
    ret->agree = all_agree(ret);
}

bool ranges_accept(const struct class *class, const struct range_list *list)
{
    switch (class->ranges.mode) {
    case RANGE_FIXED:
        return cidr_set_equal(&list->set, &class->ranges.set);
    case RANGE_NARROW:
    case RANGE_INTERSECT:
        return cidr_set_within(&list->set, &class->ranges.set);
    case RANGE_OPEN:
    case RANGE_REFERENCE:
    case RANGE_ELSEWHERE:
        break;
    }
    return true;
}

bool ranges_are_listed(const struct class *class)
{
    enum range_mode mode = class->ranges.mode;

    return mode == RANGE_FIXED || mode == RANGE_NARROW || mode == RANGE_INTERSECT;
}

bool ranges_are_demanded(const struct class *class)
{
    return ranges_are_listed(class) || class->ranges.mode == RANGE_REFERENCE;
}

bool ranges_refer(const struct class *class, struct str value)
{
    struct str item;
    bool done = false;

    while (str_next_item(&value, ',', &done, &item)) {
        if (str_equal(str_trim_blanks(item), class->ranges.object))
            return true;
    }
    return false;
}
