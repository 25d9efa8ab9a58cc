/*
 * classes, sourceRanges: which networks may reach a class, and how its controller is
 * told.
 */
#include "core/policy/profile_keys.h"
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

/* In the order of enum range_mode. */
static const struct words mode_choice =
    WORDS("unknown-mode", "sourceRanges mode", STR_INIT("open"), STR_INIT("fixed"),
          STR_INIT("narrow"), STR_INIT("intersect"), STR_INIT("reference"),
          STR_INIT("elsewhere"));

static bool has_list(enum range_mode mode)
{
    return mode == RANGE_FIXED || mode == RANGE_NARROW || mode == RANGE_INTERSECT;
}

static bool can_do(const struct profile *profile, enum range_mode mode)
{
    if (mode == RANGE_REFERENCE)
        return profile_reference_key(profile).len > 0;
    return !has_list(mode) || profile->n_list_keys > 0;
}

static void check_ability(struct reader *reader, const struct text_at *text,
                          const struct class *class)
{
    const struct profile *profile = class->profile;
    const char *able = "open, elsewhere";

    if (profile == NULL || can_do(profile, class->ranges.mode))
        return;
    if (profile->n_list_keys > 0)
        able = "open, fixed, narrow, intersect, elsewhere";
    else if (profile->reference_key.len > 0)
        able = "open, reference, elsewhere";
    REFUSE(reader, "range-mode", text->place,
           "profile %s cannot do mode %s; it can do: %s",
           reader_quoted(reader, profile->name), reader_quoted(reader, text->text), able);
}

static void check_fields(struct reader *reader, const struct ranges_fields *given,
                         enum range_mode mode)
{
    const bool has_networks = texts_at_given(&given->networks);
    const bool has_object = text_at_given(&given->object);
    const char *name = mode_choice.all[mode].ptr;

    if (has_list(mode) && !has_networks)
        REFUSE(reader, "range-fields", given->mode.place, "mode %s needs \"networks\"",
               name);
    if (!has_list(mode) && has_networks)
        REFUSE(reader, "range-fields", given->networks.place,
               "mode %s takes no \"networks\"; fixed, narrow and intersect do", name);
    if (mode == RANGE_REFERENCE && !has_object)
        REFUSE(reader, "range-fields", given->mode.place,
               "mode reference needs \"object\", the name to refer to");
    if (mode != RANGE_REFERENCE && has_object)
        REFUSE(reader, "range-fields", given->object.place,
               "mode %s takes no \"object\"; reference does", name);
}

/* One entry of the class's networks on its way into the text. */
struct range {
    struct cidr cidr;
    struct str text;
    bool inside; /* another one holds it */
};

static int compare_numbers(uint64_t a, uint64_t b)
{
    return a < b ? -1 : a > b;
}

/* Those that hold others come first, then the order of the policy. */
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

/* Prefixes are disjoint or nested, so one sweep over them by first address is enough. */
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

static void write_text(struct reader *reader, const struct range *ranges, size_t n,
                       struct class *class)
{
    static const struct profile unknown = {.separator = ','};
    const struct profile *profile = class->profile != NULL ? class->profile : &unknown;
    struct buf buf = buf_in(&reader->policy->arena);

    for (size_t i = 0; i < n; i++) {
        if (ranges[i].inside)
            continue;
        if (buf.len > 0)
            buf_add_byte(&buf, profile->separator);
        buf_add(&buf, ranges[i].text);
        if (ranges[i].cidr.bare && !profile->bare_addresses)
            buf_addf(&buf, "/%u", (unsigned)ranges[i].cidr.length);
    }
    class->ranges.text = buf_str(&buf);
}

static void write_names(struct reader *reader, const struct texts_at *given,
                        struct class *class)
{
    struct buf buf = buf_in(&reader->policy->arena);

    for (size_t i = 0; i < given->n; i++) {
        if (i > 0)
            buf_add_text(&buf, ", ");
        buf_add(&buf, given->items[i].text);
    }
    class->ranges.networks = buf_str(&buf);
}

/* The networks that are known; the rest is noted. */
static const struct network **find_networks(struct reader *reader,
                                            const struct texts_at *given, size_t *ret_n)
{
    const struct network **found =
        ARENA_NEW(&reader->arena, const struct network *, given->n);
    size_t n = 0;

    for (size_t i = 0; i < given->n; i++) {
        uint32_t index = 0;

        if (names_find(reader, &reader->networks, &given->items[i], &index))
            found[n++] = &reader->network_sets[index];
    }
    *ret_n = n;
    return found;
}

static void set_networks(struct reader *reader, const struct texts_at *given,
                         struct class *class)
{
    size_t n_networks = 0;
    const struct network **networks = find_networks(reader, given, &n_networks);
    size_t n = 0;

    for (size_t i = 0; i < n_networks; i++)
        n += networks[i]->n;
    if (!reader_has_room(reader, n * (sizeof(struct range) + sizeof(struct cidr))))
        return;

    struct range *ranges = ARENA_NEW(&reader->arena, struct range, n);
    struct range **sorted = ARENA_NEW(&reader->arena, struct range *, n);
    struct cidr *cidrs = ARENA_NEW(&reader->arena, struct cidr, n);

    n = 0;
    for (size_t i = 0; i < n_networks; i++) {
        for (size_t j = 0; j < networks[i]->n; j++, n++) {
            cidrs[n] = networks[i]->cidrs[j];
            ranges[n] = (struct range){cidrs[n], networks[i]->texts[j], false};
            sorted[n] = &ranges[n];
        }
    }
    class->ranges.set = cidr_set_of(&reader->policy->arena, cidrs, n);
    mark_inside(sorted, n);
    write_text(reader, ranges, n, class);
    write_names(reader, given, class);
}

/* In the order of enum reference_form. */
static const char *const forms[] = {
    "",
    "NAMESPACE/NAME: a name alone is looked up in the Ingress's namespace",
    "NAMESPACE:NAME: a name alone is looked up in the Ingress's namespace first",
    "NAME@PROVIDER, such as NAMESPACE-NAME@kubernetescrd",
    "patterns/NAME, a file of the controller's",
};

/* It becomes one item of a comma list. */
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
    struct ranges_fields given = {0};
    size_t index = RANGE_OPEN;

    (void)fields_read(reader, map, spot_below(spot, "sourceRanges"),
                      FIELDS(ranges_fields), &given);
    reader->class_networks[class->index] = given.networks.place;
    if (text_at_given(&given.mode) &&
        !reader_word(reader, &mode_choice, &given.mode, &index))
        return;
    class->ranges.mode = (enum range_mode)index;
    check_ability(reader, &given.mode, class);
    check_fields(reader, &given, class->ranges.mode);
    set_networks(reader, &given.networks, class);
    class->ranges.object = given.object.text;
    if (text_at_given(&given.object))
        check_object(reader, &given.object,
                     class->ranges.mode == RANGE_REFERENCE ? class->profile : NULL);
}
