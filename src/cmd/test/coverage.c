/* SPDX-License-Identifier: Apache-2.0 */
/* coverage: marks the entries that traces contain; see coverage.h. */
#include "cmd/test/coverage.h"

#include "base/mem.h"
#include "cmd/check/checked.h"
#include "core/entries/delegation.h"
#include "core/entries/trace.h"
#include "core/object/claims.h"
#include "core/object/ranges.h"
#include "core/policy/policy.h"
#include "wire/answer.h"

#define ARENA_KEEP ((size_t)1 << 16)

/* The marks of an entry; the array is indexed like the places. */
enum {
    COUNTED = 1,
    DATED = 2,
    EXERCISED_BEFORE = 4, /* also for an entry without a date */
    EXERCISED_FROM = 8,
};

struct coverage {
    const struct desk_policy *desk;
    const struct delegation *delegation;
    const struct entry *entries;
    size_t n_entries;
    unsigned char *marks;
    struct arena arena; /* for one claim */
};

static unsigned char *marks_of(struct coverage *coverage, const struct entry *entry)
{
    return entry == NULL ? NULL : &coverage->marks[entry - coverage->entries];
}

static void mark(struct coverage *coverage, const struct entry *entry, unsigned bits)
{
    unsigned char *marks = marks_of(coverage, entry);

    if (marks != NULL)
        *marks = (unsigned char)(*marks | bits);
}

static void unmark(struct coverage *coverage, const struct entry *entry)
{
    unsigned char *marks = marks_of(coverage, entry);

    if (marks != NULL)
        *marks = 0;
}

static void mark_dated(struct coverage *coverage, const struct rule_entry *const *rules)
{
    for (size_t i = 0; rules != NULL && i < RULE_COUNT; i++) {
        if (rules[i] != NULL && rules[i]->from_day != DAY_NEVER)
            mark(coverage, entries_find(coverage->desk->entries, rules[i]), DATED);
    }
}

static void mark_all_dated(struct coverage *coverage)
{
    const struct policy *policy = coverage->desk->policy;
    const struct rule_entry *rules[RULE_COUNT];
    size_t n;

    for (size_t i = 0; i < RULE_COUNT; i++)
        rules[i] = policy_rule_entry(policy, NULL, (enum rule_id)i);
    mark_dated(coverage, rules);
    const struct tenant *tenants = policy_tenants(policy, &n);
    for (size_t i = 0; i < n; i++)
        mark_dated(coverage, tenants[i].rules);
    const struct class *classes = policy_classes(policy, &n);
    for (size_t i = 0; i < n; i++)
        mark_dated(coverage, classes[i].rules);
    const struct kind *kinds = policy_kinds(policy, &n);
    for (size_t i = 0; i < n; i++)
        mark_dated(coverage, kinds[i].rules);
}

/* Do not count entries of a class that neither demand nor write anything. */
static void unmark_inert(struct coverage *coverage)
{
    size_t n;
    const struct class *classes = policy_classes(coverage->desk->policy, &n);

    for (size_t i = 0; i < n; i++) {
        if (!ranges_restrict(&classes[i].ranges))
            unmark(coverage, entries_find(coverage->desk->entries, &classes[i].ranges));
        if (classes[i].tls == TLS_NOT_REQUIRED)
            unmark(coverage, entries_find(coverage->desk->entries, &classes[i].tls));
    }
}

struct coverage *coverage_new(const struct desk_policy *desk,
                              const struct delegation *delegation)
{
    struct coverage *coverage = mem_alloc(1, sizeof *coverage);

    coverage->desk = desk;
    coverage->delegation = delegation;
    coverage->entries = places_all(desk->places, &coverage->n_entries);
    coverage->marks = mem_alloc(coverage->n_entries + 1, 1);
    for (size_t i = 0; i < coverage->n_entries; i++)
        coverage->marks[i] = coverage->entries[i].kind == ENTRY_NONE ? 0 : COUNTED;
    mark_all_dated(coverage);
    unmark_inert(coverage);
    return coverage;
}

void coverage_free(struct coverage *coverage)
{
    if (coverage == NULL)
        return;
    arena_clear(&coverage->arena);
    mem_free(coverage->marks);
    mem_free(coverage);
}

/* Mark the networks that a list of source ranges names. */
static void mark_networks(struct coverage *coverage, const struct class_ranges *ranges)
{
    struct str rest = ranges->networks;

    while (rest.len > 0) {
        size_t at = 0;
        const bool more = str_find(rest, ',', &at);
        const struct str name = str_head(rest, more ? at : rest.len);

        mark(coverage,
             places_findf(coverage->desk->places, "networks[%.*s]", STR_ARGS(name)),
             EXERCISED_BEFORE);
        rest = more ? str_trim_spaces(str_skip(rest, at + 1)) : STR_NONE;
    }
}

static bool counts_for_reach(const struct traced *traced)
{
    enum rule_id rule;

    switch (traced->kind) {
    case ENTRY_NAMESPACE:
    case ENTRY_TENANT_CLASS:
    case ENTRY_CLASS_DOMAIN:
        return true;
    case ENTRY_RULE:
    case ENTRY_EXEMPTION:
        return rule_id_from_name(traced->subject, &rule) && rule_id_is_of_reach(rule);
    case ENTRY_NONE:
    case ENTRY_DEFAULT_CLASS:
    case ENTRY_DOMAIN:
    case ENTRY_HOST:
    case ENTRY_TLS:
    case ENTRY_DNS:
    case ENTRY_RANGES:
    case ENTRY_ANNOTATION:
    case ENTRY_ANNOTATIONS_ONLY:
    case ENTRY_NETWORK:
    case ENTRY_FORBID:
    case ENTRY_FIELD:
    case ENTRY_KIND:
    case ENTRY_GATEWAY:
        break;
    }
    return false;
}

static void add_traced(struct coverage *coverage, const struct traced *traced,
                       int32_t today)
{
    unsigned bits = EXERCISED_BEFORE;

    if (traced->kind == ENTRY_RULE) {
        const struct rule_entry *entry = traced->of;

        if (entry->from_day != DAY_NEVER && today >= entry->from_day)
            bits = EXERCISED_FROM;
    }
    if (traced->kind == ENTRY_RANGES)
        mark_networks(coverage, &((const struct class *)traced->of)->ranges);
    if (traced->kind == ENTRY_NETWORK)
        mark_networks(coverage, traced->of);
    mark(coverage, traced_entry(coverage->desk->entries, traced), bits);
}

static void add_trace(struct coverage *coverage, const struct coverage_write *write,
                      const struct trace *trace)
{
    for (size_t i = 0; trace != NULL && i < trace->n; i++) {
        if (write->test == COVERAGE_OF_CASE || counts_for_reach(&trace->all[i]))
            add_traced(coverage, &trace->all[i], write->today);
    }
}

/* Mark the tenant's own listings of the entry.  If it has none, mark all listings: they
 * denied the name to it. */
static void add_delegated(struct coverage *coverage, const struct delegated *delegated,
                          const struct tenant *tenant)
{
    const bool is_own = tenant != NULL && delegated_has(delegated, tenant);

    for (size_t i = 0; i < delegated->n; i++) {
        const struct listing *listing = delegated->listings[i];

        if (!is_own || listing->tenant == tenant)
            mark(coverage, entries_find(coverage->desk->entries, listing->of),
                 EXERCISED_BEFORE);
    }
}

static void add_below(struct coverage *coverage, const struct name *name,
                      const struct tenant *tenant)
{
    struct delegated *below = NULL;
    const size_t n =
        delegation_below(coverage->delegation, name->base, &coverage->arena, &below);

    for (size_t i = 0; i < n; i++) {
        if (tenant == NULL || !delegated_has(&below[i], tenant))
            add_delegated(coverage, &below[i], tenant);
    }
}

static bool is_unserved(const struct checked_object *object)
{
    const struct decision *decision = &object->validated->decision;

    for (size_t i = 0; i < decision->n_violations; i++) {
        if (decision->violations[i].rule == RULE_HOST_IN_CLASS)
            return true;
    }
    return false;
}

/* Mark the domains of classes that serve the name, and so keep other classes from serving
 * it.  For a wildcard, also mark domains one label below it. */
static void add_served(struct coverage *coverage, const struct name *name)
{
    const struct entries *entries = coverage->desk->entries;
    size_t n;
    const struct class *classes = policy_classes(coverage->desk->policy, &n);

    for (size_t i = 0; i < n; i++) {
        const struct str *domain =
            delegation_served_by(coverage->delegation, &classes[i], name);

        if (domain != NULL)
            mark(coverage, entries_find(entries, domain), EXERCISED_BEFORE);
        for (size_t k = 0; name->is_wildcard && k < classes[i].n_domains; k++) {
            if (str_equal(name_parent(classes[i].domains[k]), name->base))
                mark(coverage, entries_find(entries, &classes[i].domains[k]),
                     EXERCISED_BEFORE);
        }
    }
}

static void add_claims(struct coverage *coverage, const struct coverage_write *write)
{
    const struct claims *claims = write->judged->claims;
    const struct tenant *tenant = write->object->tenant;
    const bool unserved = is_unserved(write->object);

    for (size_t i = 0; claims != NULL && i < claims->n; i++) {
        const struct claim *claim = &claims->all[i];
        struct delegated delegated = {0};

        if (claim->kind != CLAIM_NAME || !claim->valid || claim->first != i)
            continue;
        arena_reset(&coverage->arena, ARENA_KEEP);
        if (delegation_find(coverage->delegation, &claim->name, &coverage->arena,
                            &delegated))
            add_delegated(coverage, &delegated, tenant);
        if (claim->name.is_wildcard)
            add_below(coverage, &claim->name, tenant);
        if (unserved)
            add_served(coverage, &claim->name);
    }
}

void coverage_add(struct coverage *coverage, const struct coverage_write *write)
{
    if (write->object->validated == NULL) /* the object could not be judged */
        return;
    add_trace(coverage, write, write->written);
    add_trace(coverage, write, write->judged);
    if (write->judged != NULL)
        add_claims(coverage, write);
}

struct sum {
    struct coverage_report *report;
    struct coverage_gap *gaps;
    size_t cap;
    struct arena *arena;
};

static void count(struct sum *sum, const struct entry *entry, enum coverage_half half,
                  bool is_exercised)
{
    struct coverage_report *report = sum->report;

    report->n_entries++;
    report->n_exercised += is_exercised;
    if (is_exercised)
        return;
    if (report->n_gaps == sum->cap)
        sum->gaps = arena_grow(sum->arena, sum->gaps, &sum->cap, sizeof *sum->gaps);
    sum->gaps[report->n_gaps++] = (struct coverage_gap){entry, half};
}

static void sum_one(struct sum *sum, const struct coverage *coverage)
{
    for (size_t i = 0; i < coverage->n_entries; i++) {
        const unsigned marks = coverage->marks[i];
        const struct entry *entry = &coverage->entries[i];

        if ((marks & COUNTED) == 0)
            continue;
        count(sum, entry, (marks & DATED) != 0 ? COVERAGE_BEFORE : COVERAGE_WHOLE,
              (marks & EXERCISED_BEFORE) != 0);
        if ((marks & DATED) != 0)
            count(sum, entry, COVERAGE_FROM, (marks & EXERCISED_FROM) != 0);
    }
}

void coverage_sum(const struct coverage *const *all, size_t n, struct arena *arena,
                  struct coverage_report *ret)
{
    struct sum sum = {.report = ret, .arena = arena};

    *ret = (struct coverage_report){0};
    for (size_t i = 0; i < n; i++)
        sum_one(&sum, all[i]);
    ret->gaps = sum.gaps;
}

unsigned coverage_percent(const struct coverage_report *report)
{
    return report->n_entries == 0
               ? 100
               : (unsigned)(report->n_exercised * 100 / report->n_entries);
}

bool coverage_reaches(const struct coverage_report *report, unsigned percent)
{
    return report->n_exercised * 100 >= report->n_entries * percent;
}
