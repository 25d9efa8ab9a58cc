/* SPDX-License-Identifier: Apache-2.0 */
/*
 * classes, sourceRanges: the networks that may reach a class, and how annotations tell
 * its controller.
 */
#include "core/policy/profile_keys.h"
#include "yaml/policy/sections/networks.h"
#include "yaml/policy/sections/sections.h"

#include <stdlib.h>

struct ranges_fields {
    struct text_at mode, object;
    struct texts_at networks;
};
#define ROW(member, name, ...) FIELD(struct ranges_fields, member, name, __VA_ARGS__)
static const struct field_row ranges_fields[] = {
    ROW(mode, "mode", FIELD_WORD),
    ROW(networks, "networks", FIELD_TEXTS),
    ROW(object, "object", FIELD_TEXT),
};

const struct words range_modes =
    WORDS("unknown-mode", "sourceRanges mode", STR_INIT("open"), STR_INIT("fixed"),
          STR_INIT("narrow"), STR_INIT("intersect"), STR_INIT("reference"),
          STR_INIT("elsewhere"));

bool range_mode_has_list(enum range_mode mode)
{
    return mode == RANGE_FIXED || mode == RANGE_NARROW || mode == RANGE_INTERSECT;
}

static bool can_do(const struct profile *profile, enum range_mode mode)
{
    if (mode == RANGE_REFERENCE)
        return profile_reference_key(profile).len > 0;
    return !range_mode_has_list(mode) || profile->n_list_keys > 0 ||
           profile == &profile_none;
}

static void check_ability(struct reader *reader, const struct text_at *text,
                          const struct class *class)
{
    const struct profile *profile = class->profile;
    const char *able = "open, elsewhere";

    if (profile == NULL || can_do(profile, class->ranges.mode))
        return;
    if (!class->has_profile) {
        REFUSE(reader, "range-mode", text->place,
               "mode reference needs a profile whose controller can refer to an object");
        return;
    }
    if (profile->n_list_keys > 0)
        able = "open, fixed, narrow, intersect, elsewhere";
    else if (profile->reference_key.len > 0)
        able = "open, reference, elsewhere";
    REFUSE(reader, "range-mode", text->place,
           "profile %s does not support mode %s; supported: %s",
           reader_quoted(reader, profile->name), reader_quoted(reader, text->text), able);
}

void range_parts_check(struct reader *reader, const struct range_parts *parts,
                       enum range_mode mode)
{
    const bool has_networks = parts->networks.line != 0;
    const bool has_object = parts->object.line != 0;
    const char *name = range_modes.all[mode].ptr;

    if (range_mode_has_list(mode) && !has_networks)
        REFUSE(reader, "range-fields", parts->mode, "mode %s needs \"networks\"", name);
    if (!range_mode_has_list(mode) && has_networks)
        REFUSE(reader, "range-fields", parts->networks,
               "mode %s takes no \"networks\"; fixed, narrow and intersect do", name);
    if (mode == RANGE_REFERENCE && !has_object)
        REFUSE(reader, "range-fields", parts->mode,
               "mode reference needs \"object\", the name to refer to");
    if (mode != RANGE_REFERENCE && has_object)
        REFUSE(reader, "range-fields", parts->object,
               "mode %s takes no \"object\"; reference does", name);
}

/* One entry of the networks. */
struct range {
    struct cidr cidr;
    struct str text;
    bool inside; /* another entry contains it */
};

static int compare_numbers(uint64_t a, uint64_t b)
{
    return a < b ? -1 : a > b;
}

/* By first address, then the larger range first, then in the order of the policy. */
static int compare_ranges(const void *left, const void *right)
{
    const struct range *a = *(struct range *const *)left;
    const struct range *b = *(struct range *const *)right;
    int order = (int)a->cidr.is_v6 - (int)b->cidr.is_v6;

    if (order == 0)
        order = compare_numbers(a->cidr.first.high, b->cidr.first.high);
    if (order == 0)
        order = compare_numbers(a->cidr.first.low, b->cidr.first.low);
    if (order == 0)
        order = (int)a->cidr.length - (int)b->cidr.length;
    return order != 0 ? order : (a > b) - (a < b);
}

static bool is_inside(const struct cidr *inner, const struct cidr *outer)
{
    if (inner->is_v6 != outer->is_v6)
        return false;
    if (inner->last.high != outer->last.high)
        return inner->last.high < outer->last.high;
    return inner->last.low <= outer->last.low;
}

/* CIDR ranges are disjoint or nested, so one pass in the order of first addresses finds
 * those that are inside others. */
static void mark_inside(struct range **ranges, size_t n)
{
    size_t outer = 0;

    if (n > 1)
        qsort(ranges, n, sizeof(struct range *), compare_ranges);
    for (size_t i = 1; i < n; i++) {
        ranges[i]->inside = is_inside(&ranges[i]->cidr, &ranges[outer]->cidr);
        if (!ranges[i]->inside)
            outer = i;
    }
}

static struct str item_text(struct reader *reader, const struct range *range,
                            const struct range_style *style)
{
    if (!range->cidr.bare || style->bare_addresses)
        return range->text;
    return arena_format(&reader->policy->arena, "%.*s/%u", STR_ARGS(range->text),
                        (unsigned)range->cidr.length);
}

static struct str join(struct arena *arena, const struct str *texts, size_t n,
                       const char *separator)
{
    struct buf buf = buf_in(arena);

    for (size_t i = 0; i < n; i++) {
        if (i > 0)
            buf_add_text(&buf, separator);
        buf_add(&buf, texts[i]);
    }
    return buf_str(&buf);
}

static void write_items(struct reader *reader, const struct range *ranges, size_t n,
                        struct range_style *style)
{
    struct str *items = ARENA_NEW(&reader->policy->arena, struct str, n);

    style->n_items = 0;
    for (size_t i = 0; i < n; i++) {
        if (!ranges[i].inside)
            items[style->n_items++] = item_text(reader, &ranges[i], style);
    }
    style->items = items;
}

struct networks_named networks_find(struct reader *reader, const struct texts_at *given)
{
    const struct network **all =
        ARENA_NEW(&reader->arena, const struct network *, given->n);
    struct str *names = ARENA_NEW(&reader->arena, struct str, given->n);
    struct networks_named named = {all, names, 0, STR_NONE, given->place};

    for (size_t i = 0; i < given->n; i++) {
        uint32_t index = 0;

        if (!names_find(reader, &reader->networks, &given->items[i], &index))
            continue;
        names[named.n] = given->items[i].text;
        all[named.n++] = &reader->network_sets[index];
    }
    named.text = join(&reader->policy->arena, names, named.n, ", ");
    return named;
}

static size_t count_entries(const struct networks_named *networks)
{
    size_t n = 0;

    for (size_t i = 0; i < networks->n; i++)
        n += networks->all[i]->n;
    return n;
}

struct cidr_set networks_set(struct reader *reader, const struct networks_named *networks)
{
    const size_t max = count_entries(networks);
    struct cidr *cidrs;
    size_t n = 0;

    if (!reader_has_room(reader, max * 2 * sizeof(struct cidr)))
        return (struct cidr_set){0};
    cidrs = ARENA_NEW(&reader->arena, struct cidr, max);
    for (size_t i = 0; i < networks->n; i++) {
        for (size_t j = 0; j < networks->all[i]->n; j++)
            cidrs[n++] = networks->all[i]->cidrs[j];
    }
    return cidr_set_of(&reader->policy->arena, cidrs, n);
}

/* The bytes of the entries of a network as text, with separators. */
static size_t bytes_of_text(const struct network *network)
{
    size_t n = 0;

    for (size_t i = 0; i < network->n; i++)
        n += network->texts[i].len + sizeof ", ";
    return n;
}

struct str networks_text(struct reader *reader, const struct networks_named *networks)
{
    struct buf buf = buf_in(&reader->policy->arena);
    size_t n = 0;

    for (size_t i = 0; i < networks->n; i++)
        n += networks->names[i].len + bytes_of_text(networks->all[i]);
    if (!reader_has_room(reader, 2 * n))
        return STR_NONE;
    for (size_t i = 0; i < networks->n; i++) {
        const struct network *network = networks->all[i];

        buf_addf(&buf, "%s%.*s (", i == 0 ? "" : ", ", STR_ARGS(networks->names[i]));
        buf_add(&buf, join(&reader->arena, network->texts, network->n, ", "));
        buf_add_byte(&buf, ')');
    }
    return buf_str(&buf);
}

void ranges_write(struct reader *reader, const struct networks_named *networks,
                  struct range_style *style, struct class_ranges *ret)
{
    const size_t max = count_entries(networks);
    const char separator[] = {style->separator, '\0'};
    struct range *ranges;
    struct range **sorted;
    struct cidr *cidrs;
    size_t n = 0;

    if (!reader_has_room(reader, max * (sizeof(struct range) + sizeof(struct cidr) +
                                        sizeof(struct str))))
        return;
    ranges = ARENA_NEW(&reader->arena, struct range, max);
    sorted = ARENA_NEW(&reader->arena, struct range *, max);
    cidrs = ARENA_NEW(&reader->arena, struct cidr, max);

    for (size_t i = 0; i < networks->n; i++) {
        const struct network *network = networks->all[i];

        for (size_t j = 0; j < network->n; j++) {
            if (network->cidrs[j].is_v6 ? style->no_ipv6 : style->no_ipv4)
                continue;
            cidrs[n] = network->cidrs[j];
            ranges[n] = (struct range){cidrs[n], network->texts[j], false};
            sorted[n] = &ranges[n];
            n++;
        }
    }
    ret->set = cidr_set_of(&reader->policy->arena, cidrs, n);
    mark_inside(sorted, n);
    write_items(reader, ranges, n, style);
    ret->text = join(&reader->policy->arena, style->items, style->n_items, separator);
    ret->networks = networks->text;
}

/* In the order of enum reference_form. */
static const char *const forms[] = {
    "",
    "NAMESPACE/NAME: a name alone is looked up in the Ingress's namespace",
    "NAMESPACE:NAME: a name alone is looked up in the Ingress's namespace first",
    "NAME@PROVIDER, such as NAMESPACE-NAME@kubernetescrd",
    "patterns/NAME, a file of the controller",
};

/* The object is written as one item of a list separated by commas. */
static void check_object(struct reader *reader, const struct text_at *object,
                         const struct profile *profile)
{
    bool good = object->text.len > 0;

    for (size_t i = 0; i < object->text.len && good; i++)
        good = (unsigned char)object->text.ptr[i] > ' ' && object->text.ptr[i] != ',' &&
               object->text.ptr[i] != 0x7f;
    if (!good)
        REFUSE(reader, "bad-object", object->place,
               "object %s must be one name, without commas and blanks",
               reader_quoted(reader, object->text));
    else if (profile != NULL && !profile_can_refer_to(profile, object->text))
        REFUSE(reader, "bad-object", object->place,
               "object %s of profile %s must have the form %s",
               reader_quoted(reader, object->text), reader_quoted(reader, profile->name),
               forms[profile->reference_form]);
}

void class_ranges_read(struct reader *reader, const struct node *map, struct spot spot,
                       struct class *class)
{
    const struct profile *profile =
        class->profile != NULL ? class->profile : &profile_none;
    struct range_style style = {.separator = profile->separator,
                                .bare_addresses = profile->bare_addresses};
    struct networks_named *networks = &reader->class_networks[class->index];
    struct ranges_fields given = {0};
    struct range_parts parts;
    size_t index = RANGE_OPEN;

    (void)fields_read(reader, map, spot_below(spot, "sourceRanges"),
                      FIELDS(ranges_fields), &given);
    if (text_at_given(&given.mode) &&
        !reader_word(reader, &range_modes, &given.mode, &index))
        return;
    class->ranges.mode = (enum range_mode)index;
    check_ability(reader, &given.mode, class);
    parts =
        (struct range_parts){given.mode.place, given.networks.place, given.object.place};
    range_parts_check(reader, &parts, class->ranges.mode);
    *networks = networks_find(reader, &given.networks);
    ranges_write(reader, networks, &style, &class->ranges);
    class->ranges.object = given.object.text;
    if (text_at_given(&given.object))
        check_object(reader, &given.object,
                     class->ranges.mode == RANGE_REFERENCE ? class->profile : NULL);
}
