/* SPDX-License-Identifier: Apache-2.0 */
/*
 * session: one run of the command over all test files.
 */
#ifndef CMD_TEST_SESSION_H
#define CMD_TEST_SESSION_H

#include "cmd/check/manifests.h"
#include "cmd/test/policies.h"
#include "cmd/test/result.h"
#include "cmd/test/update.h"

#define TEST_ARENA_KEEP ((size_t)4 << 20)

struct test_session {
    /* from the command line */
    const char *policy_path; /* NULL: each file names its policy */
    const char *only;        /* NULL: all tests */
    int32_t today;           /* for cases without a day */
    bool updates;
    bool covers; /* coverage is requested */
    const struct test_format *format;
    /* at work */
    struct tested_policies policies;
    struct test_report report;
    struct test_counts counts;
    struct progress progress; /* through the current file */
    bool incomplete;          /* something could not be read or judged */
    struct arena test_arena;  /* for one test */
};

/* A file whose tests are being run. */
struct test_run {
    struct test_session *session;
    const struct test_file *file;
    struct tested_policy *policy;
    struct test_counts counts;
    struct problems *problems;
    struct buf name;                  /* of the current test */
    struct case_objects *objects;     /* one for each case */
    const struct test_source *source; /* of a file to update; NULL: no update */
    struct test_edits edits;
};

/* Returns false if --only excludes the name. */
bool test_run_wants(const struct test_run *run, struct str name);

/* Count the result and pass it to the format. */
void test_run_report(struct test_run *run, struct test_result *result);

void test_session_print(struct test_session *session);

void test_reach_run(struct test_run *run);
void test_cases_run(struct test_run *run);

/*
 * objects: reads the objects of cases, from the test file or from files next to it.
 */
struct case_objects {
    const struct manifest *const *all;
    size_t n;
    struct stored_objects stored;
    bool is_update;
};

/* Returns an array with an element for each case, in the arena.  Problems are added.  The
 * caller clears it with test_objects_clear(). */
struct case_objects *test_objects_read(const struct test_file *file,
                                       const struct policy *policy, struct arena *arena,
                                       struct problems *problems);
void test_objects_clear(struct case_objects *objects, size_t n);

/* A path written in a file, relative to the folder of that file.  Returns the path
 * relative to the working directory. */
const char *test_path_beside(struct arena *arena, const char *file, struct str path);

/*
 * files: finds test files: a file itself, or every *.test.yaml below a folder.
 */
struct test_paths {
    struct arena arena;
    const char **all;
    size_t n;
    size_t cap;
};
void test_paths_clear(struct test_paths *paths); /* zeroed is initialised */
DEFINE_AUTO_CLEAR(test_paths_clear, struct test_paths);
void test_paths_add(struct test_paths *paths, const char *path,
                    struct problems *problems);

#endif
