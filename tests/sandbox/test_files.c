/* SPDX-License-Identifier: Apache-2.0 */
/* Which files a process can read inside the sandbox: those in the folders of the named
 * files. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "attempt.h"
#include "base/attr.h"
#include "sys/sandbox/parts.h"
#include "unit.h"

static char root[] = "/tmp/ingress-warden-fences-XXXXXX";

static void at(char path[256], const char *name)
{
    (void)snprintf(path, 256, "%s/%s", root, name);
}

static void make_folder(const char *name)
{
    char path[256];

    at(path, name);
    assert_int_equal(mkdir(path, 0700), 0);
}

static void make_file(const char *name)
{
    char path[256];
    FILE *file;

    at(path, name);
    file = fopen(path, "we");
    assert_non_null(file);
    (void)fputs("text\n", file);
    assert_int_equal(fclose(file), 0);
}

static void make_link(const char *target, const char *name)
{
    char path[256];

    at(path, name);
    assert_int_equal(symlink(target, path), 0);
}

/*
 * mount/policy.yaml -> ..data/policy.yaml, mount/..data -> ..1: as kubelet does
 * live/tls.crt -> ../archive/tls1.crt: as certbot does
 * now -> releases/1: a folder that is replaced as a whole
 */
static int set_up(void **state)
{
    (void)state;
    assert_non_null(mkdtemp(root));
    make_folder("mount");
    make_folder("mount/..1");
    make_folder("mount/..2");
    make_file("mount/..1/policy.yaml");
    make_file("mount/..2/policy.yaml");
    make_link("..1", "mount/..data");
    make_link("..data/policy.yaml", "mount/policy.yaml");
    make_link("../secret/file", "mount/out");
    make_folder("live");
    make_folder("archive");
    make_file("archive/tls1.crt");
    make_file("archive/tls2.crt");
    make_link("../archive/tls1.crt", "live/tls.crt");
    make_folder("releases");
    make_folder("releases/1");
    make_folder("releases/2");
    make_file("releases/1/policy.yaml");
    make_file("releases/2/policy.yaml");
    make_link("releases/1", "now");
    make_folder("secret");
    make_file("secret/file");
    return 0;
}

static int tear_down(void **state)
{
    char command[] = "rm";
    char all[] = "-rf";
    char *const arguments[] = {command, all, root, NULL};
    const pid_t child = fork();

    (void)state;
    if (child == 0)
        _exit(execv("/bin/rm", arguments));
    return child < 0;
}

struct row {
    const char *why;
    const char *named;
    const char *opened; /* below the test's folder, or absolute */
    int want;
};

static const struct row rows[] = {
    {"the file itself", "mount/policy.yaml", "mount/policy.yaml", 0},
    {"the file that kubelet puts in its place", "mount/policy.yaml",
     "mount/..2/policy.yaml", 0},
    {"a named folder", "mount", "mount/policy.yaml", 0},
    {"the folder can be listed", "mount/policy.yaml", "mount", 0},
    {"the target of certbot's next link", "live/tls.crt", "archive/tls2.crt", 0},
    {"the folder that replaces a folder", "now/policy.yaml", "releases/2/policy.yaml", 0},
    {"a missing file is reported as missing", "mount/none", "mount/none", ENOENT},
    {"a folder that does not exist yet", "mount/later/policy.yaml", "mount/policy.yaml",
     0},
    {"a file in another folder", "mount/policy.yaml", "secret/file", EACCES},
    {"a link out of the folder", "mount/policy.yaml", "mount/out", EACCES},
    {"a path with two dots", "mount/policy.yaml", "mount/../secret/file", EACCES},
    {"the parent folder", "mount/policy.yaml", ".", EACCES},
    {"the list of users", "mount/policy.yaml", "/etc/passwd", EACCES},
    {"a device", "mount/policy.yaml", "/dev/zero", EACCES},
    {"figures of this process, for /metrics", "mount/policy.yaml", "/proc/self/statm", 0},
    {"its descriptors", "mount/policy.yaml", "/proc/self/fd", 0},
    {"a detour through /proc", "mount/policy.yaml", "/proc/self/root/etc/passwd", EACCES},
    {"another process", "mount/policy.yaml", "/proc/1/environ", EACCES},
    {"the symbols of the kernel", "mount/policy.yaml", "/proc/kallsyms", EACCES},
};

static const struct row *trying; /* used by the child */

static int try_open(const char *named)
{
    char path[256];

    (void)named;
    if (trying->opened[0] == '/')
        return result_of(open(trying->opened, O_RDONLY | O_CLOEXEC));
    at(path, trying->opened);
    return result_of(open(path, O_RDONLY | O_CLOEXEC));
}

static bool has_landlock(void)
{
#ifdef WITH_COVERAGE /* gcov writes into the build folder, so everything is readable */
    return false;
#else
    return syscall(__NR_landlock_create_ruleset, NULL, 0, 1U) > 0;
#endif
}

static void reading(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        char named[256];
        int got;

        if (rows[i].want == EACCES && !has_landlock()) {
            print_message("skipped, there is no Landlock: %s\n", rows[i].why);
            continue;
        }
        at(named, rows[i].named);
        trying = &rows[i];
        got = attempt(try_open, named, AFTER_SEAL);
        if (got != rows[i].want)
            fail_msg("%s: opening %s gives %d, not %d", rows[i].why, rows[i].opened, got,
                     rows[i].want);
    }
}

static const struct {
    const char *why;
    const char *path;
    const char *want;
} reached[] = {
    {"the folder of a file", "/proc/version", "/proc"},
    {"a folder and its parent", "/proc/sys", "/proc /proc/sys"},
    {"a final slash changes nothing", "/proc/sys/", "/proc /proc/sys"},
    {"the nearest existing parent of a missing path", "/proc/none/none/file", "/proc"},
    {"a file in the root makes everything readable", "/none", "/"},
    {"a link into the root does not make everything readable",
     "/proc/self/root/proc/version", "/proc"},
};

static void folders(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(reached); i++) {
        AUTO(arena_clear) struct arena arena = {0};
        char text[1024] = "";
        size_t len = 0;
        size_t n;
        const struct str *all = reach_folders(&arena, &reached[i].path, 1, &n);

        for (size_t j = 0; j < n; j++)
            len += (size_t)snprintf(text + len, sizeof text - len, "%s%.*s",
                                    j == 0 ? "" : " ", STR_ARGS(all[j]));
        check_text(str_from(text), str_from(reached[i].want), reached[i].why);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reading),
        cmocka_unit_test(folders),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
