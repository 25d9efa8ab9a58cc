/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sarif: prints SARIF 2.1.0 (OASIS), for code scanning.
 *
 * The output is one run.  Its first members tell whether everything could be read, so the
 * results are held back until the end.
 */
#include "cmd/check/report.h"
#include "cmd/cli/json_out.h"
#include "core/rules/rules.h"

#define SCHEMA "https://json.schemastore.org/sarif-2.1.0.json"

/* A URI reference.  Bytes that are neither unreserved (RFC 3986 2.3) nor a slash are
 * percent-encoded. */
static json_t *uri_of(struct str path)
{
    static const char plain[] = "-._~/";
    AUTO(buf_clear) struct buf uri = {.max_bytes = BUF_MAX_BYTES};

    buf_add_text(&uri, path.len > 0 && path.ptr[0] == '/' ? "file://" : "");
    for (size_t i = 0; i < path.len; i++) {
        const char byte = path.ptr[i];

        if (str_is_made_of((struct str){&byte, 1}, plain))
            buf_add_byte(&uri, byte);
        else
            buf_addf(&uri, "%%%02X", (unsigned)(unsigned char)byte);
    }
    return cold_json_text(buf_str(&uri));
}

static json_t *region_of(struct place place)
{
    if (place.line == 0)
        return NULL;
    return cold_json(
        "{s:o, s:o*}", KEY("startLine", cold_json_number(place.line)),
        KEY("startColumn", place.column == 0 ? NULL : cold_json_number(place.column)));
}

static json_t *physical_location(struct place place)
{
    return cold_json("{s:{s:o}, s:o*}",
                     KEY("artifactLocation", KEY("uri", uri_of(str_from(place.file)))),
                     KEY("region", region_of(place)));
}

static json_t *logical_location(const struct checked_object *object, struct str field)
{
    AUTO(buf_clear) struct buf qualified = {.max_bytes = BUF_MAX_BYTES};

    report_add_object(&qualified, object);
    buf_add_byte(&qualified, ' ');
    buf_add(&qualified, field);
    return cold_json("{s:s, s:o, s:o}", KEY("kind", "member"),
                     KEY("name", cold_json_text(field)),
                     KEY("fullyQualifiedName", cold_json_text(buf_str(&qualified))));
}

/* The index in the table of rules; NULL: the table has no such rule. */
static json_t *index_of(struct str name)
{
    enum rule_id rule;

    return rule_id_from_name(name, &rule) ? cold_json_number(rule) : NULL;
}

static json_t *marked_message_of(const struct finding *finding)
{
    AUTO(buf_clear) struct buf text = {.max_bytes = BUF_MAX_BYTES};

    buf_add(&text, finding->mark);
    buf_add_text(&text, finding->mark.len > 0 ? ": " : "");
    buf_add(&text, finding->message);
    return cold_json_text(buf_str(&text));
}

static void add_result(struct report *report, const struct checked_object *object,
                       const struct finding *finding, const char *level)
{
    cold_json_append(
        report->results,
        cold_json(
            "{s:o, s:o*, s:s, s:{s:o}, s:[{s:o, s:[o]}]}",
            KEY("ruleId", cold_json_text(finding->rule)),
            KEY("ruleIndex", index_of(finding->rule)), KEY("level", level),
            KEY("message", KEY("text", marked_message_of(finding))),
            KEY("locations", KEY("physicalLocation", physical_location(finding->place)),
                KEY("logicalLocations", logical_location(object, finding->field)))));
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
    cold_json_append(report->notices,
                     cold_json("{s:s, s:{s:o}, s:[{s:o}]}", KEY("level", "error"),
                               KEY("message", KEY("text", cold_json_word(problem->text))),
                               KEY("locations", KEY("physicalLocation",
                                                    physical_location(problem->place)))));
}

static json_t *rules_of_all(void)
{
    json_t *all = cold_json("[]");

    for (unsigned i = 0; i < RULE_COUNT; i++) {
        const enum rule_id rule = (enum rule_id)i;

        cold_json_append(
            all,
            cold_json("{s:o, s:{s:s}}", KEY("id", cold_json_text(rule_id_name(rule))),
                      KEY("shortDescription", KEY("text", rule_of(rule)->summary))));
    }
    return all;
}

static void end(struct report *report, const struct check_counts *counts)
{
    AUTO(json_decref)
    json_t *log = cold_json(
        "{s:s, s:s, s:[{s:{s:{s:s, s:s, s:o}}, s:[{s:b, s:O}], s:{s:o, s:o}, s:O}]}",
        KEY("$schema", SCHEMA), KEY("version", "2.1.0"),
        KEY("runs",
            KEY("tool", KEY("driver", KEY("name", "ingress-warden"),
                            KEY("version", INGRESS_WARDEN_VERSION),
                            KEY("rules", rules_of_all()))),
            KEY("invocations",
                KEY("executionSuccessful", counts->unread + counts->unjudged == 0),
                KEY("toolExecutionNotifications", report->notices)),
            KEY("properties", KEY("policy", cold_json_text(policy_name(report->policy))),
                KEY("policyHash", cold_json_text(policy_hash(report->policy)))),
            KEY("results", report->results)));

    cold_json_add(&report->out, log, COLD_JSON_INDENTED);
    buf_add_byte(&report->out, '\n');
}

const struct report_format check_sarif = {
    .object = add_object,
    .failure = add_problem,
    .end = end,
};
