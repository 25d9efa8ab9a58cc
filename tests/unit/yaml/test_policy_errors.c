/* policy_errors: what is refused outside of classes, and all of it in one run. */
#include "broken_parts.h"

static const struct broken_parts cases[] = {
    {"a mode misspelt",
     {TEXT_OF(document.mode, "enforec")},
     "unknown-mode",
     "unknown mode \"enforec\"; did you mean \"enforce\"?"},
    {"an onUpdate misspelt",
     {TEXT_OF(document.on_update, "loose")},
     "unknown-on-update",
     "unknown onUpdate \"loose\"; known: ratchet, strict"},
    {"an escape in the contact",
     {TEXT_OF(document.contact, "a\x1b[1m")},
     "control-character",
     "contact \"a\\u001b[1m\" has a control character"},
    {"host bits in a network",
     {LIST_OF(networks[0].entries, "10.1.2.3/8")},
     "host-bits",
     "\"10.1.2.3/8\" has bits set behind its length; did you mean 10.0.0.0/8?"},
    {"mapped",
     {LIST_OF(networks[0].entries, "::ffff:10.0.0.0/104")},
     "mapped-cidr",
     "\"::ffff:10.0.0.0/104\" is an IPv4-mapped IPv6 address: write it as IPv4"},
    {"no CIDR",
     {LIST_OF(networks[0].entries, "10.0.0/8")},
     "bad-cidr",
     "\"10.0.0/8\" has fewer than four octets"},
    {"a network twice",
     {TEXT_OF(networks[2].name, "office"), LIST_OF(networks[2].entries, "10.0.0.0/8")},
     "duplicate-name",
     "network \"office\" is defined twice; the first is at policy.yaml:3:3"},
    {"an instance twice",
     {TEXT_OF(instances[2].name, "public"), LIST_OF(instances[2].prefixes, "a.example/")},
     "duplicate-name",
     "instance \"public\" is defined twice"},
    {"no slash",
     {LIST_OF(instances[1].prefixes, "internal-dns.example.net")},
     "prefix-slash",
     "prefix \"internal-dns.example.net\" does not end in \"/\"; did you mean "
     "\"internal-dns.example.net/\"?"},
    {"two slashes",
     {LIST_OF(instances[1].prefixes, "a/b/")},
     "bad-prefix",
     "\"a/b/\" is no annotation prefix: it must be a DNS name with one \"/\" at its end"},
    {"a prefix of two",
     {LIST_OF(instances[1].prefixes, "external-dns.kubernetes.io/")},
     "duplicate-prefix",
     "prefix \"external-dns.kubernetes.io/\" is already that of instance \"public\""},
    {"a tenant twice",
     {TEXT_OF(tenants[2].name, "shop"), LIST_OF(tenants[2].namespaces, "x")},
     "duplicate-name",
     "tenant \"shop\" is defined twice"},
    {"a tenant without namespaces",
     {TEXT_OF(tenants[2].name, "t")},
     "missing-field",
     "tenant \"t\" lists no namespaces"},
    {"a star inside",
     {LIST_OF(tenants[0].namespaces, "a-*-b")},
     "bad-pattern",
     "namespace \"a-*-b\": a \"*\" may stand only at the end"},
    {"upper case",
     {LIST_OF(tenants[0].namespaces, "Shop")},
     "bad-pattern",
     "namespace \"Shop\": it has a character that no such name holds"},
    {"the same pattern twice",
     {LIST_OF(tenants[0].namespaces, "a|a")},
     "duplicate-pattern",
     "namespace \"a\" is listed twice"},
    {"a class misspelt",
     {LIST_OF(tenants[0].classes, "extrenal")},
     "unknown-class",
     "unknown class \"extrenal\"; did you mean \"external\"?"},
    {"all, and one",
     {LIST_OF(tenants[1].classes, "*|external")},
     "all-classes",
     "\"*\" means all classes; list it alone"},
    {"a default of others",
     {TEXT_OF(tenants[0].default_class, "middle")},
     "default-class",
     "defaultClass \"middle\" is not one of the classes of tenant \"shop\""},
    {"a default of nobody",
     {TEXT_OF(tenants[0].default_class, "internl")},
     "unknown-class",
     "unknown class \"internl\"; did you mean \"internal\"?"},
    {"a bad host",
     {LIST_OF(tenants[0].hosts, "10.0.0.1")},
     "bad-host",
     "\"10.0.0.1\" is no host name: it is an address"},
    {"a rule misspelt",
     {TEXT_OF(rules[1].name, "host-permited")},
     "unknown-rule",
     "unknown rule \"host-permited\"; did you mean \"host-permitted\"?"},
    {"a rule twice",
     {TEXT_OF(rules[1].name, "tls-required"), TEXT_OF(rules[1].action, "deny")},
     "duplicate-rule",
     "rule \"tls-required\" is listed twice"},
    {"an action misspelt",
     {TEXT_OF(rules[0].action, "wran")},
     "unknown-action",
     "unknown action \"wran\"; did you mean \"warn\"?"},
    {"then when",
     {TEXT_OF(rules[0].from, NULL), TEXT_OF(rules[0].then, "deny")},
     "rule-dates",
     "\"then\" needs \"from\""},
    {"from then what",
     {TEXT_OF(rules[0].then, NULL), TEXT_OF(rules[0].from, "2027-03-01")},
     "rule-dates",
     "\"from\" needs \"then\""},
    {"no day",
     {TEXT_OF(rules[0].from, "2027-02-30")},
     "bad-date",
     "\"2027-02-30\" is no date; write YYYY-MM-DD"},
    {"class-agrees always denies",
     {TEXT_OF(rules[1].name, "class-agrees"), TEXT_OF(rules[1].action, "warn")},
     "class-agrees",
     "class-agrees always denies"},
    {"for a tenant too",
     {TEXT_OF(tenant_rules[1].name, "class-agrees"),
      TEXT_OF(tenant_rules[1].action, "allow")},
     "class-agrees",
     "class-agrees always denies"},
    {"an empty glob",
     {LIST_OF(forbids[0].keys, "")},
     "bad-key",
     "forbidden key \"\": it is"},
    {"except whom",
     {LIST_OF(forbids[0].except_tenants, "shpo")},
     "unknown-tenant",
     "unknown tenant \"shpo\"; did you mean \"shop\"?"},
    {"unchecked what",
     {LIST_OF(unchecked, "a//b")},
     "bad-key",
     "\"a//b\" is no annotation key"},
    {"why is it excused",
     {TEXT_OF(exemptions[0].name, "a"), TEXT_OF(exemptions[0].reason, NULL)},
     "missing-field",
     "exemption \"a\" needs a reason"},
    {"until when",
     {TEXT_OF(exemptions[0].name, "a"), TEXT_OF(exemptions[0].expires, NULL)},
     "missing-field",
     "exemption \"a\" needs \"expires\""},
    {"whom does it excuse",
     {TEXT_OF(exemptions[0].name, "a"), LIST_OF(exemptions[0].users, NULL)},
     "missing-field",
     "exemption \"a\" needs namespaces, names or users"},
    {"all rules",
     {LIST_OF(exemptions[0].rules, "*")},
     "exemption-rules",
     "\"*\": an exemption names its rules one by one"},
    {"class-agrees",
     {LIST_OF(exemptions[0].rules, "class-agrees")},
     "class-agrees",
     "class-agrees cannot be excused"},
    {"a rule twice",
     {LIST_OF(exemptions[0].rules, "path-safe|path-safe")},
     "duplicate-rule",
     "rule \"path-safe\" is listed twice"},
    {"no date",
     {TEXT_OF(exemptions[0].expires, "soon")},
     "bad-date",
     "\"soon\" is no date"},
};

static void one_by_one(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++)
        check_broken(&cases[i]);
}

static void all_at_once(void **state)
{
    AUTO(arena_clear) struct arena arena = {0};
    AUTO(problems_clear) struct problems problems = {0};
    struct parts parts;
    const struct alteration changes[] = {
        TEXT_OF(document.mode, "x"),      LIST_OF(networks[0].entries, "x|y"),
        TEXT_OF(classes[0].profile, "x"), LIST_OF(tenants[0].classes, "x|y"),
        TEXT_OF(rules[0].action, "x"),    LIST_OF(exemptions[0].rules, "x"),
    };

    (void)state;
    problems_init(&problems);
    make_example(&arena, &parts);
    for (size_t i = 0; i < ARRAY_LEN(changes); i++)
        alter(&arena, &parts, &changes[i], ALTERED_LINE);
    check_true(build_parts(&parts, &problems) == NULL, "a broken document is no policy");
    assert_int_equal(problems.n_errors, 8);
    assert_int_equal(problems.n_warnings, 0);
}

/* Whatever stands in a field, there is an answer. */
static void hostile_texts(void **state)
{
    static const char *const values[] = {"",
                                         "*",
                                         ".",
                                         "*.",
                                         "/",
                                         "|||",
                                         "{",
                                         "}",
                                         "{}",
                                         "\x01",
                                         "\xff\xfe",
                                         "::",
                                         "0/0",
                                         "a/b/c",
                                         "-",
                                         "never",
                                         "99999999999999999999999999"};
    AUTO(arena_clear) struct arena arena = {0};

    (void)state;
    for (size_t i = 0; i < n_example; i++) {
        for (size_t j = 0; j < ARRAY_LEN(values); j++) {
            AUTO(problems_clear) struct problems problems;
            struct alteration change = example[i];
            struct parts parts;

            problems_init(&problems);
            make_example(&arena, &parts);
            change.value = values[j];
            alter(&arena, &parts, &change, ALTERED_LINE);

            AUTO(policy_unref) struct policy *policy = build_parts(&parts, &problems);

            check_true((policy == NULL) == (problems.n_errors > 0),
                       "a policy is refused when, and only when, there is an error");
            arena_reset(&arena, 0);
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
