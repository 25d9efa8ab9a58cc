/* SPDX-License-Identifier: Apache-2.0 */
/*
 * policy_reports: writes the findings as objects for dashboards, one document for each
 * namespace.  Source of the fields: the CRDs openreports.io/v1alpha1 and
 * wgpolicyk8s.io/v1alpha2.
 */
#include <assert.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/units.h"
#include "cmd/cli/output.h"
#include "cmd/report/forms.h"
#include "cmd/report/survey/about.h"
#include "core/policy/policy.h"
#include "core/values/day.h"
#include "json/json.h"

#define MAX_RESULTS       500 /* of one document: an object is limited to 1.5 MiB */
#define MAX_MESSAGE_BYTES 1000
#define NAME              "ingress-warden"

enum result {
    RESULT_PASS,
    RESULT_FAIL,
    RESULT_WARN,
    RESULT_ERROR,
    RESULT_SKIP,
    RESULTS,
};

static const struct {
    const char *word;
    const char *severity;
} results[RESULTS] = {
    [RESULT_PASS] = {"pass", "info"},   [RESULT_FAIL] = {"fail", "high"},
    [RESULT_WARN] = {"warn", "medium"}, [RESULT_ERROR] = {"error", "info"},
    [RESULT_SKIP] = {"skip", "info"},
};

struct dialect {
    const char *api_version;
    const char *kind;
    bool has_source; /* the report has a `source` of its own */
};

/* A document while its results are collected. */
struct document {
    const struct about *about;
    const struct dialect *dialect;
    struct buf results; /* JSON */
    size_t counts[RESULTS];
    size_t n;
    size_t number; /* of documents written for the namespace */
    struct buf *out;
    FILE *stream;
};

static enum result result_of(const struct survey_finding *finding)
{
    if (finding->rule == RULE_COUNT)
        return RESULT_ERROR;
    switch (finding->disposition) {
    case DISPOSITION_DENIED:
        return RESULT_FAIL;
    case DISPOSITION_WARNED:
    case DISPOSITION_AUDITED:
    case DISPOSITION_RATCHETED:
        return RESULT_WARN;
    case DISPOSITION_EXCUSED:
        break;
    }
    return RESULT_SKIP;
}

/* The result of a rule with several findings. */
static enum result worse_of(enum result a, enum result b)
{
    static const int ranks[RESULTS] = {
        [RESULT_FAIL] = 3, [RESULT_ERROR] = 4, [RESULT_WARN] = 2, [RESULT_SKIP] = 1};

    return ranks[b] > ranks[a] ? b : a;
}

static void put(struct buf *buf, const char *key, struct str text)
{
    json_add_key(buf, str_from(key));
    json_add_string(buf, text);
}

static void put_if_any(struct buf *buf, const char *key, struct str text)
{
    if (text.len > 0)
        put(buf, key, text);
}

static void add_resource(struct buf *buf, const struct survey_object *object)
{
    json_add_key(buf, STR("resources"));
    buf_add_text(buf, "[{");
    put(buf, "apiVersion", object->api_version);
    put(buf, "kind", object->resource_kind);
    put(buf, "namespace", object->namespace);
    put(buf, "name", object->name);
    put_if_any(buf, "uid", object->uid);
    buf_add_text(buf, "}]");
}

static void add_classes(struct buf *buf, const struct survey_object *object)
{
    struct arena arena = {0};
    struct buf names = buf_in(&arena);

    for (size_t i = 0; i < object->n_classes; i++) {
        buf_add_text(&names, i == 0 ? "" : ", ");
        buf_add(&names, object->classes[i]->name);
    }
    put_if_any(buf, "class", buf_str(&names));
    arena_clear(&arena);
}

static bool is_announced(const struct survey_finding *finding)
{
    return finding->entry != NULL && finding->entry->from_day != DAY_NEVER &&
           finding->entry->then == ACTION_DENY &&
           finding->disposition != DISPOSITION_DENIED;
}

/* finding: NULL for an object without findings. */
static void add_properties(const struct document *document,
                           const struct survey_object *object,
                           const struct survey_finding *finding, struct buf *buf)
{
    json_add_key(buf, STR("properties"));
    buf_add_byte(buf, '{');
    if (finding != NULL)
        put_if_any(buf, "field", finding->field);
    if (object->tenant != NULL)
        put(buf, "tenant", object->tenant->name);
    add_classes(buf, object);
    put(buf, "policyHash", policy_hash(document->about->desk->policy));
    if (finding != NULL && is_announced(finding))
        put(buf, "deniedFrom", finding->entry->from);
    if (finding != NULL && finding->exemption != NULL)
        put(buf, "exemption", finding->exemption->name);
    buf_add_byte(buf, '}');
}

/* Cut at the end of a character. */
static struct str head_of(struct str text, size_t max_bytes)
{
    size_t n = text.len < max_bytes ? text.len : max_bytes;

    while (n > 0 && n < text.len && ((unsigned char)text.ptr[n] & 0xc0) == 0x80)
        n--;
    return str_head(text, n);
}

/* The messages of the rule, each on a line of its own. */
static void add_message(const struct survey_object *object, enum rule_id rule,
                        struct buf *buf)
{
    struct arena arena = {0};
    struct buf text = buf_in(&arena);
    size_t n_more = 0;

    for (size_t i = 0; i < object->n_findings; i++) {
        const struct survey_finding *finding = &object->findings[i];
        const size_t left =
            text.len < MAX_MESSAGE_BYTES ? MAX_MESSAGE_BYTES - text.len : 0;

        if (finding->rule != rule)
            continue;
        if (n_more > 0 || (text.len > 0 && finding->message.len + 1 > left)) {
            n_more++;
            continue;
        }
        buf_add_text(&text, text.len > 0 ? "\n" : "");
        buf_add(&text, head_of(finding->message, left));
    }
    if (n_more > 0)
        buf_addf(&text, "\nand %zu more", n_more);
    put_if_any(buf, "message", buf_str(&text));
    arena_clear(&arena);
}

static void open_result(struct document *document, const struct survey_object *object,
                        struct str rule, enum result result)
{
    struct buf *buf = &document->results;
    const struct str policy = policy_name(document->about->desk->policy);

    document->counts[result]++;
    document->n++;
    json_add_comma(buf);
    buf_add_byte(buf, '{');
    put(buf, "policy", policy.len > 0 ? policy : STR(NAME));
    put(buf, "rule", rule);
    put(buf, "category", object->kind);
    put(buf, "source", STR(NAME));
    put(buf, "result", str_from(results[result].word));
    put(buf, "severity", str_from(results[result].severity));
    json_add_key(buf, STR("scored"));
    buf_add_text(buf, result == RESULT_SKIP ? "false" : "true");
}

static void close_result(struct document *document, const struct survey_object *object,
                         const struct survey_finding *finding)
{
    struct buf *buf = &document->results;

    add_resource(buf, object);
    json_add_key(buf, STR("timestamp"));
    buf_addf(buf, "{\"seconds\":%lld,\"nanos\":0}",
             (long long)(document->about->today * SECONDS_PER_DAY));
    add_properties(document, object, finding, buf);
    buf_add_byte(buf, '}');
}

static void flush(struct document *document)
{
    if (document->stream == NULL)
        return;
    /* A short write sets the stream's error indicator, which the caller checks. */
    (void)fwrite(document->out->ptr, 1, document->out->len, document->stream);
    document->out->len = 0;
}

static void add_summary(const struct document *document, struct buf *buf)
{
    json_add_key(buf, STR("summary"));
    buf_add_byte(buf, '{');
    for (size_t i = 0; i < RESULTS; i++) {
        json_add_key(buf, str_from(results[i].word));
        buf_add_u64(buf, document->counts[i]);
    }
    buf_add_byte(buf, '}');
}

/* Write the results collected for the namespace as one YAML document. */
static void finish_document(struct document *document, struct str namespace)
{
    AUTO(buf_clear) struct buf json = {.max_bytes = SIZE_MAX};
    struct err unused;
    bool is_json;

    if (document->n == 0)
        return;
    document->number++;
    buf_add_byte(&json, '{');
    put(&json, "apiVersion", str_from(document->dialect->api_version));
    put(&json, "kind", str_from(document->dialect->kind));
    buf_add_text(&json, ",\"metadata\":{\"name\":\"" NAME);
    if (document->number > 1)
        buf_addf(&json, "-%zu", document->number);
    buf_add_byte(&json, '"');
    put(&json, "namespace", namespace);
    buf_add_text(&json, ",\"labels\":{\"app.kubernetes.io/managed-by\":\"" NAME "\"}}");
    if (document->dialect->has_source)
        put(&json, "source", STR(NAME));
    add_summary(document, &json);
    json_add_key(&json, STR("results"));
    buf_add_byte(&json, '[');
    buf_add(&json, buf_str(&document->results));
    buf_add_text(&json, "]}");
    buf_add_text(document->out, "---\n");
    is_json = yaml_text_add(document->out, buf_str(&json), &unused);
    assert(is_json);
    flush(document);
    document->results.len = 0;
    document->n = 0;
    memset(document->counts, 0, sizeof document->counts);
}

static void add_rule(struct document *document, const struct survey_object *object,
                     const struct survey_finding *first)
{
    enum result result = RESULT_PASS;

    for (size_t i = 0; i < object->n_findings; i++) {
        if (object->findings[i].rule == first->rule)
            result = worse_of(result, result_of(&object->findings[i]));
    }
    open_result(document, object, about_rule(first->rule), result);
    add_message(object, first->rule, &document->results);
    close_result(document, object, first);
}

static void add_object(struct document *document, const struct survey_object *object)
{
    bool listed[RULE_COUNT + 1] = {false};

    if (object->n_findings == 0) {
        open_result(document, object, STR("all"), RESULT_PASS);
        close_result(document, object, NULL);
    }
    for (size_t i = 0; i < object->n_findings; i++) {
        const struct survey_finding *finding = &object->findings[i];

        if (listed[finding->rule])
            continue;
        listed[finding->rule] = true;
        if (document->n == MAX_RESULTS)
            finish_document(document, object->namespace);
        add_rule(document, object, finding);
    }
}

static int by_namespace(const void *a, const void *b)
{
    const struct survey_object *left = *(const struct survey_object *const *)a;
    const struct survey_object *right = *(const struct survey_object *const *)b;
    const int order = str_compare(left->namespace, right->namespace);

    return order != 0 ? order : (left > right) - (left < right);
}

static void write_all(struct document *document)
{
    const struct overview *overview = document->about->overview;
    const size_t n = overview_count_objects(overview);
    AUTO(mem_free)
    const struct survey_object **all = mem_alloc(n, sizeof(struct survey_object *));
    struct str namespace = STR_NONE;

    for (size_t i = 0; i < n; i++)
        all[i] = overview_object(overview, i);
    if (n > 1)
        qsort(all, n, sizeof(struct survey_object *), by_namespace);
    for (size_t i = 0; i < n; i++) {
        if (all[i]->namespace.len == 0)
            continue; /* its report would have no namespace */
        if (!str_equal(all[i]->namespace, namespace)) {
            finish_document(document, namespace);
            document->number = 0;
        } else if (document->n == MAX_RESULTS) {
            finish_document(document, namespace);
        }
        namespace = all[i]->namespace;
        add_object(document, all[i]);
    }
    finish_document(document, namespace);
}

static void write_in(const struct dialect *dialect, const struct about *about,
                     FILE *stream, struct buf *ret)
{
    struct document document = {
        .about = about,
        .dialect = dialect,
        .results = {.max_bytes = SIZE_MAX},
        .out = ret,
        .stream = stream,
    };

    write_all(&document);
    buf_clear(&document.results);
}

void report_openreports(const struct about *about, FILE *stream_or_null, struct buf *ret)
{
    static const struct dialect dialect = {"openreports.io/v1alpha1", "Report", true};

    write_in(&dialect, about, stream_or_null, ret);
}

void report_policyreport(const struct about *about, FILE *stream_or_null, struct buf *ret)
{
    static const struct dialect dialect = {"wgpolicyk8s.io/v1alpha2", "PolicyReport",
                                           false};

    write_in(&dialect, about, stream_or_null, ret);
}
