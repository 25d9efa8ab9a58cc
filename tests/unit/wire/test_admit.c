/* SPDX-License-Identifier: Apache-2.0 */
/* admit: which reviews are decided, which need no decision, and what the answers contain.
 * decide() is a stub here: it records its inquiry and returns a given decision. */
#include "wire/admit.h"

#include "core/decide.h"
#include "review_file.h"
#include "unit.h"

struct policy {
    enum policy_mode mode;
};

static const struct policy enforcing = {POLICY_ENFORCE};
static const struct policy previewing = {POLICY_PREVIEW};
static const struct tenant shop = {.name = STR_INIT("shop")};

/* The inquiry of decide(), and the decision that it returns. */
static struct {
    unsigned calls;
    struct inquiry inquiry;
    struct view view;
    struct view stored;
    bool has_stored;
    struct decision answer;
} core;

void decide(const struct inquiry *inquiry, struct decision *ret)
{
    core.calls++;
    core.inquiry = *inquiry;
    core.view = *inquiry->view;
    core.has_stored = inquiry->stored != NULL;
    if (inquiry->stored != NULL)
        core.stored = *inquiry->stored;
    *ret = core.answer;
}

struct str policy_name(const struct policy *policy)
{
    return policy == &enforcing ? STR("acme") : STR_NONE;
}

struct str policy_hash(const struct policy *policy)
{
    (void)policy;
    return STR("0a1b");
}

struct str policy_contact(const struct policy *policy, struct str rule,
                          struct arena *arena)
{
    (void)policy;
    (void)rule;
    (void)arena;
    return STR_NONE;
}

enum policy_mode policy_mode(const struct policy *policy)
{
    return policy->mode;
}

const struct tenant *policy_tenant_of(const struct policy *policy, struct str namespace)
{
    (void)policy;
    return str_equal(namespace, shop.name) ? &shop : NULL;
}

/* Owns the only kind that this policy judges. */
static struct arena kinds_arena;

const struct kind *policy_kind(const struct policy *policy, struct str group,
                               struct str kind)
{
    static struct kind ingress;
    struct path_fields fields = {.arena = &kinds_arena};

    (void)policy;
    if (ingress.kind.len == 0)
        kind_make(&fields, STR("Ingress"), &ingress);
    return kind_is(&ingress, group, kind) ? &ingress : NULL;
}

static struct answer ask(struct arena *arena, const struct policy *policy,
                         enum stage stage, struct str review)
{
    struct answer answer;

    core.calls = 0;
    admit(policy, stage, review, 0, arena, &answer);
    return answer;
}

/* A review of an object whose group, version and kind are the JSON members `gvk`. */
static struct str review(struct arena *arena, const char *gvk, const char *operation,
                         const char *rest)
{
    return arena_format(
        arena,
        "{\"kind\":\"AdmissionReview\",\"apiVersion\":\"admission.k8s.io/v1\","
        "\"request\":{\"uid\":\"u\",\"kind\":{%s},\"name\":\"web\","
        "\"namespace\":\"shop\",\"operation\":\"%s\"%s}}",
        gvk, operation, rest);
}

#define INGRESS "\"group\":\"networking.k8s.io\",\"version\":\"v1\",\"kind\":\"Ingress\""
#define ALLOWED                                                                          \
    "{\"kind\":\"AdmissionReview\",\"apiVersion\":\"admission.k8s.io/v1\",\"response\":" \
    "{\"uid\":\"u\",\"allowed\":true}}\n"

static const struct {
    const char *why;
    const char *gvk;
    const char *operation;
} others[] = {
    {"a deletion is allowed without a decision", INGRESS, "DELETE"},
    {"so is a connection", INGRESS, "CONNECT"},
    {"so is an unknown operation", INGRESS, "PATCH"},
    {"names of operations are case-sensitive", INGRESS, "create"},
    {"another kind", "\"group\":\"\",\"version\":\"v1\",\"kind\":\"Pod\"", "CREATE"},
    {"a kind with a similar name",
     "\"group\":\"networking.k8s.io\",\"version\":\"v1\",\"kind\":\"IngressClass\"",
     "CREATE"},
};

static void other_reviews_are_allowed(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(others); i++) {
        for (int stage = STAGE_MUTATE; stage <= STAGE_VALIDATE; stage++) {
            AUTO(arena_clear) struct arena arena = {0};
            struct answer answer = ask(&arena, &enforcing, (enum stage)stage,
                                       review(&arena, others[i].gvk, others[i].operation,
                                              ",\"object\":{\"spec\":[]}"));

            check_true(answer.kind == ANSWER_NOT_OURS && answer.allowed &&
                           answer.http_status == 200 && core.calls == 0,
                       others[i].why);
            check_text(answer.body, STR(ALLOWED), others[i].why);
            check_text(answer.operation, str_from(others[i].operation),
                       "the log gets it");
        }
    }
}

static const struct {
    const char *why;
    const char *gvk;
    const char *object;
    const char *where;
    const char *error;
} unjudgeables[] = {
    {"no object", INGRESS, "", "object", "is missing, nothing can be judged without it"},
    {"an object that is null", INGRESS, ",\"object\":null", "object",
     "is missing, nothing can be judged without it"},
    {"an object of a wrong shape", INGRESS,
     ",\"object\":{\"spec\":{\"rules\":[{\"host\":5}]}}", "spec.rules[0].host",
     "is a number, it must be a string; write it in quotes"},
    {"another version of the kind",
     "\"group\":\"extensions\",\"version\":\"v1beta1\",\"kind\":\"Ingress\"",
     ",\"object\":{}", "apiVersion",
     "an Ingress in extensions/v1beta1 is not judged: register the webhook for "
     "networking.k8s.io/v1 with matchPolicy Equivalent, then the API server converts it"},
};

static void what_cannot_be_judged_is_refused_by_validate_only(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(unjudgeables); i++) {
        AUTO(arena_clear) struct arena arena = {0};
        struct str text =
            review(&arena, unjudgeables[i].gvk, "CREATE", unjudgeables[i].object);
        struct answer answer = ask(&arena, &enforcing, STAGE_VALIDATE, text);

        check_true(answer.kind == ANSWER_UNJUDGEABLE && !answer.allowed &&
                       answer.http_status == 200 && core.calls == 0,
                   unjudgeables[i].why);
        check_text(answer.where, str_from(unjudgeables[i].where), unjudgeables[i].why);
        check_text(answer.error, str_from(unjudgeables[i].error), unjudgeables[i].why);
        check_text(
            answer.body,
            arena_format(
                &arena,
                "{\"kind\":\"AdmissionReview\",\"apiVersion\":\"admission.k8s.io/v1\","
                "\"response\":{\"uid\":\"u\",\"allowed\":false,\"status\":{\"status\":"
                "\"Failure\",\"message\":\"shop/web cannot be judged by policy acme: "
                "%s: %s\",\"reason\":\"Forbidden\","
                "\"code\":403,\"details\":{\"group\":\"networking.k8s.io\",\"kind\":"
                "\"Ingress\",\"name\":\"web\",\"causes\":[{\"reason\":\"unjudgeable\","
                "\"message\":\"%s\",\"field\":\"%s\"}]}},\"auditAnnotations\":{"
                "\"policy\":\"acme 0a1b\",\"tenant\":\"shop\",\"rules\":"
                "\"unjudgeable\"}}}\n",
                unjudgeables[i].where, unjudgeables[i].error, unjudgeables[i].error,
                unjudgeables[i].where),
            unjudgeables[i].why);

        answer = ask(&arena, &enforcing, STAGE_MUTATE, text);
        check_true(answer.kind == ANSWER_UNJUDGEABLE && answer.allowed &&
                       !answer.patched && !str_contains(answer.body, STR("warnings")),
                   "the mutating stage allows the object");

        answer = ask(&arena, &previewing, STAGE_VALIDATE, text);
        check_true(
            answer.allowed &&
                str_contains(answer.body, STR("\"warnings\":[\"unjudgeable: would be "
                                              "denied: ")),
            "in preview it causes a warning");
    }
}

static void malformed_reviews_are_no_answers(void **state)
{
    AUTO(arena_clear) struct arena arena = {0};
    struct answer answer = ask(&arena, &enforcing, STAGE_VALIDATE, STR("{"));

    (void)state;
    assert_true(answer.kind == ANSWER_MALFORMED && answer.http_status == 400);
    assert_true(!answer.allowed && core.calls == 0);
    check_text(answer.body,
               STR("the body is not JSON: line 1, column 2: the document ends before it "
                   "is complete"),
               "there is one sentence");
    check_text(answer_malformed_document(&answer, &arena),
               STR("{\"kind\":\"AdmissionReview\",\"apiVersion\":\"admission.k8s.io/v1\","
                   "\"response\":{\"uid\":\"\",\"allowed\":false,\"status\":{\"status\":"
                   "\"Failure\",\"message\":\"the body is not JSON: line 1, column 2: "
                   "the document ends "
                   "before it is complete\",\"reason\":\"BadRequest\",\"code\":400}}}\n"),
               "and a document if one is wanted");

    answer = ask(
        &arena, &enforcing, STAGE_VALIDATE,
        STR("{\"kind\":\"AdmissionReview\",\"apiVersion\":\"admission.k8s.io/v1beta1\","
            "\"request\":{\"uid\":\"seen\"}}"));
    assert_true(
        str_contains(answer_malformed_document(&answer, &arena),
                     STR("\"apiVersion\":\"admission.k8s.io/v1beta1\",\"response\":{"
                         "\"uid\":\"seen\",\"allowed\":false")));
}

static void the_core_gets_the_facts_of_the_review(void **state)
{
    AUTO(arena_clear) struct arena arena = {0};
    AUTO(mem_free) char *file = NULL;
    struct answer answer;

    (void)state;
    core.answer = (struct decision){.allowed = true, .tenant = &shop};
    answer = ask(&arena, &enforcing, STAGE_VALIDATE,
                 review_file("status-web.validate.json", &file));
    assert_true(answer.kind == ANSWER_DECIDED && answer.allowed && core.calls == 1);
    assert_true(core.inquiry.operation == OPERATION_UPDATE && core.inquiry.is_status);
    assert_true(core.inquiry.stage == STAGE_VALIDATE && core.has_stored);
    check_text(core.inquiry.namespace, STR("shop"), "the review's namespace");
    check_text(core.inquiry.name, STR("web"), "the review's name");
    check_text(core.inquiry.user, STR("admin"), "the review's user");
    check_text(core.view.carriers[0].value, STR("external"), "the object's class");
    assert_int_equal(core.stored.n_routes, 3);
    check_text(answer.sub_resource, STR("status"), "the log gets it");
    assert_true(str_contains(answer.body, STR("\"auditAnnotations\":{\"policy\":\"acme "
                                              "0a1b\",\"tenant\":\"shop\"}")));
}

static void a_name_is_taken_from_the_object(void **state)
{
    AUTO(arena_clear) struct arena arena = {0};
    struct str text = STR(
        "{\"kind\":\"AdmissionReview\",\"apiVersion\":\"admission.k8s.io/"
        "v1\",\"request\":"
        "{\"uid\":\"u\",\"kind\":{" INGRESS "},\"operation\":\"CREATE\",\"dryRun\":true,"
        "\"object\":{\"metadata\":{\"name\":\"inner\",\"namespace\":\"other\"}},"
        "\"oldObject\":{\"spec\":[]}}}");
    struct answer answer = {0};

    (void)state;
    core.answer = (struct decision){.allowed = true};
    answer = ask(&arena, &enforcing, STAGE_MUTATE, text);
    check_text(core.inquiry.name, STR("inner"),
               "the object's name, if the review has none");
    check_text(answer.name, STR("inner"), "also in the log");
    check_text(core.inquiry.namespace, STR(""), "never the object's namespace");
    assert_true(!core.has_stored && answer.dry_run);
}

static void edits_become_a_patch(void **state)
{
    AUTO(arena_clear) struct arena arena = {0};
    const struct edit edit = {
        .path = field_path_annotation(STR("k")), .kind = EDIT_TEXT, .text = STR("v")};
    struct str text = review(&arena, INGRESS, "CREATE", ",\"object\":{\"spec\":{}}");
    struct answer answer = {0};

    (void)state;
    core.answer = (struct decision){.allowed = true, .edits = &edit, .n_edits = 1};
    answer = ask(&arena, &enforcing, STAGE_MUTATE, text);
    check_text(
        answer.patch,
        STR("[{\"op\":\"add\",\"path\":\"/metadata\",\"value\":{\"annotations\":{\"k\":"
            "\"v\"}}}]"),
        "the patch is available");
    assert_true(answer.patched && str_contains(answer.body, STR("\"patchType\"")));

    answer = ask(&arena, &enforcing, STAGE_VALIDATE, text);
    assert_true(!answer.patched && answer.patch.len == 0);
    assert_false(str_contains(answer.body, STR("patch")));
}

static const struct exemption solver = {.name = STR_INIT("solver")};
static const struct exemption other = {.name = STR_INIT("other")};
static const struct violation violations[] = {
    {.rule = RULE_HOST_VALID,
     .path = {.field = &builtin_fields[FIELD_INGRESS_HOST]},
     .sentence = STR_INIT("s1")},
    {.rule = RULE_HOST_VALID,
     .path = {.field = &builtin_fields[FIELD_INGRESS_HOST]},
     .sentence = STR_INIT("s2"),
     .said = 1},
    {.rule = RULE_HOST_VALID,
     .path = {.field = &builtin_fields[FIELD_INGRESS_HOST], .index = {1}},
     .sentence = STR_INIT("s1")},
    {.rule = RULE_CLASS_PRESENT,
     .disposition = DISPOSITION_WARNED,
     .path = {.field = &builtin_fields[FIELD_INGRESS_CLASS]},
     .sentence = STR_INIT("w")},
};
static const struct warning careful = {.rule = RULE_CLASS_PRESENT,
                                       .sentence = STR_INIT("careful")};

static void a_denial_names_rules_and_places(void **state)
{
    AUTO(arena_clear) struct arena arena = {0};
    struct str text = review(&arena, INGRESS, "CREATE", ",\"object\":{\"spec\":{}}");
    struct answer answer = {0};

    (void)state;
    core.answer = (struct decision){
        .violations = violations,
        .n_violations = ARRAY_LEN(violations),
        .broken = {[RULE_CLASS_PRESENT] = true, [RULE_HOST_VALID] = true},
        .exemptions = {&solver, &other},
        .n_exemptions = 2,
        .contact = STR("ask"),
        .n_said = 2,
        .n_unsaid = 3,
        .warnings = &careful,
        .n_warnings = 1,
        .n_more_warnings = 4};
    answer = ask(&arena, &previewing, STAGE_VALIDATE, text);
    check_text(
        answer.body,
        STR("{\"kind\":\"AdmissionReview\",\"apiVersion\":\"admission.k8s.io/v1\","
            "\"response\":{\"uid\":\"u\",\"allowed\":false,\"status\":{\"status\":"
            "\"Failure\",\"message\":\"shop/web breaks host-valid of the policy:\\n  "
            "spec.rules[0].host, spec.rules[1].host: s1 [host-valid]\\n  "
            "spec.rules[0].host: s2 [host-valid]\\n  and 3 "
            "more\\nask\",\"reason\":\"Forbidden\",\"code\":403,"
            "\"details\":{\"group\":\"networking.k8s.io\",\"kind\":\"Ingress\",\"name\":"
            "\"web\",\"causes\":[{\"reason\":\"host-valid\",\"message\":\"s1; "
            "s2\",\"field\":"
            "\"spec.rules[0].host\"},{\"reason\":\"host-valid\",\"message\":\"s1\","
            "\"field\":\"spec.rules[1].host\"}]}},\"warnings\":[\"class-present: "
            "careful\",\"and 4 more\"],"
            "\"auditAnnotations\":{\"policy\":\"0a1b\",\"rules\":"
            "\"class-present,host-valid\",\"exemption\":\"solver,other\"}}}\n"),
        "one cause for each rule and path");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(other_reviews_are_allowed),
        cmocka_unit_test(what_cannot_be_judged_is_refused_by_validate_only),
        cmocka_unit_test(malformed_reviews_are_no_answers),
        cmocka_unit_test(the_core_gets_the_facts_of_the_review),
        cmocka_unit_test(a_name_is_taken_from_the_object),
        cmocka_unit_test(edits_become_a_patch),
        cmocka_unit_test(a_denial_names_rules_and_places),
    };

    const int result = cmocka_run_group_tests(tests, NULL, NULL);

    arena_clear(&kinds_arena);
    return result;
}
