/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ranges: parses entries and exclusions, and reads all spellings of a list.
 */
#include "core/object/ranges.h"

#include <assert.h>

#include "core/object/service.h"
#include "core/policy/profile_keys.h"

/* More entries do not fit into the 256 KiB of annotations that Kubernetes stores. */
#define ENTRIES_MAX ((size_t)32768)

/* The entries of one value, in its order. */
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

/* White space around an entry is not part of it. */
static struct str trim(struct str text)
{
    while (text.len > 0 && is_space(text.ptr[0]))
        text = str_skip(text, 1);
    while (text.len > 0 && is_space(text.ptr[text.len - 1]))
        text.len--;
    return text;
}

/* Returns false if the entry is an exclusion. */
static bool includes(struct str *entry, const struct profile *profile)
{
    if (!profile->exclusions || entry->len == 0 || entry->ptr[0] != '!')
        return true;
    *entry = str_skip(*entry, 1);
    return false;
}

/* True for two entries that are separated by anything but the separator. */
static bool are_two(struct str entry)
{
    size_t slash;
    size_t second;

    for (size_t i = 0; i < entry.len; i++) {
        if (is_space(entry.ptr[i]))
            return true;
    }
    return str_find(entry, '/', &slash) &&
           str_find(str_skip(entry, slash + 1), '/', &second);
}

/* The fault of the entry; NULL: none. */
static const char *read_entry(struct str entry, const struct profile *profile,
                              struct cidr *ret, bool *ret_included)
{
    const char *reason = NULL;

    *ret_included = includes(&entry, profile);
    /* The controller cuts one byte off an exclusion, and drops the rest if it does not
     * parse. */
    if (!*ret_included && entry.len > 0 && is_space(entry.ptr[0]))
        return "has a blank behind the \"!\"; write the address directly behind it";
    if (are_two(entry))
        return "is one item; is a comma missing?";
    if (!cidr_parse(entry, ret, &reason))
        return reason;
    if (ret->bare && !profile->bare_addresses)
        return "has no length; write /32 for IPv4, /128 for IPv6";
    return NULL;
}

static const char *reason_of_room(const struct entries *entries)
{
    if (entries->n_included + entries->n_excluded < ENTRIES_MAX)
        return NULL;
    return "is one entry too many, a list has at most 32768";
}

/* Returns false if no more bad entries are kept; then parsing ends. */
static bool add_bad(struct arena *arena, struct str entry, const char *reason,
                    struct range_list *ret)
{
    struct bad_entry *all = ARENA_NEW(arena, struct bad_entry, LIST_MAX_BAD);

    if (ret->n_bad > 0)
        memcpy(all, ret->bad, ret->n_bad * sizeof *all);
    all[ret->n_bad++] = (struct bad_entry){entry, reason};
    ret->bad = all;
    return ret->n_bad < LIST_MAX_BAD;
}

/* Parse all entries, or as many as are needed to report the faults. */
static bool parse_entries(struct arena *arena, struct str value,
                          const struct profile *profile, struct entries *entries,
                          struct range_list *ret)
{
    struct str item;
    bool done = false;
    bool has_room = true;
    bool has_empty = false;

    while (has_room && str_next_item(&value, profile->separator, &done, &item)) {
        struct str entry = trim(item);
        struct cidr cidr;
        bool included = true;
        const char *reason;

        if (entry.len == 0) {
            has_empty = true;
            continue;
        }
        reason = read_entry(entry, profile, &cidr, &included);
        if (reason == NULL) {
            reason = reason_of_room(entries);
            has_room = reason == NULL;
        }
        if (reason != NULL) {
            has_room &= add_bad(arena, entry, reason, ret);
        } else if (included) {
            entries->included[entries->n_included++] = cidr;
        } else {
            assert(entries->excluded != NULL);
            entries->excluded[entries->n_excluded++] = cidr;
        }
    }
    if (ret->n_bad > 0)
        ret->fault = LIST_BAD_ENTRY;
    else if (has_empty)
        ret->fault = LIST_EMPTY_ENTRY;
    return ret->n_bad == 0 && !has_empty;
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
    if (trim(value).len == 0)
        return;
    entries = entries_for(arena, value, profile);
    if (!parse_entries(arena, value, profile, &entries, ret))
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
    bool included = true;
    struct cidr_set set;

    if (read_entry(entry, profile, &cidr, &included) != NULL || !included)
        return false;
    set = cidr_set_of(arena, &cidr, 1);
    return !cidr_set_within(&set, inside);
}

/* The addresses that an entry may contain: the class's, and those that the list
 * excludes. */
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

    if (!parse_entries(arena, value, profile, &entries, &unused) ||
        entries.n_excluded == 0)
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

/* True if the class accepts the value as the name of a file of the controller. */
static bool is_file(const struct restriction *restriction, struct str value)
{
    const struct profile *profile = restriction->profile;
    const struct class_ranges *ranges = restriction->ranges;

    if (ranges->mode == RANGE_REFERENCE)
        return str_equal(value, ranges->object);
    return ranges->mode == RANGE_OPEN && profile->pattern_files &&
           profile_can_refer_to(profile, value);
}

/* A value that the platform wrote need not be parsed. */
static void read_value(struct arena *arena, const struct restriction *restriction,
                       struct str value, struct range_list *ret)
{
    const struct class_ranges *ranges = restriction->ranges;

    if (ranges_are_listed(restriction) && str_equal(value, ranges->text))
        *ret = (struct range_list){.fault = LIST_SOUND, .set = ranges->set};
    else if (is_file(restriction, value))
        *ret = (struct range_list){.fault = LIST_SOUND, .file = value};
    else if (ranges->mode == RANGE_REFERENCE)
        *ret = (struct range_list){.fault = LIST_OTHER_FILE};
    else
        range_list_parse(arena, value, restriction->profile, ret);
}

bool range_list_equal(const struct range_list *a, const struct range_list *b)
{
    return a->fault == LIST_SOUND && b->fault == LIST_SOUND &&
           str_equal(a->file, b->file) && cidr_set_equal(&a->set, &b->set);
}

static bool all_agree(const struct ranges *ranges)
{
    for (size_t i = 0; i < ranges->n; i++) {
        if (!range_list_equal(&ranges->spellings[i].list, &ranges->spellings[0].list))
            return false;
    }
    return true;
}

/* True for a spelling that is read only because any prefix is. */
static bool is_further_spelling(const struct profile *profile, struct str key,
                                struct str name)
{
    return key.len > name.len && key.ptr[key.len - name.len - 1] == '/' &&
           str_has_suffix(key, name) && profile_is_list_key(profile, key) &&
           !profile_spells_list_key(profile, key);
}

static bool has_prefix(struct str key)
{
    size_t slash;

    return str_find(key, '/', &slash);
}

static size_t count_further(const struct view *view, const struct profile *profile)
{
    size_t n = 0;

    for (size_t i = 0; profile->any_prefix && i < view->n_annotations; i++)
        n += profile_is_list_key(profile, view->annotations[i].key);
    return n;
}

bool ranges_are_there(const struct view *view, const struct profile *profile)
{
    for (size_t i = 0; i < profile->n_list_keys; i++) {
        if (view_annotation(view, profile->list_keys[i]) != NULL)
            return true;
    }
    return count_further(view, profile) > 0;
}

/* The list that is being filled; max: an upper bound for its length. */
struct spelled {
    struct arena *arena;
    const struct restriction *restriction;
    size_t max;
    struct ranges *ranges;
};

static void add_spelling(const struct spelled *spelled, struct str key, struct str value)
{
    struct ranges *ranges = spelled->ranges;
    struct spelling *spelling;

    if (ranges->spellings == NULL)
        ranges->spellings = ARENA_NEW(spelled->arena, struct spelling, spelled->max);
    spelling = &ranges->spellings[ranges->n++];
    spelling->key = key;
    spelling->value = value;
    read_value(spelled->arena, spelled->restriction, value, &spelling->list);
}

/* Spellings under other prefixes come after the one without a prefix, by their bytes. */
static void add_further(const struct spelled *spelled, const struct view *view,
                        struct str name)
{
    for (size_t i = 0; i < view->n_annotations; i++) {
        const struct annotation *at = &view->annotations[i];

        if (is_further_spelling(spelled->restriction->profile, at->key, name))
            add_spelling(spelled, at->key, at->value);
    }
}

void ranges_read(struct arena *arena, const struct view *view,
                 const struct restriction *restriction, struct ranges *ret)
{
    const struct profile *profile = restriction->profile;
    const size_t n_further = count_further(view, profile);
    const struct spelled spelled = {arena, restriction, profile->n_list_keys + n_further,
                                    ret};

    *ret = (struct ranges){0};
    for (size_t i = 0; i < profile->n_list_keys; i++) {
        const struct str key = profile->list_keys[i];
        const struct str *value = view_annotation(view, key);

        if (value != NULL)
            add_spelling(&spelled, key, *value);
        if (i == 0)
            ret->first_present = value != NULL;
        if (n_further > 0 && !has_prefix(key))
            add_further(&spelled, view, key);
    }
    ret->agree = all_agree(ret) && !(restriction->is_exclusive && ret->n > 1);
}

bool ranges_have_first(const struct restriction *restriction, const struct ranges *ranges)
{
    return ranges->first_present || (restriction->is_exclusive && ranges->n > 0);
}

bool ranges_accept(const struct restriction *restriction, const struct range_list *list)
{
    const struct class_ranges *ranges = restriction->ranges;

    switch (ranges->mode) {
    case RANGE_FIXED:
        return cidr_set_equal(&list->set, &ranges->set);
    case RANGE_NARROW:
    case RANGE_INTERSECT:
        return cidr_set_within(&list->set, &ranges->set);
    case RANGE_OPEN:
    case RANGE_REFERENCE:
    case RANGE_ELSEWHERE:
        break;
    }
    return true;
}

static bool has_mode(const struct restriction *restriction, enum range_mode mode)
{
    return restriction->profile != NULL && restriction->ranges->mode == mode;
}

bool ranges_are_listed(const struct restriction *restriction)
{
    return has_mode(restriction, RANGE_FIXED) || has_mode(restriction, RANGE_NARROW) ||
           has_mode(restriction, RANGE_INTERSECT);
}

bool ranges_are_open(const struct restriction *restriction)
{
    return has_mode(restriction, RANGE_OPEN);
}

bool ranges_restrict(const struct class_ranges *ranges)
{
    return ranges->mode != RANGE_OPEN && ranges->mode != RANGE_ELSEWHERE;
}

bool ranges_are_demanded(const struct restriction *restriction)
{
    return restriction->profile != NULL && ranges_restrict(restriction->ranges);
}

bool ranges_are_references(const struct restriction *restriction)
{
    return has_mode(restriction, RANGE_REFERENCE);
}

bool ranges_are_files(const struct restriction *restriction)
{
    return ranges_are_references(restriction) && restriction->profile->pattern_files;
}

bool ranges_value_is_blank(struct str value)
{
    return str_trim_white(value).len == 0;
}

bool ranges_mention(const struct restriction *restriction, struct str value)
{
    struct str item;
    bool done = false;

    while (str_next_item(&value, ',', &done, &item)) {
        if (str_equal(str_trim_white(item), restriction->ranges->object))
            return true;
    }
    return false;
}

bool ranges_refer(const struct restriction *restriction, struct str value)
{
    struct str rest = value;
    struct str first = STR_NONE;
    bool done = false;

    switch (restriction->profile->reference_position) {
    case REFERENCE_ANY:
        return ranges_mention(restriction, value);
    case REFERENCE_FIRST:
        (void)str_next_item(&rest, ',', &done, &first);
        break;
    case REFERENCE_ONLY:
        first = value;
        break;
    }
    return str_equal(str_trim_white(first), restriction->ranges->object);
}

/* The field of load balancers, then the annotations that their controller reads. */
static const struct profile *profile_of_service(struct arena *arena,
                                                const struct service_profile *service)
{
    struct profile *profile = ARENA_NEW(arena, struct profile, 1);
    struct str *keys = ARENA_NEW(arena, struct str, service->n_spellings + 1);

    keys[0] = SERVICE_RANGES_KEY;
    for (size_t i = 0; i < service->n_spellings; i++)
        keys[i + 1] = service->spellings[i];
    *profile = (struct profile){
        .list_keys = keys, .n_list_keys = service->n_spellings + 1, .separator = ','};
    return profile;
}

void restriction_of(struct arena *arena, const struct view *view,
                    const struct class *class, struct restriction *ret)
{
    *ret = (struct restriction){.class = class, .ranges = &class->ranges};
    if (view->kind->ranges == KIND_RANGES_PROFILE && class->has_profile) {
        ret->profile = class->profile;
    } else if (class->service != NULL && service_is_load_balancer(view)) {
        ret->service = class->service->profile;
        ret->is_exclusive = ret->service->is_exclusive;
        ret->ranges = class->service->ranges;
        ret->profile = profile_of_service(arena, ret->service);
    }
}
