/* SPDX-License-Identifier: Apache-2.0 */
/* own: rows and profiles that the policies define themselves, as texts of their parts. */
#include "cmd/diff/pairs.h"
#include "core/policy/profile.h"

/* A thing of both policies, and where its lines go. */
struct defined {
    struct differences *differences;
    enum diff_section section;
    const char *map; /* "kinds" */
    struct str name;
};

static void compare_texts(const struct defined *defined, const char *field,
                          struct str old, struct str new)
{
    struct differences *differences = defined->differences;
    const struct entry *place;

    if (str_equal(old, new))
        return;
    place = diff_place(differences, "%s[%.*s].%s", defined->map, STR_ARGS(defined->name),
                       field);
    if (place == NULL)
        place =
            diff_place(differences, "%s[%.*s]", defined->map, STR_ARGS(defined->name));
    if (old.len == 0)
        old = STR("none");
    if (new.len == 0)
        new = STR("none");
    diff_addf(differences, defined->section, DIFF_OTHER, place,
              "%s[%.*s].%s: %.*s -> %.*s", defined->map, STR_ARGS(defined->name), field,
              STR_ARGS(old), STR_ARGS(new));
}

/* Items in their order, joined by commas. */
static void add_item(struct buf *buf, struct str item)
{
    buf_add_text(buf, buf->len == 0 ? "" : ", ");
    buf_add(buf, item);
}

static struct str list_text(struct arena *arena, const struct str *items, size_t n)
{
    struct buf buf = buf_in(arena);

    for (size_t i = 0; i < n; i++)
        add_item(&buf, items[i]);
    return buf_str(&buf);
}

static struct str path_text(const struct path *path)
{
    return path == NULL || path->field == NULL ? STR("none") : path->field->text;
}

static struct str hosts_text(struct arena *arena, const struct kind *kind)
{
    struct buf buf = buf_in(arena);

    for (size_t i = 0; i < kind->n_hosts; i++) {
        const struct kind_host *host = &kind->hosts[i];

        add_item(&buf, path_text(&host->path));
        buf_addf(&buf, " (as %d%s", (int)host->as,
                 host->absent_all ? ", absent all" : "");
        if (host->unless != NULL) {
            buf_add_text(&buf, " unless ");
            buf_add(&buf, path_text(host->unless));
        }
        buf_add_byte(&buf, ')');
    }
    return buf_str(&buf);
}

static struct str class_text(struct arena *arena, const struct kind *kind)
{
    struct buf buf = buf_in(arena);

    for (size_t i = 0; i < kind->n_class_paths; i++)
        add_item(&buf, path_text(&kind->class_paths[i]));
    for (size_t i = 0; i < kind->n_class_keys; i++)
        add_item(&buf, kind->class_keys[i]);
    if (kind->fixed_class != NULL)
        add_item(&buf, kind->fixed_class->name);
    if (kind->parents != NULL)
        add_item(&buf, path_text(kind->parents));
    if (kind->n_mesh > 0)
        add_item(&buf, diff_join(arena, kind->mesh, kind->n_mesh, ""));
    buf_addf(&buf, "%s%s", kind->absent_is_mesh ? ", absent is mesh" : "",
             kind->parents_are_domains ? ", parents are domains" : "");
    return buf_str(&buf);
}

static struct str references_text(struct arena *arena, const struct kind *kind)
{
    struct buf buf = buf_in(arena);

    for (size_t i = 0; i < kind->n_references; i++) {
        add_item(&buf, path_text(&kind->references[i].path));
        buf_addf(&buf, " (as %d)", (int)kind->references[i].form);
    }
    return buf_str(&buf);
}

static struct str demands_text(struct arena *arena, const struct kind *kind)
{
    struct str *texts = ARENA_NEW(arena, struct str, kind->n_demands);
    size_t n = 0;

    for (size_t i = 0; i < kind->n_demands; i++) {
        if (!kind->demands[i].demand->is_of_policy)
            texts[n++] = diff_demand_text(arena, kind, &kind->demands[i]);
    }
    return diff_join(arena, texts, n, "");
}

void diff_row(struct differences *differences, const struct kind *old,
              const struct kind *new)
{
    struct arena *arena = differences->arena;
    const struct defined defined = {.differences = differences,
                                    .section = DIFF_KINDS,
                                    .map = "kinds",
                                    .name = new->name};

    compare_texts(&defined, "plural", old->plural, new->plural);
    compare_texts(&defined, "hosts", hosts_text(arena, old), hosts_text(arena, new));
    compare_texts(&defined, "class", class_text(arena, old), class_text(arena, new));
    compare_texts(&defined, "references", references_text(arena, old),
                  references_text(arena, new));
    compare_texts(&defined, "forbid", demands_text(arena, old), demands_text(arena, new));
    compare_texts(&defined, "wildcards", arena_format(arena, "%d", (int)old->wildcards),
                  arena_format(arena, "%d", (int)new->wildcards));
    compare_texts(&defined, "dns", arena_format(arena, "%d", (int)old->dns),
                  arena_format(arena, "%d", (int)new->dns));
    compare_texts(&defined, "sourceRanges", arena_format(arena, "%d", (int)old->ranges),
                  arena_format(arena, "%d", (int)new->ranges));
}

/* A column of a profile: patterns, each with what else is said of it. */
struct column {
    const char *field;
    const struct profile_key *keys[REACH_SIDES];
    size_t n[REACH_SIDES];
};

static struct str column_text(struct arena *arena, const struct profile_key *keys,
                              size_t n)
{
    struct buf buf = buf_in(arena);

    for (size_t i = 0; i < n; i++) {
        add_item(&buf, keys[i].glob);
        if (keys[i].grammar != HOST_LIST || keys[i].may_hold.len > 0 ||
            keys[i].form != 0 || keys[i].every_ingress)
            buf_addf(&buf, " (%d, %d, %d, %.*s)", (int)keys[i].grammar, (int)keys[i].form,
                     (int)keys[i].every_ingress, STR_ARGS(keys[i].may_hold));
    }
    return buf_str(&buf);
}

static void compare_columns(const struct defined *defined, const struct profile *old,
                            const struct profile *new)
{
    struct arena *arena = defined->differences->arena;
    const struct column columns[] = {
        {"hostKeys",
         {old->host_keys, new->host_keys},
         {old->n_host_keys, new->n_host_keys}},
        {"undoneBy",
         {old->undone_by, new->undone_by},
         {old->n_undone_by, new->n_undone_by}},
        {"entryPoints",
         {old->entry_points, new->entry_points},
         {old->n_entry_points, new->n_entry_points}},
        {"exceptions",
         {old->exceptions, new->exceptions},
         {old->n_exceptions, new->n_exceptions}},
        {"references",
         {old->foreign_keys, new->foreign_keys},
         {old->n_foreign_keys, new->n_foreign_keys}},
    };

    for (size_t i = 0; i < ARRAY_LEN(columns); i++)
        compare_texts(defined, columns[i].field,
                      column_text(arena, columns[i].keys[0], columns[i].n[0]),
                      column_text(arena, columns[i].keys[1], columns[i].n[1]));
}

static void compare_profile(const struct defined *defined, const struct profile *old,
                            const struct profile *new)
{
    struct arena *arena = defined->differences->arena;

    compare_texts(defined, "like", old->like, new->like);
    compare_texts(defined, "prefixes", list_text(arena, old->prefixes, old->n_prefixes),
                  list_text(arena, new->prefixes, new->n_prefixes));
    compare_texts(defined, "sourceRanges",
                  list_text(arena, old->list_keys, old->n_list_keys),
                  list_text(arena, new->list_keys, new->n_list_keys));
    compare_texts(defined, "reference", old->reference_key, new->reference_key);
    compare_texts(defined, "class", arena_format(arena, "%d", (int)old->class_reading),
                  arena_format(arena, "%d", (int)new->class_reading));
    compare_texts(defined, "values", arena_format(arena, "%d", (int)old->values),
                  arena_format(arena, "%d", (int)new->values));
    compare_texts(defined, "separator", arena_format(arena, "%c", old->separator),
                  arena_format(arena, "%c", new->separator));
    compare_columns(defined, old, new);
}

/* Own profiles, side by side. */
static struct diff_pairs profile_pairs(const struct differences *differences)
{
    struct diff_list list = {.size = sizeof(struct profile),
                             .name_at = offsetof(struct profile, name)};

    for (size_t s = 0; s < REACH_SIDES; s++) {
        size_t n;
        const struct profile *const *all =
            policy_own_profiles(diff_policy(differences, (enum reach_side)s), &n);
        struct profile *copies = ARENA_NEW(differences->arena, struct profile, n);

        for (size_t i = 0; i < n; i++)
            copies[i] = *all[i];
        list.all[s] = copies;
        list.n[s] = n;
    }
    return diff_pairs_of(differences->arena, &list);
}

void diff_profiles(struct differences *differences)
{
    const struct diff_pairs pairs = profile_pairs(differences);
    struct defined defined = {
        .differences = differences, .section = DIFF_SETTINGS, .map = "profiles"};

    for (size_t i = 0; i < pairs.n; i++) {
        const struct profile *old = pairs.all[i].of[REACH_OLD];
        const struct profile *new = pairs.all[i].of[REACH_NEW];

        defined.name = pairs.all[i].name;
        if (old != NULL && new != NULL)
            compare_profile(&defined, old, new);
        else
            diff_addf(differences, DIFF_SETTINGS, DIFF_OTHER,
                      diff_place(differences, "profiles[%.*s]", STR_ARGS(defined.name)),
                      "profiles[%.*s]: %s", STR_ARGS(defined.name),
                      new != NULL ? "none -> defined" : "defined -> none");
    }
}
