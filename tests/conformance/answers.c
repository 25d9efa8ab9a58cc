/* SPDX-License-Identifier: Apache-2.0 */
/* answers json|policy|manifest|patch: what the readers say of many texts, for run.py.
 *
 * On standard input each text has its length and a line end in front of it; on standard
 * output there is a line of JSON for each.  A patch is a document and a patch, two texts.
 */
#include <stdio.h>

#include "json/json.h"
#include "sys/file.h"
#include "wire/patch.h"
#include "yaml/doc/doc.h"

#define INPUT_MAX_BYTES ((size_t)64 << 20)
#define MAX_STEPS       4096

enum subject {
    SUBJECT_JSON,
    SUBJECT_POLICY,
    SUBJECT_MANIFEST,
    SUBJECT_PATCH,
    SUBJECT_COUNT
};

static const char *const subjects[SUBJECT_COUNT] = {"json", "policy", "manifest",
                                                    "patch"};

static bool take_text(struct str *rest, struct str *ret)
{
    size_t end = 0;
    uint64_t len = 0;

    if (!str_find(*rest, '\n', &end) ||
        !str_to_u64(str_head(*rest, end), rest->len - end - 1, &len))
        return false;
    *rest = str_skip(*rest, end + 1);
    *ret = str_head(*rest, (size_t)len);
    *rest = str_skip(*rest, (size_t)len);
    return true;
}

static void say(struct buf *out, const char *verdict, const char *key, struct str value)
{
    buf_addf(out, "{\"verdict\":\"%s\",\"%s\":", verdict, key);
    json_add_string(out, value);
    buf_add_text(out, "}\n");
}

static void read_json(struct arena *arena, struct str text, struct buf *out)
{
    struct json *root = NULL;
    struct json *raw = NULL;
    struct err err;

    if (json_read(arena, text, &json_whole, &root, &err) &&
        json_read(arena, text, NULL, &raw, &err))
        say(out, "accepted", "text", json_canonical(arena, text));
    else
        say(out, "refused", "why", str_from(err.text));
}

/* What of a tree is still to be said: a node, or its end. */
struct conformance_step {
    const struct node *node;
    bool is_end;
};

static void begin_node(const struct node *node, struct conformance_step *steps, size_t *n,
                       struct buf *out)
{
    const size_t first = *n + 1;
    size_t behind = first;

    json_add_string(out, node->kind == NODE_LIST ? STR("+SEQ") : STR("+MAP"));
    steps[(*n)++] = (struct conformance_step){node, true};
    for (const struct node *child = node->first; child != NULL; child = child->next)
        if (behind < MAX_STEPS)
            steps[behind++] = (struct conformance_step){child, false};
    for (size_t i = first, j = behind; i + 1 < j; i++) {
        const struct conformance_step kept = steps[i];

        steps[i] = steps[--j];
        steps[j] = kept;
    }
    *n = behind;
}

/* As the suite's event trees, without styles, anchors and tags; aliases written out. */
static void add_tree(const struct node *root, struct buf *out)
{
    static struct conformance_step steps[MAX_STEPS];
    AUTO(buf_clear) struct buf value = {0};
    size_t n = 0;

    buf_init(&value, NULL, BUF_MAX_BYTES);
    steps[n++] = (struct conformance_step){root, false};
    while (n > 0) {
        const struct conformance_step step = steps[--n];
        const struct node *node = node_target(step.node);

        if (out->ptr[out->len - 1] != '[')
            buf_add_byte(out, ',');
        if (step.is_end) {
            json_add_string(out, node->kind == NODE_LIST ? STR("-SEQ") : STR("-MAP"));
        } else if (node->kind == NODE_SCALAR) {
            value.len = 0;
            buf_add_text(&value, "=VAL ");
            buf_add(&value, node->text);
            json_add_string(out, buf_str(&value));
        } else {
            begin_node(node, steps, &n, out);
        }
    }
}

static void say_problem(const struct problems *problems, struct buf *out)
{
    buf_addf(out, "{\"verdict\":\"refused\",\"name\":\"%s\",\"line\":%u,\"why\":",
             problems->all[0].name, (unsigned)problems->all[0].place.line);
    json_add_string(out, str_from(problems->all[0].text));
    buf_add_text(out, "}\n");
}

static void read_yaml(struct arena *arena, struct str text, enum doc_dialect dialect,
                      struct buf *out)
{
    AUTO(problems_clear) struct problems problems = {0};
    AUTO(doc_reader_free) struct doc_reader *reader = NULL;
    struct node *root = NULL;
    const size_t begin = out->len;

    problems_init(&problems);
    reader = doc_reader_new("in.yaml", text, dialect, &problems);
    buf_add_text(out, "{\"verdict\":\"accepted\",\"tree\":[");
    while (doc_reader_next(reader, arena, &root) == DOC_READY)
        add_tree(root, out);
    buf_add_text(out, "]}\n");
    if (problems.n_errors > 0) {
        out->len = begin;
        say_problem(&problems, out);
    }
}

static void apply_patch(struct arena *arena, struct str document, struct str patch,
                        struct buf *out)
{
    struct str result = STR_NONE;
    struct err err;

    if (patch_apply(arena, document, patch, &result, &err))
        say(out, "accepted", "text", json_canonical(arena, result));
    else
        say(out, "refused", "why", str_from(err.text));
}

static bool answer(enum subject subject, struct arena *arena, struct str *rest,
                   struct buf *out)
{
    struct str text = STR_NONE;
    struct str patch = STR_NONE;

    if (!take_text(rest, &text))
        return false;
    if (subject == SUBJECT_PATCH && !take_text(rest, &patch))
        return false;
    if (subject == SUBJECT_JSON)
        read_json(arena, text, out);
    else if (subject == SUBJECT_PATCH)
        apply_patch(arena, text, patch, out);
    else
        read_yaml(arena, text, subject == SUBJECT_POLICY ? DOC_POLICY : DOC_MANIFEST,
                  out);
    return true;
}

int main(int argc, char **argv)
{
    AUTO(arena_clear) struct arena input = {0};
    AUTO(buf_clear) struct buf out = {0};
    enum subject subject = SUBJECT_JSON;
    struct str rest = STR_NONE;
    struct err err;

    while (argc == 2 && subject < SUBJECT_COUNT &&
           strcmp(argv[1], subjects[subject]) != 0)
        subject++;
    if (argc != 2 || subject == SUBJECT_COUNT ||
        !file_read(&input, "-", INPUT_MAX_BYTES, &rest, &err))
        return 2;

    buf_init(&out, NULL, BUF_MAX_BYTES);
    while (rest.len > 0) {
        AUTO(arena_clear) struct arena arena = {0};

        if (!answer(subject, &arena, &rest, &out))
            return 2;
    }
    return fwrite(out.ptr, 1, out.len, stdout) == out.len ? 0 : 2;
}
