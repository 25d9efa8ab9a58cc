/*
 * sarif: SARIF 2.1.0 (OASIS), for code scanning.
 *
 * One run, whose head says whether everything could be read; so the results are held back
 * until the end.
 */
#include "cmd/check/report.h"
#include "cmd/cli/json_out.h"
#include "core/rules/rules.h"

#define SCHEMA "https://json.schemastore.org/sarif-2.1.0.json"

/* A URI reference: what is not unreserved or a slash is percent-encoded (RFC 3986 2.3).
 */
static json_t *uri_of(struct str path)
{
    static const char plain[] = "-._~/";
    AUTO(buf_clear) struct buf uri = {0};

    buf_init(&uri, NULL, BUF_MAX_BYTES);
    buf_add_text(&uri, path.len > 0 && path.ptr[0] == '/' ? "file://" : "");
    for (size_t i = 0; i < path.len; i++) {
        const char byte = path.ptr[i];
        const char lower = byte_lower(byte);

        if ((lower >= 'a' && lower <= 'z') || (byte >= '0' && byte <= '9') ||
            (byte != '\0' && strchr(plain, byte) != NULL))
            buf_add_byte(&uri, byte);
        else
            buf_addf(&uri, "%%%02X", (unsigned)(unsigned char)byte);
    }
    return cold_json_text(buf_str(&uri));
}

static json_t *region_of(struct place place)
{
    json_t *region = cold_json_pair("startLine", cold_json_number(place.line));

    if (place.column != 0)
        cold_json_put(region, "startColumn", cold_json_number(place.column));
    return region;
}

static json_t *physical_location(struct place place)
{
    json_t *uri = uri_of(str_from(place.file));
    json_t *location = cold_json_pair("artifactLocation", cold_json_pair("uri", uri));

    if (place.line != 0)
        cold_json_put(location, "region", region_of(place));
    return location;
}

static json_t *logical_location(const struct checked_object *object, struct str field)
{
    json_t *location = cold_json_object();
    AUTO(buf_clear) struct buf qualified = {0};

    buf_init(&qualified, NULL, BUF_MAX_BYTES);
    report_add_object(&qualified, object);
    buf_add_byte(&qualified, ' ');
    buf_add(&qualified, field);
    cold_json_put(location, "kind", cold_json_word("member"));
    cold_json_put(location, "name", cold_json_text(field));
    cold_json_put(location, "fullyQualifiedName", cold_json_text(buf_str(&qualified)));
    return location;
}

static json_t *message_of(struct str text)
{
    return cold_json_pair("text", cold_json_text(text));
}

static json_t *marked_message_of(const struct finding *finding)
{
    AUTO(buf_clear) struct buf text = {0};

    buf_init(&text, NULL, BUF_MAX_BYTES);
    buf_add(&text, finding->mark);
    buf_add_text(&text, finding->mark.len > 0 ? ": " : "");
    buf_add(&text, finding->message);
    return message_of(buf_str(&text));
}

static void add_result(struct report *report, const struct checked_object *object,
                       const struct finding *finding, const char *level)
{
    json_t *result = cold_json_pair("ruleId", cold_json_text(finding->rule));
    json_t *location =
        cold_json_pair("physicalLocation", physical_location(finding->place));
    enum rule_id rule;

    if (rule_id_from_name(finding->rule, &rule))
        cold_json_put(result, "ruleIndex", cold_json_number(rule));
    cold_json_put(result, "level", cold_json_word(level));
    cold_json_put(result, "message", marked_message_of(finding));
    cold_json_put(location, "logicalLocations",
                  cold_json_list(logical_location(object, finding->field)));
    cold_json_put(result, "locations", cold_json_list(location));
    cold_json_append(report->results, result);
}

static void add_object(struct report *report, const struct checked_object *object)
{
    for (size_t i = 0; i < object->n_violations; i++)
        add_result(report, object, &object->violations[i], "error");
    for (size_t i = 0; i < object->n_warnings; i++)
        add_result(report, object, &object->warnings[i], "warning");
}

static void add_problem(struct report *report, const struct problem *problem)
{
    json_t *notice = cold_json_pair("level", cold_json_word("error"));
    json_t *location =
        cold_json_pair("physicalLocation", physical_location(problem->place));

    cold_json_put(notice, "message", message_of(str_from(problem->text)));
    cold_json_put(notice, "locations", cold_json_list(location));
    cold_json_append(report->notices, notice);
}

static json_t *rules_of_all(void)
{
    json_t *all = cold_json_array();

    for (unsigned i = 0; i < RULE_COUNT; i++) {
        const struct str id = rule_id_name((enum rule_id)i);
        json_t *rule = cold_json_pair("id", cold_json_text(id));

        cold_json_put(rule, "shortDescription",
                      message_of(str_from(rule_of((enum rule_id)i)->summary)));
        cold_json_append(all, rule);
    }
    return all;
}

static json_t *tool(void)
{
    json_t *driver = cold_json_pair("name", cold_json_word("ingress-warden"));

    cold_json_put(driver, "version", cold_json_word(INGRESS_WARDEN_VERSION));
    cold_json_put(driver, "rules", rules_of_all());
    return cold_json_pair("driver", driver);
}

static json_t *invocation(const struct report *report, const struct check_counts *counts)
{
    json_t *invocation = cold_json_pair(
        "executionSuccessful", json_boolean(counts->unread + counts->unjudged == 0));

    cold_json_put(invocation, "toolExecutionNotifications", json_incref(report->notices));
    return invocation;
}

static json_t *properties(const struct policy *policy)
{
    json_t *properties = cold_json_pair("policy", cold_json_text(policy_name(policy)));

    cold_json_put(properties, "policyHash", cold_json_text(policy_hash(policy)));
    return properties;
}

static void end(struct report *report, const struct check_counts *counts)
{
    AUTO(json_decref) json_t *log = cold_json_pair("$schema", cold_json_word(SCHEMA));
    json_t *run = cold_json_pair("tool", tool());

    cold_json_put(run, "invocations", cold_json_list(invocation(report, counts)));
    cold_json_put(run, "properties", properties(report->policy));
    cold_json_put(run, "results", json_incref(report->results));
    cold_json_put(log, "version", cold_json_word("2.1.0"));
    cold_json_put(log, "runs", cold_json_list(run));
    cold_json_add(&report->out, log, COLD_JSON_INDENTED);
    buf_add_byte(&report->out, '\n');
}

const struct report_format check_sarif = {
    .object = add_object,
    .failure = add_problem,
    .end = end,
};
