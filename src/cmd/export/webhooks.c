/* SPDX-License-Identifier: Apache-2.0 */
/*
 * export webhooks: prints the webhook configurations for the kinds that a policy judges.
 *
 * The API server then sends these kinds and no others.  manifests/base contains the same
 * for a policy without `kinds`, and manifests/chart generates the same from its values.
 */
#include <stdlib.h>

#include "base/text.h"
#include "cmd/cli/command.h"
#include "cmd/cli/json_out.h"
#include "cmd/cli/output.h"
#include "cmd/export/export.h"
#include "core/kinds/resource.h"
#include "core/kinds/services.h"
#include "core/policy/policy.h"
#include "json/json.h"
#include "sys/clock.h"

#define PROGRAM "ingress-warden"

struct export
{
    const char *policy_path;
};

static const struct option_row rows[] = {
    OPTION_ROW_POLICY(struct export, policy_path),
};

static const struct command_usage usage = {
    .name = "export webhooks",
    .synopsis = "--policy FILE",
    .summary = "Print the MutatingWebhookConfiguration and the "
               "ValidatingWebhookConfiguration\nwith rules for the kinds that the policy "
               "judges, as YAML for kubectl.",
    .exits = "Exit code: 0 printed; 2 the policy is unreadable or has errors.",
    .rows = rows,
    .n_rows = ARRAY_LEN(rows),
};

/* The differences between the two configurations. */
struct stage_facts {
    const char *kind;
    const char *name;
    const char *path;
    const char *failure_policy;
    const char *reinvocation_policy; /* NULL: the kind has none */
};
static const struct stage_facts stages[] = {
    /* Ignore is safe: the validating stage requires what this stage would have added. */
    {"MutatingWebhookConfiguration", "mutate.ingress-warden.dev", "/mutate", "Ignore",
     "IfNeeded"},
    {"ValidatingWebhookConfiguration", "validate.ingress-warden.dev", "/validate", "Fail",
     NULL},
};

/* Controllers update the status all the time.  Of what is judged, such an update can
 * change only the annotations. */
static const char more_than_status[] =
    "!(has(request.subResource) && request.subResource == \"status\") || "
    "(has(object.metadata.annotations) ? object.metadata.annotations : {}) != "
    "(has(oldObject.metadata.annotations) ? oldObject.metadata.annotations : {})";

/* The API server writes default/kubernetes itself when it starts, before any pod can run.
 * That Service is not always plain: an API server may give it a node port. */
static const char not_kubernetes_service[] =
    "!(request.resource.group == \"\" && request.resource.resource == \"services\") || "
    "request.userInfo.username != \"system:apiserver\" || "
    "request.namespace != \"default\" || object.metadata.name != \"kubernetes\"";

/* Most Services have nothing that is judged.  They are skipped, so that a cluster can
 * start without waiting for the webhook. */
static const char not_plain_service[] =
    "!(request.resource.group == \"\" && request.resource.resource == \"services\") || "
    "!has(object.spec) || "
    "(has(object.spec.type) && object.spec.type != \"ClusterIP\") || "
    "(has(object.spec.externalIPs) && size(object.spec.externalIPs) > 0) || "
    "(has(object.metadata.annotations) && size(object.metadata.annotations) > 0)";

/* Sorted, whatever the order in the policy: the chart must generate the same text. */
static struct str *sorted_prefixes(const struct policy *policy, struct arena *arena,
                                   size_t *ret_n)
{
    const struct dns_prefix *prefixes = policy_dns_prefixes(policy, ret_n);
    struct str *all = ARENA_NEW(arena, struct str, *ret_n);

    for (size_t i = 0; i < *ret_n; i++)
        all[i] = prefixes[i].prefix;
    qsort(all, *ret_n, sizeof all[0], str_order);
    return all;
}

/* JSON strings are valid CEL literals. */
static struct str pod_that_publishes(const struct policy *policy, struct arena *arena)
{
    struct buf buf = buf_in(arena);
    size_t n;
    const struct str *prefixes = sorted_prefixes(policy, arena, &n);

    buf_add_text(&buf, "!(request.resource.group == \"\" && "
                       "request.resource.resource == \"pods\") || "
                       "(has(object.metadata.annotations) && "
                       "object.metadata.annotations.exists(key, ");
    for (size_t i = 0; i < n; i++) {
        buf_add_text(&buf, "key.startsWith(");
        json_add_string(&buf, prefixes[i]);
        buf_add_text(&buf, ") || ");
    }
    buf_add_text(&buf, "key in [");
    for (size_t i = 0; i < SERVICE_NAME_KEYS; i++) {
        buf_add_text(&buf, i > 0 ? ", " : "");
        json_add_string(&buf, service_name_keys[i]);
    }
    buf_add_text(&buf, "]))");
    return buf_str(&buf);
}

static void add_condition(json_t *all, const char *name, struct str expression)
{
    cold_json_append(all, cold_json("{s:s, s:o}", KEY("name", name),
                                    KEY("expression", cold_json_text(expression))));
}

/* Whether the kind is judged and a condition may skip some of its objects, because
 * nothing is required of every object of the kind. */
static bool may_skip_objects(const struct policy *policy, struct str name)
{
    const struct kind *kind = policy_kind_named(policy, name);

    if (kind == NULL || kind->is_listed)
        return false;
    if (kind->class_from != CLASS_FROM_NOTHING && kind->class_from != CLASS_FROM_SERVICE)
        return false;
    return kind->n_hosts == 0 && kind->n_references == 0 && kind->n_demands == 0;
}

static json_t *conditions_of(const struct policy *policy, struct arena *arena)
{
    json_t *all = cold_json("[]");

    add_condition(all, "changes-more-than-the-status", str_from(more_than_status));
    if (policy_kind_named(policy, STR("Service")) != NULL)
        add_condition(all, "not-the-kubernetes-service",
                      str_from(not_kubernetes_service));
    if (may_skip_objects(policy, STR("Service")))
        add_condition(all, "not-a-plain-service", str_from(not_plain_service));
    if (may_skip_objects(policy, STR("Pod")))
        add_condition(all, "pod-that-publishes-names", pod_that_publishes(policy, arena));
    return all;
}

static json_t *rule_of(const struct kind *kind, struct arena *arena)
{
    const struct resource_names names = resource_names_of(kind, arena);
    json_t *resources = cold_json("[]");

    for (size_t i = 0; i < names.n; i++) {
        const struct str name = names.all[i];

        cold_json_append(resources, cold_json_text(name));
        if (kind->needs_status)
            cold_json_append(resources, cold_json_text(arena_format(arena, "%.*s/status",
                                                                    STR_ARGS(name))));
    }
    return cold_json(
        "{s:[o], s:[o], s:[s, s], s:o, s:s}",
        KEY("apiGroups", cold_json_text(kind->group)),
        KEY("apiVersions",
            cold_json_text(kind->version.len > 0 ? kind->version : STR("*"))),
        KEY("operations", "CREATE", "UPDATE"), KEY("resources", resources),
        KEY("scope", "Namespaced"));
}

static json_t *rules_of(const struct policy *policy, struct arena *arena)
{
    json_t *all = cold_json("[]");
    size_t n;
    const struct kind *kinds = policy_kinds(policy, &n);

    for (size_t i = 0; i < n; i++)
        cold_json_append(all, rule_of(&kinds[i], arena));
    return all;
}

/* The API server sets this label; users cannot change it. */
static json_t *namespaces(void)
{
    return cold_json("{s:[{s:s, s:s, s:[s, s]}]}",
                     KEY("matchExpressions", KEY("key", "kubernetes.io/metadata.name"),
                         KEY("operator", "NotIn"),
                         KEY("values", PROGRAM, "kube-system")));
}

static json_t *client_of(const struct stage_facts *stage)
{
    return cold_json("{s:{s:s, s:s, s:s, s:i}}",
                     KEY("service", KEY("name", PROGRAM), KEY("namespace", PROGRAM),
                         KEY("path", stage->path), KEY("port", 443)));
}

static json_t *webhook_of(const struct policy *policy, const struct stage_facts *stage,
                          struct arena *arena)
{
    const char *reinvocation = stage->reinvocation_policy;

    return cold_json(
        "{s:s, s:[s], s:o, s:s, s:o, s:o, s:o, s:s, s:s, s:i, s:o*}",
        KEY("name", stage->name), KEY("admissionReviewVersions", "v1"),
        KEY("clientConfig", client_of(stage)), KEY("matchPolicy", "Equivalent"),
        KEY("rules", rules_of(policy, arena)), KEY("namespaceSelector", namespaces()),
        KEY("matchConditions", conditions_of(policy, arena)),
        KEY("failurePolicy", stage->failure_policy), KEY("sideEffects", "None"),
        KEY("timeoutSeconds", 3),
        KEY("reinvocationPolicy",
            reinvocation == NULL ? NULL : cold_json_word(reinvocation)));
}

static bool add_configuration(struct buf *out, const struct policy *policy,
                              const struct stage_facts *stage, struct err *err)
{
    AUTO(arena_clear) struct arena arena = {0};
    AUTO(buf_clear) struct buf text = {0};
    AUTO(json_decref)
    json_t *configuration =
        cold_json("{s:s, s:s, s:{s:s}, s:[o]}",
                  KEY("apiVersion", "admissionregistration.k8s.io/v1"),
                  KEY("kind", stage->kind), KEY("metadata", KEY("name", PROGRAM)),
                  KEY("webhooks", webhook_of(policy, stage, &arena)));

    buf_init(&text, NULL, SIZE_MAX);
    cold_json_add(&text, configuration, COLD_JSON_LINE);
    return yaml_text_add(out, buf_str(&text), err);
}

static int print(const struct policy *policy)
{
    AUTO(buf_clear) struct buf out = {0};
    struct err err = {0};

    buf_init(&out, NULL, SIZE_MAX);
    buf_add_text(&out, "# Made by " PROGRAM " export webhooks for ");
    option_policy_add_name(&out, policy);
    buf_add_byte(&out, '\n');
    for (size_t i = 0; i < ARRAY_LEN(stages); i++) {
        buf_add_text(&out, i > 0 ? "---\n" : "");
        if (!add_configuration(&out, policy, &stages[i], &err)) {
            output_complain(usage.name, "%s", err.text);
            return EXIT_WRONG;
        }
    }
    output_add(buf_str(&out));
    return output_finish(usage.name, EXIT_OK);
}

int export_webhooks(int argc, char **argv)
{
    AUTO(policy_unref) struct policy *policy = NULL;
    struct export options = {0};
    struct operands operands;
    int exit_code;

    if (!options_read(&usage, argc, argv, &options, &operands, &exit_code))
        return exit_code;
    policy = option_policy_load(usage.name, options.policy_path, clock_today());
    return policy == NULL ? EXIT_WRONG : print(policy);
}
