/* SPDX-License-Identifier: Apache-2.0 */
/* rules: compares the days on which each rule denies, and for whom. */
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

/* IN_FULL: the text contains the action before the date as well. */
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

/* A rule for everyone, for a tenant, for a class, or for a kind. */
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

/* A change of the policy's own onUpdate has its own line under settings. */
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

/* The entries that apply to a tenant.  Returns false if neither policy has an entry of
 * this tenant itself. */
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

/* Several tenants with the same change share one line. */
static void compare_tenants(struct differences *differences,
                            const struct diff_pairs *tenants, enum rule_id rule)
{
    struct arena *arena = differences->arena;
    const int32_t today = differences->today;
    bool *is_reported = NULL;

    for (size_t i = 0; i < tenants->n; i++) {
        struct compared compared = {.differences = differences, .rule = rule};
        struct str *names;
        size_t n = 0;

        if ((is_reported != NULL && is_reported[i]) ||
            !tenant_entries(differences, &tenants->all[i], rule, compared.of) ||
            is_same_entry(compared.of[REACH_OLD], compared.of[REACH_NEW], today))
            continue;
        if (is_reported == NULL)
            is_reported = ARENA_NEW(arena, bool, tenants->n);
        names = ARENA_NEW(arena, struct str, tenants->n);
        for (size_t k = i; k < tenants->n; k++) {
            const struct rule_entry *of[REACH_SIDES];

            if (is_reported[k] ||
                !tenant_entries(differences, &tenants->all[k], rule, of) ||
                !is_same_entry(of[REACH_OLD], compared.of[REACH_OLD], today) ||
                !is_same_entry(of[REACH_NEW], compared.of[REACH_NEW], today))
                continue;
            names[n++] = tenants->all[k].name;
            is_reported[k] = true;
        }
        compared.whose = arena_format(arena, " for tenant%s %.*s", n == 1 ? "" : "s",
                                      STR_ARGS(diff_join(arena, names, n, "")));
        compare(&compared);
    }
}

/* A tenant's, class's or kind's own entry; NULL if it has none. */
typedef const struct rule_entry *own_entry(const void *of, enum rule_id rule);

static const struct rule_entry *entry_of_tenant(const void *of, enum rule_id rule)
{
    const struct tenant *tenant = of;

    return tenant == NULL ? NULL : tenant->rules[rule];
}

static const struct rule_entry *entry_of_class(const void *of, enum rule_id rule)
{
    const struct class *class = of;

    return class == NULL || class->rules == NULL ? NULL : class->rules[rule];
}

static const struct rule_entry *entry_of_kind(const void *of, enum rule_id rule)
{
    const struct kind *kind = of;

    return kind == NULL || kind->rules == NULL ? NULL : kind->rules[rule];
}

/* The tenants, classes or kinds that may have entries.  If two layers have one, the first
 * decides. */
struct layer {
    struct diff_pairs pairs;
    own_entry *entry;
    const char *words; /* precede the name */
};
enum {
    TENANTS,
    CLASSES,
    KINDS,
    LAYERS
};

static bool in_both(const struct diff_pair *pair)
{
    return pair->of[REACH_OLD] != NULL && pair->of[REACH_NEW] != NULL;
}

static void compare_layer(struct differences *differences, const struct layer *layer,
                          enum rule_id rule)
{
    for (size_t i = 0; i < layer->pairs.n; i++) {
        const struct diff_pair *pair = &layer->pairs.all[i];
        struct compared compared = {.differences = differences, .rule = rule};

        compared.of[0] = layer->entry(pair->of[0], rule);
        compared.of[1] = layer->entry(pair->of[1], rule);
        if (!in_both(pair) || (compared.of[0] == NULL && compared.of[1] == NULL))
            continue;
        for (size_t s = 0; s < REACH_SIDES; s++) {
            if (compared.of[s] == NULL)
                compared.of[s] = base_entry(differences, (enum reach_side)s, rule);
        }
        compared.whose = arena_format(differences->arena, "%s%.*s", layer->words,
                                      STR_ARGS(pair->name));
        compare(&compared);
    }
}

/* Only one policy has an entry of the outer layer.  In the other policy, an entry of an
 * inner layer may decide, rather than the one for everyone. */
static void compare_uncovered(struct differences *differences, const struct layer *outer,
                              const struct layer *inner, enum rule_id rule)
{
    for (size_t i = 0; i < outer->pairs.n; i++) {
        const struct diff_pair *over = &outer->pairs.all[i];
        const struct rule_entry *of[REACH_SIDES] = {outer->entry(over->of[0], rule),
                                                    outer->entry(over->of[1], rule)};
        const enum reach_side without = of[REACH_OLD] == NULL ? REACH_OLD : REACH_NEW;

        if (!in_both(over) || (of[REACH_OLD] == NULL) == (of[REACH_NEW] == NULL))
            continue;
        for (size_t k = 0; k < inner->pairs.n; k++) {
            const struct diff_pair *under = &inner->pairs.all[k];
            struct compared compared = {.differences = differences,
                                        .rule = rule,
                                        .of = {of[REACH_OLD], of[REACH_NEW]}};

            compared.of[without] = inner->entry(under->of[without], rule);
            if (!in_both(under) || compared.of[without] == NULL)
                continue;
            compared.whose =
                arena_format(differences->arena, "%s%.*s%s%.*s", outer->words,
                             STR_ARGS(over->name), inner->words, STR_ARGS(under->name));
            compare(&compared);
        }
    }
}

void diff_rules(struct differences *differences)
{
    struct diff_list list = {.size = sizeof(struct kind),
                             .name_at = offsetof(struct kind, name)};
    struct layer layers[LAYERS] = {
        [TENANTS] = {diff_pairs_of_tenants(differences), entry_of_tenant, " for tenant "},
        [CLASSES] = {diff_pairs_of_classes(differences), entry_of_class, " in class "},
        [KINDS] = {.entry = entry_of_kind, .words = " for "},
    };

    for (size_t s = 0; s < REACH_SIDES; s++)
        list.all[s] =
            policy_kinds(diff_policy(differences, (enum reach_side)s), &list.n[s]);
    layers[KINDS].pairs = diff_pairs_of(differences->arena, &list);
    for (int i = 0; i < RULE_COUNT; i++) {
        const enum rule_id rule = (enum rule_id)i;
        struct compared compared = {.differences = differences, .rule = rule};

        for (size_t s = 0; s < REACH_SIDES; s++)
            compared.of[s] = base_entry(differences, (enum reach_side)s, rule);
        compare(&compared);
        compare_tenants(differences, &layers[TENANTS].pairs, rule);
        compare_uncovered(differences, &layers[TENANTS], &layers[CLASSES], rule);
        compare_uncovered(differences, &layers[TENANTS], &layers[KINDS], rule);
        compare_layer(differences, &layers[CLASSES], rule);
        compare_uncovered(differences, &layers[CLASSES], &layers[KINDS], rule);
        compare_layer(differences, &layers[KINDS], rule);
    }
}
