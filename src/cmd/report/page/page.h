/* SPDX-License-Identifier: Apache-2.0 */
/*
 * page: the sections of the HTML report, and the parts that they share.
 *
 * The sections form one column; the numbers come first, and long lists are folded.  Every
 * table has a caption and header cells, and is in a region that the keyboard can scroll.
 */
#ifndef CMD_REPORT_PAGE_PAGE_H
#define CMD_REPORT_PAGE_PAGE_H

#include "cmd/cli/html.h"
#include "cmd/report/survey/about.h"

struct page {
    struct html html;
    const struct about *about;
    const struct overview *overview;
};

/* The number of rows that are shown before the rest is folded. */
#define PAGE_SHOWN 20

/* The style sheet; ends with NULL. */
extern const char *const page_style[];

/* A table while its rows are written. */
struct page_table {
    const char *const *columns; /* ends with NULL */
    struct str caption;
    size_t n_rows; /* to be written in total */
    size_t n;      /* written so far */
    bool is_folded;
};

void page_table_open(struct page *page, struct page_table *table);
/* Begin a row.  After PAGE_SHOWN rows, the rest of a long table is folded. */
void page_row(struct page *page, struct page_table *table);
void page_row_end(struct page *page);
void page_table_close(struct page *page, struct page_table *table);

/* A cell; the first cell of a row is its header. */
#define page_cell(page)     html_raw(&(page)->html, "<td>")
#define page_cell_end(page) html_raw(&(page)->html, "</td>")
#define page_head(page)     html_raw(&(page)->html, "<th scope=\"row\">")
#define page_head_end(page) html_raw(&(page)->html, "</th>")

/* `<code>TEXT</code>` */
void page_code(struct page *page, struct str text);
void page_object(struct page *page, const struct survey_object *object);
/* " FILE:LINE", small; nothing if the line is 0. */
void page_place(struct page *page, const char *file, uint32_t line);
/* The place of the entry for a part of the policy, such as a tenant. */
void page_entry_place(struct page *page, const void *of);
/* The address of that entry, and its place. */
void page_entry(struct page *page, const void *of);
/* The disposition of a finding, in words. */
void page_outcome(struct page *page, const struct survey_finding *finding);
void page_state(struct page *page, enum survey_state state);
void page_day(struct page *page, int32_t day);
/* "N WORD" or "N WORDs" */
void page_count(struct page *page, size_t n, const char *word);

/* Objects, in one cell; after the first ones, the rest is folded. */
void page_uses(struct page *page, const struct overview_uses *uses);
/* A name with the objects that use it. */
void page_places(struct page *page, const struct overview_name *name);
/* A sentence in place of an empty table. */
void page_nothing(struct page *page, const char *sentence);

/* Problems of a policy or a dump. */
void page_problems(struct page *page, const char *caption,
                   const struct problems *problems);

/* The sections, in this order. */
void page_summary(struct page *page);
void page_next(struct page *page);
void page_violations(struct page *page);
void page_stuck(struct page *page);
void page_owners(struct page *page);
void page_shared(struct page *page);
void page_classes(struct page *page);
void page_dns(struct page *page);
void page_ranges(struct page *page);
void page_exemptions(struct page *page);
void page_lint(struct page *page);
void page_tenants(struct page *page);
void page_unread(struct page *page);

/* For page_owners(): the tree as a picture, up to that number of entries. */
#define PAGE_MAX_PICTURE 200
void page_picture(struct page *page);

#endif
