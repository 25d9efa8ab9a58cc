/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ExternalDNS: several instances of a class, entries that let users choose, the names
 * that are published, and copies from one prefix of an instance to the others.
 */
#include <stdlib.h>

#include "deciding.h"
#include "deciding_objects.h"
#include "unit.h"

struct row {
    const char *why;
    struct question question;
    const char *edits;      /* of the mutating stage; NULL: not compared */
    const char *violations; /* of the validating stage, in the object as it is */
};

static void judge(const struct policy *policy, const struct row *row)
{
    AUTO(arena_clear) struct arena arena = {0};
    struct decision decision;

    if (row->edits != NULL) {
        decision = deciding_ask(policy, &row->question, STAGE_MUTATE, &arena);
        check_text(deciding_edits(&decision, &arena), str_from(row->edits), row->why);
    }
    decision = deciding_ask(policy, &row->question, STAGE_VALIDATE, &arena);
    check_text(deciding_violations(&decision, &arena), str_from(row->violations),
               row->why);
}

static void judge_yaml(const char *yaml, const struct row *rows, size_t n)
{
    struct policy *policy = deciding_policy(yaml);

    for (size_t i = 0; i < n; i++)
        judge(policy, &rows[i]);
    policy_unref(policy);
}

#define MAP                                                                              \
    "{instance: public, target: edge.example.com, ttl: 60, allow: [set-identifier, "     \
    "aws-weight]}"

static void judge_map(const char *map, const struct row *rows, size_t n)
{
    char *yaml = deciding_replace(deciding_example, MAP, map);

    judge_yaml(yaml, rows, n);
    free(yaml);
}

/* Class external, without the annotations of instance public. */
#define BARE                                                                             \
    "class=external\n" EXTERNAL_HOST EXTERNAL_TLS "@" ISSUER "=letsencrypt\n@" PRIV      \
    "controller=none\n"
#define SOURCES(text)                                                                    \
    "@" GA "ingress-hostname-source=" text "\n@" ALPHA "ingress-hostname-source=" text   \
    "\n"
#define HOSTS SOURCES("defined-hosts-only")
#define BOTH(key, value)                                                                 \
    "@" GA key "=" value "\n"                                                            \
    "@" ALPHA key "=" value "\n"
#define OURS_ARE(keys) "@" OURS "=" keys "\n"
#define LISTS(keys)    OURS "=" keys

static const struct row copies[] = {
    {"a value under one prefix is copied to the other",
     {.object = BARE HOSTS "@" ALPHA "ttl=60\n@" ALPHA "set-identifier=a\n"},
     GA "set-identifier=a\n" GA "ttl=60\n" LISTS(GA "set-identifier," GA "ttl"),
     "deny dns-annotations ga/set-identifier ga/ttl"},
    {"from the first prefix as well",
     {.object = BARE HOSTS "@" GA "ttl=60\n"},
     ALPHA "ttl=60\n" LISTS(ALPHA "ttl"),
     "deny dns-annotations alpha/ttl"},
    {"an unacceptable value is not copied: the default is written",
     {.object = BARE HOSTS "@" ALPHA "ttl=10\n@" ALPHA "x=1\n"},
     GA "ttl=300\n" LISTS(GA "ttl"),
     "deny dns-annotations alpha/ttl alpha/x ga/ttl"},
    {"values under both prefixes are not changed",
     {.object = BARE HOSTS "@" ALPHA "ttl=60\n@" GA "ttl=61\n"},
     "",
     ""},
    {"equal values need no copy", {.object = BARE HOSTS BOTH("ttl", "60")}, "", ""},
    {"the controller's name is not copied",
     {.object = BARE HOSTS BOTH("ttl", "60") "@" GA "controller=dns-controller\n"},
     "",
     ""},
    {"nor are names if only hosts of rules are published",
     {.object = BARE HOSTS BOTH("ttl", "60") "@" GA "hostname=web.shop.example.com\n"},
     "",
     ""},
    {"other keys with names are copied",
     {.object =
          BARE HOSTS BOTH("ttl", "60") "@" GA "internal-hostname=a.shop.example.com, "
                                       "b.shop.example.com\n"},
     ALPHA "internal-hostname=a.shop.example.com, b.shop.example.com\n" LISTS(
         ALPHA "internal-hostname"),
     "deny dns-annotations alpha/internal-hostname"},
    {"not names of another tenant",
     {.object = BARE HOSTS BOTH("ttl", "60") "@" GA "internal-hostname=a.example.com\n"},
     "",
     "deny host-permitted ga/internal-hostname"},
    {"nor of another class",
     {.object = BARE HOSTS BOTH(
          "ttl", "60") "@" GA "internal-hostname=a.shop.corp.example.net\n"},
     "",
     "deny host-in-class ga/internal-hostname"},
    {"nor wildcards",
     {.object =
          BARE HOSTS BOTH("ttl", "60") "@" GA "internal-hostname=*.shop.example.com\n"},
     "",
     "deny host-wildcard ga/internal-hostname"},
    {"nor invalid names",
     {.object = BARE HOSTS BOTH("ttl", "60") "@" GA "internal-hostname=a_b\n"},
     "",
     "deny host-valid ga/internal-hostname"},
    {"nor an empty value",
     {.object = BARE HOSTS BOTH("ttl", "60") "@" GA "internal-hostname= \n"},
     "",
     ""},
    {"a copy follows the user's value",
     {.object = BARE HOSTS "@" ALPHA "ttl=90\n@" GA "ttl=60\n" OURS_ARE(GA "ttl"),
      .stored = BARE HOSTS "@" ALPHA "ttl=60\n@" GA "ttl=60\n" OURS_ARE(GA "ttl")},
     GA "ttl=90",
     ""},
    {"and is removed with it",
     {.object =
          BARE HOSTS BOTH("ttl", "60") "@" GA "aws-weight=1\n" OURS_ARE(GA "aws-weight"),
      .stored =
          BARE HOSTS BOTH("ttl", "60") BOTH("aws-weight", "1") OURS_ARE(GA "aws-weight")},
     "-" GA "aws-weight\n-" OURS,
     "deny dns-annotations alpha/aws-weight"},
    {"a copy is not written again",
     {.object = BARE HOSTS BOTH("ttl", "60") OURS_ARE(GA "ttl"),
      .stored = BARE HOSTS BOTH("ttl", "60") OURS_ARE(GA "ttl")},
     "",
     ""},
};

static void copies_to_other_prefixes(void **state)
{
    (void)state;
    judge_map("{instance: public, ttl: {value: 300, min: 30, max: 600}, allow: "
              "[set-identifier, aws-weight]}",
              copies, ARRAY_LEN(copies));
}

#define THIRD "third.example.net/"

static const struct row several[] = {
    {"of different values, the one under the first prefix in the policy is copied",
     {.object = BARE HOSTS "@" THIRD "ingress-hostname-source=defined-hosts-only\n@" THIRD
                           "aws-weight=3\n@" ALPHA "aws-weight=2\n"},
     GA "aws-weight=2\n" LISTS(GA "aws-weight"),
     "deny dns-annotations ga/aws-weight"},
};

static void several_prefixes(void **state)
{
    char *three = deciding_replace(deciding_example, "external-dns.alpha.kubernetes.io/]",
                                   "external-dns.alpha.kubernetes.io/, " THIRD "]");
    char *yaml = deciding_replace(three, MAP, "{instance: public, allow: [\"aws-*\"]}");

    (void)state;
    judge_yaml(yaml, several, ARRAY_LEN(several));
    free(yaml);
    free(three);
}

static const struct row forbidden_copies[] = {
    {"a copy is the policy's, so it is not forbidden",
     {.object = BARE HOSTS "@" GA "aws-weight=1\n@" ALPHA "aws-weight=1\n"},
     "",
     ""},
    {"the user's value is, however many copies exist",
     {.object = BARE HOSTS BOTH("set-identifier", "a")},
     "",
     "deny annotation-forbidden ga/set-identifier"},
    {"the list tells which one is the copy",
     {.object = BARE HOSTS BOTH("set-identifier", "a") OURS_ARE(GA "set-identifier")},
     "",
     ""},
    {"a list of all of them does not count",
     {.object = BARE HOSTS BOTH("set-identifier", "a")
          OURS_ARE(ALPHA "set-identifier," GA "set-identifier")},
     NULL,
     "deny annotation-forbidden ga/set-identifier"},
};

static void copies_and_forbidden_keys(void **state)
{
    char *map = deciding_replace(deciding_example, MAP,
                                 "{instance: public, allow: [set-identifier, "
                                 "aws-weight]}");
    char *yaml = deciding_replace(map, "  forbid:\n",
                                  "  forbid:\n    - {keys: [" ALPHA "aws-weight, " GA
                                  "set-identifier]}\n");

    (void)state;
    judge_yaml(yaml, forbidden_copies, ARRAY_LEN(forbidden_copies));
    free(yaml);
    free(map);
}

/* More than are searched one by one. */
#define MANY 200

static void many_keys(void **state)
{
    AUTO(arena_clear) struct arena arena = {0};
    char *yaml =
        deciding_replace(deciding_example, MAP, "{instance: public, allow: [\"*\"]}");
    struct policy *policy = deciding_policy(yaml);
    struct question question = {0};
    struct decision decision;
    struct buf object;
    struct buf want;

    (void)state;
    buf_init(&object, &arena, BUF_MAX_BYTES);
    buf_init(&want, &arena, BUF_MAX_BYTES);
    buf_add_text(&object, BARE HOSTS);
    buf_add_text(&want, "deny dns-annotations");
    for (int i = 100; i < 100 + MANY; i++) {
        buf_addf(&object, "@%sk%d=v\n", GA, i);
        buf_addf(&want, " alpha/k%d", i);
    }
    question.object = buf_text(&object);
    decision = deciding_ask(policy, &question, STAGE_VALIDATE, &arena);
    check_text(deciding_violations(&decision, &arena), buf_str(&want),
               "all copies are demanded");
    decision = deciding_ask(policy, &question, STAGE_MUTATE, &arena);
    check_true(decision.n_edits == MANY + 1, "and all are written");
    policy_unref(policy);
    free(yaml);
}

static const struct row annotation_only[] = {
    {"only names of annotations are published",
     {.object = BARE "@" GA "hostname=a.shop.example.com\n"},
     ALPHA
     "hostname=a.shop.example.com\n" ALPHA "ingress-hostname-source=annotation-only\n" GA
     "ingress-hostname-source=annotation-only\n" LISTS(
         ALPHA "hostname," ALPHA "ingress-hostname-source," GA "ingress-hostname-source"),
     "deny dns-annotations alpha/hostname alpha/ingress-hostname-source "
     "ga/ingress-hostname-source"},
    {"a user cannot change that",
     {.object = BARE HOSTS},
     "",
     "deny dns-annotations alpha/ingress-hostname-source ga/ingress-hostname-source"},
};

static const struct row both_names[] = {
    {"if hosts and annotations are published, nothing is written",
     {.object = BARE},
     "",
     ""},
    {"and no value is permitted",
     {.object = BARE "@" GA "ingress-hostname-source=annotation-only\n"},
     "",
     "deny dns-annotations ga/ingress-hostname-source"},
};

static void names(void **state)
{
    (void)state;
    judge_map("{instance: public, names: annotation}", annotation_only,
              ARRAY_LEN(annotation_only));
    judge_map("{instance: public, names: hosts-and-annotation, allow: [\"*\"]}",
              both_names, ARRAY_LEN(both_names));
}

static const struct {
    const char *why;
    const char *more;
    const char *name; /* a name that is not published; NULL: no such name */
    bool is_status;
} unpublished[] = {
    {"a name that no rule has is not published", "@" GA "hostname=cdn.shop.example.com\n",
     "cdn.shop.example.com", false},
    {"a host of a rule is published", "@" GA "hostname=WEB.shop.example.com\n", NULL,
     false},
    {"each name is checked", "@" GA "hostname=web.shop.example.com,b.shop.example.com\n",
     "b.shop.example.com", false},
    {"an invalid name is left to other rules", "@" GA "hostname=_\n", NULL, false},
    {"other keys are not checked",
     "@" GA "internal-hostname=b.shop.example.com\n@" ALPHA
     "internal-hostname=b.shop.example.com\n",
     NULL, false},
    {"nor are other instances", "@" PRIV "hostname=b.shop.example.com\n", NULL, false},
    {"a status write gives no warning", "@" GA "hostname=cdn.shop.example.com\n", NULL,
     true},
};

static struct str published_sentences(const struct decision *decision,
                                      struct arena *arena)
{
    struct buf buf;

    buf_init(&buf, arena, BUF_MAX_BYTES);
    for (size_t i = 0; i < decision->n_warnings; i++) {
        if (str_contains(decision->warnings[i].sentence, STR("published")))
            buf_add(&buf, decision->warnings[i].sentence);
    }
    return buf_str(&buf);
}

enum speech {
    SILENT,
    SPEAKING
};

static void warn_rows(const char *yaml, enum speech speech)
{
    struct policy *policy = deciding_policy(yaml);

    for (size_t i = 0; i < ARRAY_LEN(unpublished); i++) {
        AUTO(arena_clear) struct arena arena = {0};
        const char *object =
            arena_format(&arena, "%s%s", EXTERNAL, unpublished[i].more).ptr;
        const struct question question = {
            .object = object, .stored = object, .is_status = unpublished[i].is_status};
        struct decision decision =
            deciding_ask(policy, &question, STAGE_VALIDATE, &arena);
        struct str want = STR("");

        if (speech == SPEAKING && unpublished[i].name != NULL)
            want = arena_format(&arena,
                                "\"%s\" is not published: class \"external\" publishes "
                                "the hosts of the rules",
                                unpublished[i].name);
        check_text(published_sentences(&decision, &arena), want, unpublished[i].why);
    }
    policy_unref(policy);
}

static void names_that_are_not_published(void **state)
{
    char *audit = deciding_replace(deciding_example, "  host-wildcard: deny\n",
                                   "  dns-annotations: audit\n");
    char *excused = deciding_replace(
        deciding_example,
        "    users: [\"system:serviceaccount:cert-manager:cert-manager\"]\n"
        "    rules: [source-ranges,",
        "    users: [ann]\n    rules: [dns-annotations, source-ranges,");
    char *published = deciding_replace(deciding_example, "ttl: 60, allow",
                                       "ttl: 60, names: hosts-and-annotation, allow");

    (void)state;
    warn_rows(deciding_example, SPEAKING);
    warn_rows(audit, SILENT);
    warn_rows(excused, SILENT);
    warn_rows(published, SILENT);
    free(published);
    free(excused);
    free(audit);
}

#define CDN "{value: edge.example.com, mode: default, values: [\"*.cdn.example.net\"]}"

static const struct row targets[] = {
    {"users may replace a default",
     {.object = BARE HOSTS "@" GA "target=d1.cdn.example.net\n"},
     ALPHA "target=d1.cdn.example.net\n" LISTS(ALPHA "target"),
     "deny dns-annotations alpha/target"},
    {"by values that the entry lists",
     {.object = BARE HOSTS BOTH("target", "evil.org")},
     "",
     "deny dns-annotations alpha/target ga/target"},
    {"or by its own value",
     {.object = BARE HOSTS BOTH("target", "edge.example.com")},
     "",
     ""},
    {"a target is a name, or a list of addresses",
     {.object = BARE HOSTS BOTH("target", "a b.cdn.example.net")},
     "",
     "deny dns-annotations alpha/target ga/target"},
};

static const struct row any_target[] = {
    {"a list of addresses",
     {.object = BARE HOSTS BOTH("target", "192.0.2.1,2001:db8::1")},
     "",
     ""},
    {"a list of an address and a name",
     {.object = BARE HOSTS BOTH("target", "192.0.2.1,a.org")},
     "",
     "deny dns-annotations alpha/target ga/target"},
    {"a wildcard",
     {.object = BARE HOSTS BOTH("target", "*.a.org")},
     "",
     "deny dns-annotations alpha/target ga/target"},
    {"an empty target",
     {.object = BARE HOSTS BOTH("target", "")},
     "",
     "deny dns-annotations alpha/target ga/target"},
};

static const struct row enforced_target[] = {
    {"an enforced target is overwritten",
     {.object = BARE HOSTS BOTH("target", "evil.org")},
     ALPHA "target=edge.example.com\n" GA
           "target=edge.example.com\n" LISTS(ALPHA "target," GA "target"),
     "deny dns-annotations alpha/target ga/target"},
};

static void target_entries(void **state)
{
    (void)state;
    judge_map("{instance: public, target: " CDN "}", targets, ARRAY_LEN(targets));
    judge_map("{instance: public, target: {value: edge.example.com, mode: default}}",
              any_target, ARRAY_LEN(any_target));
    judge_map("{instance: public, allow: [target]}", any_target, ARRAY_LEN(any_target));
    judge_map("{instance: public, target: {value: edge.example.com, mode: enforce}}",
              enforced_target, ARRAY_LEN(enforced_target));
}

static const struct row ttls[] = {
    {"a ttl that users must write is demanded",
     {.object = BARE HOSTS},
     "",
     "deny dns-annotations alpha/ttl ga/ttl"},
    {"within its range",
     {.object = BARE HOSTS BOTH("ttl", "3601")},
     "",
     "deny dns-annotations alpha/ttl ga/ttl"},
    {"and is copied",
     {.object = BARE HOSTS "@" GA "ttl=60\n"},
     ALPHA "ttl=60\n" LISTS(ALPHA "ttl"),
     "deny dns-annotations alpha/ttl"},
    {"the copy follows the user's value",
     {.object = BARE HOSTS "@" GA "ttl=90\n@" ALPHA "ttl=60\n" OURS_ARE(ALPHA "ttl"),
      .stored = BARE HOSTS BOTH("ttl", "60") OURS_ARE(ALPHA "ttl")},
     ALPHA "ttl=90",
     ""},
    {"a value that the platform wrote becomes the user's, its copy stays the platform's",
     {.object = BARE HOSTS BOTH("ttl", "60") OURS_ARE(ALPHA "ttl," GA "ttl"),
      .stored = BARE HOSTS BOTH("ttl", "60") OURS_ARE(ALPHA "ttl," GA "ttl")},
     LISTS(ALPHA "ttl"),
     ""},
};

static const struct row listed_ttls[] = {
    {"a value that the entry lists", {.object = BARE HOSTS BOTH("ttl", "300")}, "", ""},
    {"another value is refused",
     {.object = BARE HOSTS BOTH("ttl", "301")},
     "",
     "deny dns-annotations alpha/ttl ga/ttl"},
    {"no value at all is accepted", {.object = BARE HOSTS}, "", ""},
    {"values that the platform wrote are removed",
     {.object = BARE HOSTS BOTH("ttl", "60") OURS_ARE(ALPHA "ttl," GA "ttl"),
      .stored = BARE HOSTS BOTH("ttl", "60") OURS_ARE(ALPHA "ttl," GA "ttl")},
     "-" ALPHA "ttl\n-" GA "ttl\n-" OURS,
     ""},
};

static void ttl_entries(void **state)
{
    (void)state;
    judge_map("{instance: public, ttl: {mode: present, max: 3600}}", ttls,
              ARRAY_LEN(ttls));
    judge_map("{instance: public, ttl: {mode: optional, values: [\"60\", \"300\"]}}",
              listed_ttls, ARRAY_LEN(listed_ttls));
}

static const struct row placeholders[] = {
    {"placeholders are replaced",
     {.object = BARE HOSTS},
     ALPHA "set-identifier=web-shop-green\n" GA "set-identifier=web-shop-green\n" LISTS(
         ALPHA "set-identifier," GA "set-identifier"),
     "deny dns-annotations alpha/set-identifier ga/set-identifier"},
    {"if a placeholder has no value, the entry demands and permits nothing",
     {.object = "generate=web-\n" BARE HOSTS BOTH("set-identifier", "x")},
     "",
     "deny dns-annotations alpha/set-identifier ga/set-identifier"},
};

static void values_from_the_object(void **state)
{
    (void)state;
    judge_map("{instance: public, set: {set-identifier: {value: "
              "\"{name}-{namespace}-green\"}}}",
              placeholders, ARRAY_LEN(placeholders));
}

#define TWO_VIEWS                                                                        \
    "[{instance: public, target: edge.example.com}, {instance: private, target: "        \
    "10.9.0.5, ttl: 60}]"
#define FRONT "class=external\n" EXTERNAL_HOST EXTERNAL_TLS "@" ISSUER "=letsencrypt\n"

static const struct row two_views[] = {
    {"each instance has its own target",
     {.object = FRONT HOSTS BOTH("target", "edge.example.com")},
     LISTS(PRIV "ingress-hostname-source," PRIV "target," PRIV
                "ttl") "\n" PRIV "ingress-hostname-source=defined-hosts-only\n" PRIV
                       "target=10.9.0.5\n" PRIV "ttl=60",
     "deny dns-annotations priv/ingress-hostname-source priv/target priv/ttl"},
    {"no instance of the class may be switched off",
     {.object = FRONT HOSTS BOTH(
          "target", "edge.example.com") "@" PRIV "controller=none\n@" PRIV
                                        "ingress-hostname-source=defined-hosts-only\n"
                                        "@" PRIV "target=10.9.0.5\n@" PRIV "ttl=60\n"},
     "",
     "deny dns-annotations priv/controller"},
};

static void several_instances(void **state)
{
    (void)state;
    judge_map(TWO_VIEWS, two_views, ARRAY_LEN(two_views));
}

static const struct row for_some[] = {
    {"for the listed tenants", {.object = BARE HOSTS BOTH("aws-weight", "1")}, "", ""},
    {"not what is listed for others",
     {.object = BARE HOSTS BOTH("aws-region", "x")},
     "",
     "deny dns-annotations alpha/aws-region ga/aws-region"},
};

static void allowed_for_tenants(void **state)
{
    (void)state;
    judge_map("{instance: public, allow: [{key: \"aws-w*\", tenants: [shop]}, {key: "
              "aws-region, tenants: [retail]}]}",
              for_some, ARRAY_LEN(for_some));
}

#define CLASSLESS EXTERNAL_HOST EXTERNAL_TLS

static const struct row classless[] = {
    {"without a class: what any class of the instance permits",
     {.object = CLASSLESS "@" GA "aws-weight=1\n"},
     "",
     "warn class-present spec.ingressClassName"},
    {"not under the prefix of another instance",
     {.object = CLASSLESS "@" PRIV "aws-weight=1\n"},
     "",
     "warn class-present spec.ingressClassName\n"
     "deny dns-annotations priv/aws-weight"},
    {"what users may choose in some class",
     {.object = CLASSLESS "@" GA "target=x\n"},
     "",
     "warn class-present spec.ingressClassName"},
    {"not what the class requires",
     {.object = CLASSLESS "@" GA "aws-region=x\n"},
     "",
     "warn class-present spec.ingressClassName\n"
     "deny dns-annotations ga/aws-region"},
    {"nor which names are published",
     {.object = CLASSLESS "@" GA "ingress-hostname-source=annotation-only\n"},
     "",
     "warn class-present spec.ingressClassName\n"
     "deny dns-annotations ga/ingress-hostname-source"},
    {"nothing is read under a prefix that is switched off",
     {.object = CLASSLESS "@" PRIV "aws-weight=1\n@" PRIV "controller=none\n"},
     "",
     "warn class-present spec.ingressClassName"},
};

static void objects_without_class(void **state)
{
    char *map = deciding_replace(
        deciding_example, MAP,
        "{instance: public, target: {value: edge.example.com, mode: default}, set: "
        "{aws-region: x}, allow: [aws-weight, \"ingress-*\"]}");
    char *plain = deciding_replace(map, "    defaultClass: internal\n", "");
    char *yaml =
        deciding_replace(plain, "  host-wildcard: deny\n", "  class-present: warn\n");

    (void)state;
    judge_yaml(yaml, classless, ARRAY_LEN(classless));
    free(yaml);
    free(plain);
    free(map);
}

static void sentences(void **state)
{
    static const struct {
        const char *map;
        const char *more;
        const char *want;
    } rows[] = {
        {"{instance: public, ttl: {value: 300, min: 60, max: 3600}}",
         "@" GA "ttl=x\n@" ALPHA "ttl=300\n",
         "\"x\" is not a permitted ttl; use 60 to 3600 (seconds)"},
        {"{instance: public, ttl: 60}", "@" GA "ttl=x\n@" ALPHA "ttl=60\n",
         "\"x\" is not a permitted ttl; use \"60\" (seconds)"},
        {"{instance: public, target: " CDN "}",
         "@" GA "target=x\n@" ALPHA "target=edge.example.com\n",
         "\"x\" is not permitted for class \"external\"; permitted: edge.example.com, "
         "*.cdn.example.net"},
        {"{instance: public, set: {a: {mode: present}}}", BOTH("x", "1"),
         "missing; set a value\n"
         "this annotation is not allowed for class \"external\"; remove it, or ask for "
         "the key to be allowed\n"
         "missing; set a value\n"
         "this annotation is not allowed for class \"external\"; remove it, or ask for "
         "the key to be allowed"},
        {"{instance: public, set: {a: {mode: present, values: [b, c]}}}",
         "@" GA "a=b\n@" ALPHA "a=d\n",
         "\"d\" is not permitted for class \"external\"; permitted: b, c"},
        {"{instance: public, set: {a: b}}", "@" GA "a=b\n@" ALPHA "a=c\n",
         "\"c\" must be \"b\"; remove the annotation and it is set"},
        {"{instance: public, set: {a: b}}", "@" GA "a=b\n", "missing; set \"b\""},
        {"{instance: public, allow: [a]}", "@" GA "a=b\n",
         "missing; set \"b\", as under " GA},
        {"{instance: public, optOut: true}", BOTH("controller", "off"),
         "\"off\" is not permitted here; set dns-controller, none or remove "
         "the annotation\n"
         "\"off\" is not permitted here; set dns-controller, none or remove "
         "the annotation"},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        AUTO(arena_clear) struct arena arena = {0};
        char *yaml = deciding_replace(deciding_example, MAP, rows[i].map);
        struct policy *policy = deciding_policy(yaml);
        const struct question question = {
            .object = arena_format(&arena, "%s%s", BARE HOSTS, rows[i].more).ptr};
        struct decision decision =
            deciding_ask(policy, &question, STAGE_VALIDATE, &arena);

        check_text(deciding_sentences(&decision, &arena), str_from(rows[i].want),
                   rows[i].map);
        policy_unref(policy);
        free(yaml);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(copies_to_other_prefixes),
        cmocka_unit_test(several_prefixes),
        cmocka_unit_test(copies_and_forbidden_keys),
        cmocka_unit_test(many_keys),
        cmocka_unit_test(names),
        cmocka_unit_test(names_that_are_not_published),
        cmocka_unit_test(target_entries),
        cmocka_unit_test(ttl_entries),
        cmocka_unit_test(values_from_the_object),
        cmocka_unit_test(several_instances),
        cmocka_unit_test(allowed_for_tenants),
        cmocka_unit_test(objects_without_class),
        cmocka_unit_test(sentences),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
