/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cycles: judges reviews under callgrind, with one dump of counts per review and phase.
 *
 * cycles POLICY STAGE NAME FILE [STAGE NAME FILE]...  Prints the number of runs of each
 * review, and the compiler.  The dumps are named NAME/PHASE; cycles.py reads them.
 */
#include <stdio.h>
#include <stdlib.h>

#include <jansson.h>
#include <valgrind/callgrind.h>

#include "core/decide.h"
#include "live/policy_load.h"
#include "sys/file.h"
#include "wire/admit.h"
#include "wire/kinds/kinds.h"
#include "wire/review.h"

#define WARM_UP    2
#define TIMES      4
#define KEEP_BYTES ((size_t)1 << 20)
#define FILE_MAX   ((size_t)4 << 20)
#define TODAY      20000 /* fixed, so that the counts do not depend on the date */
#define TITLE_MAX  80

#ifdef __clang__
#define COMPILER __VERSION__
#else
#define COMPILER "gcc " __VERSION__
#endif

struct subject {
    const struct policy *policy;
    enum stage stage;
    struct str bytes;
    struct arena arena;
};

/* A measured step.  False: the input cannot be measured. */
typedef bool phase_run(struct subject *subject);

static bool run_jansson(struct subject *subject)
{
    json_error_t error;
    json_t *root = json_loadb(subject->bytes.ptr, subject->bytes.len, 0, &error);

    CALLGRIND_TOGGLE_COLLECT; /* only reading is compared */
    json_decref(root);
    CALLGRIND_TOGGLE_COLLECT;
    return root != NULL;
}

static bool run_read(struct subject *subject)
{
    const struct review_options options = {subject->policy, &subject->arena,
                                           &subject->arena};
    struct review review;
    struct err err;

    return review_read(&options, subject->bytes, &review, &err);
}

/* Decides as admit() does for an Ingress, without the answer.  Reading is not counted. */
static bool run_decide(struct subject *subject)
{
    struct arena *arena = &subject->arena;
    const struct review_options options = {subject->policy, arena, arena};
    struct review review;
    struct err err;
    struct kind_objects objects;
    struct kind_views *views = NULL;
    struct unjudgeable why;
    struct decision decision;
    struct inquiry inquiry = {.policy = subject->policy,
                              .stage = subject->stage,
                              .today = TODAY,
                              .arena = arena};
    bool is_read = false;

    CALLGRIND_TOGGLE_COLLECT;
    is_read = review_read(&options, subject->bytes, &review, &err);
    CALLGRIND_TOGGLE_COLLECT;
    if (!is_read)
        return false;

    inquiry.operation = review.old_object == NULL ? OPERATION_CREATE : OPERATION_UPDATE;
    inquiry.namespace = review.namespace;
    inquiry.name = review.name;
    inquiry.user = review.user;
    views = ARENA_NEW(arena, struct kind_views, 1);
    objects = (struct kind_objects){
        policy_kind(subject->policy, review.kind.group, review.kind.kind),
        review.namespace, review.object, review.old_object};
    if (!kind_read(&objects, arena, views, &why))
        return false;
    inquiry.view = &views->view;
    inquiry.stored = review.old_object == NULL ? NULL : &views->stored;
    decide(&inquiry, &decision);
    return true;
}

static bool run_whole(struct subject *subject)
{
    struct answer answer;

    admit(subject->policy, subject->stage, subject->bytes, TODAY, &subject->arena,
          &answer);
    return answer.kind == ANSWER_DECIDED;
}

static const struct {
    const char *name;
    phase_run *run;
} phases[] = {
    {"jansson", run_jansson},
    {"read", run_read},
    {"decide", run_decide},
    {"whole", run_whole},
};

static void measure(struct subject *subject, const char *name, size_t phase)
{
    char title[TITLE_MAX];
    bool good = true;

    (void)snprintf(title, sizeof title, "%s/%s", name, phases[phase].name);
    for (int i = 0; i < WARM_UP; i++) {
        good = phases[phase].run(subject) && good;
        arena_reset(&subject->arena, KEEP_BYTES);
    }
    CALLGRIND_ZERO_STATS;
    for (int i = 0; i < TIMES; i++) {
        CALLGRIND_TOGGLE_COLLECT;
        good = phases[phase].run(subject) && good;
        CALLGRIND_TOGGLE_COLLECT;
        arena_reset(&subject->arena, KEEP_BYTES);
    }
    CALLGRIND_DUMP_STATS_AT(title);
    if (!good) {
        (void)fprintf(stderr, "cycles: %s did not run as it should\n", title);
        exit(1);
    }
}

static void measure_file(const struct policy *policy, char *words[])
{
    AUTO(arena_clear) struct arena file = {0};
    struct subject subject = {.policy = policy};
    struct err err;

    subject.stage = strcmp(words[0], "mutate") == 0 ? STAGE_MUTATE : STAGE_VALIDATE;
    if (!file_read(&file, words[2], FILE_MAX, &subject.bytes, &err)) {
        (void)fprintf(stderr, "cycles: %s\n", err.text);
        exit(1);
    }
    arena_init(&subject.arena);
    for (size_t i = 0; i < ARRAY_LEN(phases); i++)
        measure(&subject, words[1], i);
    arena_clear(&subject.arena);
}

int main(int argc, char *argv[])
{
    AUTO(policy_unref) struct policy *policy = NULL;
    AUTO(problems_clear) struct problems problems = {0};
    struct err err;

    if (argc < 2 || (argc - 2) % 3 != 0) {
        (void)fputs("usage: cycles POLICY [STAGE NAME FILE]...\n", stderr);
        return 2;
    }
    problems_init(&problems);
    policy = policy_load(argv[1], TODAY, &problems, &err);
    if (policy == NULL) {
        (void)fprintf(stderr, "cycles: %s\n", err.text);
        return 1;
    }
    (void)printf("%d %s\n", TIMES, COMPILER);
    for (int i = 2; i < argc; i += 3)
        measure_file(policy, argv + i);
    return 0;
}
