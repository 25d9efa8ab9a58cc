/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/report/page/page.h"

#include "core/policy/policy.h"
#include "core/values/day.h"

/* Folding only a few rows would save no space. */
#define FOLD_FROM (PAGE_SHOWN + 5)

static void open_table(struct page *page, const struct page_table *table)
{
    struct html *html = &page->html;

    html_raw(html, "<div class=\"scroll\" role=\"region\" tabindex=\"0\"");
    html_attribute(html, "aria-label", table->caption);
    html_raw(html, "><table><caption>");
    html_text(html, table->caption);
    if (table->is_folded)
        html_raw(html, ", continued");
    html_raw(html, "</caption><thead><tr>");
    for (size_t i = 0; table->columns[i] != NULL; i++) {
        html_raw(html, "<th scope=\"col\">");
        html_word(html, table->columns[i]);
        html_raw(html, "</th>");
    }
    html_raw(html, "</tr></thead><tbody>\n");
}

void page_table_open(struct page *page, struct page_table *table)
{
    open_table(page, table);
}

void page_row(struct page *page, struct page_table *table)
{
    struct html *html = &page->html;

    if (table->n == PAGE_SHOWN && table->n_rows > FOLD_FROM) {
        html_raw(html, "</tbody></table></div><details><summary>");
        html_textf(html, "%zu more", table->n_rows - PAGE_SHOWN);
        html_raw(html, "</summary>");
        table->is_folded = true;
        open_table(page, table);
    }
    table->n++;
    html_raw(html, "<tr>");
}

void page_row_end(struct page *page)
{
    html_raw(&page->html, "</tr>\n");
}

void page_table_close(struct page *page, struct page_table *table)
{
    html_raw(&page->html, "</tbody></table></div>");
    if (table->is_folded)
        html_raw(&page->html, "</details>");
    html_raw(&page->html, "\n");
}

void page_code(struct page *page, struct str text)
{
    html_raw(&page->html, "<code>");
    html_text(&page->html, text);
    html_raw(&page->html, "</code>");
}

void page_object(struct page *page, const struct survey_object *object)
{
    struct html *html = &page->html;

    html_raw(html, "<code>");
    if (!str_equal(object->kind, STR("Ingress"))) {
        html_text(html, object->kind);
        html_raw(html, " ");
    }
    html_text(html, object->namespace);
    html_raw(html, "/");
    html_text(html, object->name);
    html_raw(html, "</code>");
}

void page_place(struct page *page, const char *file, uint32_t line)
{
    struct html *html = &page->html;

    if (line == 0)
        return;
    html_raw(html, " <small>");
    html_word(html, file);
    html_textf(html, ":%u", (unsigned)line);
    html_raw(html, "</small>");
}

void page_entry_place(struct page *page, const void *of)
{
    const struct entry *entry = entries_find(page->about->desk->entries, of);

    if (entry != NULL)
        page_place(page, entry->place.file, entry->place.line);
}

void page_entry(struct page *page, const void *of)
{
    const struct entry *entry = entries_find(page->about->desk->entries, of);

    page_code(page, entry == NULL ? STR("default") : entry->address);
    page_entry_place(page, of);
}

void page_day(struct page *page, int32_t day)
{
    struct buf text = {.max_bytes = BUF_MAX_BYTES};

    day_add(&text, day);
    html_raw(&page->html, "<time>");
    html_text(&page->html, buf_str(&text));
    html_raw(&page->html, "</time>");
    buf_clear(&text);
}

void page_state(struct page *page, enum survey_state state)
{
    struct html *html = &page->html;

    html_raw(html, "<b");
    html_attributef(html, "class", "%s", about_state(state));
    html_raw(html, ">");
    html_word(html, about_state(state));
    html_raw(html, "</b>");
}

void page_outcome(struct page *page, const struct survey_finding *finding)
{
    struct html *html = &page->html;
    const struct rule_entry *entry = finding->entry;

    switch (finding->disposition) {
    case DISPOSITION_DENIED:
        html_raw(html, "<b class=\"denied\">denied</b>");
        return;
    case DISPOSITION_EXCUSED:
        html_raw(html, "<b class=\"excused\">excused</b> by ");
        page_code(page, finding->exemption->name);
        return;
    case DISPOSITION_AUDITED:
        html_raw(html, "<b class=\"warned\">audited</b>");
        break;
    case DISPOSITION_WARNED:
    case DISPOSITION_RATCHETED:
        html_raw(html, "<b class=\"warned\">warned</b>");
        break;
    }
    if (entry == NULL || entry->from_day == DAY_NEVER || entry->then != ACTION_DENY ||
        entry->from_day <= page->about->today)
        return;
    html_raw(html, ", denied from ");
    page_day(page, entry->from_day);
}

void page_count(struct page *page, size_t n, const char *word)
{
    html_textf(&page->html, "%zu %s%s", n, word, n == 1 ? "" : "s");
}

static uint32_t line_of(const struct overview_use *use)
{
    const struct survey_finding *finding = use->finding;

    return finding == NULL || finding->place.line == 0 ? use->object->place.line
                                                       : finding->place.line;
}

/* An object with all its places, which are adjacent.  Returns the first use of the next
 * object. */
static const struct overview_use *add_use(struct page *page,
                                          const struct overview_use *first)
{
    const struct overview_use *use = first->next;
    uint32_t line = line_of(first);

    page_object(page, first->object);
    page_place(page, first->object->place.file, line);
    for (; use != NULL && use->object == first->object; use = use->next) {
        if (line_of(use) == line)
            continue;
        line = line_of(use);
        html_textf(&page->html, ", %u", (unsigned)line);
    }
    return use;
}

static size_t count_used(const struct overview_uses *uses)
{
    const struct survey_object *last = NULL;
    size_t n = 0;

    for (const struct overview_use *use = uses->first; use != NULL; use = use->next) {
        n += use->object != last;
        last = use->object;
    }
    return n;
}

#define SHOWN_IN_CELL 5

void page_uses(struct page *page, const struct overview_uses *uses)
{
    struct html *html = &page->html;
    const struct overview_use *use = uses->first;
    const size_t n_objects = count_used(uses);
    const bool is_long = n_objects > SHOWN_IN_CELL + 2;
    size_t n = 0;

    if (n_objects == 1)
        (void)add_use(page, use);
    if (n_objects < 2)
        return;
    html_raw(html, "<ul class=\"plain\">");
    while (use != NULL) {
        if (is_long && n++ == SHOWN_IN_CELL) {
            html_raw(html, "</ul><details><summary>");
            html_textf(html, "%zu more", n_objects - SHOWN_IN_CELL);
            html_raw(html, "</summary><ul class=\"plain\">");
        }
        html_raw(html, "<li>");
        use = add_use(page, use);
        html_raw(html, "</li>\n");
    }
    html_raw(html, "</ul>");
    if (is_long)
        html_raw(html, "</details>");
}

void page_places(struct page *page, const struct overview_name *name)
{
    struct html *html = &page->html;
    const struct survey_object *last = NULL;
    size_t n = 0;

    page_code(page, name->text);
    html_raw(html, " in ");
    for (const struct overview_place *place = name->first; place != NULL;
         place = place->next) {
        if (place->object == last)
            continue;
        last = place->object;
        if (n++ > 0)
            html_raw(html, ", ");
        page_object(page, place->object);
    }
}

void page_nothing(struct page *page, const char *sentence)
{
    html_raw(&page->html, "<p class=\"none\">");
    html_word(&page->html, sentence);
    html_raw(&page->html, "</p>\n");
}
