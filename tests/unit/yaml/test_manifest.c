/* SPDX-License-Identifier: Apache-2.0 */
/*
 * manifest: reads YAML and JSON as kubectl does: documents, lists, scalars, aliases,
 * limits and places.
 */
#include "yaml/manifest/manifest.h"

#include "base/buf.h"
#include "unit.h"

/* The result as text: one object on each line, then one error on each line. */
static struct str described(struct arena *arena, struct str bytes)
{
    AUTO(problems_clear) struct problems problems;
    const struct manifest *all = NULL;
    size_t n = 0;
    struct buf out;

    problems_init(&problems);
    manifest_read(arena, "m.yaml", bytes, &problems, &all, &n);
    buf_init(&out, arena, BUF_MAX_BYTES);
    for (size_t i = 0; i < n; i++) {
        buf_add(&out, all[i].json);
        buf_add_byte(&out, '\n');
    }
    for (size_t i = 0; i < problems.n; i++)
        buf_addf(&out, "%u:%u %s [%s]\n", problems.all[i].place.line,
                 problems.all[i].place.column, problems.all[i].text,
                 problems.all[i].name);
    return buf_str(&out);
}

struct reading_case {
    const char *why;
    struct str text;
    struct str want;
};

static void run(const struct reading_case *cases, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        AUTO(arena_clear) struct arena arena = {0};

        check_text(described(&arena, cases[i].text), cases[i].want, cases[i].why);
    }
}

static const struct reading_case colon_cases[] = {
    {"an address at the end of a nested map is an error, as in kubectl",
     STR_INIT("{a: 2001:db8::, b: [1::, 2::], c: {d: ::}, e: 3::}"),
     STR_INIT("1:39 a value is expected here; look for an open bracket or quote above "
              "[syntax]\n")},
    {"in maps and lists", STR_INIT("{a: 2001:db8::, b: [1::, 2::], e: 3::}"),
     STR_INIT("{\"a\":\"2001:db8::\",\"b\":[\"1::\",\"2::\"],\"e\":\"3::\"}\n")},
    {"a single colon", STR_INIT("{a: [b:, c:]}"), STR_INIT("{\"a\":[\"b:\",\"c:\"]}\n")},
    {"quotes, block texts and comments are not changed",
     STR_INIT("# x:}\na: 'x:}'\nb: \"x:,\"\nc: |\n  x:]\nd: y:, z\n"),
     STR_INIT("{\"a\":\"x:}\",\"b\":\"x:,\",\"c\":\"x:]\\n\",\"d\":\"y:, z\"}\n")},
    {"the placeholder for such a colon does not occur in the text",
     STR_INIT("{a: 1::, b: \"\xee\x80\x80\\uE001\\ue002\"}"),
     STR_INIT("{\"a\":\"1::\",\"b\":\"\xee\x80\x80\xee\x80\x81\xee\x80\x82\"}\n")},
    {"columns are those of the file", STR_INIT("{a: 1::, b: [}"),
     STR_INIT("1:14 a value is expected here; look for an open bracket or quote above "
              "[syntax]\n")},
};

static void colons_end_scalars(void **state)
{
    (void)state;
    run(colon_cases, ARRAY_LEN(colon_cases));
}

static const struct reading_case scalar_cases[] = {
    {"words of YAML 1.1 are booleans, as in kubectl",
     STR_INIT("{a: y, b: Yes, c: ON, d: true, e: n, f: No, g: OFF, h: False}"),
     STR_INIT("{\"a\":true,\"b\":true,\"c\":true,\"d\":true,\"e\":false,\"f\":false,"
              "\"g\":false,\"h\":false}\n")},
    {"other spellings are texts", STR_INIT("{a: yEs, b: oN, c: nULL}"),
     STR_INIT("{\"a\":\"yEs\",\"b\":\"oN\",\"c\":\"nULL\"}\n")},
    {"quoted words are texts", STR_INIT("{a: \"yes\", b: '~', c: \"12\"}"),
     STR_INIT("{\"a\":\"yes\",\"b\":\"~\",\"c\":\"12\"}\n")},
    {"nulls", STR_INIT("a: ~\nb: null\nc:\nd: Null\n"),
     STR_INIT("{\"a\":null,\"b\":null,\"c\":null,\"d\":null}\n")},
    {"integers of every base become decimal",
     STR_INIT(
         "{a: 0777, b: 0x1F, c: 0b101, d: 0o17, e: -010, f: +5, g: 1_000, h: -0, i: 0}"),
     STR_INIT("{\"a\":511,\"b\":31,\"c\":5,\"d\":15,\"e\":-8,\"f\":5,\"g\":1000,\"h\":0,"
              "\"i\":0}\n")},
    {"texts that only begin like a number",
     STR_INIT("{a: 0x, b: 1.2.3, c: 12:30, d: 10.0.0.0/8, e: 1e, f: '1', g: -, h: 0b2}"),
     STR_INIT("{\"a\":\"0x\",\"b\":\"1.2.3\",\"c\":\"12:30\",\"d\":\"10.0.0.0/8\","
              "\"e\":\"1e\",\"f\":\"1\",\"g\":\"-\",\"h\":\"0b2\"}\n")},
    {"fractions keep their digits, in a form of JSON",
     STR_INIT("{a: 1.50, b: .5, c: 5., d: -.5e3, e: 1e3, f: 08, g: 1E+2}"),
     STR_INIT(
         "{\"a\":1.50,\"b\":0.5,\"c\":5,\"d\":-0.5e3,\"e\":1e3,\"f\":8,\"g\":1E+2}\n")},
    {"integers beyond 64 bits keep their digits",
     STR_INIT(
         "{a: 18446744073709551615, b: 18446744073709551616, c: -9223372036854775808}"),
     STR_INIT("{\"a\":18446744073709551615,\"b\":18446744073709551616,"
              "\"c\":-9223372036854775808}\n")},
    {"a number that no double can represent is a text, as in Go", STR_INIT("{a: 1e999}"),
     STR_INIT("{\"a\":\"1e999\"}\n")},
    {"timestamps are texts", STR_INIT("{a: 2027-03-01, b: 2027-03-01T10:00:00Z}"),
     STR_INIT("{\"a\":\"2027-03-01\",\"b\":\"2027-03-01T10:00:00Z\"}\n")},
    {"infinity is refused, because JSON has none", STR_INIT("a: .inf\n"),
     STR_INIT("1:4 JSON has no such number; put it in quotes [scalar]\n")},
    {"keys become texts by their types", STR_INIT("{on: 1, 0x10: 2, 1.5: 3, ok: 4}"),
     STR_INIT("{\"true\":1,\"16\":2,\"1.5\":3,\"ok\":4}\n")},
    {"null is not a key", STR_INIT("~: 1\n"),
     STR_INIT("1:1 a key cannot be null; put it in quotes [scalar]\n")},
    {"explicit tags",
     STR_INIT("{a: !!str 12, b: !!int \"12\", c: !mine 12, d: !!float 1}"),
     STR_INIT("{\"a\":\"12\",\"b\":12,\"c\":\"12\",\"d\":1}\n")},
    {"a tag that contradicts the value", STR_INIT("a: !!int x\n"),
     STR_INIT("1:4 the value is not what its tag says [scalar]\n")},
    {"block texts and escapes",
     STR_INIT("a: |\n  one\n  two\nb: \"\\0\\u00e9\\x41\\t\"\n"),
     STR_INIT("{\"a\":\"one\\ntwo\\n\",\"b\":\"\\u0000\xc3\xa9"
              "A\\t\"}\n")},
};

static void scalars(void **state)
{
    (void)state;
    run(scalar_cases, ARRAY_LEN(scalar_cases));
}

static const struct reading_case json_cases[] = {
    {"numbers are unchanged, whatever their size",
     STR_INIT("{\"a\":1e400,\"b\":123456789012345678901234567890,\"c\":-0.0,\"d\":1.0}"),
     STR_INIT(
         "{\"a\":1e400,\"b\":123456789012345678901234567890,\"c\":-0.0,\"d\":1.0}\n")},
    {"in JSON such a word is a text", STR_INIT("{\"a\":\"yes\",\"y\":true}"),
     STR_INIT("{\"a\":\"yes\",\"y\":true}\n")},
    {"NULs, surrogate pairs and slashes",
     STR_INIT("{\"a\":\"\\u0000\\ud83d\\ude00\\/\\\"\\\\\\b\"}"),
     STR_INIT("{\"a\":\"\\u0000\xf0\x9f\x98\x80/\\\"\\\\\\u0008\"}\n")},
    {"a lone surrogate becomes the replacement character",
     STR_INIT("{\"a\":\"\\ud83dx\\ude00\"}"),
     STR_INIT("{\"a\":\"\xef\xbf\xbdx\xef\xbf\xbd\"}\n")},
    {"tabs and line ends are blanks", STR_INIT("\t{\r\n\t\"a\"\t:\t[ ]\r\n}\n"),
     STR_INIT("{\"a\":[]}\n")},
    {"several values one after another", STR_INIT("{\"a\":1}\n{\"b\":2} {\"c\":3}"),
     STR_INIT("{\"a\":1}\n{\"b\":2}\n{\"c\":3}\n")},
    {"invalid JSON is reported as such, with its place",
     STR_INIT("{\"a\": 1,\n \"b\" 2}"),
     STR_INIT("2:6 not valid JSON: expected a colon [syntax]\n")},
    {"text that is not JSON may be YAML", STR_INIT("{\"a\": 1,}\n"),
     STR_INIT("{\"a\":1}\n")},
    {"a missing value", STR_INIT("{\"a\": 1, \"b\": ]}\n"),
     STR_INIT("1:15 not valid JSON: expected a value [syntax]\n")},
    {"JSON that is cut off", STR_INIT("{\"a\": [1, 2"),
     STR_INIT("1:12 not valid JSON: the document ends before it is complete [syntax]\n")},
    {"the values before the error are read", STR_INIT("{\"a\":1}\n{\"b\":"),
     STR_INIT("{\"a\":1}\n2:6 not valid JSON: the document ends before it is complete "
              "[syntax]\n")},
    {"a raw line end in a text", STR_INIT("{\"a\":\"x\ny\",]}"),
     STR_INIT("1:8 not valid JSON: a string contains a control character that is not "
              "escaped [syntax]\n")},
    {"broken UTF-8", STR_INIT("{\"a\":\"\xff\"}"),
     STR_INIT("1:7 not valid JSON: the text is not valid UTF-8 [syntax]\n")},
    {"a key twice", STR_INIT("{\"a\":1,\n\"b\":2,\"a\":3}"),
     STR_INIT("2:7 key \"a\" appears twice in this map; first defined at 1:2 "
              "[duplicate-key]\n")},
    {"a key twice, spelled differently",
     STR_INIT("{\"\\u00e9\":1,\"a\":\"\\n\",\n\"\\u0061\":3}"),
     STR_INIT("2:1 key \"a\" appears twice in this map; first defined at 1:13 "
              "[duplicate-key]\n")},
    {"YAML may begin with a brace, too", STR_INIT("{a: b, c: [d]}\n---\ne: f\n"),
     STR_INIT("{\"a\":\"b\",\"c\":[\"d\"]}\n{\"e\":\"f\"}\n")},
    {"a BOM at the beginning", STR_INIT("\xef\xbb\xbf{\"a\":1}"),
     STR_INIT("{\"a\":1}\n")},
};

static void json(void **state)
{
    (void)state;
    run(json_cases, ARRAY_LEN(json_cases));
}

static const struct reading_case document_cases[] = {
    {"several documents; empty ones are ignored",
     STR_INIT("---\n# Source: a.yaml\n---\na: 1\n---\n---\n~\n---\nb: 2\n...\n"),
     STR_INIT("{\"a\":1}\n{\"b\":2}\n")},
    {"nothing", STR_INIT(""), STR_INIT("")},
    {"comments only", STR_INIT("# a\n# b\n"), STR_INIT("")},
    {"CRLF and a BOM",
     STR_INIT("\xef\xbb\xbf"
              "a: 1\r\nb: 2\r\n"),
     STR_INIT("{\"a\":1,\"b\":2}\n")},
    {"UTF-16 is refused by name",
     STR_INIT("\xff\xfe"
              "a\0:\0"),
     STR_INIT("1:1 the file is UTF-16; save it as UTF-8 [encoding]\n")},
    {"a List of kubectl is unfolded",
     STR_INIT("kind: List\nitems:\n- {kind: A, x: 1}\n- {kind: B}\n"),
     STR_INIT("{\"kind\":\"A\",\"x\":1}\n{\"kind\":\"B\"}\n")},
    {"a typed list names the kind of its items",
     STR_INIT(
         "apiVersion: v9\nkind: ToyList\nitems:\n- {x: 1}\n- {kind: Ball, x: 2}\n- {}\n"),
     STR_INIT("{\"apiVersion\":\"v9\",\"kind\":\"Toy\",\"x\":1}\n"
              "{\"apiVersion\":\"v9\",\"kind\":\"Ball\",\"x\":2}\n"
              "{\"apiVersion\":\"v9\",\"kind\":\"Toy\"}\n")},
    {"lists of lists, in order",
     STR_INIT("kind: List\nitems:\n- {kind: A}\n- kind: List\n  items: [{kind: B}, "
              "{kind: C}]\n"
              "- {kind: D}\n"),
     STR_INIT(
         "{\"kind\":\"A\"}\n{\"kind\":\"B\"}\n{\"kind\":\"C\"}\n{\"kind\":\"D\"}\n")},
    {"a kind that only ends in List", STR_INIT("{kind: AllowList, spec: {}}"),
     STR_INIT("{\"kind\":\"AllowList\",\"spec\":{}}\n")},
    {"an item that is not an object", STR_INIT("{kind: List, items: [1]}"),
     STR_INIT("1:22 an object is a map with apiVersion and kind, not a single value "
              "[wrong-type]\n")},
    {"a text is not a manifest", STR_INIT("just text\n"),
     STR_INIT("1:1 an object is a map with apiVersion and kind, not a single value "
              "[wrong-type]\n")},
    {"nor is a list", STR_INIT("- a: 1\n"),
     STR_INIT(
         "1:1 an object is a map with apiVersion and kind, not a list [wrong-type]\n")},
    {"a key twice is refused, as by kubectl; the next document is read",
     STR_INIT("a: 1\nb: 2\na: 3\n---\nc: 1\n"),
     STR_INIT("{\"c\":1}\n3:1 key \"a\" appears twice in this map; first defined at 1:1 "
              "[duplicate-key]\n")},
    {"an error of syntax ends the reading", STR_INIT("a: 1\n---\nb: [\n---\nc: 1\n"),
     STR_INIT("{\"a\":1}\n4:1 a value is expected here; look for an open bracket or "
              "quote above "
              "[syntax]\n")},
    {"a tab as indent", STR_INIT("a:\n\tb: 1\n"),
     STR_INIT("2:1 a tab is not allowed as indent; use spaces [syntax]\n")},
};

static void documents(void **state)
{
    (void)state;
    run(document_cases, ARRAY_LEN(document_cases));
}

#define UNRENDERED                                                                       \
    "this looks like an unrendered Helm template; render it first (helm template) "      \
    "[template]\n"

static const struct reading_case template_cases[] = {
    {"a template in a value", STR_INIT("a: 1\nb: {{ .Values.b }}\n"),
     STR_INIT("2:4 " UNRENDERED)},
    {"a line of template logic", STR_INIT("{{- if .Values.on }}\na: 1\n{{- end }}\n"),
     STR_INIT("1:1 " UNRENDERED)},
    {"a template below, an error elsewhere", STR_INIT("a: 1\nb: {{ .Values.b }}\n"),
     STR_INIT("2:4 " UNRENDERED)},
    {"a template in a quoted text is text", STR_INIT("a: \"{{ .Values.b }}\"\n"),
     STR_INIT("{\"a\":\"{{ .Values.b }}\"}\n")},
    {"braces elsewhere do not explain the error",
     STR_INIT("a: \"{{ x }}\"\nb: 1\nb: 2\n"),
     STR_INIT("3:1 key \"b\" appears twice in this map; first defined at 2:1 "
              "[duplicate-key]\n")},
};

static void templates(void **state)
{
    (void)state;
    run(template_cases, ARRAY_LEN(template_cases));
}

static const struct reading_case alias_cases[] = {
    {"an alias repeats its anchor",
     STR_INIT("a: &x {b: [1, 2]}\nc: *x\nd: &y e\nf: *y\n"),
     STR_INIT("{\"a\":{\"b\":[1,2]},\"c\":{\"b\":[1,2]},\"d\":\"e\",\"f\":\"e\"}\n")},
    {"the last anchor of a name counts", STR_INIT("a: &x 1\nb: &x 2\nc: *x\n"),
     STR_INIT("{\"a\":1,\"b\":2,\"c\":2}\n")},
    {"an alias may be a key", STR_INIT("a: &x k\n*x : 1\n"),
     STR_INIT("{\"a\":\"k\",\"k\":1}\n")},
    {"anchors end with their document", STR_INIT("a: &x 1\n---\nb: *x\n"),
     STR_INIT("{\"a\":1}\n3:4 this alias has no anchor above it [alias]\n")},
    {"an alias inside its own anchor", STR_INIT("a: &x [*x]\n"),
     STR_INIT("1:8 this alias is inside the value that it refers to [alias]\n")},
    {"a merge key adds missing members",
     STR_INIT("base: &b {x: 1, w: 2}\nuse:\n  <<: *b\n  w: 3\n"),
     STR_INIT("{\"base\":{\"x\":1,\"w\":2},\"use\":{\"x\":1,\"w\":3}}\n")},
    {"a merge key after a member overrides it, as in kubectl",
     STR_INIT("base: &b {x: 1, w: 2}\nuse:\n  w: 3\n  <<: *b\n"),
     STR_INIT("{\"base\":{\"x\":1,\"w\":2},\"use\":{\"x\":1,\"w\":2}}\n")},
    {"the first of several maps wins",
     STR_INIT("a: &a {x: 1}\nb: &b {x: 2, w: 2}\nuse: {<<: [*a, *b]}\n"),
     STR_INIT("{\"a\":{\"x\":1},\"b\":{\"x\":2,\"w\":2},\"use\":{\"w\":2,\"x\":1}}\n")},
    {"merged maps may merge",
     STR_INIT("a: &a {x: 1}\nb: &b {<<: *a, w: 2}\nuse: {<<: *b, z: 3}\n"),
     STR_INIT("{\"a\":{\"x\":1},\"b\":{\"x\":1,\"w\":2},\"use\":{\"x\":1,\"w\":2,\"z\":3}"
              "}\n")},
    {"only maps can be merged", STR_INIT("a: {<<: 1}\n"),
     STR_INIT("1:9 \"<<\" takes a map or a list of maps [merge]\n")},
    {"a quoted merge key is a plain key", STR_INIT("a: {\"<<\": 1}\n"),
     STR_INIT("{\"a\":{\"<<\":1}}\n")},
};

static void aliases(void **state)
{
    (void)state;
    run(alias_cases, ARRAY_LEN(alias_cases));
}

static void add_times(struct buf *buf, const char *text, size_t n)
{
    for (size_t i = 0; i < n; i++)
        buf_add_text(buf, text);
}

static bool ends_with(struct str text, struct str end)
{
    return str_has_suffix(text, end);
}

static void ceilings(void **state)
{
    AUTO(arena_clear) struct arena arena = {0};
    struct buf text;

    (void)state;
    buf_init(&text, &arena, BUF_MAX_BYTES);
    buf_add_text(&text, "a: ");
    add_times(&text, "[", 100000);
    check_true(ends_with(described(&arena, buf_str(&text)),
                         STR("nested more than 256 deep [too-deep]\n")),
               "nested lists are refused before libyaml takes quadratic time");

    buf_init(&text, &arena, BUF_MAX_BYTES);
    buf_add_text(&text, "{\"a\":");
    add_times(&text, "[", 9999);
    add_times(&text, "]", 9999);
    buf_add_text(&text, "}");
    check_text(described(&arena, buf_str(&text)),
               arena_format(&arena, "%.*s\n", STR_ARGS(buf_str(&text))),
               "JSON may have 10,000 levels");

    buf_init(&text, &arena, BUF_MAX_BYTES);
    buf_add_text(&text, "{\"a\":");
    add_times(&text, "[", 10000);
    check_text(described(&arena, buf_str(&text)),
               STR("1:10005 arrays and objects are nested too deep [too-deep]\n"),
               "and no more");

    buf_init(&text, &arena, BUF_MAX_BYTES);
    add_times(&text, "[", 10001);
    check_true(ends_with(described(&arena, buf_str(&text)),
                         STR("nested more than 256 deep [too-deep]\n")),
               "and no more");

    buf_init(&text, &arena, BUF_MAX_BYTES);
    buf_add_text(&text, "a: &a [1,1,1,1,1,1,1,1,1,1]\n");
    for (char c = 'b'; c < 'k'; c++)
        buf_addf(&text, "%c: &%c [*%c,*%c,*%c,*%c,*%c,*%c,*%c,*%c,*%c,*%c]\n", c, c,
                 c - 1, c - 1, c - 1, c - 1, c - 1, c - 1, c - 1, c - 1, c - 1, c - 1);
    check_true(ends_with(described(&arena, buf_str(&text)),
                         STR("aliases (*) repeat more than 100000 values [too-large]\n")),
               "exponential aliases are stopped");
}

static const struct {
    const char *why;
    struct str path;
    uint32_t line;
    uint32_t column;
} place_cases[] = {
    {"a field is at its key", STR_INIT("spec.rules[0].host"), 9, 5},
    {"an item of a list is at its beginning", STR_INIT("spec.rules[1]"), 10, 5},
    {"a field of a flow map", STR_INIT("spec.rules[1].host"), 10, 6},
    {"an annotation by its key in brackets",
     STR_INIT("metadata.annotations[a.example.net/b]"), 6, 5},
    {"a missing field is at its parent", STR_INIT("spec.rules[1].http.paths[0].path"), 10,
     5},
    {"a missing annotation is at the annotations",
     STR_INIT("metadata.annotations[no.such/key]"), 5, 3},
    {"a missing list is at the spec", STR_INIT("spec.tls[0].hosts[1]"), 7, 1},
    {"without any parent, the place is that of the object", STR_INIT("other.field"), 2,
     1},
    {"the object itself", STR_INIT(""), 2, 1},
    {"there are no places below status", STR_INIT("status.loadBalancer.ingress[0].ip"),
     11, 1},
};

static void places(void **state)
{
    static const char text[] = "# comment\n"
                               "apiVersion: networking.k8s.io/v1\n"
                               "kind: Ingress\n"
                               "metadata:\n"
                               "  annotations:\n"
                               "    a.example.net/b: x\n"
                               "spec:\n"
                               "  rules:\n"
                               "  - host: a.example.com\n"
                               "  - {host: b.example.com}\n"
                               "status: {loadBalancer: {ingress: [{ip: 192.0.2.1}]}}\n";
    AUTO(arena_clear) struct arena arena = {0};
    AUTO(problems_clear) struct problems problems;
    const struct manifest *all = NULL;
    size_t n = 0;

    (void)state;
    problems_init(&problems);
    manifest_read(&arena, "m.yaml", str_from(text), &problems, &all, &n);
    assert_int_equal(n, 1);
    for (size_t i = 0; i < ARRAY_LEN(place_cases); i++) {
        const struct place place = manifest_place(&all[0], place_cases[i].path);

        check_true(place.line == place_cases[i].line, place_cases[i].why);
        check_true(place.column == place_cases[i].column, place_cases[i].why);
    }
}

static void what_it_is(void **state)
{
    AUTO(arena_clear) struct arena arena = {0};
    AUTO(problems_clear) struct problems problems;
    const struct manifest *all = NULL;
    size_t n = 0;

    (void)state;
    problems_init(&problems);
    manifest_read(&arena, "m.yaml",
                  STR("apiVersion: networking.k8s.io/v1\nkind: IngressList\nitems:\n"
                      "- metadata: {namespace: shop, name: web}\n"
                      "- metadata: {generateName: web-, name: null}\n"),
                  &problems, &all, &n);
    assert_int_equal(n, 2);
    check_text(all[0].kind, STR("Ingress"), "the kind of the list without List");
    check_text(all[0].api_version, STR("networking.k8s.io/v1"),
               "the version of the list");
    check_text(all[0].namespace, STR("shop"), "metadata.namespace");
    check_text(all[0].name, STR("web"), "metadata.name");
    check_text(all[1].name, STR_NONE, "null is not a name");
    check_text(all[1].generate_name, STR("web-"), "metadata.generateName");
    check_true(all[1].place.line == 5, "an item begins on its own line");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(colons_end_scalars),
        cmocka_unit_test(scalars),
        cmocka_unit_test(json),
        cmocka_unit_test(documents),
        cmocka_unit_test(templates),
        cmocka_unit_test(aliases),
        cmocka_unit_test(ceilings),
        cmocka_unit_test(places),
        cmocka_unit_test(what_it_is),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
