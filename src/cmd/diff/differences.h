/* SPDX-License-Identifier: Apache-2.0 */
/*
 * differences: what two policies say differently, as lines in the order of the manual.
 *
 * Each section is compared by functions of its own, which add lines.  Texts of lines are
 * raw: who prints them escapes them.  Everything lives in one arena.
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
    const struct entry *entry; /* NULL: no place is known */
    bool is_uncounted;
    const struct reach_difference *reach; /* of DIFF_REACH */
    const struct reach_move *move;        /* of DIFF_OWNERS */
};

struct differences {
    struct arena *arena;
    const struct desk_policy *of[REACH_SIDES];
    enum policy_mode modes[REACH_SIDES]; /* as written */
    int32_t today;
    struct reach_comparison reach;
    struct diff_line *lines; /* by section */
    size_t n, cap;
    size_t counts[DIFF_MARKS];
};

/* False: *err says what cannot be compared. */
bool differences_find(struct differences *differences, struct err *err) MUST_CHECK;

/* "wider and narrower"; NULL: no difference in meaning. */
const char *differences_result(const struct differences *differences);
size_t differences_total(const struct differences *differences);

/* For the sections.  Add a line; text is kept. */
void diff_add(struct differences *differences, struct diff_line line);
/* The same of a text that is made here; the place: entry. */
void diff_addf(struct differences *differences, enum diff_section section,
               enum diff_mark mark, const struct entry *entry, const char *format, ...)
    PRINTF_LIKE(5, 6);

/* What no section has a wording for: `ADDRESS: OLD -> NEW`, unless both are equal. */
void diff_setting(struct differences *differences, enum diff_section section,
                  struct str address, const struct str values[REACH_SIDES]);

static inline const struct policy *diff_policy(const struct differences *differences,
                                               enum reach_side side)
{
    return differences->of[side]->policy;
}
/* The entry of that address in NEW, or in OLD if it is not there. */
const struct entry *diff_place(const struct differences *differences, const char *format,
                               ...) PRINTF_LIKE(2, 3);

/* The same of a tenant's field, or of that field of tenantDefaults. */
const struct entry *diff_tenant_place(const struct differences *differences,
                                      struct str tenant, const char *field);

/* Two lists as sets. */
struct diff_sets {
    const struct str *lists[REACH_SIDES];
    size_t n[REACH_SIDES];
};
enum diff_mark diff_sets_mark(const struct diff_sets *sets); /* more is wider */
bool diff_sets_equal(const struct diff_sets *sets);
/* Items that one side has and the other has not. */
const struct str *diff_sets_only(struct arena *arena, const struct diff_sets *sets,
                                 enum reach_side side, size_t *ret_n);
/* As a set: sorted, each item once. */
struct str diff_join(struct arena *arena, const struct str *items, size_t n,
                     const char *none);

/* How many kinds a list names; 0 if it names all that are judged, which is what no list
 * means. */
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
/* What a policy's own row says of objects, field by field. */
void diff_row(struct differences *differences, const struct kind *old,
              const struct kind *new);
/* Controllers that the policies define. */
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
