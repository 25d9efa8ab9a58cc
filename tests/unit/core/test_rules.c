/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The rules about classes, names, tls and texts: objects that pass and objects that do
 * not.
 */
#include "core/rules/rules.h"
#include "deciding.h"
#include "deciding_objects.h"
#include "judged_rows.h"

#define K8S     "@kubernetes.io/ingress.class="
#define CONTOUR "@projectcontour.io/ingress.class="

static const struct row classes[] = {
    {"a complete object of class external", {.object = EXTERNAL}, ""},
    {"a complete object of class internal", {.object = INTERNAL}, ""},
    {"no carrier", {.object = INTERNAL_HOST}, "deny class-present spec.ingressClassName"},
    {"an annotation alone carries the class",
     {.object = K8S "internal\n" INTERNAL_HOST INTERNAL_ADDED},
     ""},
    {"so does the other annotation",
     {.object = CONTOUR "internal\n" INTERNAL_HOST INTERNAL_ADDED},
     ""},
    {"an empty annotation names no class",
     {.object = K8S "\n" INTERNAL_HOST},
     "deny class-present spec.ingressClassName"},
    {"two empty annotations name no class",
     {.object = K8S "\n" CONTOUR "\n" INTERNAL_HOST},
     "deny class-present spec.ingressClassName"},
    {"three equal carriers agree",
     {.object = INTERNAL K8S "internal\n" CONTOUR "internal\n"},
     ""},
    {"an annotation that differs from the field",
     {.object = INTERNAL K8S "external\n"},
     "deny class-agrees kubernetes.io/ingress.class"},
    {"an empty annotation differs too",
     {.object = INTERNAL K8S "\n"},
     "deny class-agrees kubernetes.io/ingress.class"},
    {"each annotation that differs from the first carrier",
     {.object = INTERNAL K8S "external\n" CONTOUR "external\n"},
     "deny class-agrees kubernetes.io/ingress.class projectcontour.io/ingress.class"},
    {"without the field, the others are compared with the first annotation",
     {.object = K8S "internal\n" CONTOUR "external\n" INTERNAL_HOST},
     "deny class-agrees projectcontour.io/ingress.class"},
    {"a class that the tenant may not use",
     {.object = "class=retail\n" INTERNAL_HOST},
     "deny class-permitted spec.ingressClassName"},
    {"a class that is not defined",
     {.object = "class=public\n" INTERNAL_HOST},
     "deny class-permitted spec.ingressClassName"},
    {"names of classes are compared with case and blanks",
     {.object = K8S " internal\n" INTERNAL_HOST},
     "deny class-permitted kubernetes.io/ingress.class"},
    {"each carrier of a class that is not permitted",
     {.object = "class=retail\n" K8S "retail\n" INTERNAL_HOST},
     "deny class-permitted spec.ingressClassName kubernetes.io/ingress.class"},
};

static void class_rules(void **state)
{
    (void)state;
    judge_rows(deciding_example, classes, ARRAY_LEN(classes));
}

static const struct row hosts[] = {
    {"a rule without host is a catch-all",
     {.object = "class=internal\nhost=\n" INTERNAL_ADDED},
     "deny host-present spec.rules[0].host"},
    {"a default backend is a catch-all",
     {.object = INTERNAL "default-backend={}\n"},
     "deny host-present spec.defaultBackend"},
    {"an object without rules claims nothing",
     {.object = "class=internal\n" INTERNAL_ADDED},
     ""},
    {"upper case and a trailing dot do not change a name",
     {.object = "class=internal\nhost=WEB.Shop.Corp.Example.Net.\n" INTERNAL_ADDED},
     ""},
    {"a name with an underscore is invalid, and no other rule looks at it",
     {.object = "class=internal\nhost=a_b.evil.org\n" INTERNAL_ADDED},
     "deny host-valid spec.rules[0].host"},
    {"a NUL does not end a name",
     {.object =
          "class=internal\nhost=web.shop.corp.example.net%00.evil.org\n" INTERNAL_ADDED},
     "deny host-valid spec.rules[0].host"},
    {"a tls host that is an address",
     {.object = INTERNAL "tls=web 10.0.0.1\n"},
     "deny host-valid spec.tls[0].hosts[0]"},
    {"a foreign name is neither the tenant's nor the class's",
     {.object = "class=internal\nhost=evil.org\n" INTERNAL_ADDED},
     "deny host-permitted spec.rules[0].host\n"
     "deny host-in-class spec.rules[0].host"},
    {"labels are compared, not text",
     {.object = "class=internal\nhost=evilshop.corp.example.net\n" INTERNAL_ADDED},
     "deny host-permitted spec.rules[0].host"},
    {"a name of the tenant that the class does not serve",
     {.object = "class=internal\nhost=web.shop.example.com\n" INTERNAL_ADDED},
     "deny host-in-class spec.rules[0].host"},
    {"an exact host permits its name",
     {.object =
          "class=external\nhost=www.example.com\ntls=a www.example.com\n" EXTERNAL_ADDED},
     ""},
    {"and no name below it",
     {.object = "class=external\nhost=a.www.example.com\ntls=a "
                "www.example.com\n" EXTERNAL_ADDED},
     "deny host-permitted spec.rules[0].host\n"
     "warn tls-required spec.rules[0].host"},
    {"a name is judged once at each place",
     {.object = INTERNAL "@" PRIV "hostname=b.corp.example.net,a.corp.example.net,"
                         "B.corp.example.net\n"},
     "deny host-permitted priv/hostname priv/hostname"},
    {"also in a long list",
     {.object = INTERNAL "@" PRIV "hostname=a.corp.example.net,b.corp.example.net,"
                         "a.corp.example.net,b.corp.example.net,a.corp.example.net,"
                         "b.corp.example.net,a.corp.example.net,b.corp.example.net,"
                         "a.corp.example.net,c.corp.example.net\n"},
     "deny host-permitted priv/hostname priv/hostname priv/hostname"},
    {"a wildcard over a domain of the tenant is still a wildcard",
     {.object = "class=internal\nhost=*.shop.corp.example.net\n" INTERNAL_ADDED},
     "deny host-wildcard spec.rules[0].host"},
    {"a wildcard above that domain is not permitted either",
     {.object = "class=internal\nhost=*.corp.example.net\n" INTERNAL_ADDED},
     "deny host-permitted spec.rules[0].host\n"
     "deny host-wildcard spec.rules[0].host"},
    {"hosts in tls entries are claims, too",
     {.object = INTERNAL "tls=web *.shop.corp.example.net evil.org\n"},
     "deny host-permitted spec.tls[0].hosts[1]\n"
     "deny host-in-class spec.tls[0].hosts[1]\n"
     "deny host-wildcard spec.tls[0].hosts[0]"},
};

static void host_rules(void **state)
{
    (void)state;
    judge_rows(deciding_example, hosts, ARRAY_LEN(hosts));
}

static const struct row literal_wildcards[] = {
    {"a listed wildcard is permitted",
     {.object =
          "class=external\nhost=*.w.example.com\ntls=a *.w.example.com\n" EXTERNAL_ADDED},
     ""},
    {"but not the names below it",
     {.object =
          "class=external\nhost=a.w.example.com\ntls=a *.w.example.com\n" EXTERNAL_ADDED},
     "deny host-permitted spec.rules[0].host"},
};

static void listed_wildcards(void **state)
{
    (void)state;
    judge_with(deciding_example, "hosts:   [www.example.com]",
               "hosts: [www.example.com, \"*.w.example.com\"]", literal_wildcards,
               ARRAY_LEN(literal_wildcards));
}

static const struct row tls[] = {
    {"no tls entry",
     {.object = "class=external\n" EXTERNAL_HOST EXTERNAL_ADDED},
     "warn tls-required spec.rules[0].host"},
    {"an entry without secret",
     {.object =
          "class=external\n" EXTERNAL_HOST "tls=- web.shop.example.com\n" EXTERNAL_ADDED},
     "warn tls-required spec.rules[0].host"},
    {"an entry without hosts",
     {.object = "class=external\n" EXTERNAL_HOST "tls=web\n" EXTERNAL_ADDED},
     "warn tls-required spec.rules[0].host\n"
     "warn tls-hosts spec.tls[0].hosts"},
    {"one of two entries with a secret is enough",
     {.object = "class=external\n" EXTERNAL_HOST
                "tls=- web.shop.example.com\n" EXTERNAL_TLS EXTERNAL_ADDED},
     ""},
    {"a wildcard one label above covers the host (and is judged itself)",
     {.object =
          "class=external\n" EXTERNAL_HOST "tls=web *.shop.example.com\n" EXTERNAL_ADDED},
     "deny host-wildcard spec.tls[0].hosts[0]"},
    {"a wildcard two labels above does not",
     {.object = "class=external\nhost=a.b.shop.example.com\ntls=web "
                "*.shop.example.com\n" EXTERNAL_ADDED},
     "deny host-wildcard spec.tls[0].hosts[0]\n"
     "warn tls-required spec.rules[0].host"},
    {"case is folded",
     {.object = "class=external\n" EXTERNAL_HOST
                "tls=web WEB.shop.example.com.\n" EXTERNAL_ADDED},
     ""},
    {"a canary Ingress of ingress-nginx needs no tls entry, but users may not make one",
     {.object =
          "class=external\n" EXTERNAL_HOST EXTERNAL_ADDED "@" NGINX "canary=true\n"},
     "deny canary-host nginx/canary"},
    {"a canary that is switched off needs it",
     {.object =
          "class=external\n" EXTERNAL_HOST EXTERNAL_ADDED "@" NGINX "canary=false\n"},
     "warn tls-required spec.rules[0].host"},
    {"a class without tls requires none", {.object = INTERNAL}, ""},
    {"each rule needs its tls entry, except catch-alls and invalid hosts",
     {.object = "class=external\n" EXTERNAL_HOST EXTERNAL_HOST
                "host=\nhost=_\n" EXTERNAL_ADDED},
     "deny host-present spec.rules[2].host\n"
     "deny host-valid spec.rules[3].host\n"
     "warn tls-required spec.rules[0].host spec.rules[1].host"},
};

static void tls_rule(void **state)
{
    (void)state;
    judge_rows(deciding_example, tls, ARRAY_LEN(tls));
}

static const struct row optional_tls[] = {
    {"with a default certificate no secret is needed",
     {.object =
          "class=external\n" EXTERNAL_HOST "tls=- web.shop.example.com\n" EXTERNAL_ADDED},
     ""},
    {"but a tls entry is",
     {.object = "class=external\n" EXTERNAL_HOST EXTERNAL_ADDED},
     "warn tls-required spec.rules[0].host"},
};

static void tls_without_secret(void **state)
{
    (void)state;
    judge_with(deciding_example, "tls: required",
               "tls: {required: true, secretName: optional}", optional_tls,
               ARRAY_LEN(optional_tls));
}

static const struct row texts[] = {
    {"a forbidden key",
     {.object = EXTERNAL "@" NGINX "server-snippet=x\n"},
     "deny annotation-forbidden nginx/server-snippet"},
    {"under any prefix",
     {.object = EXTERNAL "@x.example/any-snippets=x\n"},
     "deny annotation-forbidden x.example/any-snippets"},
    {"a tenant can be excepted",
     {.object = EXTERNAL "@" NGINX "server-alias=www.example.com\n"},
     ""},
    {"other tenants are not",
     {.object = "class=internal\nhost=a.apps.corp.example.net\n" INTERNAL_ADDED "@" NGINX
                "server-alias=b.apps.corp.example.net\n",
      .namespace = "other"},
     "deny annotation-forbidden nginx/server-alias"},
    {"a brace in a value that nginx reads",
     {.object = EXTERNAL "@" NGINX "auth-url=http://x/{y}\n"},
     "deny annotation-safe nginx/auth-url"},
    {"a line feed",
     {.object = EXTERNAL "@" NGINX "auth-url=http://x%0Ay\n"},
     "deny annotation-safe nginx/auth-url"},
    {"a C1 control character",
     {.object = EXTERNAL "@" NGINX "auth-url=http://x%C2%85y\n"},
     "deny annotation-safe nginx/auth-url"},
    {"keys of other controllers may have any value",
     {.object = EXTERNAL "@x.example/y={;}%0A\n"},
     ""},
    {"a key that the policy leaves unchecked",
     {.object = EXTERNAL "@" NGINX "canary-by-header-pattern=^{;}$\n"},
     ""},
    {"a backslash is accepted where the controller documents it",
     {.object = EXTERNAL "@" NGINX "auth-tls-match-cn=CN=a\\.b\n"},
     ""},
    {"but a brace is not",
     {.object = EXTERNAL "@" NGINX "auth-tls-match-cn=CN={a\n"},
     "deny annotation-safe nginx/auth-tls-match-cn"},
    {"a variable in the hash key",
     {.object = EXTERNAL "@" NGINX "upstream-hash-by=${request_uri}x${host}\n"},
     ""},
    {"a brace that is not part of a variable",
     {.object = EXTERNAL "@" NGINX "upstream-hash-by=${request_uri}{x}\n"},
     "deny annotation-safe nginx/upstream-hash-by"},
    {"the profiles of other classes count too",
     {.object = EXTERNAL "@haproxy-ingress.github.io/timeout-client=1%01\n"},
     "deny annotation-safe haproxy-ingress.github.io/timeout-client"},
    {"several lines are accepted where the controller documents them",
     {.object = EXTERNAL "@haproxy-ingress.github.io/headers=a: b%0Ac: d\n"},
     ""},
};

static void text_rules(void **state)
{
    (void)state;
    judge_rows(deciding_example, texts, ARRAY_LEN(texts));
}

static const struct row paths[] = {
    {"a plain path", {.object = EXTERNAL "path=/a/b-c_d~%41\n"}, ""},
    {"a blank",
     {.object = EXTERNAL "path=Prefix /a b\n"},
     "deny path-safe spec.rules[0].http.paths[0].path"},
    {"a quote",
     {.object = EXTERNAL "path=/a\"\n"},
     "deny path-safe spec.rules[0].http.paths[0].path"},
    {"a backslash",
     {.object = EXTERNAL "path=/a\\.b\n"},
     "deny path-safe spec.rules[0].http.paths[0].path"},
    {"a semicolon",
     {.object = EXTERNAL "path=/a;\n"},
     "deny path-safe spec.rules[0].http.paths[0].path"},
    {"a line feed",
     {.object = EXTERNAL "path=/a%0Ab\n"},
     "deny path-safe spec.rules[0].http.paths[0].path"},
    {"DEL",
     {.object = EXTERNAL "path=/a%7Fb\n"},
     "deny path-safe spec.rules[0].http.paths[0].path"},
    {"counts in a regular expression",
     {.object = EXTERNAL "path=ImplementationSpecific /[a]{2}/[b]{2,}/[c]{2,40}\n"},
     ""},
    {"counts are refused with another path type",
     {.object = EXTERNAL "path=Exact /[a]{2}\n"},
     "deny path-safe spec.rules[0].http.paths[0].path"},
    {"braces that are not counts",
     {.object = EXTERNAL "path=ImplementationSpecific /{a}\n"},
     "deny path-safe spec.rules[0].http.paths[0].path"},
    {"an unfinished count",
     {.object = EXTERNAL "path=ImplementationSpecific /a{2,\n"},
     "deny path-safe spec.rules[0].http.paths[0].path"},
    {"each path has its own position",
     {.object = EXTERNAL "path=/ok\npath=/a;\npath=/b#\n"},
     "deny path-safe spec.rules[0].http.paths[1].path spec.rules[0].http.paths[2].path"},
};

static void path_rule(void **state)
{
    (void)state;
    judge_rows(deciding_example, paths, ARRAY_LEN(paths));
}

static const struct row delegated[] = {
    {"the longest entry decides: it belongs to another tenant",
     {.object = "class=internal\nhost=a.shop.corp.example.net\n" INTERNAL_ADDED,
      .namespace = "other"},
     "deny host-permitted spec.rules[0].host"},
    {"a name beside it belongs to this tenant",
     {.object = "class=internal\nhost=a.corp.example.net\n" INTERNAL_ADDED,
      .namespace = "other"},
     ""},
    {"a wildcard over names of other tenants",
     {.object = "class=internal\nhost=*.corp.example.net\n" INTERNAL_ADDED,
      .namespace = "other"},
     "deny host-permitted spec.rules[0].host\n"
     "deny host-wildcard spec.rules[0].host"},
};

static void delegation(void **state)
{
    (void)state;
    judge_with(deciding_example, "domains: [apps.corp.example.net]",
               "domains: [corp.example.net]", delegated, ARRAY_LEN(delegated));
}

static void rules_have_names(void **state)
{
    enum rule_id rule = RULE_TENANT_KNOWN;

    (void)state;
    for (size_t i = 0; i < RULE_COUNT; i++)
        check_true(rule_id_from_name(rule_id_name((enum rule_id)i), &rule) && rule == i,
                   "each name leads to its rule");
    check_true(!rule_id_from_name(STR("unjudgeable"), &rule),
               "a name that is not a rule");
    check_true(!rule_id_from_name(STR("host-vali"), &rule), "a name is compared whole");
}

static void rules_have_all_their_parts(void **state)
{
    (void)state;
    for (enum rule_id id = 0; id < RULE_COUNT; id++) {
        const struct rule *rule = rule_of(id);

        check_true(rule->id == id, "the row of rules.def names the right file");
        check_true(rule->check != NULL && rule->explain != NULL,
                   "a rule has a check and an explanation");
        check_true(rule->summary != NULL &&
                       str_has_suffix(str_from(rule->summary), STR(".")),
                   "the summary is a sentence");
        check_true(!rule->about_class || (rule->kinds & KIND_CLASS) != 0,
                   "rules about the class are for kinds with a class");
        check_true(rule->about_class ==
                       (id >= RULE_CLASS_PRESENT && id < RULE_ENTRY_POINT),
                   "rules about the class come before those that depend on it");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rules_have_all_their_parts),
        cmocka_unit_test(rules_have_names),
        cmocka_unit_test(class_rules),
        cmocka_unit_test(host_rules),
        cmocka_unit_test(tls_rule),
        cmocka_unit_test(tls_without_secret),
        cmocka_unit_test(text_rules),
        cmocka_unit_test(path_rule),
        cmocka_unit_test(delegation),
        cmocka_unit_test(listed_wildcards),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
