/* SPDX-License-Identifier: Apache-2.0 */
/*
 * annotation-forbidden: keys, groups of keys, values, the scope of an entry, and the keys
 * that a class lists.
 */
#include <stdlib.h>

#include "deciding_objects.h"
#include "judged_rows.h"

#define REDIRECT "@" NGINX "ssl-redirect=true\n"
#define FORBID   "  forbid:\n"

static void judge_forbid(const char *entry, const struct row *rows, size_t n)
{
    AUTO(arena_clear) struct arena arena = {0};
    judge_with(deciding_example, FORBID,
               arena_format(&arena, "%s    - %s\n", FORBID, entry).ptr, rows, n);
}

static const struct row values[] = {
    {"a forbidden value",
     {.object = EXTERNAL "@" NGINX "auth-tls-verify-client=off\n"},
     "deny annotation-forbidden nginx/auth-tls-verify-client"},
    {"by a pattern",
     {.object = EXTERNAL "@" NGINX "auth-tls-verify-client=optional_no_ca\n"},
     "deny annotation-forbidden nginx/auth-tls-verify-client"},
    {"another value is accepted",
     {.object = EXTERNAL "@" NGINX "auth-tls-verify-client=on\n"},
     ""},
};

static const struct row permitted_values[] = {
    {"a permitted value",
     {.object = EXTERNAL "@" NGINX "auth-tls-verify-client=on\n"},
     ""},
    {"another value is refused",
     {.object = EXTERNAL "@" NGINX "auth-tls-verify-client=off\n"},
     "deny annotation-forbidden nginx/auth-tls-verify-client"},
    {"so is an empty one",
     {.object = EXTERNAL "@" NGINX "auth-tls-verify-client=\n"},
     "deny annotation-forbidden nginx/auth-tls-verify-client"},
};

static void values_of_keys(void **state)
{
    (void)state;
    judge_forbid("{keys: [" NGINX "auth-tls-verify-client], values: [\"off\", "
                 "\"optional*\"]}",
                 values, ARRAY_LEN(values));
    judge_forbid("{keys: [" NGINX "auth-tls-verify-client], except: {values: [\"on\", "
                 "optional]}}",
                 permitted_values, ARRAY_LEN(permitted_values));
}

static const struct row in_external[] = {
    {"in the class of the entry",
     {.object = EXTERNAL "@x.example/a=1\n"},
     "deny annotation-forbidden x.example/a"},
    {"not in another class", {.object = INTERNAL "@x.example/a=1\n"}, ""},
};

static const struct row not_in_external[] = {
    {"not in the class that the entry excepts",
     {.object = EXTERNAL "@x.example/a=1\n"},
     ""},
    {"but in the others",
     {.object = INTERNAL "@x.example/a=1\n"},
     "deny annotation-forbidden x.example/a"},
};

static const struct row always[] = {
    {"everywhere",
     {.object = INTERNAL "@x.example/a=1\n"},
     "deny annotation-forbidden x.example/a"},
};

static const struct row never[] = {
    {"nowhere", {.object = INTERNAL "@x.example/a=1\n"}, ""},
};

static void where_an_entry_counts(void **state)
{
    (void)state;
    judge_forbid("{keys: [x.example/a], classes: [external]}", in_external,
                 ARRAY_LEN(in_external));
    judge_forbid("{keys: [x.example/a], except: {classes: [external]}}", not_in_external,
                 ARRAY_LEN(not_in_external));
    judge_forbid("{keys: [x.example/a], kinds: [Ingress]}", always, ARRAY_LEN(always));
    judge_forbid("{keys: [x.example/a], except: {kinds: [Ingress]}}", never,
                 ARRAY_LEN(never));
    judge_forbid("{keys: [x.example/a], except: {tenants: [retail], values: [\"1\"]}}",
                 never, ARRAY_LEN(never));
}

static const struct row sans[] = {
    {"names that are not host names",
     {.object = INTERNAL "@cert-manager.io/ip-sans=10.0.0.1\n"
                         "@cert-manager.io/uri-sans=spiffe://a\n"
                         "@cert-manager.io/email-sans=a@b\n"},
     "deny annotation-forbidden cert-manager.io/email-sans cert-manager.io/ip-sans "
     "cert-manager.io/uri-sans"},
    {"host names are judged by other rules",
     {.object = INTERNAL "@cert-manager.io/alt-names=web.shop.corp.example.net\n"},
     ""},
};

static const struct row entry_points[] = {
    {"keys of controllers that no class uses",
     {.object = INTERNAL "@alb.ingress.kubernetes.io/certificate-arn=x\n"
                         "@kubernetes.io/ingress.allow-http=false\n"
                         "@kubernetes.io/ingress.global-static-ip-name=x\n"
                         "@nginx.com/listen-ports=80\n@zalando.org/"
                         "aws-load-balancer-type=nlb\n"},
     "deny annotation-forbidden alb.ingress.kubernetes.io/certificate-arn "
     "kubernetes.io/ingress.allow-http kubernetes.io/ingress.global-static-ip-name "
     "nginx.com/listen-ports zalando.org/aws-load-balancer-type"},
    {"and keys of profiles like them",
     {.object = INTERNAL "@two.example.net/bind-ip-addr-http=1\n"},
     "deny annotation-forbidden two.example.net/bind-ip-addr-http"},
    {"other keys are accepted",
     {.object = INTERNAL "@alb.ingress.kubernetes.io/tags=a\n"},
     ""},
};

static const struct row snippets[] = {
    {"keys that are read under any prefix and without one",
     {.object = INTERNAL "@backend-config-snippet=x\n@any.example/route-acl=x\n"},
     "deny annotation-forbidden any.example/route-acl backend-config-snippet"},
    {"other keys are read under their prefix only",
     {.object = INTERNAL "@any.example/config-x=x\n"
                         "@haproxy-ingress.github.io/config-x=x\n"},
     "deny annotation-forbidden haproxy-ingress.github.io/config-x"},
};

static void groups(void **state)
{
    char *twin = deciding_replace(
        deciding_example, "tenants:\n  - name: shop\n",
        "profiles: {two: {like: haproxy-ingress, prefix: two.example.net/}}\n"
        "tenants:\n  - name: shop\n");

    (void)state;
    judge_with(twin, FORBID, FORBID "    - {keys: [\"@entry-points\"]}\n", entry_points,
               ARRAY_LEN(entry_points));
    judge_forbid("{keys: [\"@sans\"]}", sans, ARRAY_LEN(sans));
    judge_forbid("{keys: [\"@snippets\"]}", snippets, ARRAY_LEN(snippets));
    free(twin);
}

static const struct row any_case[] = {
    {"keys that are read in any case are forbidden in any case",
     {.object = INTERNAL "@Traefik.ingress.kubernetes.io/Router.Priority=1\n"},
     "deny annotation-forbidden Traefik.ingress.kubernetes.io/Router.Priority"},
    {"other keys are compared by bytes", {.object = INTERNAL "@x.example/A=1\n"}, ""},
};

static void keys_in_any_case(void **state)
{
    char *retail = deciding_replace(
        deciding_example,
        "    profile: haproxy-ingress\n    domains: [retail.example.net]\n",
        "    profile: traefik\n    domains: [retail.example.net]\n");
    char *open =
        deciding_replace(retail, "{mode: fixed, networks: [retail]}", "{mode: open}");

    (void)state;
    judge_with(
        open, FORBID,
        FORBID
        "    - {keys: [\"traefik.ingress.kubernetes.io/Router.*\", x.example/a]}\n",
        any_case, ARRAY_LEN(any_case));
    free(open);
    free(retail);
}

static const struct row only[] = {
    {"keys that the class lists",
     {.object = INTERNAL REDIRECT "@" NGINX "proxy-body-size=1\n"},
     ""},
    {"other keys of the class's controller",
     {.object = INTERNAL REDIRECT "@" NGINX "use-regex=true\n"},
     "deny annotation-forbidden nginx/use-regex"},
    {"keys under other prefixes are not affected",
     {.object = INTERNAL REDIRECT "@konghq.com/x=1\n"},
     ""},
    {"list keys are judged by another rule",
     {.object = INTERNAL REDIRECT "@" ALLOW "=" LISTED "\n"},
     ""},
    {"so are keys of annotation entries",
     {.object = INTERNAL "@" NGINX "ssl-redirect=x\n"},
     ""},
    {"a key is reported once",
     {.object = INTERNAL REDIRECT "@" NGINX "x-snippet=x\n"},
     "deny source-ranges nginx/x-snippet\n"
     "deny annotation-forbidden nginx/x-snippet"},
    {"other classes have no such list",
     {.object = EXTERNAL "@" NGINX "use-regex=true\n"},
     ""},
    {"if the class is denied, the list is silent",
     {.object = "class=internal\n@kubernetes.io/ingress.class=external\n" INTERNAL_HOST
                "@" NGINX "use-regex=true\n"},
     "deny class-agrees kubernetes.io/ingress.class"},
    {"entries of the policy are not silent",
     {.object = "class=nothing\n" INTERNAL_HOST "@" NGINX "x-snippet=true\n"},
     "deny class-permitted spec.ingressClassName\n"
     "deny annotation-forbidden nginx/x-snippet"},
    {"stored keys stay",
     {.object = INTERNAL REDIRECT "@" NGINX "use-regex=true\n@" NGINX "app-root=/\n",
      .stored = INTERNAL REDIRECT "@" NGINX "use-regex=true\n"},
     "deny annotation-forbidden nginx/app-root\n"
     "held annotation-forbidden nginx/use-regex"},
};

static void keys_of_the_class(void **state)
{
    (void)state;
    judge_with(deciding_example,
               "    sourceRanges: {mode: narrow, networks: [office, vpn]}\n",
               "    sourceRanges: {mode: narrow, networks: [office, vpn]}\n"
               "    annotationsOnly: [\"" NGINX "proxy-*\"]\n"
               "    annotations: [{key: " NGINX "ssl-redirect, value: \"true\"}]\n",
               only, ARRAY_LEN(only));
}

static void sentences(void **state)
{
    static const struct {
        const char *entry;
        const char *want;
    } rows[] = {
        {"{keys: [x.example/a], reason: we say so}",
         "this annotation is forbidden: we say so; remove it"},
        {"{keys: [x.example/a]}", "this annotation is forbidden; remove it"},
        {"{keys: [x.example/a], values: [b], reason: we say so}",
         "\"b\" is forbidden for this annotation: we say so"},
        {"{keys: [x.example/a], except: {values: [c, d]}}",
         "\"b\" is not permitted for this annotation; permitted: c, d"},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        AUTO(arena_clear) struct arena arena = {0};
        char *yaml = deciding_replace(
            deciding_example, FORBID,
            arena_format(&arena, "%s    - %s\n", FORBID, rows[i].entry).ptr);
        struct policy *policy = deciding_policy(yaml);
        const struct question question = {.object = EXTERNAL "@x.example/a=b\n"};
        struct decision decision =
            deciding_ask(policy, &question, STAGE_VALIDATE, &arena);

        check_text(deciding_sentences(&decision, &arena), str_from(rows[i].want),
                   rows[i].entry);
        policy_unref(policy);
        free(yaml);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_of_keys),
        cmocka_unit_test(where_an_entry_counts),
        cmocka_unit_test(groups),
        cmocka_unit_test(keys_in_any_case),
        cmocka_unit_test(keys_of_the_class),
        cmocka_unit_test(sentences),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
