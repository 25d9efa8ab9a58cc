/* SPDX-License-Identifier: Apache-2.0 */
/* The delegation as a picture: a row for each entry, joined to the entry around it. */
#include "cmd/report/page/page.h"

#include "base/mem.h"
#include "base/text.h"
#include "core/policy/policy.h"

#define ROW          26
#define STEP         22
#define LEFT         14
#define CHARACTER    8 /* a wide letter of the picture's font */
#define SHOWN_OWNERS 3 /* of one entry */
#define WIDTH_MIN    320

static size_t width_of(const struct page *page, const struct owned_entry *entry)
{
    size_t n = text_length(entry->text) + 6;

    for (size_t i = 0; i < entry->n_owners && i < SHOWN_OWNERS; i++)
        n += text_length(about_tenant(page->about, entry->owners[i].tenant)) + 2;
    if (entry->n_owners > SHOWN_OWNERS)
        n += sizeof "and 100 more";
    return LEFT + entry->depth * STEP + n * CHARACTER;
}

static size_t picture_width(const struct page *page)
{
    const struct overview *overview = page->overview;
    size_t width = WIDTH_MIN;

    for (size_t i = 0; i < overview->n_entries; i++) {
        const size_t need = width_of(page, &overview->owners->all[overview->entries[i]]);

        width = need > width ? need : width;
    }
    return width;
}

static size_t x_of(size_t depth)
{
    return LEFT + depth * STEP;
}

static size_t y_of(size_t row)
{
    return row * ROW + ROW / 2;
}

/* A line from the entry around it: down, then across. */
static void add_line(struct page *page, size_t from_row, size_t row, size_t depth)
{
    struct html *html = &page->html;

    html_raw(html, "<path fill=\"none\" stroke=\"gray\" d=\"M");
    html_textf(html, "%zu %zuV%zuH%zu", x_of(depth - 1), y_of(from_row), y_of(row),
               x_of(depth));
    html_raw(html, "\"/>");
}

static void add_owners(struct page *page, const struct owned_entry *entry)
{
    struct html *html = &page->html;

    for (size_t i = 0; i < entry->n_owners && i < SHOWN_OWNERS; i++) {
        if (i > 0)
            html_raw(html, ", ");
        html_text(html, about_tenant(page->about, entry->owners[i].tenant));
    }
    if (entry->n_owners > SHOWN_OWNERS)
        html_textf(html, ", and %zu more", entry->n_owners - SHOWN_OWNERS);
}

static void add_entry(struct page *page, uint32_t at, size_t row)
{
    struct html *html = &page->html;
    const struct owned_entry *entry = &page->overview->owners->all[at];

    html_raw(html, "<circle r=\"4.5\" cx=\"");
    html_number(html, x_of(entry->depth));
    html_raw(html, "\" cy=\"");
    html_number(html, y_of(row));
    html_raw(html, "\"");
    if (page->overview->of_entry[at] == NULL)
        html_raw(html, " class=\"unused\" fill=\"none\" stroke=\"gray\"");
    html_raw(html, "/><text fill=\"currentColor\" x=\"");
    html_number(html, x_of(entry->depth) + 12);
    html_raw(html, "\" y=\"");
    html_number(html, y_of(row) + 5);
    html_raw(html, "\">");
    if (entry->kind == DOMAIN_WILDCARD)
        html_raw(html, "*.");
    html_text(html, entry->text);
    if (entry->kind == DOMAIN_EXACT)
        html_raw(html, " (host)");
    html_raw(html, " <tspan class=\"who\">");
    add_owners(page, entry);
    html_raw(html, "</tspan></text>\n");
}

/* The last entry so far at one depth. */
struct open_entry {
    size_t row;
    uint32_t end; /* the first entry that is not within it; 0: no entry so far */
};

static void add_rows(struct page *page)
{
    const struct overview *overview = page->overview;
    AUTO(mem_free)
    struct open_entry *open = mem_alloc(overview->owners->n + 1, sizeof *open);

    for (size_t i = 0; i < overview->n_entries; i++) {
        const uint32_t at = overview->entries[i];
        const struct owned_entry *entry = &overview->owners->all[at];

        if (entry->depth > 0 && open[entry->depth - 1].end > at)
            add_line(page, open[entry->depth - 1].row, i, entry->depth);
        open[entry->depth] = (struct open_entry){i, entry->end};
    }
    for (size_t i = 0; i < overview->n_entries; i++)
        add_entry(page, overview->entries[i], i);
}

void page_picture(struct page *page)
{
    struct html *html = &page->html;
    const size_t width = picture_width(page);
    const size_t height = page->overview->n_entries * ROW + 8;

    html_raw(html,
             "<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"The "
             "delegation as a picture\"><figure><figcaption>Each entry and its owner; "
             "a hollow dot: none of its hosts is in use</figcaption>");
    html_raw(html, "<svg class=\"picture\" role=\"img\" aria-label=\"The delegation as a "
                   "tree, as in the list below\" width=\"");
    html_number(html, width);
    html_raw(html, "\" height=\"");
    html_number(html, height);
    html_raw(html, "\" viewBox=\"0 0 ");
    html_textf(html, "%zu %zu", width, height);
    html_raw(html, "\">");
    add_rows(page);
    html_raw(html, "</svg></figure></div>\n");
}
