/* SPDX-License-Identifier: Apache-2.0 */
/*
 * watch: which changes of watched files are noticed, and when they are due.
 */
#include <poll.h>

#include "live/watch.h"
#include "scratch_folder.h"

/* Reads the events so far, as if at the time `now_ms`; inotify reports them at once. */
static void read_events(struct watch *watch, uint64_t now_ms)
{
    struct pollfd fd = {.fd = watch_fd(watch), .events = POLLIN};

    (void)poll(&fd, 1, 0);
    if (fd.revents != 0)
        watch_read(watch, now_ms);
}

static void link_to(const struct scratch_folder *folder, const char *target,
                    const char *name)
{
    char path[SCRATCH_PATH_SIZE];
    char new[SCRATCH_PATH_SIZE];

    scratch_path(folder, name, path);
    scratch_path(folder, "..data_tmp", new);
    assert_int_equal(symlink(target, new), 0);
    assert_int_equal(rename(new, path), 0);
}

static void write_within(const struct scratch_folder *folder, const char *name)
{
    char path[SCRATCH_PATH_SIZE];
    FILE *file = fopen(scratch_path(folder, name, path), "a");

    assert_non_null(file);
    fputs("more", file);
    fclose(file);
}

static void rename_file(const struct scratch_folder *folder)
{
    scratch_put(folder, "policy.yaml", STR("new"));
}

static void write_file(const struct scratch_folder *folder)
{
    write_within(folder, "policy.yaml");
}

static void remove_file(const struct scratch_folder *folder)
{
    char path[SCRATCH_PATH_SIZE];

    assert_int_equal(unlink(scratch_path(folder, "policy.yaml", path)), 0);
}

static void swap_data(const struct scratch_folder *folder)
{
    link_to(folder, "..2026_2", "..data");
}

static void write_other(const struct scratch_folder *folder)
{
    write_within(folder, "other.yaml");
}

static void read_file(const struct scratch_folder *folder)
{
    char path[SCRATCH_PATH_SIZE];
    FILE *file = fopen(scratch_path(folder, "policy.yaml", path), "r");

    assert_non_null(file);
    (void)fgetc(file);
    fclose(file);
}

static const struct {
    const char *why;
    void (*act)(const struct scratch_folder *folder);
    bool want;
} cases[] = {
    {"an editor renames over it", rename_file, true},
    {"something writes into it", write_file, true},
    {"it is removed", remove_file, true},
    {"kubelet swaps ..data in the same folder", swap_data, true},
    {"a change of another file does not matter", write_other, false},
    {"reading the file is not a change", read_file, false},
};

static void what_is_noticed(void **state)
{
    const char *const names[] = {"policy.yaml", "other.yaml", "..data"};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct scratch_folder folder;
        char path[SCRATCH_PATH_SIZE];

        scratch_make(&folder);
        scratch_put(&folder, "policy.yaml", STR("old"));

        const char *paths[] = {scratch_path(&folder, "policy.yaml", path)};
        AUTO(watch_free) struct watch *watch = watch_new(paths, 1);

        cases[i].act(&folder);
        read_events(watch, 1000);
        check_true(!watch_due(watch, 1000),
                   "a change is not due while events may follow");
        check_true(watch_due(watch, 1000 + WATCH_QUIET_MS) == cases[i].want,
                   cases[i].why);
        check_true(!watch_due(watch, 5000), "a burst of events is due once");
        scratch_remove(&folder, names, ARRAY_LEN(names));
    }
}

static void bursts_and_storms(void **state)
{
    const char *const names[] = {"policy.yaml"};
    struct scratch_folder folder;
    char path[SCRATCH_PATH_SIZE];
    uint64_t now_ms = 1000;

    (void)state;
    scratch_make(&folder);
    scratch_put(&folder, "policy.yaml", STR("old"));

    const char *paths[] = {scratch_path(&folder, "policy.yaml", path)};
    AUTO(watch_free) struct watch *watch = watch_new(paths, 1);

    check_true(watch_wait_ms(watch, now_ms) == -1, "there is nothing to wait for");
    write_file(&folder);
    read_events(watch, now_ms);
    check_true(watch_wait_ms(watch, now_ms) == WATCH_QUIET_MS,
               "the wait lasts until no event came for a while");
    for (; now_ms < 1000 + WATCH_PATIENCE_MS; now_ms += WATCH_QUIET_MS / 2) {
        check_true(!watch_due(watch, now_ms), "each event delays it");
        write_file(&folder);
        read_events(watch, now_ms);
    }
    check_true(watch_wait_ms(watch, now_ms) == 0, "but not for ever");
    check_true(watch_due(watch, now_ms), "but not for ever");
    scratch_remove(&folder, names, 1);
}

/* The folder does not exist at first.  The folder appears, then the file; then both are
 * removed. */
static void folders_that_come_and_go(void **state)
{
    const char *const names[] = {"none"};
    struct scratch_folder outer;
    struct scratch_folder inner;
    char path[SCRATCH_PATH_SIZE];
    char file[SCRATCH_PATH_SIZE];

    (void)state;
    scratch_make(&outer);
    scratch_path(&outer, "later", path);
    snprintf(inner.path, sizeof inner.path, "%s", path);

    const char *paths[] = {scratch_path(&inner, "policy.yaml", file)};
    AUTO(watch_free) struct watch *watch = watch_new(paths, 1);

    assert_int_equal(mkdir(inner.path, 0700), 0);
    read_events(watch, 1000);
    check_true(watch_due(watch, 2000), "the folder appears");
    watch_refresh(watch);
    scratch_put(&inner, "policy.yaml", STR("x"));
    read_events(watch, 3000);
    check_true(watch_due(watch, 4000), "the file appears");
    watch_refresh(watch);
    assert_int_equal(unlink(file), 0);
    assert_int_equal(rmdir(inner.path), 0);
    read_events(watch, 5000);
    check_true(watch_due(watch, 6000), "both are removed");
    watch_refresh(watch);
    assert_int_equal(mkdir(inner.path, 0700), 0);
    read_events(watch, 7000);
    check_true(watch_due(watch, 8000), "the folder appears again");
    assert_int_equal(rmdir(inner.path), 0);
    scratch_remove(&outer, names, 1);
}

/* A link into another folder: a write to its target is noticed.  After the link was
 * changed, a write to the new target is. */
static void links_are_followed(void **state)
{
    const char *const names[] = {"policy.yaml"};
    struct scratch_folder folders[3];
    char path[SCRATCH_PATH_SIZE];
    char target[SCRATCH_PATH_SIZE];

    (void)state;
    for (size_t i = 0; i < 3; i++)
        scratch_make(&folders[i]);
    scratch_put(&folders[1], "policy.yaml", STR("1"));
    scratch_put(&folders[2], "policy.yaml", STR("2"));
    link_to(&folders[0], scratch_path(&folders[1], "policy.yaml", target), "policy.yaml");

    const char *paths[] = {scratch_path(&folders[0], "policy.yaml", path)};
    AUTO(watch_free) struct watch *watch = watch_new(paths, 1);

    write_within(&folders[1], "policy.yaml");
    read_events(watch, 1000);
    check_true(watch_due(watch, 2000), "a write to the target of the link");
    link_to(&folders[0], scratch_path(&folders[2], "policy.yaml", target), "policy.yaml");
    read_events(watch, 3000);
    check_true(watch_due(watch, 4000), "a change of the link itself");
    watch_refresh(watch);
    write_within(&folders[2], "policy.yaml");
    read_events(watch, 5000);
    check_true(watch_due(watch, 6000), "a write to the new target");
    write_within(&folders[1], "policy.yaml");
    read_events(watch, 7000);
    check_true(!watch_due(watch, 8000), "a write to the old target does not matter");
    for (size_t i = 0; i < 3; i++)
        scratch_remove(&folders[i], names, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_noticed),
        cmocka_unit_test(bursts_and_storms),
        cmocka_unit_test(folders_that_come_and_go),
        cmocka_unit_test(links_are_followed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
