/* SPDX-License-Identifier: Apache-2.0 */
/* delegation: which entry decides about a name, which entry it overrides, which are near,
 * which are below. */
#include "core/entries/delegation.h"
#include "deciding.h"
#include "unit.h"

static const char yaml[] =
    "apiVersion: ingress-warden.dev/v1\n"
    "kind: IngressPolicy\n"
    "classes:\n"
    "  external: {profile: ingress-nginx, domains: [example.com, .]}\n"
    "  internal: {profile: ingress-nginx, domains: [corp.example.net, example.com]}\n"
    "  any: {profile: ingress-nginx}\n"
    "tenants:\n"
    "  - name: shop\n"
    "    namespaces: [shop, \"shop-*\"]\n"
    "    classes: [external]\n"
    "    domains: [shop.example.com, both.example.com]\n"
    "    hosts: [www.example.com, \"*.wild.example.com\", shop.example.com]\n"
    "  - name: payments\n"
    "    namespaces: [payments]\n"
    "    classes: [external]\n"
    "    domains: [pay.shop.example.com, both.example.com, x.pay.shop.example.com]\n"
    "  - name: previews\n"
    "    namespaces: [\"pr-{x}\"]\n"
    "    classes: [external]\n"
    "    domains: [preview.example.com, \"{x}.preview.example.com\"]\n"
    "    hosts: [\"*.{x}-w.example.com\", \"{namespace}-h.example.com\"]\n"
    "  - name: rest\n"
    "    namespaces: [\"*\"]\n"
    "    classes: [external]\n"
    "    domains: [wild.example.com, \"{namespace}.preview.example.com\", org]\n"
    "  - name: all\n"
    "    namespaces: [all]\n"
    "    classes: [external]\n"
    "    domains: [example.com]\n";

static void add_delegated(struct buf *buf, const struct delegated *delegated)
{
    buf_addf(buf, "%s ", listing_noun(delegated->listings[0]));
    buf_add(buf, delegated->listings[0]->text);
    if (delegated->value.len > 0)
        buf_addf(buf, " here %.*s", STR_ARGS(delegated->name));
    for (size_t i = 0; i < delegated->n; i++)
        buf_addf(buf, " %.*s", STR_ARGS(delegated->listings[i]->tenant->name));
}

static struct name name_of(const char *text, struct arena *arena)
{
    struct name name = {0};
    const char *reason = NULL;

    assert_true(name_parse(arena, str_from(text), &name, &reason));
    return name;
}

enum asked {
    DECIDES,
    OVERRIDES,
    NEAREST,
    BELOW,
};

static struct str answer(const struct delegation *delegation, enum asked question,
                         const char *text, struct arena *arena)
{
    struct buf buf = buf_in(arena);
    const struct name name = name_of(text, arena);
    struct delegated some[DELEGATION_MAX_NEAREST];
    struct delegated *found = some;
    size_t n = 0;

    switch (question) {
    case DECIDES:
        n = delegation_find(delegation, &name, arena, some);
        break;
    case OVERRIDES:
        n = delegation_find(delegation, &name, arena, &some[1]) &&
            delegation_find_overridden(delegation, &name, &some[1], arena, some);
        break;
    case NEAREST:
        n = delegation_nearest(delegation, &name, arena, some);
        break;
    case BELOW:
        n = delegation_below(delegation, name.base, arena, &found);
        break;
    }
    for (size_t i = 0; i < n; i++) {
        buf_add_text(&buf, i == 0 ? "" : ", ");
        add_delegated(&buf, &found[i]);
    }
    return buf_str(&buf);
}

static const struct {
    const char *why;
    enum asked question;
    const char *name;
    const char *answer;
} cases[] = {
    {"a name below a domain", DECIDES, "a.both.example.com",
     "domain both.example.com shop payments"},
    {"a host comes before the domain of the same name", DECIDES, "shop.example.com",
     "host shop.example.com shop"},
    {"but does not contain the names below it", DECIDES, "a.shop.example.com",
     "domain shop.example.com shop"},
    {"the longest entry decides", DECIDES, "a.pay.shop.example.com",
     "domain pay.shop.example.com payments"},
    {"no entry decides", DECIDES, "example.net", ""},
    {"a listed wildcard", DECIDES, "*.wild.example.com",
     "wildcard *.wild.example.com shop"},
    {"another wildcard: the domain of its base decides", DECIDES, "*.preview.example.com",
     "domain preview.example.com previews"},
    {"an instance, and all tenants with the family", DECIDES, "a.17.preview.example.com",
     "domain {x}.preview.example.com here 17.preview.example.com previews rest"},
    {"an instance of a host", DECIDES, "pr-17-h.example.com",
     "host {namespace}-h.example.com here pr-17-h.example.com previews"},
    {"an instance of a wildcard", DECIDES, "*.17-w.example.com",
     "wildcard *.{x}-w.example.com here *.17-w.example.com previews"},
    {"the next domain above", OVERRIDES, "pay.shop.example.com",
     "domain shop.example.com shop"},
    {"none if it belongs to the same tenant", OVERRIDES, "x.pay.shop.example.com", ""},
    {"a host overrides nothing if the same tenant has the domain of its name", OVERRIDES,
     "shop.example.com", ""},
    {"a host overrides the domain around it", OVERRIDES, "www.example.com",
     "domain example.com all"},
    {"a wildcard overrides the domain of its base", OVERRIDES, "*.wild.example.com",
     "domain wild.example.com rest"},
    {"tenants with both entries lose nothing", OVERRIDES, "a.17.preview.example.com", ""},
    {"there is no domain around it", OVERRIDES, "a.org", ""},
    {"no entry contains the name", OVERRIDES, "example.net", ""},
    {"entries that share the most labels", NEAREST, "z.y.pay.shop.example.com",
     "domain pay.shop.example.com payments, domain x.pay.shop.example.com payments"},
    {"the first three in the order of the file, families included", NEAREST,
     "zzz.example.com",
     "domain shop.example.com shop, domain both.example.com shop payments, "
     "host www.example.com shop"},
    {"families count without their first label", NEAREST, "a.b.preview.example.com",
     "domain preview.example.com previews, domain {x}.preview.example.com previews rest"},
    {"one common label is not near", NEAREST, "a.net", ""},
    {"nor is a common ending inside a label", NEAREST, "a.xorg", ""},
    {"domains and hosts one label below", BELOW, "*.shop.example.com",
     "domain pay.shop.example.com payments"},
    {"and families", BELOW, "*.preview.example.com",
     "domain {x}.preview.example.com previews rest"},
    {"nothing", BELOW, "*.org", ""},
};

static void questions(void **state)
{
    AUTO(arena_clear) struct arena arena = {0};
    AUTO(policy_unref) struct policy *policy = deciding_policy(yaml);
    AUTO(delegation_free) struct delegation *delegation = delegation_new(policy);

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++)
        check_text(answer(delegation, cases[i].question, cases[i].name, &arena),
                   str_from(cases[i].answer), cases[i].why);
}

static const struct {
    const char *why;
    const char *class, *name, *domain;
} served[] = {
    {"the domain that serves the name", "external", "a.example.com", "example.com"},
    {"a domain of two classes", "internal", "a.example.com", "example.com"},
    {"the root domain", "external", "a.org", "."},
    {"a domain of another class", "internal", "a.org", ""},
    {"a class without domains", "any", "a.org", ""},
    {"a wildcard is looked up by its base", "internal", "*.corp.example.net",
     "corp.example.net"},
};

static void served_by(void **state)
{
    AUTO(arena_clear) struct arena arena = {0};
    AUTO(policy_unref) struct policy *policy = deciding_policy(yaml);
    AUTO(delegation_free) struct delegation *delegation = delegation_new(policy);

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(served); i++) {
        const struct class *class = policy_class(policy, str_from(served[i].class));
        const struct name name = name_of(served[i].name, &arena);
        const struct str *domain = delegation_served_by(delegation, class, &name);

        check_text(domain == NULL ? STR("") : *domain, str_from(served[i].domain),
                   served[i].why);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(questions),
        cmocka_unit_test(served_by),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
