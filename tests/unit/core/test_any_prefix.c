/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The profile whose controller reads its keys behind any prefix: lists, files of ranges,
 * and keys that take the lists off other Ingresses.
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
    {"a key that only ends alike is none",
     {.object =
          "class=fixed\n@" FIRST "=" INSIDE "\n@x.y/my-allow-list=0.0.0.0/0\n" HOST},
     ""},
    {"a foreign spelling alone: the first one is missing",
     {.object = "class=fixed\n@x.y/whitelist=" INSIDE "\n" HOST},
     "deny source-ranges haproxy.org/allow-list"},
    {"nothing is missing beside one that is refused",
     {.object = "class=fixed\n@x.y/whitelist=0.0.0.0/0\n" HOST},
     "deny source-ranges x.y/whitelist"},
    {"behind any prefix a key undoes",
     {.object = "class=fixed\n@" FIRST "=" INSIDE "\n@x.y/route-acl=x\n" HOST},
     "deny source-ranges x.y/route-acl"},
    {"under another first prefix the others are read as well",
     {.object = "class=edge\n@edge.example.net/allow-list=" INSIDE
                "\n@haproxy.org/allow-list=0.0.0.0/0\n" HOST},
     "deny source-ranges edge.example.net/allow-list haproxy.org/allow-list"},
    {"another controller's list is its own",
     {.object = "class=nginx\n@x.y/allow-list=x\n" HOST},
     ""},
};

static const struct row passthrough[] = {
    {"its own ranges are undone",
     {.object = "class=fixed\n@" FIRST "=" INSIDE "\n@ssl-passthrough=true\n" HOST},
     "deny source-ranges ssl-passthrough"},
    {"those of another class are",
     {.object = "class=open\n@haproxy.com/ssl-passthrough=\n" HOST},
     "deny source-ranges haproxy.com/ssl-passthrough"},
    {"on an Ingress of another controller, too",
     {.object = "class=nginx\n@x.y/ssl-passthrough=on\n" HOST},
     "deny source-ranges x.y/ssl-passthrough"},
    {"ingress-nginx' own key of that name is read as well",
     {.object = "class=nginx\n@nginx.ingress.kubernetes.io/ssl-passthrough=true\n" HOST},
     "deny source-ranges nginx/ssl-passthrough"},
    {"switched off", {.object = "class=nginx\n@ssl-passthrough=False\n" HOST}, ""},
    {"an ACL takes its own Ingress out only",
     {.object = "class=open\n@haproxy.org/route-acl=x\n" HOST},
     ""},
    {"with no class of the policy",
     {.object = "class=gone\n@ssl-passthrough=true\n" HOST,
      .stored = "class=gone\n@ssl-passthrough=true\n" HOST},
     "held class-permitted spec.ingressClassName\nheld source-ranges ssl-passthrough"},
};

static const struct row files[] = {
    {"where any list will do, a file is one",
     {.object = "class=open\n@" FIRST "=patterns/in\n" HOST},
     ""},
    {"in each spelling the same",
     {.object = "class=open\n@" FIRST "=patterns/in\n@allow-list=patterns/out\n" HOST},
     "deny source-ranges allow-list haproxy.org/allow-list"},
    {"a list is no file",
     {.object = "class=open\n@" FIRST "=patterns/in\n@allow-list=10.0.0.0/8\n" HOST},
     "deny source-ranges allow-list haproxy.org/allow-list"},
    {"nor a list with a file in it",
     {.object = "class=open\n@" FIRST "=patterns/in,10.0.0.0/8\n" HOST},
     "deny source-ranges haproxy.org/allow-list"},
    {"blanks belong to the name",
     {.object = "class=open\n@" FIRST "= patterns/in\n" HOST},
     "deny source-ranges haproxy.org/allow-list"},
    {"where a list is demanded, it is an entry that is wrong",
     {.object = "class=fixed\n@" FIRST "=patterns/in\n" HOST},
     "deny source-ranges haproxy.org/allow-list"},
    {"the one that the class demands",
     {.object = "class=file\n@" FIRST "=patterns/in\n" HOST},
     ""},
    {"missing", {.object = "class=file\n" HOST}, "deny source-ranges " FIRST},
    {"another",
     {.object = "class=file\n@" FIRST "=patterns/out\n" HOST},
     "deny source-ranges " FIRST},
    {"each spelling is judged by itself",
     {.object = "class=file\n@" FIRST "=patterns/in\n@x.y/whitelist=10.0.0.0/8\n" HOST},
     "deny source-ranges x.y/whitelist"},
    {"the first one is missing",
     {.object = "class=file\n@whitelist=patterns/in\n" HOST},
     "deny source-ranges " FIRST},
    {"and undone like a list",
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
    {"where no class has ranges there is nothing to undo",
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
    {"the policy's own value undoes nothing",
     {.object = "class=nginx\n@x.y/ssl-passthrough=true\n" HOST},
     ""},
    {"another one does",
     {.object = "class=nginx\n@x.y/ssl-passthrough=yes\n" HOST},
     "deny source-ranges x.y/ssl-passthrough"},
};

static void what_the_policy_writes(void **state)
{
    char *yaml = deciding_replace(policy, "nginx: {profile: ingress-nginx}",
                                  "nginx: {profile: ingress-nginx, annotations: [{key: "
                                  "x.y/ssl-passthrough, value: 'true'}]}");

    (void)state;
    judge_rows(yaml, wanted, ARRAY_LEN(wanted));
    free(yaml);
}

static const struct row listed[] = {
    {"a value that users may write undoes nothing",
     {.object = "class=nginx\n@x.y/ssl-passthrough=true\n" HOST},
     ""},
    {"another one does",
     {.object = "class=nginx\n@x.y/ssl-passthrough=yes\n" HOST},
     "deny source-ranges x.y/ssl-passthrough\n"
     "deny annotation-required x.y/ssl-passthrough"},
    {"of that key only",
     {.object = "class=nginx\n@ssl-passthrough=true\n" HOST},
     "deny source-ranges ssl-passthrough"},
    {"also without a class",
     {.object = "@x.y/ssl-passthrough=true\n" HOST},
     "deny class-present spec.ingressClassName"},
    {"the class's own ranges all the same",
     {.object = "class=fixed\n@" FIRST "=" INSIDE "\n@x.y/ssl-passthrough=true\n" HOST},
     "deny source-ranges x.y/ssl-passthrough"},
};

static void what_users_may_write(void **state)
{
    char *yaml = deciding_replace(policy, "tenants:\n",
                                  "annotations: {add: [{key: x.y/ssl-passthrough, mode: "
                                  "optional, values: ['true']}]}\ntenants:\n");

    (void)state;
    judge_rows(yaml, listed, ARRAY_LEN(listed));
    free(yaml);
}

static const struct row written[] = {
    {"a list", {.object = "class=fixed\n" HOST}, FIRST "=" INSIDE},
    {"what stands under a foreign prefix, for the first key",
     {.object = "class=fixed\n@x.y/whitelist= " INSIDE "\n" HOST},
     FIRST "= " INSIDE},
    {"in the order of names, then of prefixes",
     {.object = "class=edge\n@a.b/whitelist=198.51.100.0/25\n@z.y/allow-list="
                "198.51.100.0/26,198.51.100.64/26\n" HOST},
     "edge.example.net/allow-list=198.51.100.0/26,198.51.100.64/26"},
    {"nothing beside one that is refused",
     {.object = "class=fixed\n@x.y/whitelist=0.0.0.0/0\n" HOST},
     ""},
    {"a file", {.object = "class=file\n" HOST}, FIRST "=patterns/in"},
    {"beside another spelling of it",
     {.object = "class=file\n@whitelist=patterns/in\n" HOST},
     FIRST "=patterns/in"},
    {"not beside another file",
     {.object = "class=file\n@whitelist=patterns/out\n" HOST},
     ""},
};

static void is_written(void **state)
{
    struct policy *loaded = deciding_policy(policy);

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(written); i++) {
        AUTO(arena_clear) struct arena arena = {0};
        struct decision decision =
            deciding_ask(loaded, &written[i].question, STAGE_MUTATE, &arena);
        struct str edits = STR("");

        for (size_t j = 0; j < decision.n_edits; j++) {
            const struct edit *edit = &decision.edits[j];

            if (edit->rule == RULE_SOURCE_RANGES)
                edits = arena_format(&arena, "%.*s=%.*s", STR_ARGS(edit->path.key),
                                     STR_ARGS(edit->text));
        }
        check_text(edits, str_from(written[i].want), written[i].why);
    }
    policy_unref(loaded);
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
