/* SPDX-License-Identifier: Apache-2.0 */
/*
 * warning_text: warnings as users read them: order, places, cuts, limits; preview.
 */
#include "wire/warning_text.h"

#include <stdlib.h>

#include "base/text.h"
#include "deciding.h"
#include "deciding_objects.h"
#include "unit.h"

#define TEN     "0123456789"
#define FORTY   TEN TEN TEN TEN
#define CONTACT "preview: ask in #platform, or read https://wiki.example.net/ingress#"

static const struct {
    const char *why;
    struct warning warning;
    struct str keys[5]; /* places in annotations */
    const char *want;
} lines[] = {
    {"rule, mark, place, sentence",
     {.rule = RULE_TLS_REQUIRED,
      .marker = MARKER_DENIED_FROM,
      .from = STR_INIT("2027-03-01"),
      .sentence = STR_INIT("wrong; do right")},
     {STR_INIT("a.example/b")},
     "tls-required: denied from 2027-03-01: annotation b: wrong; do right"},
    {"without a marker there is no gap",
     {.rule = RULE_HOST_VALID, .sentence = STR_INIT("wrong")},
     {STR_INIT("b")},
     "host-valid: annotation b: wrong"},
    {"three places and a count",
     {.rule = RULE_HOST_VALID, .sentence = STR_INIT("wrong")},
     {STR_INIT("x/a"), STR_INIT("x/b"), STR_INIT("x/c"), STR_INIT("x/d"),
      STR_INIT("x/e")},
     "host-valid: annotation a, annotation b, annotation c and 2 more: wrong"},
    {"equal names under two prefixes are named once",
     {.rule = RULE_HOST_VALID, .sentence = STR_INIT("wrong")},
     {STR_INIT("x/a"), STR_INIT("y/a"), STR_INIT("y/b")},
     "host-valid: annotation a, annotation b: wrong"},
    {"a key without a name, and a key with two slashes",
     {.rule = RULE_HOST_VALID, .sentence = STR_INIT("wrong")},
     {STR_INIT("x/"), STR_INIT("x/y/z")},
     "host-valid: annotation x/, annotation y/z: wrong"},
    {"a long key leaves room for the sentence",
     {.rule = RULE_HOST_VALID, .sentence = STR_INIT("wrong")},
     {STR_INIT("x/" FORTY FORTY FORTY)},
     "host-valid: annotation " FORTY TEN TEN "...: wrong"},
    {"with long places fewer are named, so that the sentence is complete",
     {.rule = RULE_HOST_VALID, .sentence = STR_INIT(FORTY FORTY)},
     {STR_INIT("x/a" FORTY TEN), STR_INIT("x/b" FORTY TEN), STR_INIT("x/c" FORTY TEN)},
     "host-valid: annotation a" FORTY TEN ", annotation b" FORTY TEN
     " and 1 more: " FORTY FORTY},
    {"a sentence that begins early is cut",
     {.rule = RULE_HOST_VALID, .sentence = STR_INIT(FORTY FORTY FORTY FORTY FORTY)},
     {STR_INIT("x/a" FORTY), STR_INIT("x/b")},
     "host-valid: annotation a" FORTY ", annotation b: " FORTY FORTY FORTY FORTY
     "0123456789012..."},
    {"quoted values of forty characters are not cut",
     {.rule = RULE_HOST_VALID, .sentence = STR_INIT("\"" FORTY "\" is wrong")},
     {STR_INIT("a")},
     "host-valid: annotation a: \"" FORTY "\" is wrong"},
    {"longer values are cut one by one",
     {.rule = RULE_HOST_VALID,
      .sentence = STR_INIT("\"" FORTY "x\" is not \"" FORTY "yz\"; do right")},
     {STR_INIT("a")},
     "host-valid: annotation a: \"" FORTY "...\" is not \"" FORTY "...\"; do right"},
    {"an escaped quote does not end a value, and an escape counts as a character",
     {.rule = RULE_HOST_VALID,
      .sentence =
          STR_INIT("\"\\\"\\u001b\\xff\\n" TEN TEN TEN "012345\" is \"\\\"x" FORTY "\"")},
     {STR_INIT("a")},
     "host-valid: annotation a: \"\\\"\\u001b\\xff\\n" TEN TEN TEN
     "012345\" is \"\\\"x" TEN TEN TEN "01234567...\""},
    {"a quote that is not closed",
     {.rule = RULE_HOST_VALID, .sentence = STR_INIT("\"" FORTY "x")},
     {STR_INIT("a")},
     "host-valid: annotation a: \"" FORTY "..."},
    {"a backslash at the end",
     {.rule = RULE_HOST_VALID, .sentence = STR_INIT("\"\\")},
     {STR_INIT("a")},
     "host-valid: annotation a: \"\\"},
    {"256 bytes are not cut",
     {.rule = RULE_HOST_VALID,
      .sentence =
          STR_INIT(FORTY FORTY FORTY FORTY FORTY "01234567890123456789012345678")},
     {STR_INIT("a")},
     "host-valid: annotation a: " FORTY FORTY FORTY FORTY FORTY
     "01234567890123456789012345678"},
    {"more bytes are cut, and no character is split",
     {.rule = RULE_HOST_VALID,
      .sentence = STR_INIT(FORTY FORTY FORTY FORTY FORTY
                           "012345678901234567890123456\xc3\xa4\xc3\xa4\xc3\xa4")},
     {STR_INIT("a")},
     "host-valid: annotation a: " FORTY FORTY FORTY FORTY FORTY
     "012345678901234567890123456..."},
};

static void a_line_keeps_its_point(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(lines); i++) {
        struct arena arena = {0};
        struct field_path places[ARRAY_LEN(lines[i].keys)];
        struct warning warning = lines[i].warning;

        while (warning.n_places < ARRAY_LEN(places) &&
               lines[i].keys[warning.n_places].len > 0) {
            places[warning.n_places] =
                field_path_annotation(lines[i].keys[warning.n_places]);
            warning.n_places++;
        }
        warning.places = places;
        check_text(warning_text(&warning, &arena), str_from(lines[i].want), lines[i].why);
        arena_clear(&arena);
    }
}

static void fields_are_short(void **state)
{
    static const struct {
        const char *path;
        const char *want;
    } rows[] = {
        {"spec.rules[0].host", "rules[0].host"},
        {"metadata.namespace", "metadata.namespace"},
        {"metadata.annotations[a.b/c]", "annotation c"},
        {"metadata.annotations", "metadata.annotations"},
        {"apiVersion", "apiVersion"},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct arena arena = {0};

        check_text(
            warning_text_unjudgeable(str_from(rows[i].path), STR("wrong"), &arena),
            arena_format(&arena, "unjudgeable: would be denied: %s: wrong", rows[i].want),
            rows[i].path);
        arena_clear(&arena);
    }
}

/* A view with n rules of hosts "pN.FOREIGN", or of equal hosts. */
static struct view many_hosts(struct arena *arena, const char *class, size_t n,
                              const char *format)
{
    struct buf object;

    buf_init(&object, arena, BUF_MAX_BYTES);
    buf_addf(&object, "class=%s\n", class);
    for (size_t i = 0; i < n; i++) {
        if (format == NULL)
            buf_add_text(&object, "host=evil.org\n");
        else
            buf_addf(&object, "host=p%zu.%s\n", i, format);
    }
    return deciding_view(arena, buf_text(&object));
}

static void so_many_fit(void **state)
{
    static const struct {
        const char *why;
        const char *class;
        size_t n_hosts;
        const char *format;
        size_t want;
        const char *last;
    } rows[] = {
        {"twenty", "external", 20, "a.shop.example.com", 20, NULL},
        {"of more than twenty the last is a count", "external", 21, "shop.example.com",
         20, "and 2 more"},
        {"with long warnings there are fewer", "external", 20,
         "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.shop.example.com",
         19, "and 2 more"},
        {"warnings beyond the limit are counted", "external", 1000, "shop.example.com",
         20, "and 981 more"},
        {"equal sentences at a thousand places", "external", 1000, NULL, 1, NULL},
    };
    struct policy *policy = deciding_policy(deciding_example);

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct arena arena = {0};
        struct view view =
            many_hosts(&arena, rows[i].class, rows[i].n_hosts, rows[i].format);
        struct inquiry inquiry = deciding_inquiry(policy, STAGE_VALIDATE, &view, &arena);
        struct decision decision;
        struct str *texts;
        size_t bytes = 0;
        size_t n;

        decide(&inquiry, &decision);
        n = warning_texts(&decision, &arena, &texts);
        check_true(n == rows[i].want, rows[i].why);
        for (size_t j = 0; j < n; j++)
            bytes += texts[j].len;
        check_true(bytes <= WARNINGS_MAX_BYTES, rows[i].why);
        if (rows[i].last != NULL)
            check_text(texts[n - 1], str_from(rows[i].last), rows[i].why);
        arena_clear(&arena);
    }
    policy_unref(policy);
}

struct preview_row {
    const char *why;
    struct question question;
    enum stage stage;
    const char *want; /* warnings */
};

static const struct preview_row previews[] = {
    {"the mutating stage reports what it would do",
     {.object = INTERNAL_HOST INTERNAL_DNS "@x/y=z\n"},
     STAGE_MUTATE,
     "preview: would set class \"internal\", add 1 annotation: source ranges"},
    {"the validating stage judges the object as if mutated",
     {.object = INTERNAL_HOST INTERNAL_DNS},
     STAGE_VALIDATE,
     ""},
    {"and reports what it would deny",
     {.object = "host=_\n"},
     STAGE_VALIDATE,
     "host-valid: would be denied: rules[0].host: \"_\" is not a host name: it "
     "contains \"_\"\n" CONTACT "host-valid"},
    {"a warning stays a warning",
     {.object = "class=external\n" EXTERNAL_HOST},
     STAGE_VALIDATE,
     "tls-required: denied from 2027-03-01: rules[0].host: "},
    {"stored violations are marked",
     {.object = "class=internal\nhost=_\n", .stored = "class=internal\nhost=_\n"},
     STAGE_VALIDATE,
     "host-valid: was there before: rules[0].host: "},
    {"what would be removed",
     {.object = INTERNAL "@" OURS "=" PRIV "x\n@" PRIV "x=1\n"},
     STAGE_MUTATE,
     "preview: would remove 1 annotation: DNS"},
};

static void preview_says_everything(void **state)
{
    char *yaml = deciding_replace(deciding_example, "mode: enforce", "mode: preview");
    struct policy *policy = deciding_policy(yaml);

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(previews); i++) {
        struct arena arena = {0};
        struct decision decision =
            deciding_ask(policy, &previews[i].question, previews[i].stage, &arena);
        struct str got = deciding_warnings(&decision, &arena);
        struct str want = str_from(previews[i].want);

        check_true(decision.allowed && decision.n_edits == 0 && decision.contact.len == 0,
                   "preview neither denies nor patches");
        check_text(want.len > 0 && got.len > want.len ? str_head(got, want.len) : got,
                   want, previews[i].why);
        arena_clear(&arena);
    }
    policy_unref(policy);
    free(yaml);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_line_keeps_its_point),
        cmocka_unit_test(fields_are_short),
        cmocka_unit_test(so_many_fit),
        cmocka_unit_test(preview_says_everything),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
