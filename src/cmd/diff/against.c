/* SPDX-License-Identifier: Apache-2.0 */
/* against: reads one file at a time, and keeps only what is printed of each object. */
#include "cmd/diff/against.h"

#include <stdio.h>

#include "base/text.h"
#include "cmd/check/manifests.h"
#include "cmd/cli/output.h"
#include "core/object/view.h"
#include "wire/answer.h"

#define ARENA_KEEP ((size_t)4 << 20)

char against_mark_byte(enum against_mark mark)
{
    return "!-+~"[mark];
}

/* The arenas live as long as one file and one object. */
struct reading {
    struct against *against;
    struct arena file_arena, object_arena;
    struct problems *problems;
};

/* One object judged by one policy, as a new object and as an update. */
struct judged {
    struct checked_object created, updated;
    bool is_judged; /* the policy judges the kind */
};

static void add_failure(struct reading *reading, const struct manifest *manifest,
                        struct place place, struct str text)
{
    AUTO(buf_clear) struct buf name = {.max_bytes = BUF_MAX_BYTES};

    text_add_escaped(&name, manifest->kind, TEXT_QUOTED_MAX);
    if (manifest->kind.len > 0)
        buf_add_byte(&name, ' ');
    text_add_quoted(&name,
                    manifest->name.len == 0 ? manifest->generate_name : manifest->name);
    buf_add(&name, text);
    problems_add(reading->problems, SEVERITY_ERROR, "unjudgeable", place, "%s",
                 buf_text(&name));
}

/* Say why no rule was judged, and where in the object the reason is. */
static void add_unjudgeable(struct reading *reading, const struct manifest *manifest,
                            const struct checked_object *object)
{
    struct buf text = buf_in(&reading->object_arena);
    struct place place = manifest->place;

    buf_add_text(&text, " cannot be judged");
    if (object->n_violations > 0) {
        const struct finding *why = &object->violations[0];

        buf_add_text(&text, ": ");
        if (why->field.len > 0) {
            buf_add(&text, why->field);
            buf_add_byte(&text, ' ');
        }
        buf_add(&text, why->message);
        place.line = why->place.line;
        place.column = why->place.column;
    }
    add_failure(reading, manifest, place, buf_str(&text));
}

static struct check_write write_of(const struct against *against, enum reach_side side,
                                   const struct manifest *manifest)
{
    return (struct check_write){
        .policy = against->policies[side],
        .manifest = manifest,
        .namespace =
            manifest->namespace.len > 0 ? manifest->namespace : against->namespace,
        .user = against->user,
        .groups = against->groups,
        .n_groups = against->n_groups,
        .today = against->today,
    };
}

/* Returns false if the object could not be judged; a problem was added. */
static bool judge_side(struct reading *reading, const struct manifest *manifest,
                       enum reach_side side, struct judged *ret)
{
    struct check_write write = write_of(reading->against, side, manifest);
    struct err err = {0};
    enum check_result result =
        check_object(&write, &reading->object_arena, &ret->created, &err);

    ret->is_judged = result != CHECK_OTHER_KIND;
    if (!ret->is_judged)
        return true;
    write.stored = manifest;
    if (result == CHECK_DONE)
        result = check_object(&write, &reading->object_arena, &ret->updated, &err);
    if (result == CHECK_FAILED) {
        add_failure(reading, manifest, manifest->place, str_from(err.text));
        return false;
    }
    if (ret->created.verdict == VERDICT_UNJUDGEABLE) {
        add_unjudgeable(reading, manifest, &ret->created);
        return false;
    }
    return true;
}

static bool is_denied(const struct judged *judged, const struct checked_object *object)
{
    return judged->is_judged && object->verdict == VERDICT_DENIED;
}

static bool is_same_change(const struct change *a, const struct change *b)
{
    return a->kind == b->kind && str_equal(a->key, b->key) &&
           str_equal(a->field, b->field) && str_equal(a->value, b->value);
}

static bool has_change(const struct judged *judged, const struct change *change)
{
    for (size_t i = 0; judged->is_judged && i < judged->updated.n_changes; i++) {
        if (is_same_change(&judged->updated.changes[i], change))
            return true;
    }
    return false;
}

static bool is_at(const struct change *a, const struct change *b)
{
    return str_equal(a->key, b->key) && str_equal(a->field, b->field);
}

/* The policy makes a change at the same place. */
static bool is_changed_by(const struct judged *judged, const struct change *change)
{
    for (size_t i = 0; judged->is_judged && i < judged->updated.n_changes; i++) {
        if (is_at(&judged->updated.changes[i], change))
            return true;
    }
    return false;
}

/* The number of places at which the two policies make different changes.  *ret_first: the
 * first such change of NEW; *ret_lost: the first change of OLD at a place that NEW leaves
 * alone.  Both stay NULL if there is no such change. */
static size_t count_changes(const struct judged *old, const struct judged *new,
                            const struct change **ret_first,
                            const struct change **ret_lost)
{
    size_t n = 0;

    for (size_t i = 0; new->is_judged &&i < new->updated.n_changes; i++) {
        if (has_change(old, &new->updated.changes[i]))
            continue;
        n++;
        if (*ret_first == NULL)
            *ret_first = &new->updated.changes[i];
    }
    for (size_t i = 0; old->is_judged && i < old->updated.n_changes; i++) {
        if (is_changed_by(new, &old->updated.changes[i]))
            continue;
        n++;
        if (*ret_lost == NULL)
            *ret_lost = &old->updated.changes[i];
    }
    return n;
}

static struct str value_before(const struct judged *judged, struct str key)
{
    const struct answer *answer = judged->updated.mutated;
    const struct view *view = answer == NULL ? NULL : answer->view;

    for (size_t i = 0; view != NULL && i < view->n_annotations; i++) {
        if (str_equal(view->annotations[i].key, key))
            return view->annotations[i].value;
    }
    return STR_NONE;
}

static void add_change(struct buf *buf, const struct judged *judged,
                       const struct change *change)
{
    const struct str what = change->key.len > 0 ? change->key : change->field;

    switch (change->kind) {
    case CHANGE_ADDED:
        buf_addf(buf, "adds %.*s=%.*s", STR_ARGS(what), STR_ARGS(change->value));
        break;
    case CHANGE_REMOVED:
        buf_addf(buf, "removes %.*s", STR_ARGS(what));
        break;
    case CHANGE_REPLACED:
        buf_addf(buf, "sets %.*s ", STR_ARGS(what));
        if (change->key.len > 0)
            buf_addf(buf, "%.*s -> ", STR_ARGS(value_before(judged, change->key)));
        else
            buf_add_text(buf, "to ");
        buf_add(buf, change->value);
        break;
    }
}

static bool add_changes(struct arena *arena, const struct judged *judged, struct str *ret)
{
    const struct change *first = NULL;
    const struct change *lost = NULL;
    const size_t n = count_changes(&judged[REACH_OLD], &judged[REACH_NEW], &first, &lost);
    struct buf text = buf_in(arena);

    if (n == 0)
        return false;
    buf_add_text(&text, "next update ");
    if (first != NULL) {
        add_change(&text, &judged[REACH_NEW], first);
    } else {
        buf_add_text(&text, "no longer ");
        add_change(&text, &judged[REACH_OLD], lost);
    }
    if (n > 1)
        buf_addf(&text, ", and %zu more", n - 1);
    *ret = buf_str(&text);
    return true;
}

static const struct str *rules_of(struct arena *arena,
                                  const struct checked_object *object, size_t *ret_n)
{
    struct str *rules = ARENA_NEW(arena, struct str, object->n_violations);
    size_t n = 0;
    size_t at;

    for (size_t i = 0; i < object->n_violations; i++) {
        if (!str_index(rules, n, object->violations[i].rule, &at))
            rules[n++] = arena_dup(arena, object->violations[i].rule);
    }
    *ret_n = n;
    return rules;
}

static struct str denied_text(struct arena *arena, const char *what,
                              const struct checked_object *object)
{
    size_t n;
    const struct str *rules = rules_of(arena, object, &n);

    return arena_format(arena, "%s is denied: %.*s", what,
                        STR_ARGS(text_join(arena, rules, n)));
}

/* Returns false if the change of the policy does not affect the object. */
static bool mark(struct arena *arena, const struct judged *judged,
                 enum against_mark *ret_mark, struct str *ret_text)
{
    const struct judged *old = &judged[REACH_OLD];
    const struct judged *new = &judged[REACH_NEW];

    if (is_denied(new, &new->updated) && !is_denied(old, &old->updated)) {
        *ret_mark = AGAINST_UPDATE_DENIED;
        *ret_text = denied_text(arena, "next update", &new->updated);
        return true;
    }
    if (is_denied(new, &new->created) && !is_denied(old, &old->created)) {
        *ret_mark = AGAINST_CREATE_DENIED;
        *ret_text = denied_text(arena, "creation", &new->created);
        return true;
    }
    if (is_denied(old, &old->created) && !is_denied(new, &new->created)) {
        *ret_mark = AGAINST_ALLOWED;
        *ret_text = STR("creation is no longer denied");
        return true;
    }
    *ret_mark = AGAINST_CHANGED;
    return add_changes(arena, judged, ret_text);
}

static struct against_answer keep_answer(struct arena *arena, const struct judged *judged,
                                         enum against_mark mark)
{
    const struct checked_object *denied =
        mark == AGAINST_UPDATE_DENIED ? &judged->updated : &judged->created;
    struct against_answer answer = {0};
    struct change *changes;

    if (!judged->is_judged)
        return answer;
    answer.rules = rules_of(arena, denied, &answer.n_rules);
    changes = ARENA_NEW(arena, struct change, judged->updated.n_changes);
    for (size_t i = 0; i < judged->updated.n_changes; i++) {
        changes[i] = judged->updated.changes[i];
        changes[i].key = arena_dup(arena, changes[i].key);
        changes[i].field = arena_dup(arena, changes[i].field);
        changes[i].value = arena_dup(arena, changes[i].value);
    }
    answer.changes = changes;
    answer.n_changes = judged->updated.n_changes;
    return answer;
}

static void keep(struct against *against, const struct judged *judged,
                 struct against_object object)
{
    struct arena *arena = against->arena;
    const struct checked_object *seen = judged[REACH_NEW].is_judged
                                            ? &judged[REACH_NEW].created
                                            : &judged[REACH_OLD].created;
    const bool is_ingress = str_equal(seen->kind, STR("Ingress"));

    object.kind = arena_dup(arena, seen->kind);
    object.namespace = arena_dup(arena, seen->namespace);
    object.name = arena_dup(arena, seen->name);
    object.place = seen->place;
    if (object.place.file != NULL)
        object.place.file = arena_dup(arena, str_from(object.place.file)).ptr;
    object.object = arena_format(
        arena, "%.*s%s%.*s/%.*s", is_ingress ? 0 : (int)object.kind.len, object.kind.ptr,
        is_ingress ? "" : " ", STR_ARGS(object.namespace), STR_ARGS(object.name));
    for (size_t s = 0; s < REACH_SIDES; s++)
        object.answers[s] = keep_answer(arena, &judged[s], object.mark);
    if (against->n == against->cap)
        against->objects =
            arena_grow(arena, against->objects, &against->cap, sizeof *against->objects);
    against->objects[against->n++] = object;
    against->counts[object.mark]++;
}

static void judge(struct reading *reading, const struct manifest *manifest)
{
    struct against *against = reading->against;
    struct judged judged[REACH_SIDES] = {0};
    struct against_object object = {0};

    arena_reset(&reading->object_arena, ARENA_KEEP);
    if (manifest->kind.len == 0 ||
        !judge_side(reading, manifest, REACH_OLD, &judged[REACH_OLD]) ||
        !judge_side(reading, manifest, REACH_NEW, &judged[REACH_NEW]))
        return;
    if (!judged[REACH_OLD].is_judged && !judged[REACH_NEW].is_judged)
        return;
    against->n_judged++;
    if (mark(against->arena, judged, &object.mark, &object.text))
        keep(against, judged, object);
}

static void print_problems(struct against *against, struct problems *problems)
{
    AUTO(buf_clear) struct buf lines = {.max_bytes = BUF_MAX_BYTES};

    problems_sort(problems);
    problem_lines_add(&lines, problems, output_colour(stderr));
    fputs(buf_text(&lines), stderr);
    against->is_incomplete = against->is_incomplete || problems->n_errors > 0;
}

static void read_file(struct reading *reading, const char *path)
{
    AUTO(problems_clear) struct problems problems = {0};
    const struct manifest_input input = {.arena = &reading->file_arena,
                                         .policy = reading->against->policies[REACH_OLD],
                                         .also = reading->against->policies[REACH_NEW]};
    const struct manifest *manifests;
    size_t n;

    reading->problems = &problems;
    arena_reset(&reading->file_arena, ARENA_KEEP);
    manifest_file_read(&input, path, &problems, &manifests, &n);
    for (size_t i = 0; i < n; i++)
        judge(reading, &manifests[i]);
    print_problems(reading->against, &problems);
}

void against_read(struct against *against, const char *const *paths, size_t n)
{
    AUTO(manifest_files_clear) struct manifest_files files = {0};
    struct reading reading = {.against = against};
    struct progress progress;

    {
        AUTO(problems_clear) struct problems problems = {0};

        for (size_t i = 0; i < n; i++)
            manifest_files_add(&files, paths[i], &problems);
        print_problems(against, &problems);
    }
    progress_init(&progress, "files", files.found.n);
    for (size_t i = 0; i < files.found.n; i++) {
        progress_at(&progress, i);
        read_file(&reading, files.found.all[i].path);
    }
    progress_hide(&progress);
    arena_clear(&reading.file_arena);
    arena_clear(&reading.object_arena);
}

static void add_count(struct buf *buf, size_t n, const char *what)
{
    if (n == 0)
        return;
    buf_addf(buf, "%s%zu %s", buf->len == 0 ? "" : ", ", n, what);
}

void against_add_summary(struct buf *buf, const struct against *against)
{
    AUTO(buf_clear) struct buf text = {.max_bytes = BUF_MAX_BYTES};
    const size_t n_updates = against->counts[AGAINST_UPDATE_DENIED];
    const size_t n_creations = against->counts[AGAINST_CREATE_DENIED];

    add_count(&text, n_updates,
              n_updates == 1 ? "next update denied" : "next updates denied");
    add_count(&text, n_creations,
              n_creations == 1 ? "creation denied" : "creations denied");
    add_count(&text, against->counts[AGAINST_ALLOWED], "no longer denied");
    add_count(&text, against->counts[AGAINST_CHANGED], "changed");
    buf_addf(&text, "%s%zu unchanged", text.len == 0 ? "" : ", ",
             against->n_judged - against->n);
    buf_add(buf, buf_str(&text));
}
