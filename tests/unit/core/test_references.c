/* SPDX-License-Identifier: Apache-2.0 */
/*
 * references: annotations that refer to other objects, in all their forms.
 */
#include <stdlib.h>

#include "judged_rows.h"

static const char policy_of_all[] =
    HEAD "profiles: {like: {like: ingress-nginx, prefix: like.example/}}\n"
         "classes:\n"
         "  nginx: {profile: ingress-nginx}\n"
         "  like: {profile: like}\n"
         "  nic: {profile: nginx-inc}\n"
         "  haproxy: {profile: haproxy-ingress}\n"
         "  tech: {profile: haproxytech}\n"
         "  traefik: {profile: traefik}\n"
         "  kong: {profile: kong}\n"
         "  apisix: {profile: apisix}\n"
         "  ours: {profile: kong, sourceRanges: {mode: reference, object: "
         "\"infra:office\"}}\n"
         "  none: {profile: contour}\n"
         "  written:\n"
         "    profile: ingress-nginx\n"
         "    annotations: [{key: nginx.ingress.kubernetes.io/auth-secret, value: "
         "infra/users, mode: require}]\n" TAIL "rules: {class-present: allow}\n";

#define NGINX   "nginx.ingress.kubernetes.io/"
#define HAPROXY "haproxy-ingress.github.io/"
#define TRAEFIK "traefik.ingress.kubernetes.io/"
#define AT(key) "deny reference-local " key

static const struct row forms[] = {
    {"a name alone means the object's namespace",
     {.object = "class=nginx\n@" NGINX "auth-secret=users\n"},
     ""},
    {"so does a name with that namespace",
     {.object = "class=nginx\n@" NGINX "auth-secret=shop/users\n"},
     ""},
    {"another namespace",
     {.object = "class=nginx\n@" NGINX "auth-secret=bank/users\n"},
     AT("nginx/auth-secret")},
    {"white space around the value is not part of it",
     {.object = "class=nginx\n@" NGINX "auth-secret= shop/users%09\n@" NGINX
                "custom-headers=%20\n"},
     "deny annotation-safe nginx/auth-secret"},
    {"a namespace with the same beginning",
     {.object = "class=nginx\n@" NGINX "auth-secret=shop-two/users\n"},
     AT("nginx/auth-secret")},
    {"an empty namespace",
     {.object = "class=nginx\n@" NGINX "auth-secret=/users\n"},
     AT("nginx/auth-secret")},
    {"all reference keys of ingress-nginx",
     {.object = "class=nginx\n@" NGINX "auth-tls-secret=x/y\n@" NGINX
                "proxy-ssl-secret=x/y\n@" NGINX "auth-proxy-set-headers=x/y\n@" NGINX
                "custom-headers=x/y\n@" NGINX "fastcgi-params-configmap=x/y\n"},
     AT("nginx/auth-proxy-set-headers nginx/auth-tls-secret nginx/custom-headers "
        "nginx/fastcgi-params-configmap nginx/proxy-ssl-secret")},
    {"another key is not a reference",
     {.object = "class=nginx\n@" NGINX "app-root=/x/y\n"},
     ""},
    {"with another prefix",
     {.object = "class=like\n@like.example/auth-secret=x/y\n@" NGINX "auth-secret=x/y\n"},
     AT("like.example/auth-secret")},
    {"keys of another class's controller do not count",
     {.object = "class=kong\n@" NGINX "auth-secret=x/y\n"},
     ""},
    {"each item of a list",
     {.object = "class=nic\n@nginx.org/policies=a, shop/b,,c/d,e/f\n"
                "@nginx.com/policies=g/h\n"},
     AT("nginx.com/policies nginx.org/policies nginx.org/policies")},
    {"files and addresses",
     {.object = "class=haproxy\n@" HAPROXY "auth-secret=file:///etc/x\n"
                "@ingress.kubernetes.io/secure-crt-secret=x/y\n"
                "@ingress.kubernetes.io/auth-tls-secret=shop/x\n"
                "@ingress.kubernetes.io/secure-verify-ca-secret=shop://x\n"},
     AT(HAPROXY "auth-secret ingress.kubernetes.io/secure-crt-secret "
                "ingress.kubernetes.io/secure-verify-ca-secret")},
    {"keys of haproxytech, with and without prefix",
     {.object = "class=tech\n@haproxy.org/auth-secret=x/y\n@server-crt=x/y\n"
                "@ingress.kubernetes.io/server-ca=x/y\n"},
     AT("haproxy.org/auth-secret ingress.kubernetes.io/server-ca server-crt")},
    {"a Kubernetes middleware begins with its namespace, others have none",
     {.object = "class=traefik\n@" TRAEFIK
                "router.middlewares=shop-a@kubernetescrd, auth@file,b,bank-"
                "a@kubernetescrd,shop@kubernetescrd\n"},
     AT(TRAEFIK "router.middlewares " TRAEFIK "router.middlewares")},
    {"in any case of the key",
     {.object = "class=traefik\n@" TRAEFIK "Router.Middlewares=bank-a@kubernetescrd\n"},
     AT(TRAEFIK "Router.Middlewares")},
    {"a name with several hyphens is ambiguous, and accepted",
     {.object =
          "class=traefik\n@" TRAEFIK "router.middlewares=shop-eu-a@kubernetescrd\n"},
     ""},
    {"plugins",
     {.object = "class=kong\n@konghq.com/plugins=a,shop:b,bank:c\n"},
     AT("konghq.com/plugins")},
    {"a namespace",
     {.object = "class=apisix\n@k8s.apisix.apache.org/svc-namespace=bank\n"},
     AT("k8s.apisix.apache.org/svc-namespace")},
    {"the object's own namespace",
     {.object = "class=apisix\n@k8s.apisix.apache.org/svc-namespace=shop\n"},
     ""},
    {"the object that the class refers to is the platform's",
     {.object = "class=ours\n@konghq.com/plugins=infra:office,a\n"},
     ""},
    {"for users of that class only",
     {.object = "class=kong\n@konghq.com/plugins=infra:office\n"},
     AT("konghq.com/plugins")},
    {"so is an object in a value that the policy writes",
     {.object = "class=written\n@" NGINX "auth-secret=infra/users\n"},
     ""},
    {"without a class any controller may read the keys",
     {.object = "@konghq.com/plugins=bank:c\n@" NGINX "auth-secret=x/y\n"},
     AT("konghq.com/plugins nginx/auth-secret")},
    {"a stored item stays, a new one is refused",
     {.object = "class=kong\n@konghq.com/plugins=bank:c,bank:d\n",
      .stored = "class=kong\n@konghq.com/plugins=bank:c\n"},
     "held reference-local konghq.com/plugins\n"
     "deny reference-local konghq.com/plugins"},
};

static void reference_local(void **state)
{
    (void)state;
    judge_rows(policy_of_all, forms, ARRAY_LEN(forms));
}

/* Beyond a thousand items, the rest of a list is one violation, of the whole value. */
static void long_list(void **state)
{
    AUTO(arena_clear) struct arena arena = {0};
    AUTO(policy_unref) struct policy *policy = deciding_policy(policy_of_all);
    struct question question = {0};
    struct decision decision;
    struct buf object;

    (void)state;
    buf_init(&object, &arena, BUF_MAX_BYTES);
    buf_add_text(&object, "class=kong\n@konghq.com/plugins=");
    for (unsigned i = 0; i < 1500; i++)
        buf_addf(&object, "bank:p%u,", i);
    buf_add_text(&object, "a\n");
    question.object = buf_text(&object);
    decision = deciding_ask(policy, &question, STAGE_VALIDATE, &arena);
    check_true(decision.n_violations == 1001, "a thousand items, and the whole value");
    question.stored = question.object;
    decision = deciding_ask(policy, &question, STAGE_VALIDATE, &arena);
    check_true(decision.allowed, "a stored list stays");
    question.object = deciding_replace(question.stored, "bank:p1400,", "bank:q,");
    decision = deciding_ask(policy, &question, STAGE_VALIDATE, &arena);
    check_true(!decision.allowed, "a change after the first thousand items is noticed");
    free((char *)(uintptr_t)question.object);
}

#define UNREAD(key) "warn source-ranges-unread " key

static const struct row lists[] = {
    {"the list key of the class",
     {.object = "class=nginx\n@" NGINX "whitelist-source-range=10.0.0.0/8\n"},
     ""},
    {"an older prefix of the key",
     {.object =
          "class=nginx\n@ingress.kubernetes.io/whitelist-source-range=10.0.0.0/8\n"},
     UNREAD("ingress.kubernetes.io/whitelist-source-range")},
    {"a key without prefix",
     {.object = "class=nginx\n@allowlist-source-range=10.0.0.0/8\n"},
     UNREAD("allowlist-source-range")},
    {"a list key of another controller",
     {.object = "class=traefik\n@" NGINX "allowlist-source-range=10.0.0.0/8\n"},
     UNREAD("nginx/allowlist-source-range")},
    {"the value does not matter",
     {.object = "class=kong\n@allow-list=\n"},
     UNREAD("allow-list")},
    {"haproxytech reads its list without prefix, too",
     {.object = "class=tech\n@allow-list=10.0.0.0/8\n"},
     ""},
    {"with another prefix the built-in prefix is not read",
     {.object = "class=like\n@" NGINX "whitelist-source-range=10.0.0.0/8\n"},
     UNREAD("nginx/whitelist-source-range")},
    {"a list key of a profile of the policy",
     {.object = "class=nginx\n@like.example/whitelist-source-range=10.0.0.0/8\n"},
     UNREAD("like.example/whitelist-source-range")},
    {"a key of another name is not a list",
     {.object = "class=nginx\n@source-range=10.0.0.0/8\n"},
     ""},
    {"without a class it is not known whether the key is read",
     {.object = "@allow-list=10.0.0.0/8\n"},
     ""},
};

static void unread(void **state)
{
    (void)state;
    judge_rows(policy_of_all, lists, ARRAY_LEN(lists));
}

static void sentences(void **state)
{
    static const struct sentence_row rows[] = {
        {"a namespace", "class=nginx\n@" NGINX "auth-secret=bank/users\n",
         "\"bank/users\" refers to namespace \"bank\"; refer to an object in namespace "
         "\"shop\""},
        {"a file", "class=haproxy\n@" HAPROXY "auth-secret=file:///x\n",
         "\"file:///x\" refers to a file or a URL; refer to an object in namespace "
         "\"shop\""},
        {"a middleware",
         "class=traefik\n@" TRAEFIK "router.middlewares=a-b-c@kubernetescrd\n",
         "\"a-b-c@kubernetescrd\" refers to another namespace; refer to an object in "
         "namespace \"shop\""},
        {"the key that is read instead", "class=nginx\n@allow-list=x\n",
         "the controller of class \"nginx\" does not read this annotation; use "
         "nginx.ingress.kubernetes.io/whitelist-source-range"},
        {"the key with the references", "class=traefik\n@allow-list=x\n",
         "the controller of class \"traefik\" does not read this annotation; its source "
         "ranges are set by Middleware objects in "
         "traefik.ingress.kubernetes.io/router.middlewares"},
        {"a profile without such a key", "class=none\n@allow-list=x\n",
         "the controller of class \"none\" reads no source ranges from annotations"},
    };

    (void)state;
    judge_sentences(policy_of_all, rows, ARRAY_LEN(rows));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reference_local),
        cmocka_unit_test(long_list),
        cmocka_unit_test(unread),
        cmocka_unit_test(sentences),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
