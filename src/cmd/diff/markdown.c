/* SPDX-License-Identifier: Apache-2.0 */
/* markdown: writes a comment for a pull request.  Rows beyond the limit are counted. */
#include "cmd/cli/markdown.h"
#include "base/text.h"
#include "cmd/diff/print.h"

#define MAX_BYTES   60000
#define TITLE_CHARS 200 /* of the policy's name, which precedes all rows */
#define ROOM        200 /* for the line that counts omitted rows, and ends of tables */
#define FOLD_ROWS   20
#define OBJECT_ROWS 50

/* A document being written. */
struct page {
    struct buf head, body;
    size_t n_left_out;
    bool is_full;
};

static const char *const titles[] = {"", "What", "Where"};

static void add_place(struct buf *buf, struct place place)
{
    AUTO(buf_clear) struct buf text = {.max_bytes = BUF_MAX_BYTES};

    if (place.file == NULL)
        return;
    text_add_escaped(&text, str_from(place.file), SIZE_MAX);
    buf_addf(&text, ":%u", (unsigned)place.line);
    markdown_add_code(buf, buf_str(&text));
}

/* Add the row, or count it if there is no room for it. */
static void add_row(struct page *page, char mark, struct str what, struct place place)
{
    AUTO(buf_clear) struct buf row = {.max_bytes = BUF_MAX_BYTES};

    markdown_literal(&row, "| `");
    buf_add_byte(&row, mark);
    markdown_literal(&row, "` | ");
    markdown_add_code(&row, what);
    markdown_literal(&row, " | ");
    add_place(&row, place);
    markdown_literal(&row, " |\n");
    if (page->is_full || page->head.len + page->body.len + row.len + ROOM > MAX_BYTES) {
        page->is_full = true;
        page->n_left_out++;
        return;
    }
    buf_add(&page->body, buf_str(&row));
}

/* Begin a section; a long one is folded. */
static void begin(struct page *page, const char *name, size_t n_rows)
{
    if (page->is_full)
        return;
    buf_addf(&page->body, "\n### %s\n\n", name);
    if (n_rows > FOLD_ROWS)
        buf_addf(&page->body, "<details><summary>%zu rows</summary>\n\n", n_rows);
    markdown_add_table(&page->body, titles, ARRAY_LEN(titles));
}

/* End a section that begin() began, with the same n_rows. */
static void end(struct page *page, size_t n_rows)
{
    if (n_rows > FOLD_ROWS)
        markdown_literal(&page->body, "\n</details>\n");
}

static void add_sections(struct page *page, const struct differences *differences)
{
    for (size_t i = 0; i < differences->n;) {
        const enum diff_section section = differences->lines[i].section;
        const bool was_full = page->is_full;
        size_t n = 0;

        while (i + n < differences->n && differences->lines[i + n].section == section)
            n++;
        begin(page, diff_section_name(section), n);
        for (size_t k = 0; k < n; k++, i++) {
            const struct diff_line *line = &differences->lines[i];

            add_row(page, diff_mark_byte(line->mark), line->text,
                    line->entry == NULL ? (struct place){0} : line->entry->place);
        }
        if (!was_full)
            end(page, n);
    }
}

static void add_object(struct page *page, const struct against_object *object)
{
    AUTO(buf_clear) struct buf text = {.max_bytes = BUF_MAX_BYTES};

    buf_add(&text, object->object);
    buf_add_text(&text, ": ");
    buf_add(&text, object->text);
    add_row(page, against_mark_byte(object->mark), buf_str(&text), object->place);
}

static size_t count_shown(const struct printed *printed, enum against_mark mark)
{
    const size_t n = printed->against->counts[mark];

    return n > OBJECT_ROWS && !printed->shows_all ? OBJECT_ROWS : n;
}

static void add_more(struct page *page, size_t n_more)
{
    if (n_more > 0 && !page->is_full)
        buf_addf(&page->body, "| | and %zu more | |\n", n_more);
}

static void add_objects(struct page *page, const struct printed *printed)
{
    const struct against *against = printed->against;
    const bool was_full = page->is_full;
    size_t n_rows = 0;

    for (int mark = 0; mark < AGAINST_MARKS; mark++)
        n_rows += count_shown(printed, (enum against_mark)mark);
    if (!page->is_full) {
        buf_addf(&page->body, "\n### objects\n\n%zu judged: ", against->n_judged);
        against_add_summary(&page->body, against);
        markdown_literal(&page->body, "\n");
    }
    if (n_rows == 0)
        return;
    if (!page->is_full) {
        markdown_literal(&page->body, "\n");
        if (n_rows > FOLD_ROWS)
            buf_addf(&page->body, "<details><summary>%zu rows</summary>\n\n", n_rows);
        markdown_add_table(&page->body, titles, ARRAY_LEN(titles));
    }
    for (int mark = 0; mark < AGAINST_MARKS; mark++) {
        const size_t n_shown = count_shown(printed, (enum against_mark)mark);
        size_t n = 0;

        for (size_t i = 0; i < against->n && n < n_shown; i++) {
            if (against->objects[i].mark == (enum against_mark)mark) {
                add_object(page, &against->objects[i]);
                n++;
            }
        }
        add_more(page, against->counts[mark] - n_shown);
    }
    if (!was_full)
        end(page, n_rows);
}

static void add_denied(struct buf *buf, const struct against *against)
{
    const size_t n_updates = against->counts[AGAINST_UPDATE_DENIED];
    const size_t n_creations = against->counts[AGAINST_CREATE_DENIED];

    if (n_updates > 0)
        buf_addf(buf, "; %zu next update%s denied", n_updates,
                 n_updates == 1 ? " is" : "s are");
    if (n_creations > 0)
        buf_addf(buf, "; %zu creation%s denied", n_creations,
                 n_creations == 1 ? " is" : "s are");
}

/* Add the heading, and one line with the result. */
static void add_head(struct page *page, const struct printed *printed)
{
    const struct differences *differences = printed->differences;
    const char *result = differences_result(differences);
    struct buf *buf = &page->head;

    markdown_literal(buf, "## ");
    markdown_add_code(
        buf, text_cut(differences->arena, diff_policy_title(differences), TITLE_CHARS));
    markdown_literal(buf, " ");
    markdown_add_code(buf, policy_hash(diff_policy(differences, REACH_OLD)));
    markdown_literal(buf, " → ");
    markdown_add_code(buf, policy_hash(diff_policy(differences, REACH_NEW)));
    markdown_literal(buf, "\n\n**");
    if (result == NULL) {
        markdown_literal(buf, "No difference in meaning.**");
    } else {
        buf_add_byte(buf, (char)(result[0] - 'a' + 'A'));
        buf_add_text(buf, result + 1);
        markdown_literal(buf, ".** ");
        diff_add_counts(buf, differences);
    }
    if (printed->against != NULL)
        add_denied(buf, printed->against);
    if (result != NULL)
        markdown_literal(buf, ".");
    markdown_literal(buf, "\n");
}

void diff_print_markdown(const struct printed *printed, struct buf *buf)
{
    const struct differences *differences = printed->differences;
    const bool has_objects = printed->against != NULL && printed->against->n > 0;
    struct page page = {
        .head = {.max_bytes = BUF_MAX_BYTES},
        .body = {.max_bytes = BUF_MAX_BYTES},
    };

    markdown_literal(buf, "<!-- ingress-warden diff -->\n");
    if (differences_total(differences) == 0 && !has_objects) {
        markdown_literal(buf, "No difference in meaning.\n");
        return;
    }
    add_head(&page, printed);
    add_sections(&page, differences);
    if (printed->against != NULL)
        add_objects(&page, printed);
    if (page.n_left_out > 0)
        buf_addf(buf, "Cut: %zu row%s left out.\n\n", page.n_left_out,
                 page.n_left_out == 1 ? " was" : "s were");
    buf_add(buf, buf_str(&page.head));
    buf_add(buf, buf_str(&page.body));
    buf_clear(&page.head);
    buf_clear(&page.body);
}
