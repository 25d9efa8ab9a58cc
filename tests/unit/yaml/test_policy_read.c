/* SPDX-License-Identifier: Apache-2.0 */
/* policy_read: valid documents become policies.  tests/golden/policies has the invalid
 * ones, with their messages. */
#include "yaml/policy/read.h"

#include "base/arena.h"
#include "core/policy/policy.h"
#include "core/values/day.h"
#include "unit.h"

#define HEAD    "apiVersion: ingress-warden.dev/v1\nkind: IngressPolicy\n"
#define CLASSES "classes: {a: {profile: ingress-nginx}, b: {profile: traefik}}\n"
#define TENANTS "tenants: [{name: t, namespaces: [t], classes: [a, b]}]\n"
#define TODAY   20000

static struct policy *read_files(const struct policy_file *files, size_t n)
{
    AUTO(problems_clear) struct problems problems;

    problems_init(&problems);

    struct policy *policy = policy_read(files, n, STR("abc"), TODAY, &problems);

    if (policy == NULL)
        fail_msg("%u:%u: %s", problems.all[0].place.line, problems.all[0].place.column,
                 problems.all[0].text);
    return policy;
}

static struct policy *read_text(const char *text)
{
    const struct policy_file file = {"p.yaml", str_from(text)};

    return read_files(&file, 1);
}

static void every_section(void **state)
{
    AUTO(policy_unref)
    struct policy *policy = read_text(
        HEAD "metadata: {name: acme}\ncontact: \"ask us\"\nmode: preview\n"
             "onUpdate: strict\n"
             "networks: {office: [198.51.100.0/24]}\n"
             "externalDNS: {public: {annotationPrefixes: [a.example.net/]}}\n"
             "profiles: {edge: {like: ingress-nginx, prefix: edge.example.net/}}\n"
             "classes:\n  a:\n    profile: edge\n    domains: [example.com]\n"
             "    sourceRanges: {mode: narrow, networks: [office]}\n"
             "    annotations: [{key: x.example.net/y, value: \"\", mode: require}]\n"
             "tenants:\n  - name: t\n    namespaces: [t, \"t-*\"]\n    classes: [a]\n"
             "    defaultClass: a\n    domains: [t.example.com]\n"
             "    hosts: [www.example.com]\n    rules: {host-wildcard: audit}\n"
             "rules: {tls-required: {action: warn, then: deny, from: 2027-03-01}}\n"
             "annotations:\n  add: [{key: z.example.net/all, value: z}]\n"
             "  forbid: [{keys: [\"*-snippet\"], reason: no, except: {tenants: [t]}}]\n"
             "  unchecked: [u.example.net/v]\n  hosts: [h.example.net/w]\n"
             "exemptions:\n  - {name: e, reason: r, expires: 2027-01-01, users: [u], "
             "rules: [path-safe]}\n");
    int32_t from = 0;
    AUTO(arena_clear) struct arena arena = {0};
    size_t n = 0;

    (void)state;
    check_text(policy_name(policy), STR("acme"), "metadata.name");
    check_text(policy_contact(policy, STR("r"), &arena), STR("ask us"), "contact");
    check_text(policy_hash(policy), STR("abc"), "the hash is given by the caller");
    check_true(policy_mode(policy) == POLICY_PREVIEW, "mode");
    check_true(policy_on_update(policy) == ON_UPDATE_STRICT, "onUpdate");

    const struct class *class = policy_class(policy, STR("a"));

    assert_non_null(class);
    check_text(class->profile->name, STR("edge"), "a profile that the policy defines");
    check_true(class->ranges.mode == RANGE_NARROW, "sourceRanges.mode");
    check_text(class->ranges.text, STR("198.51.100.0/24"), "its networks");
    check_true(class->n_annotations == 2, "its annotation, and the one for all");
    check_text(class->annotations[0].value, STR(""), "an empty value is valid");

    const struct tenant *tenant = policy_tenant_of(policy, STR("t-1"));

    assert_non_null(tenant);
    check_text(tenant->name, STR("t"), "the tenant of a pattern");
    check_true(tenant->default_class == class, "defaultClass");
    check_true(policy_rule_entry(policy, tenant, RULE_HOST_WILDCARD)->action ==
                   ACTION_AUDIT,
               "a tenant's own rule");
    check_true(day_parse(STR("2027-03-01"), &from), "a day");
    check_true(policy_rule_entry(policy, tenant, RULE_TLS_REQUIRED)->from_day == from,
               "a dated rule");
    (void)policy_exemptions(policy, &n);
    check_true(n == 1, "exemptions");
    (void)policy_forbidden(policy, &n);
    check_true(n == 1, "annotations.forbid");
    (void)policy_unchecked_keys(policy, &n);
    check_true(n == 1, "annotations.unchecked");
    (void)policy_host_keys(policy, &n);
    check_true(n == 1, "annotations.hosts");
    (void)policy_instances(policy, &n);
    check_true(n == 1, "externalDNS");
}

static const char dns_head[] =
    HEAD "externalDNS: {public: {annotationPrefixes: [a.example.net/]}}\n" TENANTS;

static const struct {
    const char *why;
    const char *class; /* after `profile: ingress-nginx, ` */
    const char *target;
    const char *ttl; /* value, min, max, mode */
    enum tls_demand tls;
} short_forms[] = {
    {"a ttl that is a number", "externalDNS: {instance: public, target: x.com, ttl: 60}",
     "x.com", "60 1 2147483647 2", TLS_NOT_REQUIRED},
    {"a ttl as text", "externalDNS: {instance: public, target: x.com, ttl: \"60\"}",
     "x.com", "60 1 2147483647 2", TLS_NOT_REQUIRED},
    {"a ttl with a range is a default",
     "externalDNS: {instance: public, ttl: {value: 300, min: 60, max: 3600}}", "",
     "300 60 3600 0", TLS_NOT_REQUIRED},
    {"a ttl that users must write",
     "externalDNS: {instance: public, ttl: {mode: present, max: 3600}}", "", " 1 3600 3",
     TLS_NOT_REQUIRED},
    {"several targets",
     "externalDNS: {instance: public, target: [192.0.2.1, \"2001:db8::1\"]}",
     "192.0.2.1,2001:db8::1", "", TLS_NOT_REQUIRED},
    {"several targets as an entry",
     "externalDNS: {instance: public, target: {value: [192.0.2.1, 192.0.2.2]}}",
     "192.0.2.1,192.0.2.2", "", TLS_NOT_REQUIRED},
    {"a target with a placeholder",
     "externalDNS: {instance: public, target: {value: \"{namespace}.x.com\"}}",
     "{namespace}.x.com", "", TLS_NOT_REQUIRED},
    {"a list of one map", "externalDNS: [{instance: public, target: x.com, ttl: 60}]",
     "x.com", "60 1 2147483647 2", TLS_NOT_REQUIRED},
    {"tls as a word", "tls: required", "", "", TLS_SECRET_REQUIRED},
    {"tls as a map", "tls: {required: true}", "", "", TLS_SECRET_REQUIRED},
    {"tls without a secret", "tls: {required: true, secretName: optional}", "", "",
     TLS_SECRET_OPTIONAL},
    {"tls not required", "tls: {required: false}", "", "", TLS_NOT_REQUIRED},
    {"externalDNS: none", "externalDNS: none", "", "", TLS_NOT_REQUIRED},
};

static const struct dns_entry *entry_of(const struct class *class, struct str suffix)
{
    return class->n_dns == 0 ? NULL : class_dns_entry(&class->dns[0], suffix);
}

static void short_and_long(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(short_forms); i++) {
        AUTO(arena_clear) struct arena arena = {0};
        AUTO(policy_unref)
        struct policy *policy = read_text(
            arena_format(
                &arena,
                "%sclasses: {a: {profile: ingress-nginx, %s}, b: {profile: kong}}\n",
                dns_head, short_forms[i].class)
                .ptr);
        const struct class *class = policy_class(policy, STR("a"));
        const struct dns_entry *target = entry_of(class, STR("target"));
        const struct dns_entry *ttl = entry_of(class, STR("ttl"));
        struct str seconds = STR("");

        if (ttl != NULL)
            seconds = arena_format(&arena, "%.*s %u %u %d", STR_ARGS(ttl->value),
                                   ttl->ttl_min, ttl->ttl_max, (int)ttl->mode);
        check_text(target == NULL ? STR("") : target->value,
                   str_from(short_forms[i].target), short_forms[i].why);
        check_text(seconds, str_from(short_forms[i].ttl), short_forms[i].why);
        check_true(class->tls == short_forms[i].tls, short_forms[i].why);
    }
}

static void folder(void **state)
{
    const struct policy_file files[] = {
        {"p/10.yaml", STR(HEAD CLASSES "metadata: {name: main}\n")},
        {"p/20.yaml",
         STR(HEAD "tenants: [{name: one, namespaces: [\"x-*\"], classes: [a]}]\n")},
        {"p/30.yaml",
         STR(HEAD "tenants: [{name: two, namespaces: [x-1, y], classes: [a]}]\n")},
    };
    AUTO(policy_unref) struct policy *policy = read_files(files, ARRAY_LEN(files));
    size_t n = 0;

    (void)state;
    (void)policy_tenants(policy, &n);
    check_true(n == 2, "tenants of all files are joined");
    check_text(policy_tenant_of(policy, STR("x-1"))->name, STR("one"),
               "files are read in order, and the first pattern wins");
    check_text(policy_tenant_of(policy, STR("y"))->name, STR("two"),
               "the second file counts");
    check_text(policy_name(policy), STR("main"),
               "the file with the classes has the other sections");
}

static void all_problems(void **state)
{
    const struct policy_file file = {
        "p.yaml", STR(HEAD "contct: x\nrules: {tls-requird: warn}\n" CLASSES
                           "tenants: [{name: t, namespaces: [t], classes: [c]}]\n")};
    AUTO(problems_clear) struct problems problems;

    (void)state;
    problems_init(&problems);
    assert_null(policy_read(&file, 1, STR("abc"), TODAY, &problems));
    check_true(problems.n_errors == 3,
               "an unknown field, an unknown rule, an unknown class");
    for (size_t i = 1; i < problems.n; i++)
        check_true(problems.all[i - 1].place.line <= problems.all[i].place.line,
                   "in the order of lines");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_section),
        cmocka_unit_test(short_and_long),
        cmocka_unit_test(folder),
        cmocka_unit_test(all_problems),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
