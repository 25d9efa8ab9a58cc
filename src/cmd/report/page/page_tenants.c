/* SPDX-License-Identifier: Apache-2.0 */
/* The last sections: tenants, unread. */
#include "cmd/report/page/page.h"

#include "cmd/explain/tenant/tenant.h"
#include "core/policy/policy.h"

/* The output of explain about the tenant, line by line. */
static void add_explained(struct page *page, const struct tenant *tenant)
{
    AUTO(arena_clear) struct arena arena = {0};
    AUTO(buf_clear) struct buf text = {.max_bytes = BUF_MAX_BYTES};
    struct tenant_answer answer;
    struct str rest;
    struct str line;
    bool done = false;

    tenant_ask(page->about->asking, tenant, &arena, &answer);
    tenant_add_text(&answer, &text);
    rest = buf_str(&text);
    html_raw(&page->html, "<div class=\"text\">");
    while (str_next_item(&rest, '\n', &done, &line)) {
        html_raw(&page->html, "<div>");
        html_text(&page->html, line);
        html_raw(&page->html, "</div>\n");
    }
    html_raw(&page->html, "</div>\n");
}

static void add_counts(struct page *page, const struct overview_count *count)
{
    struct html *html = &page->html;

    html_raw(html, "<p>");
    page_count(page, count->n, "object");
    for (enum survey_state state = SURVEY_UNREAD; state < SURVEY_STATES; state++) {
        if (count->states[state] == 0)
            continue;
        html_raw(html, ", ");
        html_number(html, count->states[state]);
        html_raw(html, " ");
        page_state(page, state);
    }
    html_raw(html, "</p>\n");
}

/* The rules that the object breaks, without repetition. */
static void add_rules(struct page *page, const struct survey_object *object)
{
    bool listed[RULE_COUNT + 1] = {false};
    size_t n = 0;

    for (size_t i = 0; i < object->n_findings; i++) {
        const enum rule_id rule = object->findings[i].rule;

        if (listed[rule])
            continue;
        listed[rule] = true;
        if (n++ > 0)
            html_raw(&page->html, ", ");
        page_code(page, about_rule(rule));
    }
}

static void add_objects(struct page *page, const struct overview_count *count)
{
    static const char *const columns[] = {"Object", "State", "Rules", "Next update",
                                          NULL};
    struct html *html = &page->html;
    struct buf caption = {.max_bytes = BUF_MAX_BYTES};
    struct page_table table = {.columns = columns, .n_rows = count->objects.n};

    if (count->objects.n == 0)
        return;
    buf_add_text(&caption, "Objects of ");
    buf_add(&caption, count->tenant == NULL ? STR("no tenant") : count->name);
    buf_add_text(&caption, " with findings");
    table.caption = buf_str(&caption);
    page_table_open(page, &table);
    for (const struct overview_use *use = count->objects.first; use != NULL;
         use = use->next) {
        page_row(page, &table);
        page_head(page);
        page_object(page, use->object);
        page_head_end(page);
        page_cell(page);
        page_state(page, use->object->state);
        page_cell_end(page);
        page_cell(page);
        add_rules(page, use->object);
        page_cell_end(page);
        page_cell(page);
        html_word(html, about_next_verdict(use->object));
        page_cell_end(page);
        page_row_end(page);
    }
    page_table_close(page, &table);
    buf_clear(&caption);
}

/* In the report of one tenant, its part is open from the start. */
static void open_tenant(struct page *page, const struct overview_count *count)
{
    struct html *html = &page->html;

    html_raw(html, "<details class=\"fold\"");
    if (page->overview->tenant != NULL)
        html_raw(html, " open");
    html_raw(html, "><summary><h3>");
    if (count->tenant == NULL)
        html_raw(html, "Without a tenant");
    else
        html_text(html, count->name);
    html_raw(html, " <span>");
    page_count(page, count->n, "object");
    html_textf(html, ", %zu denied", count->states[SURVEY_DENIED]);
    html_raw(html, "</span></h3></summary>\n");
}

static void add_tenant(struct page *page, const struct overview_count *count)
{
    struct html *html = &page->html;
    const struct tenant *tenant = count->tenant;

    if (tenant == NULL && count->n == 0)
        return;
    open_tenant(page, count);
    if (tenant != NULL)
        add_explained(page, tenant);
    add_counts(page, count);
    add_objects(page, count);
    html_raw(html, "</details>\n");
}

void page_tenants(struct page *page)
{
    html_raw(&page->html, "<p class=\"lead\">What each tenant may do, and its objects "
                          "with findings.</p>\n");
    for (size_t i = 0; i < page->overview->n_tenants; i++)
        add_tenant(page, &page->overview->tenants[i]);
}

/* The built-in kinds that this policy does not judge. */
static void add_others(struct page *page)
{
    struct html *html = &page->html;
    const struct survey *survey = page->overview->survey;
    AUTO(arena_clear) struct arena arena = {0};
    size_t n = 0;

    if (survey->n_others == 0)
        return;
    html_raw(html, "<p>");
    page_count(page, survey->n_others, "object");
    html_raw(html, " of kinds that the policy does not judge");
    for (size_t i = 0; i < KINDS_BUILTIN; i++) {
        if (survey->of_builtin[i] == 0)
            continue;
        html_textf(html, "%s%zu ", n++ == 0 ? " (" : ", ", survey->of_builtin[i]);
        page_code(page, kind_builtin_name(i, &arena));
    }
    if (n > 0)
        html_raw(html, ")");
    html_raw(html, ".</p>\n");
}

static void add_unjudged(struct page *page)
{
    const struct overview_rule *rule = &page->overview->rules[RULE_COUNT];

    html_raw(&page->html, "<ul>");
    for (const struct overview_group *group = rule->first; group != NULL;
         group = group->next) {
        html_raw(&page->html, "<li>");
        html_text(&page->html, group->like.message);
        page_uses(page, &group->uses);
        html_raw(&page->html, "</li>");
    }
    html_raw(&page->html, "</ul>\n");
}

void page_unread(struct page *page)
{
    const struct problems *problems = &page->overview->survey->problems;
    const bool is_part = page->overview->tenant != NULL;

    html_raw(&page->html, "<p class=\"lead\">What could not be read or judged. The rest "
                          "of this report does not cover it.</p>\n");
    if (is_part && page->overview->states[SURVEY_UNREAD] > 0)
        add_unjudged(page);
    else if (!is_part && problems->n > 0)
        page_problems(page, "What could not be read or judged", problems);
    else
        page_nothing(page, "Everything was read and judged.");
    if (!is_part)
        add_others(page);
}
