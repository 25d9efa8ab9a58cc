/* SPDX-License-Identifier: Apache-2.0 */
/* The sections about names: owners, shared. */
#include "cmd/report/page/page.h"

#include <stdlib.h>

#include "base/mem.h"
#include "core/policy/policy.h"

#define SHOWN_NAMES 5

/* The names of an entry that are in use; many names are folded. */
static void add_names(struct page *page, const struct overview_name *first)
{
    struct html *html = &page->html;
    size_t n = 0;

    for (const struct overview_name *name = first; name != NULL;
         name = name->next_of_entry)
        n++;
    if (n == 0)
        return;
    if (n > SHOWN_NAMES) {
        html_raw(html, "<details><summary>");
        page_count(page, n, "host");
        html_raw(html, " in use</summary>");
    }
    html_raw(html, "<ul class=\"names\">");
    for (const struct overview_name *name = first; name != NULL;
         name = name->next_of_entry) {
        html_raw(html, "<li>");
        page_places(page, name);
        html_raw(html, "</li>\n");
    }
    html_raw(html, "</ul>");
    if (n > SHOWN_NAMES)
        html_raw(html, "</details>");
}

static void add_owner(struct page *page, const struct owner *owner)
{
    const struct tenant *of = page->overview->tenant;

    html_text(&page->html, about_tenant(page->about, owner->tenant));
    if (of == NULL || of == owner->tenant)
        page_entry_place(page, owner->item);
}

static void add_entry(struct page *page, uint32_t at)
{
    struct html *html = &page->html;
    const struct owned_entry *entry = &page->overview->owners->all[at];

    html_raw(html, "<code>");
    if (entry->kind == DOMAIN_WILDCARD)
        html_raw(html, "*.");
    if (entry->kind == DOMAIN_BELOW && str_equal(entry->text, STR(".")))
        html_raw(html, "every name");
    else
        html_text(html, entry->text);
    html_raw(html, "</code> <small>");
    html_word(html, owned_kind(entry));
    html_raw(html, " of</small> ");
    for (size_t i = 0; i < entry->n_owners; i++) {
        if (i > 0)
            html_raw(html, ", ");
        add_owner(page, &entry->owners[i]);
    }
    add_names(page, page->overview->of_entry[at]);
}

/* The entries as nested lists. */
static void add_tree(struct page *page)
{
    struct html *html = &page->html;
    const struct overview *overview = page->overview;
    AUTO(mem_free) uint32_t *ends = mem_alloc(overview->n_entries + 1, sizeof *ends);
    size_t depth = 0;

    html_raw(html, "<ul>");
    for (size_t i = 0; i < overview->n_entries; i++) {
        const uint32_t at = overview->entries[i];
        const uint32_t end = overview->owners->all[at].end;

        while (depth > 0 && ends[depth - 1] <= at) {
            depth--;
            html_raw(html, "</ul></li>");
        }
        html_raw(html, "<li>");
        add_entry(page, at);
        if (end > at + 1) {
            html_raw(html, "\n<ul>");
            ends[depth++] = end;
        } else {
            html_raw(html, "</li>\n");
        }
    }
    for (; depth > 0; depth--)
        html_raw(html, "</ul></li>");
    html_raw(html, "</ul>");
}

static void add_unowned(struct page *page)
{
    struct html *html = &page->html;

    if (page->overview->unowned == NULL)
        return;
    html_raw(html, "<h3>Hosts without an owner</h3>\n<div class=\"scroll tree\" "
                   "role=\"region\" tabindex=\"0\" aria-label=\"Hosts without an "
                   "owner\">");
    add_names(page, page->overview->unowned);
    html_raw(html, "</div>\n");
}

void page_owners(struct page *page)
{
    struct html *html = &page->html;

    html_raw(html, "<p class=\"lead\">Who may use which names. The longest entry that "
                   "contains a name decides.</p>\n");
    add_unowned(page);
    if (page->overview->n_entries == 0) {
        page_nothing(page, "No domain and no host is delegated.");
        return;
    }
    html_raw(html, "<h3>The delegation</h3>\n");
    if (page->overview->n_entries <= PAGE_MAX_PICTURE)
        page_picture(page);
    html_raw(html, "<div class=\"scroll tree\" role=\"region\" tabindex=\"0\" "
                   "aria-label=\"The delegation as a list\">");
    add_tree(page);
    html_raw(html, "</div>\n");
}

/* A path of a host, and an object that routes it. */
struct shared_path {
    struct str path; /* len 0: the object routes no path */
    const struct survey_object *object;
    size_t at;
};

static int by_path(const void *a, const void *b)
{
    const struct shared_path *left = a;
    const struct shared_path *right = b;
    const int order = str_compare(left->path, right->path);

    return order != 0 ? order : (left->at > right->at) - (left->at < right->at);
}

static struct shared_path *paths_of(const struct overview_name *name, struct arena *arena,
                                    size_t *ret_n)
{
    struct shared_path *all;
    size_t n = 0;

    for (const struct overview_place *place = name->first; place != NULL;
         place = place->next)
        n += place->host->n_paths > 0 ? place->host->n_paths : 1;
    all = ARENA_NEW(arena, struct shared_path, n);
    n = 0;
    for (const struct overview_place *place = name->first; place != NULL;
         place = place->next) {
        size_t k = 0;

        do {
            all[n] = (struct shared_path){
                .path = place->host->n_paths > 0 ? place->host->paths[k] : STR_NONE,
                .object = place->object,
                .at = n,
            };
            n++;
        } while (++k < place->host->n_paths);
    }
    if (n > 1)
        qsort(all, n, sizeof all[0], by_path);
    *ret_n = n;
    return all;
}

static void add_sharer(struct page *page, const struct survey_object *object)
{
    const struct tenant *of = page->overview->tenant;

    if (of != NULL && of != object->tenant) {
        html_raw(&page->html, "another tenant");
        return;
    }
    page_object(page, object);
    if (object->tenant == NULL)
        return;
    html_raw(&page->html, " <small>");
    html_text(&page->html, object->tenant->name);
    html_raw(&page->html, "</small>");
}

static void add_shared(struct page *page, struct page_table *table,
                       const struct overview_name *name)
{
    AUTO(arena_clear) struct arena arena = {0};
    struct html *html = &page->html;
    size_t n;
    const struct shared_path *paths = paths_of(name, &arena, &n);

    page_row(page, table);
    page_head(page);
    page_code(page, name->text);
    page_head_end(page);
    html_raw(html, "<td class=\"wide\"><ul class=\"plain\">");
    for (size_t i = 0; i < n; i++) {
        if (i > 0 && str_equal(paths[i].path, paths[i - 1].path)) {
            html_raw(html, ", ");
        } else {
            if (i > 0)
                html_raw(html, "</li>");
            html_raw(html, "<li>");
            page_code(page, paths[i].path.len > 0 ? paths[i].path : STR("no path"));
            html_raw(html, ": ");
        }
        add_sharer(page, paths[i].object);
    }
    html_raw(html, "</li></ul></td>");
    page_row_end(page);
}

void page_shared(struct page *page)
{
    static const char *const columns[] = {"Host",
                                          "Paths, and the objects that route them", NULL};
    const struct overview *overview = page->overview;
    struct page_table table = {.columns = columns,
                               .caption = STR("Hosts in more than one namespace"),
                               .n_rows = overview->n_shared};

    html_raw(&page->html, "<p class=\"lead\">Hosts that objects of more than one "
                          "namespace use.</p>\n");
    if (overview->n_shared == 0) {
        page_nothing(page, "No host is used in more than one namespace.");
        return;
    }
    page_table_open(page, &table);
    for (size_t i = 0; i < overview->n_names; i++) {
        if (overview->names[i]->is_shared)
            add_shared(page, &table, overview_everywhere(overview, overview->names[i]));
    }
    page_table_close(page, &table);
}
