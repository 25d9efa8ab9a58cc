/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The profile of a controller that reads its keys under any prefix: lists, files of
 * ranges, and keys that undo the lists of other Ingresses.
 */
#include <stdlib.h>

#include "judged_rows.h"

#define HOST   "host=a.example.com\n"
#define INSIDE "198.51.100.0/24"
#define FIRST  "haproxy.org/allow-list"

static const char policy[] =
    "apiVersion: ingress-warden.dev/v1\n"
    "kind: IngressPolicy\n"
    "networks: {office: [" INSIDE "]}\n"
    "profiles: {edge: {like: haproxytech, prefix: edge.example.net/}}\n"
    "classes:\n"
    "  nginx: {profile: ingress-nginx}\n"
    "  fixed: {profile: haproxytech, sourceRanges: {mode: fixed, networks: [office]}}\n"
    "  open: {profile: haproxytech}\n"
    "  file: {profile: haproxytech, sourceRanges: {mode: reference, object: "
    "patterns/in}}\n"
    "  edge: {profile: edge, sourceRanges: {mode: narrow, networks: [office]}}\n"
    "tenants:\n"
    "  - {name: shop, namespaces: [shop], classes: ['*'], domains: [example.com]}\n";

static const struct row lists[] = {
    {"the first key", {.object = "class=fixed\n@" FIRST "=" INSIDE "\n" HOST}, ""},
    {"other spellings must be the same",
     {.object = "class=fixed\n@" FIRST "=" INSIDE "\n@x.y/allow-list=0.0.0.0/0\n"
                "@x.y/whitelist=" INSIDE "\n" HOST},
     "deny source-ranges haproxy.org/allow-list x.y/allow-list x.y/whitelist"},
    {"a key that only ends like a list key is ignored",
     {.object =
          "class=fixed\n@" FIRST "=" INSIDE "\n@x.y/my-allow-list=0.0.0.0/0\n" HOST},
     ""},
    {"only a spelling under another prefix: the first key is missing",
     {.object = "class=fixed\n@x.y/whitelist=" INSIDE "\n" HOST},
     "deny source-ranges haproxy.org/allow-list"},
    {"beside a refused spelling the first key is not reported as missing",
     {.object = "class=fixed\n@x.y/whitelist=0.0.0.0/0\n" HOST},
     "deny source-ranges x.y/whitelist"},
    {"an undoing key under any prefix undoes the list",
     {.object = "class=fixed\n@" FIRST "=" INSIDE "\n@x.y/route-acl=x\n" HOST},
     "deny source-ranges x.y/route-acl"},
    {"with another first prefix the built-in prefixes are read as well",
     {.object = "class=edge\n@edge.example.net/allow-list=" INSIDE
                "\n@haproxy.org/allow-list=0.0.0.0/0\n" HOST},
     "deny source-ranges edge.example.net/allow-list haproxy.org/allow-list"},
    {"the same name on an Ingress of another controller is not a list",
     {.object = "class=nginx\n@x.y/allow-list=x\n" HOST},
     ""},
};

static const struct row passthrough[] = {
    {"a key that undoes the ranges of its own class",
     {.object = "class=fixed\n@" FIRST "=" INSIDE "\n@ssl-passthrough=true\n" HOST},
     "deny source-ranges ssl-passthrough"},
    {"a key that undoes the ranges of other classes",
     {.object = "class=open\n@haproxy.com/ssl-passthrough=\n" HOST},
     "deny source-ranges haproxy.com/ssl-passthrough"},
    {"also on an Ingress of another controller",
     {.object = "class=nginx\n@x.y/ssl-passthrough=on\n" HOST},
     "deny source-ranges x.y/ssl-passthrough"},
    {"a key of ingress-nginx with that name is read as well",
     {.object = "class=nginx\n@nginx.ingress.kubernetes.io/ssl-passthrough=true\n" HOST},
     "deny source-ranges nginx/ssl-passthrough"},
    {"switched off", {.object = "class=nginx\n@ssl-passthrough=False\n" HOST}, ""},
    {"an ACL affects its own Ingress only",
     {.object = "class=open\n@haproxy.org/route-acl=x\n" HOST},
     ""},
    {"also with a class that the policy does not define",
     {.object = "class=gone\n@ssl-passthrough=true\n" HOST,
      .stored = "class=gone\n@ssl-passthrough=true\n" HOST},
     "held class-permitted spec.ingressClassName\nheld source-ranges ssl-passthrough"},
};

static const struct row files[] = {
    {"in mode open a file is a list",
     {.object = "class=open\n@" FIRST "=patterns/in\n" HOST},
     ""},
    {"all spellings must name the same file",
     {.object = "class=open\n@" FIRST "=patterns/in\n@allow-list=patterns/out\n" HOST},
     "deny source-ranges allow-list haproxy.org/allow-list"},
    {"a file and a list differ",
     {.object = "class=open\n@" FIRST "=patterns/in\n@allow-list=10.0.0.0/8\n" HOST},
     "deny source-ranges allow-list haproxy.org/allow-list"},
    {"a file in a list is an error",
     {.object = "class=open\n@" FIRST "=patterns/in,10.0.0.0/8\n" HOST},
     "deny source-ranges haproxy.org/allow-list"},
    {"blanks are part of the name of a file",
     {.object = "class=open\n@" FIRST "= patterns/in\n" HOST},
     "deny source-ranges haproxy.org/allow-list"},
    {"in mode fixed a file is a wrong entry",
     {.object = "class=fixed\n@" FIRST "=patterns/in\n" HOST},
     "deny source-ranges haproxy.org/allow-list"},
    {"the file that the class demands",
     {.object = "class=file\n@" FIRST "=patterns/in\n" HOST},
     ""},
    {"a missing file", {.object = "class=file\n" HOST}, "deny source-ranges " FIRST},
    {"another file",
     {.object = "class=file\n@" FIRST "=patterns/out\n" HOST},
     "deny source-ranges " FIRST},
    {"each spelling is judged by itself",
     {.object = "class=file\n@" FIRST "=patterns/in\n@x.y/whitelist=10.0.0.0/8\n" HOST},
     "deny source-ranges x.y/whitelist"},
    {"a second spelling does not replace the first key",
     {.object = "class=file\n@whitelist=patterns/in\n" HOST},
     "deny source-ranges " FIRST},
    {"a file is undone like a list",
     {.object = "class=file\n@" FIRST "=patterns/in\n@src-ip-header=x\n" HOST},
     "deny source-ranges src-ip-header"},
};

static void judged(void **state)
{
    (void)state;
    judge_rows(policy, lists, ARRAY_LEN(lists));
    judge_rows(policy, passthrough, ARRAY_LEN(passthrough));
    judge_rows(policy, files, ARRAY_LEN(files));
}

static const struct row unrestricted[] = {
    {"if no class restricts ranges there is nothing to undo",
     {.object = "class=open\n@ssl-passthrough=true\n" HOST},
     ""},
};

static void nothing_to_undo(void **state)
{
    static const char *const modes[] = {
        ", sourceRanges: {mode: fixed, networks: [office]}",
        ", sourceRanges: {mode: reference, object: patterns/in}",
        ", sourceRanges: {mode: narrow, networks: [office]}",
    };
    char *yaml = deciding_replace(policy, "networks", "networks");

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(modes); i++) {
        char *less = deciding_replace(yaml, modes[i], "");

        free(yaml);
        yaml = less;
    }
    judge_rows(yaml, unrestricted, ARRAY_LEN(unrestricted));
    free(yaml);
}

static const struct row wanted[] = {
    {"a value that the policy writes undoes nothing",
     {.object = "class=nginx\n@x.y/ssl-passthrough=true\n" HOST},
     ""},
    {"another value of that key does",
     {.object = "class=nginx\n@x.y/ssl-passthrough=yes\n" HOST},
     "deny source-ranges x.y/ssl-passthrough"},
};

static void what_the_policy_writes(void **state)
{
    (void)state;
    judge_with(policy, "nginx: {profile: ingress-nginx}",
               "nginx: {profile: ingress-nginx, annotations: [{key: "
               "x.y/ssl-passthrough, value: 'true'}]}",
               wanted, ARRAY_LEN(wanted));
}

static const struct row listed[] = {
    {"a value that users may write undoes nothing",
     {.object = "class=nginx\n@x.y/ssl-passthrough=true\n" HOST},
     ""},
    {"another value of that key does",
     {.object = "class=nginx\n@x.y/ssl-passthrough=yes\n" HOST},
     "deny source-ranges x.y/ssl-passthrough\n"
     "deny annotation-required x.y/ssl-passthrough"},
    {"the entry is for that key only",
     {.object = "class=nginx\n@ssl-passthrough=true\n" HOST},
     "deny source-ranges ssl-passthrough"},
    {"the entry also holds for an object without a class",
     {.object = "@x.y/ssl-passthrough=true\n" HOST},
     "deny class-present spec.ingressClassName"},
    {"the ranges of the class are undone nevertheless",
     {.object = "class=fixed\n@" FIRST "=" INSIDE "\n@x.y/ssl-passthrough=true\n" HOST},
     "deny source-ranges x.y/ssl-passthrough"},
};

static void what_users_may_write(void **state)
{
    (void)state;
    judge_with(policy, "tenants:\n",
               "annotations: {add: [{key: x.y/ssl-passthrough, mode: "
               "optional, values: ['true']}]}\ntenants:\n",
               listed, ARRAY_LEN(listed));
}

static const struct row written[] = {
    {"a list", {.object = "class=fixed\n" HOST}, FIRST "=" INSIDE},
    {"the list under another prefix is copied to the first key",
     {.object = "class=fixed\n@x.y/whitelist= " INSIDE "\n" HOST},
     FIRST "= " INSIDE},
    {"the first spelling by name, then by prefix, is copied",
     {.object = "class=edge\n@a.b/whitelist=198.51.100.0/25\n@z.y/allow-list="
                "198.51.100.0/26,198.51.100.64/26\n" HOST},
     "edge.example.net/allow-list=198.51.100.0/26,198.51.100.64/26"},
    {"nothing is written beside a refused spelling",
     {.object = "class=fixed\n@x.y/whitelist=0.0.0.0/0\n" HOST},
     ""},
    {"a file", {.object = "class=file\n" HOST}, FIRST "=patterns/in"},
    {"also beside another spelling with that file",
     {.object = "class=file\n@whitelist=patterns/in\n" HOST},
     FIRST "=patterns/in"},
    {"not beside a spelling with another file",
     {.object = "class=file\n@whitelist=patterns/out\n" HOST},
     ""},
};

static struct str ranges_written(const struct decision *decision, struct arena *arena)
{
    struct str ranges = STR("");

    for (size_t i = 0; i < decision->n_edits; i++) {
        const struct edit *edit = &decision->edits[i];

        if (edit->rule == RULE_SOURCE_RANGES)
            ranges = arena_format(arena, "%.*s=%.*s", STR_ARGS(edit->path.key),
                                  STR_ARGS(edit->text));
    }
    return ranges;
}

static void is_written(void **state)
{
    (void)state;
    judge_edits(policy, written, ARRAY_LEN(written), ranges_written);
}

static void said_of_others(void **state)
{
    AUTO(arena_clear) struct arena arena = {0};
    struct policy *loaded = deciding_policy(policy);
    const struct question question = {.object =
                                          "class=nginx\n@ssl-passthrough=true\n" HOST};
    struct decision decision = deciding_ask(loaded, &question, STAGE_VALIDATE, &arena);

    (void)state;
    check_text(deciding_sentences(&decision, &arena),
               STR("\"true\" takes the source ranges off other Ingresses (class "
                   "\"fixed\"); remove the annotation"),
               "the first class that suffers");
    policy_unref(loaded);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(judged),         cmocka_unit_test(nothing_to_undo),
        cmocka_unit_test(is_written),     cmocka_unit_test(what_the_policy_writes),
        cmocka_unit_test(said_of_others), cmocka_unit_test(what_users_may_write),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
