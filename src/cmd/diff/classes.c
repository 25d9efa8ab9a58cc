/* SPDX-License-Identifier: Apache-2.0 */
/* classes: compares the profiles, TLS demands and lists of classes. */
#include "cmd/diff/pairs.h"

static const struct entry *class_place(const struct differences *differences,
                                       struct str name, const char *field)
{
    const struct entry *entry =
        diff_place(differences, "classes[%.*s]%s", STR_ARGS(name), field);

    return entry != NULL ? entry
                         : diff_place(differences, "classes[%.*s]", STR_ARGS(name));
}

static void add(struct differences *differences, enum diff_mark mark, struct str class,
                const char *field, struct str text)
{
    diff_addf(differences, DIFF_CLASSES, mark, class_place(differences, class, field),
              "%.*s: %.*s", STR_ARGS(class), STR_ARGS(text));
}

static struct str profile_text(const struct differences *differences,
                               const struct class *class)
{
    const struct profile *profile = class->profile;
    struct str key = STR("no range key");

    if (!class->has_profile)
        return STR("none");
    if (profile->n_list_keys > 0)
        key = profile->list_keys[0];
    else if (profile->reference_key.len > 0)
        key = profile->reference_key;
    return arena_format(differences->arena, "%.*s (%.*s)", STR_ARGS(profile->name),
                        STR_ARGS(key));
}

static void compare_profile(struct differences *differences, const struct class *old,
                            const struct class *new)
{
    const struct str before = profile_text(differences, old);
    const struct str after = profile_text(differences, new);

    if (!str_equal(before, after))
        add(differences, DIFF_OTHER, new->name, ".profile",
            arena_format(differences->arena, "profile %.*s -> %.*s", STR_ARGS(before),
                         STR_ARGS(after)));
}

static const char *const tls_words[] = {
    [TLS_NOT_REQUIRED] = "not required",
    [TLS_SECRET_REQUIRED] = "required",
    [TLS_SECRET_OPTIONAL] = "required, secretName optional",
};
/* How much each value demands. */
static const int tls_demands[] = {
    [TLS_NOT_REQUIRED] = 0, [TLS_SECRET_OPTIONAL] = 1, [TLS_SECRET_REQUIRED] = 2};

static void compare_tls(struct differences *differences, const struct class *old,
                        const struct class *new)
{
    if (old->tls != new->tls)
        add(differences,
            tls_demands[new->tls] < tls_demands[old->tls] ? DIFF_WIDER : DIFF_NARROWER,
            new->name, ".tls",
            arena_format(differences->arena, "tls %s -> %s", tls_words[old->tls],
                         tls_words[new->tls]));
}

/* Add one line for new items, and one for removed items. */
static void compare_list(struct differences *differences, struct str class,
                         const char *field, const char *noun,
                         const struct diff_sets *sets)
{
    for (int side = REACH_NEW; side >= REACH_OLD; side--) {
        size_t n;
        const struct str *only =
            diff_sets_only(differences->arena, sets, (enum reach_side)side, &n);

        if (n > 0)
            add(differences, diff_mark_of((enum reach_side)side), class, field,
                arena_format(differences->arena, "%s %.*s%s", noun,
                             STR_ARGS(diff_join(differences->arena, only, n, "")),
                             side == REACH_OLD ? " removed" : ""));
    }
}

void diff_classes(struct differences *differences)
{
    const struct diff_pairs pairs = diff_pairs_of_classes(differences);

    for (size_t i = 0; i < pairs.n; i++) {
        const struct class *old = pairs.all[i].of[REACH_OLD];
        const struct class *new = pairs.all[i].of[REACH_NEW];

        if (old == NULL || new == NULL) {
            add(differences, old == NULL ? DIFF_WIDER : DIFF_NARROWER, pairs.all[i].name,
                "", old == NULL ? STR("new") : STR("removed"));
            continue;
        }
        compare_profile(differences, old, new);
        compare_list(differences, new->name, ".aliases", "alias",
                     &(struct diff_sets){{old->aliases, new->aliases},
                                         {old->n_aliases, new->n_aliases}});
        compare_tls(differences, old, new);
    }
}
