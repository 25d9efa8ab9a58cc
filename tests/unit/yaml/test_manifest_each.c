/* SPDX-License-Identifier: Apache-2.0 */
/* manifest_read_each: hands out the same objects piece by piece as a reading of the
 * whole. */
#include "base/buf.h"
#include "unit.h"
#include "yaml/manifest/list_text.h"
#include "yaml/manifest/manifest.h"

static const struct {
    const char *why;
    const char *text;
    uint32_t line; /* of the first item; 0: the text is not such a list */
    const char *items;
} lists[] = {
    {"a list as kubectl prints it",
     "apiVersion: v1\nitems:\n- a: 1\n  b: 2\n- a: 3\nkind: List\nmetadata:\n"
     "  resourceVersion: \"\"\n",
     3, "- a: 1\n  b: 2\n- a: 3\n"},
    {"its own members before the items", "kind: List\napiVersion: v1\nitems:\n- a: 1\n",
     4, "- a: 1\n"},
    {"without a final line feed", "apiVersion: v1\nitems:\n- a: 1\nkind: List", 3,
     "- a: 1\n"},
    {"a blank line belongs to its item",
     "kind: List\nitems:\n- a: |\n    x\n\n    y\n- b: 1\n", 3,
     "- a: |\n    x\n\n    y\n- b: 1\n"},
    {"another kind of list", "apiVersion: v1\nitems:\n- a: 1\nkind: PodList\n", 0, NULL},
    {"no kind", "apiVersion: v1\nitems:\n- a: 1\n", 0, NULL},
    {"a line twice", "kind: List\nkind: List\nitems:\n- a: 1\n", 0, NULL},
    {"a line twice, the second after the items",
     "kind: List\nitems:\n- a: 1\nkind: List\n", 0, NULL},
    {"no items", "kind: List\nitems: []\n", 0, NULL},
    {"items that are indented", "kind: List\nitems:\n  - a: 1\n", 0, NULL},
    {"a comment", "kind: List\nitems:\n- a: 1\n# end\n", 0, NULL},
    {"another document", "kind: List\nitems:\n- a: 1\n---\n", 0, NULL},
    {"items after another member", "kind: List\nitems:\n- a: 1\nmetadata:\n- b: 1\n", 0,
     NULL},
    {"nothing", "", 0, NULL},
};

static void forms(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(lists); i++) {
        struct list_text list = {.line = 0};
        const bool is_list = list_text_find(str_from(lists[i].text), &list);

        check_true(is_list == (lists[i].line > 0), lists[i].why);
        if (!is_list)
            continue;
        check_true(list.line == lists[i].line, lists[i].why);
        check_text(list.items, str_from(lists[i].items), lists[i].why);
    }
}

static void pieces(void **state)
{
    struct list_text list = {STR("- a\n  b\n- c\n- d\n"), 3};
    struct str piece;
    uint32_t line;

    (void)state;
    check_true(list_text_next(&list, 1, &piece, &line), "a piece has at least one item");
    check_text(piece, STR("- a\n  b\n"), "a piece has all lines of its items");
    check_true(line == 3, "the line of the first item");
    check_true(list_text_next(&list, 100, &piece, &line), "the rest is handed out");
    check_text(piece, STR("- c\n- d\n"), "with all remaining items");
    check_true(line == 5, "lines are counted");
    check_true(!list_text_next(&list, 1, &piece, &line), "there are no more items");
}

/* The objects that were handed out, as text. */
static void take(void *context, const struct manifest *manifests, size_t n)
{
    struct buf *buf = context;

    for (size_t i = 0; i < n; i++) {
        const struct place place = manifest_place(&manifests[i], STR("metadata.name"));

        buf_add(buf, manifests[i].json);
        buf_addf(buf, " %u %u:%u\n", manifests[i].place.line, place.line, place.column);
    }
}

#define ITEMS 5000

enum ending {
    ENDING_SOUND,
    ENDING_COMMENT,   /* the list is read as a whole */
    ENDING_DUPLICATE, /* an error in the last item */
    ENDING_OPEN,      /* a quoted text that is not closed */
};

static void make_list(struct buf *buf, enum ending ending)
{
    static const char *const endings[] = {
        [ENDING_SOUND] = "kind: List\n",
        [ENDING_COMMENT] = "kind: List\n# end\n",
        [ENDING_DUPLICATE] = "- {apiVersion: v1, kind: A, kind: B}\nkind: List\n",
        [ENDING_OPEN] = "- a: \"x\n- y\nkind: List\n",
    };

    buf_add_text(buf, "apiVersion: v1\nitems:\n");
    for (size_t i = 0; i < ITEMS; i++)
        buf_addf(buf,
                 "- apiVersion: networking.k8s.io/v1\n  kind: Ingress\n  metadata:\n"
                 "    name: web-%zu\n    namespace: shop\n",
                 i);
    buf_add_text(buf, endings[ending]);
}

static void read_list(enum ending ending, struct buf *got, struct problems *problems)
{
    AUTO(buf_clear) struct buf text = {.max_bytes = BUF_MAX_BYTES};

    make_list(&text, ending);
    const struct manifest_text source = {"m.yaml", buf_str(&text), NULL, NULL,
                                         BUDGET_NONE};

    manifest_read_each(&source, take, got, problems);
}

static void large_lists(void **state)
{
    AUTO(buf_clear) struct buf whole = {.max_bytes = BUF_MAX_BYTES};

    (void)state;
    for (size_t i = ENDING_SOUND; i <= ENDING_OPEN; i++) {
        AUTO(buf_clear) struct buf got = {.max_bytes = BUF_MAX_BYTES};
        AUTO(problems_clear) struct problems problems = {0};
        const bool is_sound = i <= ENDING_COMMENT;

        read_list((enum ending)i, &got, &problems);
        check_true((problems.n_errors == 0) == is_sound,
                   "only invalid lists have errors");
        check_true((got.len == 0) != is_sound, "an invalid list yields no objects");
        if (i == ENDING_SOUND)
            buf_add(&whole, buf_str(&got));
        else if (is_sound)
            check_text(buf_str(&got), buf_str(&whole),
                       "the objects are the same, piece by piece and as a whole");
    }
}

static void documents(void **state)
{
    const struct manifest_text source = {
        "m.yaml", STR("kind: A\n---\nkind: B\n---\nkind: [\n"), NULL, NULL, BUDGET_NONE};
    const struct manifest_text json = {"m.json", STR("{\"kind\":\"A\"}{\"kind\":\"B\"}"),
                                       NULL, NULL, BUDGET_NONE};
    AUTO(buf_clear) struct buf got = {.max_bytes = BUF_MAX_BYTES};
    AUTO(problems_clear) struct problems problems = {0};

    (void)state;
    manifest_read_each(&source, take, &got, &problems);
    check_text(buf_str(&got), STR("{\"kind\":\"A\"} 1 1:1\n{\"kind\":\"B\"} 3 3:1\n"),
               "documents before an invalid one are handed out");
    check_true(problems.n_errors == 1, "the invalid one is an error");
    got.len = 0;
    manifest_read_each(&json, take, &got, &problems);
    check_text(buf_str(&got), STR("{\"kind\":\"A\"} 1 1:1\n{\"kind\":\"B\"} 1 1:13\n"),
               "JSON documents are handed out, too");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(forms),
        cmocka_unit_test(pieces),
        cmocka_unit_test(large_lists),
        cmocka_unit_test(documents),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
