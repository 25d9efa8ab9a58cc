/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/report/survey/overview.h"

#include <stdlib.h>

#include "base/mem.h"
#include "core/policy/policy.h"

void overview_add_use(struct overview *overview, struct overview_uses *uses,
                      const struct survey_object *object,
                      const struct survey_finding *finding)
{
    struct overview_use *use = ARENA_NEW(&overview->arena, struct overview_use, 1);

    use->object = object;
    use->finding = finding;
    if (uses->last == NULL)
        uses->first = use;
    else
        uses->last->next = use;
    uses->last = use;
    uses->n++;
}

size_t overview_count_objects(const struct overview *overview)
{
    return overview->scope.objects == NULL ? overview->survey->n
                                           : overview->scope.n_objects;
}

const struct survey_object *overview_object(const struct overview *overview, size_t i)
{
    return &overview->survey
                ->all[overview->scope.objects == NULL ? i : overview->scope.objects[i]];
}

/* Findings with the same key form one group. */
static struct str group_key(struct arena *arena, const struct survey_finding *finding)
{
    struct buf key = buf_in(arena);

    buf_addf(&key, "%d %d %p ", (int)finding->rule, (int)finding->disposition,
             (const void *)finding->exemption);
    if (finding->entry != NULL)
        buf_addf(&key, "%d ", (int)finding->entry->from_day);
    buf_add(&key, finding->message);
    return buf_str(&key);
}

/* The groups made so far. */
struct grouping {
    struct overview *overview;
    struct map by_key; /* group_key() -> index in all */
    struct overview_group **all;
    size_t n;
    size_t cap;
};

static struct overview_group *group_of(struct grouping *grouping,
                                       const struct survey_finding *finding)
{
    struct overview *overview = grouping->overview;
    struct overview_rule *rule = &overview->rules[finding->rule];
    const size_t n_before = grouping->by_key.n;
    const uint32_t at = *map_put(&grouping->by_key, group_key(&overview->arena, finding),
                                 (uint32_t)grouping->n);
    struct overview_group *group;

    if (grouping->by_key.n == n_before)
        return grouping->all[at];
    group = ARENA_NEW(&overview->arena, struct overview_group, 1);
    group->like = *finding;
    grouping->all = mem_grow(grouping->all, &grouping->cap, grouping->n + 1,
                             sizeof(struct overview_group *));
    grouping->all[grouping->n++] = group;
    if (rule->last == NULL)
        rule->first = group;
    else
        rule->last->next = group;
    rule->last = group;
    return group;
}

static void group_findings(struct grouping *grouping, const struct survey_object *object)
{
    struct overview *overview = grouping->overview;

    for (size_t i = 0; i < object->n_findings; i++) {
        const struct survey_finding *finding = &object->findings[i];
        struct overview_rule *rule = &overview->rules[finding->rule];

        overview_add_use(overview, &group_of(grouping, finding)->uses, object, finding);
        rule->n_objects += rule->counted_last != object;
        rule->counted_last = object;
    }
    for (size_t i = 0; i < object->n_stuck; i++)
        overview_add_use(overview, &overview->stuck, object, &object->stuck[i]);
}

static void count(struct overview *overview, struct overview_count *into,
                  const struct survey_object *object)
{
    into->states[object->state]++;
    into->n++;
    into->n_stuck += object->is_stuck;
    if (object->n_findings > 0 || object->is_stuck)
        overview_add_use(overview, &into->objects, object, NULL);
}

static void make_tenants(struct overview *overview)
{
    size_t n;
    const struct tenant *tenants = policy_tenants(overview->survey->options.policy, &n);

    overview->n_tenants = overview->tenant == NULL ? n + 1 : 1;
    overview->tenants =
        ARENA_NEW(&overview->arena, struct overview_count, overview->n_tenants);
    for (size_t i = 0; i < overview->n_tenants && i < n; i++) {
        overview->tenants[i].tenant =
            overview->tenant == NULL ? &tenants[i] : overview->tenant;
        overview->tenants[i].name = overview->tenants[i].tenant->name;
    }
}

static struct overview_count *tenant_count(const struct overview *overview,
                                           const struct tenant *tenant)
{
    if (overview->tenant != NULL)
        return &overview->tenants[0];
    return &overview->tenants[tenant == NULL ? overview->n_tenants - 1 : tenant->index];
}

const struct overview_count *overview_of_tenant(const struct overview *overview,
                                                const struct tenant *tenant)
{
    return tenant_count(overview, tenant);
}

/* The most denied objects first, then the most warned ones, then the most excused. */
static int by_urgency(const void *a, const void *b)
{
    const struct overview_count *left = *(struct overview_count *const *)a;
    const struct overview_count *right = *(struct overview_count *const *)b;

    for (size_t i = SURVEY_DENIED; i < SURVEY_FINE; i++) {
        if (left->states[i] != right->states[i])
            return left->states[i] < right->states[i] ? 1 : -1;
    }
    return str_compare(left->name, right->name);
}

static struct overview_count *namespace_count(struct overview *overview,
                                              struct map *by_text, size_t *cap,
                                              const struct survey_object *object)
{
    const size_t n_before = by_text->n;
    const uint32_t at =
        *map_put(by_text, object->namespace, (uint32_t)overview->n_namespaces);
    struct overview_count *made;

    if (by_text->n == n_before)
        return overview->namespaces[at];
    if (overview->n_namespaces == *cap)
        overview->namespaces = arena_grow(&overview->arena, overview->namespaces, cap,
                                          sizeof(struct overview_count *));
    made = ARENA_NEW(&overview->arena, struct overview_count, 1);
    made->name = object->namespace;
    made->tenant = object->tenant;
    overview->namespaces[overview->n_namespaces++] = made;
    return made;
}

static void count_objects(struct overview *overview)
{
    struct grouping grouping = {.overview = overview};
    struct map namespaces = {0};
    size_t cap = 0;

    for (size_t i = 0; i < overview_count_objects(overview); i++) {
        const struct survey_object *object = overview_object(overview, i);

        overview->states[object->state]++;
        overview->n_stuck += object->is_stuck;
        count(overview, tenant_count(overview, object->tenant), object);
        count(overview, namespace_count(overview, &namespaces, &cap, object), object);
        group_findings(&grouping, object);
    }
    for (size_t i = SURVEY_DENIED; i < SURVEY_STATES; i++)
        overview->n_judged += overview->states[i];
    if (overview->n_namespaces > 1)
        qsort(overview->namespaces, overview->n_namespaces,
              sizeof(struct overview_count *), by_urgency);
    map_clear(&namespaces);
    map_clear(&grouping.by_key);
    mem_free(grouping.all);
}

/* The excuses are in the order of the policy's exemptions. */
static struct overview_excuse *excuse_of(struct overview *overview,
                                         const struct exemption *exemption)
{
    size_t n;
    const struct exemption *all = policy_exemptions(overview->survey->options.policy, &n);

    return &overview->excuses[exemption - all];
}

static void add_excuses(struct overview *overview)
{
    const struct policy *policy = overview->survey->options.policy;
    const struct exemption *all = policy_exemptions(policy, &overview->n_excuses);
    const struct overview_rule *rules = overview->rules;

    overview->excuses =
        ARENA_NEW(&overview->arena, struct overview_excuse, overview->n_excuses);
    for (size_t i = 0; i < overview->n_excuses; i++)
        overview->excuses[i].exemption = &all[i];
    for (size_t i = 0; i < RULE_COUNT; i++) {
        for (const struct overview_group *group = rules[i].first; group != NULL;
             group = group->next) {
            if (group->like.disposition != DISPOSITION_EXCUSED)
                continue;
            for (const struct overview_use *use = group->uses.first; use != NULL;
                 use = use->next)
                overview_add_use(overview,
                                 &excuse_of(overview, group->like.exemption)->uses,
                                 use->object, use->finding);
        }
    }
}

static int by_end(const void *a, const void *b)
{
    const struct overview_excuse *left = *(struct overview_excuse *const *)a;
    const struct overview_excuse *right = *(struct overview_excuse *const *)b;
    const int32_t one = left->exemption->last_day;
    const int32_t other = right->exemption->last_day;

    return one != other ? (one > other) - (one < other) : (left > right) - (left < right);
}

/* The report of a tenant contains only what excused the tenant's objects. */
static void sort_excuses(struct overview *overview)
{
    overview->by_end =
        ARENA_NEW(&overview->arena, struct overview_excuse *, overview->n_excuses);
    for (size_t i = 0; i < overview->n_excuses; i++) {
        if (overview->tenant == NULL || overview->excuses[i].uses.n > 0)
            overview->by_end[overview->n_by_end++] = &overview->excuses[i];
    }
    if (overview->n_by_end > 1)
        qsort(overview->by_end, overview->n_by_end, sizeof(struct overview_excuse *),
              by_end);
}

bool overview_shows_class(const struct overview *overview, const struct class *class)
{
    return overview->tenant == NULL || tenant_permits_class(overview->tenant, class);
}

size_t overview_count_unread(const struct overview *overview)
{
    return overview->tenant == NULL ? overview->survey->problems.n_errors
                                    : overview->states[SURVEY_UNREAD];
}

void overview_init(struct overview *overview, const struct survey *survey,
                   const struct owners *owners, const struct overview_scope *scope)
{
    *overview = (struct overview){
        .survey = survey,
        .owners = owners,
        .scope = *scope,
        .tenant = scope->tenant,
    };
    make_tenants(overview);
    count_objects(overview);
    add_excuses(overview);
    sort_excuses(overview);
    overview_add_names(overview);
    overview_add_days(overview);
    overview_add_classes(overview);
}

void overview_clear(struct overview *overview)
{
    map_clear(&overview->by_name);
    map_clear(&overview->cells);
    mem_free(overview->names_met);
    arena_clear(&overview->arena);
    *overview = (struct overview){0};
}
