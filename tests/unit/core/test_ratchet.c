/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ratchet: stored violations do not block an update, and the update may gain nothing
 * under their cover.
 */
#include <stdlib.h>

#include "deciding_objects.h"
#include "judged_rows.h"

#define CLASS_K8S "@kubernetes.io/ingress.class="
#define EVIL      "class=internal\nhost=a.corp.example.net\n" INTERNAL_ADDED

static const struct row names[] = {
    {"the same name at the same place",
     {.object = EVIL "@x.example/label=1\n", .stored = EVIL},
     "held host-permitted spec.rules[0].host"},
    {"another spelling of the same name",
     {.object = "class=internal\nhost=A.corp.example.net.\n" INTERNAL_ADDED,
      .stored = EVIL},
     "held host-permitted spec.rules[0].host"},
    {"a second rule for the same name: positions do not count",
     {.object = "class=internal\n" INTERNAL_HOST
                "host=a.corp.example.net\nhost=a.corp.example.net\n" INTERNAL_ADDED,
      .stored = EVIL},
     "held host-permitted spec.rules[1].host spec.rules[2].host"},
    {"another name is new",
     {.object = EVIL "host=b.corp.example.net\n", .stored = EVIL},
     "held host-permitted spec.rules[0].host\n"
     "deny host-permitted spec.rules[1].host"},
    {"the same name at another place is new",
     {.object = EVIL "tls=web a.corp.example.net\n", .stored = EVIL},
     "held host-permitted spec.rules[0].host\n"
     "deny host-permitted spec.tls[0].hosts[0]"},
    {"so is the same name in another annotation",
     {.object = INTERNAL "@" PRIV "hostname=a.corp.example.net\n",
      .stored = INTERNAL "@" GA "hostname=a.corp.example.net\n"},
     "deny host-permitted priv/hostname"},
    {"another item in the annotation is judged by itself",
     {.object = INTERNAL "@" GA "hostname=a.corp.example.net, b.corp.example.net\n",
      .stored = INTERNAL "@" GA "hostname=a.corp.example.net\n"},
     "held host-permitted ga/hostname\n"
     "deny host-permitted ga/hostname"},
    {"invalid names are compared as text",
     {.object = "class=internal\nhost=_\nhost=__\n" INTERNAL_ADDED,
      .stored = "class=internal\nhost=_\n" INTERNAL_ADDED},
     "deny host-valid spec.rules[0].host spec.rules[1].host"},
    {"an invalid name stays if the object gains no claim",
     {.object = "class=internal\nhost=_\n" INTERNAL_ADDED,
      .stored = "class=internal\nhost=_\nhost=__\n" INTERNAL_ADDED},
     "held host-valid spec.rules[0].host"},
    {"and no route",
     {.object = "class=internal\nhost=_\npath=/\n" INTERNAL_ADDED,
      .stored = "class=internal\nhost=_\n" INTERNAL_ADDED},
     "deny host-valid spec.rules[0].host"},
    {"an UPDATE without stored object is not held",
     {.object = EVIL, .is_update = true},
     "deny host-permitted spec.rules[0].host"},
    {"nor is a CREATE", {.object = EVIL}, "deny host-permitted spec.rules[0].host"},
    {"a change of class is judged as a whole",
     {.object = "class=external\nhost=a.corp.example.net\n" EXTERNAL_ADDED
                "tls=a a.corp.example.net\n",
      .stored = EVIL "tls=a a.corp.example.net\n"},
     "deny host-permitted spec.rules[0].host spec.tls[0].hosts[0]\n"
     "deny host-in-class spec.rules[0].host spec.tls[0].hosts[0]"},
    {"a second carrier of the same class is not a change of class",
     {.object = EVIL CLASS_K8S "internal\n", .stored = EVIL},
     "held host-permitted spec.rules[0].host"},
};

static void names_by_place(void **state)
{
    (void)state;
    judge_rows(deciding_example, names, ARRAY_LEN(names));
}

#define RETAIL    "class=retail\n" INTERNAL_HOST
#define TWO_MINDS "class=internal\n" CLASS_K8S "external\n" INTERNAL_HOST

static const struct row classes[] = {
    {"a class that is not permitted any more stays",
     {.object = RETAIL, .stored = RETAIL},
     "held class-permitted spec.ingressClassName\n"
     "held host-in-class spec.rules[0].host\n"
     "held dns-annotations alpha/controller ga/controller priv/ingress-hostname-source "
     "priv/target\n"
     "held source-ranges haproxy-ingress.github.io/allowlist-source-range"},
    {"the place of the carrier does not matter",
     {.object = CLASS_K8S "nothing\n" INTERNAL_HOST,
      .stored = "class=nothing\n" INTERNAL_HOST},
     "held class-permitted kubernetes.io/ingress.class"},
    {"but the object may not gain a name, even one of the tenant",
     {.object = RETAIL "host=b.shop.corp.example.net\n", .stored = RETAIL},
     "deny class-permitted spec.ingressClassName"},
    {"nor a catch-all",
     {.object = RETAIL "default-backend={}\n", .stored = RETAIL},
     "deny class-permitted spec.ingressClassName\n"
     "deny host-present spec.defaultBackend"},
    {"two carriers that differ stay as they are",
     {.object = TWO_MINDS, .stored = TWO_MINDS "@x.example/y=1\n"},
     "held class-agrees kubernetes.io/ingress.class\n"
     "held host-in-class spec.rules[0].host\n"
     "held dns-annotations alpha/controller alpha/ingress-hostname-source alpha/target "
     "alpha/ttl ga/controller ga/ingress-hostname-source ga/target ga/ttl "
     "priv/controller priv/ingress-hostname-source priv/target priv/ttl\n"
     "held source-ranges nginx/whitelist-source-range\n"
     "held annotation-required cert-manager.io/cluster-issuer"},
    {"they may not be exchanged",
     {.object = "class=external\n" CLASS_K8S "internal\n" INTERNAL_HOST,
      .stored = TWO_MINDS},
     "deny class-agrees kubernetes.io/ingress.class"},
    {"a missing class stays",
     {.object = INTERNAL_HOST, .stored = INTERNAL_HOST},
     "held class-present spec.ingressClassName"},
    {"a class that was removed is new",
     {.object = INTERNAL_HOST, .stored = INTERNAL},
     "deny class-present spec.ingressClassName"},
};

static void classes_are_one_place(void **state)
{
    char *yaml = deciding_replace(deciding_example, "  host-wildcard: deny\n",
                                  "  tls-required: allow\n");

    (void)state;
    judge_with(yaml, "  tls-required: {action: warn, then: deny, from: 2027-03-01}\n", "",
               classes, ARRAY_LEN(classes));
    free(yaml);
}

#define OPEN_LIST "class=internal\n" INTERNAL_HOST INTERNAL_DNS "@" WHITE "=0.0.0.0/0\n"
#define CATCH_ALL "class=internal\nhost=\npath=/\n" INTERNAL_ADDED

static const struct row growth[] = {
    {"a stored open list stays",
     {.object = OPEN_LIST "path=/\n", .stored = OPEN_LIST "path=/\n"},
     "held source-ranges nginx/whitelist-source-range"},
    {"also with fewer routes",
     {.object = OPEN_LIST, .stored = OPEN_LIST "path=/\npath=/a\n"},
     "held source-ranges nginx/whitelist-source-range"},
    {"another value of the list is new",
     {.object = "class=internal\n" INTERNAL_HOST INTERNAL_DNS "@" WHITE "=1.0.0.0/8\n",
      .stored = OPEN_LIST},
     "deny source-ranges nginx/whitelist-source-range"},
    {"removing the list is a change of its value",
     {.object = "class=internal\n" INTERNAL_HOST INTERNAL_DNS, .stored = OPEN_LIST},
     "deny source-ranges nginx/whitelist-source-range"},
    {"a missing list stays",
     {.object = "class=internal\n" INTERNAL_HOST INTERNAL_DNS,
      .stored = "class=internal\n" INTERNAL_HOST INTERNAL_DNS},
     "held source-ranges nginx/whitelist-source-range"},
    {"an empty list is not a missing one",
     {.object = "class=internal\n" INTERNAL_HOST INTERNAL_DNS "@" WHITE "=\n",
      .stored = "class=internal\n" INTERNAL_HOST INTERNAL_DNS},
     "deny source-ranges nginx/whitelist-source-range"},
    {"a new path is not covered by the stored list",
     {.object = OPEN_LIST "path=/\npath=/b\n", .stored = OPEN_LIST "path=/\n"},
     "deny source-ranges nginx/whitelist-source-range"},
    {"nor is another type of the path",
     {.object = OPEN_LIST "path=Exact /\n", .stored = OPEN_LIST "path=/\n"},
     "deny source-ranges nginx/whitelist-source-range"},
    {"nor is a new name",
     {.object = OPEN_LIST "host=b.shop.corp.example.net\n", .stored = OPEN_LIST},
     "deny source-ranges nginx/whitelist-source-range"},
    {"nor is another default backend",
     {.object = OPEN_LIST "default-backend={\"b\":1}\n",
      .stored = OPEN_LIST "default-backend={\"a\":1}\n"},
     "held host-present spec.defaultBackend\n"
     "deny source-ranges nginx/whitelist-source-range"},
    {"a catch-all stays, also with other paths",
     {.object = CATCH_ALL "path=/new\n", .stored = CATCH_ALL},
     "held host-present spec.rules[0].host"},
    {"but not with a new name",
     {.object = CATCH_ALL INTERNAL_HOST, .stored = CATCH_ALL},
     "deny host-present spec.rules[0].host"},
    {"dns annotations follow the same rule",
     {.object = INTERNAL "@" PRIV "x=1\nhost=b.shop.corp.example.net\n",
      .stored = INTERNAL "@" PRIV "x=1\n"},
     "deny dns-annotations priv/x"},
    {"they stay if the object gains nothing",
     {.object = INTERNAL "@" PRIV "x=1\n", .stored = INTERNAL "@" PRIV "x=1\n"},
     "held dns-annotations priv/x"},
    {"an unsafe path stays for its host",
     {.object = INTERNAL "path=/;\npath=/;b\n", .stored = INTERNAL "path=/;\n"},
     "held path-safe spec.rules[0].http.paths[0].path\n"
     "deny path-safe spec.rules[0].http.paths[1].path"},
    {"for another host it is new",
     {.object = INTERNAL "path=/;\nhost=b.shop.corp.example.net\npath=/;\n",
      .stored = INTERNAL "path=/;\n"},
     "held path-safe spec.rules[0].http.paths[0].path\n"
     "deny path-safe spec.rules[1].http.paths[0].path"},
    {"forbidden keys are compared by value",
     {.object = INTERNAL "@" NGINX "a-snippet=1\n@" NGINX "b-snippet=2\n",
      .stored = INTERNAL "@" NGINX "a-snippet=1\n@" NGINX "b-snippet=1\n"},
     "deny source-ranges nginx/a-snippet nginx/b-snippet\n"
     "held annotation-forbidden nginx/a-snippet\n"
     "deny annotation-forbidden nginx/b-snippet"},
};

static void nothing_grows(void **state)
{
    (void)state;
    judge_rows(deciding_example, growth, ARRAY_LEN(growth));
}

#define EVIL_OLD EVIL "path=/old\n"
#define NAMED    INTERNAL "path=/\n@" GA "hostname=a.corp.example.net\n"

static const struct row host_growth[] = {
    {"a stored foreign host keeps its routes",
     {.object = EVIL_OLD "@x.example/label=1\n", .stored = EVIL_OLD "path=/b\n"},
     "held host-permitted spec.rules[0].host"},
    {"and may not gain a route",
     {.object = EVIL_OLD "path=/\n", .stored = EVIL_OLD},
     "deny host-permitted spec.rules[0].host"},
    {"nor another type of a path",
     {.object = EVIL "path=Exact /old\n", .stored = EVIL_OLD},
     "deny host-permitted spec.rules[0].host"},
    {"nor a route in a second rule",
     {.object = EVIL_OLD "host=A.corp.example.net.\npath=/\n", .stored = EVIL_OLD},
     "deny host-permitted spec.rules[0].host spec.rules[1].host"},
    {"a route of another host does not matter",
     {.object = EVIL_OLD INTERNAL_HOST "path=/\n", .stored = EVIL_OLD},
     "held host-permitted spec.rules[0].host"},
    {"the same applies to names that the class does not serve",
     {.object = "class=internal\nhost=web.shop.example.com\npath=/\n" INTERNAL_ADDED,
      .stored = "class=internal\nhost=web.shop.example.com\n" INTERNAL_ADDED},
     "deny host-in-class spec.rules[0].host"},
    {"and to stored wildcards",
     {.object = "class=internal\nhost=*.shop.corp.example.net\npath=/\n" INTERNAL_ADDED,
      .stored = "class=internal\nhost=*.shop.corp.example.net\n" INTERNAL_ADDED},
     "deny host-wildcard spec.rules[0].host"},
    {"a name in a tls entry may gain routes of other hosts",
     {.object = INTERNAL "path=/new\ntls=a a.corp.example.net\n",
      .stored = INTERNAL "tls=a a.corp.example.net\n"},
     "held host-permitted spec.tls[0].hosts[0]"},
    {"a name in an annotation may not gain any route",
     {.object = NAMED "path=/new\n", .stored = NAMED},
     "deny host-permitted ga/hostname"},
    {"it stays with the stored routes",
     {.object = NAMED, .stored = NAMED "path=/new\n"},
     "held host-permitted ga/hostname"},
};

static void no_route_of_the_host(void **state)
{
    (void)state;
    judge_rows(deciding_example, host_growth, ARRAY_LEN(host_growth));
}

#define REGEX "@" NGINX "use-regex=true\n"

static const struct row annotation_growth[] = {
    {"an annotation that changes the meaning of a path ends the ratchet",
     {.object = OPEN_LIST REGEX, .stored = OPEN_LIST},
     "deny source-ranges nginx/whitelist-source-range"},
    {"so does another value of such an annotation",
     {.object = OPEN_LIST REGEX, .stored = OPEN_LIST "@" NGINX "use-regex=false\n"},
     "deny source-ranges nginx/whitelist-source-range"},
    {"a stored annotation does not",
     {.object = OPEN_LIST REGEX, .stored = OPEN_LIST REGEX},
     "held source-ranges nginx/whitelist-source-range"},
    {"nor does its removal",
     {.object = OPEN_LIST, .stored = OPEN_LIST REGEX},
     "held source-ranges nginx/whitelist-source-range"},
    {"nor does an annotation of another controller",
     {.object = OPEN_LIST "@konghq.com/strip-path=true\n", .stored = OPEN_LIST},
     "held source-ranges nginx/whitelist-source-range"},
    {"nor does the list itself, which does not concern dns-annotations",
     {.object = INTERNAL "@" PRIV "x=1\n",
      .stored = "class=internal\n" INTERNAL_HOST INTERNAL_DNS "@" PRIV "x=1\n"},
     "held dns-annotations priv/x"},
    {"an annotation with a name is a claim",
     {.object = OPEN_LIST "@" PRIV "hostname=web.shop.corp.example.net\n",
      .stored = OPEN_LIST},
     "deny source-ranges nginx/whitelist-source-range"},
};

static void no_annotation_of_the_class(void **state)
{
    (void)state;
    judge_rows(deciding_example, annotation_growth, ARRAY_LEN(annotation_growth));
}

#define PLATFORM_NAME "cert-manager.io/common-name=web.shop.corp.example.net"
#define PLATFORM_KEY  NGINX "ssl-redirect=true"

static const struct row written[] = {
    {"names and annotations that the policy writes are not gains",
     {.object = OPEN_LIST "@" PLATFORM_NAME "\n@" PLATFORM_KEY "\n", .stored = OPEN_LIST},
     "held source-ranges nginx/whitelist-source-range"},
    {"other values are",
     {.object = OPEN_LIST
      "@cert-manager.io/common-name=b.shop.corp.example.net\n@" PLATFORM_KEY "\n",
      .stored = OPEN_LIST},
     "deny source-ranges nginx/whitelist-source-range\n"
     "deny annotation-required cert-manager.io/common-name"},
};

static void what_the_policy_writes(void **state)
{
    (void)state;
    judge_with(
        deciding_example, "annotations:\n  forbid:\n",
        "annotations:\n  add:\n"
        "    - {key: cert-manager.io/common-name, value: \"{host}\", mode: require}\n"
        "    - {key: nginx.ingress.kubernetes.io/ssl-redirect, value: \"true\"}\n"
        "  forbid:\n",
        written, ARRAY_LEN(written));
}

static const struct row status[] = {
    {"a status write does not repeat stored warnings",
     {.object = INTERNAL_HOST, .stored = INTERNAL_HOST, .is_status = true},
     ""},
    {"other writes do",
     {.object = INTERNAL_HOST, .stored = INTERNAL_HOST},
     "warn class-present spec.ingressClassName"},
    {"nor does it repeat stored notes",
     {.object = INTERNAL "@" NGINX "a-snippet=1\n",
      .stored = INTERNAL "@" NGINX "a-snippet=1\n",
      .is_status = true},
     ""},
    {"a new one is reported",
     {.object = INTERNAL "@" NGINX "a-snippet=1\n",
      .stored = INTERNAL,
      .is_status = true},
     "deny source-ranges nginx/a-snippet\n"
     "audit annotation-forbidden nginx/a-snippet"},
    {"a stored violation is refused if the status write gains something",
     {.object = OPEN_LIST REGEX, .stored = OPEN_LIST, .is_status = true},
     "deny source-ranges nginx/whitelist-source-range"},
};

static void status_writes(void **state)
{
    (void)state;
    judge_with(deciding_example, "  host-wildcard: deny\n",
               "  class-present: warn\n"
               "  annotation-forbidden: audit\n",
               status, ARRAY_LEN(status));
}

static const struct row strict[] = {
    {"mode strict: stored violations are not held",
     {.object = EVIL, .stored = EVIL},
     "deny host-permitted spec.rules[0].host"},
    {"except for an object that is being deleted",
     {.object = EVIL "deleting\n", .stored = EVIL "deleting\n"},
     "held host-permitted spec.rules[0].host"},
    {"the stored object decides whether it is being deleted",
     {.object = EVIL "deleting\n", .stored = EVIL},
     "deny host-permitted spec.rules[0].host"},
    {"new violations are refused even then",
     {.object = EVIL "host=b.corp.example.net\n", .stored = EVIL "deleting\n"},
     "held host-permitted spec.rules[0].host\n"
     "deny host-permitted spec.rules[1].host"},
};

static void strict_policies(void **state)
{
    (void)state;
    judge_with(deciding_example, "onUpdate: ratchet", "onUpdate: strict", strict,
               ARRAY_LEN(strict));
    judge_with(deciding_example, "  host-wildcard: deny\n",
               "  host-permitted: {action: deny, onUpdate: strict}\n", strict,
               ARRAY_LEN(strict));
}

static const struct row excused_before[] = {
    {"the stored object is judged without exemptions: what was exempted stays",
     {.object = OPEN_LIST, .stored = OPEN_LIST, .user = "ann"},
     "held source-ranges nginx/whitelist-source-range"},
    {"the exempted user is excused",
     {.object = OPEN_LIST,
      .stored = OPEN_LIST,
      .user = "system:serviceaccount:cert-manager:cert-manager"},
     "excused source-ranges nginx/whitelist-source-range"},
    {"warnings are not held",
     {.object = "class=external\n" EXTERNAL_HOST EXTERNAL_ADDED,
      .stored = "class=external\n" EXTERNAL_HOST EXTERNAL_ADDED},
     "warn tls-required spec.rules[0].host"},
};

static void other_outcomes(void **state)
{
    (void)state;
    judge_rows(deciding_example, excused_before, ARRAY_LEN(excused_before));
}

static void a_class_move_is_said(void **state)
{
    struct policy *policy = deciding_policy(deciding_example);
    struct question question = {.object = "class=external\nhost=a.corp.example.net\n"
                                          "tls=a www.example.com\n" EXTERNAL_ADDED,
                                .stored = EVIL};
    struct arena arena = {0};
    struct decision decision = deciding_ask(policy, &question, STAGE_VALIDATE, &arena);

    (void)state;
    check_true(str_contains(decision.violations[0].sentence,
                            STR("; it was there before, but the class changes")),
               "whoever moves an old object learns why it is judged anew");
    arena_clear(&arena);
    policy_unref(policy);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_by_place),
        cmocka_unit_test(classes_are_one_place),
        cmocka_unit_test(nothing_grows),
        cmocka_unit_test(strict_policies),
        cmocka_unit_test(other_outcomes),
        cmocka_unit_test(a_class_move_is_said),
        cmocka_unit_test(no_route_of_the_host),
        cmocka_unit_test(no_annotation_of_the_class),
        cmocka_unit_test(what_the_policy_writes),
        cmocka_unit_test(status_writes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
