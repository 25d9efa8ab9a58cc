/* SPDX-License-Identifier: Apache-2.0 */
/*
 * file_write: writes whole files with their modes, and overwrites only what it may.
 */
#include <dirent.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sys/file.h"
#include "unit.h"

static char folder[] = "/tmp/file_write_XXXXXX";

static const char *in_folder(const char *name)
{
    static char path[128];

    snprintf(path, sizeof path, "%s/%s", folder, name);
    return path;
}

static int set_up(void **state)
{
    (void)state;
    return mkdtemp(folder) == NULL ? -1 : 0;
}

static int tear_down(void **state)
{
    static const char *const left[] = {"key", "a/b/c", "a/b", "a"};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(left); i++)
        remove(in_folder(left[i]));
    return rmdir(folder); /* fails if a temporary file is left */
}

static void check_file(const char *name, const char *want, mode_t mode, const char *why)
{
    AUTO(arena_clear) struct arena arena = {0};
    struct str bytes = STR_NONE;
    struct stat st;
    struct err err;

    check_true(file_read(&arena, in_folder(name), 1000, &bytes, &err), why);
    check_text(bytes, str_from(want), why);
    check_true(stat(in_folder(name), &st) == 0 && (st.st_mode & 07777) == mode, why);
}

static void files(void **state)
{
    const char *path = in_folder("key");
    struct err err;
    mode_t umask_before = umask(077);

    (void)state;
    assert_true(file_write(path, STR("one"), FILE_MODE_PUBLIC, FILE_KEEP, &err));
    check_file("key", "one", FILE_MODE_PUBLIC, "the mode does not depend on the umask");
    umask(0);
    assert_false(file_write(path, STR("two"), FILE_MODE_SECRET, FILE_KEEP, &err));
    assert_int_equal(err.code, ERR_IO);
    check_file("key", "one", FILE_MODE_PUBLIC, "an existing file is kept");
    assert_true(file_write(path, STR("two"), FILE_MODE_SECRET, FILE_REPLACE, &err));
    check_file("key", "two", FILE_MODE_SECRET, "a replaced file gets the new mode");
    assert_false(
        file_write(in_folder("none/x"), STR("3"), FILE_MODE_SECRET, FILE_REPLACE, &err));
    umask(umask_before);
}

static void folders(void **state)
{
    struct stat st;
    struct err err;

    (void)state;
    assert_true(file_make_folder(in_folder("a/b"), &err));
    assert_int_equal(stat(in_folder("a/b"), &st), 0);
    assert_int_equal(st.st_mode & 07777, 0700);
    assert_true(file_make_folder(in_folder("a/b/"), &err));
    assert_true(
        file_write(in_folder("a/b/c"), STR(""), FILE_MODE_SECRET, FILE_KEEP, &err));
    assert_false(file_make_folder(in_folder("a/b/c"), &err));
    assert_false(file_make_folder(in_folder("a/b/c/d"), &err));
    assert_false(file_make_folder("", &err));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(files),
        cmocka_unit_test(folders),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
