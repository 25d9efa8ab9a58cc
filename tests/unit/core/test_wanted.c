/* SPDX-License-Identifier: Apache-2.0 */
/*
 * wanted: what the platform adds besides source ranges.  The validating stage demands
 * what the mutating stage writes.
 */
#include <stdlib.h>

#include "deciding.h"
#include "deciding_objects.h"
#include "unit.h"

struct row {
    const char *why;
    const char *object;
    const char *edits;      /* of the mutating stage, without the managed list */
    const char *violations; /* of the validating stage, in the object as it is */
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

/* EXTERNAL with other values under the prefix of the class. */
#define WITH_OWN(target, ttl, more)                                                      \
    WITHOUT_DNS "@" GA "ingress-hostname-source=defined-hosts-only\n"                    \
                "@" GA "target=" target "\n@" GA "ttl=" ttl "\n"                         \
                "@" ALPHA "ingress-hostname-source=defined-hosts-only\n"                 \
                "@" ALPHA "target=edge.example.com\n@" ALPHA "ttl=60\n"                  \
                "@" PRIV "controller=none\n" more

static const struct row dns[] = {
    {"all prefixes of the instance, and the switch of all other instances", WITHOUT_DNS,
     ALPHA "ingress-hostname-source=defined-hosts-only\n" ALPHA
           "target=edge.example.com\n" ALPHA "ttl=60\n" GA
           "ingress-hostname-source=defined-hosts-only\n" GA
           "target=edge.example.com\n" GA "ttl=60\n" PRIV "controller=none",
     "deny dns-annotations alpha/ingress-hostname-source alpha/target alpha/ttl "
     "ga/ingress-hostname-source ga/target ga/ttl priv/controller"},
    {"correct values are not changed", EXTERNAL, "", ""},
    {"another target is not changed, but refused", WITH_OWN("evil.org", "60", ""), "",
     "deny dns-annotations ga/target"},
    {"values are compared by bytes", WITH_OWN("EDGE.example.com", "60", ""), "",
     "deny dns-annotations ga/target"},
    {"a fixed ttl", WITH_OWN("edge.example.com", "61", ""), "",
     "deny dns-annotations ga/ttl"},
    {"leading zeros are accepted", WITH_OWN("edge.example.com", "0060", ""), "", ""},
    {"up to ten digits", WITH_OWN("edge.example.com", "00000000060", ""), "",
     "deny dns-annotations ga/ttl"},
    {"a unit is refused", WITH_OWN("edge.example.com", "1m", ""), "",
     "deny dns-annotations ga/ttl"},
    {"a blank is refused", WITH_OWN("edge.example.com", "60 ", ""), "",
     "deny dns-annotations ga/ttl"},
    {"an empty value is refused", WITH_OWN("edge.example.com", "", ""), "",
     "deny dns-annotations ga/ttl"},
    {"names are judged by other rules",
     EXTERNAL "@" GA "hostname=a.shop.example.com,b.shop.example.com\n", "", ""},
    {"the user may write what is the default anyway",
     EXTERNAL "@" GA "controller=dns-controller\n", "", ""},
    {"but may not opt out", EXTERNAL "@" GA "controller=none\n", "",
     "deny dns-annotations ga/controller"},
    {"keys that the class permits, copied to all prefixes of the instance",
     EXTERNAL "@" GA "set-identifier=a\n@" ALPHA "aws-weight=10\n",
     ALPHA "set-identifier=a\n" GA "aws-weight=10",
     "deny dns-annotations alpha/set-identifier ga/aws-weight"},
    {"keys that the class does not permit", EXTERNAL "@" GA "aws-region=x\n", "",
     "deny dns-annotations ga/aws-region"},
    {"an unknown key", EXTERNAL "@" GA "anything\n", "",
     "deny dns-annotations ga/anything"},
    {"keys under the prefix of another instance are not read",
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
    {"if another instance reads its prefix, the keys there are judged",
     OTHER_CONTROLLER("dns-controller"), "",
     "deny dns-annotations priv/controller priv/target"},
    {"a wrong word switches the instance off, but is refused", OTHER_CONTROLLER("off"),
     "", "deny dns-annotations priv/controller"},
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
    {"names, a ttl and the controller's name are accepted there",
     ONE_PREFIX "@" ALPHA "hostname=a.shop.example.com\n@" ALPHA "ttl=2147483647\n@" ALPHA
                "controller=dns-controller\n@" ALPHA "aws-weight=1\n",
     "", ""},
    {"everything else is refused",
     ONE_PREFIX "@" ALPHA "target=edge.example.com\n@" ALPHA "ttl=2147483648\n@" ALPHA
                "controller=none\n",
     "", "deny dns-annotations alpha/controller alpha/target alpha/ttl"},
    {"so is a ttl of 0", ONE_PREFIX "@" ALPHA "ttl=0\n", "",
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
    {"without an instance the class is published by none", PLAIN_CLASS,
     ALPHA "controller=none\n" GA "controller=none\n" PRIV "controller=none",
     "deny dns-annotations alpha/controller ga/controller priv/controller"},
    {"so all other keys are not read", PLAIN_CLASS ALL_OFF "@" GA "target=x\n", "", ""},
};

static void classes_without_dns(void **state)
{
    (void)state;
    judge_with("{instance: public, target: edge.example.com, ttl: 60, allow: "
               "[set-identifier, aws-weight]}",
               "none", none, ARRAY_LEN(none));
}

static const struct row set[] = {
    {"set is written and demanded; target and ttl are absent here",
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
    {"missing annotations are added", OF_EXTERNAL, FILLED "\n" ENFORCED "\na/require=yes",
     "deny annotation-required a/default a/enforce a/require"},
    {"a default may have any value, even the empty one",
     OF_EXTERNAL "@a/default=\n@" ENFORCED "\n@a/require=yes\n", "", ""},
    {"an enforced value is overwritten",
     OF_EXTERNAL "@a/default=\n@a/enforce=x\n@a/require=yes\n", ENFORCED,
     "deny annotation-required a/enforce"},
    {"a required value is only demanded",
     OF_EXTERNAL "@a/default=\n@" ENFORCED "\n@a/require=no\n", "",
     "deny annotation-required a/require"},
    {"a key that makes the entry moot, with any value",
     OF_EXTERNAL "@" FILLED "\n@" ENFORCED "\n@b/off=\n", "", ""},
    {"a moot entry permits any value",
     OF_EXTERNAL "@" FILLED "\n@" ENFORCED "\n@b/off=\n@a/require=no\n", "", ""},
    {"a generated name makes the entry moot",
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
    {"an annotation that users must write is demanded", WITH("@a/list=x1\n"), "",
     "deny annotation-required a/free a/some"},
    {"values that the entries list are accepted",
     WITH("@a/free=z\n@a/some=s\n@a/list=x1\n@a/may=m\n"), "", ""},
    {"so is the entry's own value", WITH("@a/free=\n@a/some=s\n@a/list=own\n"), "", ""},
    {"a missing default is written", WITH("@a/free=z\n@a/some=s\n"), "a/list=own",
     "deny annotation-required a/list"},
    {"other values are refused", WITH("@a/free=z\n@a/some=t\n@a/list=y\n@a/may=n\n"), "",
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
    {"an issuer of the user makes the default moot",
     "class=external\n" EXTERNAL_HOST EXTERNAL_TLS EXTERNAL_DNS
     "@cert-manager.io/issuer=mine\n",
     "", ""},
    {"without it the default is written",
     "class=external\n" EXTERNAL_HOST EXTERNAL_TLS EXTERNAL_DNS, ISSUER "=letsencrypt",
     "deny annotation-required cert-manager.io/cluster-issuer"},
    {"for a denied class nothing is written", "class=retail\n", "",
     "deny class-permitted spec.ingressClassName"},
};

static void defaults(void **state)
{
    (void)state;
    judge_rows(deciding_example, issuer, ARRAY_LEN(issuer));
}

static const struct row forbidden[] = {
    {"a value that the policy writes is neither forbidden nor unsafe",
     OF_EXTERNAL "@" NGINX "x-snippet=more_set_headers \"A: b\";\n", "", ""},
    {"another value is both", OF_EXTERNAL "@" NGINX "x-snippet={}\n", "",
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
    {"the default class of the tenant, and what that class wants",
     INTERNAL_HOST INTERNAL_ADDED, "class=internal",
     "deny class-present spec.ingressClassName"},
    {"an existing carrier, even an empty one, is the user's",
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
