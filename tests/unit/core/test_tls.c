/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tls: what replaces a tls entry or its secret, by controller; canaries.
 */
#include "judged_rows.h"

static const char asking[] =
    HEAD "profiles: {like: {like: ingress-nginx, prefix: like.example/}}\n"
         "classes:\n"
         "  nginx: {profile: ingress-nginx, tls: required}\n"
         "  like: {profile: like, tls: required}\n"
         "  nic: {profile: nginx-inc, tls: required}\n"
         "  haproxy: {profile: haproxy-ingress, tls: required}\n"
         "  tech: {profile: haproxytech, tls: required}\n"
         "  traefik: {profile: traefik, tls: required}\n"
         "  gce: {profile: gce, tls: required}\n"
         "  kong: {profile: kong, tls: required}\n" TAIL "rules: {canary-host: allow}\n";

#define NGINX   "nginx.ingress.kubernetes.io/"
#define TRAEFIK "traefik.ingress.kubernetes.io/"
#define HOST    "host=a.example.com\n"
#define BARE    "tls=- a.example.com\n"
#define LACKS   "deny tls-required spec.rules[0].host"

static const struct row stands_in[] = {
    {"a canary shares the server of its primary",
     {.object = "class=nginx\n" HOST "@" NGINX "canary=T\n"},
     ""},
    {"only six words mean true",
     {.object = "class=nginx\n" HOST "@" NGINX "canary=yes\n"},
     LACKS},
    {"also with another prefix",
     {.object = "class=like\n" HOST "@like.example/canary=TRUE\n"},
     ""},
    {"but not with the built-in prefix then",
     {.object = "class=like\n" HOST "@" NGINX "canary=true\n"},
     LACKS},
    {"a minion shares the server of its master",
     {.object = "class=nic\n" HOST "@nginx.org/mergeable-ingress-type=minion\n"},
     ""},
    {"a master needs the entry",
     {.object = "class=nic\n" HOST "@nginx.org/mergeable-ingress-type=master\n"},
     LACKS},
    {"under the second prefix the key is not read",
     {.object = "class=nic\n" HOST "@nginx.com/mergeable-ingress-type=minion\n"},
     LACKS},
    {"other controllers have no minions",
     {.object = "class=nginx\n" HOST "@nginx.org/mergeable-ingress-type=minion\n"},
     LACKS},
    {"Traefik's switch",
     {.object = "class=traefik\n" HOST "@" TRAEFIK "router.tls=true\n"},
     ""},
    {"in any case of the key",
     {.object = "class=traefik\n" HOST "@" TRAEFIK "Router.TLS=true\n"},
     ""},
    {"switched off",
     {.object = "class=traefik\n" HOST "@" TRAEFIK "router.tls=false\n"},
     LACKS},
    {"two spellings that differ: the result is undefined",
     {.object = "class=traefik\n" HOST "@" TRAEFIK "router.tls=true\n@" TRAEFIK
                "Router.TLS=false\n"},
     LACKS},
    {"a tls entry is accepted there, too",
     {.object = "class=traefik\n" HOST "tls=s a.example.com\n"},
     ""},
    {"a certificate of the cloud",
     {.object = "class=gce\n@kubernetes.io/ingress.class=gce\n" HOST
                "@ingress.gcp.kubernetes.io/pre-shared-cert=c\n"},
     ""},
    {"or a managed one",
     {.object = "class=gce\n@kubernetes.io/ingress.class=gce\n" HOST
                "@networking.gke.io/managed-certificates=c\n"},
     ""},
    {"a blank one does not count",
     {.object = "class=gce\n@kubernetes.io/ingress.class=gce\n" HOST
                "@networking.gke.io/managed-certificates=%20\n"},
     LACKS},
    {"with passthrough the back end has the certificate",
     {.object = "class=nginx\n" HOST BARE "@" NGINX "ssl-passthrough=true\n"},
     ""},
    {"but the host must be listed",
     {.object = "class=nginx\n" HOST "@" NGINX "ssl-passthrough=true\n"},
     LACKS},
    {"under both prefixes",
     {.object = "class=haproxy\n" HOST BARE "@ingress.kubernetes.io/ssl-passthrough=1\n"},
     ""},
    {"switched off",
     {.object = "class=haproxy\n" HOST BARE "@ingress.kubernetes.io/ssl-passthrough=0\n"},
     LACKS},
    {"also with haproxytech",
     {.object = "class=tech\n" HOST BARE "@haproxy.org/ssl-passthrough=true\n"},
     ""},
    {"only under its own prefixes",
     {.object = "class=tech\n" HOST BARE "@ssl-passthrough=true\n"},
     LACKS},
    {"other controllers have no passthrough",
     {.object = "class=kong\n" HOST BARE "@konghq.com/ssl-passthrough=true\n"},
     LACKS},
};

static void what_stands_in(void **state)
{
    (void)state;
    judge_rows(asking, stands_in, ARRAY_LEN(stands_in));
}

static const char plain[] =
    HEAD "classes:\n"
         "  nginx: {profile: ingress-nginx}\n"
         "  kong: {profile: kong}\n" TAIL "rules: {class-present: allow}\n";

#define CANARY(value) "@" NGINX "canary=" value "\n"
#define DENIED        "deny canary-host nginx/canary"

static const struct row canaries[] = {
    {"one", {.object = "class=nginx\n" HOST CANARY("1")}, DENIED},
    {"t", {.object = "class=nginx\n" HOST CANARY("t")}, DENIED},
    {"T", {.object = "class=nginx\n" HOST CANARY("T")}, DENIED},
    {"true", {.object = "class=nginx\n" HOST CANARY("true")}, DENIED},
    {"TRUE", {.object = "class=nginx\n" HOST CANARY("TRUE")}, DENIED},
    {"True", {.object = "class=nginx\n" HOST CANARY("True")}, DENIED},
    {"a word that Go does not parse as true",
     {.object = "class=nginx\n" HOST CANARY("tRUE")},
     ""},
    {"a word with a blank", {.object = "class=nginx\n" HOST CANARY("true%20")}, ""},
    {"switched off", {.object = "class=nginx\n" HOST CANARY("false")}, ""},
    {"of another controller", {.object = "class=kong\n" HOST CANARY("true")}, ""},
    {"without a class, any controller may read it",
     {.object = HOST CANARY("true")},
     DENIED},
    {"a stored canary stays if the object gains nothing",
     {.object = "class=nginx\n" HOST "path=/a\n" CANARY("true"),
      .stored = "class=nginx\n" HOST "path=/a\n" CANARY("true")},
     "held canary-host nginx/canary"},
    {"a new path is refused like a new canary",
     {.object = "class=nginx\n" HOST "path=/b\n" CANARY("true"),
      .stored = "class=nginx\n" HOST "path=/a\n" CANARY("true")},
     DENIED},
};

static void canary_host(void **state)
{
    (void)state;
    judge_rows(plain, canaries, ARRAY_LEN(canaries));
}

static const struct row hosts[] = {
    {"an entry without hosts",
     {.object = "class=nginx\n" HOST "tls=s\ntls=s a.example.com\n"},
     "warn tls-hosts spec.tls[0].hosts"},
    {"an entry without hosts and secret",
     {.object = "class=nginx\n" HOST "tls=-\n"},
     "warn tls-hosts spec.tls[0].hosts"},
    {"whatever the class",
     {.object = HOST "tls=s\n"},
     "warn tls-hosts spec.tls[0].hosts"},
    {"each entry is reported once",
     {.object = "class=nginx\n" HOST "tls=s\ntls=t\n"},
     "warn tls-hosts spec.tls[0].hosts spec.tls[1].hosts"},
    {"a stored entry is reported again",
     {.object = "class=nginx\n" HOST "tls=s\n", .stored = "class=nginx\n" HOST "tls=s\n"},
     "warn tls-hosts spec.tls[0].hosts"},
};

static void tls_hosts(void **state)
{
    (void)state;
    judge_rows(plain, hosts, ARRAY_LEN(hosts));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_stands_in),
        cmocka_unit_test(canary_host),
        cmocka_unit_test(tls_hosts),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
