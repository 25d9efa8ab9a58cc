/* SPDX-License-Identifier: Apache-2.0 */
/* domain: families (entries with a placeholder), by table and compared with a walk over
 * all entries. */
#include "core/values/domain.h"

#include "chance.h"
#include "unit.h"

struct entry {
    enum domain_entry kind;
    struct str name; /* of a family: its key, with `{` as placeholder */
    uint32_t owner;
    size_t n_before, n_after;
    enum domain_binding binding;
};

static bool is_family(const struct entry *entry)
{
    size_t at;

    return str_find(entry->name, '{', &at);
}

static void add(struct domain_tree *tree, const struct entry *entry)
{
    const struct domain_family family = {entry->name, (uint8_t)entry->n_before,
                                         (uint8_t)entry->n_after, entry->binding};

    if (is_family(entry))
        domain_tree_add_family(tree, entry->kind, &family, entry->owner);
    else
        domain_tree_add(tree, entry->kind, entry->name, entry->owner);
}

static struct domain_tree *make_tree(const struct entry *all, size_t n)
{
    struct domain_tree *tree = domain_tree_new();

    for (size_t i = 0; i < n; i++)
        add(tree, &all[i]);
    domain_tree_finish(tree);
    return tree;
}

/* Owner 0 has previews by value, 1 apps by namespace, 2 the domains around them, 3 a
 * family with more text before the placeholder. */
static const struct entry entries[] = {
    {DOMAIN_BELOW, STR_INIT("{.preview.example.com"), 0, 0, 0, DOMAIN_BY_VALUE},
    {DOMAIN_WILDCARD, STR_INIT("{.preview.example.com"), 0, 0, 0, DOMAIN_BY_VALUE},
    {DOMAIN_EXACT, STR_INIT("app-{.example.com"), 1, 4, 0, DOMAIN_BY_NAMESPACE},
    {DOMAIN_BELOW, STR_INIT("app-{.example.com"), 2, 4, 0, DOMAIN_BY_NAMESPACE},
    {DOMAIN_BELOW, STR_INIT("{-x.example.org"), 2, 0, 2, DOMAIN_BY_VALUE},
    {DOMAIN_BELOW, STR_INIT("a{.example.org"), 3, 1, 0, DOMAIN_BY_VALUE},
    {DOMAIN_BELOW, STR_INIT("preview.example.com"), 2, 0, 0, DOMAIN_BY_VALUE},
    {DOMAIN_BELOW, STR_INIT("example.com"), 2, 0, 0, DOMAIN_BY_VALUE},
    {DOMAIN_EXACT, STR_INIT("99.preview.example.com"), 2, 0, 0, DOMAIN_BY_VALUE},
    {DOMAIN_BELOW, STR_INIT("98.preview.example.com"), 2, 0, 0, DOMAIN_BY_VALUE},
    {DOMAIN_BELOW, STR_INIT("{"), 0, 0, 0, DOMAIN_BY_VALUE},
};

#define PREVIEW 0, STR_INIT("17"), STR_INIT("pr-17")
#define APPS    1, STR_INIT(""), STR_INIT("pr-17")
#define AROUND  2, STR_INIT("aq"), STR_INIT("around")
#define BEFORE  3, STR_INIT("q-x"), STR_INIT("before")

static const struct {
    const char *why;
    struct str name; /* with `*.`: a wildcard claim */
    uint32_t owner;
    struct str value, namespace;
    bool permitted;
} cases[] = {
    {"the instance of the owner's value", STR_INIT("17.preview.example.com"), PREVIEW,
     true},
    {"and the names below it", STR_INIT("a.b.17.preview.example.com"), PREVIEW, true},
    {"not the instance of another value", STR_INIT("18.preview.example.com"), PREVIEW,
     false},
    {"nor the names below that", STR_INIT("a.18.preview.example.com"), PREVIEW, false},
    {"the value is the whole label", STR_INIT("117.preview.example.com"), PREVIEW, false},
    {"a family covers only names that are one label longer",
     STR_INIT("preview.example.com"), PREVIEW, false},
    {"all instances exist, so the domain above does not have them",
     STR_INIT("any.preview.example.com"), AROUND, false},
    {"nor the names below them", STR_INIT("a.any.preview.example.com"), AROUND, false},
    {"but it has its own name", STR_INIT("preview.example.com"), AROUND, true},
    {"a host entry hides the instance of the same name",
     STR_INIT("99.preview.example.com"), AROUND, true},
    {"also from the owner of that value", STR_INIT("99.preview.example.com"), 0,
     STR_INIT("99"), STR_INIT("pr-99"), false},
    {"the names below the host belong to the next domain entry",
     STR_INIT("a.99.preview.example.com"), AROUND, true},
    {"and not to the family", STR_INIT("a.99.preview.example.com"), 0, STR_INIT("99"),
     STR_INIT("pr-99"), false},
    {"a domain entry hides the instance and all names below it",
     STR_INIT("a.98.preview.example.com"), 0, STR_INIT("98"), STR_INIT("pr-98"), false},
    {"a wildcard entry hides no instance of a domain",
     STR_INIT("a.17.preview.example.com"), PREVIEW, true},
    {"a host by the namespace", STR_INIT("app-pr-17.example.com"), APPS, true},
    {"the host of another namespace", STR_INIT("app-pr-18.example.com"), APPS, false},
    {"a host covers nothing below it", STR_INIT("a.app-pr-17.example.com"), APPS, false},
    {"a family of hosts comes before a family of domains",
     STR_INIT("app-around.example.com"), AROUND, false},
    {"which has the names below", STR_INIT("a.app-around.example.com"), AROUND, true},
    {"the placeholder is never empty", STR_INIT("app-.example.com"), APPS, false},
    {"the family with more text before the placeholder decides",
     STR_INIT("aq-x.example.org"), BEFORE, true},
    {"not the one with more text after it", STR_INIT("aq-x.example.org"), AROUND, false},
    {"an instance without a parent domain", STR_INIT("17"), PREVIEW, true},
    {"and names below that", STR_INIT("x.17"), PREVIEW, true},
    {"an owner without a value has no instance", STR_INIT("17.preview.example.com"), APPS,
     false},
    {"a wildcard entry of a family", STR_INIT("*.17.preview.example.com"), PREVIEW, true},
    {"a wildcard of another value", STR_INIT("*.18.preview.example.com"), PREVIEW, false},
    {"it belongs to other owners only", STR_INIT("*.18.preview.example.com"), AROUND,
     false},
    {"a domain entry hides the wildcard", STR_INIT("*.98.preview.example.com"), AROUND,
     true},
    {"there is no wildcard over a family", STR_INIT("*.preview.example.com"), AROUND,
     false},
    {"there is one further above", STR_INIT("*.y.example.com"), AROUND, true},
};

static void questions(void **state)
{
    AUTO(domain_tree_free)
    struct domain_tree *tree = make_tree(entries, ARRAY_LEN(entries));

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        const struct str name = cases[i].name;
        const struct domain_asker asker = {cases[i].owner,
                                           {cases[i].value, cases[i].namespace}};
        const bool permitted =
            name.ptr[0] == '*'
                ? domain_tree_permits_wildcard_as(tree, str_skip(name, 2), &asker)
                : domain_tree_permits_as(tree, name, &asker);

        check_true(permitted == cases[i].permitted, cases[i].why);
    }
}

static void remarks(void **state)
{
    AUTO(domain_tree_free)
    struct domain_tree *tree = make_tree(entries, ARRAY_LEN(entries));
    uint32_t owner = 9;

    (void)state;
    check_true(
        domain_tree_loser(tree, DOMAIN_BELOW, STR("{.preview.example.com"), &owner) &&
            owner == 2,
        "a family takes names from the domain above it");
    check_true(!domain_tree_loser(tree, DOMAIN_BELOW, STR("preview.example.com"), &owner),
               "a domain inside another one of the same owner takes nothing");
    check_true(
        domain_tree_hides_instance(tree, DOMAIN_EXACT, STR("99.preview.example.com")),
        "a host hides the instance of the same name");
    check_true(
        !domain_tree_hides_instance(tree, DOMAIN_BELOW, STR("preview.example.com")),
        "no instance has this name");
    check_true(domain_tree_first_owner(tree, DOMAIN_BELOW, STR("app-{.example.com")) == 2,
               "the first owner of a family is found whatever its binding");
}

/* The oracle: it answers each question by a walk over all entries. */

struct all {
    struct entry entries[30];
    size_t n;
};

static struct str label_of(struct str name)
{
    const struct str parent = name_parent(name);

    return str_head(name, name.len - parent.len - (parent.len > 0 ? 1 : 0));
}

/* The value in place of the placeholder; len 0: the name is not an instance. */
static struct str value_in(const struct entry *family, struct str name)
{
    const struct str label = label_of(name);
    const struct str head = str_head(family->name, family->n_before);
    const struct str tail = str_skip(label_of(family->name), family->n_before + 1);

    if (!str_equal(name_parent(family->name), name_parent(name)) ||
        label.len <= head.len + tail.len || !str_has_prefix(label, head) ||
        !str_has_suffix(label, tail))
        return STR_NONE;
    return (struct str){label.ptr + head.len, label.len - head.len - tail.len};
}

static bool has_literal(const struct all *all, enum domain_entry kind, struct str name)
{
    for (size_t i = 0; i < all->n; i++) {
        const struct entry *entry = &all->entries[i];

        if (!is_family(entry) && entry->kind == kind && str_equal(entry->name, name))
            return true;
    }
    return false;
}

static const struct entry *best_family(const struct all *all, enum domain_entry kind,
                                       struct str name)
{
    const struct entry *best = NULL;

    for (size_t i = 0; i < all->n; i++) {
        const struct entry *entry = &all->entries[i];

        if (!is_family(entry) || entry->kind != kind || value_in(entry, name).len == 0)
            continue;
        if (best == NULL || entry->n_before > best->n_before ||
            (entry->n_before == best->n_before && entry->n_after > best->n_after))
            best = entry;
    }
    return best;
}

static bool lists(const struct all *all, enum domain_entry kind, struct str name,
                  const struct domain_asker *asker)
{
    for (size_t i = 0; i < all->n; i++) {
        if (all->entries[i].owner == asker->owner && all->entries[i].kind == kind &&
            !is_family(&all->entries[i]) && str_equal(all->entries[i].name, name))
            return true;
    }
    return false;
}

static bool lists_instance(const struct all *all, const struct entry *family,
                           struct str name, const struct domain_asker *asker)
{
    for (size_t i = 0; i < all->n; i++) {
        const struct entry *entry = &all->entries[i];

        if (entry->owner == asker->owner && entry->kind == family->kind &&
            str_equal(entry->name, family->name) &&
            str_equal(asker->values[entry->binding], value_in(entry, name)))
            return true;
    }
    return false;
}

/* Decided by the longest domain entry that contains the name. */
static bool slow_domain(const struct all *all, struct str name,
                        const struct domain_asker *asker, bool *ret_covered)
{
    *ret_covered = true;
    for (; name.len > 0; name = name_parent(name)) {
        const struct entry *family = best_family(all, DOMAIN_BELOW, name);

        if (has_literal(all, DOMAIN_BELOW, name))
            return lists(all, DOMAIN_BELOW, name, asker);
        if (family != NULL && !has_literal(all, DOMAIN_EXACT, name))
            return lists_instance(all, family, name, asker);
    }
    *ret_covered = has_literal(all, DOMAIN_BELOW, STR("."));
    return lists(all, DOMAIN_BELOW, STR("."), asker);
}

static bool slow_name(const struct all *all, struct str name,
                      const struct domain_asker *asker, bool *ret_covered)
{
    const struct entry *family = best_family(all, DOMAIN_EXACT, name);

    *ret_covered = true;
    if (has_literal(all, DOMAIN_EXACT, name))
        return lists(all, DOMAIN_EXACT, name, asker);
    if (family != NULL && !has_literal(all, DOMAIN_BELOW, name))
        return lists_instance(all, family, name, asker);
    return slow_domain(all, name, asker, ret_covered);
}

static bool slow_wildcard(const struct all *all, struct str base,
                          const struct domain_asker *asker, bool *ret_covered)
{
    const struct entry *family = best_family(all, DOMAIN_WILDCARD, base);
    bool permitted = true;
    bool covered = false;

    *ret_covered = true;
    if (has_literal(all, DOMAIN_WILDCARD, base))
        return lists(all, DOMAIN_WILDCARD, base, asker);
    if (family != NULL && !has_literal(all, DOMAIN_BELOW, base))
        return lists_instance(all, family, base, asker);
    for (size_t i = 0; i < all->n; i++) {
        const struct entry *entry = &all->entries[i];

        if (entry->kind == DOMAIN_WILDCARD || str_equal(entry->name, STR(".")) ||
            !str_equal(name_parent(entry->name), base))
            continue;
        covered = true;
        permitted =
            permitted && !is_family(entry) && lists(all, entry->kind, entry->name, asker);
    }
    permitted = slow_domain(all, base, asker, ret_covered) && permitted;
    *ret_covered = *ret_covered || covered;
    return permitted;
}

static const char labels[][4] = {"a", "b", "ab", "aab"};

static struct str random_name(struct arena *arena, uint32_t max)
{
    struct str name = str_from(labels[random_below(4)]);

    for (uint32_t n = random_below(max); n > 0; n--)
        name = arena_format(arena, "%s.%.*s", labels[random_below(4)], STR_ARGS(name));
    return name;
}

static struct entry random_entry(struct arena *arena)
{
    static const char *const texts[] = {"", "a", "b"};
    struct entry entry = {.kind = (enum domain_entry)random_below(3),
                          .owner = random_below(3),
                          .binding = (enum domain_binding)random_below(2)};
    const char *before = texts[random_below(3)];
    const char *after = texts[random_below(3)];

    if (random_below(2) == 0) {
        entry.name = random_name(arena, 3);
        if (entry.kind == DOMAIN_BELOW && random_below(20) == 0)
            entry.name = STR(".");
        return entry;
    }
    entry.n_before = strlen(before);
    entry.n_after = strlen(after);
    entry.name = arena_format(arena, "%s{%s", before, after);
    if (random_below(8) > 0)
        entry.name = arena_format(arena, "%.*s.%.*s", STR_ARGS(entry.name),
                                  STR_ARGS(random_name(arena, 2)));
    return entry;
}

static void compare(const struct all *all, const struct domain_tree *tree,
                    struct arena *arena)
{
    static const char *const values[] = {"", "a", "b", "ab", "aa"};

    for (size_t i = 0; i < 60; i++) {
        const struct str name = random_name(arena, 4);
        const struct name plain = {name, name, false, false};
        const struct name wild = {STR_NONE, name, true, false};
        const struct domain_asker asker = {
            random_below(3),
            {str_from(values[random_below(5)]), str_from(values[random_below(5)])}};
        bool covered;

        check_true(domain_tree_permits_as(tree, name, &asker) ==
                       slow_name(all, name, &asker, &covered),
                   "the tree and the lists agree on a name");
        check_true(domain_tree_covers(tree, &plain) == covered,
                   "and on who has the name");
        check_true(domain_tree_permits_wildcard_as(tree, name, &asker) ==
                       slow_wildcard(all, name, &asker, &covered),
                   "the tree and the lists agree on a wildcard");
        check_true(domain_tree_covers(tree, &wild) == covered,
                   "and on who has the wildcard");
        if (domain_tree_lists_wildcard_as(tree, name, &asker))
            check_true(domain_tree_permits_wildcard_as(tree, name, &asker),
                       "a listed wildcard is permitted");
    }
}

static void generated(void **state)
{
    AUTO(arena_clear) struct arena arena = {0};

    (void)state;
    random_state = 42;
    for (size_t round = 0; round < 1500; round++) {
        struct all all = {.n = random_below(ARRAY_LEN(all.entries) + 1)};

        for (size_t i = 0; i < all.n; i++)
            all.entries[i] = random_entry(&arena);

        AUTO(domain_tree_free)
        struct domain_tree *tree = make_tree(all.entries, all.n);

        compare(&all, tree, &arena);
        arena_reset(&arena, 1 << 20);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(questions),
        cmocka_unit_test(remarks),
        cmocka_unit_test(generated),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
