/* SPDX-License-Identifier: Apache-2.0 */
/*
 * problems: see problems.h.
 */
#include "base/problems.h"

#include <stdlib.h>

#include "base/map.h"
#include "base/mem.h"

/* A problem with its sort key, because qsort() is not stable. */
struct ranked {
    struct problem problem;
    uint32_t file; /* order of first appearance */
    size_t order;
};

void problems_init(struct problems *problems)
{
    *problems = (struct problems){0};
}

void problems_clear(struct problems *problems)
{
    arena_clear(&problems->arena);
    free(problems->all);
    problems_init(problems);
}

/* Share the file's name with the previous problem, which is mostly in the same file. */
static const char *file_copy(struct problems *problems, const char *file)
{
    const char *last =
        problems->n == 0 ? NULL : problems->all[problems->n - 1].place.file;

    if (file == NULL)
        return NULL;
    if (last != NULL && strcmp(last, file) == 0)
        return last;
    return arena_dup(&problems->arena, str_from(file)).ptr;
}

static size_t *count_of(struct problems *problems, enum severity severity)
{
    switch (severity) {
    case SEVERITY_ERROR:
        return &problems->n_errors;
    case SEVERITY_WARNING:
        return &problems->n_warnings;
    case SEVERITY_NOTE:
        break;
    }
    return &problems->n_notes;
}

/* problem: without a text; its file is borrowed. */
PRINTF_LIKE(3, 0)
static void keep(struct problems *problems, struct problem problem, const char *format,
                 va_list args)
{
    problem.text = arena_format_args(&problems->arena, format, args).ptr;
    problem.place.file = file_copy(problems, problem.place.file);
    problems->all =
        mem_grow(problems->all, &problems->cap, problems->n + 1, sizeof problem);
    problems->all[problems->n++] = problem;
}

void problems_add(struct problems *problems, enum severity severity, const char *name,
                  struct place place, const char *format, ...)
{
    const struct problem problem = {.severity = severity, .name = name, .place = place};
    va_list args;

    if (problems->ended || (*count_of(problems, severity))++ >= PROBLEMS_KEPT)
        return;
    va_start(args, format);
    keep(problems, problem, format, args);
    va_end(args);
}

void problems_end(struct problems *problems, const char *name, struct place place,
                  const char *format, ...)
{
    const struct problem problem = {
        .severity = SEVERITY_ERROR, .name = name, .place = place, .ends = true};
    va_list args;

    if (problems->ended)
        return;
    problems->n_errors++;
    problems->ended = true;
    va_start(args, format);
    keep(problems, problem, format, args);
    va_end(args);
}

size_t problems_bytes(const struct problems *problems)
{
    return problems->arena.total + problems->cap * sizeof problems->all[0];
}

static int order(uint64_t a, uint64_t b)
{
    return (a > b) - (a < b);
}

static int ranked_compare(const void *left, const void *right)
{
    const struct ranked *a = left;
    const struct ranked *b = right;
    int result = order(b->problem.ends, a->problem.ends);

    if (result == 0)
        result = order(a->file, b->file);
    if (result == 0)
        result = order(a->problem.place.line, b->problem.place.line);
    if (result == 0)
        result = order(a->problem.place.column, b->problem.place.column);
    if (result == 0)
        result = order(a->order, b->order);
    return result;
}

void problems_sort(struct problems *problems)
{
    struct ranked *ranked = mem_alloc(problems->n, sizeof *ranked);
    struct map files = {0};

    for (size_t i = 0; i < problems->n; i++) {
        const struct problem *problem = &problems->all[i];
        const struct str file = str_from(problem->place.file);

        ranked[i] = (struct ranked){
            .problem = *problem,
            .file = *map_put(&files, file, (uint32_t)files.n),
            .order = i,
        };
    }
    if (problems->n > 0)
        qsort(ranked, problems->n, sizeof *ranked, ranked_compare);
    for (size_t i = 0; i < problems->n; i++)
        problems->all[i] = ranked[i].problem;
    map_clear(&files);
    free(ranked);
}

const struct problem *problems_first(const struct problems *problems,
                                     enum severity severity)
{
    for (size_t i = 0; i < problems->n; i++) {
        if (problems->all[i].severity == severity)
            return &problems->all[i];
    }
    return NULL;
}
