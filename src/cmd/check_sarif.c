/*
 * check_sarif: SARIF 2.1.0 (OASIS), for code scanning.
 *
 * One run, whose head says whether everything could be read; so the results are held back
 * until the end.
 */
#include <assert.h>

#include "base/text.h"
#include "cmd/check_report.h"
#include "core/policy.h"

#define SCHEMA "https://json.schemastore.org/sarif-2.1.0.json"

static const char *const rules[] = {
    [RULE_TENANT_KNOWN] = "The namespace belongs to a tenant.",
    [RULE_CLASS_PRESENT] = "The object names an ingress class.",
    [RULE_CLASS_AGREES] = "All that name an ingress class name the same one.",
    [RULE_CLASS_PERMITTED] = "The class is defined, and the tenant may use it.",
    [RULE_HOST_PRESENT] = "No rule and no default backend claims every host.",
    [RULE_HOST_VALID] = "Every host is a DNS name.",
    [RULE_HOST_PERMITTED] = "Every host lies in a domain delegated to the tenant.",
    [RULE_HOST_IN_CLASS] = "Every host lies in a domain that the class serves.",
    [RULE_HOST_WILDCARD] = "No wildcard host that the policy does not list.",
    [RULE_TLS_REQUIRED] = "Every host has a tls entry where the class demands it.",
    [RULE_DNS_ANNOTATIONS] = "The annotations for ExternalDNS are the platform's.",
    [RULE_SOURCE_RANGES] = "The source ranges are within those of the class.",
    [RULE_ANNOTATION_REQUIRED] = "The annotations that the policy adds are there.",
    [RULE_ANNOTATION_FORBIDDEN] = "No annotation that the policy forbids.",
    [RULE_ANNOTATION_SAFE] = "Values that the controller copies hold no control text.",
    [RULE_PATH_SAFE] = "Paths hold nothing that ends a configuration line.",
};
static_assert(ARRAY_LEN(rules) == RULE_COUNT, "a sentence for every rule");

/* A URI reference: what is not unreserved or a slash is percent-encoded (RFC 3986 2.3).
 */
static void add_uri(struct buf *buf, struct str path)
{
    static const char plain[] = "-._~/";

    buf_add_text(buf, path.len > 0 && path.ptr[0] == '/' ? "\"file://" : "\"");
    for (size_t i = 0; i < path.len; i++) {
        const char byte = path.ptr[i];
        const char lower = byte_lower(byte);

        if ((lower >= 'a' && lower <= 'z') || (byte >= '0' && byte <= '9') ||
            (byte != '\0' && strchr(plain, byte) != NULL))
            buf_add_byte(buf, byte);
        else
            buf_addf(buf, "%%%02X", (unsigned)(unsigned char)byte);
    }
    buf_add_byte(buf, '"');
}

static void add_location(struct buf *buf, struct place place)
{
    buf_add_text(buf, "{\"physicalLocation\":{\"artifactLocation\":{\"uri\":");
    add_uri(buf, str_from(place.file));
    buf_add_byte(buf, '}');
    if (place.line != 0)
        buf_addf(buf, ",\"region\":{\"startLine\":%u", place.line);
    if (place.line != 0 && place.column != 0)
        buf_addf(buf, ",\"startColumn\":%u", place.column);
    buf_add_text(buf, place.line != 0 ? "}}" : "}"); /* the location stays open */
}

static void add_message(struct buf *buf, struct str text)
{
    buf_add_text(buf, "\"message\":{\"text\":");
    text_add_json(buf, text);
    buf_add_byte(buf, '}');
}

static void add_result(struct report *report, const struct checked_object *object,
                       const struct finding *finding, const char *level)
{
    struct buf *buf = &report->held;
    enum rule_id rule;
    AUTO(buf_clear) struct buf text = {0};

    buf_init(&text, NULL, BUF_MAX_BYTES);
    report_add_object(&text, object);
    buf_add_text(buf, report->n_entries == 0 ? "{\"ruleId\":" : ",\n{\"ruleId\":");
    text_add_json(buf, finding->rule);
    if (rule_id_from_name(finding->rule, &rule))
        buf_addf(buf, ",\"ruleIndex\":%u", (unsigned)rule);
    buf_addf(buf, ",\"level\":\"%s\",", level);
    add_message(buf, finding->message);
    buf_add_text(buf, ",\"locations\":[");
    add_location(buf, finding->place);
    buf_add_text(buf, ",\"logicalLocations\":[{\"kind\":\"member\",\"name\":");
    text_add_json(buf, finding->field);
    buf_add_text(buf, ",\"fullyQualifiedName\":");
    buf_add_text(&text, " ");
    buf_add(&text, finding->field);
    text_add_json(buf, buf_str(&text));
    buf_add_text(buf, "}]}]}");
    report->n_entries++;
}

static void judged(struct report *report, const struct checked_object *object)
{
    for (size_t i = 0; i < object->n_violations; i++)
        add_result(report, object, &object->violations[i], "error");
    for (size_t i = 0; i < object->n_warnings; i++)
        add_result(report, object, &object->warnings[i], "warning");
}

static void unjudged(struct report *report, const struct problem *problem)
{
    struct buf *buf = &report->notices;

    buf_add_text(buf,
                 buf->len == 0 ? "{\"level\":\"error\"," : ",\n{\"level\":\"error\",");
    add_message(buf, str_from(problem->text));
    buf_add_text(buf, ",\"locations\":[");
    add_location(buf, problem->place);
    buf_add_text(buf, "}]}");
}

static void add_rules(struct buf *buf)
{
    for (unsigned i = 0; i < RULE_COUNT; i++) {
        buf_add_text(buf, i == 0 ? "{\"id\":" : ",\n{\"id\":");
        text_add_json(buf, rule_id_name((enum rule_id)i));
        buf_add_text(buf, ",\"shortDescription\":{\"text\":");
        text_add_json(buf, str_from(rules[i]));
        buf_add_text(buf, "}}");
    }
}

static void end(struct report *report, const struct check_counts *counts)
{
    struct buf *out = &report->out;

    buf_add_text(out, "{\"$schema\":\"" SCHEMA "\",\"version\":\"2.1.0\",\"runs\":[{\n"
                      "\"tool\":{\"driver\":{\"name\":\"ingress-warden\",\"version\":"
                      "\"" INGRESS_WARDEN_VERSION "\",\"rules\":[\n");
    add_rules(out);
    buf_addf(out, "]}},\n\"invocations\":[{\"executionSuccessful\":%s",
             counts->unjudged == 0 ? "true" : "false");
    buf_add_text(out, ",\"toolExecutionNotifications\":[");
    buf_add(out, buf_str(&report->notices));
    buf_add_text(out, "]}],\n\"properties\":{\"policy\":");
    text_add_json(out, policy_name(report->policy));
    buf_add_text(out, ",\"policyHash\":");
    text_add_json(out, policy_hash(report->policy));
    buf_add_text(out, "},\n\"results\":[\n");
    buf_add(out, buf_str(&report->held));
    buf_add_text(out, "]}]}\n");
}

const struct report_format check_sarif = {
    .name = "sarif",
    .can_show_patched = false,
    .has_summary = false,
    .judged = judged,
    .unjudged = unjudged,
    .end = end,
};
