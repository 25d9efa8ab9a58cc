/* SPDX-License-Identifier: Apache-2.0 */
/* domain: questions by table, and generated trees compared with a walk over all
 * entries. */
#include "core/values/domain.h"

#include "chance.h"
#include "unit.h"

struct entry {
    enum domain_entry kind;
    struct str name;
    uint32_t owner;
};

/* The delegation of the manual's example, and some special cases. */
static const struct entry entries[] = {
    {DOMAIN_BELOW, STR_INIT("shop.example.com"), 0},
    {DOMAIN_BELOW, STR_INIT("shop.corp.example.net"), 0},
    {DOMAIN_EXACT, STR_INIT("www.example.com"), 0},
    {DOMAIN_BELOW, STR_INIT("retail.example.net"), 1},
    {DOMAIN_BELOW, STR_INIT("corp.example.net"), 2},
    {DOMAIN_BELOW, STR_INIT("shared.example.org"), 3},
    {DOMAIN_BELOW, STR_INIT("shared.example.org"), 1},
    {DOMAIN_BELOW, STR_INIT("example.org"), 2},
    {DOMAIN_EXACT, STR_INIT("both.example.org"), 1},
    {DOMAIN_BELOW, STR_INIT("both.example.org"), 2},
    {DOMAIN_WILDCARD, STR_INIT("wild.example.org"), 3},
    {DOMAIN_BELOW, STR_INIT("quiet.example.info"), 4},
    {DOMAIN_EXACT, STR_INIT("deep.a.quiet.example.info"), 5},
};

static struct domain_tree *make_tree(const struct entry *all, size_t n)
{
    struct domain_tree *tree = domain_tree_new();

    for (size_t i = 0; i < n; i++)
        domain_tree_add(tree, all[i].kind, all[i].name, all[i].owner);
    domain_tree_finish(tree);
    return tree;
}

static const struct {
    const char *why;
    struct str name; /* with `*.`: a wildcard claim */
    uint32_t owner;
    bool permitted;
} cases[] = {
    {"the domain itself", STR_INIT("shop.example.com"), 0, true},
    {"a name below it", STR_INIT("a.b.shop.example.com"), 0, true},
    {"a name above it", STR_INIT("example.com"), 0, false},
    {"labels are compared, not text", STR_INIT("myshop.example.com"), 0, false},
    {"an exact host", STR_INIT("www.example.com"), 0, true},
    {"which covers nothing below it", STR_INIT("a.www.example.com"), 0, false},
    {"the longest entry decides", STR_INIT("x.shop.corp.example.net"), 2, false},
    {"the shorter one decides elsewhere", STR_INIT("x.corp.example.net"), 2, true},
    {"a domain of another tenant", STR_INIT("x.corp.example.net"), 0, false},
    {"a shared entry: the first owner", STR_INIT("x.shared.example.org"), 3, true},
    {"a shared entry: the second owner", STR_INIT("x.shared.example.org"), 1, true},
    {"a shared entry: the owner of the domain above", STR_INIT("x.shared.example.org"), 2,
     false},
    {"an exact host comes before the equal domain", STR_INIT("both.example.org"), 1,
     true},
    {"so the owner of the domain has lost the name", STR_INIT("both.example.org"), 2,
     false},
    {"but not the names below", STR_INIT("x.both.example.org"), 2, true},
    {"a wildcard entry contains no name", STR_INIT("x.wild.example.org"), 3, false},
    {"so the domain above decides", STR_INIT("x.wild.example.org"), 2, true},
    {"a name that no entry contains", STR_INIT("example.edu"), 0, false},
    {"a wildcard over a domain of the tenant", STR_INIT("*.shop.example.com"), 0, true},
    {"a wildcard over a domain of another tenant", STR_INIT("*.retail.example.net"), 0,
     false},
    {"another tenant has a name one label below", STR_INIT("*.corp.example.net"), 2,
     false},
    {"a listed wildcard", STR_INIT("*.wild.example.org"), 3, true},
    {"a wildcard that only another tenant lists", STR_INIT("*.wild.example.org"), 2,
     false},
    {"other tenants have names one label below", STR_INIT("*.example.org"), 2, false},
    {"names of others further below do not count", STR_INIT("*.quiet.example.info"), 4,
     true},
    {"names of others exactly one label below count", STR_INIT("*.a.quiet.example.info"),
     4, false},
    {"an exact host permits no wildcard", STR_INIT("*.www.example.com"), 0, false},
};

static void questions(void **state)
{
    AUTO(domain_tree_free)
    struct domain_tree *tree = make_tree(entries, ARRAY_LEN(entries));

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        const struct str name = cases[i].name;
        const bool permitted =
            name.ptr[0] == '*'
                ? domain_tree_permits_wildcard(tree, str_skip(name, 2), cases[i].owner)
                : domain_tree_permits(tree, name, cases[i].owner);

        check_true(permitted == cases[i].permitted, cases[i].why);
    }
    check_true(domain_tree_lists_wildcard(tree, STR("wild.example.org"), 3),
               "the wildcard is listed");
    check_true(!domain_tree_lists_wildcard(tree, STR("wild.example.org"), 2),
               "but not by this owner");
    check_true(!domain_tree_lists_wildcard(tree, STR("shop.example.com"), 0),
               "a domain lists no wildcard");
}

static const struct {
    const char *why;
    struct str name;
    bool covered;
} covered[] = {
    {"in a domain", STR_INIT("x.retail.example.net"), true},
    {"an exact host", STR_INIT("www.example.com"), true},
    {"in no entry", STR_INIT("example.edu"), false},
    {"a wildcard in a domain", STR_INIT("*.x.retail.example.net"), true},
    {"a listed wildcard", STR_INIT("*.wild.example.org"), true},
    {"a wildcard above an entry", STR_INIT("*.example.com"), true},
    {"a wildcard two labels above", STR_INIT("*.com"), false},
    {"a wildcard elsewhere", STR_INIT("*.example.edu"), false},
};

static void coverage(void **state)
{
    AUTO(domain_tree_free)
    struct domain_tree *tree = make_tree(entries, ARRAY_LEN(entries));

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(covered); i++) {
        const bool wild = covered[i].name.ptr[0] == '*';
        const struct name name = {covered[i].name,
                                  str_skip(covered[i].name, wild ? 2 : 0), wild, false};

        check_true(domain_tree_covers(tree, &name) == covered[i].covered, covered[i].why);
    }
}

/* Two pairs of names: their hashes have the same high half, and begin at the same
 * slot. */
static void names_with_one_hash(void **state)
{
    const struct entry clash[] = {{DOMAIN_BELOW, STR_INIT("n935587.example.com"), 1},
                                  {DOMAIN_BELOW, STR_INIT("n250386.example.com"), 2}};
    AUTO(domain_tree_free) struct domain_tree *tree = make_tree(clash, ARRAY_LEN(clash));

    (void)state;
    check_true(domain_tree_permits(tree, STR("n935587.example.com"), 1),
               "the name itself");
    check_true(!domain_tree_permits(tree, STR("n1062631.example.com"), 1),
               "another name with the same hash is not permitted");
    check_true(domain_tree_permits(tree, STR("n250386.example.com"), 2),
               "the name itself");
    check_true(!domain_tree_permits(tree, STR("n635472.example.com"), 2),
               "nor is such a name as an exact host");
}

static void roots(void **state)
{
    const struct entry root[] = {{DOMAIN_BELOW, STR_INIT("."), 7}};
    AUTO(domain_tree_free) struct domain_tree *tree = make_tree(root, 1);
    AUTO(domain_tree_free) struct domain_tree *none = make_tree(root, 0);
    const struct name name = {STR_INIT("a.b"), STR_INIT("a.b"), false, false};
    char deep[NAME_MAX_BYTES + 1];
    const struct name long_wildcard = {
        {deep, sizeof deep}, {deep, sizeof deep}, true, false};

    (void)state;
    for (size_t i = 0; i < sizeof deep; i++)
        deep[i] = i % 2 == 0 ? 'a' : '.';
    check_true(domain_tree_permits(tree, STR("a.b"), 7), "the root contains every name");
    check_true(domain_tree_permits(tree, (struct str){deep, NAME_MAX_BYTES}, 7),
               "even the name with the most labels");
    check_true(!domain_tree_permits(tree, (struct str){deep, sizeof deep}, 7),
               "a longer text is not a name");
    check_true(!domain_tree_permits_wildcard(tree, (struct str){deep, sizeof deep}, 7),
               "nor is a wildcard over it permitted");
    check_true(!domain_tree_lists_wildcard(tree, (struct str){deep, sizeof deep}, 7),
               "or listed");
    check_true(!domain_tree_covers(tree, &long_wildcard), "or covered");
    check_true(!domain_tree_permits(tree, STR("a.b"), 6), "only for its owner");
    check_true(domain_tree_permits_wildcard(tree, STR("com"), 7), "wildcards too");
    check_true(!domain_tree_permits(none, STR("a.b"), 7),
               "an empty tree contains nothing");
    check_true(!domain_tree_covers(none, &name), "and covers nothing");
}

/* The oracle: it answers each question by a walk over all entries. */

struct policy_of_lists {
    struct entry all[40];
    size_t n;
};

static bool lists(const struct policy_of_lists *lists, enum domain_entry kind,
                  struct str name, uint32_t owner)
{
    for (size_t i = 0; i < lists->n; i++) {
        if (lists->all[i].kind == kind && lists->all[i].owner == owner &&
            str_equal(lists->all[i].name, name))
            return true;
    }
    return false;
}

static const struct entry *longest_domain(const struct policy_of_lists *lists,
                                          struct str name)
{
    const struct entry *best = NULL;

    for (size_t i = 0; i < lists->n; i++) {
        const struct entry *entry = &lists->all[i];

        if (entry->kind != DOMAIN_BELOW || !name_is_within(name, entry->name))
            continue;
        if (best == NULL || entry->name.len > best->name.len ||
            str_equal(best->name, STR(".")))
            best = entry;
    }
    return best;
}

static bool slow_permits(const struct policy_of_lists *all, struct str name,
                         uint32_t owner)
{
    const struct entry *domain = longest_domain(all, name);

    for (size_t i = 0; i < all->n; i++) {
        if (all->all[i].kind == DOMAIN_EXACT && str_equal(all->all[i].name, name))
            return lists(all, DOMAIN_EXACT, name, owner);
    }
    return domain != NULL && lists(all, DOMAIN_BELOW, domain->name, owner);
}

static bool slow_permits_wildcard(const struct policy_of_lists *all, struct str base,
                                  uint32_t owner)
{
    const struct entry *domain = longest_domain(all, base);

    if (lists(all, DOMAIN_WILDCARD, base, owner))
        return true;
    if (domain == NULL || !lists(all, DOMAIN_BELOW, domain->name, owner))
        return false;
    for (size_t i = 0; i < all->n; i++) {
        const struct entry *entry = &all->all[i];
        const bool below =
            entry->kind != DOMAIN_WILDCARD && str_equal(name_parent(entry->name), base);
        const bool same = entry->kind == DOMAIN_WILDCARD && str_equal(entry->name, base);

        if ((below || same) && !lists(all, entry->kind, entry->name, owner))
            return false;
    }
    return true;
}

/* One to four labels out of three, so that entries often overlap. */
static struct str random_name(struct arena *arena)
{
    static const char labels[][3] = {"a", "b", "ab"};
    struct str name = str_from(labels[random_below(3)]);

    for (uint32_t n = random_below(4); n > 0; n--)
        name = arena_format(arena, "%s.%.*s", labels[random_below(3)], STR_ARGS(name));
    return name;
}

static void compare_all(const struct policy_of_lists *all, const struct domain_tree *tree,
                        struct arena *arena)
{
    for (size_t i = 0; i < 60; i++) {
        const struct str name = random_name(arena);

        for (uint32_t owner = 0; owner < 4; owner++) {
            check_true(domain_tree_permits(tree, name, owner) ==
                           slow_permits(all, name, owner),
                       "the tree and the lists agree on a name");
            check_true(domain_tree_permits_wildcard(tree, name, owner) ==
                           slow_permits_wildcard(all, name, owner),
                       "the tree and the lists agree on a wildcard");
            check_true(domain_tree_lists_wildcard(tree, name, owner) ==
                           lists(all, DOMAIN_WILDCARD, name, owner),
                       "the tree and the lists agree on listed wildcards");
        }
    }
}

static void generated(void **state)
{
    AUTO(arena_clear) struct arena arena = {0};

    (void)state;
    random_state = 42;
    for (size_t round = 0; round < 800; round++) {
        struct policy_of_lists all = {.n = random_below(ARRAY_LEN(all.all) + 1)};

        for (size_t i = 0; i < all.n; i++) {
            all.all[i] = (struct entry){(enum domain_entry)random_below(3),
                                        random_name(&arena), random_below(4)};
            if (all.all[i].kind == DOMAIN_BELOW && random_below(30) == 0)
                all.all[i].name = STR(".");
        }
        AUTO(domain_tree_free) struct domain_tree *tree = make_tree(all.all, all.n);

        compare_all(&all, tree, &arena);
        arena_reset(&arena, 1 << 20);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(questions),           cmocka_unit_test(coverage),
        cmocka_unit_test(names_with_one_hash), cmocka_unit_test(roots),
        cmocka_unit_test(generated),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
