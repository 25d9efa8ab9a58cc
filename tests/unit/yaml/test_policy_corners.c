/* SPDX-License-Identifier: Apache-2.0 */
/* policy_corners: rare errors in policies, and rare policies that are valid. */
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
#define TLS(text)                                                                        \
    {                                                                                    \
        "tls: required", "tls: " text                                                    \
    }
#define CONTACT(text)                                                                    \
    {                                                                                    \
        "\"ask in #platform\"", text                                                     \
    }
#define NAMES(text)                                                                      \
    {                                                                                    \
        "    expires: 2027-12-31\n", "    expires: 2027-12-31\n    names: [" text "]\n"  \
    }
#define PUBLIC "[external-dns.kubernetes.io/, external-dns.alpha.kubernetes.io/]"

static const struct broken_policy keys[] = {
    {"a key that ends in a slash has no name",
     {ADDED("example.net/")},
     "bad-key",
     "\"example.net/\" is not an annotation key: it has no name behind the prefix"},
    {"a name of 64 characters is too long",
     {ADDED("example.net/" KEY_OF_64)},
     "bad-key",
     "\"example.net/"},
    {"a name must not begin with a hyphen",
     {ADDED("example.net/-a")},
     "bad-key",
     "\"example.net/-a\" is not an annotation key: its name must begin and end with"},
    {"nor end with one",
     {ADDED("example.net/a-")},
     "bad-key",
     "\"example.net/a-\" is not an annotation key: its name must begin and end with"},
    {"a label of the prefix must not begin with a hyphen",
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
    {"a prefix must not have an underscore",
     {ADDED("a_b.net/a")},
     "bad-key",
     "\"a_b.net/a\" is not an annotation key: its prefix is not a DNS name"},
    {"a prefix of 254 characters is too long",
     {ADDED(PREFIX_OF_255 "/a")},
     "bad-key",
     "\"aaaa.aaaa."},
    {"a prefix with a second slash",
     {{"[internal-dns.example.net/]", "[a/b/]"}},
     "bad-prefix",
     "\"a/b/\" is not an annotation prefix: it must be a DNS name with one \"/\" at its "
     "end"},
    {"a pattern that is longer than any key",
     {{"[\"*-snippet\", \"*-snippets\"]", "[" GLOB_OF_351 "]"}},
     "bad-key",
     "forbidden key \"aaaa"},
    {"a key that is set may not be empty",
     {IN_DNS("set: {\"\": x}")},
     "bad-key",
     "\"\" is not an annotation key: it is empty"},
    {"mode require with values",
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

/* A profile before the classes. */
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
    {"an invalid alias without a key",
     {PROFILE(OWN "sourceRanges: {aliases: [own.net/]}")},
     NEEDS_KEY},
    {"a separator without a key",
     {PROFILE(OWN "sourceRanges: {separator: \";\"}")},
     NEEDS_KEY},
    {"bareAddresses without a key",
     {PROFILE(OWN "sourceRanges: {bareAddresses: true}")},
     NEEDS_KEY},
    {"an undoing key without a list key",
     {PROFILE(OWN "sourceRanges: {undoneBy: [own.net/off]}")},
     NEEDS_KEY},
    {"an invalid alias",
     {PROFILE(OWN "sourceRanges: {key: own.net/a, aliases: [own.net/]}")},
     "bad-key",
     "\"own.net/\" is not an annotation key"},
    {"an invalid reference key",
     {PROFILE(OWN "reference: {key: own.net/}")},
     "bad-key",
     "\"own.net/\" is not an annotation key"},
    {"host keys beside like", {PROFILE(LIKE "hostKeys: [own.net/a]")}, NOTHING_ELSE},
    {"entry points beside like",
     {PROFILE(LIKE "entryPointKeys: [own.net/a]")},
     NOTHING_ELSE},
    {"a meaning of values beside like", {PROFILE(LIKE "values: parsed")}, NOTHING_ELSE},
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
    {"unless with the target that the class writes", {UNLESS_DNS("target")}, OWN_KEY},
    {"unless with the hostname source that the class writes",
     {UNLESS_DNS("ingress-hostname-source")},
     OWN_KEY},
    {"unless with a key of set",
     {IN_DNS("set: {aws-weight: \"1\"}"),
      UNLESS("x, external-dns.kubernetes.io/aws-weight")},
     OWN_KEY},
    {"unless with the switch of the other instance",
     {UNLESS("internal-dns.example.net/controller")},
     "unless-own-key",
     "class \"external\" writes \"internal-dns.example.net/controller\""},
};

static const struct broken_policy others[] = {
    {"a ttl with a maximum only",
     {TTL("{max: 60}")},
     "missing-field",
     "\"value\" is missing: what mode default writes"},
    {"an unknown group",
     {{"  unchecked:", "    - keys: [\"@snipets\"]\n  unchecked:"}},
     "unknown-group",
     "unknown group \"@snipets\"; did you mean \"@snippets\"?"},
    {"an unknown kind",
     {{"  unchecked:", "    - {keys: [a/b], kinds: [Ingres]}\n  unchecked:"}},
     "unknown-kind",
     "unknown kind \"Ingres\"; did you mean \"Ingress\"?"},
    {"an unknown class",
     {{"  unchecked:", "    - {keys: [a/b], classes: [extern]}\n  unchecked:"}},
     "unknown-class",
     "unknown class \"extern\"; did you mean \"external\"?"},
    {"an empty exception",
     {{"  unchecked:", "    - {keys: [a/b], except: {}}\n  unchecked:"}},
     "empty",
     "\"except\" is an empty map"},
    {"a pattern with an invalid character",
     {{"    profile: traefik\n",
       "    profile: traefik\n    annotationsOnly: [\"a b\"]\n"}},
     "bad-key",
     "pattern \"a b\": it has a character that is not allowed in an annotation key"},
    {"an entry without keys",
     {{"  unchecked:", "    - reason: because\n  unchecked:"}},
     "missing-field",
     "\"keys\" is missing in annotations.forbid[1]"},
    {"class-agrees must not stop denying",
     {RULE("class-agrees: {action: deny, then: warn, from: 2027-01-01}")},
     "class-agrees",
     "class-agrees always denies"},
    {"a rule with a date and without action",
     {RULE("host-wildcard: {then: deny, from: 2027-01-01}")},
     "missing-field",
     "\"action\" is missing in rules.host-wildcard"},
    {"a rule with onUpdate and without action",
     {{"host-wildcard: audit", "host-wildcard: {onUpdate: ratchet}"}},
     "missing-field",
     "\"action\" is missing in tenants[0].rules"},
    {"class-agrees must not start denying later",
     {{"  tls-required:\n    action: warn\n", "  class-agrees:\n    action: warn\n"}},
     "class-agrees",
     "class-agrees always denies"},
    {"a network without its list",
     {{"  vpn:", "  empty:\n  vpn:"}},
     "wrong-type",
     "\"empty\" must be a list, not empty"},
    {"a key that is set twice",
     {IN_DNS("set: {aws-weight: \"1\", aws-weight: \"2\"}")},
     "duplicate-key",
     "key \"aws-weight\" appears twice in this map"},
    {"a ttl with a leading zero",
     {TTL("060")},
     "bad-ttl",
     "ttl \"060\" is not a whole number of seconds"},
    {"DEL is a control character, too",
     {CONTACT("\"a\\x7f\"")},
     "control-character",
     "contact \"a\\u007f\" has a control character"},
    {"and not allowed in the name of an object",
     {{"infra-office@kubernetescrd", "\"a\\x7f\""}},
     "bad-object",
     "object \"a\\u007f\" must be one name"},
    {"a namespace has at most 63 characters",
     {NAMESPACES(KEY_OF_64)},
     "bad-pattern",
     "namespace \""},
    {"the name of an object has at most 253 characters",
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

/* Policies that are as valid as the example. */
static const struct {
    const char *why;
    struct change changes[4];
} good[] = {
    {"a key in upper case: the API server folds it", {ADDED("Example.NET/A_b.C")}},
    {"secretName: required", {TLS("{required: true, secretName: required}")}},
    {"tls: optional", {TLS("optional")}},
    {"secretName without effect, as TLS is not required",
     {TLS("{required: false, secretName: optional}")}},
    {"unless with DNS keys that the class does not write",
     {{"      ttl: 60\n", ""},
      {"      target: edge.example.com\n", ""},
      {PUBLIC, "[external-dns.kubernetes.io/]"},
      UNLESS("external-dns.kubernetes.io/ttl, external-dns.kubernetes.io/target, "
             "external-dns.kubernetes.io/weight, internal-dns.example.net/target, "
             "external-dns.alpha.kubernetes.io/target")}},
    {"unless with a list key in mode elsewhere",
     {IN_CLASS("sourceRanges: {mode: elsewhere}"),
      UNLESS("nginx.ingress.kubernetes.io/whitelist-source-range")}},
    {"a class that is listed twice",
     {{"[external, internal]", "[external, internal, external]"}}},
    {"class-agrees with action deny", {RULE("class-agrees: deny")}},
    {"a contact that ends in line breaks, as a block scalar does",
     {CONTACT("\"ask us\\n\\n\"")}},
    {"a contact of line breaks only", {CONTACT("\"\\n\"")}},
    {"a namespace pattern with a hyphen before the star", {NAMESPACES("\"shop-*\"")}},
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

/* Characters that addresses and lengths may contain, and the characters next to them. */
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

static bool is_reported(const struct problems *problems, const char *text)
{
    for (size_t i = 0; i < problems->n; i++) {
        if (strstr(problems->all[i].text, text) != NULL)
            return true;
    }
    return false;
}

/* Suggestions take time, and do not help after hundreds of errors. */
static void suggestions_are_limited(void **state)
{
    AUTO(problems_clear) struct problems problems;
    const struct change slip = RULE("host-wildcrd: deny");
    AUTO(changed_clear) struct changed changed = {0};

    (void)state;
    changed_read(&changed, &slip, 1);
    check_true(changed.policy == NULL, "an unknown rule");
    check_true(is_reported(&changed.problems, "did you mean"),
               "one error gets a suggestion");

    const struct policy_file file = {"policy.yaml", changed.text};

    problems_init(&problems);
    for (size_t i = 0; i < 500; i++)
        problems_add(&problems, SEVERITY_ERROR, "x", (struct place){"x.yaml", 1, 1},
                     "%zu", i);
    check_true(policy_read(&file, 1, STR("x"), TODAY, &problems) == NULL,
               "an unknown rule again");
    check_true(!is_reported(&problems, "did you mean"),
               "after hundreds of errors there is no suggestion");
    check_true(is_reported(&problems, "known: "), "but the list of known rules");
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
               "two tenants without a name");
    check_true(!is_reported(&changed.problems, "is defined twice"),
               "do not have the same name");
    check_true(key_prefix_reason(STR("a.b")) != NULL, "a prefix has a slash");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(broken_ones),      cmocka_unit_test(good_ones),
        cmocka_unit_test(separators),       cmocka_unit_test(suggestions_are_limited),
        cmocka_unit_test(names_of_tenants),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
