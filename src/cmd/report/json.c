/* SPDX-License-Identifier: Apache-2.0 */
/* json: the whole report as one JSON object on one line. */
#include "cmd/report/forms.h"

#include "cmd/cli/json_out.h"
#include "cmd/report/survey/about.h"
#include "core/policy/policy.h"
#include "core/values/day.h"
#include "json/json.h"

#define FLUSH_BYTES ((size_t)64 << 10)

struct writer {
    const struct about *about;
    struct buf *buf;
    FILE *stream;
};

/* The last byte is kept, because it decides whether a comma must follow. */
static void flush(const struct writer *writer, size_t from)
{
    struct buf *buf = writer->buf;

    if (writer->stream == NULL || buf->len < from || buf->len < 2)
        return;
    /* A short write sets the stream's error indicator, which the caller checks. */
    (void)fwrite(buf->ptr, 1, buf->len - 1, writer->stream);
    buf->ptr[0] = buf->ptr[buf->len - 1];
    buf->len = 1;
}

static void open_with(const struct writer *writer, const char *key, char bracket)
{
    if (key == NULL)
        json_add_comma(writer->buf);
    else
        json_add_key(writer->buf, str_from(key));
    buf_add_byte(writer->buf, bracket);
}

static void close_with(const struct writer *writer, char bracket)
{
    buf_add_byte(writer->buf, bracket);
}

static void put_text(const struct writer *writer, const char *key, struct str text)
{
    if (key == NULL)
        json_add_comma(writer->buf);
    else
        json_add_key(writer->buf, str_from(key));
    json_add_string(writer->buf, text);
}

static void put_word(const struct writer *writer, const char *key, const char *word)
{
    put_text(writer, key, str_from(word));
}

static void put_number(const struct writer *writer, const char *key, size_t number)
{
    json_add_key(writer->buf, str_from(key));
    buf_add_u64(writer->buf, number);
}

static void put_literal(const struct writer *writer, const char *key, const char *literal)
{
    json_add_key(writer->buf, str_from(key));
    buf_add_text(writer->buf, literal);
}

static void put_flag(const struct writer *writer, const char *key, int is_set)
{
    put_literal(writer, key, is_set ? "true" : "false");
}

static void put_day(const struct writer *writer, const char *key, int32_t day)
{
    json_add_key(writer->buf, str_from(key));
    buf_add_byte(writer->buf, '"');
    day_add(writer->buf, day);
    buf_add_byte(writer->buf, '"');
}

/* The entry of the policy's files that a class, a rule or an exemption comes from. */
static void put_entry(const struct writer *writer, const char *key, const void *of)
{
    AUTO(json_decref)
    json_t *entry = desk_entry_json(entries_find(writer->about->desk->entries, of));

    if (key == NULL)
        json_add_comma(writer->buf);
    else
        json_add_key(writer->buf, str_from(key));
    cold_json_add(writer->buf, entry, COLD_JSON_LINE);
}

/* The members that identify an object; the caller writes the braces. */
static void put_identity(const struct writer *writer, const struct survey_object *object)
{
    put_text(writer, "kind", object->kind);
    put_text(writer, "namespace", object->namespace);
    put_text(writer, "name", object->name);
}

static void put_policy(const struct writer *writer)
{
    const struct policy *policy = writer->about->desk->policy;

    open_with(writer, "policy", '{');
    put_text(writer, "name", policy_name(policy));
    put_text(writer, "hash", policy_hash(policy));
    put_word(writer, "mode", about_mode(writer->about));
    close_with(writer, '}');
    put_day(writer, "date", writer->about->today);
}

static void put_summary(const struct writer *writer)
{
    const struct overview *overview = writer->about->overview;

    open_with(writer, "summary", '{');
    put_number(writer, "objects", overview->n_judged);
    for (enum survey_state state = SURVEY_DENIED; state < SURVEY_STATES; state++)
        put_number(writer, about_state(state), overview->states[state]);
    put_number(writer, "stuck", overview->n_stuck);
    put_number(writer, "unread", overview_count_unread(overview));
    close_with(writer, '}');
}

static void put_objects(const struct writer *writer)
{
    const struct overview *overview = writer->about->overview;

    open_with(writer, "objects", '[');
    for (size_t i = 0; i < overview_count_objects(overview); i++) {
        const struct survey_object *object = overview_object(overview, i);

        if (object->json.len == 0)
            continue;
        open_with(writer, NULL, '{');
        buf_add(writer->buf, object->json);
        put_word(writer, "created", about_verdict(object));
        put_word(writer, "updated", about_next_verdict(object));
        close_with(writer, '}');
        flush(writer, FLUSH_BYTES);
    }
    close_with(writer, ']');
}

/* The changes of one object on one day, which are adjacent.  Returns the next change. */
static const struct overview_change *put_changes(const struct writer *writer,
                                                 const struct overview_change *first)
{
    const struct survey_object *object = first->object;
    const struct overview_change *change = first;
    bool listed[RULE_COUNT + 1] = {false};
    bool is_updated = false;

    open_with(writer, NULL, '{');
    put_identity(writer, object);
    open_with(writer, "rules", '[');
    for (; change != NULL && change->object == object; change = change->next) {
        is_updated = is_updated || change->change->updated;
        if (listed[change->change->rule])
            continue;
        listed[change->change->rule] = true;
        put_text(writer, NULL, about_rule(change->change->rule));
    }
    close_with(writer, ']');
    put_word(writer, "created", "denied");
    put_word(writer, "updated", is_updated ? "denied" : "allowed");
    close_with(writer, '}');
    return change;
}

static void put_next(const struct writer *writer)
{
    const struct overview *overview = writer->about->overview;

    open_with(writer, "next", '[');
    for (size_t i = 0; i < overview->n_days; i++) {
        const struct overview_day *day = &overview->days[i];
        const struct overview_change *change = day->first;

        open_with(writer, NULL, '{');
        put_day(writer, "date", day->day);
        open_with(writer, "what", '[');
        for (size_t k = 0; k < day->n_entries; k++)
            put_entry(writer, NULL, day->entries[k]);
        for (size_t k = 0; k < day->n_exemptions; k++)
            put_entry(writer, NULL, day->exemptions[k]);
        close_with(writer, ']');
        open_with(writer, "objects", '[');
        while (change != NULL)
            change = put_changes(writer, change);
        close_with(writer, ']');
        close_with(writer, '}');
        flush(writer, FLUSH_BYTES);
    }
    close_with(writer, ']');
}

static void put_places(const struct writer *writer, const struct overview_name *name)
{
    const struct survey_object *last = NULL;

    open_with(writer, "objects", '[');
    for (const struct overview_place *place = name->first; place != NULL;
         place = place->next) {
        if (place->object == last)
            continue;
        last = place->object;
        open_with(writer, NULL, '{');
        put_identity(writer, place->object);
        close_with(writer, '}');
    }
    close_with(writer, ']');
}

static void put_names(const struct writer *writer, const struct overview_name *first)
{
    open_with(writer, "hosts", '[');
    for (const struct overview_name *name = first; name != NULL;
         name = name->next_of_entry) {
        open_with(writer, NULL, '{');
        put_text(writer, "name", name->text);
        put_places(writer, name);
        close_with(writer, '}');
        flush(writer, FLUSH_BYTES);
    }
    close_with(writer, ']');
}

static void put_owners_of(const struct writer *writer, const struct owned_entry *entry)
{
    const struct tenant *of = writer->about->overview->tenant;

    open_with(writer, "owners", '[');
    for (size_t i = 0; i < entry->n_owners; i++) {
        const struct owner *owner = &entry->owners[i];

        open_with(writer, NULL, '{');
        put_text(writer, "tenant", about_tenant(writer->about, owner->tenant));
        if (of == NULL || of == owner->tenant)
            put_entry(writer, "entry", owner->item);
        close_with(writer, '}');
    }
    close_with(writer, ']');
}

static void put_owner(const struct writer *writer, uint32_t at)
{
    const struct overview *overview = writer->about->overview;
    const struct owned_entry *entry = &overview->owners->all[at];
    struct arena arena = {0};
    struct buf name = buf_in(&arena);

    if (entry->kind == DOMAIN_WILDCARD)
        buf_add_text(&name, "*.");
    buf_add(&name, entry->text);
    open_with(writer, NULL, '{');
    put_text(writer, "name", buf_str(&name));
    put_word(writer, "kind", owned_kind(entry));
    put_number(writer, "depth", entry->depth);
    put_owners_of(writer, entry);
    put_names(writer, overview->of_entry[at]);
    close_with(writer, '}');
    arena_clear(&arena);
}

static void put_owners(const struct writer *writer)
{
    const struct overview *overview = writer->about->overview;

    open_with(writer, "owners", '[');
    if (overview->unowned != NULL) {
        open_with(writer, NULL, '{');
        put_literal(writer, "name", "null");
        put_word(writer, "kind", "none");
        put_number(writer, "depth", 0);
        open_with(writer, "owners", '[');
        close_with(writer, ']');
        put_names(writer, overview->unowned);
        close_with(writer, '}');
    }
    for (size_t i = 0; i < overview->n_entries; i++)
        put_owner(writer, overview->entries[i]);
    close_with(writer, ']');
}

static void put_shared_place(const struct writer *writer,
                             const struct overview_place *place)
{
    const struct tenant *of = writer->about->overview->tenant;

    open_with(writer, NULL, '{');
    if (of != NULL && of != place->object->tenant) {
        put_word(writer, "tenant", "another tenant");
    } else {
        put_identity(writer, place->object);
        if (place->object->tenant == NULL)
            put_literal(writer, "tenant", "null");
        else
            put_text(writer, "tenant", place->object->tenant->name);
    }
    open_with(writer, "paths", '[');
    for (size_t i = 0; i < place->host->n_paths; i++)
        put_text(writer, NULL, place->host->paths[i]);
    close_with(writer, ']');
    close_with(writer, '}');
}

static void put_shared(const struct writer *writer)
{
    const struct overview *overview = writer->about->overview;

    open_with(writer, "shared", '[');
    for (size_t i = 0; i < overview->n_names; i++) {
        if (!overview->names[i]->is_shared)
            continue;
        open_with(writer, NULL, '{');
        put_text(writer, "name", overview->names[i]->text);
        open_with(writer, "objects", '[');
        for (const struct overview_place *place =
                 overview_everywhere(overview, overview->names[i])->first;
             place != NULL; place = place->next)
            put_shared_place(writer, place);
        close_with(writer, ']');
        close_with(writer, '}');
        flush(writer, FLUSH_BYTES);
    }
    close_with(writer, ']');
}

static void put_cell(const struct writer *writer, const struct tenant *tenant,
                     const struct class *class)
{
    static const char *const words[] = {
        [CELL_NOT_PERMITTED] = "-",
        [CELL_NO_NAMES] = "no names",
        [CELL_MAY] = "may",
        [CELL_USES] = "may",
    };
    size_t n;
    const enum overview_cell_kind kind =
        overview_cell(writer->about->overview, tenant, class, &n);

    open_with(writer, NULL, '{');
    put_text(writer, "tenant", tenant->name);
    put_text(writer, "class", class->name);
    put_word(writer, "state", words[kind]);
    put_number(writer, "names", n);
    close_with(writer, '}');
}

static void put_classes(const struct writer *writer)
{
    const struct overview *overview = writer->about->overview;
    size_t n;
    const struct class *classes = policy_classes(writer->about->desk->policy, &n);

    open_with(writer, "classes", '[');
    for (size_t i = 0; i < overview->n_tenants; i++) {
        for (size_t k = 0; overview->tenants[i].tenant != NULL && k < n; k++)
            put_cell(writer, overview->tenants[i].tenant, &classes[k]);
        flush(writer, FLUSH_BYTES);
    }
    close_with(writer, ']');
}

static void put_instance_classes(const struct writer *writer,
                                 const struct dns_instance *instance)
{
    size_t n;
    const struct class *classes = policy_classes(writer->about->desk->policy, &n);

    open_with(writer, "classes", '[');
    for (size_t i = 0; i < n; i++) {
        const struct class_dns *dns = class_dns_of(&classes[i], instance);
        const struct dns_entry *target;

        if (dns == NULL || !overview_shows_class(writer->about->overview, &classes[i]))
            continue;
        target = class_dns_entry(dns, DNS_SUFFIX_TARGET);
        open_with(writer, NULL, '{');
        put_text(writer, "class", classes[i].name);
        if (target != NULL && dns_mode_writes(target->mode))
            put_text(writer, "target", target->value);
        put_entry(writer, "entry", &classes[i].dns);
        close_with(writer, '}');
    }
    close_with(writer, ']');
}

static void put_elsewhere(const struct writer *writer)
{
    open_with(writer, NULL, '{');
    put_literal(writer, "instance", "null");
    open_with(writer, "elsewhere", '[');
    for (const struct overview_elsewhere *at = writer->about->overview->elsewhere;
         at != NULL; at = at->next) {
        open_with(writer, NULL, '{');
        put_text(writer, "hostname", at->name->text);
        put_text(writer, "key", at->place->host->key);
        put_identity(writer, at->place->object);
        close_with(writer, '}');
        flush(writer, FLUSH_BYTES);
    }
    close_with(writer, ']');
    close_with(writer, '}');
}

static void put_dns(const struct writer *writer)
{
    const struct overview *overview = writer->about->overview;

    open_with(writer, "dns", '[');
    for (size_t i = 0; i < overview->n_instances; i++) {
        const struct overview_instance *instance = &overview->instances[i];

        open_with(writer, NULL, '{');
        put_text(writer, "instance", instance->instance->name);
        open_with(writer, "prefixes", '[');
        for (size_t k = 0; k < instance->instance->n_prefixes; k++)
            put_text(writer, NULL, instance->instance->prefixes[k]);
        close_with(writer, ']');
        put_instance_classes(writer, instance->instance);
        open_with(writer, "names", '[');
        for (const struct overview_names *at = instance->first; at != NULL;
             at = at->next) {
            put_text(writer, NULL, at->name->text);
            flush(writer, FLUSH_BYTES);
        }
        close_with(writer, ']');
        close_with(writer, '}');
    }
    if (overview->elsewhere != NULL)
        put_elsewhere(writer);
    close_with(writer, ']');
}

static void put_uses(const struct writer *writer, const char *key,
                     const struct overview_uses *uses)
{
    open_with(writer, key, '[');
    for (const struct overview_use *use = uses->first; use != NULL; use = use->next) {
        open_with(writer, NULL, '{');
        put_identity(writer, use->object);
        if (use->finding != NULL) {
            put_text(writer, "rule", about_rule(use->finding->rule));
            put_text(writer, "field", use->finding->field);
        }
        close_with(writer, '}');
        flush(writer, FLUSH_BYTES);
    }
    close_with(writer, ']');
}

static void put_ranges(const struct writer *writer)
{
    const struct overview *overview = writer->about->overview;
    size_t n;
    const struct class *classes = policy_classes(writer->about->desk->policy, &n);

    open_with(writer, "ranges", '[');
    for (size_t i = 0; i < n; i++) {
        const struct class_ranges *ranges = &classes[i].ranges;

        if (!overview_shows_class(overview, &classes[i]))
            continue;
        open_with(writer, NULL, '{');
        put_text(writer, "class", classes[i].name);
        put_word(writer, "mode", about_range_mode(ranges->mode));
        if (ranges->networks.len > 0)
            put_text(writer, "networks", ranges->networks);
        if (ranges->mode == RANGE_REFERENCE)
            put_text(writer, "object", ranges->object);
        put_entry(writer, "entry", &classes[i].ranges);
        put_uses(writer, "own", &overview->own_ranges[i]);
        close_with(writer, '}');
    }
    close_with(writer, ']');
}

static void put_exemption(const struct writer *writer,
                          const struct overview_excuse *excuse)
{
    const struct exemption *exemption = excuse->exemption;
    const int32_t today = writer->about->today;

    open_with(writer, NULL, '{');
    put_text(writer, "name", exemption->name);
    put_text(writer, "reason", exemption->reason);
    if (exemption->last_day == DAY_NEVER) {
        put_literal(writer, "until", "null");
        put_literal(writer, "daysLeft", "null");
    } else {
        put_day(writer, "until", exemption->last_day);
        json_add_key(writer->buf, STR("daysLeft"));
        buf_addf(writer->buf, "%d", (int)(exemption->last_day - today));
    }
    put_flag(writer, "expired", exemption->last_day < today);
    put_entry(writer, "entry", exemption);
    put_uses(writer, "excused", &excuse->uses);
    close_with(writer, '}');
}

static void put_exemptions(const struct writer *writer)
{
    const struct overview *overview = writer->about->overview;

    open_with(writer, "exemptions", '[');
    for (size_t i = 0; i < overview->n_by_end; i++)
        put_exemption(writer, overview->by_end[i]);
    close_with(writer, ']');
}

static void put_problems(const struct writer *writer, const char *key,
                         const struct problems *problems)
{
    static const char *const severities[] = {
        [SEVERITY_ERROR] = "error",
        [SEVERITY_WARNING] = "warning",
        [SEVERITY_NOTE] = "note",
    };

    open_with(writer, key, '[');
    for (size_t i = 0; i < problems->n; i++) {
        const struct problem *problem = &problems->all[i];

        open_with(writer, NULL, '{');
        put_word(writer, "file", problem->place.file);
        put_number(writer, "line", problem->place.line);
        put_number(writer, "column", problem->place.column);
        put_word(writer, "severity", severities[problem->severity]);
        put_word(writer, "name", problem->name);
        put_word(writer, "text", problem->text);
        close_with(writer, '}');
    }
    close_with(writer, ']');
}

void report_json(const struct about *about, FILE *stream_or_null, struct buf *ret)
{
    const struct writer writer = {about, ret, stream_or_null};
    const struct problems none = {0}; /* for the report of one tenant */

    buf_add_byte(ret, '{');
    put_policy(&writer);
    put_summary(&writer);
    put_objects(&writer);
    put_next(&writer);
    put_owners(&writer);
    put_shared(&writer);
    put_classes(&writer);
    put_dns(&writer);
    put_ranges(&writer);
    put_exemptions(&writer);
    put_problems(&writer, "lint",
                 about->overview->tenant == NULL ? &about->desk->problems : &none);
    put_problems(&writer, "unread",
                 about->overview->tenant == NULL ? &about->overview->survey->problems
                                                 : &none);
    buf_add_text(ret, "}\n");
    flush(&writer, 0);
    if (stream_or_null != NULL)
        (void)fwrite(ret->ptr, 1, ret->len, stream_or_null);
}
