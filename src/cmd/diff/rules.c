/* SPDX-License-Identifier: Apache-2.0 */
/* rules: on which days each rule denies, for whom. */
#include "cmd/diff/pairs.h"
#include "core/policy/rule_id.h"

static const char *const words[] = {
    [ACTION_ALLOW] = "allow",
    [ACTION_AUDIT] = "audit",
    [ACTION_WARN] = "warn",
    [ACTION_DENY] = "deny",
};

/* The days from today on which an entry denies: [first, end). */
struct days {
    int32_t first, end;
};

static bool is_dated(const struct rule_entry *entry, int32_t today)
{
    return entry->from_day > today && entry->from_day != DAY_NEVER &&
           entry->then != entry->action;
}

static struct days denied_days(const struct rule_entry *entry, int32_t today)
{
    const bool now = rule_entry_action(entry, today) == ACTION_DENY;
    const bool dated = is_dated(entry, today);
    const bool later = entry->then == ACTION_DENY;

    if (!dated)
        return now ? (struct days){today, DAY_NEVER} : (struct days){0, 0};
    if (now)
        return (struct days){today, entry->from_day};
    return later ? (struct days){entry->from_day, DAY_NEVER} : (struct days){0, 0};
}

static bool is_empty(struct days days)
{
    return days.first >= days.end;
}

static bool is_within(struct days inner, struct days outer)
{
    return is_empty(inner) ||
           (!is_empty(outer) && inner.first >= outer.first && inner.end <= outer.end);
}

static enum diff_mark mark_of(struct days old, struct days new)
{
    const bool fewer = is_within(new, old);
    const bool more = is_within(old, new);

    if (fewer == more)
        return DIFF_OTHER;
    return fewer ? DIFF_WIDER : DIFF_NARROWER;
}

/* in_full: what it does before it denies is said, too. */
enum fullness {
    SHORT,
    IN_FULL,
};

static struct str text_of(struct arena *arena, const struct rule_entry *entry,
                          int32_t today, enum fullness fullness)
{
    if (!is_dated(entry, today))
        return str_from(words[rule_entry_action(entry, today)]);
    if (entry->then == ACTION_DENY && fullness == SHORT)
        return arena_format(arena, "deny from %.*s", STR_ARGS(entry->from));
    return arena_format(arena, "%s, %s from %.*s", words[entry->action],
                        words[entry->then], STR_ARGS(entry->from));
}

static bool is_equal(const struct rule_entry *a, const struct rule_entry *b,
                     int32_t today)
{
    if (is_dated(a, today) != is_dated(b, today))
        return false;
    if (!is_dated(a, today))
        return rule_entry_action(a, today) == rule_entry_action(b, today);
    return a->action == b->action && a->then == b->then && a->from_day == b->from_day;
}

/* A rule in one place: for all, for a tenant, a class or a kind. */
struct compared {
    struct differences *differences;
    enum rule_id rule;
    struct str whose; /* " for tenant shop" */
    const struct rule_entry *of[REACH_SIDES];
};

static const struct entry *place_of(const struct compared *compared)
{
    const struct entry *entry = NULL;

    for (int side = REACH_NEW; side >= REACH_OLD && entry == NULL; side--)
        entry =
            entries_find(compared->differences->of[side]->entries, compared->of[side]);
    return entry;
}

static void compare_days(const struct compared *compared)
{
    struct differences *differences = compared->differences;
    const struct rule_entry *old = compared->of[REACH_OLD];
    const struct rule_entry *new = compared->of[REACH_NEW];
    const int32_t today = differences->today;
    const struct str name = rule_id_name(compared->rule);
    enum fullness fullness = SHORT;

    if (is_equal(old, new, today))
        return;
    if (str_equal(text_of(differences->arena, old, today, SHORT),
                  text_of(differences->arena, new, today, SHORT)))
        fullness = IN_FULL;
    diff_addf(differences, DIFF_RULES,
              mark_of(denied_days(old, today), denied_days(new, today)),
              place_of(compared), "%.*s%.*s: %.*s -> %.*s", STR_ARGS(name),
              STR_ARGS(compared->whose),
              STR_ARGS(text_of(differences->arena, old, today, fullness)),
              STR_ARGS(text_of(differences->arena, new, today, fullness)));
}

static const char *on_update_word(enum on_update on_update)
{
    return on_update == ON_UPDATE_STRICT ? "strict" : "ratchet";
}

/* What follows from onUpdate of the whole policy is told once, as a setting. */
static void compare_on_update(const struct compared *compared)
{
    struct differences *differences = compared->differences;
    bool is_own = false;

    for (size_t s = 0; s < REACH_SIDES; s++)
        is_own =
            is_own || compared->of[s]->on_update !=
                          policy_on_update(diff_policy(differences, (enum reach_side)s));
    if (!is_own ||
        compared->of[REACH_OLD]->on_update == compared->of[REACH_NEW]->on_update)
        return;
    diff_addf(differences, DIFF_RULES,
              compared->of[REACH_NEW]->on_update == ON_UPDATE_STRICT ? DIFF_NARROWER
                                                                     : DIFF_WIDER,
              place_of(compared), "%.*s%.*s: onUpdate %s -> %s",
              STR_ARGS(rule_id_name(compared->rule)), STR_ARGS(compared->whose),
              on_update_word(compared->of[REACH_OLD]->on_update),
              on_update_word(compared->of[REACH_NEW]->on_update));
}

static void compare(const struct compared *compared)
{
    compare_days(compared);
    compare_on_update(compared);
}

static const struct rule_entry *base_entry(const struct differences *differences,
                                           enum reach_side side, enum rule_id rule)
{
    return policy_rule_entry(diff_policy(differences, side), NULL, rule);
}

/* What holds for a tenant; false: it has no entry of its own in either policy. */
static bool tenant_entries(const struct differences *differences,
                           const struct diff_pair *pair, enum rule_id rule,
                           const struct rule_entry *ret[REACH_SIDES])
{
    bool is_own = false;

    if (pair->of[REACH_OLD] == NULL || pair->of[REACH_NEW] == NULL)
        return false;
    for (size_t s = 0; s < REACH_SIDES; s++) {
        const struct tenant *tenant = pair->of[s];

        ret[s] = tenant->rules[rule];
        is_own = is_own || ret[s] != NULL;
        if (ret[s] == NULL)
            ret[s] = base_entry(differences, (enum reach_side)s, rule);
    }
    return is_own;
}

static bool is_same_entry(const struct rule_entry *a, const struct rule_entry *b,
                          int32_t today)
{
    return is_equal(a, b, today) && a->on_update == b->on_update;
}

/* The same change for several tenants is one line. */
static void compare_tenants(struct differences *differences,
                            const struct diff_pairs *tenants, enum rule_id rule)
{
    struct arena *arena = differences->arena;
    const int32_t today = differences->today;
    bool *is_told = NULL;

    for (size_t i = 0; i < tenants->n; i++) {
        struct compared compared = {.differences = differences, .rule = rule};
        struct str *names;
        size_t n = 0;

        if ((is_told != NULL && is_told[i]) ||
            !tenant_entries(differences, &tenants->all[i], rule, compared.of) ||
            is_same_entry(compared.of[REACH_OLD], compared.of[REACH_NEW], today))
            continue;
        if (is_told == NULL)
            is_told = ARENA_NEW(arena, bool, tenants->n);
        names = ARENA_NEW(arena, struct str, tenants->n);
        for (size_t k = i; k < tenants->n; k++) {
            const struct rule_entry *of[REACH_SIDES];

            if (is_told[k] || !tenant_entries(differences, &tenants->all[k], rule, of) ||
                !is_same_entry(of[REACH_OLD], compared.of[REACH_OLD], today) ||
                !is_same_entry(of[REACH_NEW], compared.of[REACH_NEW], today))
                continue;
            names[n++] = tenants->all[k].name;
            is_told[k] = true;
        }
        compared.whose = arena_format(arena, " for tenant%s %.*s", n == 1 ? "" : "s",
                                      STR_ARGS(diff_join(arena, names, n, "")));
        compare(&compared);
    }
}

static void compare_classes(struct differences *differences,
                            const struct diff_pairs *classes, enum rule_id rule)
{
    for (size_t i = 0; i < classes->n; i++) {
        const struct class *old = classes->all[i].of[REACH_OLD];
        const struct class *new = classes->all[i].of[REACH_NEW];
        struct compared compared = {.differences = differences, .rule = rule};

        if (old == NULL || new == NULL)
            continue;
        compared.of[0] = old->rules == NULL ? NULL : old->rules[rule];
        compared.of[1] = new->rules == NULL ? NULL : new->rules[rule];
        if (compared.of[0] == NULL && compared.of[1] == NULL)
            continue;
        for (size_t s = 0; s < REACH_SIDES; s++) {
            if (compared.of[s] == NULL)
                compared.of[s] = base_entry(differences, (enum reach_side)s, rule);
        }
        compared.whose = arena_format(differences->arena, " in class %.*s",
                                      STR_ARGS(classes->all[i].name));
        compare(&compared);
    }
}

static void compare_kinds(struct differences *differences, const struct diff_pairs *kinds,
                          enum rule_id rule)
{
    for (size_t i = 0; i < kinds->n; i++) {
        const struct kind *old = kinds->all[i].of[REACH_OLD];
        const struct kind *new = kinds->all[i].of[REACH_NEW];
        struct compared compared = {.differences = differences, .rule = rule};

        if (old == NULL || new == NULL)
            continue;
        compared.of[0] = old->rules == NULL ? NULL : old->rules[rule];
        compared.of[1] = new->rules == NULL ? NULL : new->rules[rule];
        if (compared.of[0] == NULL && compared.of[1] == NULL)
            continue;
        for (size_t s = 0; s < REACH_SIDES; s++) {
            if (compared.of[s] == NULL)
                compared.of[s] = base_entry(differences, (enum reach_side)s, rule);
        }
        compared.whose =
            arena_format(differences->arena, " for %.*s", STR_ARGS(kinds->all[i].name));
        compare(&compared);
    }
}

void diff_rules(struct differences *differences)
{
    struct diff_list list = {.size = sizeof(struct kind),
                             .name_at = offsetof(struct kind, name)};
    const struct diff_pairs tenants = diff_pairs_of_tenants(differences);
    const struct diff_pairs classes = diff_pairs_of_classes(differences);
    struct diff_pairs kinds;

    for (size_t s = 0; s < REACH_SIDES; s++)
        list.all[s] =
            policy_kinds(diff_policy(differences, (enum reach_side)s), &list.n[s]);
    kinds = diff_pairs_of(differences->arena, &list);
    for (int rule = 0; rule < RULE_COUNT; rule++) {
        struct compared compared = {.differences = differences,
                                    .rule = (enum rule_id)rule};

        for (size_t s = 0; s < REACH_SIDES; s++)
            compared.of[s] =
                base_entry(differences, (enum reach_side)s, (enum rule_id)rule);
        compare(&compared);
        compare_tenants(differences, &tenants, (enum rule_id)rule);
        compare_classes(differences, &classes, (enum rule_id)rule);
        compare_kinds(differences, &kinds, (enum rule_id)rule);
    }
}
