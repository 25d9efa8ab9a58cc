/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Updates: what was there before does not block, and nothing grows under cover of it.
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
    {"another spelling of it is the same name",
     {.object = "class=internal\nhost=A.corp.example.net.\n" INTERNAL_ADDED,
      .stored = EVIL},
     "held host-permitted spec.rules[0].host"},
    {"a second rule for it passes, positions do not count",
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
    {"in another annotation too",
     {.object = INTERNAL "@" PRIV "hostname=a.corp.example.net\n",
      .stored = INTERNAL "@" GA "hostname=a.corp.example.net\n"},
     "deny host-permitted priv/hostname"},
    {"an item more in the annotation is judged alone",
     {.object = INTERNAL "@" GA "hostname=a.corp.example.net, b.corp.example.net\n",
      .stored = INTERNAL "@" GA "hostname=a.corp.example.net\n"},
     "held host-permitted ga/hostname\n"
     "deny host-permitted ga/hostname"},
    {"what is no name is compared as written",
     {.object = "class=internal\nhost=_\nhost=__\n" INTERNAL_ADDED,
      .stored = "class=internal\nhost=_\n" INTERNAL_ADDED},
     "deny host-valid spec.rules[0].host spec.rules[1].host"},
    {"which may not gain a claim, but stays without one",
     {.object = "class=internal\nhost=_\n" INTERNAL_ADDED,
      .stored = "class=internal\nhost=_\nhost=__\n" INTERNAL_ADDED},
     "held host-valid spec.rules[0].host"},
    {"nor a route",
     {.object = "class=internal\nhost=_\npath=/\n" INTERNAL_ADDED,
      .stored = "class=internal\nhost=_\n" INTERNAL_ADDED},
     "deny host-valid spec.rules[0].host"},
    {"an UPDATE without stored object has no ratchet",
     {.object = EVIL, .is_update = true},
     "deny host-permitted spec.rules[0].host"},
    {"a CREATE has none", {.object = EVIL}, "deny host-permitted spec.rules[0].host"},
    {"a class move is judged whole",
     {.object = "class=external\nhost=a.corp.example.net\n" EXTERNAL_ADDED
                "tls=a a.corp.example.net\n",
      .stored = EVIL "tls=a a.corp.example.net\n"},
     "deny host-permitted spec.rules[0].host spec.tls[0].hosts[0]\n"
     "deny host-in-class spec.rules[0].host spec.tls[0].hosts[0]"},
    {"a second carrier of the same class is no class move",
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
    {"a class that is no longer permitted stays",
     {.object = RETAIL, .stored = RETAIL},
     "held class-permitted spec.ingressClassName\n"
     "held host-in-class spec.rules[0].host\n"
     "held dns-annotations alpha/controller ga/controller priv/ingress-hostname-source "
     "priv/target\n"
     "held source-ranges haproxy-ingress.github.io/allowlist-source-range"},
    {"all carriers are one place",
     {.object = CLASS_K8S "nothing\n" INTERNAL_HOST,
      .stored = "class=nothing\n" INTERNAL_HOST},
     "held class-permitted kubernetes.io/ingress.class"},
    {"but it may not gain a name, even one of the tenant's",
     {.object = RETAIL "host=b.shop.corp.example.net\n", .stored = RETAIL},
     "deny class-permitted spec.ingressClassName"},
    {"nor a catch-all",
     {.object = RETAIL "default-backend={}\n", .stored = RETAIL},
     "deny class-permitted spec.ingressClassName\n"
     "deny host-present spec.defaultBackend"},
    {"two carriers that differ as they did",
     {.object = TWO_MINDS, .stored = TWO_MINDS "@x.example/y=1\n"},
     "held class-agrees kubernetes.io/ingress.class\n"
     "held host-in-class spec.rules[0].host\n"
     "held dns-annotations alpha/controller alpha/ingress-hostname-source alpha/target "
     "alpha/ttl ga/controller ga/ingress-hostname-source ga/target ga/ttl "
     "priv/controller priv/ingress-hostname-source priv/target priv/ttl\n"
     "held source-ranges nginx/whitelist-source-range\n"
     "held annotation-required cert-manager.io/cluster-issuer"},
    {"two that change sides do not",
     {.object = "class=external\n" CLASS_K8S "internal\n" INTERNAL_HOST,
      .stored = TWO_MINDS},
     "deny class-agrees kubernetes.io/ingress.class"},
    {"no class, as before, is held back by nothing",
     {.object = INTERNAL_HOST, .stored = INTERNAL_HOST},
     "held class-present spec.ingressClassName"},
    {"losing the class is new",
     {.object = INTERNAL_HOST, .stored = INTERNAL},
     "deny class-present spec.ingressClassName"},
};

static void classes_are_one_place(void **state)
{
    char *yaml = deciding_replace(deciding_example, "  host-wildcard: deny\n",
                                  "  tls-required: allow\n");
    char *once = deciding_replace(
        yaml, "  tls-required: {action: warn, then: deny, from: 2027-03-01}\n", "");

    (void)state;
    judge_rows(once, classes, ARRAY_LEN(classes));
    free(once);
    free(yaml);
}

#define OPEN_LIST "class=internal\n" INTERNAL_HOST INTERNAL_DNS "@" WHITE "=0.0.0.0/0\n"
#define CATCH_ALL "class=internal\nhost=\npath=/\n" INTERNAL_ADDED

static const struct row growth[] = {
    {"an open list of old may stay",
     {.object = OPEN_LIST "path=/\n", .stored = OPEN_LIST "path=/\n"},
     "held source-ranges nginx/whitelist-source-range"},
    {"fewer routes too",
     {.object = OPEN_LIST, .stored = OPEN_LIST "path=/\npath=/a\n"},
     "held source-ranges nginx/whitelist-source-range"},
    {"another value of it is new",
     {.object = "class=internal\n" INTERNAL_HOST INTERNAL_DNS "@" WHITE "=1.0.0.0/8\n",
      .stored = OPEN_LIST},
     "deny source-ranges nginx/whitelist-source-range"},
    {"no list where there was an open one is another value",
     {.object = "class=internal\n" INTERNAL_HOST INTERNAL_DNS, .stored = OPEN_LIST},
     "deny source-ranges nginx/whitelist-source-range"},
    {"no list where there was none is the same",
     {.object = "class=internal\n" INTERNAL_HOST INTERNAL_DNS,
      .stored = "class=internal\n" INTERNAL_HOST INTERNAL_DNS},
     "held source-ranges nginx/whitelist-source-range"},
    {"an empty list is not an absent one",
     {.object = "class=internal\n" INTERNAL_HOST INTERNAL_DNS "@" WHITE "=\n",
      .stored = "class=internal\n" INTERNAL_HOST INTERNAL_DNS},
     "deny source-ranges nginx/whitelist-source-range"},
    {"a new path does not come under cover of it",
     {.object = OPEN_LIST "path=/\npath=/b\n", .stored = OPEN_LIST "path=/\n"},
     "deny source-ranges nginx/whitelist-source-range"},
    {"nor another type of the path",
     {.object = OPEN_LIST "path=Exact /\n", .stored = OPEN_LIST "path=/\n"},
     "deny source-ranges nginx/whitelist-source-range"},
    {"nor a new name",
     {.object = OPEN_LIST "host=b.shop.corp.example.net\n", .stored = OPEN_LIST},
     "deny source-ranges nginx/whitelist-source-range"},
    {"nor another default backend",
     {.object = OPEN_LIST "default-backend={\"b\":1}\n",
      .stored = OPEN_LIST "default-backend={\"a\":1}\n"},
     "held host-present spec.defaultBackend\n"
     "deny source-ranges nginx/whitelist-source-range"},
    {"a catch-all may stay, with other back ends too",
     {.object = CATCH_ALL "path=/new\n", .stored = CATCH_ALL},
     "held host-present spec.rules[0].host"},
    {"but not with a name more",
     {.object = CATCH_ALL INTERNAL_HOST, .stored = CATCH_ALL},
     "deny host-present spec.rules[0].host"},
    {"dns annotations follow the same law",
     {.object = INTERNAL "@" PRIV "x=1\nhost=b.shop.corp.example.net\n",
      .stored = INTERNAL "@" PRIV "x=1\n"},
     "deny dns-annotations priv/x"},
    {"and hold where nothing grows",
     {.object = INTERNAL "@" PRIV "x=1\n", .stored = INTERNAL "@" PRIV "x=1\n"},
     "held dns-annotations priv/x"},
    {"a path that was unsafe stays, for its host",
     {.object = INTERNAL "path=/;\npath=/;b\n", .stored = INTERNAL "path=/;\n"},
     "held path-safe spec.rules[0].http.paths[0].path\n"
     "deny path-safe spec.rules[0].http.paths[1].path"},
    {"for another host it is new",
     {.object = INTERNAL "path=/;\nhost=b.shop.corp.example.net\npath=/;\n",
      .stored = INTERNAL "path=/;\n"},
     "held path-safe spec.rules[0].http.paths[0].path\n"
     "deny path-safe spec.rules[1].http.paths[0].path"},
    {"forbidden keys by their value",
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
    {"a foreign host of old keeps the routes that it has",
     {.object = EVIL_OLD "@x.example/label=1\n", .stored = EVIL_OLD "path=/b\n"},
     "held host-permitted spec.rules[0].host"},
    {"and gains none",
     {.object = EVIL_OLD "path=/\n", .stored = EVIL_OLD},
     "deny host-permitted spec.rules[0].host"},
    {"nor another type of path",
     {.object = EVIL "path=Exact /old\n", .stored = EVIL_OLD},
     "deny host-permitted spec.rules[0].host"},
    {"nor by a second rule",
     {.object = EVIL_OLD "host=A.corp.example.net.\npath=/\n", .stored = EVIL_OLD},
     "deny host-permitted spec.rules[0].host spec.rules[1].host"},
    {"another host's route is none of its routes",
     {.object = EVIL_OLD INTERNAL_HOST "path=/\n", .stored = EVIL_OLD},
     "held host-permitted spec.rules[0].host"},
    {"a class that does not serve the name gives no cover either",
     {.object = "class=internal\nhost=web.shop.example.com\npath=/\n" INTERNAL_ADDED,
      .stored = "class=internal\nhost=web.shop.example.com\n" INTERNAL_ADDED},
     "deny host-in-class spec.rules[0].host"},
    {"nor a wildcard of old",
     {.object = "class=internal\nhost=*.shop.corp.example.net\npath=/\n" INTERNAL_ADDED,
      .stored = "class=internal\nhost=*.shop.corp.example.net\n" INTERNAL_ADDED},
     "deny host-wildcard spec.rules[0].host"},
    {"a certificate's name counts by the routes of that host",
     {.object = INTERNAL "path=/new\ntls=a a.corp.example.net\n",
      .stored = INTERNAL "tls=a a.corp.example.net\n"},
     "held host-permitted spec.tls[0].hosts[0]"},
    {"a name in an annotation leads to every route",
     {.object = NAMED "path=/new\n", .stored = NAMED},
     "deny host-permitted ga/hostname"},
    {"and stays with those that there were",
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
    {"an annotation that the controller reads ends it: a path becomes a beginning",
     {.object = OPEN_LIST REGEX, .stored = OPEN_LIST},
     "deny source-ranges nginx/whitelist-source-range"},
    {"so does another value of one",
     {.object = OPEN_LIST REGEX, .stored = OPEN_LIST "@" NGINX "use-regex=false\n"},
     "deny source-ranges nginx/whitelist-source-range"},
    {"one that was there does not",
     {.object = OPEN_LIST REGEX, .stored = OPEN_LIST REGEX},
     "held source-ranges nginx/whitelist-source-range"},
    {"nor one less",
     {.object = OPEN_LIST, .stored = OPEN_LIST REGEX},
     "held source-ranges nginx/whitelist-source-range"},
    {"nor one that another controller reads",
     {.object = OPEN_LIST "@konghq.com/strip-path=true\n", .stored = OPEN_LIST},
     "held source-ranges nginx/whitelist-source-range"},
    {"nor the list itself, of which dns-annotations says nothing",
     {.object = INTERNAL "@" PRIV "x=1\n",
      .stored = "class=internal\n" INTERNAL_HOST INTERNAL_DNS "@" PRIV "x=1\n"},
     "held dns-annotations priv/x"},
    {"a name in an annotation is a claim",
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
    {"names and annotations that the policy writes are nobody's gain",
     {.object = OPEN_LIST "@" PLATFORM_NAME "\n@" PLATFORM_KEY "\n", .stored = OPEN_LIST},
     "held source-ranges nginx/whitelist-source-range"},
    {"but another value is",
     {.object = OPEN_LIST
      "@cert-manager.io/common-name=b.shop.corp.example.net\n@" PLATFORM_KEY "\n",
      .stored = OPEN_LIST},
     "deny source-ranges nginx/whitelist-source-range\n"
     "deny annotation-required cert-manager.io/common-name"},
};

static void what_the_policy_writes(void **state)
{
    char *yaml = deciding_replace(
        deciding_example, "annotations:\n  forbid:\n",
        "annotations:\n  add:\n"
        "    - {key: cert-manager.io/common-name, value: \"{host}\", mode: require}\n"
        "    - {key: nginx.ingress.kubernetes.io/ssl-redirect, value: \"true\"}\n"
        "  forbid:\n");

    (void)state;
    judge_rows(yaml, written, ARRAY_LEN(written));
    free(yaml);
}

static const struct row status[] = {
    {"a status write does not repeat what only warns",
     {.object = INTERNAL_HOST, .stored = INTERNAL_HOST, .is_status = true},
     ""},
    {"which every other write does",
     {.object = INTERNAL_HOST, .stored = INTERNAL_HOST},
     "warn class-present spec.ingressClassName"},
    {"nor what is only noted",
     {.object = INTERNAL "@" NGINX "a-snippet=1\n",
      .stored = INTERNAL "@" NGINX "a-snippet=1\n",
      .is_status = true},
     ""},
    {"new it is told",
     {.object = INTERNAL "@" NGINX "a-snippet=1\n",
      .stored = INTERNAL,
      .is_status = true},
     "deny source-ranges nginx/a-snippet\n"
     "audit annotation-forbidden nginx/a-snippet"},
    {"what was there is refused where the write brings more",
     {.object = OPEN_LIST REGEX, .stored = OPEN_LIST, .is_status = true},
     "deny source-ranges nginx/whitelist-source-range"},
};

static void status_writes(void **state)
{
    char *yaml = deciding_replace(deciding_example, "  host-wildcard: deny\n",
                                  "  class-present: warn\n"
                                  "  annotation-forbidden: audit\n");

    (void)state;
    judge_rows(yaml, status, ARRAY_LEN(status));
    free(yaml);
}

static const struct row strict[] = {
    {"strict has no ratchet",
     {.object = EVIL, .stored = EVIL},
     "deny host-permitted spec.rules[0].host"},
    {"but for an object being deleted",
     {.object = EVIL "deleting\n", .stored = EVIL "deleting\n"},
     "held host-permitted spec.rules[0].host"},
    {"whose stored form counts, not what is sent",
     {.object = EVIL "deleting\n", .stored = EVIL},
     "deny host-permitted spec.rules[0].host"},
    {"what is new is judged even then",
     {.object = EVIL "host=b.corp.example.net\n", .stored = EVIL "deleting\n"},
     "held host-permitted spec.rules[0].host\n"
     "deny host-permitted spec.rules[1].host"},
};

static void strict_policies(void **state)
{
    char *all =
        deciding_replace(deciding_example, "onUpdate: ratchet", "onUpdate: strict");
    char *one = deciding_replace(deciding_example, "  host-wildcard: deny\n",
                                 "  host-permitted: {action: deny, onUpdate: strict}\n");

    (void)state;
    judge_rows(all, strict, ARRAY_LEN(strict));
    judge_rows(one, strict, ARRAY_LEN(strict));
    free(one);
    free(all);
}

static const struct row excused_before[] = {
    {"the stored object is judged without exemptions: what one let in stays",
     {.object = OPEN_LIST, .stored = OPEN_LIST, .user = "ann"},
     "held source-ranges nginx/whitelist-source-range"},
    {"the exempted user is excused, not ratcheted",
     {.object = OPEN_LIST,
      .stored = OPEN_LIST,
      .user = "system:serviceaccount:cert-manager:cert-manager"},
     "excused source-ranges nginx/whitelist-source-range"},
    {"what only warns is no matter of the ratchet",
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
