/* SPDX-License-Identifier: Apache-2.0 */
/* adds: compares the annotation entries of classes and of annotations.add. */
#include "cmd/diff/pairs.h"

/* The entries of one class, or those for every class.  The own entries of a class come
 * first, then the entries of annotations.add that they do not hide. */
struct entries_of {
    struct str title; /* "external"; "every class" */
    const struct annotation_entry *all[REACH_SIDES];
    size_t n_own[REACH_SIDES];
    size_t n[REACH_SIDES];
};

static const char *const mode_words[] = {
    [WANTED_DEFAULT] = "default",   [WANTED_ENFORCE] = "enforce",
    [WANTED_REQUIRE] = "require",   [WANTED_PRESENT] = "present",
    [WANTED_OPTIONAL] = "optional",
};

static bool is_for(const struct annotation_entry *entry, struct str kind)
{
    size_t at;

    return entry->n_kinds == 0 ? str_equal(kind, STR("Ingress"))
                               : str_index(entry->kinds, entry->n_kinds, kind, &at);
}

static const struct annotation_entry *find(const struct annotation_entry *all, size_t n,
                                           struct str key, struct str kind)
{
    for (size_t i = 0; i < n; i++) {
        if (str_equal(all[i].key, key) && is_for(&all[i], kind))
            return &all[i];
    }
    return NULL;
}

static bool is_own(const struct entries_of *entries, enum reach_side side, struct str key,
                   struct str kind)
{
    return find(entries->all[side], entries->n_own[side], key, kind) != NULL;
}

/* VALUE, MODE (VALUES) unless KEYS */
static struct str text_of(struct arena *arena, const struct annotation_entry *entry)
{
    struct buf text = buf_in(arena);

    if (entry->mode != WANTED_PRESENT && entry->mode != WANTED_OPTIONAL) {
        buf_add(&text, entry->value.len > 0 ? entry->value : STR("\"\""));
        buf_add_text(&text, ", ");
    }
    buf_add_text(&text, mode_words[entry->mode]);
    if (entry->n_values > 0) {
        buf_add_text(&text, " (");
        buf_add(&text, diff_join(arena, entry->values, entry->n_values, ""));
        buf_add_byte(&text, ')');
    }
    if (entry->n_unless > 0) {
        buf_add_text(&text, " unless ");
        buf_add(&text, diff_join(arena, entry->unless, entry->n_unless, ""));
    }
    return buf_str(&text);
}

static bool is_demanded(const struct annotation_entry *entry)
{
    return entry->mode == WANTED_REQUIRE || entry->mode == WANTED_ENFORCE;
}

static void compare(struct differences *differences, const struct entries_of *entries,
                    struct str key, struct str kind)
{
    struct arena *arena = differences->arena;
    const struct annotation_entry *old =
        find(entries->all[REACH_OLD], entries->n[REACH_OLD], key, kind);
    const struct annotation_entry *new =
        find(entries->all[REACH_NEW], entries->n[REACH_NEW], key, kind);
    struct diff_line line = {.section = DIFF_ADDS, .mark = DIFF_OTHER};
    struct buf text = buf_in(arena);

    buf_add(&text, entries->title);
    buf_add_text(&text, ": ");
    buf_add(&text, key);
    if (!str_equal(kind, STR("Ingress"))) {
        buf_add_text(&text, " on ");
        buf_add(&text, kind);
    }
    if (old != NULL && new != NULL) {
        if (str_equal(text_of(arena, old), text_of(arena, new)))
            return;
        buf_add_text(&text, ": ");
        buf_add(&text, text_of(arena, old));
        buf_add_text(&text, " -> ");
        buf_add(&text, text_of(arena, new));
    } else {
        const struct annotation_entry *only = new != NULL ? new : old;

        if (is_demanded(only))
            line.mark = new != NULL ? DIFF_NARROWER : DIFF_WIDER;
        buf_add_text(&text, ": ");
        buf_add(&text, text_of(arena, only));
        buf_add_text(&text, new != NULL ? "" : ", removed");
    }
    line.text = buf_str(&text);
    line.entry =
        entries_find(differences->of[new != NULL ? REACH_NEW : REACH_OLD]->entries,
                     new != NULL ? new : old);
    diff_add(differences, line);
}

/* Classes that both policies have. */
struct classes_of {
    struct entries_of *all;
    size_t n;
};

/* Every class has its own entry for the key in at least one policy. */
static bool is_hidden(const struct classes_of *classes, struct str key, struct str kind)
{
    for (size_t i = 0; i < classes->n; i++) {
        if (!is_own(&classes->all[i], REACH_OLD, key, kind) &&
            !is_own(&classes->all[i], REACH_NEW, key, kind))
            return false;
    }
    return classes->n > 0;
}

/* hiding: for the entries for every class, the classes whose entries may hide them; NULL
 * for the entries of one class. */
static void compare_all(struct differences *differences, const struct entries_of *entries,
                        const struct classes_of *hiding)
{
    const struct str ingress = STR("Ingress");

    for (int side = REACH_NEW; side >= REACH_OLD; side--) {
        for (size_t i = 0; i < entries->n_own[side]; i++) {
            const struct annotation_entry *one = &entries->all[side][i];
            const size_t n_kinds = one->n_kinds == 0 ? 1 : one->n_kinds;

            for (size_t k = 0; k < n_kinds; k++) {
                const struct str kind = one->n_kinds == 0 ? ingress : one->kinds[k];

                if ((side == REACH_OLD && is_own(entries, REACH_NEW, one->key, kind)) ||
                    (hiding != NULL && is_hidden(hiding, one->key, kind)))
                    continue;
                compare(differences, entries, one->key, kind);
            }
        }
    }
}

/* The entries that follow a class's own ones come from annotations.add. */
static size_t count_own(const struct policy *policy, const struct class *class)
{
    size_t n_added;
    const struct annotation_entry *added = policy_added(policy, &n_added);
    size_t n = 0;

    for (; n < class->n_annotations; n++) {
        for (size_t i = 0; i < n_added; i++) {
            if (added[i].key.ptr == class->annotations[n].key.ptr)
                return n;
        }
    }
    return n;
}

void diff_adds(struct differences *differences)
{
    const struct diff_pairs pairs = diff_pairs_of_classes(differences);
    struct classes_of classes = {
        .all = ARENA_NEW(differences->arena, struct entries_of, pairs.n)};
    struct entries_of added = {.title = STR("every class")};

    for (size_t i = 0; i < pairs.n; i++) {
        struct entries_of *entries = &classes.all[classes.n];

        if (pairs.all[i].of[REACH_OLD] == NULL || pairs.all[i].of[REACH_NEW] == NULL)
            continue;
        classes.n++;
        entries->title = pairs.all[i].name;
        for (size_t s = 0; s < REACH_SIDES; s++) {
            const struct class *class = pairs.all[i].of[s];

            entries->all[s] = class->annotations;
            entries->n[s] = class->n_annotations;
            entries->n_own[s] =
                count_own(diff_policy(differences, (enum reach_side)s), class);
        }
        compare_all(differences, entries, NULL);
    }
    for (size_t s = 0; s < REACH_SIDES; s++) {
        added.all[s] =
            policy_added(diff_policy(differences, (enum reach_side)s), &added.n[s]);
        added.n_own[s] = added.n[s];
    }
    compare_all(differences, &added, &classes);
}
