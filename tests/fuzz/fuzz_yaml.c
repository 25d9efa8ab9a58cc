/* SPDX-License-Identifier: Apache-2.0 */
/* yaml: reads documents as nodes.  The first byte picks the dialect. */
#include "fuzz.h"
#include "yaml/doc/doc.h"

/* A node and its depth. */
struct visit {
    const struct node *node;
    size_t depth;
};

#define MAX_VISITS 4096

static void check_place(const struct node *node)
{
    FUZZ_LAW(node->line > 0 && node->column > 0, "each node has a place");
}

/* Pushes the children on the stack.  Children that do not fit are not checked. */
static void check_children(const struct node *parent, struct visit *todo, size_t *n,
                           size_t depth)
{
    size_t values = 0;

    for (const struct node *child = parent->first; child != NULL; child = child->next) {
        values++;
        if (*n < MAX_VISITS)
            todo[(*n)++] = (struct visit){child, depth + 1};
    }
    FUZZ_LAW(values == parent->n * (parent->kind == NODE_MAP ? 2U : 1U),
             "the number of nodes is that of the items, or twice that of a map's pairs");
}

static void check_keys(const struct node *map)
{
    for (const struct node *a = map->first; a != NULL; a = a->next->next) {
        FUZZ_LAW(a->next != NULL, "a key has a value");
        for (const struct node *b = map->first; b != a; b = b->next->next)
            FUZZ_LAW(a->kind != NODE_SCALAR || b->kind != NODE_SCALAR || a->noted ||
                         !str_equal(a->text, b->text) || str_equal(a->text, STR("<<")),
                     "no key occurs twice");
    }
}

static void check_policy_scalar(const struct node *node)
{
    FUZZ_LAW(node->tag.len == 0 && !node->repeated, "a policy has no tags and aliases");
}

static void check_tree(const struct node *root, enum doc_dialect dialect,
                       const struct problems *problems)
{
    static struct visit todo[MAX_VISITS];
    const size_t max_depth =
        dialect == DOC_POLICY ? DOC_POLICY_DEPTH : DOC_MANIFEST_DEPTH;
    size_t n = 0;

    todo[n++] = (struct visit){root, 1};
    while (n > 0) {
        const struct visit at = todo[--n];

        check_place(at.node);
        FUZZ_LAW(at.depth <= max_depth + 1, "nodes are within the limit of depth");
        FUZZ_LAW(at.node->kind != NODE_ALIAS || dialect == DOC_MANIFEST,
                 "a policy has no aliases");
        if (at.node->kind == NODE_LIST || at.node->kind == NODE_MAP)
            check_children(at.node, todo, &n, at.depth);
        if (at.node->kind == NODE_MAP && problems->n_errors == 0)
            check_keys(at.node);
        if (at.node->kind == NODE_SCALAR && dialect == DOC_POLICY &&
            problems->n_errors == 0)
            check_policy_scalar(at.node);
    }
}

static void check_problems(const struct problems *problems, struct str bytes)
{
    size_t lines = 1;

    for (size_t i = 0; i < bytes.len; i++)
        lines += bytes.ptr[i] == '\n' || bytes.ptr[i] == '\r' ||
                 (unsigned char)bytes.ptr[i] >= 0x80;
    for (size_t i = 0; i < problems->n; i++) {
        const struct place *place = &problems->all[i].place;

        FUZZ_LAW(place->line > 0 && place->column > 0, "each problem has a place");
        FUZZ_LAW(place->line <= lines + 1, "the place is in the file");
        FUZZ_LAW(problems->all[i].text[0] != '\0', "each problem has a sentence");
    }
}

void fuzz_one(struct str bytes)
{
    AUTO(arena_clear) struct arena arena = {0};
    AUTO(problems_clear) struct problems problems = {0};
    struct fuzz_bytes from = {bytes};
    const enum doc_dialect dialect =
        fuzz_byte(&from) % 2 == 0 ? DOC_POLICY : DOC_MANIFEST;
    AUTO(doc_reader_free) struct doc_reader *reader = NULL;
    struct node *root = NULL;
    enum doc_step step = DOC_READY;

    problems_init(&problems);
    reader = doc_reader_new("in.yaml", from.rest, dialect, &problems);
    while (step == DOC_READY) {
        step = doc_reader_next(reader, &arena, &root);
        if (step == DOC_READY)
            check_tree(root, dialect, &problems);
    }
    FUZZ_LAW(step != DOC_BROKEN || problems.n_errors > 0, "each error is reported");
    check_problems(&problems, from.rest);
}
