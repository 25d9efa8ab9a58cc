/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Rules in rare cases of objects and policies.
 */
#include "deciding_objects.h"
#include "judged_rows.h"

#define HASH_BY "@" NGINX "upstream-hash-by="

static const struct row values[] = {
    {"a text that ends with the first byte of a C1 character",
     {.object = EXTERNAL "@" NGINX "auth-url=http://x%C2\n"},
     ""},
    {"characters that begin with that byte but are not C1",
     {.object = EXTERNAL "@" NGINX "auth-url=http://x%C2%A0y%C2%7E\n"},
     ""},
    {"a variable with digits, an underscore and upper case",
     {.object = EXTERNAL HASH_BY "${arg_A9z_0}\n"},
     ""},
    {"a dollar alone",
     {.object = EXTERNAL HASH_BY "$;\n"},
     "deny annotation-safe nginx/upstream-hash-by"},
    {"a dollar before another character",
     {.object = EXTERNAL HASH_BY "$a{;\n"},
     "deny annotation-safe nginx/upstream-hash-by"},
    {"braces without a dollar",
     {.object = EXTERNAL HASH_BY "{host}\n"},
     "deny annotation-safe nginx/upstream-hash-by"},
    {"a variable without name",
     {.object = EXTERNAL HASH_BY "${}\n"},
     "deny annotation-safe nginx/upstream-hash-by"},
    {"a variable without end",
     {.object = EXTERNAL HASH_BY "${host\n"},
     "deny annotation-safe nginx/upstream-hash-by"},
    {"a variable that ends in another character",
     {.object = EXTERNAL HASH_BY "${host;\n"},
     "deny annotation-safe nginx/upstream-hash-by"},
    {"a character after the letters",
     {.object = EXTERNAL HASH_BY "${a~}\n"},
     "deny annotation-safe nginx/upstream-hash-by"},
    {"a character before the digits",
     {.object = EXTERNAL HASH_BY "${a/}\n"},
     "deny annotation-safe nginx/upstream-hash-by"},
    {"a character between digits and letters",
     {.object = EXTERNAL HASH_BY "${a:}\n"},
     "deny annotation-safe nginx/upstream-hash-by"},
    {"two entries forbid the key, but the managed list is excepted",
     {.object = EXTERNAL "@" OURS "=" ISSUER "\n"},
     ""},
    {"a key that only ends like a DNS annotation",
     {.object = EXTERNAL "@x.example/hostname=evil.org\n"},
     ""},
};

static void value_corners(void **state)
{
    (void)state;
    judge_with(deciding_example, "keys: [\"*-snippet\",",
               "keys: [\"ingress-warden.dev/*\", \"*-snippet\",", values,
               ARRAY_LEN(values));
}

#define SPECIFIC "path=ImplementationSpecific "
#define AT_PATH  "deny path-safe spec.rules[0].http.paths[0].path"

static const struct row paths[] = {
    {"a count without end", {.object = EXTERNAL SPECIFIC "/a{2\n"}, AT_PATH},
    {"a count that ends after its comma",
     {.object = EXTERNAL SPECIFIC "/a{2,\n"},
     AT_PATH},
    {"a count that ends in another character",
     {.object = EXTERNAL SPECIFIC "/a{2;}\n"},
     AT_PATH},
    {"a path that ends with the first byte of a C1 character",
     {.object = EXTERNAL SPECIFIC "/a%C2\n"},
     ""},
    {"the first C1 character", {.object = EXTERNAL SPECIFIC "/a%C2%80\n"}, AT_PATH},
    {"the last C1 character", {.object = EXTERNAL SPECIFIC "/a%C2%9F\n"}, AT_PATH},
    {"characters before the first C1 character and after the last",
     {.object = EXTERNAL SPECIFIC "/a%C2%7E%C2%A0\n"},
     ""},
};

static void path_corners(void **state)
{
    (void)state;
    judge_rows(deciding_example, paths, ARRAY_LEN(paths));
}

static const struct row tls[] = {
    {"the wildcard one label above has no secret either",
     {.object =
          "class=external\n" EXTERNAL_HOST "tls=- *.shop.example.com\n" EXTERNAL_ADDED},
     "deny host-wildcard spec.tls[0].hosts[0]\n"
     "warn tls-required spec.rules[0].host"},
};

static void tls_corners(void **state)
{
    (void)state;
    judge_rows(deciding_example, tls, ARRAY_LEN(tls));
}

static const struct row opting_out[] = {
    {"a class may let its users opt out of DNS",
     {.object = EXTERNAL "@" GA "controller=none\n@" ALPHA "controller=none\n"},
     ""},
    {"the opt-out must be under all prefixes of the instance",
     {.object = EXTERNAL "@" GA "controller=none\n"},
     "deny dns-annotations alpha/controller"},
    {"in exactly this word",
     {.object = EXTERNAL "@" GA "controller=off\n"},
     "deny dns-annotations ga/controller"},
    {"and not empty",
     {.object = EXTERNAL "@" GA "controller=\n"},
     "deny dns-annotations ga/controller"},
};

static void opt_out(void **state)
{
    (void)state;
    judge_with(deciding_example, "allow: [set-identifier, aws-weight]", "optOut: true",
               opting_out, ARRAY_LEN(opting_out));
}

#define H "@haproxy-ingress.github.io/"
#define Q "@ingress.kubernetes.io/"

static const struct row spellings[] = {
    {"an empty entry of a list with exclusions",
     {.object = "class=retail\nhost=web.retail.example.net\n" H
                "whitelist-source-range=10.20.0.1,,!10.20.0.2\n",
      .namespace = "retail-a"},
     "deny dns-annotations alpha/controller ga/controller priv/ingress-hostname-source "
     "priv/target\n"
     "deny source-ranges haproxy-ingress.github.io/whitelist-source-range"},
};

static const struct row differing[] = {
    {"two later spellings that differ: neither is an example for the first",
     {.object =
          "class=retail\nhost=web.retail.example.net\n" INTERNAL_DNS H
          "whitelist-source-range=10.20.0.1\n" Q "whitelist-source-range=10.20.0.2\n",
      .namespace = "retail-a"},
     "deny dns-annotations priv/target\n"
     "deny source-ranges haproxy-ingress.github.io/whitelist-source-range "
     "ingress.kubernetes.io/whitelist-source-range"},
};

static const struct row empty_values[] = {
    {"the platform may demand an empty value",
     {.object = EXTERNAL},
     "deny annotation-required a/empty"},
    {"the empty value is present", {.object = EXTERNAL "@a/empty=\n"}, ""},
    {"another value is refused",
     {.object = EXTERNAL "@a/empty=x\n"},
     "deny annotation-required a/empty"},
};

static void empty_value(void **state)
{
    (void)state;
    judge_with(deciding_example, "annotations:\n  forbid:",
               "annotations:\n  add:\n    - {key: a/empty, value: "
               "\"\", mode: require}\n  forbid:",
               empty_values, ARRAY_LEN(empty_values));
}

static void range_corners(void **state)
{
    (void)state;
    judge_with(deciding_example, "mode: fixed, networks: [retail]",
               "mode: narrow, networks: [retail]", differing, ARRAY_LEN(differing));
    judge_rows(deciding_example, spellings, ARRAY_LEN(spellings));
}

static const struct row carriers[] = {
    {"a status write after which another annotation carries the class is judged as usual",
     {.object = "class=internal\n@projectcontour.io/ingress.class=internal\nhost=_\n",
      .stored = "class=internal\n@kubernetes.io/ingress.class=internal\nhost=_\n",
      .is_status = true},
     "deny host-valid spec.rules[0].host\n"
     "deny dns-annotations alpha/controller ga/controller priv/ingress-hostname-source "
     "priv/target priv/ttl\n"
     "deny source-ranges nginx/whitelist-source-range"},
};

static void status_corners(void **state)
{
    (void)state;
    judge_rows(deciding_example, carriers, ARRAY_LEN(carriers));
}

#define EXCUSED                                                                          \
    "exemptions:\n"                                                                      \
    "  - {name: one, reason: r, expires: never, namespaces: [shop], names: [\"web*\"], " \
    "rules: [host-wildcard]}\n"                                                          \
    "  - {name: two, reason: r, expires: never, namespaces: [shop], users: [ann], "      \
    "rules: [host-wildcard, host-valid]}\n"

#define WILD "class=internal\nhost=*.shop.corp.example.net\n" INTERNAL_ADDED

static const struct row excused[] = {
    {"the first of two exemptions excuses",
     {.object = WILD},
     "excused host-wildcard spec.rules[0].host"},
    {"it matches by the object's name",
     {.object = WILD, .user = "eve"},
     "excused host-wildcard spec.rules[0].host"},
    {"a name that is not generated yet matches no exemption",
     {.object = WILD, .user = "eve", .name = "-"},
     "deny host-wildcard spec.rules[0].host"},
    {"nor does a generated name",
     {.object = WILD "generate=web-\n", .user = "eve"},
     "deny host-wildcard spec.rules[0].host"},
};

static void exemption_corners(void **state)
{
    (void)state;
    judge_with(deciding_example, "exemptions:\n", EXCUSED, excused, ARRAY_LEN(excused));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(value_corners),  cmocka_unit_test(path_corners),
        cmocka_unit_test(tls_corners),    cmocka_unit_test(opt_out),
        cmocka_unit_test(range_corners),  cmocka_unit_test(empty_value),
        cmocka_unit_test(status_corners), cmocka_unit_test(exemption_corners),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
