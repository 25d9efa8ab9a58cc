/* SPDX-License-Identifier: Apache-2.0 */
/*
 * page: the parts that the sections of the HTML report are made of.
 *
 * One column of sections; numbers first, what is long folded.  Every table has a caption
 * and header cells, and stands in a region that can be reached and scrolled by keyboard.
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

/* Rows and items that are shown before the rest is folded. */
#define PAGE_SHOWN 20

/* The style sheet; ends with NULL. */
extern const char *const page_style[];

/* A table while its rows are written. */
struct page_table {
    const char *const *columns; /* ends with NULL */
    struct str caption;
    size_t n_rows; /* that will come */
    size_t n;      /* that have come */
    bool is_folded;
};

void page_table_open(struct page *page, struct page_table *table);
/* Before each row: writes its start, and folds what comes after the first ones. */
void page_row(struct page *page, struct page_table *table);
void page_row_end(struct page *page);
void page_table_close(struct page *page, struct page_table *table);

/* A cell; the first of a row is its header. */
#define page_cell(page)     html_raw(&(page)->html, "<td>")
#define page_cell_end(page) html_raw(&(page)->html, "</td>")
#define page_head(page)     html_raw(&(page)->html, "<th scope=\"row\">")
#define page_head_end(page) html_raw(&(page)->html, "</th>")

/* `<code>TEXT</code>` */
void page_code(struct page *page, struct str text);
void page_object(struct page *page, const struct survey_object *object);
/* " FILE:LINE", small; nothing where the line is not known. */
void page_place(struct page *page, const char *file, uint32_t line);
/* The place of what the thing of the policy comes from. */
void page_entry_place(struct page *page, const void *of);
/* The address of that, and its place. */
void page_entry(struct page *page, const void *of);
/* What became of a finding, in words. */
void page_outcome(struct page *page, const struct survey_finding *finding);
void page_state(struct page *page, enum survey_state state);
void page_day(struct page *page, int32_t day);
/* "N WORD" or "N WORDs" */
void page_count(struct page *page, size_t n, const char *word);

/* Objects, the first ones open, in one cell or item. */
void page_uses(struct page *page, const struct overview_uses *uses);
/* Names with the objects that use them. */
void page_places(struct page *page, const struct overview_name *name);
/* "None." */
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

/* For page_owners(): the tree as a picture. */
#define PAGE_MAX_PICTURE 200
void page_picture(struct page *page);

#endif
