/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the platform adds besides source ranges: what one stage writes is what the other
 * demands.
 */
#include <stdlib.h>

#include "deciding.h"
#include "deciding_objects.h"
#include "unit.h"

struct row {
    const char *why;
    const char *object;
    const char *edits;      /* of the mutating stage, without the list of what is ours */
    const char *violations; /* of the validating stage, on the object as it is */
};

static struct str without_list(struct str edits, struct arena *arena)
{
    struct str line;
    bool done = false;
    struct buf buf;

    buf_init(&buf, arena, BUF_MAX_BYTES);
    while (str_next_item(&edits, '\n', &done, &line)) {
        if (line.len == 0 || str_contains(line, STR(OURS)))
            continue;
        if (buf.len > 0)
            buf_add_byte(&buf, '\n');
        buf_add(&buf, line);
    }
    return buf_str(&buf);
}

static void judge_rows(const char *yaml, const struct row *rows, size_t n)
{
    struct policy *policy = deciding_policy(yaml);

    for (size_t i = 0; i < n; i++) {
        struct arena arena = {0};
        struct question question = {.object = rows[i].object};
        struct decision decision = deciding_ask(policy, &question, STAGE_MUTATE, &arena);

        check_true(decision.allowed && decision.n_violations == 0,
                   "mutation never denies");
        check_text(without_list(deciding_edits(&decision, &arena), &arena),
                   str_from(rows[i].edits), rows[i].why);
        decision = deciding_ask(policy, &question, STAGE_VALIDATE, &arena);
        check_text(deciding_violations(&decision, &arena), str_from(rows[i].violations),
                   rows[i].why);
        arena_clear(&arena);
    }
    policy_unref(policy);
}

static void judge_with(const char *from, const char *to, const struct row *rows, size_t n)
{
    char *yaml = deciding_replace(deciding_example, from, to);

    judge_rows(yaml, rows, n);
    free(yaml);
}

#define WITHOUT_DNS                                                                      \
    "class=external\n" EXTERNAL_HOST EXTERNAL_TLS "@" ISSUER "=letsencrypt\n"

/* EXTERNAL with other values under the class's own prefix. */
#define WITH_OWN(target, ttl, more)                                                      \
    WITHOUT_DNS "@" GA "ingress-hostname-source=defined-hosts-only\n"                    \
                "@" GA "target=" target "\n@" GA "ttl=" ttl "\n"                         \
                "@" ALPHA "ingress-hostname-source=defined-hosts-only\n"                 \
                "@" ALPHA "target=edge.example.com\n@" ALPHA "ttl=60\n"                  \
                "@" PRIV "controller=none\n" more

static const struct row dns[] = {
    {"every prefix of the instance, and a switch for every other one", WITHOUT_DNS,
     ALPHA "ingress-hostname-source=defined-hosts-only\n" ALPHA
           "target=edge.example.com\n" ALPHA "ttl=60\n" GA
           "ingress-hostname-source=defined-hosts-only\n" GA
           "target=edge.example.com\n" GA "ttl=60\n" PRIV "controller=none",
     "deny dns-annotations alpha/ingress-hostname-source alpha/target alpha/ttl "
     "ga/ingress-hostname-source ga/target ga/ttl priv/controller"},
    {"what is right is left", EXTERNAL, "", ""},
    {"another target is the user's, and wrong", WITH_OWN("evil.org", "60", ""), "",
     "deny dns-annotations ga/target"},
    {"the same name in upper case too: bytes", WITH_OWN("EDGE.example.com", "60", ""), "",
     "deny dns-annotations ga/target"},
    {"a fixed ttl", WITH_OWN("edge.example.com", "61", ""), "",
     "deny dns-annotations ga/ttl"},
    {"is a number", WITH_OWN("edge.example.com", "0060", ""), "", ""},
    {"of at most ten digits", WITH_OWN("edge.example.com", "00000000060", ""), "",
     "deny dns-annotations ga/ttl"},
    {"in seconds", WITH_OWN("edge.example.com", "1m", ""), "",
     "deny dns-annotations ga/ttl"},
    {"without blanks", WITH_OWN("edge.example.com", "60 ", ""), "",
     "deny dns-annotations ga/ttl"},
    {"and not empty", WITH_OWN("edge.example.com", "", ""), "",
     "deny dns-annotations ga/ttl"},
    {"names are judged by the rules about names",
     EXTERNAL "@" GA "hostname=a.shop.example.com,b.shop.example.com\n", "", ""},
    {"a user may say what is so without saying",
     EXTERNAL "@" GA "controller=dns-controller\n", "", ""},
    {"but not opt out", EXTERNAL "@" GA "controller=none\n", "",
     "deny dns-annotations ga/controller"},
    {"what the class allows, under every prefix of the instance",
     EXTERNAL "@" GA "set-identifier=a\n@" ALPHA "aws-weight=10\n",
     ALPHA "set-identifier=a\n" GA "aws-weight=10",
     "deny dns-annotations alpha/set-identifier ga/aws-weight"},
    {"what it does not", EXTERNAL "@" GA "aws-region=x\n", "",
     "deny dns-annotations ga/aws-region"},
    {"a key of tomorrow", EXTERNAL "@" GA "anything\n", "",
     "deny dns-annotations ga/anything"},
    {"keys under the prefix of another instance are dead",
     EXTERNAL "@" PRIV "target=evil.org\n@" PRIV "ttl=x\n", "", ""},
};

static void dns_of_the_class(void **state)
{
    (void)state;
    judge_rows(deciding_example, dns, ARRAY_LEN(dns));
}

#define OTHER_CONTROLLER(value)                                                          \
    "class=external\n" EXTERNAL_HOST EXTERNAL_TLS "@" ISSUER "=letsencrypt\n"            \
    "@" GA "ingress-hostname-source=defined-hosts-only\n"                                \
    "@" GA "target=edge.example.com\n@" GA "ttl=60\n"                                    \
    "@" ALPHA "ingress-hostname-source=defined-hosts-only\n"                             \
    "@" ALPHA "target=edge.example.com\n@" ALPHA "ttl=60\n"                              \
    "@" PRIV "controller=" value "\n@" PRIV "target=evil.org\n@" PRIV "ttl=5\n"

static const struct row others[] = {
    {"an instance that listens reads the keys there: they are judged",
     OTHER_CONTROLLER("dns-controller"), "",
     "deny dns-annotations priv/controller priv/target"},
    {"one that is switched off by another word reads nothing; the word is wrong",
     OTHER_CONTROLLER("off"), "", "deny dns-annotations priv/controller"},
};

static void dns_of_other_instances(void **state)
{
    (void)state;
    judge_rows(deciding_example, others, ARRAY_LEN(others));
}

#define ONE_PREFIX                                                                       \
    WITHOUT_DNS "@" GA "ingress-hostname-source=defined-hosts-only\n"                    \
                "@" GA "target=edge.example.com\n@" GA "ttl=60\n"                        \
                "@" PRIV "controller=none\n"

static const struct row unlisted[] = {
    {"nothing is written under a built-in prefix that no instance lists", ONE_PREFIX, "",
     ""},
    {"names, a ttl and the controller's name may stand there",
     ONE_PREFIX "@" ALPHA "hostname=a.shop.example.com\n@" ALPHA "ttl=2147483647\n@" ALPHA
                "controller=dns-controller\n@" ALPHA "aws-weight=1\n",
     "", ""},
    {"nothing else",
     ONE_PREFIX "@" ALPHA "target=edge.example.com\n@" ALPHA "ttl=2147483648\n@" ALPHA
                "controller=none\n",
     "", "deny dns-annotations alpha/controller alpha/target alpha/ttl"},
    {"a ttl of nothing", ONE_PREFIX "@" ALPHA "ttl=0\n", "",
     "deny dns-annotations alpha/ttl"},
};

static void unlisted_prefixes(void **state)
{
    (void)state;
    judge_with("external-dns.kubernetes.io/, external-dns.alpha.kubernetes.io/",
               "external-dns.kubernetes.io/", unlisted, ARRAY_LEN(unlisted));
}

#define PLAIN_CLASS "class=external\n" EXTERNAL_HOST EXTERNAL_TLS "@" ISSUER "=x\n"
#define ALL_OFF                                                                          \
    "@" GA "controller=none\n@" ALPHA "controller=none\n@" PRIV "controller=none\n"

static const struct row none[] = {
    {"a class without instance is published by none", PLAIN_CLASS,
     ALPHA "controller=none\n" GA "controller=none\n" PRIV "controller=none",
     "deny dns-annotations alpha/controller ga/controller priv/controller"},
    {"which makes all else there dead", PLAIN_CLASS ALL_OFF "@" GA "target=x\n", "", ""},
};

static void classes_without_dns(void **state)
{
    (void)state;
    judge_with("{instance: public, target: edge.example.com, ttl: 60, allow: "
               "[set-identifier, aws-weight]}",
               "none", none, ARRAY_LEN(none));
}

static const struct row set[] = {
    {"set is written and demanded; without target and ttl none is",
     PLAIN_CLASS "@" GA "target=x\n@" GA "ttl=86400\n@" GA "controller=none\n",
     ALPHA "aws-weight=10\n" ALPHA "controller=none\n" ALPHA
           "ingress-hostname-source=defined-hosts-only\n" ALPHA "ttl=86400\n" GA
           "aws-weight=10\n" GA "ingress-hostname-source=defined-hosts-only\n" PRIV
           "controller=none",
     "deny dns-annotations alpha/aws-weight alpha/controller "
     "alpha/ingress-hostname-source alpha/ttl ga/aws-weight "
     "ga/ingress-hostname-source ga/target priv/controller"},
};

static void set_and_opt_out(void **state)
{
    (void)state;
    judge_with("target: edge.example.com, ttl: 60, allow: [set-identifier, aws-weight]",
               "set: {aws-weight: 10}, optOut: true", set, ARRAY_LEN(set));
}

#define ENTRIES                                                                          \
    "      - {key: a/default, value: \"{namespace}.{name}.{tenant}.{class}\"}\n"         \
    "      - {key: a/enforce, value: \"on {host}\", mode: enforce}\n"                    \
    "      - {key: a/require, value: yes, mode: require, unless: [b/off]}\n"
#define OF_EXTERNAL "class=external\n" EXTERNAL_HOST EXTERNAL_TLS EXTERNAL_ADDED
#define FILLED      "a/default=shop.web.shop.external"
#define ENFORCED    "a/enforce=on web.shop.example.com"

static const struct row entries[] = {
    {"all that is absent is added", OF_EXTERNAL, FILLED "\n" ENFORCED "\na/require=yes",
     "deny annotation-required a/default a/enforce a/require"},
    {"a default may be anything, even nothing",
     OF_EXTERNAL "@a/default=\n@" ENFORCED "\n@a/require=yes\n", "", ""},
    {"what is enforced is overwritten",
     OF_EXTERNAL "@a/default=\n@a/enforce=x\n@a/require=yes\n", ENFORCED,
     "deny annotation-required a/enforce"},
    {"what is required is only refused",
     OF_EXTERNAL "@a/default=\n@" ENFORCED "\n@a/require=no\n", "",
     "deny annotation-required a/require"},
    {"a key that makes the entry moot, whatever its value",
     OF_EXTERNAL "@" FILLED "\n@" ENFORCED "\n@b/off=\n", "", ""},
    {"and then it may hold anything",
     OF_EXTERNAL "@" FILLED "\n@" ENFORCED "\n@b/off=\n@a/require=no\n", "", ""},
    {"a name that is made up makes the entry moot",
     OF_EXTERNAL "@" ENFORCED "\n@a/require=yes\ngenerate=we\n", "", ""},
    {"so does a first rule without host",
     "class=external\nhost=\n" EXTERNAL_ADDED "@" FILLED "\n@a/require=yes\n", "",
     "deny host-present spec.rules[0].host"},
};

static void annotation_entries(void **state)
{
    (void)state;
    judge_with("    annotations:\n      - key: cert-manager.io/cluster-issuer\n",
               "    annotations:\n" ENTRIES
               "      - key: cert-manager.io/cluster-issuer\n",
               entries, ARRAY_LEN(entries));
}

#define WITH(more) OF_EXTERNAL more

static const struct row choices[] = {
    {"what users must write is demanded", WITH("@a/list=x1\n"), "",
     "deny annotation-required a/free a/some"},
    {"what the entries list", WITH("@a/free=z\n@a/some=s\n@a/list=x1\n@a/may=m\n"), "",
     ""},
    {"or the entry's own value", WITH("@a/free=\n@a/some=s\n@a/list=own\n"), "", ""},
    {"a default is written", WITH("@a/free=z\n@a/some=s\n"), "a/list=own",
     "deny annotation-required a/list"},
    {"nothing else", WITH("@a/free=z\n@a/some=t\n@a/list=y\n@a/may=n\n"), "",
     "deny annotation-required a/list a/may a/some"},
};

static void users_choose(void **state)
{
    (void)state;
    judge_with("annotations:\n  forbid:",
               "annotations:\n  add:\n"
               "    - {key: a/free, mode: present}\n"
               "    - {key: a/some, mode: present, values: [s]}\n"
               "    - {key: a/list, value: own, values: [\"x*\"]}\n"
               "    - {key: a/may, mode: optional, values: [m]}\n  forbid:",
               choices, ARRAY_LEN(choices));
}

static const struct row issuer[] = {
    {"an issuer of one's own makes the default moot",
     "class=external\n" EXTERNAL_HOST EXTERNAL_TLS EXTERNAL_DNS
     "@cert-manager.io/issuer=mine\n",
     "", ""},
    {"without it the default comes",
     "class=external\n" EXTERNAL_HOST EXTERNAL_TLS EXTERNAL_DNS, ISSUER "=letsencrypt",
     "deny annotation-required cert-manager.io/cluster-issuer"},
    {"for a class that is denied nothing is written", "class=retail\n", "",
     "deny class-permitted spec.ingressClassName"},
};

static void defaults(void **state)
{
    (void)state;
    judge_rows(deciding_example, issuer, ARRAY_LEN(issuer));
}

static const struct row forbidden[] = {
    {"what the policy writes itself is neither forbidden nor unsafe",
     OF_EXTERNAL "@" NGINX "x-snippet=more_set_headers \"A: b\";\n", "", ""},
    {"another value of it is both", OF_EXTERNAL "@" NGINX "x-snippet={}\n", "",
     "deny annotation-forbidden nginx/x-snippet\n"
     "deny annotation-safe nginx/x-snippet"},
};

static void own_values(void **state)
{
    (void)state;
    judge_with("    annotations:\n      - key: cert-manager.io/cluster-issuer\n",
               "    annotations:\n      - {key: " NGINX "x-snippet, value: "
               "'more_set_headers \"A: b\";'}\n"
               "      - key: cert-manager.io/cluster-issuer\n",
               forbidden, ARRAY_LEN(forbidden));
}

static const struct row class_edits[] = {
    {"the tenant's default class, and what it wants", INTERNAL_HOST INTERNAL_ADDED,
     "class=internal", "deny class-present spec.ingressClassName"},
    {"a carrier that is there, even empty, is the user's",
     "@kubernetes.io/ingress.class=\n" INTERNAL_HOST, "",
     "deny class-present spec.ingressClassName"},
    {"an object without spec is not patched", "no-spec\n", "",
     "deny class-present spec.ingressClassName"},
};

static void class_field(void **state)
{
    (void)state;
    judge_rows(deciding_example, class_edits, ARRAY_LEN(class_edits));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(dns_of_the_class),  cmocka_unit_test(dns_of_other_instances),
        cmocka_unit_test(unlisted_prefixes), cmocka_unit_test(classes_without_dns),
        cmocka_unit_test(set_and_opt_out),   cmocka_unit_test(annotation_entries),
        cmocka_unit_test(users_choose),      cmocka_unit_test(defaults),
        cmocka_unit_test(own_values),        cmocka_unit_test(class_field),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
