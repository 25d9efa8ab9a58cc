/* SPDX-License-Identifier: Apache-2.0 */
/* ranges: compares the source ranges from which objects of a class may be reachable. */
#include "cmd/diff/pairs.h"
#include "core/values/cidr.h"

static const char *const mode_words[] = {
    [RANGE_OPEN] = "open",           [RANGE_FIXED] = "fixed",
    [RANGE_NARROW] = "narrow",       [RANGE_INTERSECT] = "intersect",
    [RANGE_REFERENCE] = "reference", [RANGE_ELSEWHERE] = "elsewhere",
};

/* One set of ranges of a class. */
struct ranges {
    enum range_mode mode;
    struct cidr_set set;
    struct str object;
};

/* Where the ranges are in the policy, and what a line calls them. */
struct titled {
    struct str class;
    const char *suffix; /* follows the class in texts */
    const char *field;
};

static bool is_limited(enum range_mode mode)
{
    return mode == RANGE_FIXED || mode == RANGE_NARROW || mode == RANGE_INTERSECT;
}

/* The user may write any list. */
static bool is_free(enum range_mode mode)
{
    return mode == RANGE_OPEN || mode == RANGE_ELSEWHERE;
}

static struct cidr_set every_address(struct arena *arena)
{
    struct cidr all[2];
    const char *reason;

    if (!cidr_parse(STR("0.0.0.0/0"), &all[0], &reason) ||
        !cidr_parse(STR("::/0"), &all[1], &reason))
        return (struct cidr_set){0};
    return cidr_set_of(arena, all, ARRAY_LEN(all));
}

static const struct entry *place_of(const struct differences *differences,
                                    const struct titled *titled)
{
    return diff_place(differences, "classes[%.*s].%s", STR_ARGS(titled->class),
                      titled->field);
}

#define PREFIXES_MAX 100000

static void add_set(struct differences *differences, const struct titled *titled,
                    enum diff_mark mark, const struct cidr_set *set)
{
    struct buf text = buf_in(differences->arena);
    struct str rest;
    struct str item;
    bool done = false;
    struct buf spaced = buf_in(differences->arena);

    if (cidr_set_is_empty(set) || !cidr_set_add_text(set, ',', PREFIXES_MAX, &text))
        return;
    rest = buf_str(&text);
    while (str_next_item(&rest, ',', &done, &item)) {
        buf_add_text(&spaced, spaced.len == 0 ? "" : ", ");
        buf_add(&spaced, item);
    }
    diff_addf(differences, DIFF_RANGES, mark, place_of(differences, titled),
              "%.*s%s: %.*s", STR_ARGS(titled->class), titled->suffix,
              STR_ARGS(buf_str(&spaced)));
}

static void compare_sets(struct differences *differences, const struct titled *titled,
                         const struct ranges *old, const struct ranges *new)
{
    struct arena *arena = differences->arena;
    const struct cidr_set before =
        is_limited(old->mode) ? old->set : every_address(arena);
    const struct cidr_set after = is_limited(new->mode) ? new->set : every_address(arena);
    const struct cidr_set added = cidr_set_minus(arena, &after, &before);
    const struct cidr_set removed = cidr_set_minus(arena, &before, &after);

    add_set(differences, titled, DIFF_WIDER, &added);
    add_set(differences, titled, DIFF_NARROWER, &removed);
}

static enum diff_mark mark_of_modes(enum range_mode old, enum range_mode new)
{
    if (is_free(old) == is_free(new))
        return DIFF_OTHER;
    return is_free(new) ? DIFF_WIDER : DIFF_NARROWER;
}

static void compare(struct differences *differences, const struct titled *titled,
                    const struct ranges *old, const struct ranges *new)
{
    compare_sets(differences, titled, old, new);
    if (old->mode != new->mode)
        diff_addf(differences, DIFF_RANGES, mark_of_modes(old->mode, new->mode),
                  place_of(differences, titled), "%.*s%s: %s -> %s",
                  STR_ARGS(titled->class), titled->suffix, mode_words[old->mode],
                  mode_words[new->mode]);
    else if (!str_equal(old->object, new->object))
        diff_addf(differences, DIFF_RANGES, DIFF_OTHER, place_of(differences, titled),
                  "%.*s%s: object %.*s -> %.*s", STR_ARGS(titled->class), titled->suffix,
                  STR_ARGS(old->object), STR_ARGS(new->object));
}

static struct ranges of_class(const struct class_ranges *ranges)
{
    return (struct ranges){ranges->mode, ranges->set, ranges->object};
}

static struct ranges of_gateway(const struct class_gateway *gateway, struct arena *arena)
{
    static const enum range_mode modes[] = {
        [GATEWAY_RANGES_NONE] = RANGE_OPEN,
        [GATEWAY_RANGES_OPEN] = RANGE_OPEN,
        [GATEWAY_RANGES_ELSEWHERE] = RANGE_ELSEWHERE,
        [GATEWAY_RANGES_FILTER] = RANGE_REFERENCE,
    };
    struct ranges ranges = {.mode = modes[gateway->ranges]};

    if (gateway->ranges == GATEWAY_RANGES_FILTER)
        ranges.object =
            arena_format(arena, "%.*s.%.*s/%.*s", STR_ARGS(gateway->filter.kind),
                         STR_ARGS(gateway->filter.group), STR_ARGS(gateway->filter.name));
    return ranges;
}

static void compare_class(struct differences *differences, const struct class *old,
                          const struct class *new)
{
    struct titled titled = {new->name, "", "sourceRanges"};
    struct ranges before = of_class(&old->ranges);
    struct ranges after = of_class(&new->ranges);

    compare(differences, &titled, &before, &after);
    if (old->gateway != NULL && new->gateway != NULL) {
        titled.suffix = ", gateway";
        titled.field = "gateway.sourceRanges";
        before = of_gateway(old->gateway, differences->arena);
        after = of_gateway(new->gateway, differences->arena);
        compare(differences, &titled, &before, &after);
    }
    if (old->service == NULL || new->service == NULL ||
        (old->service->ranges == &old->ranges && new->service->ranges == &new->ranges))
        return;
    titled.suffix = ", service";
    titled.field = "service.sourceRanges";
    before = of_class(old->service->ranges);
    after = of_class(new->service->ranges);
    compare(differences, &titled, &before, &after);
}

void diff_ranges(struct differences *differences)
{
    const struct diff_pairs pairs = diff_pairs_of_classes(differences);

    for (size_t i = 0; i < pairs.n; i++) {
        if (pairs.all[i].of[REACH_OLD] != NULL && pairs.all[i].of[REACH_NEW] != NULL)
            compare_class(differences, pairs.all[i].of[REACH_OLD],
                          pairs.all[i].of[REACH_NEW]);
    }
}
