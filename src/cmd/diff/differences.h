/* SPDX-License-Identifier: Apache-2.0 */
/*
 * differences: how two policies differ, as lines in the order of the manual page.
 *
 * Each section has its own functions, which compare the policies and add lines.  Texts of
 * lines are raw: the printers escape them.  One arena owns everything.
 */
#ifndef CMD_DIFF_DIFFERENCES_H
#define CMD_DIFF_DIFFERENCES_H

#include "base/buf.h"
#include "cmd/desk/desk.h"
#include "core/reach/compare.h"

/* In the order in which they are shown. */
enum diff_section {
    DIFF_TENANTS,
    DIFF_OWNERS,
    DIFF_REACH,
    DIFF_CLASSES,
    DIFF_RANGES,
    DIFF_DNS,
    DIFF_ADDS,
    DIFF_RULES,
    DIFF_ANNOTATIONS,
    DIFF_EXEMPTIONS,
    DIFF_KINDS,
    DIFF_SETTINGS,
    DIFF_SECTIONS,
};
const char *diff_section_name(enum diff_section section);

enum diff_mark {
    DIFF_WIDER,
    DIFF_NARROWER,
    DIFF_MOVED,
    DIFF_OTHER,
    DIFF_MARKS,
};
char diff_mark_byte(enum diff_mark mark);

struct diff_line {
    enum diff_section section;
    enum diff_mark mark;
    struct str text;
    const struct entry *entry;            /* NULL: its place is unknown */
    bool is_uncounted;                    /* no difference in meaning */
    const struct reach_difference *reach; /* in DIFF_REACH */
    const struct reach_move *move;        /* in DIFF_OWNERS */
};

struct differences {
    struct arena *arena;
    const struct desk_policy *of[REACH_SIDES];
    enum policy_mode modes[REACH_SIDES]; /* as written */
    int32_t today;
    struct reach_comparison reach;
    struct diff_line *lines; /* ordered by section */
    size_t n, cap;
    size_t counts[DIFF_MARKS];
};

/* Returns false with *err set if the policies cannot be compared. */
bool differences_find(struct differences *differences, struct err *err) MUST_CHECK;

/* As in "wider and narrower"; NULL if there is no difference in meaning. */
const char *differences_result(const struct differences *differences);
size_t differences_total(const struct differences *differences);

/* For the sections: add a line.  Its text must live as long as the arena. */
void diff_add(struct differences *differences, struct diff_line line);
/* The same with a formatted text. */
void diff_addf(struct differences *differences, enum diff_section section,
               enum diff_mark mark, const struct entry *entry, const char *format, ...)
    PRINTF_LIKE(5, 6);

/* For a field without a wording of its own: add `ADDRESS: OLD -> NEW` unless both values
 * are equal. */
void diff_setting(struct differences *differences, enum diff_section section,
                  struct str address, const struct str values[REACH_SIDES]);

static inline const struct policy *diff_policy(const struct differences *differences,
                                               enum reach_side side)
{
    return differences->of[side]->policy;
}
/* The entry with that address in NEW; if NEW has none, in OLD. */
const struct entry *diff_place(const struct differences *differences, const char *format,
                               ...) PRINTF_LIKE(2, 3);

/* The same for a field of a tenant.  Without an entry of the tenant, the same field of
 * tenantDefaults. */
const struct entry *diff_tenant_place(const struct differences *differences,
                                      struct str tenant, const char *field);

/* Two lists as sets. */
struct diff_sets {
    const struct str *lists[REACH_SIDES];
    size_t n[REACH_SIDES];
};
enum diff_mark diff_sets_mark(const struct diff_sets *sets); /* a superset is wider */
bool diff_sets_equal(const struct diff_sets *sets);
/* Items of that side that the other side does not have, each once. */
const struct str *diff_sets_only(struct arena *arena, const struct diff_sets *sets,
                                 enum reach_side side, size_t *ret_n);
/* The items joined by ", ", sorted and each once; `none` for an empty list. */
struct str diff_join(struct arena *arena, const struct str *items, size_t n,
                     const char *none);

/* The number of kinds in a list.  0 if the list contains every kind that the policies
 * judge, because an empty list means the same. */
size_t diff_count_kinds(const struct differences *differences, const struct str *kinds,
                        size_t n);

static inline enum diff_mark diff_mark_of(enum reach_side only)
{
    return only == REACH_NEW ? DIFF_WIDER : DIFF_NARROWER;
}
static inline enum diff_mark diff_mark_reversed(enum diff_mark mark)
{
    if (mark == DIFF_WIDER)
        return DIFF_NARROWER;
    return mark == DIFF_NARROWER ? DIFF_WIDER : mark;
}

struct kind;
/* Compare a kind that both policies define, field by field. */
void diff_row(struct differences *differences, const struct kind *old,
              const struct kind *new);
/* Compare the profiles of controllers that the policies define. */
void diff_profiles(struct differences *differences);

/* The sections. */
void diff_tenants(struct differences *);
void diff_owners(struct differences *);
void diff_reach(struct differences *);
void diff_classes(struct differences *);
void diff_ranges(struct differences *);
void diff_dns(struct differences *);
void diff_adds(struct differences *);
void diff_rules(struct differences *);
void diff_annotations(struct differences *);
void diff_exemptions(struct differences *);
void diff_kinds(struct differences *);
void diff_gateways(struct differences *);
void diff_services(struct differences *);
void diff_fields(struct differences *);
void diff_settings(struct differences *);

#endif
