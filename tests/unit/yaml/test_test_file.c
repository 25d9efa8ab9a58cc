/* SPDX-License-Identifier: Apache-2.0 */
/* test_file: reads tests and completes their objects. */
#include "yaml/test/test_file.h"

#include "base/buf.h"
#include "unit.h"

#define HEAD "apiVersion: ingress-warden.dev/v1\nkind: IngressPolicyTest\n"

/* The JSON of the first case's object, or the names of the problems. */
static struct str described(struct arena *arena, struct str text)
{
    AUTO(test_file_clear) struct test_file file = {0};
    AUTO(problems_clear) struct problems problems = {0};
    struct buf out = buf_in(arena);

    if (test_file_read(&file, "t.yaml", text, &problems)) {
        if (file.n_cases > 0 && file.cases[0].object.manifest != NULL)
            buf_add(&out, file.cases[0].object.manifest->json);
        return buf_str(&out);
    }
    for (size_t i = 0; i < problems.n; i++)
        buf_addf(&out, "%u:%u %s\n", problems.all[i].place.line,
                 problems.all[i].place.column, problems.all[i].name);
    return buf_str(&out);
}

#define OBJECT(object)                                                                   \
    STR_INIT(HEAD "cases: [{name: a, namespace: shop, object: " object                   \
                  ", expect: {verdict: allowed}}]\n")

static const struct {
    const char *why;
    struct str text;
    struct str want;
} cases[] = {
    {"all missing parts are added", OBJECT("{spec: {}}"),
     STR_INIT("{\"spec\":{},\"metadata\":{\"namespace\":\"shop\",\"name\":\"test\"},"
              "\"apiVersion\":\"networking.k8s.io/v1\",\"kind\":\"Ingress\"}")},
    {"existing parts are not changed",
     OBJECT("{apiVersion: v1, kind: Service, metadata: {name: a, namespace: b}}"),
     STR_INIT("{\"apiVersion\":\"v1\",\"kind\":\"Service\",\"metadata\":{\"name\":\"a\","
              "\"namespace\":\"b\"}}")},
    {"no name is added beside generateName", OBJECT("{metadata: {generateName: a-}}"),
     STR_INIT("{\"metadata\":{\"generateName\":\"a-\",\"namespace\":\"shop\"},"
              "\"apiVersion\":\"networking.k8s.io/v1\",\"kind\":\"Ingress\"}")},
    {"scalars have the types of manifests",
     OBJECT("{kind: a, metadata: 1, b: yes, c: 2001::}"),
     STR_INIT("{\"kind\":\"a\",\"metadata\":1,\"b\":true,\"c\":\"2001::\","
              "\"apiVersion\":\"networking.k8s.io/v1\"}")},
    {"a test file without tests", STR_INIT(HEAD), STR_INIT("")},
    {"empty lists are accepted", STR_INIT(HEAD "reach: []\ncases: []\n"), STR_INIT("")},
    {"an empty case is refused", STR_INIT(HEAD "cases: [{}]\n"), STR_INIT("3:9 empty\n")},
    {"an alias", OBJECT("{a: &x 1, b: *x}"), STR_INIT("3:48 anchor\n3:57 alias\n")},
    {"a nested list", STR_INIT(HEAD "reach: [[a]]\n"), STR_INIT("3:9 wrong-type\n")},
};

static void files_are_read(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        AUTO(arena_clear) struct arena arena = {0};

        check_text(described(&arena, cases[i].text), cases[i].want, cases[i].why);
    }
}

static void writers_are_inherited(void **state)
{
    AUTO(test_file_clear) struct test_file file = {0};
    AUTO(problems_clear) struct problems problems = {0};
    const struct str text = STR(HEAD "date: 1970-01-02\nuser: ada\ngroups: [a, b]\n"
                                     "reach:\n"
                                     "  - {namespaces: [shop], date: 1970-01-03}\n"
                                     "  - {namespaces: [shop], user: bob, groups: []}\n");

    (void)state;
    check_true(test_file_read(&file, "t.yaml", text, &problems), "the file is valid");
    check_true(file.n_reach == 2, "two items of reach");
    check_true(file.reach[0].writer.day == 2, "the item's own day");
    check_text(file.reach[0].writer.user, STR("ada"), "the user of the file");
    check_true(file.reach[0].writer.n_groups == 2, "the groups of the file");
    check_true(file.reach[1].writer.day == 1, "the day of the file");
    check_text(file.reach[1].writer.user, STR("bob"), "the item's own user");
    check_true(file.reach[1].writer.n_groups == 0, "without the groups of the file");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(files_are_read),
        cmocka_unit_test(writers_are_inherited),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
