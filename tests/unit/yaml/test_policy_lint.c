/* policy_lint: the example is clean; each warning and note, and profiles of one's own. */
#include "example_parts.h"

static const struct {
    const char *why;
    struct alteration changes[3];
    const char *name; /* NULL: no error and no warning in line 99 */
    const char *text; /* its beginning */
} cases[] = {
    {"the example as it is", {{ALTER_NOTHING, 0, NULL}}, NULL, NULL},
    {"everybody",
     {LIST_OF(networks[0].entries, "0.0.0.0/0")},
     "open-network",
     "\"0.0.0.0/0\" is every address"},
    {"everybody, v6",
     {LIST_OF(networks[0].entries, "::/0")},
     "open-network",
     "\"::/0\" is every address"},
    {"a namespace of an earlier tenant",
     {TEXT_OF(tenants[2].name, "late"), LIST_OF(tenants[2].namespaces, "late"),
      LIST_OF(tenants[2].classes, "external")},
     "namespace-never-reached",
     "namespace \"late\" of tenant \"late\" is never reached: tenant \"everyone\" comes "
     "first"},
    {"the same name earlier",
     {LIST_OF(tenants[1].namespaces, "shop")},
     "namespace-never-reached",
     "namespace \"shop\" of tenant \"everyone\""},
    {"a longer beginning",
     {LIST_OF(tenants[1].namespaces, "shop-a-*")},
     "namespace-never-reached",
     "namespace \"shop-a-*\" of tenant \"everyone\""},
    {"a shorter beginning is reached",
     {LIST_OF(tenants[1].namespaces, "sho")},
     NULL,
     NULL},
    {"a class for nobody",
     {LIST_OF(tenants[1].classes, "internal"), TEXT_OF(classes[2].name, "middle")},
     "unused-class",
     "no tenant may use class \"middle\""},
    {"IPv4 networks before an IPv6 target",
     {LIST_OF(networks[0].entries, "10.0.0.0/8"),
      LIST_OF(classes[1].dns_target, "2001:db8::1"),
      LIST_OF(classes[1].ranges_networks, "office")},
     "v4-only-ranges",
     "the networks of class \"internal\" are IPv4 only"},
    {"IPv6 networks are there",
     {LIST_OF(classes[1].dns_target, "192.0.2.1|2001:db8::1"),
      LIST_OF(classes[1].ranges_networks, "office")},
     NULL,
     NULL},
    {"a domain outside the classes",
     {LIST_OF(tenants[0].domains, "shop.example.org")},
     "unreachable-domain",
     "nobody can reach domain \"shop.example.org\": no class of tenant \"shop\" serves "
     "it"},
    {"a domain above a class's", {LIST_OF(tenants[0].domains, "net")}, NULL, NULL},
    {"a domain above another class's",
     {LIST_OF(tenants[0].domains, "org"), LIST_OF(classes[2].domains, "example.org")},
     "unreachable-domain",
     "nobody can reach domain \"org\""},
    {"the root is above all", {LIST_OF(tenants[0].domains, ".")}, NULL, NULL},
    {"a host outside the classes",
     {LIST_OF(tenants[0].hosts, "*.example.org")},
     "unreachable-host",
     "nobody can reach host \"*.example.org\""},
    {"all classes, one of them without limit",
     {LIST_OF(tenants[1].domains, "example.org")},
     NULL,
     NULL},
    {"all classes, each with a limit",
     {LIST_OF(tenants[1].domains, "example.org"),
      LIST_OF(classes[2].domains, "example.edu")},
     "unreachable-domain",
     "nobody can reach domain \"example.org\""},
    {"all classes, one serves below",
     {LIST_OF(tenants[1].domains, "edu"), LIST_OF(classes[2].domains, "example.edu")},
     NULL,
     NULL},
    {"a tenant without classes",
     {TEXT_OF(tenants[0].name, "shop"), LIST_OF(tenants[0].classes, NULL)},
     "tenant-without-classes",
     "tenant \"shop\" may use no class"},
    {"a built-in prefix left over",
     {LIST_OF(instances[0].prefixes, "external-dns.kubernetes.io/"),
      TEXT_OF(instances[0].name, "public")},
     "unlisted-prefix",
     "no instance lists the built-in prefix \"external-dns.alpha.kubernetes.io/\""},
    {"expired yesterday",
     {TEXT_OF(exemptions[0].expires, "2026-11-21")},
     "expired-exemption",
     "exemption \"acme-solver\" expired on \"2026-11-21\""},
    {"today is its last day",
     {TEXT_OF(exemptions[0].expires, "2026-11-22")},
     "exemption-ends-soon",
     "exemption \"acme-solver\" ends in 0 days"},
    {"one more day",
     {TEXT_OF(exemptions[0].expires, "2026-11-23")},
     "exemption-ends-soon",
     "exemption \"acme-solver\" ends in 1 day"},
    {"sixty days",
     {TEXT_OF(exemptions[0].expires, "2027-01-21")},
     "exemption-ends-soon",
     "exemption \"acme-solver\" ends in 60 days"},
    {"sixty-one", {TEXT_OF(exemptions[0].expires, "2027-01-22")}, NULL, NULL},
    {"names only",
     {TEXT_OF(exemptions[0].name, "a"), LIST_OF(exemptions[0].users, NULL),
      LIST_OF(exemptions[0].names, "cm-acme-http-solver-*")},
     "exemption-anywhere",
     "exemption \"a\" has neither namespaces nor users"},
};

static const struct {
    const char *why;
    struct alteration change;
    const char *name;
} notes[] = {
    {"never", TEXT_OF(exemptions[0].expires, "never"), "exemption-never-expires"},
    {"a pattern", LIST_OF(tenants[0].namespaces, "team-*"), "namespace-pattern"},
    {"everybody", LIST_OF(tenants[1].namespaces, "*"), "namespace-pattern"},
    {"a default class", TEXT_OF(tenants[0].default_class, "internal"),
     "default-class-cluster"},
};

static void print_problems(const struct problems *problems)
{
    for (size_t i = 0; i < problems->n; i++)
        print_message("  %u: [%s] %s\n", (unsigned)problems->all[i].place.line,
                      problems->all[i].name, problems->all[i].text);
}

static void warnings(void **state)
{
    AUTO(arena_clear) struct arena arena = {0};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        AUTO(problems_clear) struct problems problems;
        struct parts parts;
        size_t n = 0;

        problems_init(&problems);
        make_example(&arena, &parts);
        for (size_t j = 0; j < ARRAY_LEN(cases[i].changes); j++)
            alter(&arena, &parts, &cases[i].changes[j], ALTERED_LINE);

        AUTO(policy_unref) struct policy *policy = build_parts(&parts, &problems);

        for (size_t j = 0; j < problems.n; j++) {
            const struct problem *problem = &problems.all[j];

            if (problem->severity != SEVERITY_WARNING ||
                problem->place.line != ALTERED_LINE)
                continue;
            n++;
            if (cases[i].name == NULL || strcmp(problem->name, cases[i].name) != 0 ||
                !str_has_prefix(str_from(problem->text), str_from(cases[i].text)))
                print_problems(&problems);
            check_true(cases[i].name != NULL, cases[i].why);
            check_true(strcmp(problem->name, cases[i].name) == 0, cases[i].why);
            check_true(str_has_prefix(str_from(problem->text), str_from(cases[i].text)),
                       cases[i].why);
        }
        if (policy == NULL)
            print_problems(&problems);
        check_true(policy != NULL, cases[i].why);
        check_true(n == (cases[i].name == NULL ? 0 : 1), cases[i].why);
    }
}

static void noted(void **state)
{
    AUTO(arena_clear) struct arena arena = {0};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(notes); i++) {
        AUTO(problems_clear) struct problems problems;
        struct parts parts;
        size_t n = 0;

        problems_init(&problems);
        make_example(&arena, &parts);
        alter(&arena, &parts, &notes[i].change, ALTERED_LINE);

        AUTO(policy_unref) struct policy *policy = build_parts(&parts, &problems);

        check_true(policy != NULL && problems.n_warnings == 0, notes[i].why);
        for (size_t j = 0; j < problems.n; j++)
            n += problems.all[j].severity == SEVERITY_NOTE &&
                 problems.all[j].place.line == ALTERED_LINE &&
                 strcmp(problems.all[j].name, notes[i].name) == 0;
        check_true(n == 1, notes[i].why);
    }
}

/* Alterations of a good profile of one's own, which class 0 uses. */
static const struct alteration own[] = {
    TEXT_OF(profiles[0].name, "edge"),
    LIST_OF(profiles[0].key_prefixes, "edge.example.net/"),
    LIST_OF(profiles[0].host_keys, "edge.example.net/aliases"),
    TEXT_OF(profiles[0].key, "edge.example.net/allow"),
    LIST_OF(profiles[0].aliases, "edge.example.net/permit"),
    TEXT_OF(profiles[0].separator, " "),
    TEXT_OF(profiles[0].bare_addresses, "true"),
    LIST_OF(profiles[0].undone_by, "edge.example.net/allow-header"),
    TEXT_OF(classes[1].profile, "edge"),
};

static const struct {
    const char *why;
    struct alteration changes[2];
    const char *name; /* NULL: good */
    const char *text;
} profiles[] = {
    {"as it is", {{ALTER_NOTHING, 0, NULL}}, NULL, NULL},
    {"a name of ours",
     {TEXT_OF(profiles[0].name, "kong"), TEXT_OF(classes[1].profile, "kong")},
     "built-in-profile",
     "profile \"kong\" is built in"},
    {"no slash",
     {LIST_OF(profiles[0].key_prefixes, "edge.example.net")},
     "prefix-slash",
     "prefix \"edge.example.net\" does not end in \"/\""},
    {"no prefixes",
     {LIST_OF(profiles[0].key_prefixes, NULL), TEXT_OF(profiles[0].name, "edge")},
     "missing-field",
     "profile \"edge\" needs keyPrefixes"},
    {"a list and a reference",
     {TEXT_OF(profiles[0].reference_key, "edge.example.net/ref")},
     "profile-ranges",
     "a profile has sourceRanges or a reference, not both"},
    {"a list without key",
     {TEXT_OF(profiles[0].key, NULL), TEXT_OF(profiles[0].name, "edge")},
     "missing-field",
     "sourceRanges of profile \"edge\" needs \"key\""},
    {"a separator of two",
     {TEXT_OF(profiles[0].separator, ", ")},
     "bad-separator",
     "separator \", \" must be one character"},
    {"a separator in addresses",
     {TEXT_OF(profiles[0].separator, ":")},
     "bad-separator",
     "separator \":\" must be one character"},
    {"a bad key",
     {TEXT_OF(profiles[0].key, "edge/allow/x")},
     "bad-key",
     "\"edge/allow/x\" is no annotation key"},
    {"an alias that is the key",
     {LIST_OF(profiles[0].aliases, "edge.example.net/allow")},
     "duplicate-key",
     "key \"edge.example.net/allow\" is listed twice"},
    {"like and more",
     {TEXT_OF(profiles[0].like, "kong"), TEXT_OF(profiles[0].prefix, "a.b/")},
     "profile-like",
     "a profile with \"like\" has \"prefix\" and nothing else"},
    {"like without prefix",
     {TEXT_OF(profiles[0].like, "kong")},
     "missing-field",
     "\"like\" needs \"prefix\""},
    {"like what",
     {TEXT_OF(profiles[0].like, "kng"), TEXT_OF(profiles[0].prefix, "a.b/")},
     "unknown-profile",
     "unknown built-in profile \"kng\"; did you mean \"kong\"?"},
    {"a prefix without like",
     {TEXT_OF(profiles[0].prefix, "a.b/")},
     "profile-like",
     "\"prefix\" goes with \"like\""},
};

static void own_profiles(void **state)
{
    AUTO(arena_clear) struct arena arena = {0};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(profiles); i++) {
        AUTO(problems_clear) struct problems problems;
        struct parts parts;
        bool found = profiles[i].name == NULL;

        problems_init(&problems);
        make_example(&arena, &parts);
        for (size_t j = 0; j < ARRAY_LEN(own); j++)
            alter(&arena, &parts, &own[j], 90);
        for (size_t j = 0; j < ARRAY_LEN(profiles[i].changes); j++)
            alter(&arena, &parts, &profiles[i].changes[j], ALTERED_LINE);

        AUTO(policy_unref) struct policy *policy = build_parts(&parts, &problems);

        for (size_t j = 0; j < problems.n && !found; j++)
            found = strcmp(problems.all[j].name, profiles[i].name) == 0 &&
                    problems.all[j].place.line == ALTERED_LINE &&
                    str_has_prefix(str_from(problems.all[j].text),
                                   str_from(profiles[i].text));
        if (!found)
            print_problems(&problems);
        check_true(found, profiles[i].why);
        check_true((policy != NULL) == (profiles[i].name == NULL), profiles[i].why);
    }
}

static void own_profile_in_use(void **state)
{
    AUTO(arena_clear) struct arena arena = {0};
    AUTO(problems_clear) struct problems problems;
    struct parts parts;

    (void)state;
    problems_init(&problems);
    make_example(&arena, &parts);
    for (size_t j = 0; j < ARRAY_LEN(own); j++)
        alter(&arena, &parts, &own[j], 90);

    AUTO(policy_unref) struct policy *policy = build_parts(&parts, &problems);
    const struct class *class = policy_class(policy, STR("internal"));

    check_text(class->profile->name, STR("edge"), "the class has its own row");
    check_text(class->ranges.text,
               STR("198.51.100.0/24 2001:db8:100::/48 203.0.113.64/26"),
               "ranges are joined by its separator");
    check_true(profile_is_list_key(class->profile, STR("edge.example.net/permit")),
               "aliases are list keys");
    check_true(class->profile->host_keys[0].grammar == HOST_LIST, "host keys hold lists");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(warnings),
        cmocka_unit_test(noted),
        cmocka_unit_test(own_profiles),
        cmocka_unit_test(own_profile_in_use),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
