/* SPDX-License-Identifier: Apache-2.0 */
#include "live/policy_store.h"

#include <pthread.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/problems.h"
#include "core/policy/policy.h"
#include "live/policy_load.h"
#include "sys/clock.h"
#include "sys/log/log.h"
#include "sys/log/metrics.h"

struct policy_store {
    pthread_mutex_t mutex; /* held for a few instructions only */
    struct policy *policy;
};

struct policy_store *policy_store_new(void)
{
    struct policy_store *store = mem_alloc(1, sizeof *store);

    pthread_mutex_init(&store->mutex, NULL);
    return store;
}

void policy_store_free(struct policy_store *store)
{
    if (store == NULL)
        return;
    policy_unref(store->policy);
    pthread_mutex_destroy(&store->mutex);
    free(store);
}

struct policy *policy_store_get(struct policy_store *store)
{
    LOCK_SCOPE(&store->mutex);
    if (store->policy != NULL)
        policy_ref(store->policy);
    return store->policy;
}

void policy_store_put(struct policy_store *store, struct policy *policy_take)
{
    struct policy *old;

    pthread_mutex_lock(&store->mutex);
    old = store->policy;
    store->policy = policy_take;
    pthread_mutex_unlock(&store->mutex);
    policy_unref(old); /* outside the lock: freeing a large policy takes long */
}

#define PROBLEMS_LOGGED 10

struct policy_reload {
    struct policy_source source;
    struct policy_store *store;
    struct log *log;
    struct metrics *metrics;
    struct fingerprint tried; /* of the last attempt */
    bool has_tried;
    pthread_mutex_t mutex; /* guards `reason` */
    struct err reason;
};

static struct str problem_text(const struct problem *problem, struct arena *arena)
{
    const char *severity = problem->severity == SEVERITY_ERROR ? "error" : "warning";
    const struct place *place = &problem->place;

    if (place->file == NULL || place->line == 0)
        return arena_format(arena, "%s: %s [%s]", severity, problem->text, problem->name);
    return arena_format(arena, "%s:%u:%u: %s: %s [%s]", place->file, place->line,
                        place->column, severity, problem->text, problem->name);
}

/* The first problems of the severity; *ret_n: the number of all. */
static void log_problems(struct log_line *line, const struct problems *problems,
                         enum severity severity, struct arena *arena)
{
    struct str items[PROBLEMS_LOGGED];
    size_t n = 0;

    for (size_t i = 0; i < problems->n && n < PROBLEMS_LOGGED; i++) {
        if (problems->all[i].severity == severity)
            items[n++] = problem_text(&problems->all[i], arena);
    }
    if (n > 0)
        log_line_list(line, "problems", items, n);
}

static void set_reason(struct policy_reload *reload, const struct problems *problems,
                       const struct err *err_or_null)
{
    AUTO(arena_clear) struct arena arena = {0};
    const struct problem *first = problems_first(problems, SEVERITY_ERROR);
    struct err reason = {0};

    if (err_or_null != NULL)
        reason = *err_or_null;
    if (err_or_null != NULL && first != NULL) {
        const struct str text = problem_text(first, &arena);

        (void)err_set(&reason, ERR_INVALID, "%.*s", STR_ARGS(text));
    }
    LOCK_SCOPE(&reload->mutex);
    reload->reason = reason;
}

static void failed(struct policy_reload *reload, const struct problems *problems,
                   const struct err *err)
{
    AUTO(arena_clear) struct arena arena = {0};
    AUTO(policy_unref) struct policy *in_force = policy_store_get(reload->store);
    struct log_line line;

    metrics_add(reload->metrics, METRIC_POLICY_LOAD_FAILURES, 1);
    metrics_set(reload->metrics, METRIC_POLICY_LOAD_OK, 0);
    set_reason(reload, problems, err);

    log_line_begin(&line, reload->log, LOG_LEVEL_ERROR,
                   in_force == NULL
                       ? "the policy does not load; all reviews are answered 503"
                       : "the policy does not load; the one in force stays",
                   NULL);
    log_line_text(&line, "file", reload->source.path);
    log_line_text(&line, "error", err->text);
    log_line_u64(&line, "errors", problems->n_errors);
    log_problems(&line, problems, SEVERITY_ERROR, &arena);
    if (in_force != NULL)
        log_line_str(&line, "policy", policy_hash(in_force));
    log_line_end(&line);
}

static void log_list(struct log_line *line, const char *key, const char *key_total,
                     const struct change_list *list)
{
    if (list->n == 0)
        return;
    log_line_list(line, key, list->items, list->n);
    if (list->total > list->n)
        log_line_u64(line, key_total, list->total);
}

/* "classesChanged", "nClassesChanged" */
static void log_section(struct log_line *line, struct str section, const char *verb,
                        const struct change_list *list, struct arena *arena)
{
    const struct str key = arena_format(arena, "%.*s%s", STR_ARGS(section), verb);
    const char first = key.ptr[0];
    const bool is_lower = first >= 'a' && first <= 'z';
    const struct str total =
        arena_format(arena, "n%c%s", is_lower ? first - 'a' + 'A' : first, key.ptr + 1);

    log_list(line, key.ptr, total.ptr, list);
}

static void log_change(struct log_line *line, const struct policy *before,
                       const struct policy *after, struct arena *arena)
{
    struct policy_change change;

    log_line_str(line, "policyBefore", policy_hash(before));
    policy_change_find(before, after, arena, &change);
    log_list(line, "tenantsAdded", "nTenantsAdded", &change.tenants_added);
    log_list(line, "tenantsRemoved", "nTenantsRemoved", &change.tenants_removed);
    log_list(line, "classesAdded", "nClassesAdded", &change.classes_added);
    log_list(line, "classesRemoved", "nClassesRemoved", &change.classes_removed);
    log_list(line, "exemptionsAdded", "nExemptionsAdded", &change.exemptions_added);
    log_list(line, "exemptionsRemoved", "nExemptionsRemoved", &change.exemptions_removed);
    log_list(line, "domainsAdded", "nDomainsAdded", &change.domains_added);
    log_list(line, "domainsRemoved", "nDomainsRemoved", &change.domains_removed);
    log_list(line, "domainsMoved", "nDomainsMoved", &change.domains_moved);
    log_list(line, "rulesChanged", "nRulesChanged", &change.rules_changed);
    log_list(line, "settingsChanged", "nSettingsChanged", &change.settings_changed);
    for (size_t i = 0; i < change.n_sections; i++) {
        const struct section_change *section = &change.sections[i];

        log_section(line, section->section, "Added", &section->added, arena);
        log_section(line, section->section, "Removed", &section->removed, arena);
        log_section(line, section->section, "Changed", &section->changed, arena);
    }
}

static void log_loaded(const struct policy_reload *reload, const struct policy *before,
                       const struct policy *after, const struct problems *problems)
{
    AUTO(arena_clear) struct arena arena = {0};
    struct log_line line;

    log_line_begin(&line, reload->log,
                   problems->n_warnings > 0 ? LOG_LEVEL_WARN : LOG_LEVEL_INFO,
                   "policy in force", NULL);
    log_line_text(&line, "file", reload->source.path);
    log_line_str(&line, "name", policy_name(after));
    log_line_str(&line, "policy", policy_hash(after));
    log_line_ms(&line, "ms", metrics_get(reload->metrics, METRIC_POLICY_LOAD_TIME));
    if (policy_mode(after) == POLICY_PREVIEW)
        log_line_text(&line, "mode", "preview");
    if (policy_left_out(after) > 0)
        log_line_u64(&line, "filesLeftOut", policy_left_out(after));
    if (before != NULL)
        log_change(&line, before, after, &arena);
    if (problems->n_warnings > 0) {
        log_line_u64(&line, "warnings", problems->n_warnings);
        log_problems(&line, problems, SEVERITY_WARNING, &arena);
    }
    log_line_end(&line);
}

static void loaded(struct policy_reload *reload, struct policy *policy_take,
                   const struct problems *problems)
{
    AUTO(policy_unref) struct policy *before = policy_store_get(reload->store);
    AUTO(policy_unref) struct policy *after = policy_take;
    const bool is_preview = policy_mode(after) == POLICY_PREVIEW;
    const struct str labels[] = {policy_name(after), policy_hash(after),
                                 is_preview ? STR("preview") : STR("enforce")};

    /* Swap first, so that metrics and log never run ahead of the truth. */
    policy_ref(after);
    policy_store_put(reload->store, policy_take);
    metrics_add(reload->metrics, METRIC_POLICY_LOADS, 1);
    metrics_set(reload->metrics, METRIC_POLICY_LOAD_OK, 1);
    metrics_set(reload->metrics, METRIC_POLICY_LOADED, (uint64_t)clock_unix_seconds());
    metrics_set_info(reload->metrics, METRIC_POLICY_INFO, labels);
    set_reason(reload, problems, NULL);
    if (log_takes(reload->log, LOG_LEVEL_INFO) || problems->n_warnings > 0)
        log_loaded(reload, before, after, problems);
}

static void load(struct policy_reload *reload)
{
    const uint64_t start_ns = clock_monotonic_ns();
    AUTO(problems_clear) struct problems problems = {0};
    struct policy *policy;
    struct err err = {0};

    policy = policy_load_within(reload->source.path, clock_today(),
                                reload->source.max_bytes, &problems, &err);
    metrics_set(reload->metrics, METRIC_POLICY_LOAD_TIME,
                clock_monotonic_ns() - start_ns);
    problems_sort(&problems);
    if (policy != NULL && reload->source.in_preview)
        policy_set_mode(policy, POLICY_PREVIEW);
    if (policy == NULL)
        failed(reload, &problems, &err);
    else
        loaded(reload, policy, &problems);
}

static void load_with_room(struct policy_reload *reload)
{
    const struct policy_source *source = &reload->source;

    if (source->take_room != NULL)
        source->take_room(source->room_owner);
    load(reload);
    if (source->give_room_back != NULL)
        source->give_room_back(source->room_owner);
}

void policy_reload_run(struct policy_reload *reload, enum reload_when when)
{
    struct fingerprint now;

    fingerprint_take(&reload->source.path, 1, &now);
    for (unsigned attempt = 0; attempt < RELOAD_MAX_ATTEMPTS; attempt++) {
        if (when == RELOAD_IF_CHANGED && reload->has_tried &&
            fingerprint_equal(&now, &reload->tried))
            return;
        load_with_room(reload);
        reload->tried = now;
        reload->has_tried = true;
        /* The files may have changed while they were read. */
        when = RELOAD_IF_CHANGED;
        fingerprint_take(&reload->source.path, 1, &now);
    }
}

void policy_reload_reason(struct policy_reload *reload, struct buf *out)
{
    LOCK_SCOPE(&reload->mutex);
    buf_add_text(out, reload->reason.text);
}

struct policy_reload *policy_reload_new(const struct policy_source *source,
                                        struct policy_store *store, struct log *log,
                                        struct metrics *metrics)
{
    struct policy_reload *reload = mem_alloc(1, sizeof *reload);

    reload->source = *source;
    reload->store = store;
    reload->log = log;
    reload->metrics = metrics;
    pthread_mutex_init(&reload->mutex, NULL);
    return reload;
}

void policy_reload_free(struct policy_reload *reload)
{
    if (reload == NULL)
        return;
    pthread_mutex_destroy(&reload->mutex);
    free(reload);
}
