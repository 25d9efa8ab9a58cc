/* SPDX-License-Identifier: Apache-2.0 */
/*
 * decide: what follows from violations: actions, dates, exemptions, silenced rules,
 * status writes.
 */
#include <stdlib.h>

#include "deciding_objects.h"
#include "judged_rows.h"

/* The example policy with one part replaced. */
#define RULES       "  host-wildcard: deny\n"
#define EVERYONE    "  - name: everyone\n    namespaces: [\"*\"]\n"
#define APPS        "  - name: everyone\n    namespaces: [apps]\n"
#define CLASS_K8S   "@kubernetes.io/ingress.class="
#define NO_TLS      "class=external\n" EXTERNAL_HOST EXTERNAL_ADDED
#define IN_STRANGER .namespace = "stranger"

static const struct row cascades[] = {
    {"a denied class silences the rules that depend on it, not those about names",
     {.object = "class=retail\nhost=evil.org\n@" GA "target=x\n@" WHITE "=1.2.3.4\n"},
     "deny class-permitted spec.ingressClassName\n"
     "deny host-permitted spec.rules[0].host"},
    {"so does a missing class",
     {.object = "host=evil.org\n@" GA "target=x\n"},
     "deny class-present spec.ingressClassName\n"
     "deny host-permitted spec.rules[0].host"},
    {"rules about texts do not depend on the class",
     {.object = "class=retail\nhost=_\npath=/'\n@" NGINX "x-snippet={\n"},
     "deny class-permitted spec.ingressClassName\n"
     "deny host-valid spec.rules[0].host\n"
     "deny annotation-forbidden nginx/x-snippet\n"
     "deny annotation-safe nginx/x-snippet\n"
     "deny path-safe spec.rules[0].http.paths[0].path"},
};

static void class_cascades(void **state)
{
    (void)state;
    judge_rows(deciding_example, cascades, ARRAY_LEN(cascades));
}

static const struct row strangers[] = {
    {"without a tenant, rules about class, names and annotations are silent",
     {.object = "class=nothing\nhost=*.evil.org\n@" GA "target=x\n", IN_STRANGER},
     "deny tenant-known metadata.namespace"},
    {"rules that need no tenant still apply",
     {.object = "host=\n", IN_STRANGER},
     "deny tenant-known metadata.namespace\n"
     "deny class-present spec.ingressClassName\n"
     "deny host-present spec.rules[0].host"},
    {"if the object was stored so, it is judged as that of a tenant without grants, and "
     "held",
     {.object = "class=internal\nhost=evil.org\n" INTERNAL_ADDED,
      .stored = "class=internal\nhost=evil.org\n" INTERNAL_ADDED,
      IN_STRANGER},
     "held tenant-known metadata.namespace\n"
     "held class-permitted spec.ingressClassName\n"
     "held host-permitted spec.rules[0].host\n"
     "held host-in-class spec.rules[0].host"},
    {"a name that the stored object did not have is refused",
     {.object = "class=internal\nhost=a.shop.corp.example.net\nhost=evil.org\n",
      .stored = "class=internal\nhost=evil.org\n",
      IN_STRANGER},
     "held tenant-known metadata.namespace\n"
     "deny class-permitted spec.ingressClassName\n"
     "deny host-permitted spec.rules[0].host\n"
     "held host-permitted spec.rules[1].host"},
};

static void unknown_namespaces(void **state)
{
    (void)state;
    judge_with(deciding_example, EVERYONE, APPS, strangers, ARRAY_LEN(strangers));
}

static const struct row tolerated[] = {
    {"if tenant-known only warns: any class, and names of no tenant",
     {.object = "class=internal\nhost=evil.org\n" INTERNAL_ADDED, IN_STRANGER},
     "warn tenant-known metadata.namespace\n"
     "deny host-in-class spec.rules[0].host"},
    {"but no name of a tenant",
     {.object = "class=internal\n" INTERNAL_HOST INTERNAL_ADDED, IN_STRANGER},
     "warn tenant-known metadata.namespace\n"
     "deny host-permitted spec.rules[0].host"},
    {"host-wildcard still applies, and names of tenants below the wildcard count",
     {.object =
          "class=external\nhost=*.example.com\ntls=a *.example.com\n" EXTERNAL_ADDED,
      IN_STRANGER},
     "warn tenant-known metadata.namespace\n"
     "deny host-permitted spec.rules[0].host spec.tls[0].hosts[0]\n"
     "deny host-wildcard spec.rules[0].host spec.tls[0].hosts[0]"},
    {"without a defined class only keys that no class permits count",
     {.object = "class=nothing\nhost=evil.org\n@" GA "target=x\n@" GA "aws-weight=1\n@" GA
                "ttl=x\n@" GA "hostname=evil.org\n@" ALPHA "controller=none\n@" ALPHA
                "target=x\n",
      IN_STRANGER},
     "warn tenant-known metadata.namespace\n"
     "deny dns-annotations ga/target"},
};

static void tolerated_namespaces(void **state)
{
    char *apps = deciding_replace(deciding_example, EVERYONE, APPS);
    char *yaml = deciding_replace(apps, RULES, RULES "  tenant-known: warn\n");

    (void)state;
    judge_rows(yaml, tolerated, ARRAY_LEN(tolerated));
    free(yaml);
    free(apps);
}

#define TWO_MINDS "class=external\n" CLASS_K8S "internal\n" EXTERNAL_HOST EXTERNAL_TLS

static const struct row let_through[] = {
    {"carriers that differ, when held, are judged by both classes, in a fixed order",
     {.object = TWO_MINDS, .stored = TWO_MINDS},
     "held class-agrees kubernetes.io/ingress.class\n"
     "held host-in-class spec.rules[0].host spec.tls[0].hosts[0]\n"
     "held dns-annotations alpha/controller alpha/ingress-hostname-source alpha/target "
     "alpha/ttl ga/controller ga/ingress-hostname-source ga/target ga/ttl "
     "priv/controller priv/ingress-hostname-source priv/target priv/ttl\n"
     "held source-ranges nginx/whitelist-source-range\n"
     "held annotation-required cert-manager.io/cluster-issuer"},
};

static void no_holes(void **state)
{
    (void)state;
    judge_rows(deciding_example, let_through, ARRAY_LEN(let_through));
}

static const struct row dated[] = {
    {"the day before, it is a warning",
     {.object = NO_TLS, .day = "2027-02-28"},
     "warn tls-required spec.rules[0].host"},
    {"from the day on, it is denied",
     {.object = NO_TLS, .day = "2027-03-01"},
     "deny tls-required spec.rules[0].host"},
    {"and years later",
     {.object = NO_TLS, .day = "2031-01-01"},
     "deny tls-required spec.rules[0].host"},
};

static void dated_actions(void **state)
{
    (void)state;
    judge_rows(deciding_example, dated, ARRAY_LEN(dated));
}

#define FOREIGN "class=internal\nhost=a.corp.example.net\n" INTERNAL_ADDED

static const struct row tenants_rule[] = {
    {"the tenant's entry comes first",
     {.object = FOREIGN},
     "audit host-permitted spec.rules[0].host"},
    {"for that tenant only",
     {.object = FOREIGN, .namespace = "other"},
     "deny host-permitted spec.rules[0].host"},
};

static void rules_of_a_tenant(void **state)
{
    (void)state;
    judge_with(deciding_example, "    hosts:   [www.example.com]\n",
               "    rules: {host-permitted: audit}\n", tenants_rule,
               ARRAY_LEN(tenants_rule));
}

static const struct row allowed_rule[] = {
    {"a rule with action allow is not even counted", {.object = FOREIGN}, ""},
};

static void rule_is_allow(void **state)
{
    (void)state;
    judge_with(deciding_example, RULES, RULES "  host-permitted: allow\n", allowed_rule,
               ARRAY_LEN(allowed_rule));
}

#define SOLVER "system:serviceaccount:cert-manager:cert-manager"
#define OPEN_SOLVER                                                                      \
    "class=internal\n" INTERNAL_HOST INTERNAL_DNS "@" WHITE "=0.0.0.0/0,::/0\n"
#define GIVEN(text)                                                                      \
    "  - name: given\n    reason: r\n" text "    rules: [host-permitted]\n"
#define EXEMPTIONS "exemptions:\n"

static const struct row solver[] = {
    {"an exempted user",
     {.object = OPEN_SOLVER, .user = SOLVER},
     "excused source-ranges nginx/whitelist-source-range"},
    {"the user name is compared as a whole",
     {.object = OPEN_SOLVER, .user = SOLVER "x"},
     "deny source-ranges nginx/whitelist-source-range"},
    {"rules that the exemption does not list apply",
     {.object = "class=internal\nhost=evil.org\n" INTERNAL_DNS, .user = SOLVER},
     "deny host-permitted spec.rules[0].host\n"
     "deny host-in-class spec.rules[0].host\n"
     "excused source-ranges nginx/whitelist-source-range"},
};

static void exempted_users(void **state)
{
    (void)state;
    judge_rows(deciding_example, solver, ARRAY_LEN(solver));
}

static const struct row matching[] = {
    {"all fields of an exemption match",
     {.object = FOREIGN},
     "excused host-permitted spec.rules[0].host"},
    {"another object name",
     {.object = FOREIGN, .name = "api"},
     "deny host-permitted spec.rules[0].host"},
    {"another namespace of the tenant",
     {.object = FOREIGN, .namespace = "shop-b"},
     "deny host-permitted spec.rules[0].host"},
    {"the exemption holds on its last day",
     {.object = FOREIGN, .day = "2026-12-31"},
     "excused host-permitted spec.rules[0].host"},
    {"and not on the day after",
     {.object = FOREIGN, .day = "2027-01-01"},
     "deny host-permitted spec.rules[0].host"},
    {"a generated name matches no name on CREATE",
     {.object = FOREIGN "generate=we\n"},
     "deny host-permitted spec.rules[0].host"},
    {"nor does a name that is not generated yet",
     {.object = FOREIGN "generate=we\n", .name = "-"},
     "deny host-permitted spec.rules[0].host"},
    {"on UPDATE a generated name is a normal name",
     {.object = FOREIGN "generate=we\n", .is_update = true},
     "excused host-permitted spec.rules[0].host"},
};

static void exemption_matches(void **state)
{
    (void)state;
    judge_with(deciding_example, EXEMPTIONS,
               EXEMPTIONS GIVEN("    expires: 2026-12-31\n    namespaces: [shop]\n"
                                "    names: [\"we*\"]\n    users: [ann, bob]\n"),
               matching, ARRAY_LEN(matching));
}

#define HOSTNAME(name) "@" GA "hostname=" name "\n"
#define LEGACY                                                                           \
    "class=internal\nhost=evil.org\npath=/;\n" INTERNAL_ADDED HOSTNAME("evil.org")

static const struct row status[] = {
    {"stored violations are not mentioned",
     {.object = LEGACY, .stored = LEGACY, .is_status = true},
     ""},
    {"an annotation that the status write adds is judged",
     {.object = INTERNAL HOSTNAME("evil.org"), .stored = INTERNAL, .is_status = true},
     "deny host-permitted ga/hostname\n"
     "deny host-in-class ga/hostname"},
    {"the spec is not judged",
     {.object = "class=internal\nhost=evil.org\n" INTERNAL_ADDED,
      .stored = INTERNAL,
      .is_status = true},
     ""},
    {"a status write that changes a carrier is judged as a whole, without ratchet",
     {.object = LEGACY CLASS_K8S "internal\n", .stored = LEGACY, .is_status = true},
     "deny host-permitted spec.rules[0].host ga/hostname\n"
     "deny host-in-class spec.rules[0].host ga/hostname\n"
     "deny path-safe spec.rules[0].http.paths[0].path"},
    {"a status write that names another class in an annotation",
     {.object = INTERNAL CLASS_K8S "external\n", .stored = INTERNAL, .is_status = true},
     "deny class-agrees kubernetes.io/ingress.class"},
    {"without a stored object the whole object is judged",
     {.object = LEGACY, .is_status = true, .is_update = true},
     "deny host-permitted spec.rules[0].host ga/hostname\n"
     "deny host-in-class spec.rules[0].host ga/hostname\n"
     "deny path-safe spec.rules[0].http.paths[0].path"},
};

static void status_writes(void **state)
{
    (void)state;
    judge_rows(deciding_example, status, ARRAY_LEN(status));
    judge_with(deciding_example, "onUpdate: ratchet", "onUpdate: strict", status,
               ARRAY_LEN(status));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(class_cascades),       cmocka_unit_test(unknown_namespaces),
        cmocka_unit_test(tolerated_namespaces), cmocka_unit_test(no_holes),
        cmocka_unit_test(dated_actions),        cmocka_unit_test(rules_of_a_tenant),
        cmocka_unit_test(rule_is_allow),        cmocka_unit_test(exempted_users),
        cmocka_unit_test(exemption_matches),    cmocka_unit_test(status_writes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
