/* SPDX-License-Identifier: Apache-2.0 */
/* annotations: compares annotations.forbid by pattern and exception, and lists of keys.
 */
#include "base/map.h"
#include "cmd/diff/pairs.h"

/* One pattern of one entry of annotations.forbid. */
struct ban {
    struct str name; /* the pattern and where it applies; bans are matched by it */
    const struct forbidden *of;
};

static void add_names(struct buf *buf, const char *before, const struct str *names,
                      size_t n)
{
    if (n == 0)
        return;
    buf_add_text(buf, before);
    buf_add(buf, diff_join(buf->arena, names, n, ""));
}

static const struct str *class_names(struct arena *arena,
                                     const struct forbidden_lists *lists)
{
    struct str *names = ARENA_NEW(arena, struct str, lists->n_classes);

    for (size_t i = 0; i < lists->n_classes; i++)
        names[i] = lists->classes[i]->name;
    return names;
}

static const struct str *tenant_names(struct arena *arena,
                                      const struct forbidden_lists *lists)
{
    struct str *names = ARENA_NEW(arena, struct str, lists->n_tenants);

    for (size_t i = 0; i < lists->n_tenants; i++)
        names[i] = lists->tenants[i]->name;
    return names;
}

enum ban_form {
    WHOLE_KEY,
    ANY_PREFIX,
};

static struct str name_of(const struct differences *differences,
                          const struct forbidden *forbidden, struct str pattern,
                          enum ban_form form)
{
    struct arena *arena = differences->arena;
    struct buf buf = buf_in(arena);

    buf_add(&buf, pattern);
    if (form == ANY_PREFIX)
        buf_add_text(&buf, " behind any prefix");
    add_names(&buf, " with value ", forbidden->only.values, forbidden->only.n_values);
    add_names(&buf, " in class ", class_names(arena, &forbidden->only),
              forbidden->only.n_classes);
    add_names(
        &buf, " on ", forbidden->only.kinds,
        diff_count_kinds(differences, forbidden->only.kinds, forbidden->only.n_kinds));
    return buf_str(&buf);
}

static struct ban *bans_of(const struct differences *differences, enum reach_side side,
                           size_t *ret_n)
{
    size_t n;
    const struct forbidden *all = policy_forbidden(diff_policy(differences, side), &n);
    size_t n_bans = 0;
    struct ban *bans;

    for (size_t i = 0; i < n; i++)
        n_bans += all[i].n_globs + all[i].n_names;
    bans = ARENA_NEW(differences->arena, struct ban, n_bans);
    n_bans = 0;
    for (size_t i = 0; i < n; i++) {
        for (size_t k = 0; k < all[i].n_globs; k++)
            bans[n_bans++] = (struct ban){
                name_of(differences, &all[i], all[i].globs[k], WHOLE_KEY), &all[i]};
        for (size_t k = 0; k < all[i].n_names; k++)
            bans[n_bans++] = (struct ban){
                name_of(differences, &all[i], all[i].names[k], ANY_PREFIX), &all[i]};
    }
    *ret_n = n_bans;
    return bans;
}

/* One of old and new may be NULL. */
static const struct entry *entry_of(const struct differences *differences,
                                    const struct ban *old, const struct ban *new)
{
    if (new != NULL)
        return entries_find(differences->of[REACH_NEW]->entries, new->of);
    assert(old != NULL);
    return entries_find(differences->of[REACH_OLD]->entries, old->of);
}

/* Compare one list of exceptions. */
static void compare_excepted(struct differences *differences, const struct ban *old,
                             const struct ban *new, const char *noun,
                             const struct diff_sets *sets)
{
    for (int side = REACH_NEW; side >= REACH_OLD; side--) {
        size_t n;
        const struct str *only =
            diff_sets_only(differences->arena, sets, (enum reach_side)side, &n);

        for (size_t i = 0; i < n; i++)
            diff_addf(differences, DIFF_ANNOTATIONS, diff_mark_of((enum reach_side)side),
                      entry_of(differences, old, new), "%.*s: %s %.*s is %sexcepted",
                      STR_ARGS(new->name), noun, STR_ARGS(only[i]),
                      side == REACH_NEW ? "" : "no longer ");
    }
}

static void compare_ban(struct differences *differences, const struct ban *old,
                        const struct ban *new)
{
    struct arena *arena = differences->arena;
    const struct forbidden_lists *before = &old->of->except;
    const struct forbidden_lists *after = &new->of->except;

    compare_excepted(
        differences, old, new, "tenant",
        &(struct diff_sets){{tenant_names(arena, before), tenant_names(arena, after)},
                            {before->n_tenants, after->n_tenants}});
    compare_excepted(
        differences, old, new, "class",
        &(struct diff_sets){{class_names(arena, before), class_names(arena, after)},
                            {before->n_classes, after->n_classes}});
    compare_excepted(differences, old, new, "kind",
                     &(struct diff_sets){{before->kinds, after->kinds},
                                         {before->n_kinds, after->n_kinds}});
    compare_excepted(differences, old, new, "value",
                     &(struct diff_sets){{before->values, after->values},
                                         {before->n_values, after->n_values}});
    if (!str_equal(old->of->reason, new->of->reason))
        diff_addf(differences, DIFF_ANNOTATIONS, DIFF_OTHER,
                  entry_of(differences, old, new), "%.*s: reason \"%.*s\" -> \"%.*s\"",
                  STR_ARGS(new->name), STR_ARGS(old->of->reason),
                  STR_ARGS(new->of->reason));
}

/* The exceptions as text. */
static struct str excepted_text(struct arena *arena, const struct forbidden_lists *lists)
{
    struct buf buf = buf_in(arena);

    add_names(&buf, " tenant ", tenant_names(arena, lists), lists->n_tenants);
    add_names(&buf, " class ", class_names(arena, lists), lists->n_classes);
    add_names(&buf, " kind ", lists->kinds, lists->n_kinds);
    add_names(&buf, " value ", lists->values, lists->n_values);
    return buf_str(&buf);
}

/* Several entries may forbid the same pattern, each with its own exceptions.  Add the
 * exceptions to the names of such bans, so that the names differ. */
static void make_names_distinct(struct arena *arena, struct ban *const bans[REACH_SIDES],
                                const size_t n_bans[REACH_SIDES])
{
    struct map counts[REACH_SIDES] = {{0}, {0}};

    for (size_t s = 0; s < REACH_SIDES; s++) {
        for (size_t i = 0; i < n_bans[s]; i++)
            ++*map_put(&counts[s], bans[s][i].name, 0);
    }
    for (size_t s = 0; s < REACH_SIDES; s++) {
        for (size_t i = 0; i < n_bans[s]; i++) {
            struct ban *ban = &bans[s][i];
            uint32_t n[REACH_SIDES] = {0};
            struct str excepted;

            for (size_t k = 0; k < REACH_SIDES; k++)
                (void)map_get(&counts[k], ban->name, &n[k]);
            if (n[REACH_OLD] < 2 && n[REACH_NEW] < 2)
                continue;
            excepted = excepted_text(arena, &ban->of->except);
            if (excepted.len > 0)
                ban->name = arena_format(arena, "%.*s, except for%.*s,",
                                         STR_ARGS(ban->name), STR_ARGS(excepted));
        }
    }
    map_clear(&counts[REACH_OLD]);
    map_clear(&counts[REACH_NEW]);
}

static void compare_bans(struct differences *differences)
{
    struct diff_list list = {.size = sizeof(struct ban),
                             .name_at = offsetof(struct ban, name)};
    struct ban *bans[REACH_SIDES];
    struct diff_pairs pairs;

    for (size_t s = 0; s < REACH_SIDES; s++)
        list.all[s] = bans[s] = bans_of(differences, (enum reach_side)s, &list.n[s]);
    make_names_distinct(differences->arena, bans, list.n);
    pairs = diff_pairs_of(differences->arena, &list);
    for (size_t i = 0; i < pairs.n; i++) {
        const struct ban *old = pairs.all[i].of[REACH_OLD];
        const struct ban *new = pairs.all[i].of[REACH_NEW];

        if (old != NULL && new != NULL) {
            compare_ban(differences, old, new);
            continue;
        }
        diff_addf(differences, DIFF_ANNOTATIONS, new != NULL ? DIFF_NARROWER : DIFF_WIDER,
                  entry_of(differences, old, new), "%.*s is %s",
                  STR_ARGS(pairs.all[i].name),
                  new != NULL ? "forbidden" : "no longer forbidden");
    }
}

/* new_mark: the mark of a key that only NEW has. */
static void compare_keys(struct differences *differences, const struct diff_sets *sets,
                         enum diff_mark new_mark, const char *words)
{
    for (int side = REACH_NEW; side >= REACH_OLD; side--) {
        size_t n;
        const struct str *only =
            diff_sets_only(differences->arena, sets, (enum reach_side)side, &n);

        for (size_t i = 0; i < n; i++)
            diff_addf(differences, DIFF_ANNOTATIONS,
                      side == REACH_NEW ? new_mark : diff_mark_reversed(new_mark),
                      diff_place(differences, "annotations.%s[%.*s]",
                                 str_equal(str_from(words), STR("unchecked"))
                                     ? "unchecked"
                                     : "hosts",
                                 STR_ARGS(only[i])),
                      "%.*s %s %s", STR_ARGS(only[i]),
                      side == REACH_NEW ? "is" : "is no longer", words);
    }
}

static void compare_only(struct differences *differences, const struct class *old,
                         const struct class *new)
{
    const struct diff_sets sets = {{old->annotations_only, new->annotations_only},
                                   {old->n_annotations_only, new->n_annotations_only}};
    const struct entry *place =
        diff_place(differences, "classes[%.*s].annotationsOnly", STR_ARGS(new->name));

    if ((sets.n[REACH_OLD] == 0) != (sets.n[REACH_NEW] == 0)) {
        const bool is_new = sets.n[REACH_NEW] > 0;
        const enum reach_side side = is_new ? REACH_NEW : REACH_OLD;

        diff_addf(
            differences, DIFF_ANNOTATIONS, is_new ? DIFF_NARROWER : DIFF_WIDER, place,
            "%.*s: %s: %.*s", STR_ARGS(new->name),
            is_new ? "only these keys may be used"
                   : "no longer only these keys may be used",
            STR_ARGS(diff_join(differences->arena, sets.lists[side], sets.n[side], "")));
        return;
    }
    for (int side = REACH_NEW; side >= REACH_OLD; side--) {
        size_t n;
        const struct str *only =
            diff_sets_only(differences->arena, &sets, (enum reach_side)side, &n);

        for (size_t i = 0; i < n; i++)
            diff_addf(differences, DIFF_ANNOTATIONS, diff_mark_of((enum reach_side)side),
                      place, "%.*s: %.*s may %sbe used", STR_ARGS(new->name),
                      STR_ARGS(only[i]), side == REACH_NEW ? "" : "no longer ");
    }
}

void diff_annotations(struct differences *differences)
{
    const struct diff_pairs classes = diff_pairs_of_classes(differences);
    struct diff_sets unchecked;
    struct diff_sets hosts;

    compare_bans(differences);
    for (size_t i = 0; i < classes.n; i++) {
        if (classes.all[i].of[REACH_OLD] != NULL && classes.all[i].of[REACH_NEW] != NULL)
            compare_only(differences, classes.all[i].of[REACH_OLD],
                         classes.all[i].of[REACH_NEW]);
    }
    for (size_t s = 0; s < REACH_SIDES; s++) {
        const struct policy *policy = diff_policy(differences, (enum reach_side)s);

        unchecked.lists[s] = policy_unchecked_keys(policy, &unchecked.n[s]);
        hosts.lists[s] = policy_host_keys(policy, &hosts.n[s]);
    }
    compare_keys(differences, &unchecked, DIFF_WIDER, "unchecked");
    compare_keys(differences, &hosts, DIFF_NARROWER, "judged as names");
}
