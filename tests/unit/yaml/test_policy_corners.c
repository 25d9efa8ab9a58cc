/* policy_corners: what is seldom written in a policy; each refusal, and each pass. */
#include "broken_parts.h"
#include "yaml/policy/sections/say.h"

#define CLASS(member) classes[0].member

#define FIFTY(x)                                                                         \
    x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x  \
        x x x x x x x x
#define KEY_OF_64     FIFTY("a") "aaaaaaaaaaaaaa"
#define PREFIX_OF_255 FIFTY("aaaa.") "aaaaa"
#define GLOB_OF_351   FIFTY("aaaaaaa") "*"
#define NAME_OF_300   FIFTY("aaaaaa")

static const struct broken_parts keys[] = {
    {"a key that ends in its slash names nothing",
     {TEXT_OF(added[1].key, "example.net/"), TEXT_OF(added[1].value, "x")},
     "bad-key",
     "\"example.net/\" is no annotation key: it has no name behind the prefix"},
    {"64 characters are one too many behind the prefix",
     {TEXT_OF(added[1].key, "example.net/" KEY_OF_64), TEXT_OF(added[1].value, "x")},
     "bad-key",
     "\"example.net/"},
    {"a name must not begin with a hyphen",
     {TEXT_OF(added[1].key, "example.net/-a"), TEXT_OF(added[1].value, "x")},
     "bad-key",
     "\"example.net/-a\" is no annotation key: its name must begin and end with"},
    {"and must not end with one",
     {TEXT_OF(added[1].key, "example.net/a-"), TEXT_OF(added[1].value, "x")},
     "bad-key",
     "\"example.net/a-\" is no annotation key: its name must begin and end with"},
    {"a label of the prefix may not begin with a hyphen",
     {TEXT_OF(added[1].key, "-a.net/a"), TEXT_OF(added[1].value, "x")},
     "bad-key",
     "\"-a.net/a\" is no annotation key: its prefix is no DNS name"},
    {"nor end with one",
     {TEXT_OF(added[1].key, "a-.net/a"), TEXT_OF(added[1].value, "x")},
     "bad-key",
     "\"a-.net/a\" is no annotation key: its prefix is no DNS name"},
    {"nor be empty",
     {TEXT_OF(added[1].key, "a..net/a"), TEXT_OF(added[1].value, "x")},
     "bad-key",
     "\"a..net/a\" is no annotation key: its prefix is no DNS name"},
    {"an underscore is for names, not for prefixes",
     {TEXT_OF(added[1].key, "a_b.net/a"), TEXT_OF(added[1].value, "x")},
     "bad-key",
     "\"a_b.net/a\" is no annotation key: its prefix is no DNS name"},
    {"254 characters are one too many before the slash",
     {TEXT_OF(added[1].key, PREFIX_OF_255 "/a"), TEXT_OF(added[1].value, "x")},
     "bad-key",
     "\"aaaa.aaaa."},
    {"a second slash stands in an instance's prefix",
     {LIST_OF(instances[1].prefixes, "a/b/")},
     "bad-prefix",
     "\"a/b/\" is no annotation prefix: it must be a DNS name with one \"/\" at its end"},
    {"no key is as long as this pattern",
     {LIST_OF(forbids[0].keys, GLOB_OF_351)},
     "bad-key",
     "forbidden key \"aaaa"},
    {"an annotation of a class without value",
     {TEXT_OF(entries[1].key, "example.net/b")},
     "missing-field",
     "\"example.net/b\" has no value"},
};

static const struct broken_parts profiles[] = {
    {"an alias that is no key",
     {TEXT_OF(profiles[0].name, "own"), LIST_OF(profiles[0].key_prefixes, "own.net/"),
      LIST_OF(profiles[0].aliases, "own.net/")},
     "missing-field",
     "sourceRanges of profile \"own\" needs \"key\""},
    {"a separator without a key for it",
     {TEXT_OF(profiles[0].name, "own"), LIST_OF(profiles[0].key_prefixes, "own.net/"),
      TEXT_OF(profiles[0].separator, ";")},
     "missing-field",
     "sourceRanges of profile \"own\" needs \"key\""},
    {"bareAddresses without a key for it",
     {TEXT_OF(profiles[0].name, "own"), LIST_OF(profiles[0].key_prefixes, "own.net/"),
      TEXT_OF(profiles[0].bare_addresses, "true")},
     "missing-field",
     "sourceRanges of profile \"own\" needs \"key\""},
    {"an undoing key without a key that it undoes",
     {TEXT_OF(profiles[0].name, "own"), LIST_OF(profiles[0].key_prefixes, "own.net/"),
      LIST_OF(profiles[0].undone_by, "own.net/off")},
     "missing-field",
     "sourceRanges of profile \"own\" needs \"key\""},
};

#define OWN                                                                              \
    TEXT_OF(profiles[0].name, "own"), LIST_OF(profiles[0].key_prefixes, "own.net/")
#define LIKE                                                                             \
    TEXT_OF(profiles[0].name, "own"), TEXT_OF(profiles[0].like, "traefik"),              \
        TEXT_OF(profiles[0].prefix, "own.net/")
#define NOTHING_ELSE                                                                     \
    "profile-like", "a profile with \"like\" has \"prefix\" and nothing else"

static const struct broken_parts more_profiles[] = {
    {"an alias that has no name",
     {OWN, TEXT_OF(profiles[0].key, "own.net/a"),
      LIST_OF(profiles[0].aliases, "own.net/")},
     "bad-key",
     "\"own.net/\" is no annotation key"},
    {"a reference that has none",
     {OWN, TEXT_OF(profiles[0].reference_key, "own.net/")},
     "bad-key",
     "\"own.net/\" is no annotation key"},
    {"host keys beside like",
     {LIKE, LIST_OF(profiles[0].host_keys, "own.net/a")},
     NOTHING_ELSE},
    {"aliases beside like",
     {LIKE, LIST_OF(profiles[0].aliases, "own.net/a")},
     NOTHING_ELSE},
    {"undoing keys beside like",
     {LIKE, LIST_OF(profiles[0].undone_by, "own.net/a")},
     NOTHING_ELSE},
    {"a key beside like", {LIKE, TEXT_OF(profiles[0].key, "own.net/a")}, NOTHING_ELSE},
    {"a reference beside like",
     {LIKE, TEXT_OF(profiles[0].reference_key, "own.net/a")},
     NOTHING_ELSE},
    {"a separator beside like",
     {LIKE, TEXT_OF(profiles[0].separator, ";")},
     NOTHING_ELSE},
    {"bareAddresses beside like",
     {LIKE, TEXT_OF(profiles[0].bare_addresses, "true")},
     NOTHING_ELSE},
};

#define UNLESS(key) LIST_OF(entries[0].unless, "external-dns.kubernetes.io/" key)
#define OWN_KEY                                                                          \
    "unless-own-key", "class \"external\" writes \"external-dns.kubernetes.io/"

static const struct broken_parts unless[] = {
    {"unless the target, which the class writes", {UNLESS("target")}, OWN_KEY},
    {"unless the word that it always writes",
     {UNLESS("ingress-hostname-source")},
     OWN_KEY},
    {"unless one of the keys that it sets",
     {TEXT_OF(pairs[0].key, "aws-weight"), TEXT_OF(pairs[0].value, "1"),
      UNLESS("x|external-dns.kubernetes.io/aws-weight")},
     OWN_KEY},
    {"unless the switch under the other instance's prefix",
     {LIST_OF(entries[0].unless, "internal-dns.example.net/controller")},
     "unless-own-key",
     "class \"external\" writes \"internal-dns.example.net/controller\""},
};

static const struct broken_parts others[] = {
    {"the most seconds without the usual ones",
     {TEXT_OF(CLASS(dns_ttl), NULL), TEXT_OF(CLASS(dns_ttl_max), "60")},
     "missing-field",
     "a ttl with a range needs \"value\""},
    {"an entry that forbids nothing",
     {TEXT_OF(forbids[1].reason, "because")},
     "missing-field",
     "this entry forbids no keys"},
    {"class-agrees may not cease to deny",
     {TEXT_OF(rules[1].name, "class-agrees"), TEXT_OF(rules[1].action, "deny"),
      TEXT_OF(rules[1].then, "warn"), TEXT_OF(rules[1].from, "2027-01-01")},
     "class-agrees",
     "class-agrees always denies"},
    {"a rule with a date and no action of its own",
     {TEXT_OF(rules[1].name, "host-wildcard"), TEXT_OF(rules[1].then, "deny"),
      TEXT_OF(rules[1].from, "2027-01-01")},
     "rule-dates",
     "a rule with a date needs \"action\""},
    {"class-agrees may not come to deny later either",
     {TEXT_OF(rules[0].name, "class-agrees")},
     "class-agrees",
     "class-agrees always denies"},
    {"a network without its list",
     {TEXT_OF(networks[2].name, "empty")},
     "missing-field",
     "network \"empty\" has no entries"},
    {"a key set twice",
     {TEXT_OF(pairs[0].key, "aws-weight"), TEXT_OF(pairs[1].key, "aws-weight"),
      TEXT_OF(pairs[1].value, "2")},
     "duplicate-key",
     "key \"aws-weight\" is set twice"},
    {"a ttl with a leading zero would be written as it is",
     {TEXT_OF(CLASS(dns_ttl), "060")},
     "bad-ttl",
     "ttl \"060\" is no whole number of seconds"},
    {"delete is a control character too",
     {TEXT_OF(document.contact, "a\x7f")},
     "control-character",
     "contact \"a\\u007f\" has a control character"},
    {"and is none of an object's name",
     {TEXT_OF(classes[2].ranges_object, "a\x7f")},
     "bad-object",
     "object \"a\\u007f\" must be one name"},
    {"a namespace's name is 63 characters at most",
     {LIST_OF(tenants[0].namespaces, KEY_OF_64)},
     "bad-pattern",
     "namespace \""},
    {"an object's name is 253 characters at most",
     {LIST_OF(exemptions[0].names, NAME_OF_300)},
     "bad-pattern",
     "name \""},
    {"a namespace begins with a letter or digit",
     {LIST_OF(tenants[0].namespaces, "-a")},
     "bad-pattern",
     "namespace \"-a\": "},
    {"and has no dots",
     {LIST_OF(tenants[0].namespaces, "a.b")},
     "bad-pattern",
     "namespace \"a.b\": "},
    {"and ends with a letter or digit",
     {LIST_OF(tenants[0].namespaces, "a-")},
     "bad-pattern",
     "namespace \"a-\": "},
};

/* Policies that are as good as the example. */
static const struct {
    const char *why;
    struct alteration changes[4];
} good[] = {
    {"upper case may stand in a key: the API server folds it",
     {TEXT_OF(added[1].key, "Example.NET/A_b.C"), TEXT_OF(added[1].value, "x")}},
    {"a secret asked for by its own word",
     {TEXT_OF(CLASS(tls), NULL), TEXT_OF(CLASS(tls_required), "true"),
      TEXT_OF(CLASS(tls_secret), "required")}},
    {"a secret that would be optional, were TLS required",
     {TEXT_OF(CLASS(tls), NULL), TEXT_OF(CLASS(tls_required), "false"),
      TEXT_OF(CLASS(tls_secret), "optional")}},
    {"unless DNS keys that the class does not write, under whosever prefix",
     {TEXT_OF(CLASS(dns_ttl), NULL), LIST_OF(CLASS(dns_target), NULL),
      LIST_OF(instances[0].prefixes, "external-dns.kubernetes.io/"),
      LIST_OF(entries[0].unless,
              "external-dns.kubernetes.io/ttl|external-dns.kubernetes.io/target|external-"
              "dns.kubernetes.io/weight|internal-dns.example.net/target|external-dns."
              "alpha.kubernetes.io/target")}},
    {"unless a list that is kept elsewhere",
     {TEXT_OF(CLASS(ranges_mode), "elsewhere"),
      LIST_OF(entries[0].unless, "nginx.ingress.kubernetes.io/whitelist-source-range")}},
    {"a class listed twice is there once",
     {LIST_OF(tenants[0].classes, "external|internal|external")}},
    {"class-agrees may be said to deny",
     {TEXT_OF(rules[1].name, "class-agrees"), TEXT_OF(rules[1].action, "deny")}},
    {"a contact that ends in line breaks, as a block scalar does",
     {TEXT_OF(document.contact, "ask us\n\n")}},
    {"a contact of line breaks only is none", {TEXT_OF(document.contact, "\n")}},
    {"a namespace pattern may end in a hyphen before its star",
     {LIST_OF(tenants[0].namespaces, "shop-*")}},
    {"an object's name may have dots", {LIST_OF(exemptions[0].names, "a.b|c.*")}},
};

#define CHECK_ALL(table)                                                                 \
    for (size_t row = 0; row < ARRAY_LEN(table); row++)                                  \
    check_broken(&(table)[row])

static void broken_ones(void **state)
{
    (void)state;
    CHECK_ALL(keys);
    CHECK_ALL(profiles);
    CHECK_ALL(more_profiles);
    CHECK_ALL(unless);
    CHECK_ALL(others);
}

/* What may stand in addresses and lengths, and what is next to it. */
static void separators(void **state)
{
    static const struct {
        struct str text;
        bool good;
    } rows[] = {
        {STR_INIT("0"), false}, {STR_INIT("9"), false}, {STR_INIT("a"), false},
        {STR_INIT("f"), false}, {STR_INIT("A"), false}, {STR_INIT("F"), false},
        {STR_INIT("."), false}, {STR_INIT(":"), false}, {STR_INIT("/"), false},
        {STR_INIT("!"), false}, {STR_INIT("g"), true},  {STR_INIT("G"), true},
        {STR_INIT("`"), true},  {STR_INIT("@"), true},  {STR_INIT(";"), true},
        {STR_INIT("-"), true},  {STR_INIT(" "), true},  {STR_INIT("\0"), false},
        {STR_INIT(""), false},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        AUTO(arena_clear) struct arena arena = {0};
        AUTO(problems_clear) struct problems problems;
        const struct alteration changes[] = {OWN, TEXT_OF(profiles[0].key, "own.net/a"),
                                             TEXT_OF(profiles[0].separator, "")};
        struct parts parts;

        problems_init(&problems);
        make_example(&arena, &parts);
        for (size_t j = 0; j < ARRAY_LEN(changes); j++)
            alter(&arena, &parts, &changes[j], ALTERED_LINE);
        parts.profiles[0].separator.text = rows[i].text;

        AUTO(policy_unref) struct policy *policy = build_parts(&parts, &problems);

        check_true((policy != NULL) == rows[i].good, rows[i].text.ptr);
        check_true(problems.n_errors == !rows[i].good, rows[i].text.ptr);
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

/* Whoever has made a thousand errors is not helped by guesses, and each costs time. */
static void guesses_end(void **state)
{
    AUTO(arena_clear) struct arena arena = {0};
    AUTO(problems_clear) struct problems problems;
    const struct alteration slip = TEXT_OF(rules[0].name, "tls-requird");
    struct parts parts;

    (void)state;
    problems_init(&problems);
    make_example(&arena, &parts);
    alter(&arena, &parts, &slip, ALTERED_LINE);
    check_true(build_parts(&parts, &problems) == NULL, "a rule that there is not");
    check_true(is_said(&problems, "did you mean"), "one error gets a guess");
    problems_clear(&problems);
    problems_init(&problems);
    for (size_t i = 0; i < 1000; i++)
        problems_add(&problems, SEVERITY_ERROR, "x", parts.rules[0].name.place, "%zu", i);
    check_true(build_parts(&parts, &problems) == NULL, "still none");
    check_true(!is_said(&problems, "did you mean"), "the next one gets none");
    check_true(is_said(&problems, "known: "), "but the list");
}

static void names_of_networks(void **state)
{
    AUTO(arena_clear) struct arena arena = {0};
    AUTO(problems_clear) struct problems problems;
    struct parts parts;

    (void)state;
    problems_init(&problems);
    make_example(&arena, &parts);
    parts.networks[1].name = parts.networks[0].name;
    parts.networks[0].name.place.file = NULL;
    check_true(build_parts(&parts, &problems) == NULL, "two of one name");
    check_true(is_said(&problems, "is defined twice; the first is at :"),
               "a document that is no file has no name");
    problems_clear(&problems);
    problems_init(&problems);
    parts.networks[0].name.text = parts.networks[1].name.text = STR(" ");
    check_true(build_parts(&parts, &problems) == NULL, "two without name");
    check_true(!is_said(&problems, "is defined twice"), "are not called the same");
    check_true(key_prefix_reason(STR("a.b")) != NULL, "a prefix has a slash");
    policy_builder_free(NULL);
}

static void good_ones(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(good); i++) {
        AUTO(arena_clear) struct arena arena = {0};
        AUTO(problems_clear) struct problems problems;
        struct parts parts;

        problems_init(&problems);
        make_example(&arena, &parts);
        for (size_t j = 0; j < ARRAY_LEN(good[i].changes); j++)
            alter(&arena, &parts, &good[i].changes[j], ALTERED_LINE);

        AUTO(policy_unref) struct policy *policy = build_parts(&parts, &problems);

        for (size_t j = 0; j < problems.n && policy == NULL; j++)
            print_message("  [%s] %s\n", problems.all[j].name, problems.all[j].text);
        check_true(policy != NULL, good[i].why);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(broken_ones),       cmocka_unit_test(good_ones),
        cmocka_unit_test(separators),        cmocka_unit_test(guesses_end),
        cmocka_unit_test(names_of_networks),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
