/*
 * wanted: ExternalDNS by prefix, the source-range list, the annotation entries.
 */
#include "core/object/wanted.h"

#include <assert.h>

#include "core/policy/profile_keys.h"
#include "core/values/key.h"
#include "core/values/template.h"

struct collector {
    const struct inquiry *inquiry;
    const struct class *class;
    struct wanted *all;
    size_t n;
    size_t cap;
    const struct annotation_entry **listing;
    size_t n_listing;
};

static void add(struct collector *collector, struct wanted wanted)
{
    if (wanted.value.len == 0)
        wanted.value = STR("");
    assert(collector->n < collector->cap);
    collector->all[collector->n++] = wanted;
}

static void add_dns(struct collector *collector, struct str prefix,
                    const struct dns_written *written)
{
    const struct class_dns *dns = &collector->class->dns;
    struct wanted wanted = {.prefix = prefix,
                            .suffix = written->suffix,
                            .value = written->value,
                            .mode = WANTED_REQUIRE,
                            .rule = RULE_DNS_ANNOTATIONS};

    if (written->is_ttl) {
        wanted.mode = WANTED_DEFAULT;
        wanted.ttl_min = dns->ttl_min;
        wanted.ttl_max = dns->ttl_max;
    }
    add(collector, wanted);
}

static void collect_dns(struct collector *collector)
{
    size_t n;
    const struct dns_prefix *prefixes =
        policy_dns_prefixes(collector->inquiry->policy, &n);
    struct dns_written written;

    for (size_t i = 0; i < n; i++) {
        for (size_t j = 0; dns_written(&collector->class->dns, &prefixes[i], j, &written);
             j++)
            add_dns(collector, prefixes[i].prefix, &written);
    }
}

struct str wanted_ranges_value(const struct class *class, const struct ranges *ranges)
{
    const struct spelling *first_other = NULL;

    if (class->ranges.mode == RANGE_REFERENCE)
        return class->ranges.object;
    for (size_t i = ranges->first_present ? 1 : 0; i < ranges->n; i++) {
        const struct spelling *spelling = &ranges->spellings[i];

        if (first_other == NULL)
            first_other = spelling;
        if (!ranges_accept(class, &spelling->list) ||
            !range_list_equal(&spelling->list, &first_other->list))
            return class->ranges.text;
    }
    return first_other == NULL ? class->ranges.text : first_other->value;
}

static void collect_ranges(struct collector *collector, const struct ranges *ranges)
{
    const struct class *class = collector->class;
    const struct profile *profile = class->profile;

    if (!ranges_are_demanded(class))
        return;
    add(collector, (struct wanted){.prefix = class->ranges.mode == RANGE_REFERENCE
                                                 ? profile_reference_key(profile)
                                                 : profile->list_keys[0],
                                   .value = wanted_ranges_value(class, ranges),
                                   .mode = WANTED_DEFAULT,
                                   .rule = RULE_SOURCE_RANGES});
}

static bool is_moot(const struct annotation_entry *entry, const struct view *view)
{
    for (size_t i = 0; i < entry->n_unless; i++) {
        if (view_annotation(view, entry->unless[i]) != NULL)
            return true;
    }
    return false;
}

static struct template_values values_for(const struct collector *collector)
{
    const struct inquiry *inquiry = collector->inquiry;
    const struct view *view = inquiry->view;
    bool is_generated =
        inquiry->operation == OPERATION_CREATE && view->generate_name.len > 0;

    return (struct template_values){
        .namespace = inquiry->namespace,
        .name = is_generated ? STR_NONE : inquiry->name,
        .tenant = inquiry->tenant == NULL ? STR_NONE : inquiry->tenant->name,
        .class = collector->class == NULL ? STR_NONE : collector->class->name,
        .host = view->host,
    };
}

static void collect_annotations(struct collector *collector,
                                const struct annotation_entry *entries, size_t n)
{
    struct arena *arena = collector->inquiry->arena;
    struct template_values values = values_for(collector);

    collector->listing = ARENA_NEW(arena, const struct annotation_entry *, n + 1);
    for (size_t i = 0; i < n; i++) {
        const struct annotation_entry *entry = &entries[i];
        struct wanted wanted = {
            .prefix = entry->key, .mode = entry->mode, .rule = RULE_ANNOTATION_REQUIRED};

        if (is_moot(entry, collector->inquiry->view) ||
            !template_expand(entry->value, &values, arena, &wanted.value))
            continue;
        if (entry->n_values > 0)
            collector->listing[collector->n_listing++] = entry;
        if (entry->mode != WANTED_OPTIONAL && collector->class != NULL)
            add(collector, wanted);
    }
}

static size_t ceiling(const struct policy *policy, const struct class *class)
{
    size_t n_prefixes;
    size_t n_own = class->dns.instance == NULL ? 0 : class->dns.instance->n_prefixes;

    (void)policy_dns_prefixes(policy, &n_prefixes);
    return n_prefixes + n_own * (3 + class->dns.n_set) + 1 + class->n_annotations;
}

void wanted_of(const struct inquiry *inquiry, const struct class *class,
               struct wanted_set *ret)
{
    struct collector collector = {
        .inquiry = inquiry, .class = class, .cap = ceiling(inquiry->policy, class)};

    collector.all = arena_alloc(inquiry->arena, collector.cap * sizeof *collector.all);
    ret->class = class;
    ret->ranges = (struct ranges){0};
    if (ranges_are_listed(class) || ranges_are_files(class) ||
        class->ranges.mode == RANGE_OPEN)
        ranges_read(inquiry->arena, inquiry->view, class, &ret->ranges);
    collect_dns(&collector);
    collect_ranges(&collector, &ret->ranges);
    collect_annotations(&collector, class->annotations, class->n_annotations);
    ret->all = collector.all;
    ret->n = collector.n;
    ret->listing = collector.listing;
    ret->n_listing = collector.n_listing;
}

void wanted_of_none(const struct inquiry *inquiry, struct wanted_set *ret)
{
    struct collector collector = {.inquiry = inquiry};
    size_t n;
    const struct annotation_entry *entries = policy_added(inquiry->policy, &n);

    collect_annotations(&collector, entries, n);
    *ret = (struct wanted_set){.listing = collector.listing,
                               .n_listing = collector.n_listing};
}

struct str wanted_key(const struct wanted *wanted, struct arena *arena)
{
    size_t len = wanted->prefix.len + wanted->suffix.len;
    char *key;

    if (wanted->suffix.len == 0)
        return wanted->prefix;
    key = arena_alloc(arena, len);
    memcpy(key, wanted->prefix.ptr, wanted->prefix.len);
    memcpy(key + wanted->prefix.len, wanted->suffix.ptr, wanted->suffix.len);
    return (struct str){key, len};
}

const struct str *wanted_present(const struct wanted *wanted, const struct view *view)
{
    size_t lo = 0;
    size_t hi = view->n_annotations;

    while (lo < hi) {
        size_t middle = lo + (hi - lo) / 2;
        int order =
            key_compare(view->annotations[middle].key, wanted->prefix, wanted->suffix);

        if (order == 0)
            return &view->annotations[middle].value;
        if (order < 0)
            lo = middle + 1;
        else
            hi = middle;
    }
    return NULL;
}

bool wanted_accepts(const struct wanted *wanted, struct str value)
{
    if (wanted->ttl_min > 0)
        return wanted_is_ttl(value, wanted->ttl_min, wanted->ttl_max);
    return wanted->mode == WANTED_DEFAULT || str_equal(value, wanted->value);
}

const struct wanted *wanted_find(const struct wanted_set *set, struct str key)
{
    for (size_t i = 0; i < set->n; i++) {
        if (key_is(key, set->all[i].prefix, set->all[i].suffix))
            return &set->all[i];
    }
    return NULL;
}

bool wanted_is(const struct wanted_set *set, struct str key, struct str value)
{
    const struct wanted *wanted = wanted_find(set, key);

    return wanted != NULL && str_equal(wanted->value, value);
}

const struct annotation_entry *wanted_listing(const struct wanted_set *set,
                                              struct str key)
{
    for (size_t i = 0; i < set->n_listing; i++) {
        if (str_equal(set->listing[i]->key, key))
            return set->listing[i];
    }
    return NULL;
}

bool wanted_is_listed(const struct annotation_entry *entry, struct str value)
{
    for (size_t i = 0; i < entry->n_values; i++) {
        if (str_matches_glob(value, entry->values[i]))
            return true;
    }
    return false;
}

bool wanted_is_ttl(struct str value, uint32_t min, uint32_t max)
{
    uint64_t seconds;

    return value.len >= 1 && value.len <= 10 && str_to_u64(value, max, &seconds) &&
           seconds >= min;
}
