/* SPDX-License-Identifier: Apache-2.0 */
/*
 * safe_values: which characters annotations and paths may contain, by how the controller
 * uses them.
 */
#include "judged_rows.h"

static const char policy_of_all[] =
    HEAD "networks: {office: [198.51.100.0/24]}\n"
         "profiles:\n"
         "  text: {keyPrefixes: [text.example/]}\n"
         "  parsed: {keyPrefixes: [parsed.example/], values: parsed}\n"
         "  both: {keyPrefixes: [konghq.com/], values: text}\n"
         "classes:\n"
         "  nginx: {profile: ingress-nginx}\n"
         "  elsewhere: {profile: ingress-nginx, sourceRanges: {mode: elsewhere}}\n"
         "  nic: {profile: nginx-inc}\n"
         "  haproxy: {profile: haproxy-ingress}\n"
         "  tech: {profile: haproxytech}\n"
         "  alb: {profile: aws-load-balancer-controller}\n"
         "  traefik: {profile: traefik}\n"
         "  text: {profile: text}\n"
         "  parsed: {profile: parsed}\n" TAIL "annotations:\n"
         "  unchecked: [\"*/free-*\", nginx.ingress.kubernetes.io/exact]\n"
         "rules: {class-present: allow}\n";

#define NGINX   "nginx.ingress.kubernetes.io/"
#define ALB     "alb.ingress.kubernetes.io/"
#define HAPROXY "haproxy-ingress.github.io/"
#define AT(key) "deny annotation-safe " key

static const struct row values[] = {
    {"parsed values may have several lines",
     {.object = "class=alb\n@" ALB "actions.x={%0A%09\"type\": \"a{;#`\"%0D%0A}%0A\n"},
     ""},
    {"but no other control characters",
     {.object = "class=alb\n@" ALB "tags.a=x%00\n@" ALB "tags.b=x%0B\n@" ALB
                "tags.c=x%7F\n@" ALB "tags.d=x%C2%85\n"},
     AT(ALB "tags.a " ALB "tags.b " ALB "tags.c " ALB "tags.d")},
    {"values that become text may not",
     {.object = "class=haproxy\n@" HAPROXY "cors-allow-origin=a%0Ab\n"},
     AT(HAPROXY "cors-allow-origin")},
    {"nor may they have a tab",
     {.object = "class=nginx\n@" NGINX "x=a%09b\n"},
     AT("nginx/x")},
    {"values of a profile of the policy become text by default",
     {.object = "class=text\n@text.example/x=a%0Ab\n"},
     AT("text.example/x")},
    {"unless the profile is declared as parsed",
     {.object = "class=parsed\n@parsed.example/x=a%0Ab\n"},
     ""},
    {"braces are allowed there", {.object = "class=text\n@text.example/x={;}\n"}, ""},
    {"the profile of the key counts, not that of the class",
     {.object = "class=alb\n@" NGINX "x=a;\n"},
     AT("nginx/x")},
    {"keys of several lines",
     {.object =
          "class=haproxy\n@" HAPROXY "request-set-headers=a%0Ab\n@" HAPROXY
          "request-add-headers=a%0Ab\n@" HAPROXY "response-set-headers=a%0Ab\n@" HAPROXY
          "response-add-headers=a%0Ab\n@" HAPROXY "http-header-match=a%0Ab\n@" HAPROXY
          "http-header-match-regex=a%0Ab\n@" HAPROXY "http-response-503=a%0Ab\n@" HAPROXY
          "peers-table=a%0Ab\n"
          "@ingress.kubernetes.io/headers=a%0Ab\n"},
     ""},
    {"only line feeds are allowed",
     {.object = "class=haproxy\n@" HAPROXY "headers=a%0D%0Ab\n"},
     AT(HAPROXY "headers")},
    {"keys of several lines of haproxytech",
     {.object = "class=tech\n@haproxy.org/path-rewrite=a%0Ab\n"
                "@haproxy.com/request-capture=a%0Ab\n"
                "@haproxy.org/request-set-header=a%0Ab\n@response-set-header=a%0Ab\n"
                "@frontend-config-snippet=a%0Ab\n@haproxy.org/x-config-snippet=a%0Ab\n"},
     ""},
    {"without a prefix other control characters are refused, too",
     {.object = "class=tech\n@request-capture=a%00\n@auth-secret=a%0A\n@free=a%00\n"},
     AT("auth-secret request-capture")},
    {"also under another prefix",
     {.object = "class=tech\n@example.net/auth-secret=a%0A\n@example.net/free=a%00\n"},
     AT("example.net/auth-secret")},
    {"variables of nginx-inc",
     {.object = "class=nic\n@nginx.org/limit-req-key=${binary_remote_addr}\n"
                "@nginx.com/limit-req-key=${a}${b}\n"},
     ""},
    {"variables must be well-formed",
     {.object = "class=nic\n@nginx.org/limit-req-key=${a};\n"},
     AT("nginx.org/limit-req-key")},
    {"cookies under both prefixes",
     {.object = "class=nic\n@nginx.org/sticky-cookie-services=a;b\n"
                "@nginx.com/sticky-cookie-services=a;b\n"},
     ""},
    {"expressions of redirects",
     {.object = "class=nic\n@nginx.org/proxy-redirect-from=~(\\d+)\n"
                "@nginx.org/proxy-redirect-to=\\1\n"},
     ""},
    {"only under the prefix that is read",
     {.object = "class=nic\n@nginx.com/proxy-redirect-from=~(\\d+)\n"},
     AT("nginx.com/proxy-redirect-from")},
    {"the policy leaves keys unchecked by pattern",
     {.object = "class=nginx\n@" NGINX "free-x={}\n@" NGINX "exact=;\n"},
     ""},
    {"patterns match whole keys",
     {.object = "class=nginx\n@" NGINX "exactly=;\n@" NGINX "free=;\n"},
     AT("nginx/exactly nginx/free")},
    {"line feeds in a list are left to its parser",
     {.object = "class=nginx\n@" NGINX
                "whitelist-source-range=198.51.100.1,%0A%09198.51.100.2%0A\n"},
     ""},
    {"a text that is not a list is refused by the parser",
     {.object = "class=nginx\n@" NGINX "whitelist-source-range=198.51.100.1;%0A\n"},
     "deny source-ranges nginx/whitelist-source-range"},
    {"unless the ranges are not read",
     {.object = "class=elsewhere\n@" NGINX "whitelist-source-range=198.51.100.1%0A\n"},
     AT("nginx/whitelist-source-range")},
    {"or the list belongs to another controller",
     {.object = "class=alb\n@" NGINX "whitelist-source-range=198.51.100.1;\n"},
     "warn source-ranges-unread nginx/whitelist-source-range\n" AT(
         "nginx/whitelist-source-range")},
    {"without a class no list is parsed",
     {.object = "@" NGINX "whitelist-source-range=198.51.100.1%0A\n"},
     AT("nginx/whitelist-source-range")},
};

static void annotation_safe(void **state)
{
    (void)state;
    judge_rows(policy_of_all, values, ARRAY_LEN(values));
}

/* The list is not parsed then. */
static void ranges_allowed(void **state)
{
    static const struct row rows[] = {
        {"a list with a line feed",
         {.object = "class=nginx\n@" NGINX "whitelist-source-range=10.0.0.0/8%0A\n"},
         AT("nginx/whitelist-source-range")},
    };
    (void)state;
    judge_with(policy_of_all, "rules: {", "rules: {source-ranges: allow, ", rows,
               ARRAY_LEN(rows));
}

#define PATH(class, path)                                                                \
    {                                                                                    \
        .object = "class=" class "\nhost=a.example.com\npath=" path "\n"                 \
    }
#define AT_PATH "deny path-safe spec.rules[0].http.paths[0].path"

static const struct row paths[] = {
    {"nginx: blanks become part of a location", PATH("nginx", "/a%20b"), AT_PATH},
    {"quotes", PATH("nginx", "/a'b"), AT_PATH},
    {"back-quotes", PATH("nic", "/a`b"), AT_PATH},
    {"backslashes", PATH("nic", "/a\\.b"), AT_PATH},
    {"comments", PATH("nginx", "/a#b"), AT_PATH},
    {"braces", PATH("nginx", "/a{b}"), AT_PATH},
    {"counts are accepted", PATH("nginx", "ImplementationSpecific /a{2,4}"), ""},
    {"a profile of the policy is text by default", PATH("text", "/a;b"), AT_PATH},
    {"unless it is declared as parsed", PATH("parsed", "/a;\"b{}"), ""},
    {"haproxy: blanks", PATH("haproxy", "/a%20b"), AT_PATH},
    {"and quotes", PATH("tech", "/a\"b"), AT_PATH},
    {"and single quotes", PATH("tech", "/a'b"), AT_PATH},
    {"everything else is accepted", PATH("haproxy", "/a\\.b{}`;#"), ""},
    {"Traefik: back-quotes", PATH("traefik", "/a`b"), AT_PATH},
    {"and blanks", PATH("traefik", "/a%20b"), AT_PATH},
    {"everything else is accepted", PATH("traefik", "/a\\.b{};#\"'"), ""},
    {"others: control characters only", PATH("alb", "/a%09b"), AT_PATH},
    {"of all kinds", PATH("alb", "/a%C2%85b"), AT_PATH},
    {"everything else is accepted", PATH("alb", "/a%20b\\.{};#\"'`"), ""},
    {"without a class: what any controller refuses",
     {.object = "host=a.example.com\npath=/a\\.b\n"},
     AT_PATH},
    {"with two classes: what either controller refuses",
     {.object = "class=alb\n@kubernetes.io/ingress.class=traefik\n"
                "host=a.example.com\npath=/a`b\n"},
     "deny class-agrees kubernetes.io/ingress.class\n" AT_PATH},
};

static void path_safe(void **state)
{
    (void)state;
    judge_rows(policy_of_all, paths, ARRAY_LEN(paths));
}

static void sentences(void **state)
{
    static const struct sentence_row rows[] = {
        {"with a suggestion", "class=nginx\nhost=a.example.com\npath=/a\\.b\n",
         "\"/a\\\\.b\" contains a backslash, which could change the controller's "
         "configuration; write [.] for \\., [0-9] for \\d"},
        {"with the condition", "class=nginx\nhost=a.example.com\npath=/a{b}\n",
         "\"/a{b}\" contains \"{\", which could change the controller's configuration; "
         "braces may only be counts such as {2,4}, with pathType ImplementationSpecific"},
        {"otherwise", "class=nginx\nhost=a.example.com\npath=/a;b\n",
         "\"/a;b\" contains \";\", which could change the controller's configuration; "
         "write the path without it"},
    };

    (void)state;
    judge_sentences(policy_of_all, rows, ARRAY_LEN(rows));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(annotation_safe),
        cmocka_unit_test(ranges_allowed),
        cmocka_unit_test(path_safe),
        cmocka_unit_test(sentences),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
