/* SPDX-License-Identifier: Apache-2.0 */
/*
 * reach: a comparison of two policies, as text.
 */
#include "core/reach/compare.h"

#include "base/buf.h"
#include "deciding.h"
#include "unit.h"

#define HEAD                                                                             \
    "apiVersion: ingress-warden.dev/v1\n"                                                \
    "kind: IngressPolicy\n"                                                              \
    "classes:\n"                                                                         \
    "  c: {profile: ingress-nginx, domains: [org]}\n"                                    \
    "  d: {profile: gce}\n"
#define SHOP "  - {name: shop, namespaces: [shop], classes: [c], domains: [a.org]}\n"

static const struct {
    const char *why;
    const char *old, *new; /* after HEAD */
    const char *want;
} cases[] = {
    {"the same policy", "tenants:\n" SHOP, "tenants:\n" SHOP, ""},
    {"a name without owner gets one, and a class that does not serve it is left out",
     "tenants:\n" SHOP,
     "tenants:\n  - {name: shop, namespaces: [shop], classes: [c, d], domains: [a.org, "
     "b.net]}\n",
     "+ b.net and below: nobody -> shop\n"
     "+ shop: in d: b.net and below; a.org and below\n"},
    {"a longer entry takes names from another tenant",
     "tenants:\n" SHOP "  - {name: pay, namespaces: [pay], classes: [c]}\n",
     "tenants:\n" SHOP
     "  - {name: pay, namespaces: [pay], classes: [c], domains: [p.a.org]}\n",
     "+ p.a.org and below: shop -> pay\n"
     "- shop: in c: p.a.org and below\n"
     "+ pay: in c: p.a.org and below\n"},
    {"the largest parts that do not belong to it are excepted",
     "tenants:\n" SHOP
     "  - {name: all, namespaces: ['*'], classes: [c], domains: [x.a.org], hosts: "
     "[h.a.org]}\n",
     "tenants:\n  - {name: all, namespaces: ['*'], classes: [c], domains: [x.a.org], "
     "hosts: [h.a.org]}\n",
     "+ a.org and below, except h.a.org, x.a.org and below: shop -> nobody\n"
     "+ namespace shop (shop -> all): in c: h.a.org; x.a.org and below\n"
     "- namespace shop (shop -> all): in c: a.org and below, except h.a.org, x.a.org and "
     "below\n"},
    {"a tenant with a new name reaches the same", "tenants:\n" SHOP,
     "tenants:\n  - {name: store, namespaces: [shop], classes: [c], domains: [a.org]}\n",
     "+ a.org and below: shop -> store\n"},
    {"an instance is written as in the policy",
     "tenants:\n  - {name: p, namespaces: ['pr-{x}'], classes: [c], domains: [q.org]}\n",
     "tenants:\n  - {name: p, namespaces: ['pr-{x}'], classes: [c], domains: [q.org, "
     "'{x}.r.org']}\n",
     "+ {x}.r.org and below: nobody -> p\n"
     "+ p: in c: {x}.r.org and below\n"},
    {"an entry below an instance separates its namespace",
     "tenants:\n  - {name: p, namespaces: ['pr-{x}'], classes: [c], domains: "
     "['{x}.r.org']}\n",
     "tenants:\n  - {name: p, namespaces: ['pr-{x}'], classes: [c], domains: "
     "['{x}.r.org']}\n"
     "  - {name: all, namespaces: ['*'], classes: [d], hosts: [a.17.r.org]}\n",
     "+ a.17.r.org: p -> all\n"
     "- namespace pr-17 (p -> p): in c: a.17.r.org\n"
     "+ namespace * (none -> all): in d: a.17.r.org\n"},
    {"a listed wildcard is a claim of its own", "tenants:\n" SHOP,
     "tenants:\n  - {name: shop, namespaces: [shop], classes: [c], domains: [a.org], "
     "hosts: ['*.a.org']}\n",
     "+ shop: in c: *.a.org\n"},
    {"if wildcards need not be listed, the names include them",
     "tenants:\n" SHOP "rules: {host-wildcard: warn}\n",
     "tenants:\n  - {name: shop, namespaces: [shop], classes: [c], domains: [a.org, "
     "b.org]}\nrules: {host-wildcard: warn}\n",
     "+ b.org and below: nobody -> shop\n"
     "+ shop: in c: b.org and below\n"},
    {"wildcards become permitted", "tenants:\n" SHOP,
     "tenants:\n" SHOP "rules: {host-wildcard: allow}\n",
     "+ shop: in c: *.a.org and wildcards below\n"},
    {"a rule that only warns permits everything", "tenants:\n" SHOP,
     "tenants:\n" SHOP "rules: {host-permitted: warn}\n",
     "+ shop: in c: org and below, except a.org and below\n"},
    {"an exemption separates namespaces",
     "tenants:\n  - {name: all, namespaces: ['*'], classes: [d]}\n",
     "tenants:\n  - {name: all, namespaces: ['*'], classes: [d]}\n"
     "exemptions:\n  - {name: e, reason: r, expires: never, namespaces: ['x-*'], rules: "
     "[host-permitted]}\n",
     "+ namespace x-* (all -> all): in d: every name\n"},
};

static void add_owners(struct buf *buf, const struct reach_names *names, uint32_t set)
{
    if (set == 0)
        buf_add_text(buf, "nobody");
    for (uint32_t i = 0; i < names->sets[set].n; i++)
        buf_add(buf, names->tenants.names[names->sets[set].ids[i]]);
}

static void add_all(struct buf *buf, const struct reach_comparison *comparison)
{
    for (size_t i = 0; i < comparison->n_moves; i++) {
        buf_add_text(buf, "+ ");
        reach_part_add(buf, &comparison->moves[i].part);
        buf_add_text(buf, ": ");
        add_owners(buf, &comparison->names, comparison->moves[i].owners[REACH_OLD]);
        buf_add_text(buf, " -> ");
        add_owners(buf, &comparison->names, comparison->moves[i].owners[REACH_NEW]);
        buf_add_byte(buf, '\n');
    }
    for (size_t i = 0; i < comparison->n_differences; i++) {
        const struct reach_difference *one = &comparison->differences[i];

        buf_add_text(buf, one->only == REACH_NEW ? "+ " : "- ");
        reach_actor_add(buf, comparison, one->actor);
        buf_add_text(buf, ": in ");
        buf_add(buf, comparison->names.classes.names[one->class]);
        for (size_t k = 0; k < one->n_parts; k++) {
            buf_add_text(buf, k == 0 ? ": " : "; ");
            reach_part_add(buf, &one->parts[k]);
            check_true(one->parts[k].witness.len > 0, "each part has a witness");
        }
        buf_add_byte(buf, '\n');
    }
}

static struct policy *policy_of(struct arena *arena, const char *rest)
{
    return deciding_policy(arena_format(arena, "%s%s", HEAD, rest).ptr);
}

static void comparisons(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        AUTO(arena_clear) struct arena arena = {0};
        AUTO(policy_unref) struct policy *old = policy_of(&arena, cases[i].old);
        AUTO(policy_unref) struct policy *new = policy_of(&arena, cases[i].new);
        const struct reach_policies policies = {{old, new}, 20000};
        AUTO(reach_comparison_clear) struct reach_comparison comparison = {0};
        struct buf text = buf_in(&arena);

        check_true(reach_compare(&policies, &arena, &comparison), cases[i].why);
        add_all(&text, &comparison);
        check_text(buf_str(&text), str_from(cases[i].want), cases[i].why);
    }
}

/* Compared with no policy, a policy gains all that it permits. */
static void one_policy(void **state)
{
    AUTO(arena_clear) struct arena arena = {0};
    AUTO(policy_unref) struct policy *policy = policy_of(&arena, "tenants:\n" SHOP);
    const struct reach_policies policies = {{NULL, policy}, 20000};
    AUTO(reach_comparison_clear) struct reach_comparison comparison = {0};
    struct buf text = buf_in(&arena);

    (void)state;
    check_true(reach_compare(&policies, &arena, &comparison), "the comparison succeeds");
    add_all(&text, &comparison);
    check_text(buf_str(&text),
               STR("+ a.org and below: nobody -> shop\n"
                   "+ namespace shop (none -> shop): in c: a.org and below\n"),
               "everything is new");
}

static void holes(void **state)
{
    AUTO(arena_clear) struct arena arena = {0};
    AUTO(holes_clear) struct holes all = {.arena = &arena};
    const struct sampling sampling = {STR_NONE, 63};
    size_t from = 0;

    (void)state;
    holes_add(&all, (struct hole){.head = STR("a-"), .is_filled = true});
    holes_add(&all, (struct hole){.tail = STR("-b")});
    holes_add(&all, (struct hole){.tail = STR("-b"), .is_made = true});
    check_true(all.n == 2, "equal patterns are added once");
    check_true(holes_close(&all) && all.n == 3, "the intersection is added");
    check_text(all.all[2].head, STR("a-"), "with the longer beginning");
    check_text(all.all[2].tail, STR("-b"), "and the longer end");
    check_text(holes_sample(&all, 0, &sampling, &from), STR("a-x"),
               "a sample of the first pattern");
    from = 0;
    check_text(holes_sample(&all, 2, &sampling, &from), STR("a-x-b"),
               "a sample of the intersection");
    check_true(!hole_matches(&all.all[0], STR("a-")),
               "a placeholder does not match the empty text");
    check_true(hole_matches(&all.all[1], STR("-b")), "an asterisk does");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(comparisons),
        cmocka_unit_test(one_policy),
        cmocka_unit_test(holes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
