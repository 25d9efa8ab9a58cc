/* policy_load: policies from files and folders. */
#include "live/policy_load.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "core/policy/policy.h"
#include "unit.h"

#define HEAD    "apiVersion: ingress-warden.dev/v1\nkind: IngressPolicy\n"
#define CLASSES "classes: {a: {profile: ingress-nginx}}\n"
#define TENANTS "tenants: [{name: t, namespaces: [t], classes: [a]}]\n"
#define TODAY   20000

static char folder[] = "/tmp/policy-load-XXXXXX";

static const char *path_of(struct arena *arena, const char *name)
{
    return arena_format(arena, "%s/%s", folder, name).ptr;
}

static void write_file(const char *name, const char *text)
{
    AUTO(arena_clear) struct arena arena = {0};
    FILE *file = fopen(path_of(&arena, name), "w");

    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

static void remove_all(const char *const *names, size_t n)
{
    AUTO(arena_clear) struct arena arena = {0};

    for (size_t i = 0; i < n; i++)
        assert_int_equal(remove(path_of(&arena, names[i])), 0);
}

static void one_file(void **state)
{
    AUTO(arena_clear) struct arena arena = {0};
    AUTO(problems_clear) struct problems problems;
    struct err err = {0};

    (void)state;
    problems_init(&problems);
    write_file("p.yaml", HEAD CLASSES TENANTS);

    AUTO(policy_unref)
    struct policy *policy =
        policy_load(path_of(&arena, "p.yaml"), TODAY, &problems, &err);

    assert_non_null(policy);
    check_text(policy_hash(policy), STR("428694450090"), "twelve digits of the SHA-256");
    remove_all((const char *const[]){"p.yaml"}, 1);
}

static void files_of_a_folder(void **state)
{
    static const char *const names[] = {"b.yaml",  "a.yaml", ".hidden.yaml",
                                        "c.yml",   "d.yaml", "a.test.yaml",
                                        ".hidden", ".e.yaml"};
    AUTO(arena_clear) struct arena arena = {0};
    AUTO(problems_clear) struct problems problems;
    struct err err = {0};

    (void)state;
    problems_init(&problems);
    write_file("b.yaml", HEAD TENANTS);
    write_file("a.yaml", HEAD CLASSES);
    write_file(".hidden.yaml", "broken: [");
    write_file("c.yml", "broken: [");
    write_file("a.test.yaml", "broken: [");
    write_file(".hidden", "broken: [");
    assert_int_equal(mkdir(path_of(&arena, "d.yaml"), 0700), 0);
    assert_int_equal(mkdir(path_of(&arena, ".e.yaml"), 0700), 0);

    AUTO(policy_unref)
    struct policy *policy = policy_load(folder, TODAY, &problems, &err);

    check_true(policy != NULL, "*.yaml files only, no tests, no hidden ones, no folders");
    check_true(policy_left_out(policy) == 2, "those that look like policies are counted");
    check_text(policy_hash(policy), STR("01f32dc7727b"),
               "the hash of the files one after another, in the order of their names");
    remove_all(names, ARRAY_LEN(names));
}

static void failures(void **state)
{
    AUTO(arena_clear) struct arena arena = {0};
    AUTO(problems_clear) struct problems problems;
    struct err err = {0};

    (void)state;
    problems_init(&problems);
    assert_null(policy_load(path_of(&arena, "none.yaml"), TODAY, &problems, &err));
    check_true(err.code == ERR_IO, "a file that is not there");
    check_true(str_contains(str_from(err.text), STR("No such file")), "says the reason");
    check_true(problems.n == 0, "and is no problem of a document");

    assert_null(policy_load(folder, TODAY, &problems, &err));
    check_true(err.code == ERR_INVALID && problems.n_errors == 1,
               "a folder without policies");

    write_file("bad.yaml", HEAD CLASSES "tenant: x\n");
    problems_clear(&problems);
    assert_null(policy_load(path_of(&arena, "bad.yaml"), TODAY, &problems, &err));
    check_true(err.code == ERR_INVALID, "a document that is wrong");
    check_true(problems.n_errors == 2, "everything that is wrong with it");
    check_true(str_contains(str_from(err.text), STR("2 errors, the first at ")),
               "the sentence names the first");
    remove_all((const char *const[]){"bad.yaml"}, 1);
}

static void a_pipe_in_a_folder(void **state)
{
    AUTO(arena_clear) struct arena arena = {0};
    AUTO(problems_clear) struct problems problems;
    struct err err = {0};

    (void)state;
    problems_init(&problems);
    assert_int_equal(mkfifo(path_of(&arena, "p.yaml"), 0600), 0);
    (void)alarm(20);
    assert_null(policy_load(folder, TODAY, &problems, &err));
    check_true(err.code == ERR_IO, "it is refused, not waited for");
    (void)alarm(0);
    remove_all((const char *const[]){"p.yaml"}, 1);
}

static int make_folder(void **state)
{
    (void)state;
    return mkdtemp(folder) == NULL ? -1 : 0;
}

static int remove_folder(void **state)
{
    (void)state;
    return rmdir(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_file),
        cmocka_unit_test(files_of_a_folder),
        cmocka_unit_test(failures),
        cmocka_unit_test(a_pipe_in_a_folder),
    };

    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
