/* SPDX-License-Identifier: Apache-2.0 */
/*
 * places and traces: the address of each entry of a policy and its place in a file, and
 * which entries decided.
 */
#include "unit.h"

#include "base/buf.h"
#include "core/entries/entries.h"
#include "core/entries/trace.h"
#include "core/policy/external_dns.h"
#include "wire/admit.h"
#include "yaml/policy/read.h"

static const char yaml[] =
    "apiVersion: ingress-warden.dev/v1\n"                                        /* 1 */
    "kind: IngressPolicy\n"                                                      /* 2 */
    "networks:\n"                                                                /* 3 */
    "  office: [198.51.100.0/24]\n"                                              /* 4 */
    "externalDNS:\n"                                                             /* 5 */
    "  public: {annotationPrefixes: [external-dns.kubernetes.io/]}\n"            /* 6 */
    "  private: {annotationPrefixes: [inside-dns.example.com/]}\n"               /* 7 */
    "classes:\n"                                                                 /* 8 */
    "  web:\n"                                                                   /* 9 */
    "    profile: ingress-nginx\n"                                               /* 10 */
    "    domains: [Example.com, example.org.]\n"                                 /* 11 */
    "    tls: required\n"                                                        /* 12 */
    "    externalDNS: {instance: public, ttl: 60}\n"                             /* 13 */
    "    sourceRanges: {mode: narrow, networks: [office]}\n"                     /* 14 */
    "    rules: {host-wildcard: warn}\n"                                         /* 15 */
    "    annotations:\n"                                                         /* 16 */
    "      - {key: a.example/one, value: x}\n"                                   /* 17 */
    "tenantDefaults:\n"                                                          /* 18 */
    "  classes: [\"w*\"]\n"                                                      /* 19 */
    "  defaultClass: web\n"                                                      /* 20 */
    "  rules: {host-label: warn}\n"                                              /* 21 */
    "tenants:\n"                                                                 /* 22 */
    "  - name: shop\n"                                                           /* 23 */
    "    namespaces: [other, \"shop-*\", shop]\n"                                /* 24 */
    "    domains: [\"{namespace}.pr.example.com\", Shop.Example.com]\n"          /* 25 */
    "    hosts: [www.example.com, \"{namespace}.example.com\", b.example.com]\n" /* 26 */
    "rules:\n"                                                                   /* 27 */
    "  tls-required: warn\n"                                                     /* 28 */
    "annotations:\n"                                                             /* 29 */
    "  add:\n"                                                                   /* 30 */
    "    - {key: a.example/two, value: y}\n"                                     /* 31 */
    "  forbid:\n"                                                                /* 32 */
    "    - keys: [\"*-snippet\"]\n"                                              /* 33 */
    "exemptions:\n"                                                              /* 34 */
    "  - name: robots\n"                                                         /* 35 */
    "    reason: they may\n"                                                     /* 36 */
    "    expires: never\n"                                                       /* 37 */
    "    users: [robot]\n"                                                       /* 38 */
    "    rules: [annotation-forbidden]\n";                                       /* 39 */

struct loaded {
    struct policy *policy;
    struct places *places;
    struct entries *entries;
};

static struct loaded load(void)
{
    AUTO(problems_clear) struct problems problems = {0};
    const struct policy_file file = {"p.yaml", str_from(yaml)};
    struct loaded loaded = {.places = places_new()};
    const struct policy_reading reading = {&file,    1,     BUDGET_NONE,
                                           STR("0"), 20000, loaded.places};

    loaded.policy = policy_read_within(&reading, &problems);
    if (loaded.policy == NULL)
        fail_msg("%s", problems_first(&problems, SEVERITY_ERROR)->text);
    loaded.entries = entries_new(loaded.policy, loaded.places);
    return loaded;
}

static void unload(struct loaded *loaded)
{
    entries_free(loaded->entries);
    places_free(loaded->places);
    policy_unref(loaded->policy);
}

static struct str shown(struct arena *arena, const struct entry *entry)
{
    if (entry == NULL)
        return STR("default");
    return arena_format(arena, "%.*s %s:%u:%u", STR_ARGS(entry->address),
                        entry->place.file, (unsigned)entry->place.line,
                        (unsigned)entry->place.column);
}

static void addresses_have_places(void **state)
{
    static const struct {
        const char *why, *address, *want;
    } rows[] = {
        {"a named entry is at its name", "networks[office]",
         "networks[office] p.yaml:4:3"},
        {"a field with a scalar is at its value", "classes[web].tls",
         "classes[web].tls p.yaml:12:10"},
        {"a field with a map is at its key", "classes[web].sourceRanges",
         "classes[web].sourceRanges p.yaml:14:5"},
        {"a nested field", "classes[web].externalDNS.ttl",
         "classes[web].externalDNS.ttl p.yaml:13:42"},
        {"domains are found by their canonical form", "classes[web].domains[example.org]",
         "classes[web].domains[example.org] p.yaml:11:28"},
        {"an item of a list has its text as its name", "tenants[shop].namespaces[shop-*]",
         "tenants[shop].namespaces[shop-*] p.yaml:24:25"},
        {"a named item has its name", "exemptions[robots]",
         "exemptions[robots] p.yaml:35:5"},
        {"an item without a name has its index", "annotations.forbid[0]",
         "annotations.forbid[0] p.yaml:33:7"},
        {"a field that is absent has no place", "tenants[shop].defaultClass", "default"},
    };
    AUTO(arena_clear) struct arena arena = {0};
    struct loaded loaded = load();

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++)
        check_text(shown(&arena, places_find(loaded.places, str_from(rows[i].address))),
                   str_from(rows[i].want), rows[i].why);
    unload(&loaded);
}

static void things_have_entries(void **state)
{
    AUTO(arena_clear) struct arena arena = {0};
    struct loaded loaded = load();
    const struct policy *policy = loaded.policy;
    const struct entries *entries = loaded.entries;
    size_t n;
    const struct tenant *shop = policy_tenants(policy, &n);
    const struct class *web = policy_class(policy, STR("web"));
    const struct {
        const char *why;
        const struct entry *entry;
        const char *want;
    } rows[] = {
        {"a pattern", entries_find(entries, &shop->namespaces[2]),
         "tenants[shop].namespaces[shop] p.yaml:24:35"},
        {"a domain after a family", entries_find(entries, &shop->domains[0]),
         "tenants[shop].domains[shop.example.com] p.yaml:25:45"},
        {"a family of domains", entries_find(entries, &shop->families[0]),
         "tenants[shop].domains[{namespace}.pr.example.com] p.yaml:25:15"},
        {"a family before a host", entries_find(entries, &shop->families[1]),
         "tenants[shop].hosts[{namespace}.example.com] p.yaml:26:30"},
        {"the host after the family", entries_find(entries, &shop->hosts[1]),
         "tenants[shop].hosts[b.example.com] p.yaml:26:57"},
        {"a class that a pattern of tenantDefaults grants",
         entries_of_grant(entries, shop, web), "tenantDefaults.classes[w*] p.yaml:19:13"},
        {"the default class of tenantDefaults",
         entries_of_tenant_field(entries, shop, "defaultClass"),
         "tenantDefaults.defaultClass p.yaml:20:17"},
        {"a rule of tenantDefaults", entries_find(entries, shop->rules[RULE_HOST_LABEL]),
         "tenantDefaults.rules[host-label] p.yaml:21:11"},
        {"a rule of a class", entries_find(entries, web->rules[RULE_HOST_WILDCARD]),
         "classes[web].rules[host-wildcard] p.yaml:15:13"},
        {"a rule of the policy",
         entries_find(entries, policy_rule_entry(policy, NULL, RULE_TLS_REQUIRED)),
         "rules[tls-required] p.yaml:28:3"},
        {"a rule without an entry",
         entries_find(entries, policy_rule_entry(policy, NULL, RULE_PATH_SAFE)),
         "default"},
        {"an annotation of the class", entries_find(entries, &web->annotations[0]),
         "classes[web].annotations[0] p.yaml:17:9"},
        {"an entry of annotations.add in the class",
         entries_find(entries, &web->annotations[1]), "annotations.add[0] p.yaml:31:7"},
        {"source ranges", entries_find(entries, &web->ranges),
         "classes[web].sourceRanges p.yaml:14:5"},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++)
        check_text(shown(&arena, rows[i].entry), str_from(rows[i].want), rows[i].why);
    unload(&loaded);
}

/* The addresses of the entries that decided, each once, one on each line. */
static struct str addresses(struct arena *arena, const struct loaded *loaded,
                            const struct trace *trace)
{
    struct buf buf = buf_in(arena);

    for (size_t i = 0; i < trace->n; i++) {
        const struct entry *entry = traced_entry(loaded->entries, &trace->all[i]);
        struct str line;

        if (entry == NULL)
            continue;
        line = arena_format(arena, "%.*s\n", STR_ARGS(entry->address));
        if (!str_contains(buf_str(&buf), line))
            buf_add(&buf, line);
    }
    return buf_str(&buf);
}

static struct str review(struct arena *arena, const char *user, const char *metadata,
                         const char *spec)
{
    return arena_format(
        arena,
        "{\"apiVersion\":\"admission.k8s.io/"
        "v1\",\"kind\":\"AdmissionReview\",\"request\":"
        "{\"uid\":\"1\",\"kind\":{\"group\":\"networking.k8s.io\",\"version\":\"v1\","
        "\"kind\":\"Ingress\"},\"namespace\":\"shop\",\"name\":\"a\",\"operation\":"
        "\"CREATE\",\"userInfo\":{\"username\":\"%s\"},\"object\":{\"metadata\":"
        "{\"name\":\"a\",\"namespace\":\"shop\"%s},\"spec\":{%s}}}}",
        user, metadata, spec);
}

/* The entries that decide about an Ingress of class web with a forbidden annotation. */
#define JUDGED                                                                           \
    "annotations.forbid[0]\n"                                                            \
    "tenants[shop].namespaces[shop]\n"                                                   \
    "tenantDefaults.classes[w*]\n"                                                       \
    "classes[web].domains[example.com]\n"                                                \
    "classes[web].tls\n"                                                                 \
    "classes[web].sourceRanges\n"                                                        \
    "classes[web].externalDNS\n"                                                         \
    "classes[web].annotations[0]\n"                                                      \
    "annotations.add[0]\n"                                                               \
    "rules[tls-required]\n"

static void traces_name_what_decided(void **state)
{
    static const char snippet[] = ",\"annotations\":{\"x.example/a-snippet\":\"1\"}";
    static const char rules[] = "\"rules\":[{\"host\":\"a.shop.example.com\"}]";
    static const char with_class[] =
        "\"ingressClassName\":\"web\",\"rules\":[{\"host\":\"a.shop.example.com\"}]";
    const struct {
        const char *why;
        enum stage stage;
        const char *user, *metadata, *spec, *want;
    } rows[] = {
        {"mutating: the entries of what is written, from the class and the defaults",
         STAGE_MUTATE, "ann", "", rules,
         "tenantDefaults.defaultClass\n"
         "classes[web].annotations[0]\n"
         "annotations.add[0]\n"
         "classes[web].externalDNS\n"
         "classes[web].sourceRanges\n"},
        {"validating: namespace, class, domains, what is demanded, what is broken",
         STAGE_VALIDATE, "ann", snippet, with_class, JUDGED},
        {"an exemption decides instead of the rule's entry", STAGE_VALIDATE, "robot",
         snippet, with_class, JUDGED "exemptions[robots]\n"},
    };
    AUTO(arena_clear) struct arena arena = {0};
    struct loaded loaded = load();

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct trace trace = {0};
        const struct admit_question question = {
            .policy = loaded.policy,
            .stage = rows[i].stage,
            .bytes = review(&arena, rows[i].user, rows[i].metadata, rows[i].spec),
            .today = 20000,
            .trace = &trace,
        };
        struct answer answer;

        admit_in_full(&question, &arena, &answer);
        check_text(addresses(&arena, &loaded, &trace), str_from(rows[i].want),
                   rows[i].why);
    }
    unload(&loaded);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(addresses_have_places),
        cmocka_unit_test(things_have_entries),
        cmocka_unit_test(traces_name_what_decided),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
