/* SPDX-License-Identifier: Apache-2.0 */
/* policy_errors: errors outside of classes; all errors are reported in one run. */
#include "broken_policy.h"

#include <string.h>

#define TOP(text)                                                                        \
    {                                                                                    \
        "metadata: {name: acme-platform}\n",                                             \
            "metadata: {name: acme-platform}\n" text "\n"                                \
    }
#define OFFICE(text)                                                                     \
    {                                                                                    \
        "[198.51.100.0/24, \"2001:db8:100::/48\"]", "[" text "]"                         \
    }
#define PRIVATE(text)                                                                    \
    {                                                                                    \
        "[internal-dns.example.net/]", "[" text "]"                                      \
    }
#define TENANT(text)                                                                     \
    {                                                                                    \
        "  - name: everyone\n", "  - " text "\n  - name: everyone\n"                     \
    }
#define DEFAULTS(text)                                                                   \
    {                                                                                    \
        "tenants:\n  - name: shop\n",                                                    \
            "tenantDefaults: {" text "}\ntenants:\n  - name: shop\n"                     \
    }
#define OF_SHOP(text)                                                                    \
    {                                                                                    \
        "    namespaces: [shop, \"shop-*\"]\n",                                          \
            "    namespaces: [shop, \"shop-*\"]\n    " text "\n"                         \
    }
#define EXCUSED(text)                                                                    \
    {                                                                                    \
        "rules: [source-ranges, tls-required]", "rules: [" text "]"                      \
    }
#define EXPIRES(text)                                                                    \
    {                                                                                    \
        "expires: 2027-12-31", "expires: " text                                          \
    }
#define USERS "    users: [\"system:serviceaccount:cert-manager:cert-manager\"]\n"

static const struct broken_policy cases[] = {
    {"a mode misspelt",
     {TOP("mode: enforec")},
     "unknown-mode",
     "unknown mode \"enforec\"; did you mean \"enforce\"?"},
    {"an onUpdate misspelt",
     {TOP("onUpdate: loose")},
     "unknown-on-update",
     "unknown onUpdate \"loose\"; known: ratchet, strict"},
    {"an escape in the contact",
     {{"ask in #platform", "a\\e[1m"}},
     "control-character",
     "contact \"a\\u001b[1m\" has a control character"},
    {"host bits in a network",
     {OFFICE("10.1.2.3/8")},
     "host-bits",
     "\"10.1.2.3/8\" has bits set behind its length; did you mean 10.0.0.0/8?"},
    {"mapped",
     {OFFICE("\"::ffff:10.0.0.0/104\"")},
     "mapped-cidr",
     "\"::ffff:10.0.0.0/104\" is an IPv4-mapped IPv6 address: write it as IPv4"},
    {"an invalid CIDR",
     {OFFICE("10.0.0/8")},
     "bad-cidr",
     "\"10.0.0/8\" has fewer than four octets"},
    {"a network twice",
     {{"  vpn:", "  office: [10.0.0.0/8]\n  vpn:"}},
     "duplicate-key",
     "key \"office\" appears twice in this map; first defined at 6:3"},
    {"an instance twice",
     {{"  private:\n", "  public: {annotationPrefixes: [a.example/]}\n  private:\n"}},
     "duplicate-key",
     "key \"public\" appears twice in this map"},
    {"a prefix without a slash",
     {PRIVATE("internal-dns.example.net")},
     "prefix-slash",
     "prefix \"internal-dns.example.net\" does not end in \"/\"; did you mean "
     "\"internal-dns.example.net/\"?"},
    {"a prefix with two slashes",
     {PRIVATE("a/b/")},
     "bad-prefix",
     "\"a/b/\" is not an annotation prefix: it must be a DNS name with one \"/\" at its "
     "end"},
    {"a prefix of two instances",
     {PRIVATE("external-dns.kubernetes.io/")},
     "duplicate-prefix",
     "prefix \"external-dns.kubernetes.io/\" is already that of instance \"public\""},
    {"a tenant twice",
     {TENANT("{name: shop, namespaces: [x], classes: [internal]}")},
     "duplicate-name",
     "tenant \"shop\" is defined twice; the first is at policy.yaml:47:11"},
    {"a tenant without name",
     {TENANT("{namespaces: [x], classes: [internal]}")},
     "missing-field",
     "this tenant has no name"},
    {"a tenant without namespaces",
     {TENANT("{name: t, classes: [internal]}")},
     "missing-field",
     "tenant \"t\" lists no namespaces"},
    {"a tenant without classes",
     {TENANT("{name: t, namespaces: [x]}")},
     "missing-field",
     "tenant \"t\" lists no classes, and tenantDefaults has none"},
    {"a pattern that matches no class",
     {{"[external, internal]", "[\"ex*\", \"q*\"]"}},
     "unmatched-pattern",
     "no class has a name that \"q*\" matches"},
    {"a default that replaces a class of the tenant",
     {OF_SHOP("defaultClass: {name: internal, replaces: [nginx, external]}")},
     "default-class",
     "class \"external\" is one of the classes of tenant \"shop\""},
    {"a default without name",
     {OF_SHOP("defaultClass: {replaces: [nginx]}")},
     "missing-field",
     "\"name\" is missing in tenants[0].defaultClass"},
    {"a default of the wrong type",
     {OF_SHOP("defaultClass: [internal]")},
     "wrong-type",
     "\"defaultClass\" must be a map, not a list"},
    {"a default of tenantDefaults that is not among its classes",
     {DEFAULTS("classes: [external], defaultClass: internal")},
     "default-class",
     "defaultClass \"internal\" is not one of the classes of tenantDefaults"},
    {"a class of tenantDefaults misspelt",
     {DEFAULTS("classes: [externl]")},
     "unknown-class",
     "unknown class \"externl\"; did you mean \"external\"?"},
    {"a rule of tenantDefaults misspelt",
     {DEFAULTS("rules: {host-valdi: deny}")},
     "unknown-rule",
     "unknown rule \"host-valdi\"; did you mean \"host-valid\"?"},
    {"domains in tenantDefaults",
     {DEFAULTS("domains: [example.com]")},
     "unknown-field",
     "unknown field \"domains\" in tenantDefaults; known: classes, defaultClass, rules"},
    {"a group without name",
     {{"users: [\"system:serviceaccount:cert-manager:cert-manager\"]",
       "groups: [\" \"]"}},
     "bad-user",
     "a group name is empty"},
    {"a kind that is not judged",
     {{"users: [\"system:serviceaccount:cert-manager:cert-manager\"]",
       "users: [x]\n    kinds: [Service]"}},
     "unknown-kind",
     "unknown kind \"Service\"; known: Ingress"},
    {"two stars",
     {NAMESPACES("\"a-*-*\"")},
     "bad-pattern",
     "namespace \"a-*-*\": it may have one \"*\" only, or one placeholder"},
    {"two stars where no placeholder may stand",
     {{"users: [\"system:serviceaccount:cert-manager:cert-manager\"]",
       "users: [x]\n    names: [\"a**\"]"}},
     "bad-pattern",
     "name \"a**\": it may have one \"*\" only"},
    {"upper case",
     {NAMESPACES("Shop")},
     "bad-pattern",
     "namespace \"Shop\": it has a character that is not allowed in such a name"},
    {"the same pattern twice",
     {NAMESPACES("a, a")},
     "duplicate-pattern",
     "namespace \"a\" is listed twice"},
    {"a class misspelt",
     {{"[external, internal]", "[extrenal]"}},
     "unknown-class",
     "unknown class \"extrenal\"; did you mean \"external\"?"},
    {"all classes and one class",
     {{"classes: [\"*\"]", "classes: [\"*\", external]"}},
     "all-classes",
     "\"*\" means all classes; list it alone"},
    {"a default that is not a class of the tenant",
     {OF_SHOP("defaultClass: middle")},
     "default-class",
     "defaultClass \"middle\" is not one of the classes of tenant \"shop\""},
    {"an unknown default",
     {OF_SHOP("defaultClass: internl")},
     "unknown-class",
     "unknown class \"internl\"; did you mean \"internal\"?"},
    {"a bad host",
     {{"[www.example.com, \"*.wild.example.com\"]", "[10.0.0.1]"}},
     "bad-host",
     "\"10.0.0.1\" is not a host name: it is an address"},
    {"a rule misspelt",
     {RULE("host-permited: deny")},
     "unknown-rule",
     "unknown rule \"host-permited\"; did you mean \"host-permitted\"?"},
    {"a rule twice",
     {{"annotations:\n  add:", "  tls-required: deny\nannotations:\n  add:"}},
     "duplicate-key",
     "key \"tls-required\" appears twice in this map"},
    {"an action misspelt",
     {{"action: warn", "action: wran"}},
     "unknown-action",
     "unknown action \"wran\"; did you mean \"warn\"?"},
    {"then without from",
     {{"then: deny\n    from: 2027-03-01", "then: deny"}},
     "rule-dates",
     "\"then\" needs \"from\""},
    {"from without then",
     {{"then: deny\n    from: 2027-03-01", "from: 2027-03-01"}},
     "rule-dates",
     "\"from\" needs \"then\""},
    {"an invalid day",
     {{"from: 2027-03-01", "from: 2027-02-30"}},
     "bad-date",
     "\"2027-02-30\" is not a date; write YYYY-MM-DD"},
    {"class-agrees always denies",
     {RULE("class-agrees: warn")},
     "class-agrees",
     "class-agrees always denies"},
    {"also for a tenant",
     {{"host-wildcard: audit", "class-agrees: allow"}},
     "class-agrees",
     "class-agrees always denies"},
    {"an empty glob",
     {{"[\"*-snippet\", \"*-snippets\"]", "[\"\"]"}},
     "empty",
     "\"keys[]\" is empty"},
    {"an unknown tenant as exception",
     {{"{tenants: [shop]}", "{tenants: [shpo]}"}},
     "unknown-tenant",
     "unknown tenant \"shpo\"; did you mean \"shop\"?"},
    {"an invalid unchecked key",
     {{"[nginx.ingress.kubernetes.io/canary-by-header-pattern]", "[\"a b*\"]"}},
     "bad-key",
     "unchecked key \"a b*\": it has a character that is not allowed in an annotation "
     "key"},
    {"an exemption without a reason",
     {{"name: acme-solver\n    reason: challenges\n", "name: a\n"}},
     "missing-field",
     "exemption \"a\" needs a reason"},
    {"an exemption without a date",
     {{"name: acme-solver", "name: a"}, {"    expires: 2027-12-31\n", ""}},
     "missing-field",
     "exemption \"a\" needs \"expires\""},
    {"an exemption for nobody",
     {{"name: acme-solver", "name: a"}, {USERS, ""}},
     "missing-field",
     "exemption \"a\" needs namespaces, names, users or groups"},
    {"an exemption from all rules",
     {EXCUSED("\"*\"")},
     "exemption-rules",
     "\"*\": an exemption names its rules one by one"},
    {"an exemption from class-agrees",
     {EXCUSED("class-agrees")},
     "class-agrees",
     "class-agrees cannot be excused"},
    {"a rule twice",
     {EXCUSED("path-safe, path-safe")},
     "duplicate-rule",
     "rule \"path-safe\" is listed twice"},
    {"an invalid date", {EXPIRES("soon")}, "bad-date", "\"soon\" is not a date"},
};

static void one_by_one(void **state)
{
    (void)state;
    CHECK_ALL(cases);
}

static void all_at_once(void **state)
{
    AUTO(changed_clear) struct changed changed = {0};
    const struct change changes[] = {
        TOP("mode: x"),
        OFFICE("x, z"),
        {"ingress-nginx # of external", "x"},
        {"[external, internal]", "[x, z]"},
        {"action: warn", "action: x"},
        EXCUSED("x"),
    };

    (void)state;
    changed_read(&changed, changes, ARRAY_LEN(changes));
    check_true(changed.policy == NULL, "an invalid document is not a policy");
    assert_int_equal(changed.problems.n_errors, 8);
    assert_int_equal(changed.problems.n_warnings, 0);
}

/* Whatever a field contains, there is a policy or an error. */
static void hostile_texts(void **state)
{
    static const char *const values[] = {"\"\"",
                                         "\"*\"",
                                         "\".\"",
                                         "\"*.\"",
                                         "\"/\"",
                                         "[\"\", \"\", \"\"]",
                                         "\"{\"",
                                         "\"}\"",
                                         "\"{}\"",
                                         "\"\\x01\"",
                                         "\xff\xfe",
                                         "\"::\"",
                                         "0/0",
                                         "a/b/c",
                                         "\"-\"",
                                         "never",
                                         "99999999999999999999999999",
                                         "{}",
                                         "[]",
                                         "{a: b}",
                                         ""};

    (void)state;
    for (const char *line = example; *line != '\0'; line = strchr(line, '\n') + 1) {
        const char *colon = strstr(line, ": ");
        const char *end = strchr(line, '\n');

        if (colon == NULL || colon > end)
            continue;
        for (size_t i = 0; i < 2 * ARRAY_LEN(values); i++) {
            AUTO(arena_clear) struct arena arena = {0};
            AUTO(problems_clear) struct problems problems;
            const char *value = values[i / 2];
            const struct policy_file file = {
                "policy.yaml",
                arena_format(&arena, "%.*s: %s%s%s%s", (int)(colon - example), example,
                             i % 2 == 0 ? "" : "[", value, i % 2 == 0 ? "" : "]", end)};

            problems_init(&problems);

            AUTO(policy_unref)
            struct policy *policy =
                policy_read(&file, 1, STR("0123456789ab"), TODAY, &problems);

            check_true((policy == NULL) == (problems.n_errors > 0),
                       "there is no policy if, and only if, there is an error");
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_by_one),
        cmocka_unit_test(all_at_once),
        cmocka_unit_test(hostile_texts),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
