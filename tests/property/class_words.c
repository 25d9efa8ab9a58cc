/* SPDX-License-Identifier: Apache-2.0 */
/*
 * class_words: see class_words.h.  The keys that the class may write or judge, and the
 * values that it writes, alone and beside others.
 */
#include "class_words.h"

#include "core/policy/profile_keys.h"

struct words {
    struct arena *arena;
    struct class_words *all;
};

static void add_key(const struct words *words, struct str prefix, struct str name)
{
    struct class_words *all = words->all;

    if (all->n_keys < CLASS_WORDS_MAX)
        all->keys[all->n_keys++] =
            arena_format(words->arena, "%.*s%.*s", STR_ARGS(prefix), STR_ARGS(name)).ptr;
}

static void add_value(const struct words *words, const char *front, struct str value,
                      const char *back)
{
    struct class_words *all = words->all;

    if (value.len > 0 && all->n_values < CLASS_WORDS_MAX)
        all->values[all->n_values++] =
            arena_format(words->arena, "%s%.*s%s", front, STR_ARGS(value), back).ptr;
}

static void add_instance(const struct words *words, const struct class_dns *dns)
{
    static const struct str names[] = {
        STR_INIT("target"),         STR_INIT("ttl"),
        STR_INIT("controller"),     STR_INIT("hostname"),
        STR_INIT("set-identifier"), STR_INIT("ingress-hostname-source")};

    for (size_t i = 0; i < dns->instance->n_prefixes; i++) {
        for (size_t j = 0; j < ARRAY_LEN(names); j++)
            add_key(words, dns->instance->prefixes[i], names[j]);
    }
    for (size_t i = 0; i < dns->n_entries; i++)
        add_value(words, "", dns->entries[i].value, "");
}

static void add_ranges(const struct words *words, const struct class *class)
{
    const struct profile *profile = class->profile;

    for (size_t i = 0; i < profile->n_list_keys; i++)
        add_key(words, STR(""), profile->list_keys[i]);
    if (profile->reference_key.len > 0)
        add_key(words, STR(""), profile->reference_key);
    add_value(words, "", class->ranges.text, "");
    add_value(words, "", class->ranges.object, "");
    add_value(words, "", class->ranges.object, ", own");
    add_value(words, "own,", class->ranges.object, "");
}

void class_words_of(const struct class *class, struct arena *arena,
                    struct class_words *ret)
{
    const struct words words = {arena, ret};

    *ret = (struct class_words){
        .class_name = arena_format(arena, "%.*s", STR_ARGS(class->name)).ptr,
        .by_annotation = class->profile->class_reading == CLASS_READ_ANNOTATION};
    add_ranges(&words, class);
    for (size_t i = 0; i < class->n_dns; i++)
        add_instance(&words, &class->dns[i]);
    for (size_t i = 0; i < class->n_annotations; i++) {
        add_key(&words, STR(""), class->annotations[i].key);
        add_value(&words, "", class->annotations[i].value, "");
    }
}
