/* SPDX-License-Identifier: Apache-2.0 */
/*
 * message: what users read when an object is denied.
 */
#include "wire/message.h"

#include <stdlib.h>

#include "base/text.h"
#include "deciding.h"
#include "deciding_objects.h"
#include "unit.h"

#define CONTACT(rule) "\nask in #platform, or read https://wiki.example.net/ingress#" rule

static const struct {
    const char *why;
    struct question question;
    const char *want;
} denials[] = {
    {"exactly the example of the manual",
     {.object = "class=public\nhost=www.example.com\nhost=shop.exmaple.com\n"
                "tls=web www.example.com shop.exmaple.com\n"},
     "shop/web breaks class-permitted and host-permitted of policy acme-platform:\n"
     "  spec.ingressClassName: class \"public\" is not defined; permitted for tenant "
     "\"shop\": external, internal [class-permitted]\n"
     "  spec.rules[1].host, spec.tls[0].hosts[1]: \"shop.exmaple.com\" is not in a "
     "domain "
     "of namespace \"shop\" (tenant \"shop\"); did you mean \"shop.example.com\"? "
     "permitted: "
     "shop.example.com, shop.corp.example.net, www.example.com "
     "[host-permitted]" CONTACT("class-permitted")},
    {"a single violation is on the first line",
     {.object = "class=externel\n"},
     "shop/web breaks class-permitted of policy acme-platform: spec.ingressClassName: "
     "class \"externel\" is not defined; did you mean \"external\"? permitted for "
     "tenant \"shop\": external, internal" CONTACT("class-permitted")},
    {"a mistyped domain above the name",
     {.object = INTERNAL "@" PRIV "hostname=a.b.shp.corp.example.net\n"},
     "shop/web breaks host-permitted of policy acme-platform: "
     "metadata.annotations[internal-dns.example.net/hostname]: "
     "\"a.b.shp.corp.example.net\" is not in a domain of namespace \"shop\" (tenant "
     "\"shop\"); "
     "did you mean \"a.b.shop.corp.example.net\"? permitted: shop.example.com, "
     "shop.corp.example.net, www.example.com" CONTACT("host-permitted")},
    {"another label below the same parent is not a typing error",
     {.object = INTERNAL "@" PRIV "hostname=a.apps.corp.example.net\n"},
     "shop/web breaks host-permitted of policy acme-platform: "
     "metadata.annotations[internal-dns.example.net/hostname]: "
     "\"a.apps.corp.example.net\" is not in a domain of namespace \"shop\" (tenant "
     "\"shop\"); permitted: "
     "shop.example.com, shop.corp.example.net, www.example.com" CONTACT(
         "host-permitted")},
    {"equal sentences at two places become one violation",
     {.object = INTERNAL "host=_\ntls=a _\n"},
     "shop/web breaks host-valid of policy acme-platform: spec.rules[1].host, "
     "spec.tls[0].hosts[0]: \"_\" is not a host name: "},
    {"three of four rules are named",
     {.object = "host=\nhost=_\nhost=evil.org\npath=/;\n"},
     "shop/web breaks class-present, host-present, host-valid and 2 more of policy "
     "acme-platform:\n"},
    {"three rules are named, one of another kind",
     {.object = "host=\nhost=_\n"
                "@" NGINX "a-snippet=x\n"},
     "shop/web breaks class-present, host-present, host-valid and 1 more of policy"},
    {"a name that is not generated yet",
     {.object = "class=public\ngenerate=web-\n", .name = "-"},
     "shop/web-* breaks class-permitted of policy acme-platform: "},
    {"text of users cannot control the terminal",
     {.object = INTERNAL "host=a%1B[31mb%0Ac\"d\n"},
     "shop/web breaks host-valid of policy acme-platform: spec.rules[1].host: "
     "\"a\\u001b[31mb\\nc\\\"d\" is not a host name: "},
    {"a wildcard in a tls entry has its own remedy",
     {.object = INTERNAL "tls=a *.shop.corp.example.net\n"},
     "shop/web breaks host-wildcard of policy acme-platform: spec.tls[0].hosts[0]: "
     "\"*.shop.corp.example.net\" is a wildcard; list the rule hosts themselves, a "
     "wildcard certificate serves them" CONTACT("host-wildcard")},
    {"the entries outside of the networks are named",
     {.object = "class=internal\n" INTERNAL_HOST INTERNAL_DNS "@" WHITE
                "=198.51.100.1,10.0.0.0/8,192.0.2.1\n"},
     "shop/web breaks source-ranges of policy acme-platform: metadata.annotations[" WHITE
     "]: 10.0.0.0/8, 192.0.2.1 is outside the networks of class \"internal\" (office, "
     "vpn: " LISTED
     "); list addresses inside them, or remove the annotation" CONTACT("source-ranges")},
};

static void denials_begin_so(void **state)
{
    struct policy *policy = deciding_policy(deciding_example);

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(denials); i++) {
        struct arena arena = {0};
        struct str want = str_from(denials[i].want);
        struct str got = deciding_message(policy, &denials[i].question, &arena);

        if (!str_has_suffix(want, STR("permitted")) && got.len > want.len)
            got = str_head(got, want.len);
        check_text(got, want, denials[i].why);
        arena_clear(&arena);
    }
    policy_unref(policy);
}

static void without_name_and_contact(void **state)
{
    char *named =
        deciding_replace(deciding_example, "metadata: {name: acme-platform}\n", "");
    char *yaml = deciding_replace(named,
                                  "contact: \"ask in #platform, or read "
                                  "https://wiki.example.net/ingress#{rule}\"\n",
                                  "");
    struct policy *policy = deciding_policy(yaml);
    struct question question = {.object = "class=x\n"};
    struct arena arena = {0};

    (void)state;
    check_text(
        deciding_message(policy, &question, &arena),
        STR("shop/web breaks class-permitted of the policy: "
            "spec.ingressClassName: class \"x\" is not defined; permitted for tenant "
            "\"shop\": external, internal"),
        "neither is made up");
    arena_clear(&arena);
    policy_unref(policy);
    free(yaml);
    free(named);
}

/* A view with n rules of hosts "pN.FOREIGN", or of equal hosts. */
static struct view many_hosts(struct arena *arena, const char *class, size_t n,
                              const char *format)
{
    struct buf lines;

    buf_init(&lines, arena, BUF_MAX_BYTES);
    buf_addf(&lines, "class=%s\n", class);
    for (size_t i = 0; i < n; i++) {
        if (format == NULL)
            buf_add_text(&lines, "host=evil.org\n");
        else
            buf_addf(&lines, "host=p%zu.%s\n", i, format);
    }
    return deciding_view(arena, buf_text(&lines));
}

static size_t count(struct str text, char byte)
{
    size_t n = 0;

    for (size_t i = 0; i < text.len; i++)
        n += text.ptr[i] == byte;
    return n;
}

static void thousands_are_counted(void **state)
{
    static const struct {
        const char *why;
        size_t n_hosts;
        const char *format;
        const char *part;
        size_t max_lines;
    } rows[] = {
        {"twenty lines and a count", 1000, "evil.org", "\n  and 1985 more\n", 23},
        {"fewer lines if they are long", 1000,
         "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa."
         "bbbbbbbbbbbbbbbbbb",
         " more\n", 23},
        {"equal sentences at many places become one line", 1000, NULL,
         "spec.rules[4].host and 995 more: ", 12},
        {"the maximum number of violations is answered", 10000, "evil.org",
         "\n  and 19985 more\n", 23},
    };
    struct policy *policy = deciding_policy(deciding_example);

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct arena arena = {0};
        struct view view =
            many_hosts(&arena, "internal", rows[i].n_hosts, rows[i].format);
        struct inquiry inquiry = deciding_inquiry(policy, STAGE_VALIDATE, &view, &arena);
        struct decision decision;
        struct str message;

        decide(&inquiry, &decision);
        message = message_of_denial(&inquiry, &decision);
        check_true(decision.n_violations >= 2 * rows[i].n_hosts,
                   "all violations are counted");
        check_true(message.len <= MESSAGE_MAX_BYTES, rows[i].why);
        check_true(count(message, '\n') < rows[i].max_lines, rows[i].why);
        check_true(text_is_utf8(message), rows[i].why);
        check_true(str_contains(message, str_from(rows[i].part)), rows[i].why);
        for (size_t j = 0; j < 100; j++)
            check_true(decision.violations[j].sentence.len > 0,
                       "each cause has a sentence");
        arena_clear(&arena);
    }
    policy_unref(policy);
}

static void what_cannot_be_judged(void **state)
{
    struct policy *policy = deciding_policy(deciding_example);
    struct arena arena = {0};
    struct inquiry inquiry = deciding_inquiry(policy, STAGE_VALIDATE, NULL, &arena);

    (void)state;
    check_text(message_unjudgeable(&inquiry, STR("metadata.annotations[a]"),
                                   STR("must be a text")),
               STR("shop/web cannot be judged by policy acme-platform: "
                   "metadata.annotations[a]: must be a text" CONTACT("unjudgeable")),
               "the message ends with a note");
    arena_clear(&arena);
    policy_unref(policy);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(denials_begin_so),
        cmocka_unit_test(without_name_and_contact),
        cmocka_unit_test(thousands_are_counted),
        cmocka_unit_test(what_cannot_be_judged),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
