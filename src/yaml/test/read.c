/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_file_read: reads the head of a test file and its cases, and defines the functions
 * that the files of this folder share.
 */
#include "base/text.h"
#include "core/values/day.h"
#include "yaml/doc/doc.h"
#include "yaml/manifest/manifest.h"
#include "yaml/test/parts.h"

#define API_VERSION "ingress-warden.dev/v1"
#define KIND        "IngressPolicyTest"

#define NAMESPACE_NAME_MAX 63

struct top {
    struct text_at api_version, kind, policy;
    struct test_writer_fields writer;
    const struct node *reach, *cases;
};

static const struct field_row top_fields[] = {
    FIELD(struct top, api_version, "apiVersion", FIELD_WORD, FIELD_REQUIRED),
    FIELD(struct top, kind, "kind", FIELD_WORD, FIELD_REQUIRED),
    FIELD(struct top, policy, "policy", FIELD_WORD),
    TEST_WRITER_FIELDS(struct top),
    FIELD(struct top, reach, "reach", FIELD_ANY),
    FIELD(struct top, cases, "cases", FIELD_ANY),
};

struct case_fields {
    struct text_at name, namespace;
    struct test_writer_fields writer;
    const struct node *object, *old, *expect;
};

static const struct field_row case_fields[] = {
    FIELD(struct case_fields, name, "name", FIELD_WORD, FIELD_REQUIRED),
    FIELD(struct case_fields, namespace, "namespace", FIELD_WORD),
    TEST_WRITER_FIELDS(struct case_fields),
    FIELD(struct case_fields, old, "old", FIELD_MAP),
    FIELD(struct case_fields, object, "object", FIELD_MAP, FIELD_REQUIRED),
    FIELD(struct case_fields, expect, "expect", FIELD_MAP, FIELD_REQUIRED),
};

static const struct field_row file_fields[] = {
    {.name = STR_INIT("file"), .kind = FIELD_WORD, .need = FIELD_REQUIRED},
};

void test_file_clear(struct test_file *file)
{
    arena_clear(&file->arena);
    *file = (struct test_file){0};
}

struct test_text test_text_of(const struct text_at *text)
{
    return (struct test_text){text->text, text->place};
}

struct test_texts test_texts_read(struct reader *reader, const struct node *node,
                                  const char *what)
{
    struct test_texts texts = {NULL, 0, reader_place(reader, node)};

    if (node->kind == NODE_LIST && node->n == 0)
        return texts;

    const struct texts_at given = fields_texts(reader, node, str_from(what), FIELD_WORD);
    struct test_text *all = ARENA_NEW(&reader->policy->arena, struct test_text, given.n);

    for (size_t i = 0; i < given.n; i++)
        all[i] = test_text_of(&given.items[i]);
    texts.all = all;
    texts.n = given.n;
    return texts;
}

bool test_map_check(struct reader *reader, const struct node *node, const char *what)
{
    if (node->kind == NODE_MAP)
        return true;
    REFUSE(reader, "wrong-type", reader_place(reader, node),
           "\"%s\" must be a map, not %s", what,
           node->kind == NODE_LIST ? "a list" : "a text");
    return false;
}

static bool check_list(struct reader *reader, const struct node *node, const char *what)
{
    if (node->kind == NODE_LIST)
        return true;
    REFUSE(reader, "wrong-type", reader_place(reader, node),
           "\"%s\" must be a list, not %s", what,
           node->kind == NODE_MAP ? "a map" : "a text");
    return false;
}

bool test_namespace_check(struct reader *reader, const struct text_at *text)
{
    const struct str name = text->text;
    bool fits = name.len > 0 && name.len <= NAMESPACE_NAME_MAX;

    for (size_t i = 0; fits && i < name.len; i++) {
        const char c = name.ptr[i];

        fits = byte_is_lower(c) || byte_is_digit(c) ||
               (c == '-' && i > 0 && i + 1 < name.len);
    }
    if (!fits)
        REFUSE(reader, "not-a-name", text->place, "%s is not a namespace name",
               reader_quoted(reader, name));
    return fits;
}

bool test_rule_read(struct reader *reader, const struct text_at *text, enum rule_id *ret)
{
    const struct words rules = {"unknown-rule", "rule", rule_id_names(), RULE_COUNT};
    size_t index = 0;

    if (!reader_word(reader, &rules, text, &index))
        return false;
    *ret = (enum rule_id)index;
    return true;
}

struct test_writer test_writer_read(struct reader *reader,
                                    const struct test_writer_fields *fields,
                                    const struct test_writer *outer)
{
    struct test_writer writer = *outer;

    if (text_at_given(&fields->date)) {
        writer.has_day = day_parse(fields->date.text, &writer.day);
        if (!writer.has_day)
            REFUSE(reader, "bad-date", fields->date.place, "%s is not a day (YYYY-MM-DD)",
                   reader_quoted(reader, fields->date.text));
    }
    if (text_at_given(&fields->user))
        writer.user = fields->user.text;
    if (fields->groups != NULL) {
        const struct test_texts given = test_texts_read(reader, fields->groups, "groups");
        struct str *groups = ARENA_NEW(&reader->policy->arena, struct str, given.n);

        for (size_t i = 0; i < given.n; i++)
            groups[i] = given.all[i].text;
        writer.groups = groups;
        writer.n_groups = given.n;
    }
    return writer;
}

/* manifest_of_node() adds defaults to the nodes.  It may: the reader owns them. */
static struct node *node_writable(const struct node *node)
{
    union {
        const struct node *borrowed;
        struct node *writable;
    } both = {.borrowed = node};

    return both.writable;
}

static void read_object(struct reader *reader, const struct node *node,
                        struct str namespace, struct spot spot, struct test_object *ret)
{
    const struct manifest_defaults defaults = {
        .api_version = STR("networking.k8s.io/v1"),
        .kind = STR("Ingress"),
        .namespace = namespace,
        .name = STR("test"),
    };
    struct manifest *manifest;
    struct text_at file = {0};

    if (node == NULL)
        return;
    if (node_member(node, STR("file")) != NULL) {
        (void)fields_read(reader, node, spot, FIELDS(file_fields), &file);
        ret->file = test_text_of(&file);
        return;
    }
    manifest = ARENA_NEW(&reader->policy->arena, struct manifest, 1);
    if (manifest_of_node(&reader->policy->arena, reader->file, node_writable(node),
                         &defaults, reader->problems, manifest))
        ret->manifest = manifest;
}

static void read_case(struct reader *reader, const struct node *node, size_t index,
                      const struct test_writer *outer, struct test_case *ret)
{
    const struct spot spot = {"cases", STR_NONE, index, NULL};
    struct case_fields fields = {0};

    if (!fields_read(reader, node, spot, FIELDS(case_fields), &fields))
        return;
    ret->name = test_text_of(&fields.name);
    ret->writer = test_writer_read(reader, &fields.writer, outer);
    if (text_at_given(&fields.namespace) &&
        test_namespace_check(reader, &fields.namespace))
        ret->namespace = fields.namespace.text;
    read_object(reader, fields.object, ret->namespace, spot_below(spot, "object"),
                &ret->object);
    read_object(reader, fields.old, ret->namespace, spot_below(spot, "old"), &ret->old);
    (void)test_expect_read(reader, fields.expect, spot_below(spot, "expect"),
                           &ret->expect);
}

static void refuse_duplicates(struct reader *reader, const struct test_case *cases,
                              size_t n)
{
    struct map by_name;

    map_init(&by_name);
    for (size_t i = 0; i < n; i++) {
        const struct test_text *name = &cases[i].name;
        uint32_t first;

        if (name->place.line == 0)
            continue;
        first = *map_put(&by_name, name->text, (uint32_t)i);
        if (first != i)
            REFUSE(reader, "duplicate-case", name->place,
                   "case %s is defined twice; the first is at %s:%u:%u",
                   reader_quoted(reader, name->text), cases[first].name.place.file,
                   cases[first].name.place.line, cases[first].name.place.column);
    }
    map_clear(&by_name);
}

static void read_cases(struct reader *reader, const struct node *list,
                       const struct test_writer *outer, struct test_file *file)
{
    struct test_case *cases;
    size_t n = 0;

    if (list == NULL || !check_list(reader, list, "cases"))
        return;
    cases = ARENA_NEW(&reader->policy->arena, struct test_case, list->n);
    for (const struct node *at = list->first; at != NULL; at = at->next, n++)
        read_case(reader, at, n, outer, &cases[n]);
    refuse_duplicates(reader, cases, n);
    file->cases = cases;
    file->n_cases = n;
}

static void check_head(struct reader *reader, const struct top *top)
{
    const struct text_at *version = &top->api_version;
    const struct text_at *kind = &top->kind;

    if (text_at_given(version) && !str_equal(version->text, STR(API_VERSION)))
        REFUSE(reader, "api-version", version->place,
               "apiVersion %s is not known here; this program reads " API_VERSION,
               reader_quoted(reader, version->text));
    if (text_at_given(kind) && !str_equal(kind->text, STR(KIND)))
        REFUSE(reader, "kind", kind->place, "kind %s is not a test file's; write " KIND,
               reader_quoted(reader, kind->text));
}

static void read_root(struct reader *reader, const struct node *root,
                      struct test_file *file)
{
    const struct spot spot = {NULL, STR_NONE, 0, NULL};
    const struct test_writer nobody = {0};
    struct top top = {0};
    struct test_writer writer;

    if (!fields_read(reader, root, spot, FIELDS(top_fields), &top))
        return;
    check_head(reader, &top);
    file->policy = test_text_of(&top.policy);
    writer = test_writer_read(reader, &top.writer, &nobody);
    if (top.reach != NULL && check_list(reader, top.reach, "reach"))
        test_reach_read(reader, top.reach, &writer, file);
    read_cases(reader, top.cases, &writer, file);
}

static void read_document(struct reader *reader, struct test_file *file)
{
    AUTO(doc_reader_free)
    struct doc_reader *doc =
        doc_reader_new(file->name, file->bytes, DOC_TEST, reader->problems);
    struct arena *arena = &reader->policy->arena;
    struct node *root = NULL;
    struct node *second = NULL;
    enum doc_step step = doc_reader_next(doc, arena, &root);

    if (step == DOC_BROKEN)
        return;
    if (step == DOC_END || node_is_blank(root)) {
        REFUSE(reader, "empty-document", ((struct place){file->name, 1, 1}),
               "empty document; a test file begins with apiVersion: " API_VERSION);
        return;
    }
    step = doc_reader_next(doc, arena, &second);
    if (step == DOC_READY)
        REFUSE(reader, "several-documents", node_place(second, file->name),
               "a second document begins here; a test file contains one");
    if (step == DOC_END)
        read_root(reader, root, file);
}

bool test_file_read(struct test_file *file, const char *name, struct str bytes,
                    struct problems *problems)
{
    const size_t errors_before = problems->n_errors;
    struct reader reader = {.problems = problems, .budget = BUDGET_NONE, .file = name};

    file->name = name;
    file->bytes = bytes;
    /* The texts are put into the arena of a policy, which then becomes the file's. */
    reader.policy = policy_new();
    if (bytes.len > TEST_FILE_MAX_BYTES)
        REFUSE(&reader, "too-large", ((struct place){name, 1, 1}),
               "the file is larger than %zu bytes", TEST_FILE_MAX_BYTES);
    else
        read_document(&reader, file);
    file->arena = reader.policy->arena;
    arena_init(&reader.policy->arena);
    reader_clear(&reader);
    return problems->n_errors == errors_before;
}
