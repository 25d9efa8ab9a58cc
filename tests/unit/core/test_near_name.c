/* SPDX-License-Identifier: Apache-2.0 */
/*
 * near_name: finds the same answer as a full comparison of all candidates, which this
 * test contains as its reference.
 */
#include "core/rules/sentence.h"

#include "base/near.h"

#include "chance.h"
#include "unit.h"

#define ROUNDS    20000
#define NAMES_MAX 40
#define MANY      (NEAR_MAX_CANDIDATES + 5)
#define TEXT_MAX  253

static size_t smallest_of(size_t a, size_t b, size_t c)
{
    const size_t least = a < b ? a : b;

    return least < c ? least : c;
}

/* The full table of distances. */
static size_t distance(struct str a, struct str b)
{
    static size_t cells[TEXT_MAX + 1][TEXT_MAX + 1];

    for (size_t i = 0; i <= a.len; i++) {
        for (size_t j = 0; j <= b.len; j++) {
            if (i == 0 || j == 0) {
                cells[i][j] = i + j;
                continue;
            }
            cells[i][j] =
                smallest_of(cells[i - 1][j] + 1, cells[i][j - 1] + 1,
                            cells[i - 1][j - 1] + (a.ptr[i - 1] != b.ptr[j - 1]));
            if (i > 1 && j > 1 && a.ptr[i - 1] == b.ptr[j - 2] &&
                a.ptr[i - 2] == b.ptr[j - 1] && cells[i - 2][j - 2] + 1 < cells[i][j])
                cells[i][j] = cells[i - 2][j - 2] + 1;
        }
    }
    return cells[a.len][b.len];
}

static bool find_near(struct str text, const struct str *candidates, size_t n,
                      struct str *ret)
{
    size_t bound = text.len / 3 > 1 ? text.len / 3 : 1;
    bool found = false;

    for (size_t i = 0; i < n && text.len > 0 && text.len <= TEXT_MAX; i++) {
        size_t d;

        if (candidates[i].len > TEXT_MAX)
            continue;
        d = distance(text, candidates[i]);
        if (d > bound || (found && d == bound))
            continue;
        *ret = candidates[i];
        found = true;
        bound = d;
    }
    return found;
}

static size_t count_dots(struct str name)
{
    size_t n = 0;

    for (size_t i = 0; i < name.len; i++)
        n += name.ptr[i] == '.';
    return n;
}

static bool is_alike(struct str text, struct str name)
{
    bool text_done = false;
    bool name_done = false;
    struct str label;
    struct str other = STR_NONE;
    struct str near;

    while (str_next_item(&text, '.', &text_done, &label)) {
        (void)str_next_item(&name, '.', &name_done, &other);
        if (!str_equal(label, other) && !find_near(label, &other, 1, &near))
            return false;
    }
    return true;
}

struct candidates {
    struct str names[NEAR_MAX_CANDIDATES];
    size_t n;
};

static void add_alike(struct candidates *candidates, struct str text,
                      const struct str *names, size_t n)
{
    for (size_t i = 0; i < n && i < NEAR_MAX_CANDIDATES; i++) {
        if (candidates->n < NEAR_MAX_CANDIDATES &&
            count_dots(text) == count_dots(names[i]) &&
            str_has_prefix(text, STR("*.")) == str_has_prefix(names[i], STR("*.")) &&
            is_alike(text, names[i]))
            candidates->names[candidates->n++] = names[i];
    }
}

static bool expect(const struct tenant *tenant, struct str name, struct str *ret_front,
                   struct str *ret_near)
{
    static struct candidates candidates;
    struct str tail = name;

    if (near_name_is_within(tenant, name))
        return false;
    for (size_t i = 0; i < 4 && tail.len > 0; i++) {
        candidates.n = 0;
        add_alike(&candidates, tail, tenant->domains, tenant->n_domains);
        if (i == 0)
            add_alike(&candidates, tail, tenant->hosts, tenant->n_hosts);
        if (find_near(tail, candidates.names, candidates.n, ret_near)) {
            *ret_front = str_head(name, name.len - tail.len);
            return true;
        }
        tail = name_parent(tail);
    }
    return false;
}

/* Compares both answers; returns whether a name is near. */
static bool compare(const struct tenant *tenant, struct str name)
{
    AUTO(arena_clear) struct arena arena = {0};
    struct str want_front = STR_NONE;
    struct str want_near = STR_NONE;
    struct str front = STR_NONE;
    struct str near = STR_NONE;
    const bool want = expect(tenant, name, &want_front, &want_near);

    if (near_name_find(tenant, name, &arena, &front, &near) != want)
        fail_msg("%.*s: %s", STR_ARGS(name), want ? "something is near" : "nothing is");
    check_text(front, want_front, "the part of the name that stays");
    check_text(near, want_near, "the nearest");
    assert_ptr_equal(near.ptr, want_near.ptr); /* of two equal candidates the first */
    return want;
}

static struct str any_label(void)
{
    static const char *const labels[] = {
        "a",    "b",       "ab",      "ba",      "com",      "org",           "net",
        "cm",   "example", "exmaple", "exampel", "internal", "interns",       "shop",
        "shpo", "d12",     "d13",     "d21",     "corp",     "customer-0001",
    };

    return str_from(labels[random_below(ARRAY_LEN(labels))]);
}

static struct str any_name(struct arena *arena)
{
    struct str name = any_label();

    for (size_t i = random_below(6); i > 0; i--) {
        const struct str label = any_label();

        /* Most names have similar endings. */
        name = random_below(3) == 0
                   ? arena_format(arena, "%.*s.%.*s", STR_ARGS(name), STR_ARGS(label))
                   : arena_format(arena, "%.*s.%.*s", STR_ARGS(label), STR_ARGS(name));
    }
    return name;
}

/* Inserts, removes or replaces a byte, or swaps two. */
static struct str mistype(struct arena *arena, struct str name)
{
    static const char bytes[] = "abcdeimnoprst0123-.X";
    const size_t at = random_below(name.len);
    const char byte = bytes[random_below(sizeof bytes - 1)];
    const struct str front = str_head(name, at);
    const struct str rest = str_skip(name, at);

    switch (random_below(4)) {
    case 0:
        return arena_format(arena, "%.*s%c%.*s", STR_ARGS(front), byte, STR_ARGS(rest));
    case 1:
        return name.len == 1 ? name
                             : arena_format(arena, "%.*s%.*s", STR_ARGS(front),
                                            STR_ARGS(str_skip(rest, 1)));
    case 2:
        return arena_format(arena, "%.*s%c%.*s", STR_ARGS(front), byte,
                            STR_ARGS(str_skip(rest, 1)));
    default:
        return rest.len < 2
                   ? name
                   : arena_format(arena, "%.*s%c%c%.*s", STR_ARGS(front), rest.ptr[1],
                                  rest.ptr[0], STR_ARGS(str_skip(rest, 2)));
    }
}

static struct str maybe_wildcard(struct arena *arena, struct str name)
{
    return random_below(6) > 0 ? name : arena_format(arena, "*.%.*s", STR_ARGS(name));
}

/* A claim, mostly a small mistake away from a permitted name. */
static struct str any_claim(struct arena *arena, const struct tenant *tenant)
{
    struct str name = any_name(arena);

    if (tenant->n_domains > 0 && random_below(4) > 0)
        name = tenant->domains[random_below(tenant->n_domains)];
    else if (tenant->n_hosts > 0 && random_below(2) > 0)
        name = tenant->hosts[random_below(tenant->n_hosts)];
    for (size_t i = random_below(3); i > 0; i--)
        name = arena_format(arena, "%.*s.%.*s", STR_ARGS(any_label()), STR_ARGS(name));
    for (size_t i = random_below(4); i > 0; i--)
        name = mistype(arena, name);
    return maybe_wildcard(arena, name);
}

static void answers_equal_a_full_comparison(void **state)
{
    size_t n_near = 0;

    (void)state;
    for (size_t round = 0; round < ROUNDS; round++) {
        AUTO(arena_clear) struct arena arena = {0};
        struct str domains[NAMES_MAX];
        struct str hosts[NAMES_MAX];
        struct tenant tenant = {.domains = domains, .hosts = hosts};

        tenant.n_domains = random_below(NAMES_MAX);
        tenant.n_hosts = random_below(4) == 0 ? random_below(NAMES_MAX) : 0;
        for (size_t i = 0; i < tenant.n_domains; i++)
            domains[i] = random_below(1000) == 0 ? STR(".") : any_name(&arena);
        for (size_t i = 0; i < tenant.n_hosts; i++)
            hosts[i] = maybe_wildcard(&arena, any_name(&arena));
        n_near += compare(&tenant, any_claim(&arena, &tenant));
    }
    check_true(n_near > ROUNDS / 10 && n_near < ROUNDS - ROUNDS / 10,
               "both answers are frequent");
}

/* Domains with the same ending, as in large policies. */
static void among_many(void **state)
{
    AUTO(arena_clear) struct arena arena = {0};
    static struct str domains[MANY];
    static struct str hosts[MANY];
    const struct tenant tenant = {
        .domains = domains, .n_domains = MANY, .hosts = hosts, .n_hosts = MANY};

    (void)state;
    for (size_t i = 0; i < MANY; i++) {
        domains[i] =
            arena_format(&arena, "d%zu.example.%s", i, i % 7 == 0 ? "net" : "com");
        hosts[i] = arena_format(&arena, "h%zu.example.com", i);
    }
    compare(&tenant, STR("d12x.example.com"));
    compare(&tenant, STR("www.d1234.example.com"));
    compare(&tenant, STR("www.shop.example.org"));
    compare(&tenant, STR("shop.exmaple.com"));
    compare(&tenant, STR("d7.exmaple.com"));
    compare(&tenant, STR("*.h12.exmaple.com"));
    check_true(!compare(&tenant, STR("www.d1004x.example.com")) ||
                   !near_name_is_within(&tenant, STR("d1004.example.com")),
               "candidate 1,005 is not compared");
}

/* A thousand similar domains fill the list of candidates, so a nearer host is not
 * compared. */
static void hosts_beyond_the_limit(void **state)
{
    AUTO(arena_clear) struct arena arena = {0};
    static struct str domains[NEAR_MAX_CANDIDATES];
    struct str host = STR("shop-aaaaaaaa.example.com");
    struct tenant tenant = {.domains = domains,
                            .n_domains = NEAR_MAX_CANDIDATES,
                            .hosts = &host,
                            .n_hosts = 1};
    struct str front;
    struct str near;

    (void)state;
    for (size_t i = 0; i < NEAR_MAX_CANDIDATES; i++)
        domains[i] =
            arena_format(&arena, "shop-aaaaaa%zu%zu.example.com", i / 100, i % 10);
    compare(&tenant, STR("shop-aaaaaaab.example.com"));
    check_true(
        near_name_find(&tenant, STR("shop-aaaaaaab.example.com"), &arena, &front, &near),
        "a domain is found");
    check_text(near, domains[0], "not the host");
    tenant.n_domains--;
    compare(&tenant, STR("shop-aaaaaaab.example.com"));
    check_true(
        near_name_find(&tenant, STR("shop-aaaaaaab.example.com"), &arena, &front, &near),
        "the host is compared, too");
    check_text(near, host, "and is nearer");
}

static void corners(void **state)
{
    static const struct str domains[] = {STR_INIT("example.com"), STR_INIT("ab"),
                                         STR_INIT("a.b")};
    static const struct str hosts[] = {STR_INIT("*.shop.net"), STR_INIT("shop.net")};
    static const struct str names[] = {
        STR_INIT(""),
        STR_INIT("."),
        STR_INIT("a"),
        STR_INIT("b"),
        STR_INIT("*"),
        STR_INIT("*."),
        STR_INIT("a."),
        STR_INIT("..a"),
        STR_INIT("exmaple.com."),
        STR_INIT("*.shpo.net"),
        STR_INIT("*.a"),
        STR_INIT("*.b.c"),
        STR_INIT("Example.com"),
        STR_INIT("a.b.c.d.e.f.exmaple.com"),
        STR_INIT("shop.net"),
        STR_INIT("*.shop.net"),
        STR_INIT("x.shop.net"),
    };
    static char long_text[TEXT_MAX + 2];
    const struct tenant tenant = {.domains = domains,
                                  .n_domains = ARRAY_LEN(domains),
                                  .hosts = hosts,
                                  .n_hosts = ARRAY_LEN(hosts)};
    const struct tenant nobody = {.domains = NULL};

    (void)state;
    memset(long_text, '.', sizeof long_text);
    for (size_t i = 0; i < sizeof long_text; i += 2)
        long_text[i] = 'a';
    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        compare(&tenant, names[i]);
        compare(&nobody, names[i]);
    }
    for (size_t len = TEXT_MAX - 1; len <= sizeof long_text; len++)
        compare(&tenant, (struct str){long_text, len});
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(answers_equal_a_full_comparison),
        cmocka_unit_test(among_many),
        cmocka_unit_test(hosts_beyond_the_limit),
        cmocka_unit_test(corners),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
