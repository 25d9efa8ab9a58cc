/* SPDX-License-Identifier: Apache-2.0 */
/*
 * wanted_entry: finds the key on an object, and checks a user's value.
 */
#include "core/wanted/wanted_entry.h"

#include "core/values/key.h"

void collector_add(struct collector *collector, struct wanted wanted)
{
    if (wanted.value.len == 0)
        wanted.value = STR("");
    if (wanted.own.ptr == NULL)
        wanted.own = wanted.value;
    if (collector->n == collector->cap)
        collector->all = arena_grow(collector->inquiry->arena, collector->all,
                                    &collector->cap, sizeof *collector->all);
    collector->all[collector->n++] = wanted;
}

struct str wanted_key(const struct wanted *wanted, struct arena *arena)
{
    size_t len = wanted->prefix.len + wanted->suffix.len;
    char *key;

    if (wanted->suffix.len == 0)
        return wanted->prefix;
    key = arena_alloc(arena, len);
    memcpy(key, wanted->prefix.ptr, wanted->prefix.len);
    memcpy(key + wanted->prefix.len, wanted->suffix.ptr, wanted->suffix.len);
    return (struct str){key, len};
}

const struct str *wanted_present(const struct wanted *wanted, const struct view *view)
{
    size_t lo = 0;
    size_t hi = view->n_annotations;

    if (view->service != NULL && str_equal(wanted->prefix, SERVICE_RANGES_KEY))
        return view_annotation(view, wanted->prefix);
    while (lo < hi) {
        size_t middle = lo + (hi - lo) / 2;
        int order =
            key_compare(view->annotations[middle].key, wanted->prefix, wanted->suffix);

        if (order == 0)
            return &view->annotations[middle].value;
        if (order < 0)
            lo = middle + 1;
        else
            hi = middle;
    }
    return NULL;
}

bool wanted_is_among(struct str value, const struct str *patterns, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (key_matches(value, patterns[i]))
            return true;
    }
    return false;
}

/* True for the entry's own value; seconds are compared as numbers. */
static bool is_own(const struct wanted *wanted, struct str value)
{
    uint32_t seconds;
    uint32_t own;

    if (!dns_mode_writes(wanted->mode))
        return false;
    if (wanted->form != FORM_TTL)
        return str_equal(value, wanted->own);
    return dns_is_ttl(value, &seconds) && dns_is_ttl(wanted->own, &own) && seconds == own;
}

static bool has_form(const struct wanted *wanted, struct str value)
{
    uint32_t seconds;

    switch (wanted->form) {
    case FORM_ANY:
        break;
    case FORM_TTL:
        return dns_is_ttl(value, &seconds) && seconds >= wanted->ttl_min &&
               seconds <= wanted->ttl_max;
    case FORM_TARGET:
        return dns_is_target(value);
    }
    return true;
}

bool wanted_accepts(const struct wanted *wanted, struct str value)
{
    if (is_own(wanted, value))
        return true;
    if (wanted->mode == WANTED_REQUIRE || wanted->mode == WANTED_ENFORCE ||
        !has_form(wanted, value))
        return false;
    return wanted->n_values == 0 ||
           wanted_is_among(value, wanted->values, wanted->n_values);
}
