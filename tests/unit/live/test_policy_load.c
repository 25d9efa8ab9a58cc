/* SPDX-License-Identifier: Apache-2.0 */
/* policy_load: reads policies from files and folders, within a limit of memory. */
#include "live/policy_load.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
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
    check_text(policy_hash(policy), STR("428694450090"),
               "the first twelve digits of the SHA-256");
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

    check_true(policy != NULL,
               "only *.yaml files are read: no tests, no hidden files, no folders");
    check_true(policy_left_out(policy) == 2,
               "files that look like policies but are not read are counted");
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
    check_true(err.code == ERR_IO, "a file that does not exist");
    check_true(str_contains(str_from(err.text), STR("No such file")),
               "the error names the reason");
    check_true(problems.n == 0, "and is not a problem of a document");

    assert_null(policy_load(folder, TODAY, &problems, &err));
    check_true(err.code == ERR_INVALID && problems.n_errors == 1,
               "a folder without policies");

    write_file("bad.yaml", HEAD CLASSES "tenant: x\n");
    problems_clear(&problems);
    assert_null(policy_load(path_of(&arena, "bad.yaml"), TODAY, &problems, &err));
    check_true(err.code == ERR_INVALID, "an invalid document");
    check_true(problems.n_errors == 2, "all of its errors are reported");
    check_true(str_contains(str_from(err.text), STR("2 errors, the first at ")),
               "the sentence names the first error");
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
    write_file("q.yaml", HEAD CLASSES "tenant: x\n");
    (void)alarm(20);
    assert_null(policy_load(folder, TODAY, &problems, &err));
    check_true(err.code == ERR_INVALID, "a pipe is refused without waiting for it");
    check_text(str_from(problems.all[0].name), STR("not-a-file"),
               "and is reported as an error");
    check_true(problems.n_errors == 3, "the other files are read");
    problems_clear(&problems);
    assert_null(policy_load(path_of(&arena, "p.yaml"), TODAY, &problems, &err));
    check_true(problems.n_errors == 0 && err.code == ERR_INVALID,
               "a pipe as the only file cannot be read");
    (void)alarm(0);
    remove_all((const char *const[]){"p.yaml", "q.yaml"}, 2);
}

static void files_of_proc_are_refused(void **state)
{
    AUTO(arena_clear) struct arena arena = {0};
    AUTO(problems_clear) struct problems problems = {0};
    struct err err = {0};

    (void)state;
    assert_null(policy_load("/proc/self/status", TODAY, &problems, &err));
    check_true(str_contains(str_from(err.text), STR("not a regular file")),
               "a file of /proc");
    assert_int_equal(symlink("/proc/self/status", path_of(&arena, "p.yaml")), 0);
    assert_null(policy_load(path_of(&arena, "p.yaml"), TODAY, &problems, &err));
    check_true(str_contains(str_from(err.text), STR("not a regular file")),
               "the target of a link counts");
    remove_all((const char *const[]){"p.yaml"}, 1);
    write_file("there", HEAD CLASSES TENANTS);
    assert_int_equal(symlink("there", path_of(&arena, "p.yaml")), 0);

    AUTO(policy_unref)
    struct policy *policy =
        policy_load(path_of(&arena, "p.yaml"), TODAY, &problems, &err);

    check_true(policy != NULL, "a link to a regular file is read, as in a ConfigMap");
    remove_all((const char *const[]){"p.yaml", "there"}, 2);
}

/* A policy whose tenant lists n domains, each `before` and a number; and the expected
 * error. */
struct measured {
    const char *why;
    const char *before;
    size_t n;
    const char *says; /* NULL: the policy is loaded */
};

static const struct measured measured[] = {
    {"a small policy fits", "d", 100, NULL},
    {"nodes count before their meaning is known", "d", 50000,
     "loading the policy takes at least"},
    {"names and their index are counted", "a.d", 9500,
     "the loaded policy takes at least"},
};

static void memory_is_limited(void **state)
{
    AUTO(arena_clear) struct arena arena = {0};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(measured); i++) {
        const struct measured *row = &measured[i];
        AUTO(problems_clear) struct problems problems = {0};
        struct buf text = buf_in(&arena);
        struct err err = {0};

        buf_add_text(&text, HEAD CLASSES
                     "tenants: [{name: t, namespaces: [t], classes: [a], domains: [");
        for (size_t n = 0; n < row->n; n++)
            buf_addf(&text, "%s%zu.example, ", row->before, n);
        buf_add_text(&text, "z.example]}]\n");
        write_file("p.yaml", buf_text(&text));

        AUTO(policy_unref)
        struct policy *policy = policy_load_within(path_of(&arena, "p.yaml"), TODAY,
                                                   (size_t)2 << 20, &problems, &err);

        check_true((policy != NULL) == (row->says == NULL), row->why);
        if (row->says != NULL) {
            check_text(str_from(problems.all[0].name), STR("too-large"), row->why);
            check_true(str_contains(str_from(problems.all[0].text), str_from(row->says)),
                       row->why);
            check_true(problems.n_errors == 1, "what follows is not reported");
        }
        remove_all((const char *const[]){"p.yaml"}, 1);
    }
}

/* The document is read as a manifest before it is known to be a policy. */
static void memory_of_a_config_map_is_limited(void **state)
{
    static const char *const begin[] = {
        "apiVersion: v1\nkind: ConfigMap\nx: [",
        "{\"apiVersion\": \"v1\", \"kind\": \"ConfigMap\", \"x\": [",
        HEAD CLASSES "contact: ConfigMap\nx: [",
    };
    static const char *const end[] = {"a]\n", "1]}", "a]\n"};
    AUTO(arena_clear) struct arena arena = {0};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(begin); i++) {
        AUTO(problems_clear) struct problems problems = {0};
        struct buf text = buf_in(&arena);
        struct err err = {0};

        buf_add_text(&text, begin[i]);
        for (size_t n = 0; n < 50000; n++)
            buf_add_text(&text, "1,");
        buf_add_text(&text, end[i]);
        write_file("p.yaml", buf_text(&text));
        assert_null(policy_load_within(path_of(&arena, "p.yaml"), TODAY, (size_t)2 << 20,
                                       &problems, &err));
        check_text(str_from(problems.all[0].name), STR("too-large"), begin[i]);
        check_true(problems.n_errors == 1, "no other error is reported");
        remove_all((const char *const[]){"p.yaml"}, 1);
    }
}

static void a_file_larger_than_memory(void **state)
{
    AUTO(arena_clear) struct arena arena = {0};
    AUTO(problems_clear) struct problems problems = {0};
    struct err err = {0};

    (void)state;
    write_file("p.yaml", HEAD CLASSES TENANTS);
    assert_int_equal(truncate(path_of(&arena, "p.yaml"), (off_t)3 << 20), 0);
    assert_null(policy_load_within(path_of(&arena, "p.yaml"), TODAY, (size_t)2 << 20,
                                   &problems, &err));
    check_text(str_from(problems.all[0].name), STR("too-large"), "the file is not read");
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
        cmocka_unit_test(files_of_proc_are_refused),
        cmocka_unit_test(memory_is_limited),
        cmocka_unit_test(memory_of_a_config_map_is_limited),
        cmocka_unit_test(a_file_larger_than_memory),
    };

    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
