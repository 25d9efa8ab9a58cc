/* SPDX-License-Identifier: Apache-2.0 */
/* section_change: compares two outlines, item by item. */
#include "base/map.h"
#include "core/policy/outline.h"
#include "core/policy/policy.h"
#include "live/policy_store.h"

/* Sections whose changes have lists of their own. */
static const struct str own_lists[] = {STR_INIT("rules"), STR_INIT("mode"),
                                       STR_INIT("onUpdate")};
/* Sections whose added and removed items policy_change lists. */
static const struct str listed[] = {STR_INIT("tenants"), STR_INIT("classes"),
                                    STR_INIT("exemptions")};

struct comparison {
    const struct outline *before;
    const struct outline *after;
    struct map old; /* "SECTION\nNAME" -> index in before */
    struct map new;
    struct arena *arena;
    struct policy_change *change;
    size_t cap;
};

static bool is_among(struct str text, const struct str *texts, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (str_equal(text, texts[i]))
            return true;
    }
    return false;
}

static struct str key_of(struct arena *arena, const struct outline_item *item)
{
    return arena_format(arena, "%.*s\n%.*s", STR_ARGS(item->section),
                        STR_ARGS(item->name));
}

static void index_items(const struct outline *outline, struct arena *arena,
                        struct map *ret)
{
    for (size_t i = 0; i < outline->n; i++)
        map_put(ret, key_of(arena, &outline->items[i]), (uint32_t)i);
}

static struct section_change *section_of(struct comparison *comparison,
                                         struct str section)
{
    struct policy_change *change = comparison->change;

    for (size_t i = 0; i < change->n_sections; i++) {
        if (str_equal(change->sections[i].section, section))
            return &change->sections[i];
    }
    if (change->n_sections == comparison->cap)
        change->sections = arena_grow(comparison->arena, change->sections,
                                      &comparison->cap, sizeof change->sections[0]);
    change->sections[change->n_sections] = (struct section_change){.section = section};
    return &change->sections[change->n_sections++];
}

static struct str field_name(const struct outline *outline,
                             const struct outline_field *field)
{
    return field->name == OUTLINE_WHOLE ? STR_NONE : outline->names[field->name];
}

static const struct outline_field *find_field(const struct outline *outline,
                                              const struct outline_item *item,
                                              struct str name)
{
    for (uint32_t i = 0; i < item->n_fields; i++) {
        if (str_equal(field_name(outline, &item->fields[i]), name))
            return &item->fields[i];
    }
    return NULL;
}

static void add_name(struct buf *names, struct str name)
{
    buf_add_text(names, names->len > 0 && name.len > 0 ? ", " : "");
    buf_add(names, name);
}

/* Returns false if both are equal.  Otherwise returns the names of the fields that
 * differ, which are none for an item without fields. */
static bool differ(const struct comparison *comparison, const struct outline_item *old,
                   const struct outline_item *new, struct buf *ret_names)
{
    bool found = false;

    for (uint32_t i = 0; i < new->n_fields; i++) {
        const struct str name = field_name(comparison->after, &new->fields[i]);
        const struct outline_field *field = find_field(comparison->before, old, name);

        if (field != NULL && field->hash == new->fields[i].hash)
            continue;
        found = true;
        add_name(ret_names, name);
    }
    for (uint32_t i = 0; i < old->n_fields; i++) {
        const struct str name = field_name(comparison->before, &old->fields[i]);

        if (find_field(comparison->after, new, name) != NULL)
            continue;
        found = true;
        add_name(ret_names, name);
    }
    return found;
}

/* `external: domains, tls` */
static struct str described(struct arena *arena, struct str name,
                            const struct buf *fields)
{
    if (fields->len == 0)
        return name;
    return arena_format(arena, "%.*s: %.*s", STR_ARGS(name), (int)fields->len,
                        fields->ptr);
}

/* A section that is one value, such as contact, is a setting. */
static void add_changed(struct comparison *comparison, const struct outline_item *item,
                        const struct buf *fields)
{
    if (item->name.len == 0)
        change_list_add(&comparison->change->settings_changed, item->section);
    else
        change_list_add(&section_of(comparison, item->section)->changed,
                        described(comparison->arena, item->name, fields));
}

/* added, or removed */
static struct change_list *list_of(struct comparison *comparison, struct str section,
                                   const struct outline *in)
{
    struct section_change *change = section_of(comparison, section);

    return in == comparison->after ? &change->added : &change->removed;
}

/* An item that only one of the policies has. */
static void add_single(struct comparison *comparison, const struct outline_item *item,
                       const struct outline *in)
{
    struct buf none = {.arena = comparison->arena};

    if (item->name.len == 0)
        add_changed(comparison, item, &none);
    else if (!is_among(item->section, listed, ARRAY_LEN(listed)))
        change_list_add(list_of(comparison, item->section, in), item->name);
}

static void compare_new(struct comparison *comparison, const struct outline_item *new)
{
    struct buf fields = buf_in(comparison->arena);
    uint32_t at;

    if (!map_get(&comparison->old, key_of(comparison->arena, new), &at))
        add_single(comparison, new, comparison->after);
    else if (differ(comparison, &comparison->before->items[at], new, &fields))
        add_changed(comparison, new, &fields);
}

static void compare_old(struct comparison *comparison, const struct outline_item *old)
{
    uint32_t at;

    if (!map_get(&comparison->new, key_of(comparison->arena, old), &at))
        add_single(comparison, old, comparison->before);
}

void section_changes_find(const struct policy *before, const struct policy *after,
                          struct arena *arena, struct policy_change *ret)
{
    struct comparison comparison = {.before = policy_outline(before),
                                    .after = policy_outline(after),
                                    .arena = arena,
                                    .change = ret};

    index_items(comparison.before, arena, &comparison.old);
    index_items(comparison.after, arena, &comparison.new);
    for (size_t i = 0; i < comparison.after->n; i++) {
        if (!is_among(comparison.after->items[i].section, own_lists,
                      ARRAY_LEN(own_lists)))
            compare_new(&comparison, &comparison.after->items[i]);
    }
    for (size_t i = 0; i < comparison.before->n; i++) {
        if (!is_among(comparison.before->items[i].section, own_lists,
                      ARRAY_LEN(own_lists)))
            compare_old(&comparison, &comparison.before->items[i]);
    }
    map_clear(&comparison.old);
    map_clear(&comparison.new);
}
