/* SPDX-License-Identifier: Apache-2.0 */
/* probe: see probe.h. */
#include "cmd/desk/probe.h"

#include "core/policy/policy.h"
#include "json/json.h"
#include "wire/answer.h"

#define API_VERSION   "networking.k8s.io/v1"
#define CLASS_CARRIER "kubernetes.io/ingress.class"
#define PATHS                                                                            \
    "\"http\":{\"paths\":[{\"path\":\"/\",\"pathType\":\"Prefix\",\"backend\":"          \
    "{\"service\":{\"name\":\"probe\",\"port\":{\"number\":80}}}}]}"

static bool is_named_by_annotation(const struct policy *policy, struct str name)
{
    const struct class *class = policy_class_named(policy, name);

    return class != NULL && class->profile->class_reading == CLASS_READ_ANNOTATION;
}

void probe_object(const struct policy *policy, const struct probe_question *question,
                  struct arena *arena, struct manifest *ret)
{
    const bool by_annotation = is_named_by_annotation(policy, question->class);
    struct buf json = buf_in(arena);

    buf_add_text(&json, "{\"apiVersion\":\"" API_VERSION "\",\"kind\":\"Ingress\","
                        "\"metadata\":{\"namespace\":");
    json_add_string(&json, question->namespace);
    if (by_annotation) {
        buf_add_text(&json, ",\"annotations\":{\"" CLASS_CARRIER "\":");
        json_add_string(&json, question->class);
        buf_add_byte(&json, '}');
    }
    buf_add_text(&json, "},\"spec\":{");
    if (!by_annotation) {
        buf_add_text(&json, "\"ingressClassName\":");
        json_add_string(&json, question->class);
        buf_add_byte(&json, ',');
    }
    buf_add_text(&json, "\"rules\":[{\"host\":");
    json_add_string(&json, question->name);
    buf_add_text(&json, "," PATHS "}]}}");
    *ret = (struct manifest){
        .json = buf_str(&json),
        .api_version = STR(API_VERSION),
        .kind = STR("Ingress"),
        .namespace = question->namespace,
    };
}

/* The violations of the rules of reach in the validating stage. */
static void find_violations(const struct answer *validated, struct arena *arena,
                            struct probe_answer *ret)
{
    const struct decision *decision = &validated->decision;
    struct probe_finding *findings =
        ARENA_NEW(arena, struct probe_finding, decision->n_violations);

    for (size_t i = 0; i < decision->n_violations; i++) {
        const struct violation *violation = &decision->violations[i];
        enum disposition outcome = violation->disposition;

        if (!rule_id_is_of_reach(violation->rule))
            continue;
        /* Ingresses are in preview, where a denial is only a warning. */
        if (outcome == DISPOSITION_DENIED && validated->allowed)
            outcome = DISPOSITION_WARNED;
        findings[ret->n++] = (struct probe_finding){
            .rule = violation->rule,
            .outcome = outcome,
            .sentence = violation->sentence,
            .entry = violation->entry,
            .exemption = violation->exemption,
        };
        ret->reached = ret->reached && outcome != DISPOSITION_DENIED;
    }
    ret->findings = findings;
    ret->warned = ret->reached && ret->n > 0;
}

static void take_unjudged(struct arena *arena, struct probe_answer *ret)
{
    struct answer *answer = ARENA_NEW(arena, struct answer, 1);

    *answer = (struct answer){.kind = ANSWER_NOT_OURS, .allowed = true};
    ret->object = (struct checked_object){.mutated = answer, .validated = answer};
    ret->reached = true;
}

void probe_ask(struct policy *policy, const struct probe_question *question,
               struct arena *arena, struct probe_answer *ret)
{
    const struct class *class = policy_class_named(policy, question->class);
    const bool opens = class != NULL && !class->has_profile;
    struct manifest manifest;
    const struct check_write write = {
        .policy = policy,
        .manifest = &manifest,
        .namespace = question->namespace,
        .user = question->user,
        .groups = question->groups,
        .n_groups = question->n_groups,
        .today = question->today,
        .judged = question->trace,
    };
    struct err err = {0};
    enum check_result result;

    *ret = (struct probe_answer){0};
    probe_object(policy, question, arena, &manifest);
    if (opens)
        policy_open_class(policy, class);
    result = check_object(&write, arena, &ret->object, &err);
    if (opens)
        policy_close_class(policy, class);
    if (result == CHECK_OTHER_KIND) { /* Ingresses are not judged, so nothing denies */
        take_unjudged(arena, ret);
    } else if (result != CHECK_DONE) {
        ret->error = arena_dup(arena, str_from(err.text));
    } else if (ret->object.validated->kind != ANSWER_DECIDED) {
        ret->error = ret->object.validated->error;
    } else {
        ret->reached = true;
        find_violations(ret->object.validated, arena, ret);
    }
}

struct str probe_rules(const struct probe_answer *answer, enum disposition outcome,
                       struct arena *arena)
{
    struct buf rules = buf_in(arena);
    bool listed[RULE_COUNT] = {false};

    for (size_t i = 0; i < answer->n; i++) {
        const struct probe_finding *finding = &answer->findings[i];

        if (finding->outcome != outcome || listed[finding->rule])
            continue;
        listed[finding->rule] = true;
        buf_add_text(&rules, rules.len > 0 ? ", " : "");
        buf_add(&rules, rule_id_name(finding->rule));
    }
    return buf_str(&rules);
}
