/* SPDX-License-Identifier: Apache-2.0 */
/* differences: adds and sorts lines; helpers of the sections. */
#include "cmd/diff/differences.h"

#include <stdarg.h>
#include <stdlib.h>

static const char *const section_names[DIFF_SECTIONS] = {
    [DIFF_TENANTS] = "tenants",
    [DIFF_OWNERS] = "owners",
    [DIFF_REACH] = "reach",
    [DIFF_CLASSES] = "classes",
    [DIFF_RANGES] = "ranges",
    [DIFF_DNS] = "dns",
    [DIFF_ADDS] = "adds",
    [DIFF_RULES] = "rules",
    [DIFF_ANNOTATIONS] = "annotations",
    [DIFF_EXEMPTIONS] = "exemptions",
    [DIFF_KINDS] = "kinds",
    [DIFF_SETTINGS] = "settings",
};

const char *diff_section_name(enum diff_section section)
{
    return section_names[section];
}

char diff_mark_byte(enum diff_mark mark)
{
    return "+->~"[mark];
}

void diff_add(struct differences *differences, struct diff_line line)
{
    if (differences->n == differences->cap)
        differences->lines = arena_grow(differences->arena, differences->lines,
                                        &differences->cap, sizeof *differences->lines);
    differences->lines[differences->n++] = line;
    if (!line.is_uncounted)
        differences->counts[line.mark]++;
}

void diff_addf(struct differences *differences, enum diff_section section,
               enum diff_mark mark, const struct entry *entry, const char *format, ...)
{
    struct diff_line line = {.section = section, .mark = mark, .entry = entry};
    va_list args;

    va_start(args, format);
    line.text = arena_format_args(differences->arena, format, args);
    va_end(args);
    diff_add(differences, line);
}

const struct entry *diff_place(const struct differences *differences, const char *format,
                               ...)
{
    const struct entry *found = NULL;
    struct str address;
    va_list args;

    va_start(args, format);
    address = arena_format_args(differences->arena, format, args);
    va_end(args);
    for (int side = REACH_NEW; side >= REACH_OLD && found == NULL; side--)
        found = places_find(differences->of[side]->places, address);
    return found;
}

const struct entry *diff_tenant_place(const struct differences *differences,
                                      struct str tenant, const char *field)
{
    const struct entry *found = NULL;

    for (int side = REACH_NEW; side >= REACH_OLD && found == NULL; side--) {
        const struct places *places = differences->of[side]->places;

        found = places_findf(places, "tenants[%.*s].%s", STR_ARGS(tenant), field);
        if (found == NULL)
            found = places_findf(places, "tenantDefaults.%s", field);
    }
    return found;
}

/* The address of the part that contains this one; STR_NONE at the top. */
static struct str outer_of(struct str address)
{
    size_t depth = 0;

    for (size_t i = address.len; i > 0; i--) {
        const char byte = address.ptr[i - 1];

        if (byte == ']')
            depth++;
        else if (byte == '[' && depth > 0)
            depth--;
        else if (byte == '.' && depth == 0)
            return str_head(address, i - 1);
    }
    return STR_NONE;
}

void diff_setting(struct differences *differences, enum diff_section section,
                  struct str address, const struct str values[REACH_SIDES])
{
    const struct entry *place = NULL;
    struct str texts[REACH_SIDES];

    if (str_equal(values[REACH_OLD], values[REACH_NEW]))
        return;
    for (struct str at = address; at.len > 0 && place == NULL; at = outer_of(at))
        place = diff_place(differences, "%.*s", STR_ARGS(at));
    for (size_t s = 0; s < REACH_SIDES; s++)
        texts[s] = values[s].len == 0 ? STR("none") : values[s];
    diff_addf(differences, section, DIFF_OTHER, place, "%.*s: %.*s -> %.*s",
              STR_ARGS(address), STR_ARGS(texts[REACH_OLD]), STR_ARGS(texts[REACH_NEW]));
}

static bool has(const struct diff_sets *sets, enum reach_side side, struct str item)
{
    size_t at;

    return str_index(sets->lists[side], sets->n[side], item, &at);
}

const struct str *diff_sets_only(struct arena *arena, const struct diff_sets *sets,
                                 enum reach_side side, size_t *ret_n)
{
    struct str *all = ARENA_NEW(arena, struct str, sets->n[side]);
    const enum reach_side other = side == REACH_OLD ? REACH_NEW : REACH_OLD;
    size_t n = 0;
    size_t at;

    for (size_t i = 0; i < sets->n[side]; i++) {
        const struct str item = sets->lists[side][i];

        if (!has(sets, other, item) && !str_index(all, n, item, &at))
            all[n++] = item;
    }
    *ret_n = n;
    return all;
}

static bool is_within(const struct diff_sets *sets, enum reach_side side)
{
    for (size_t i = 0; i < sets->n[side]; i++) {
        if (!has(sets, side == REACH_OLD ? REACH_NEW : REACH_OLD, sets->lists[side][i]))
            return false;
    }
    return true;
}

bool diff_sets_equal(const struct diff_sets *sets)
{
    return is_within(sets, REACH_OLD) && is_within(sets, REACH_NEW);
}

enum diff_mark diff_sets_mark(const struct diff_sets *sets)
{
    if (is_within(sets, REACH_OLD))
        return DIFF_WIDER;
    return is_within(sets, REACH_NEW) ? DIFF_NARROWER : DIFF_OTHER;
}

size_t diff_count_kinds(const struct differences *differences, const struct str *kinds,
                        size_t n)
{
    for (size_t s = 0; s < REACH_SIDES; s++) {
        size_t n_judged;
        const struct kind *judged =
            policy_kinds(diff_policy(differences, (enum reach_side)s), &n_judged);
        size_t at;

        for (size_t i = 0; i < n_judged; i++) {
            if (!str_index(kinds, n, judged[i].name, &at))
                return n;
        }
    }
    return 0;
}

struct str diff_join(struct arena *arena, const struct str *items, size_t n,
                     const char *none)
{
    struct buf buf = buf_in(arena);
    struct str *sorted = ARENA_NEW(arena, struct str, n);

    for (size_t i = 0; i < n; i++)
        sorted[i] = items[i];
    if (n > 1)
        qsort(sorted, n, sizeof *sorted, str_order);
    for (size_t i = 0; i < n; i++) {
        if (i > 0 && str_equal(sorted[i], sorted[i - 1]))
            continue;
        buf_add_text(&buf, i == 0 ? "" : ", ");
        buf_add(&buf, sorted[i]);
    }
    if (n == 0)
        buf_add_text(&buf, none);
    return buf_str(&buf);
}

/* Within a section, lines stay in the order in which they were added: some sections add
 * lines to others. */
static void sort_lines(struct differences *differences)
{
    struct diff_line *sorted =
        ARENA_NEW(differences->arena, struct diff_line, differences->n);
    size_t n = 0;

    for (int section = 0; section < DIFF_SECTIONS; section++) {
        for (size_t i = 0; i < differences->n; i++) {
            if (differences->lines[i].section == (enum diff_section)section)
                sorted[n++] = differences->lines[i];
        }
    }
    differences->lines = sorted;
}

bool differences_find(struct differences *differences, struct err *err)
{
    const struct reach_policies policies = {
        .of = {differences->of[REACH_OLD]->policy, differences->of[REACH_NEW]->policy},
        .today = differences->today,
    };

    if (!reach_compare(&policies, differences->arena, &differences->reach))
        return err_set(err, ERR_LIMIT, "too many patterns of namespaces to compare");
    diff_tenants(differences);
    diff_owners(differences);
    diff_reach(differences);
    diff_classes(differences);
    diff_ranges(differences);
    diff_dns(differences);
    diff_adds(differences);
    diff_rules(differences);
    diff_annotations(differences);
    diff_exemptions(differences);
    diff_kinds(differences);
    diff_gateways(differences);
    diff_services(differences);
    diff_fields(differences);
    diff_settings(differences);
    sort_lines(differences);
    return true;
}

size_t differences_total(const struct differences *differences)
{
    size_t n = 0;

    for (int mark = 0; mark < DIFF_MARKS; mark++)
        n += differences->counts[mark];
    return n;
}

const char *differences_result(const struct differences *differences)
{
    const bool is_wider = differences->counts[DIFF_WIDER] > 0;
    const bool is_narrower = differences->counts[DIFF_NARROWER] > 0;

    if (is_wider && is_narrower)
        return "wider and narrower";
    if (is_wider)
        return "wider";
    if (is_narrower)
        return "narrower";
    return differences_total(differences) > 0 ? "different" : NULL;
}
