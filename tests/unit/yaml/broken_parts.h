/*
 * broken_parts: the example policy with one broken field each; where the problem is
 * found, under which name, in which words.
 */
#ifndef TESTS_BROKEN_PARTS_H
#define TESTS_BROKEN_PARTS_H

#include "example_parts.h"

struct broken_parts {
    const char *why;
    struct alteration changes[4];
    const char *name;
    const char *text; /* its beginning */
};

static inline bool is_at(const struct problem *problem, const char *name,
                         const char *text)
{
    return problem->severity == SEVERITY_ERROR && problem->place.line == ALTERED_LINE &&
           strcmp(problem->name, name) == 0 &&
           str_has_prefix(str_from(problem->text), str_from(text));
}

/* The problem is there, and nothing else is wrong where nothing else was changed. */
static inline void check_broken(const struct broken_parts *broken)
{
    AUTO(arena_clear) struct arena arena = {0};
    AUTO(problems_clear) struct problems problems;
    struct parts parts;
    bool found = false;

    problems_init(&problems);
    make_example(&arena, &parts);
    for (size_t i = 0; i < ARRAY_LEN(broken->changes); i++)
        alter(&arena, &parts, &broken->changes[i], ALTERED_LINE);
    check_true(build_parts(&parts, &problems) == NULL, broken->why);
    for (size_t i = 0; i < problems.n; i++)
        found = found || is_at(&problems.all[i], broken->name, broken->text);
    for (size_t i = 0; i < problems.n && (!found || problems.n_errors > 1); i++)
        print_message("  %u: [%s] %s\n", (unsigned)problems.all[i].place.line,
                      problems.all[i].name, problems.all[i].text);
    check_true(found, broken->why);
    check_true(problems.n_errors == 1, broken->why);
}

#endif
