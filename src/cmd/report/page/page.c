/* SPDX-License-Identifier: Apache-2.0 */
/* page: writes the whole HTML report. */
#include "cmd/report/page/page.h"
#include "cmd/report/page/report_html.h"

#include "core/policy/policy.h"

static const struct {
    const char *id;
    const char *title;
    void (*add)(struct page *page);
} sections[] = {
    {"summary", "Summary", page_summary},
    {"next", "Next", page_next},
    {"violations", "Violations", page_violations},
    {"stuck", "Stuck", page_stuck},
    {"owners", "Owners", page_owners},
    {"shared", "Shared hosts", page_shared},
    {"classes", "Classes", page_classes},
    {"dns", "DNS", page_dns},
    {"ranges", "Source ranges", page_ranges},
    {"exemptions", "Exemptions", page_exemptions},
    {"lint", "Lint", page_lint},
    {"tenants", "Tenants", page_tenants},
    {"unread", "Not read", page_unread},
};

/* The number of items, for the sections where it matters. */
static bool count_of(const struct overview *overview, const char *id, size_t *ret)
{
    const struct {
        const char *id;
        size_t n;
    } counts[] = {
        {"next", overview->n_days},
        {"violations", overview->states[SURVEY_DENIED]},
        {"stuck", overview->n_stuck},
        {"shared", overview->n_shared},
        {"exemptions", overview->n_by_end},
        {"unread", overview_count_unread(overview)},
    };

    for (size_t i = 0; i < ARRAY_LEN(counts); i++) {
        if (strcmp(counts[i].id, id) == 0) {
            *ret = counts[i].n;
            return true;
        }
    }
    return false;
}

static void add_title(struct page *page)
{
    struct html *html = &page->html;
    const struct str name = policy_name(page->about->desk->policy);

    if (page->about->title != NULL)
        html_word(html, page->about->title);
    else if (name.len > 0)
        html_text(html, name);
    else
        html_raw(html, "Ingress policy");
}

static void add_head(struct page *page)
{
    struct html *html = &page->html;

    html_raw(html, "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n"
                   "<meta charset=\"utf-8\">\n"
                   "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src "
                   "'none'; style-src 'unsafe-inline'\">\n"
                   "<meta name=\"viewport\" content=\"width=device-width, "
                   "initial-scale=1\">\n"
                   "<meta name=\"color-scheme\" content=\"light dark\">\n"
                   "<meta name=\"referrer\" content=\"no-referrer\">\n"
                   "<title>");
    add_title(page);
    html_raw(html, "</title>\n<style>\n");
    for (size_t i = 0; page_style[i] != NULL; i++)
        html_add_literal(html, page_style[i]);
    html_raw(html, "</style>\n</head>\n<body>\n"
                   "<a class=\"skip\" href=\"#summary\">Skip to the summary</a>\n");
}

static void add_header(struct page *page)
{
    struct html *html = &page->html;
    const struct policy *policy = page->about->desk->policy;

    html_raw(html, "<header>\n<p class=\"kicker\">Ingress policy report");
    if (page->overview->tenant != NULL) {
        html_raw(html, ": the part of tenant ");
        html_text(html, page->overview->tenant->name);
    }
    html_raw(html, "</p>\n<h1>");
    add_title(page);
    html_raw(html, "</h1>\n<dl class=\"overview\"><div><dt>Policy</dt><dd>");
    html_text(html, policy_name(policy));
    html_raw(html, " ");
    page_code(page, policy_hash(policy));
    html_raw(html, "</dd></div><div><dt>Mode</dt><dd>");
    html_word(html, about_mode(page->about));
    if (page->about->desk->written_mode == POLICY_PREVIEW)
        html_raw(html, ", judged as if it were enforced");
    html_raw(html, "</dd></div><div><dt>As of</dt><dd>");
    page_day(page, page->about->today);
    html_raw(html, "</dd></div></dl>\n</header>\n");
}

static void add_navigation(struct page *page)
{
    struct html *html = &page->html;

    html_raw(html, "<nav aria-label=\"Sections\"><ul>\n");
    for (size_t i = 0; i < ARRAY_LEN(sections); i++) {
        size_t n;

        html_raw(html, "<li><a");
        html_attributef(html, "href", "#%s", sections[i].id);
        html_raw(html, ">");
        html_word(html, sections[i].title);
        html_raw(html, "</a>");
        if (count_of(page->overview, sections[i].id, &n)) {
            html_raw(html, " <b>");
            html_number(html, n);
            html_raw(html, "</b>");
        }
        html_raw(html, "</li>\n");
    }
    html_raw(html, "</ul></nav>\n");
}

static void add_section(struct page *page, size_t i)
{
    struct html *html = &page->html;

    html_raw(html, "<section");
    html_attributef(html, "id", "%s", sections[i].id);
    html_attributef(html, "aria-labelledby", "h-%s", sections[i].id);
    html_raw(html, ">\n<h2");
    html_attributef(html, "id", "h-%s", sections[i].id);
    html_raw(html, ">");
    html_word(html, sections[i].title);
    html_raw(html, "</h2>\n");
    sections[i].add(page);
    html_raw(html, "</section>\n");
}

void report_html(const struct about *about, FILE *stream_or_null, struct buf *ret)
{
    struct page page = {.about = about, .overview = about->overview};

    html_init(&page.html, stream_or_null);
    add_head(&page);
    add_header(&page);
    add_navigation(&page);
    html_raw(&page.html, "<main>\n");
    for (size_t i = 0; i < ARRAY_LEN(sections); i++)
        add_section(&page, i);
    html_raw(&page.html,
             "</main>\n<footer><p>Made by ingress-warden. Every verdict is that of the "
             "webhook; no cluster was contacted.</p></footer>\n"
             "</body>\n</html>\n");
    html_flush(&page.html);
    if (stream_or_null == NULL)
        buf_add(ret, buf_str(&page.html.buf));
    html_clear(&page.html);
}
