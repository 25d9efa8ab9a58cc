/* SPDX-License-Identifier: Apache-2.0 */
/* policy_corners: what is seldom written in a policy; each refusal, and each pass. */
#include "broken_policy.h"

#include <string.h>

#include "yaml/policy/sections/sections.h"

#define FIFTY(x)                                                                         \
    x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x  \
        x x x x x x x x
#define KEY_OF_64     FIFTY("a") "aaaaaaaaaaaaaa"
#define PREFIX_OF_255 FIFTY("aaaa.") "aaaaa"
#define GLOB_OF_351   FIFTY("aaaaaaa") "*"
#define NAME_OF_300   FIFTY("aaaaaa")

#define ADDED(key)                                                                       \
    {                                                                                    \
        "  forbid:\n", "    - {key: " key ", value: x}\n  forbid:\n"                     \
    }
#define KEY(text)                                                                        \
    {                                                                                    \
        "key: cert-manager.io/cluster-issuer", "key: " text                              \
    }
#define UNLESS(text)                                                                     \
    {                                                                                    \
        "unless: [cert-manager.io/issuer]", "unless: [" text "]"                         \
    }
#define IN_CLASS(text)                                                                   \
    {                                                                                    \
        "    tls: required\n", "    tls: required\n    " text "\n"                       \
    }
#define IN_DNS(text)                                                                     \
    {                                                                                    \
        "      instance: public\n", "      instance: public\n      " text "\n"           \
    }
#define TTL(text)                                                                        \
    {                                                                                    \
        "ttl: 60", "ttl: " text                                                          \
    }
#define TLS(text)                                                                        \
    {                                                                                    \
        "tls: required", "tls: " text                                                    \
    }
#define RULE(text)                                                                       \
    {                                                                                    \
        "  tls-required:\n", "  " text "\n  tls-required:\n"                             \
    }
#define CONTACT(text)                                                                    \
    {                                                                                    \
        "\"ask in #platform\"", text                                                     \
    }
#define NAMESPACES(text)                                                                 \
    {                                                                                    \
        "[shop, \"shop-*\"]", "[" text "]"                                               \
    }
#define NAMES(text)                                                                      \
    {                                                                                    \
        "    expires: 2027-12-31\n", "    expires: 2027-12-31\n    names: [" text "]\n"  \
    }
#define PUBLIC "[external-dns.kubernetes.io/, external-dns.alpha.kubernetes.io/]"

static const struct broken_policy keys[] = {
    {"a key that ends in its slash names nothing",
     {ADDED("example.net/")},
     "bad-key",
     "\"example.net/\" is not an annotation key: it has no name behind the prefix"},
    {"64 characters are one too many behind the prefix",
     {ADDED("example.net/" KEY_OF_64)},
     "bad-key",
     "\"example.net/"},
    {"a name must not begin with a hyphen",
     {ADDED("example.net/-a")},
     "bad-key",
     "\"example.net/-a\" is not an annotation key: its name must begin and end with"},
    {"and must not end with one",
     {ADDED("example.net/a-")},
     "bad-key",
     "\"example.net/a-\" is not an annotation key: its name must begin and end with"},
    {"a label of the prefix may not begin with a hyphen",
     {ADDED("-a.net/a")},
     "bad-key",
     "\"-a.net/a\" is not an annotation key: its prefix is not a DNS name"},
    {"nor end with one",
     {ADDED("a-.net/a")},
     "bad-key",
     "\"a-.net/a\" is not an annotation key: its prefix is not a DNS name"},
    {"nor be empty",
     {ADDED("a..net/a")},
     "bad-key",
     "\"a..net/a\" is not an annotation key: its prefix is not a DNS name"},
    {"an underscore is for names, not for prefixes",
     {ADDED("a_b.net/a")},
     "bad-key",
     "\"a_b.net/a\" is not an annotation key: its prefix is not a DNS name"},
    {"254 characters are one too many before the slash",
     {ADDED(PREFIX_OF_255 "/a")},
     "bad-key",
     "\"aaaa.aaaa."},
    {"a second slash stands in an instance's prefix",
     {{"[internal-dns.example.net/]", "[a/b/]"}},
     "bad-prefix",
     "\"a/b/\" is not an annotation prefix: it must be a DNS name with one \"/\" at its "
     "end"},
    {"no key is as long as this pattern",
     {{"[\"*-snippet\", \"*-snippets\"]", "[" GLOB_OF_351 "]"}},
     "bad-key",
     "forbidden key \"aaaa"},
    {"a key that is set may not be empty",
     {IN_DNS("set: {\"\": x}")},
     "bad-key",
     "\"\" is not an annotation key: it is empty"},
    {"values that nobody may choose from",
     {{"  forbid:",
       "    - {key: a.b/c, value: d, mode: require, values: [e]}\n  forbid:"}},
     "entry-value",
     "mode require permits no other value"},
    {"an annotation of a class without value",
     {{"        value: letsencrypt\n        mode: default\n", "        mode: default\n"},
      KEY("example.net/b")},
     "missing-field",
     "\"value\" is missing: what mode default writes"},
};

/* A profile in front of the classes. */
#define PROFILE(fields)                                                                  \
    {                                                                                    \
        "classes:\n  external:", "profiles:\n  own: {" fields "}\nclasses:\n  external:" \
    }
#define OWN       "keyPrefixes: [own.net/], "
#define LIKE      "like: traefik, prefix: own.net/, "
#define NEEDS_KEY "missing-field", "sourceRanges of profile \"own\" needs \"key\""
#define NOTHING_ELSE                                                                     \
    "profile-like",                                                                      \
        "a profile with \"like\" has \"prefix\" or \"prefixes\", and nothing else"

static const struct broken_policy profiles[] = {
    {"an alias that is no key",
     {PROFILE(OWN "sourceRanges: {aliases: [own.net/]}")},
     NEEDS_KEY},
    {"a separator without a key for it",
     {PROFILE(OWN "sourceRanges: {separator: \";\"}")},
     NEEDS_KEY},
    {"bareAddresses without a key for it",
     {PROFILE(OWN "sourceRanges: {bareAddresses: true}")},
     NEEDS_KEY},
    {"an undoing key without a key that it undoes",
     {PROFILE(OWN "sourceRanges: {undoneBy: [own.net/off]}")},
     NEEDS_KEY},
    {"an alias that has no name",
     {PROFILE(OWN "sourceRanges: {key: own.net/a, aliases: [own.net/]}")},
     "bad-key",
     "\"own.net/\" is not an annotation key"},
    {"a reference that has none",
     {PROFILE(OWN "reference: {key: own.net/}")},
     "bad-key",
     "\"own.net/\" is not an annotation key"},
    {"host keys beside like", {PROFILE(LIKE "hostKeys: [own.net/a]")}, NOTHING_ELSE},
    {"entry points beside like",
     {PROFILE(LIKE "entryPointKeys: [own.net/a]")},
     NOTHING_ELSE},
    {"a use of values beside like", {PROFILE(LIKE "values: parsed")}, NOTHING_ELSE},
    {"aliases beside like",
     {PROFILE(LIKE "sourceRanges: {aliases: [own.net/a]}")},
     NOTHING_ELSE},
    {"undoing keys beside like",
     {PROFILE(LIKE "sourceRanges: {undoneBy: [own.net/a]}")},
     NOTHING_ELSE},
    {"a key beside like", {PROFILE(LIKE "sourceRanges: {key: own.net/a}")}, NOTHING_ELSE},
    {"a reference beside like",
     {PROFILE(LIKE "reference: {key: own.net/a}")},
     NOTHING_ELSE},
    {"a separator beside like",
     {PROFILE(LIKE "sourceRanges: {separator: \";\"}")},
     NOTHING_ELSE},
    {"bareAddresses beside like",
     {PROFILE(LIKE "sourceRanges: {bareAddresses: true}")},
     NOTHING_ELSE},
};

#define UNLESS_DNS(key) UNLESS("external-dns.kubernetes.io/" key)
#define OWN_KEY                                                                          \
    "unless-own-key", "class \"external\" writes \"external-dns.kubernetes.io/"

static const struct broken_policy unless[] = {
    {"unless the target, which the class writes", {UNLESS_DNS("target")}, OWN_KEY},
    {"unless the word that it always writes",
     {UNLESS_DNS("ingress-hostname-source")},
     OWN_KEY},
    {"unless one of the keys that it sets",
     {IN_DNS("set: {aws-weight: \"1\"}"),
      UNLESS("x, external-dns.kubernetes.io/aws-weight")},
     OWN_KEY},
    {"unless the switch under the other instance's prefix",
     {UNLESS("internal-dns.example.net/controller")},
     "unless-own-key",
     "class \"external\" writes \"internal-dns.example.net/controller\""},
};

static const struct broken_policy others[] = {
    {"the most seconds without the usual ones",
     {TTL("{max: 60}")},
     "missing-field",
     "\"value\" is missing: what mode default writes"},
    {"a group of nobody's",
     {{"  unchecked:", "    - keys: [\"@snipets\"]\n  unchecked:"}},
     "unknown-group",
     "unknown group \"@snipets\"; did you mean \"@snippets\"?"},
    {"a kind of nobody's",
     {{"  unchecked:", "    - {keys: [a/b], kinds: [Ingres]}\n  unchecked:"}},
     "unknown-kind",
     "unknown kind \"Ingres\"; did you mean \"Ingress\"?"},
    {"a class that is not there",
     {{"  unchecked:", "    - {keys: [a/b], classes: [extern]}\n  unchecked:"}},
     "unknown-class",
     "unknown class \"extern\"; did you mean \"external\"?"},
    {"an exception of nothing",
     {{"  unchecked:", "    - {keys: [a/b], except: {}}\n  unchecked:"}},
     "empty",
     "\"except\" is an empty map"},
    {"keys that no annotation has",
     {{"    profile: traefik\n",
       "    profile: traefik\n    annotationsOnly: [\"a b\"]\n"}},
     "bad-key",
     "pattern \"a b\": it has a character that is not allowed in an annotation key"},
    {"an entry that forbids nothing",
     {{"  unchecked:", "    - reason: because\n  unchecked:"}},
     "missing-field",
     "\"keys\" is missing in annotations.forbid[1]"},
    {"class-agrees may not cease to deny",
     {RULE("class-agrees: {action: deny, then: warn, from: 2027-01-01}")},
     "class-agrees",
     "class-agrees always denies"},
    {"a rule with a date and no action of its own",
     {RULE("host-wildcard: {then: deny, from: 2027-01-01}")},
     "missing-field",
     "\"action\" is missing in rules.host-wildcard"},
    {"a rule with onUpdate and no action of its own",
     {{"host-wildcard: audit", "host-wildcard: {onUpdate: ratchet}"}},
     "missing-field",
     "\"action\" is missing in tenants[0].rules"},
    {"class-agrees may not come to deny later either",
     {{"  tls-required:\n    action: warn\n", "  class-agrees:\n    action: warn\n"}},
     "class-agrees",
     "class-agrees always denies"},
    {"a network without its list",
     {{"  vpn:", "  empty:\n  vpn:"}},
     "wrong-type",
     "\"empty\" must be a list, not empty"},
    {"a key set twice",
     {IN_DNS("set: {aws-weight: \"1\", aws-weight: \"2\"}")},
     "duplicate-key",
     "key \"aws-weight\" appears twice in this map"},
    {"a ttl with a leading zero would be written as it is",
     {TTL("060")},
     "bad-ttl",
     "ttl \"060\" is not a whole number of seconds"},
    {"delete is a control character too",
     {CONTACT("\"a\\x7f\"")},
     "control-character",
     "contact \"a\\u007f\" has a control character"},
    {"and is none of an object's name",
     {{"infra-office@kubernetescrd", "\"a\\x7f\""}},
     "bad-object",
     "object \"a\\u007f\" must be one name"},
    {"a namespace's name is 63 characters at most",
     {NAMESPACES(KEY_OF_64)},
     "bad-pattern",
     "namespace \""},
    {"an object's name is 253 characters at most",
     {NAMES(NAME_OF_300)},
     "bad-pattern",
     "name \""},
    {"a namespace begins with a letter or digit",
     {NAMESPACES("-a")},
     "bad-pattern",
     "namespace \"-a\": "},
    {"and has no dots", {NAMESPACES("a.b")}, "bad-pattern", "namespace \"a.b\": "},
    {"and ends with a letter or digit",
     {NAMESPACES("a-")},
     "bad-pattern",
     "namespace \"a-\": "},
    {"a user has a name",
     {{"[\"system:serviceaccount:cert-manager:cert-manager\"]", "[\" \"]"}},
     "bad-user",
     "a user name is empty"},
};

/* Policies that are as good as the example. */
static const struct {
    const char *why;
    struct change changes[4];
} good[] = {
    {"upper case may stand in a key: the API server folds it",
     {ADDED("Example.NET/A_b.C")}},
    {"a secret asked for by its own word",
     {TLS("{required: true, secretName: required}")}},
    {"TLS that is not required, in the word for it", {TLS("optional")}},
    {"a secret that would be optional, were TLS required",
     {TLS("{required: false, secretName: optional}")}},
    {"unless DNS keys that the class does not write, under whosever prefix",
     {{"      ttl: 60\n", ""},
      {"      target: edge.example.com\n", ""},
      {PUBLIC, "[external-dns.kubernetes.io/]"},
      UNLESS("external-dns.kubernetes.io/ttl, external-dns.kubernetes.io/target, "
             "external-dns.kubernetes.io/weight, internal-dns.example.net/target, "
             "external-dns.alpha.kubernetes.io/target")}},
    {"unless a list that is kept elsewhere",
     {IN_CLASS("sourceRanges: {mode: elsewhere}"),
      UNLESS("nginx.ingress.kubernetes.io/whitelist-source-range")}},
    {"a class listed twice is there once",
     {{"[external, internal]", "[external, internal, external]"}}},
    {"class-agrees may be said to deny", {RULE("class-agrees: deny")}},
    {"a contact that ends in line breaks, as a block scalar does",
     {CONTACT("\"ask us\\n\\n\"")}},
    {"a contact of line breaks only is none", {CONTACT("\"\\n\"")}},
    {"a namespace pattern may end in a hyphen before its star",
     {NAMESPACES("\"shop-*\"")}},
    {"an object's name may have dots", {NAMES("a.b, \"c.*\"")}},
};

static void broken_ones(void **state)
{
    (void)state;
    CHECK_ALL(keys);
    CHECK_ALL(profiles);
    CHECK_ALL(unless);
    CHECK_ALL(others);
}

static void good_ones(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(good); i++) {
        AUTO(changed_clear) struct changed changed = {0};

        changed_read(&changed, good[i].changes, ARRAY_LEN(good[i].changes));
        if (changed.policy == NULL)
            changed_print(&changed);
        check_true(changed.policy != NULL, good[i].why);
    }
}

/* What may stand in addresses and lengths, and what is next to it. */
static void separators(void **state)
{
    static const struct {
        const char *text;
        bool good;
    } rows[] = {
        {"0", false}, {"9", false}, {"a", false},   {"f", false}, {"A", false},
        {"F", false}, {".", false}, {":", false},   {"/", false}, {"!", false},
        {"g", true},  {"G", true},  {"`", true},    {"@", true},  {";", true},
        {"-", true},  {" ", true},  {"\\0", false}, {"", false},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        AUTO(changed_clear) struct changed changed = {0};
        const struct change changes[] = {
            PROFILE(OWN "sourceRanges: {key: own.net/a, separator: \"@\"}"),
            {"separator: \"@", ""},
        };
        struct change last[2] = {changes[0], changes[1]};
        char text[32];

        (void)snprintf(text, sizeof text, "separator: \"%s", rows[i].text);
        last[1].to = text;
        changed_read(&changed, last, ARRAY_LEN(last));
        check_true((changed.policy != NULL) == rows[i].good, rows[i].text);
        check_true(changed.problems.n_errors == !rows[i].good, rows[i].text);
    }
}

static bool is_said(const struct problems *problems, const char *text)
{
    for (size_t i = 0; i < problems->n; i++) {
        if (strstr(problems->all[i].text, text) != NULL)
            return true;
    }
    return false;
}

/* Whoever has made hundreds of errors is not helped by guesses, and each costs time. */
static void guesses_end(void **state)
{
    AUTO(problems_clear) struct problems problems;
    const struct change slip = RULE("host-wildcrd: deny");
    AUTO(changed_clear) struct changed changed = {0};

    (void)state;
    changed_read(&changed, &slip, 1);
    check_true(changed.policy == NULL, "a rule that there is not");
    check_true(is_said(&changed.problems, "did you mean"), "one error gets a guess");

    const struct policy_file file = {"policy.yaml", changed.text};

    problems_init(&problems);
    for (size_t i = 0; i < 500; i++)
        problems_add(&problems, SEVERITY_ERROR, "x", (struct place){"x.yaml", 1, 1},
                     "%zu", i);
    check_true(policy_read(&file, 1, STR("x"), TODAY, &problems) == NULL, "still none");
    check_true(!is_said(&problems, "did you mean"), "the next one gets none");
    check_true(is_said(&problems, "known: "), "but the list");
}

static void names_of_tenants(void **state)
{
    AUTO(changed_clear) struct changed changed = {0};
    const struct change changes[] = {
        {"name: shop\n", "name: \" \"\n"},
        {"name: everyone\n", "name: \" \"\n"},
        {"{tenants: [shop]}", "{tenants: [\" \"]}"},
    };

    (void)state;
    changed_read(&changed, changes, ARRAY_LEN(changes));
    check_true(changed.policy == NULL && changed.problems.n_errors == 2,
               "two without name");
    check_true(!is_said(&changed.problems, "is defined twice"),
               "are not called the same");
    check_true(key_prefix_reason(STR("a.b")) != NULL, "a prefix has a slash");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(broken_ones),      cmocka_unit_test(good_ones),
        cmocka_unit_test(separators),       cmocka_unit_test(guesses_end),
        cmocka_unit_test(names_of_tenants),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
