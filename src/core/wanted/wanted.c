/* SPDX-License-Identifier: Apache-2.0 */
/*
 * wanted: collects keys of ExternalDNS, the source-range list and the annotation entries.
 */
#include "core/wanted/wanted.h"

#include <stdlib.h>

#include "core/object/key_case.h"
#include "core/policy/profile_keys.h"
#include "core/values/key.h"
#include "core/wanted/wanted_dns.h"

/* Up to this many entries are searched one by one; more are sorted. */
#define WANTED_FEW 64

/* True if the spellings other than the first key are acceptable and equal.  *ret: the
 * first of them, or NULL.  If they are not, nothing is written. */
static bool spellings_agree(const struct restriction *restriction,
                            const struct ranges *ranges, const struct spelling **ret)
{
    *ret = NULL;
    for (size_t i = ranges->first_present ? 1 : 0; i < ranges->n; i++) {
        const struct spelling *spelling = &ranges->spellings[i];

        if (*ret == NULL)
            *ret = spelling;
        if (!ranges_accept(restriction, &spelling->list) ||
            !range_list_equal(&spelling->list, &(*ret)->list))
            return false;
    }
    return true;
}

struct str wanted_ranges_value(const struct restriction *restriction,
                               const struct ranges *ranges)
{
    const struct spelling *first;

    if (ranges_are_references(restriction))
        return restriction->ranges->object;
    return spellings_agree(restriction, ranges, &first) && first != NULL
               ? first->value
               : restriction->ranges->text;
}

/* The list without white space around its items, as in the field of a Service. */
static struct str without_blanks(struct arena *arena, struct str value)
{
    struct buf buf = buf_in(arena);
    struct str item;
    bool done = false;
    bool is_next = false;

    while (str_next_item(&value, ',', &done, &item)) {
        buf_add_text(&buf, is_next ? "," : "");
        buf_add(&buf, str_trim_white(item));
        is_next = true;
    }
    return buf_str(&buf);
}

static struct str ranges_value(const struct collector *collector,
                               const struct wanted_set *set)
{
    const struct str value = wanted_ranges_value(&set->restriction, &set->ranges);

    return set->restriction.service == NULL
               ? value
               : without_blanks(collector->inquiry->arena, value);
}

static void collect_ranges(struct collector *collector, const struct wanted_set *set)
{
    const struct restriction *restriction = &set->restriction;
    const struct profile *profile = restriction->profile;
    const struct spelling *first;

    if (!ranges_are_demanded(restriction) ||
        (!set->ranges.first_present && ranges_have_first(restriction, &set->ranges)))
        return;
    collector_add(
        collector,
        (struct wanted){.prefix = ranges_are_references(restriction)
                                      ? profile_reference_key(profile)
                                      : profile->list_keys[0],
                        .value = ranges_value(collector, set),
                        .is_written = spellings_agree(restriction, &set->ranges, &first),
                        .has_entry = true,
                        .mode = WANTED_DEFAULT,
                        .rule = RULE_SOURCE_RANGES});
}

/* An entry that lists no kinds is for Ingresses. */
static bool is_for_kind(const struct annotation_entry *entry, const struct kind *kind)
{
    if (entry->n_kinds == 0)
        return kind->reader == KIND_READS_INGRESS;
    return wanted_is_among(kind->name, entry->kinds, entry->n_kinds);
}

static bool has_other_case(const struct inquiry *inquiry, struct str key)
{
    const struct view *view = inquiry->view;

    if (!key_case_is_ignored(inquiry->policy, key))
        return false;
    for (size_t i = 0; i < view->n_annotations; i++) {
        if (key_case_same(inquiry->policy, view->annotations[i].key, key))
            return true;
    }
    return false;
}

static bool is_moot(const struct annotation_entry *entry, const struct inquiry *inquiry)
{
    for (size_t i = 0; i < entry->n_unless; i++) {
        if (view_annotation(inquiry->view, entry->unless[i]) != NULL ||
            (entry->any_case && has_other_case(inquiry, entry->unless[i])))
            return true;
    }
    return false;
}

static struct template_values values_for(const struct inquiry *inquiry,
                                         const struct class *class)
{
    const struct view *view = inquiry->view;
    bool is_generated =
        inquiry->operation == OPERATION_CREATE && view->generate_name.len > 0;

    return (struct template_values){
        .namespace = inquiry->namespace,
        .name = is_generated ? STR_NONE : inquiry->name,
        .tenant = inquiry->tenant == NULL ? STR_NONE : inquiry->tenant->name,
        .class = class == NULL ? STR_NONE : class->name,
        .host = view->host,
        .placeholder = inquiry->values.placeholder,
        .value = inquiry->values.value,
    };
}

static void collect_annotations(struct collector *collector,
                                const struct annotation_entry *entries, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const struct annotation_entry *entry = &entries[i];
        struct wanted wanted = {.prefix = entry->key,
                                .mode = entry->mode,
                                .is_written = dns_mode_writes(entry->mode),
                                .has_entry = true,
                                .any_case = entry->any_case,
                                .values = entry->values,
                                .n_values = entry->n_values,
                                .rule = RULE_ANNOTATION_REQUIRED,
                                .from = entry};

        if (!is_for_kind(entry, collector->inquiry->view->kind) ||
            is_moot(entry, collector->inquiry) ||
            !template_expand(entry->value, &collector->values, collector->inquiry->arena,
                             &wanted.value))
            continue;
        if (entry->any_case &&
            view_annotation(collector->inquiry->view, entry->key) == NULL &&
            has_other_case(collector->inquiry, entry->key)) {
            wanted.in_other_case = true;
            wanted.is_written = false;
        }
        collector_add(collector, wanted);
    }
}

static size_t likely(const struct policy *policy, const struct class *class)
{
    size_t n;

    (void)policy_dns_prefixes(policy, &n);
    n += 1 + class->n_annotations;
    for (size_t i = 0; i < class->n_dns; i++)
        n += class->dns[i].instance->n_prefixes * class->dns[i].n_entries;
    return n;
}

static int wanted_compare(const void *a, const void *b)
{
    const struct wanted *left = a;
    const struct wanted *right = b;

    return str_compare(left->prefix, right->prefix);
}

/* Sort a long list for binary search: a user's annotations are copied, perhaps by the
 * thousand. */
static void sort_many(struct collector *collector, struct wanted_set *set)
{
    if (collector->n <= WANTED_FEW)
        return;
    for (size_t i = 0; i < collector->n; i++) {
        struct wanted *wanted = &collector->all[i];

        wanted->prefix = wanted_key(wanted, collector->inquiry->arena);
        wanted->suffix = STR_NONE;
    }
    qsort(collector->all, collector->n, sizeof *collector->all, wanted_compare);
    set->is_sorted = true;
}

void wanted_of(const struct inquiry *inquiry, const struct class *class,
               struct wanted_set *ret)
{
    struct collector collector = {.inquiry = inquiry,
                                  .class = class,
                                  .values = values_for(inquiry, class),
                                  .cap = likely(inquiry->policy, class)};

    collector.all = arena_alloc(inquiry->arena, collector.cap * sizeof *collector.all);
    *ret = (struct wanted_set){.policy = inquiry->policy, .class = class};
    restriction_of(inquiry->arena, inquiry->view, class, &ret->restriction);
    if (ranges_are_listed(&ret->restriction) || ranges_are_files(&ret->restriction) ||
        ranges_are_open(&ret->restriction))
        ranges_read(inquiry->arena, inquiry->view, &ret->restriction, &ret->ranges);
    collect_dns(&collector);
    collect_ranges(&collector, ret);
    collect_annotations(&collector, class->annotations, class->n_annotations);
    sort_many(&collector, ret);
    ret->all = collector.all;
    ret->n = collector.n;
}

void wanted_of_none(const struct inquiry *inquiry, struct wanted_set *ret)
{
    struct collector collector = {.inquiry = inquiry,
                                  .values = values_for(inquiry, NULL)};
    size_t n;
    const struct annotation_entry *entries = policy_added(inquiry->policy, &n);

    collector.cap = n;
    collector.all = ARENA_NEW(inquiry->arena, struct wanted, n);
    collect_annotations(&collector, entries, n);
    *ret = (struct wanted_set){
        .policy = inquiry->policy, .all = collector.all, .n = collector.n};
    for (size_t i = 0; i < collector.n; i++)
        collector.all[i].is_written = false;
    sort_many(&collector, ret);
}

static const struct wanted *find_sorted(const struct wanted_set *set, struct str key)
{
    const struct wanted wanted = {.prefix = key};

    return bsearch(&wanted, set->all, set->n, sizeof *set->all, wanted_compare);
}

const struct wanted *wanted_find(const struct wanted_set *set, struct str key)
{
    if (set->is_sorted)
        return find_sorted(set, key);
    for (size_t i = 0; i < set->n; i++) {
        if (key_is(key, set->all[i].prefix, set->all[i].suffix))
            return &set->all[i];
    }
    return NULL;
}

bool wanted_is(const struct wanted_set *set, struct str key, struct str value)
{
    const struct wanted *wanted = wanted_find(set, key);

    return wanted != NULL && wanted->is_written && !wanted->is_users &&
           str_equal(wanted->value, value);
}

const struct wanted *wanted_listing(const struct wanted_set *set, struct str key)
{
    for (size_t i = 0; i < set->n; i++) {
        const struct wanted *wanted = &set->all[i];

        if (wanted->n_values > 0 && wanted->suffix.len == 0 &&
            key_case_same(set->policy, key, wanted->prefix))
            return wanted;
    }
    return NULL;
}

bool wanted_permits(const struct wanted_set *set, struct str key, struct str value)
{
    const struct wanted *listing = wanted_listing(set, key);

    return (listing != NULL &&
            wanted_is_among(value, listing->values, listing->n_values)) ||
           wanted_is(set, key, value);
}

static bool entry_permits(const struct inquiry *inquiry, const struct class *class,
                          const struct annotation_entry *entry,
                          const struct annotation *at)
{
    struct template_values values;
    struct str own;

    if (!str_equal(entry->key, at->key) || !is_for_kind(entry, inquiry->view->kind) ||
        is_moot(entry, inquiry))
        return false;
    if (entry->n_values > 0 && wanted_is_among(at->value, entry->values, entry->n_values))
        return true;
    values = values_for(inquiry, class);
    return dns_mode_writes(entry->mode) &&
           template_expand(entry->value, &values, inquiry->arena, &own) &&
           str_equal(own, at->value);
}

bool wanted_entry_permits(const struct inquiry *inquiry, const struct class *class,
                          struct str key, struct str value)
{
    const struct annotation at = {key, value};

    for (size_t i = 0; i < class->n_annotations; i++) {
        if (entry_permits(inquiry, class, &class->annotations[i], &at))
            return true;
    }
    return false;
}

bool wanted_some_entry_permits(const struct inquiry *inquiry, struct str key,
                               struct str value)
{
    const struct annotation at = {key, value};
    size_t n_added = 0;
    size_t n_classes = 0;
    const struct annotation_entry *added = policy_added(inquiry->policy, &n_added);
    const struct class *classes = policy_classes(inquiry->policy, &n_classes);

    for (size_t i = 0; i < n_added; i++) {
        if (entry_permits(inquiry, NULL, &added[i], &at))
            return true;
    }
    for (size_t i = 0; i < n_classes; i++) {
        if (wanted_entry_permits(inquiry, &classes[i], key, value))
            return true;
    }
    return false;
}
