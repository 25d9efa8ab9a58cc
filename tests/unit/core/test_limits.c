/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The limits of the core: long contacts, many warnings, large tenants, long lists of
 * ranges.
 */
#include <stdlib.h>

#include "core/judge/sentences.h"
#include "core/object/managed.h"
#include "core/object/ranges.h"
#include "core/policy/body.h"
#include "deciding.h"
#include "deciding_objects.h"
#include "unit.h"
#include "wire/message.h"

#define N_MANY 1296 /* 36 * 36; more than near_name compares */

/* n numbers between two texts; no two of them are adjacent. */
static char *repeated(struct arena *arena, const char *first, const char *last, size_t n)
{
    struct buf buf;

    buf_init(&buf, arena, BUF_MAX_BYTES);
    for (size_t i = 0; i < n; i++)
        buf_addf(&buf, "%s%zu.%zu%s", first, i / 125, i % 125 * 2 + 1, last);
    buf_add_byte(&buf, '\0');
    return buf.ptr;
}

static char *filled(struct arena *arena, const char *piece, size_t n)
{
    struct buf buf;

    buf_init(&buf, arena, BUF_MAX_BYTES);
    for (size_t i = 0; i < n; i++)
        buf_add_text(&buf, piece);
    buf_add_byte(&buf, '\0');
    return buf.ptr;
}

static const struct {
    const char *why;
    const char *piece;
    size_t n;
    size_t want; /* bytes of the contact that are shown */
} contacts[] = {
    {"a short one is shown whole", "xyz", 10, 30},
    {"a long one is cut", "xyzw", 300, 1000},
    {"but not inside a character", "\xc3\xa4y", 400, 999},
    {"a contact of invalid bytes is left out", "\x80", 1200, 0},
};

static void contacts_are_cut(void **state)
{

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(contacts); i++) {
        AUTO(arena_clear) struct arena arena = {0};
        AUTO(policy_unref) struct policy *policy = deciding_policy(deciding_example);
        const char *contact = filled(&arena, contacts[i].piece, contacts[i].n);

        policy->contact = str_from(contact); /* no document can contain all of these */

        const struct inquiry inquiry =
            deciding_inquiry(policy, STAGE_VALIDATE, NULL, &arena);
        const struct str message = message_unjudgeable(&inquiry, STR("a"), STR("b"));
        const struct str shown = {contact, contacts[i].want};
        size_t line = 0;

        check_true(str_find(message, '\n', &line) == (contacts[i].want > 0),
                   contacts[i].why);
        if (contacts[i].want > 0)
            check_text(str_skip(message, line + 1), shown, contacts[i].why);
    }
}

/* A tenant with many domains, which differ in two letters, and with some hosts. */
static char *large_tenant(struct arena *arena)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789";
    struct buf buf;

    buf_init(&buf, arena, BUF_MAX_BYTES);
    buf_add_text(&buf, "hosts: [\"*.w.example.com\"");
    for (size_t i = 0; i < 10; i++)
        buf_addf(&buf, ", h%zu.example.com", i);
    buf_add_text(&buf, "]\n    domains: [");
    for (size_t i = 0; i < N_MANY; i++)
        buf_addf(&buf, "aaaaaaaaaaaa%c%c.example.com, ", letters[i / 36],
                 letters[i % 36]);
    buf_add_text(&buf, "corp.example.net]\n");
    buf_add_byte(&buf, '\0');
    return deciding_replace(deciding_example,
                            "domains: [shop.example.com, shop.corp.example.net]\n"
                            "    hosts:   [www.example.com]\n",
                            buf.ptr);
}

static const struct {
    const char *why;
    struct question question;
    const char *part;
} large[] = {
    {"five are named, the others are counted",
     {.object = "class=external\nhost=evil.org\n"},
     "permitted: aaaaaaaaaaaaaa.example.com, aaaaaaaaaaaaab.example.com, "
     "aaaaaaaaaaaaac.example.com, aaaaaaaaaaaaad.example.com, "
     "aaaaaaaaaaaaae.example.com"},
    {"of more than a thousand near names one is suggested",
     {.object = "class=external\nhost=aaaaaaaaaaaa--aa.example.com\n"},
     "did you mean \"aaaaaaaaaaaa"},
};

static void tenants_may_be_large(void **state)
{
    AUTO(arena_clear) struct arena arena = {0};
    char *yaml = large_tenant(&arena);
    struct policy *policy = deciding_policy(yaml);

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(large); i++) {
        struct str message = deciding_message(policy, &large[i].question, &arena);

        check_true(str_contains(message, str_from(large[i].part)), large[i].why);
    }
    policy_unref(policy);
    free(yaml);
}

/* A host without tls entry causes only a warning. */
static void hundreds_of_warnings(void **state)
{
    AUTO(arena_clear) struct arena arena = {0};
    AUTO(policy_unref) struct policy *policy = deciding_policy(deciding_example);
    const size_t n = (size_t)2 * SENTENCES_MAX;
    struct buf lines;
    struct view view;
    struct inquiry inquiry;
    struct decision decision;

    (void)state;
    buf_init(&lines, &arena, BUF_MAX_BYTES);
    buf_add_text(&lines, "class=external\n" EXTERNAL_ADDED);
    for (size_t i = 0; i < n; i++)
        buf_addf(&lines, "host=h%zu.shop.example.com\n", i);
    view = deciding_view(&arena, buf_text(&lines));
    inquiry = deciding_inquiry(policy, STAGE_VALIDATE, &view, &arena);
    decide(&inquiry, &decision);
    check_true(decision.allowed, "warnings do not deny");
    check_true(decision.n_violations == n, "all violations are counted");
    check_true(decision.n_warnings == SENTENCES_MAX,
               "as many warnings as there are sentences");
    check_true(decision.n_more_warnings == n - SENTENCES_MAX, "the others are counted");
}

#define RETAIL_LISTS "mode: fixed, networks: [retail]"
#define RETAIL       "class=retail\nhost=web.retail.example.net\n"

static const struct {
    const char *why;
    size_t n;
    bool is_cut;
} prefixes[] = {
    {"the maximum number of prefixes in the result", 256, true},
    {"one more is left to the validating stage", 257, false},
};

static void long_intersections(void **state)
{
    char *yaml = deciding_replace(deciding_example, RETAIL_LISTS,
                                  "mode: intersect, networks: [retail]");
    struct policy *policy = deciding_policy(yaml);

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(prefixes); i++) {
        AUTO(arena_clear) struct arena arena = {0};
        const struct question question = {
            .namespace = "retail-a",
            .object =
                arena_format(&arena,
                             RETAIL "@haproxy-ingress.github.io/"
                                    "allowlist-source-range=%s192.0.2.1\n%c",
                             repeated(&arena, "10.20.", "/32,", prefixes[i].n), '\0')
                    .ptr};
        struct decision decision = deciding_ask(policy, &question, STAGE_MUTATE, &arena);

        check_true((decision.n_warnings == 1) == prefixes[i].is_cut, prefixes[i].why);
    }
    policy_unref(policy);
    free(yaml);
}

#define OWN                                                                              \
    "profiles:\n  own:\n    keyPrefixes: [own.net/]\n    sourceRanges: {key: "           \
    "own.net/a, "                                                                        \
    "aliases: [%s own.net/z]}\nclasses:\n"

/* A profile may have any number of list keys.  Each list is cut, and one warning names
 * all of them. */
static void many_spellings(void **state)
{
    AUTO(arena_clear) struct arena arena = {0};
    const char *profiles =
        arena_format(&arena, OWN, repeated(&arena, "own.net/b", ",", 30)).ptr;
    char *owned = deciding_replace(deciding_example, "classes:\n  external:\n",
                                   arena_format(&arena, "%s  external:\n", profiles).ptr);
    char *intersecting =
        deciding_replace(owned, RETAIL_LISTS, "mode: intersect, networks: [retail]");
    char *yaml =
        deciding_replace(intersecting, "profile: haproxy-ingress", "profile: own");
    struct policy *policy = deciding_policy(yaml);
    const struct question question = {
        .namespace = "retail-a",
        .object = arena_format(&arena, RETAIL "@own.net/a=10.0.0.0/8\n%s",
                               repeated(&arena, "@own.net/b", "=10.0.0.0/8\n", 30))
                      .ptr};
    struct decision decision = deciding_ask(policy, &question, STAGE_MUTATE, &arena);

    (void)state;
    check_true(decision.n_warnings == 1, "equal warnings become one");
    check_true(decision.warnings[0].n_places == 31, "with one place for each key");
    policy_unref(policy);
    free(yaml);
    free(intersecting);
    free(owned);
}

static const struct {
    const char *why;
    size_t n; /* entries before the last one */
    enum list_fault fault;
    size_t n_outside;
} longest_lists[] = {
    {"the maximum number of entries in a list", 32767, LIST_SOUND, 32768},
    {"one more is refused, and no more entries than the maximum are named", 32768,
     LIST_BAD_ENTRY, 32768},
};

static void longest_range_lists(void **state)
{
    const struct cidr_set nothing = {0};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(longest_lists); i++) {
        AUTO(arena_clear) struct arena arena = {0};
        const struct profile *profile = deciding_profile(&arena, "ingress-nginx");
        const size_t n = longest_lists[i].n;
        const struct str value = arena_format(
            &arena, "%s192.0.2.1", (const char *)filled(&arena, "192.0.2.1,", n));
        struct range_list list;
        struct str *outside;

        range_list_parse(&arena, value, profile, &list);
        check_true(list.fault == longest_lists[i].fault, longest_lists[i].why);
        check_true(range_list_outside(&arena, value, profile, &nothing, &outside) ==
                       longest_lists[i].n_outside,
                   longest_lists[i].why);
    }
}

static const struct {
    const char *why;
    size_t n; /* keys before the last one */
    bool is_read;
} longest_listings[] = {
    {"as many keys as fit into an annotation are read", 131071, true},
    {"further keys are not", 131072, false},
};

static void longest_managed_list(void **state)
{
    AUTO(policy_unref) struct policy *policy = deciding_policy(deciding_example);

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(longest_listings); i++) {
        AUTO(arena_clear) struct arena arena = {0};
        struct annotation annotation = {
            STR(OURS),
            arena_format(&arena, "%sb",
                         (const char *)filled(&arena, "a,", longest_listings[i].n))};
        const struct kind kind = {0};
        const struct view view = {
            .kind = &kind, .annotations = &annotation, .n_annotations = 1};
        const struct key_list list = managed_of(policy, &view, &arena);

        check_true(key_list_has(&list, STR("a")), longest_listings[i].why);
        check_true(key_list_has(&list, STR("b")) == longest_listings[i].is_read,
                   longest_listings[i].why);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(contacts_are_cut),     cmocka_unit_test(tenants_may_be_large),
        cmocka_unit_test(hundreds_of_warnings), cmocka_unit_test(long_intersections),
        cmocka_unit_test(many_spellings),       cmocka_unit_test(longest_range_lists),
        cmocka_unit_test(longest_managed_list),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
