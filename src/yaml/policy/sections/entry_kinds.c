/* SPDX-License-Identifier: Apache-2.0 */
/*
 * entry_kinds: the kinds of objects to which annotation entries apply.
 *
 * They are read when all kinds are known, which is after the classes.
 */
#include "core/object/key_case.h"
#include "core/policy/class_keys.h"
#include "yaml/policy/sections/sections.h"

static const struct str default_kinds[] = {STR_INIT("Ingress")};

/* The kinds of an entry; at least one. */
static const struct str *kinds_of(const struct annotation_entry *entry, size_t *ret_n)
{
    *ret_n = entry->n_kinds == 0 ? ARRAY_LEN(default_kinds) : entry->n_kinds;
    return entry->n_kinds == 0 ? default_kinds : entry->kinds;
}

static bool is_for(const struct annotation_entry *entry, struct str kind)
{
    size_t n = 0;
    size_t index = 0;
    const struct str *kinds = kinds_of(entry, &n);

    return str_index(kinds, n, kind, &index);
}

bool entries_share_kind(const struct annotation_entry *a,
                        const struct annotation_entry *b)
{
    size_t n = 0;
    const struct str *kinds = kinds_of(a, &n);

    for (size_t i = 0; i < n; i++) {
        if (is_for(b, kinds[i]))
            return true;
    }
    return false;
}

bool entry_remove_kinds(struct arena *arena, const struct annotation_entry *hiding,
                        struct annotation_entry *entry)
{
    size_t n = 0;
    const struct str *kinds = kinds_of(entry, &n);
    struct str *left = NULL;
    size_t n_left = 0;

    if (!entries_share_kind(hiding, entry))
        return true;
    left = ARENA_NEW(arena, struct str, n);
    for (size_t i = 0; i < n; i++) {
        if (!is_for(hiding, kinds[i]))
            left[n_left++] = kinds[i];
    }
    entry->kinds = left;
    entry->n_kinds = n_left;
    return n_left > 0;
}

/* Refuse an entry whose key names the class of a kind that the policy or a built-in row
 * describes.  The usual class keys are refused when the entry is read. */
static void check_carrier(struct reader *reader, const struct added_entry *entry,
                          const struct kind *kind)
{
    size_t index = 0;

    if (str_index(kind->class_keys, kind->n_class_keys, entry->made.key, &index) &&
        kind->builtin >= KINDS_NAMED && !is_listed_class_key(entry->made.key))
        REFUSE(reader, "carrier-key", entry->place,
               "%s cannot be added: it names the class of kind %s",
               reader_quoted(reader, entry->made.key), reader_quoted(reader, kind->name));
}

static void find_kinds(struct reader *reader, struct added_entry *entry)
{
    struct str *names = ARENA_NEW(&reader->policy->arena, struct str, entry->kinds.n);

    for (size_t i = 0; i < entry->kinds.n; i++) {
        const struct text_at *name = &entry->kinds.items[i];
        const struct kind *kind = kind_find(reader, name);

        if (kind == NULL)
            continue;
        names[entry->made.n_kinds++] = kind->name;
        check_carrier(reader, entry, kind);
        if (kind->class_from == CLASS_FROM_NOTHING)
            WARN(reader, "entry-without-effect", name->place,
                 "objects of kind %s have no class, so no entry acts on them",
                 reader_quoted(reader, kind->name));
    }
    entry->made.kinds = names;
}

/* Refuse a second entry for the same key and kind.  key: the number of the key. */
static void check_once(struct reader *reader, const struct added_entry *entry,
                       uint32_t key, struct map *seen)
{
    const size_t n_seen = seen->n;
    size_t n = 0;
    const struct str *kinds = kinds_of(&entry->made, &n);

    for (size_t i = 0; i < n; i++)
        (void)map_put(
            seen,
            arena_format(&reader->arena, "%u %.*s", (unsigned)key, STR_ARGS(kinds[i])),
            0);
    if (seen->n - n_seen < n)
        REFUSE(reader, "duplicate-key", entry->place, "key %s is listed twice",
               reader_quoted(reader, entry->made.key));
}

void entries_find_kinds(struct reader *reader, struct entries *entries)
{
    struct map keys;
    struct map seen;

    map_init(&keys);
    map_init(&seen);
    for (uint32_t i = 0; i < entries->n; i++) {
        struct added_entry *entry = &entries->all[i];
        const struct str key =
            key_case_folded(reader->policy, &reader->arena, entry->made.key);

        find_kinds(reader, entry);
        check_once(reader, entry, *map_put(&keys, key, i), &seen);
    }
    map_clear(&keys);
    map_clear(&seen);
}
