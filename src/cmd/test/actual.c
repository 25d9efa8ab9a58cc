/* SPDX-License-Identifier: Apache-2.0 */
/* actual: collects the results of both stages; see actual.h. */
#include "cmd/test/actual.h"

#include <stdlib.h>

#include "core/object/managed.h"
#include "core/policy/policy.h"
#include "json/json.h"
#include "wire/answer.h"

static void add(struct texts *texts, struct str *room, struct str text)
{
    room[texts->n++] = text;
    texts->all = room;
}

static struct texts rules_of(const bool set[RULE_COUNT], struct arena *arena)
{
    struct str *room = ARENA_NEW(arena, struct str, RULE_COUNT);
    struct texts texts = {0};

    for (size_t i = 0; i < RULE_COUNT; i++) {
        if (set[i])
            add(&texts, room, rule_id_name((enum rule_id)i));
    }
    return texts;
}

static void take_rules(const struct answer *validated, struct arena *arena,
                       struct test_actual *ret)
{
    const struct decision *decision = &validated->decision;
    bool denied[RULE_COUNT] = {false};
    bool warned[RULE_COUNT] = {false};

    for (size_t i = 0; i < decision->n_violations; i++) {
        const struct violation *violation = &decision->violations[i];

        switch (violation->disposition) {
        case DISPOSITION_DENIED: /* only a warning if the kind is in preview */
            denied[violation->rule] |= !validated->allowed;
            warned[violation->rule] |= validated->allowed;
            break;
        case DISPOSITION_WARNED:
        case DISPOSITION_RATCHETED:
            warned[violation->rule] = true;
            break;
        case DISPOSITION_AUDITED:
        case DISPOSITION_EXCUSED:
            break;
        }
    }
    ret->rules = rules_of(denied, arena);
    ret->warned = rules_of(warned, arena);
}

static void take_annotations(const struct view *view, struct arena *arena,
                             struct pairs *ret)
{
    struct pair *all = ARENA_NEW(arena, struct pair, view->n_annotations);

    for (size_t i = 0; i < view->n_annotations; i++)
        all[i] = (struct pair){view->annotations[i].key, view->annotations[i].value};
    ret->all = all;
    ret->n = view->n_annotations;
}

/* spec.rules[0].host -> /spec/rules/0/host */
static struct str pointer_of(struct str field, struct arena *arena)
{
    struct buf pointer = buf_in(arena);

    buf_add_byte(&pointer, '/');
    for (size_t i = 0; i < field.len; i++) {
        const char c = field.ptr[i];

        if (c != ']')
            buf_add_byte(&pointer, c == '.' || c == '[' ? '/' : c);
    }
    return buf_str(&pointer);
}

static int by_key(const void *a, const void *b)
{
    return str_compare(((const struct pair *)a)->key, ((const struct pair *)b)->key);
}

void pairs_sort(struct pair *all, size_t n)
{
    if (n > 1)
        qsort(all, n, sizeof all[0], by_key);
}

/* A write that leaves the annotation as it was does not count as a change. */
static bool is_change(const struct change *change, const struct answer *mutated)
{
    const struct str *before;

    if (change->key.len == 0 || mutated->view == NULL)
        return true;
    before = view_annotation(mutated->view, change->key);
    if (change->kind == CHANGE_REMOVED)
        return before != NULL;
    return before == NULL || !str_equal(*before, change->value);
}

static void take_changes(const struct checked_object *object, struct arena *arena,
                         struct test_actual *ret)
{
    struct pair *changes = ARENA_NEW(arena, struct pair, object->n_changes);
    struct str *removes = ARENA_NEW(arena, struct str, object->n_changes);

    for (size_t i = 0; i < object->n_changes; i++) {
        const struct change *change = &object->changes[i];
        struct str key = change->key;

        if (!is_change(change, object->mutated))
            continue;
        if (key.len == 0)
            key = pointer_of(change->field, arena);
        if (change->kind == CHANGE_REMOVED)
            add(&ret->removes, removes, key);
        else
            changes[ret->changes.n++] = (struct pair){key, change->value};
    }
    pairs_sort(changes, ret->changes.n);
    ret->changes.all = changes;
}

/* The message of the rejection, taken from the response. */
static struct str message_of(const struct answer *validated, struct arena *arena)
{
    struct json *root = NULL;
    struct err err = {0};

    if (validated->allowed ||
        !json_read(arena, validated->body, &json_whole, &root, &err))
        return STR_NONE;
    root = json_member(root, STR("response"));
    root = root == NULL ? NULL : json_member(root, STR("status"));
    root = root == NULL ? NULL : json_member(root, STR("message"));
    return root == NULL ? STR_NONE : json_text(root);
}

void test_actual_of(const struct checked_object *object, struct arena *arena,
                    struct test_actual *ret)
{
    struct str *excused = ARENA_NEW(arena, struct str, object->n_excuses);

    *ret = (struct test_actual){.denied = object->verdict != VERDICT_ALLOWED,
                                .validated = object->validated};
    ret->class = (struct texts){object->classes, object->n_classes};
    for (size_t i = 0; i < object->n_excuses; i++)
        add(&ret->excused, excused, object->excuses[i].name);
    take_changes(object, arena, ret);
    ret->message = message_of(object->validated, arena);
    if (object->validated->kind != ANSWER_DECIDED)
        return;
    take_rules(object->validated, arena, ret);
    take_annotations(object->validated->view, arena, &ret->annotations);
}

struct texts test_actual_places(const struct test_actual *actual, enum rule_id rule,
                                struct arena *arena)
{
    const struct decision *decision = &actual->validated->decision;
    struct str *room = ARENA_NEW(arena, struct str, decision->n_violations);
    struct texts texts = {0};

    for (size_t i = 0; i < decision->n_violations; i++) {
        const struct violation *violation = &decision->violations[i];
        struct buf path = buf_in(arena);

        if (violation->rule != rule || violation->disposition == DISPOSITION_EXCUSED)
            continue;
        field_path_add(&path, &violation->path);
        if (texts.n == 0 || !str_equal(room[texts.n - 1], buf_str(&path)))
            add(&texts, room, buf_str(&path));
    }
    return texts;
}

const struct str *pairs_find(const struct pairs *pairs, struct str key)
{
    const struct pair wanted = {.key = key};
    const struct pair *found = pairs->n == 0 ? NULL
                                             : bsearch(&wanted, pairs->all, pairs->n,
                                                       sizeof pairs->all[0], by_key);

    return found == NULL ? NULL : &found->value;
}

bool texts_contain(const struct texts *texts, struct str text)
{
    size_t at;

    return str_index(texts->all, texts->n, text, &at);
}

/* The texts sorted, each once. */
static struct texts settled(struct texts texts, struct arena *arena)
{
    struct str *all = ARENA_NEW(arena, struct str, texts.n);
    size_t n = 0;

    for (size_t i = 0; i < texts.n; i++)
        all[i] = texts.all[i];
    if (texts.n > 1)
        qsort(all, texts.n, sizeof all[0], str_order);
    for (size_t i = 0; i < texts.n; i++) {
        if (n == 0 || !str_equal(all[n - 1], all[i]))
            all[n++] = all[i];
    }
    return (struct texts){all, n};
}

bool texts_same(struct texts a, struct texts b, struct arena *arena)
{
    const struct texts left = settled(a, arena);
    const struct texts right = settled(b, arena);

    if (left.n != right.n)
        return false;
    for (size_t i = 0; i < left.n; i++) {
        if (!str_equal(left.all[i], right.all[i]))
            return false;
    }
    return true;
}

struct str texts_joined(struct texts texts, struct arena *arena)
{
    struct buf joined = buf_in(arena);

    if (texts.n == 0)
        return STR("none");
    for (size_t i = 0; i < texts.n; i++) {
        buf_add_text(&joined, i == 0 ? "" : ", ");
        buf_add(&joined, texts.all[i]);
    }
    return buf_str(&joined);
}
