/*
 * policy_build_ranges: which networks may reach a class, and how its controller is told.
 */
#include "yaml/policy/sections/say.h"

#include <stdlib.h>

/* In the order of enum range_mode. */
static const struct str mode_words[] = {
    STR_INIT("open"),      STR_INIT("fixed"),     STR_INIT("narrow"),
    STR_INIT("intersect"), STR_INIT("reference"), STR_INIT("elsewhere"),
};
static const struct words mode_choice = {"unknown-mode", "sourceRanges mode", mode_words,
                                         ARRAY_LEN(mode_words)};

static bool has_list(enum range_mode mode)
{
    return mode == RANGE_FIXED || mode == RANGE_NARROW || mode == RANGE_INTERSECT;
}

static void check_ability(struct policy_builder *builder, const struct text_at *text,
                          const struct class *class)
{
    const struct profile *profile = class->profile;
    const enum range_mode mode = class->ranges.mode;
    const char *able = "open, elsewhere";

    if (profile == NULL || mode == RANGE_OPEN || mode == RANGE_ELSEWHERE)
        return;
    if (profile->n_list_keys > 0)
        able = "open, fixed, narrow, intersect, elsewhere";
    else if (profile->reference_key.len > 0)
        able = "open, reference, elsewhere";
    if (has_list(mode) ? profile->n_list_keys == 0 : profile->reference_key.len == 0)
        BUILD_ERROR(builder, "range-mode", text->place,
                    "profile %s cannot do mode %s; it can do: %s",
                    builder_quoted(builder, profile->name),
                    builder_quoted(builder, text->text), able);
}

static void check_fields(struct policy_builder *builder, const struct build_class *part,
                         enum range_mode mode)
{
    const bool has_networks = texts_at_given(&part->ranges_networks);
    const bool has_object = text_at_given(&part->ranges_object);
    const char *name = mode_words[mode].ptr;

    if (has_list(mode) && !has_networks)
        BUILD_ERROR(builder, "range-fields", part->ranges_mode.place,
                    "mode %s needs \"networks\"", name);
    if (!has_list(mode) && has_networks)
        BUILD_ERROR(builder, "range-fields", part->ranges_networks.place,
                    "mode %s takes no \"networks\"; fixed, narrow and intersect do",
                    name);
    if (mode == RANGE_REFERENCE && !has_object)
        BUILD_ERROR(builder, "range-fields", part->ranges_mode.place,
                    "mode reference needs \"object\", the name to refer to");
    if (mode != RANGE_REFERENCE && has_object)
        BUILD_ERROR(builder, "range-fields", part->ranges_object.place,
                    "mode %s takes no \"object\"; reference does", name);
}

/* One entry of the class's networks on its way into the text. */
struct entry {
    struct cidr cidr;
    struct str text;
    size_t index;
    bool inside; /* another one holds it */
};

static int compare_numbers(uint64_t a, uint64_t b)
{
    return a < b ? -1 : a > b;
}

/* Those that hold others come first, then the order of the policy. */
static int compare_entries(const void *left, const void *right)
{
    const struct entry *a = left;
    const struct entry *b = right;
    int order = (int)a->cidr.is_v6 - (int)b->cidr.is_v6;

    if (order == 0)
        order = compare_numbers(a->cidr.first.high, b->cidr.first.high);
    if (order == 0)
        order = compare_numbers(a->cidr.first.low, b->cidr.first.low);
    if (order == 0)
        order = (int)a->cidr.length - (int)b->cidr.length;
    return order != 0 ? order : compare_numbers(a->index, b->index);
}

static int compare_indexes(const void *left, const void *right)
{
    const struct entry *a = left;
    const struct entry *b = right;

    return compare_numbers(a->index, b->index);
}

static bool is_inside(const struct cidr *inner, const struct cidr *outer)
{
    if (inner->is_v6 != outer->is_v6)
        return false;
    if (inner->last.high != outer->last.high)
        return inner->last.high < outer->last.high;
    return inner->last.low <= outer->last.low;
}

/* Prefixes are disjoint or nested, so one sweep over them by first address is enough. */
static void mark_inside(struct entry *entries, size_t n)
{
    size_t outer = 0;

    if (n > 1)
        qsort(entries, n, sizeof *entries, compare_entries);
    for (size_t i = 1; i < n; i++) {
        entries[i].inside = is_inside(&entries[i].cidr, &entries[outer].cidr);
        if (!entries[i].inside)
            outer = i;
    }
    if (n > 1)
        qsort(entries, n, sizeof *entries, compare_indexes);
}

static void write_text(struct policy_builder *builder, const struct entry *entries,
                       size_t n, struct class *class)
{
    static const struct profile unknown = {.separator = ','};
    const struct profile *profile = class->profile != NULL ? class->profile : &unknown;
    struct buf buf;

    buf_init(&buf, &builder->policy->arena, BUF_MAX_BYTES);
    for (size_t i = 0; i < n; i++) {
        if (entries[i].inside)
            continue;
        if (buf.len > 0)
            buf_add_byte(&buf, profile->separator);
        buf_add(&buf, entries[i].text);
        if (entries[i].cidr.bare && !profile->bare_addresses)
            buf_addf(&buf, "/%u", (unsigned)entries[i].cidr.length);
    }
    class->ranges.text = buf_str(&buf);
}

static void write_names(struct policy_builder *builder, const struct texts_at *given,
                        struct class *class)
{
    struct buf buf;

    buf_init(&buf, &builder->policy->arena, BUF_MAX_BYTES);
    for (size_t i = 0; i < given->n; i++) {
        if (i > 0)
            buf_add_text(&buf, ", ");
        buf_add(&buf, given->items[i].text);
    }
    class->ranges.networks = buf_str(&buf);
}

/* The networks that are known; the rest is said. */
static const struct network **find_networks(struct policy_builder *builder,
                                            const struct texts_at *given, size_t *ret_n)
{
    const struct words words = {"unknown-network", "network", builder->network_names,
                                builder->networks.n};
    const struct network **found =
        ARENA_NEW(&builder->scratch, const struct network *, given->n);
    size_t n = 0;

    for (size_t i = 0; i < given->n; i++) {
        uint32_t index = 0;

        if (map_get(&builder->network_by_name, given->items[i].text, &index))
            found[n++] = &builder->network_sets[index];
        else
            builder_unknown(builder, &words, &given->items[i]);
    }
    *ret_n = n;
    return found;
}

static void set_networks(struct policy_builder *builder, const struct texts_at *given,
                         struct class *class)
{
    size_t n_networks = 0;
    const struct network **networks = find_networks(builder, given, &n_networks);
    size_t n = 0;

    for (size_t i = 0; i < n_networks; i++)
        n += networks[i]->n;

    struct entry *entries = ARENA_NEW(&builder->scratch, struct entry, n);
    struct cidr *cidrs = ARENA_NEW(&builder->scratch, struct cidr, n);

    n = 0;
    for (size_t i = 0; i < n_networks; i++) {
        for (size_t j = 0; j < networks[i]->n; j++) {
            cidrs[n] = networks[i]->cidrs[j];
            entries[n] = (struct entry){cidrs[n], networks[i]->texts[j], n, false};
            n++;
        }
    }
    class->ranges.set = cidr_set_of(&builder->policy->arena, cidrs, n);
    mark_inside(entries, n);
    write_text(builder, entries, n, class);
    write_names(builder, given, class);
}

/* It becomes one item of a comma list. */
static void check_object(struct policy_builder *builder, const struct text_at *object)
{
    bool good = object->text.len > 0;

    for (size_t i = 0; i < object->text.len && good; i++)
        good = (unsigned char)object->text.ptr[i] > ' ' && object->text.ptr[i] != ',' &&
               object->text.ptr[i] != 0x7f;
    if (!good)
        BUILD_ERROR(builder, "bad-object", object->place,
                    "object %s must be one name, without commas and blanks",
                    builder_quoted(builder, object->text));
}

void builder_class_ranges(struct policy_builder *builder, const struct build_class *part,
                          struct class *class)
{
    size_t index = RANGE_OPEN;

    if (text_at_given(&part->ranges_mode) &&
        !builder_word(builder, &mode_choice, &part->ranges_mode, &index))
        return;
    class->ranges.mode = (enum range_mode)index;
    check_ability(builder, &part->ranges_mode, class);
    check_fields(builder, part, class->ranges.mode);
    set_networks(builder, &part->ranges_networks, class);
    class->ranges.object = part->ranges_object.text;
    if (text_at_given(&part->ranges_object))
        check_object(builder, &part->ranges_object);
}
