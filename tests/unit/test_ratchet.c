/*
 * Updates: what was there before does not block, and nothing grows under cover of it.
 */
#include <stdlib.h>

#include "deciding.h"
#include "deciding_objects.h"
#include "unit.h"

struct row {
    const char *why;
    struct question question;
    const char *want; /* deciding_violations() */
};

static void judge_rows(const char *yaml, const struct row *rows, size_t n)
{
    struct policy *policy = deciding_policy(yaml);

    for (size_t i = 0; i < n; i++) {
        struct arena arena = {0};
        struct decision decision =
            deciding_ask(policy, &rows[i].question, STAGE_VALIDATE, &arena);

        check_text(deciding_violations(&decision, &arena), str_from(rows[i].want),
                   rows[i].why);
        arena_clear(&arena);
    }
    policy_unref(policy);
}

#define FIELD     "spec.ingressClassName"
#define HOST0     "spec.rules[0].host"
#define HOST1     "spec.rules[1].host"
#define AT(key)   "metadata.annotations[" key "]"
#define CLASS_K8S "@kubernetes.io/ingress.class="
#define EVIL      "class=internal\nhost=a.corp.example.net\n" INTERNAL_ADDED
#define PATH(n)   "spec.rules[0].http.paths[" n "].path"

static const struct row names[] = {
    {"the same name at the same place",
     {.object = EVIL "@x.example/label=1\n", .stored = EVIL},
     "held host-permitted " HOST0},
    {"another spelling of it is the same name",
     {.object = "class=internal\nhost=A.corp.example.net.\n" INTERNAL_ADDED,
      .stored = EVIL},
     "held host-permitted " HOST0},
    {"a second rule for it passes, positions do not count",
     {.object = "class=internal\n" INTERNAL_HOST
                "host=a.corp.example.net\nhost=a.corp.example.net\n" INTERNAL_ADDED,
      .stored = EVIL},
     "held host-permitted " HOST1 "\nheld host-permitted spec.rules[2].host"},
    {"another name is new",
     {.object = EVIL "host=b.corp.example.net\n", .stored = EVIL},
     "held host-permitted " HOST0 "\ndeny host-permitted " HOST1},
    {"the same name at another place is new",
     {.object = EVIL "tls=web a.corp.example.net\n", .stored = EVIL},
     "held host-permitted " HOST0 "\ndeny host-permitted spec.tls[0].hosts[0]"},
    {"in another annotation too",
     {.object = INTERNAL "@" PRIV "hostname=a.corp.example.net\n",
      .stored = INTERNAL "@" GA "hostname=a.corp.example.net\n"},
     "deny host-permitted " AT(PRIV "hostname")},
    {"an item more in the annotation is judged alone",
     {.object = INTERNAL "@" GA "hostname=a.corp.example.net, b.corp.example.net\n",
      .stored = INTERNAL "@" GA "hostname=a.corp.example.net\n"},
     "held host-permitted " AT(GA "hostname") "\ndeny host-permitted "
     AT(GA "hostname")},
    {"what is no name is compared as written",
     {.object = "class=internal\nhost=_\nhost=__\n" INTERNAL_ADDED,
      .stored = "class=internal\nhost=_\n" INTERNAL_ADDED},
     "held host-valid " HOST0 "\ndeny host-valid " HOST1},
    {"an UPDATE without stored object has no ratchet",
     {.object = EVIL, .is_update = true},
     "deny host-permitted " HOST0},
    {"a CREATE has none", {.object = EVIL}, "deny host-permitted " HOST0},
    {"a class move is judged whole",
     {.object = "class=external\nhost=a.corp.example.net\n" EXTERNAL_ADDED
                "tls=a a.corp.example.net\n",
      .stored = EVIL "tls=a a.corp.example.net\n"},
     "deny host-permitted " HOST0 "\ndeny host-permitted spec.tls[0].hosts[0]"
     "\ndeny host-in-class " HOST0 "\ndeny host-in-class spec.tls[0].hosts[0]"},
    {"a second carrier of the same class is no class move",
     {.object = EVIL CLASS_K8S "internal\n", .stored = EVIL},
     "held host-permitted " HOST0},
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
     "held class-permitted " FIELD "\nheld host-in-class " HOST0
     "\nheld dns-annotations " AT(ALPHA "controller") "\nheld dns-annotations "
     AT(GA "controller") "\nheld dns-annotations " AT(PRIV "ingress-hostname-source")
     "\nheld dns-annotations " AT(PRIV "target") "\nheld source-ranges "
     AT("haproxy-ingress.github.io/allowlist-source-range")},
    {"all carriers are one place",
     {.object = CLASS_K8S "nothing\n" INTERNAL_HOST,
      .stored = "class=nothing\n" INTERNAL_HOST},
     "held class-permitted " AT("kubernetes.io/ingress.class")},
    {"but it may not gain a name, even one of the tenant's",
     {.object = RETAIL "host=b.shop.corp.example.net\n", .stored = RETAIL},
     "deny class-permitted " FIELD},
    {"nor a catch-all",
     {.object = RETAIL "default-backend={}\n", .stored = RETAIL},
     "deny class-permitted " FIELD "\ndeny host-present spec.defaultBackend"},
    {"two carriers that differ as they did",
     {.object = TWO_MINDS, .stored = TWO_MINDS "@x.example/y=1\n"},
     "held class-agrees " AT("kubernetes.io/ingress.class") "\nheld host-in-class " HOST0
     "\nheld dns-annotations " AT(ALPHA "controller")
     "\nheld dns-annotations " AT(ALPHA "ingress-hostname-source")
     "\nheld dns-annotations " AT(ALPHA "target")
     "\nheld dns-annotations " AT(ALPHA "ttl")
     "\nheld dns-annotations " AT(GA "controller")
     "\nheld dns-annotations " AT(GA "ingress-hostname-source")
     "\nheld dns-annotations " AT(GA "target") "\nheld dns-annotations " AT(GA "ttl")
     "\nheld dns-annotations " AT(PRIV "controller")
     "\nheld dns-annotations " AT(PRIV "ingress-hostname-source")
     "\nheld dns-annotations " AT(PRIV "target")
     "\nheld dns-annotations " AT(PRIV "ttl") "\nheld source-ranges " AT(WHITE)
     "\nheld annotation-required " AT(ISSUER)},
    {"two that change sides do not",
     {.object = "class=external\n" CLASS_K8S "internal\n" INTERNAL_HOST,
      .stored = TWO_MINDS},
     "deny class-agrees " AT("kubernetes.io/ingress.class")},
    {"no class, as before, is held back by nothing",
     {.object = INTERNAL_HOST, .stored = INTERNAL_HOST},
     "held class-present " FIELD},
    {"losing the class is new",
     {.object = INTERNAL_HOST, .stored = INTERNAL},
     "deny class-present " FIELD},
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

#define OPEN_LIST  "class=internal\n" INTERNAL_HOST INTERNAL_DNS "@" WHITE "=0.0.0.0/0\n"
#define CATCH_ALL  "class=internal\nhost=\npath=/\n" INTERNAL_ADDED
#define HELD_LIST  "held source-ranges " AT(WHITE)
#define DENIED_LIST "deny source-ranges " AT(WHITE)

static const struct row growth[] = {
    {"an open list of old may stay",
     {.object = OPEN_LIST "path=/\n", .stored = OPEN_LIST "path=/\n"},
     HELD_LIST},
    {"fewer routes too",
     {.object = OPEN_LIST, .stored = OPEN_LIST "path=/\npath=/a\n"},
     HELD_LIST},
    {"another value of it is new",
     {.object = "class=internal\n" INTERNAL_HOST INTERNAL_DNS "@" WHITE "=1.0.0.0/8\n",
      .stored = OPEN_LIST},
     DENIED_LIST},
    {"no list where there was an open one is another value",
     {.object = "class=internal\n" INTERNAL_HOST INTERNAL_DNS, .stored = OPEN_LIST},
     DENIED_LIST},
    {"no list where there was none is the same",
     {.object = "class=internal\n" INTERNAL_HOST INTERNAL_DNS,
      .stored = "class=internal\n" INTERNAL_HOST INTERNAL_DNS},
     HELD_LIST},
    {"an empty list is not an absent one",
     {.object = "class=internal\n" INTERNAL_HOST INTERNAL_DNS "@" WHITE "=\n",
      .stored = "class=internal\n" INTERNAL_HOST INTERNAL_DNS},
     DENIED_LIST},
    {"a new path does not come under cover of it",
     {.object = OPEN_LIST "path=/\npath=/b\n", .stored = OPEN_LIST "path=/\n"},
     DENIED_LIST},
    {"nor another type of the path",
     {.object = OPEN_LIST "path=Exact /\n", .stored = OPEN_LIST "path=/\n"},
     DENIED_LIST},
    {"nor a new name",
     {.object = OPEN_LIST "host=b.shop.corp.example.net\n", .stored = OPEN_LIST},
     DENIED_LIST},
    {"nor another default backend",
     {.object = OPEN_LIST "default-backend=b\n",
      .stored = OPEN_LIST "default-backend=a\n"},
     "held host-present spec.defaultBackend\n" DENIED_LIST},
    {"a catch-all may stay, with other back ends too",
     {.object = CATCH_ALL "path=/new\n", .stored = CATCH_ALL},
     "held host-present " HOST0},
    {"but not with a name more",
     {.object = CATCH_ALL INTERNAL_HOST, .stored = CATCH_ALL},
     "deny host-present " HOST0},
    {"dns annotations follow the same law",
     {.object = INTERNAL "@" PRIV "x=1\nhost=b.shop.corp.example.net\n",
      .stored = INTERNAL "@" PRIV "x=1\n"},
     "deny dns-annotations " AT(PRIV "x")},
    {"and hold where nothing grows",
     {.object = INTERNAL "@" PRIV "x=1\n", .stored = INTERNAL "@" PRIV "x=1\n"},
     "held dns-annotations " AT(PRIV "x")},
    {"a path that was unsafe stays, for its host",
     {.object = INTERNAL "path=/;\npath=/;b\n", .stored = INTERNAL "path=/;\n"},
     "held path-safe " PATH("0") "\ndeny path-safe " PATH("1")},
    {"for another host it is new",
     {.object = INTERNAL "path=/;\nhost=b.shop.corp.example.net\npath=/;\n",
      .stored = INTERNAL "path=/;\n"},
     "held path-safe " PATH("0")
     "\ndeny path-safe spec.rules[1].http.paths[0].path"},
    {"forbidden keys by their value",
     {.object = INTERNAL "@" NGINX "a-snippet=1\n@" NGINX "b-snippet=2\n",
      .stored = INTERNAL "@" NGINX "a-snippet=1\n@" NGINX "b-snippet=1\n"},
     "held source-ranges " AT(NGINX "a-snippet") "\ndeny source-ranges "
     AT(NGINX "b-snippet") "\nheld annotation-forbidden " AT(NGINX "a-snippet")
     "\ndeny annotation-forbidden " AT(NGINX "b-snippet")},
};

static void nothing_grows(void **state)
{
    (void)state;
    judge_rows(deciding_example, growth, ARRAY_LEN(growth));
}

static const struct row strict[] = {
    {"strict has no ratchet", {.object = EVIL, .stored = EVIL},
     "deny host-permitted " HOST0},
    {"but for an object being deleted",
     {.object = EVIL "deleting\n", .stored = EVIL "deleting\n"},
     "held host-permitted " HOST0},
    {"whose stored form counts, not what is sent",
     {.object = EVIL "deleting\n", .stored = EVIL},
     "deny host-permitted " HOST0},
    {"what is new is judged even then",
     {.object = EVIL "host=b.corp.example.net\n", .stored = EVIL "deleting\n"},
     "held host-permitted " HOST0 "\ndeny host-permitted " HOST1},
};

static void strict_policies(void **state)
{
    char *all = deciding_replace(deciding_example, "onUpdate: ratchet", "onUpdate: strict");
    char *one = deciding_replace(
        deciding_example, "  host-wildcard: deny\n",
        "  host-permitted: {action: deny, onUpdate: strict}\n");

    (void)state;
    judge_rows(all, strict, ARRAY_LEN(strict));
    judge_rows(one, strict, ARRAY_LEN(strict));
    free(one);
    free(all);
}

static const struct row excused_before[] = {
    {"the stored object is judged without exemptions: what one let in stays",
     {.object = OPEN_LIST,
      .stored = OPEN_LIST,
      .user = "ann"},
     HELD_LIST},
    {"the exempted user is excused, not ratcheted",
     {.object = OPEN_LIST,
      .stored = OPEN_LIST,
      .user = "system:serviceaccount:cert-manager:cert-manager"},
     "excused source-ranges " AT(WHITE)},
    {"what only warns is no matter of the ratchet",
     {.object = "class=external\n" EXTERNAL_HOST EXTERNAL_ADDED,
      .stored = "class=external\n" EXTERNAL_HOST EXTERNAL_ADDED},
     "warn tls-required " HOST0},
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
        cmocka_unit_test(names_by_place),  cmocka_unit_test(classes_are_one_place),
        cmocka_unit_test(nothing_grows),   cmocka_unit_test(strict_policies),
        cmocka_unit_test(other_outcomes),  cmocka_unit_test(a_class_move_is_said),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
