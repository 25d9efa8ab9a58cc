/* SPDX-License-Identifier: Apache-2.0 */
/*
 * violation: the growing list, its order, and the grouping of drafts with the same
 * meaning.
 */
#include "core/rules/violation.h"

#include <stdlib.h>

/* Runs of drafts at one place up to this length are compared pair by pair. */
#define RUN_SHORT 8

struct draft *violations_add(struct violations *violations, enum rule_id rule,
                             struct field_path path, struct str value)
{
    if (violations->n == violations->cap)
        violations->all = arena_grow(violations->arena, violations->all, &violations->cap,
                                     sizeof *violations->all);
    violations->all[violations->n] =
        (struct draft){.violation = {.rule = rule, .path = path, .value = value}};
    return &violations->all[violations->n++];
}

static int number_compare(uint64_t a, uint64_t b)
{
    return (a > b) - (a < b);
}

/* An absent value differs from an empty one. */
static int value_compare(struct str a, struct str b)
{
    int order = number_compare(a.ptr != NULL, b.ptr != NULL);

    if (order == 0)
        order = number_compare(a.len, b.len);
    if (order != 0 || a.ptr == NULL)
        return order;
    return str_compare(a, b);
}

/* Order by place in the object; equal drafts keep their order. */
static int order_compare(const void *a, const void *b)
{
    const struct draft *left = a;
    const struct draft *right = b;
    int order = field_path_compare(&left->violation.path, &right->violation.path);

    return order != 0 ? order : number_compare(left->order, right->order);
}

/* Compare the parts of the sentences. */
static int sentence_compare(const struct draft *a, const struct draft *b)
{
    int order = number_compare(a->violation.rule, b->violation.rule);

    if (order == 0)
        order = number_compare(a->what, b->what);
    if (order == 0)
        order = number_compare(a->class_moved, b->class_moved);
    if (order == 0)
        order = number_compare(a->class == NULL ? 0 : (uint64_t)a->class->index + 1,
                               b->class == NULL ? 0 : (uint64_t)b->class->index + 1);
    if (order == 0)
        order = value_compare(a->detail, b->detail);
    return order != 0 ? order : value_compare(a->violation.value, b->violation.value);
}

static int group_compare(const void *a, const void *b)
{
    const struct draft *left = *(struct draft *const *)a;
    const struct draft *right = *(struct draft *const *)b;
    int order = sentence_compare(left, right);

    return order != 0 ? order : number_compare(left->order, right->order);
}

void violations_group(struct draft *const *drafts, size_t n, struct arena *arena)
{
    struct draft **sorted = arena_alloc(arena, (n + 1) * sizeof(struct draft *));
    struct draft *first = NULL;

    for (size_t i = 0; i < n; i++) {
        sorted[i] = drafts[i];
        sorted[i]->order = (uint32_t)i;
    }
    if (n > 1)
        qsort(sorted, n, sizeof(struct draft *), group_compare);
    for (size_t i = 0; i < n; i++) {
        if (first == NULL || sentence_compare(first, sorted[i]) != 0)
            first = sorted[i];
        sorted[i]->same = first;
    }
}

static bool is_ordered(const struct draft *drafts, size_t n)
{
    for (size_t i = 1; i < n; i++) {
        if (field_path_compare(&drafts[i - 1].violation.path, &drafts[i].violation.path) >
            0)
            return false;
    }
    return true;
}

/* In a run at one place, mark the drafts that repeat an earlier one. */
static void mark_repeats(struct draft *run, size_t n, struct arena *arena)
{
    struct draft **pointers;

    for (size_t i = 0; i < n; i++)
        run[i].same = &run[i];
    if (n <= RUN_SHORT) {
        for (size_t i = 1; i < n; i++) {
            for (size_t j = 0; j < i && run[i].same == &run[i]; j++) {
                if (sentence_compare(&run[i], &run[j]) == 0)
                    run[i].same = &run[j];
            }
        }
        return;
    }
    pointers = arena_alloc(arena, n * sizeof(struct draft *));
    for (size_t i = 0; i < n; i++)
        pointers[i] = &run[i];
    violations_group(pointers, n, arena);
}

void violations_settle(struct violations *violations, size_t from)
{
    size_t n = violations->n - from;
    size_t kept = 0;
    struct draft *tail;

    tail = violations->all + from;
    for (size_t i = 0; i < n; i++)
        tail[i].order = (uint32_t)i;
    if (!is_ordered(tail, n))
        qsort(tail, n, sizeof *tail, order_compare);
    for (size_t start = 0, end; start < n; start = end) {
        end = start + 1;
        while (end < n && field_path_compare(&tail[start].violation.path,
                                             &tail[end].violation.path) == 0)
            end++;
        mark_repeats(tail + start, end - start, violations->arena);
    }
    for (size_t i = 0; i < n; i++) {
        bool is_first = tail[i].same == &tail[i];

        if (is_first && kept != i)
            tail[kept] = tail[i];
        kept += is_first;
    }
    violations->n = from + kept;
}
