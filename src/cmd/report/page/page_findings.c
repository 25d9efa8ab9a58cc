/* SPDX-License-Identifier: Apache-2.0 */
/* The sections about objects: summary, next, violations, stuck. */
#include "cmd/report/page/page.h"

#include "core/policy/policy.h"
#include "core/rules/rules.h"
#include "core/values/day.h"

static void add_number(struct page *page, const char *class_name, const char *label,
                       size_t n)
{
    struct html *html = &page->html;

    html_raw(html, "<div");
    html_attribute(html, "class", str_from(class_name));
    html_raw(html, "><dt>");
    html_word(html, label);
    html_raw(html, "</dt><dd>");
    html_number(html, n);
    html_raw(html, "</dd></div>\n");
}

/* The numbers of the summary as a bar. */
static void add_bar(struct page *page)
{
    struct html *html = &page->html;
    const struct overview *overview = page->overview;
    size_t before = 0;

    if (overview->n_judged == 0)
        return;
    html_raw(html, "<svg class=\"bar\" width=\"100%\" height=\"12\" viewBox=\"0 0 1000 "
                   "12\" preserveAspectRatio=\"none\" role=\"img\"");
    html_attributef(html, "aria-label", "%zu denied, %zu warned, %zu excused, %zu fine",
                    overview->states[SURVEY_DENIED], overview->states[SURVEY_WARNED],
                    overview->states[SURVEY_EXCUSED], overview->states[SURVEY_FINE]);
    html_raw(html, ">");
    for (enum survey_state state = SURVEY_DENIED; state < SURVEY_STATES; state++) {
        const size_t begin = before * 1000 / overview->n_judged;

        before += overview->states[state];
        html_raw(html, "<rect y=\"0\" height=\"12\"");
        html_attribute(html, "class", str_from(about_state(state)));
        html_attributef(html, "x", "%zu", begin);
        html_attributef(html, "width", "%zu", before * 1000 / overview->n_judged - begin);
        html_raw(html, "/>");
    }
    html_raw(html, "</svg>\n");
}

void page_summary(struct page *page)
{
    struct html *html = &page->html;
    const struct overview *overview = page->overview;

    html_raw(html, "<p class=\"lead\">Each object was judged as if it were created now, "
                   "and as the next update of itself.</p>\n<dl class=\"numbers\">\n");
    add_number(page, "objects", "objects judged", overview->n_judged);
    add_number(page, "denied", "denied", overview->states[SURVEY_DENIED]);
    add_number(page, "warned", "warned", overview->states[SURVEY_WARNED]);
    add_number(page, "excused", "excused", overview->states[SURVEY_EXCUSED]);
    add_number(page, "fine", "fine", overview->states[SURVEY_FINE]);
    add_number(page, "stuck", "stuck: the next update is denied", overview->n_stuck);
    add_number(page, "unread", "could not be read or judged",
               overview_count_unread(overview));
    html_raw(html, "</dl>\n");
    add_bar(page);
}

/* The changes of one object on one day, which are adjacent.  Returns the next change. */
static const struct overview_change *add_changes(struct page *page,
                                                 struct page_table *table,
                                                 const struct overview_change *first)
{
    struct html *html = &page->html;
    const struct survey_object *object = first->object;
    const struct overview_change *change = first;
    bool is_updated = false;

    page_row(page, table);
    page_head(page);
    page_object(page, object);
    page_place(page, object->place.file, object->place.line);
    page_head_end(page);
    html_raw(html, "<td class=\"wide\"><ul class=\"plain\">");
    for (; change != NULL && change->object == object; change = change->next) {
        is_updated = is_updated || change->change->updated;
        html_raw(html, "<li>");
        page_code(page, about_rule(change->change->rule));
        html_raw(html, ": ");
        html_text(html, change->change->message);
        html_raw(html, "</li>");
    }
    html_raw(html, "</ul></td>");
    page_cell(page);
    if (is_updated)
        html_raw(html, "creation and next update");
    else
        html_raw(html, "creation only");
    page_cell_end(page);
    page_row_end(page);
    return change;
}

static void add_what(struct page *page, const struct overview_day *day)
{
    static const char *const actions[] = {
        [ACTION_ALLOW] = "allow",
        [ACTION_AUDIT] = "audit",
        [ACTION_WARN] = "warn",
        [ACTION_DENY] = "deny",
    };
    struct html *html = &page->html;

    html_raw(html, "<ul>");
    for (size_t i = 0; i < day->n_entries; i++) {
        html_raw(html, "<li>");
        page_entry(page, day->entries[i]);
        html_textf(html, ": %s becomes %s", actions[day->entries[i]->action],
                   actions[day->entries[i]->then]);
        html_raw(html, "</li>");
    }
    for (size_t i = 0; i < day->n_exemptions; i++) {
        html_raw(html, "<li>");
        page_entry(page, day->exemptions[i]);
        html_raw(html, ": the exemption has ended</li>");
    }
    html_raw(html, "</ul>\n");
}

static void add_day(struct page *page, const struct overview_day *day)
{
    static const char *const columns[] = {"Object", "Denied from that day on", "Writes",
                                          NULL};
    struct html *html = &page->html;
    struct page_table table = {.columns = columns, .n_rows = day->n_objects};
    const struct overview_change *change = day->first;
    struct buf caption = {.max_bytes = BUF_MAX_BYTES};

    html_raw(html, "<h3>");
    page_day(page, day->day);
    html_raw(html, " <span>in ");
    page_count(page, (size_t)(day->day - page->about->today), "day");
    html_raw(html, ", ");
    page_count(page, day->n_objects, "object");
    html_raw(html, "</span></h3>\n");
    add_what(page, day);
    if (change == NULL) {
        page_nothing(page, "Nothing more is denied from that day on.");
        return;
    }
    buf_add_text(&caption, "Objects that are denied from ");
    day_add(&caption, day->day);
    buf_add_text(&caption, " on");
    table.caption = buf_str(&caption);
    page_table_open(page, &table);
    while (change != NULL)
        change = add_changes(page, &table, change);
    page_table_close(page, &table);
    buf_clear(&caption);
}

void page_next(struct page *page)
{
    html_raw(&page->html, "<p class=\"lead\">Days on which the action of a rule changes "
                          "or an exemption ends.</p>\n");
    if (page->overview->n_days == 0)
        page_nothing(page, "There is no such day in the future.");
    for (size_t i = 0; i < page->overview->n_days; i++)
        add_day(page, &page->overview->days[i]);
}

static void add_group(struct page *page, struct page_table *table,
                      const struct overview_group *group)
{
    struct html *html = &page->html;

    page_row(page, table);
    page_head(page);
    html_text(html, group->like.message);
    page_head_end(page);
    page_cell(page);
    page_outcome(page, &group->like);
    page_cell_end(page);
    page_cell(page);
    page_uses(page, &group->uses);
    page_cell_end(page);
    page_row_end(page);
}

static void add_rule(struct page *page, enum rule_id id)
{
    static const char *const columns[] = {"Sentence", "Outcome", "Objects", NULL};
    struct html *html = &page->html;
    const struct overview_rule *rule = &page->overview->rules[id];
    struct page_table table = {.columns = columns};
    struct buf caption = {.max_bytes = BUF_MAX_BYTES};

    for (const struct overview_group *group = rule->first; group != NULL;
         group = group->next)
        table.n_rows++;
    html_raw(html, "<h3>");
    page_code(page, about_rule(id));
    html_raw(html, " <span>");
    page_count(page, rule->n_objects, "object");
    html_raw(html, "</span></h3>\n");
    if (id < RULE_COUNT) {
        html_raw(html, "<p class=\"lead\">");
        html_word(html, rule_of(id)->summary);
        html_raw(html, "</p>\n");
    }
    buf_add_text(&caption, "What breaks ");
    buf_add(&caption, about_rule(id));
    table.caption = buf_str(&caption);
    page_table_open(page, &table);
    for (const struct overview_group *group = rule->first; group != NULL;
         group = group->next)
        add_group(page, &table, group);
    page_table_close(page, &table);
    buf_clear(&caption);
}

static void add_counts(struct page *page, struct page_table *table,
                       const struct overview_count *count)
{
    struct html *html = &page->html;

    page_row(page, table);
    page_head(page);
    if (count->name.len > 0)
        page_code(page, count->name);
    else
        html_raw(html, "no tenant");
    page_head_end(page);
    for (enum survey_state state = SURVEY_DENIED; state < SURVEY_STATES; state++) {
        html_raw(html, "<td class=\"n\">");
        html_number(html, count->states[state]);
        page_cell_end(page);
    }
    page_row_end(page);
}

static void add_tenant_counts(struct page *page)
{
    static const char *const columns[] = {"Tenant",  "Denied", "Warned",
                                          "Excused", "Fine",   NULL};
    const struct overview *overview = page->overview;
    struct page_table table = {.columns = columns, .caption = STR("Objects by tenant")};

    for (size_t i = 0; i < overview->n_tenants; i++)
        table.n_rows += overview->tenants[i].n > 0;
    if (table.n_rows == 0)
        return;
    html_raw(&page->html, "<h3>By tenant</h3>\n");
    page_table_open(page, &table);
    for (size_t i = 0; i < overview->n_tenants; i++) {
        if (overview->tenants[i].n > 0)
            add_counts(page, &table, &overview->tenants[i]);
    }
    page_table_close(page, &table);
}

static void add_namespace_counts(struct page *page)
{
    static const char *const columns[] = {"Namespace", "Denied", "Warned",
                                          "Excused",   "Fine",   NULL};
    const struct overview *overview = page->overview;
    struct page_table table = {.columns = columns,
                               .caption = STR("Objects by namespace"),
                               .n_rows = overview->n_namespaces};

    if (overview->n_namespaces == 0)
        return;
    html_raw(&page->html, "<h3>By namespace</h3>\n");
    page_table_open(page, &table);
    for (size_t i = 0; i < overview->n_namespaces; i++)
        add_counts(page, &table, overview->namespaces[i]);
    page_table_close(page, &table);
}

void page_violations(struct page *page)
{
    bool is_empty = true;

    html_raw(&page->html,
             "<p class=\"lead\">What the webhook would report if the objects "
             "were created now, by rule.</p>\n");
    for (size_t i = 0; i < RULE_COUNT; i++) {
        if (page->overview->rules[i].first == NULL)
            continue;
        is_empty = false;
        add_rule(page, (enum rule_id)i);
    }
    if (is_empty)
        page_nothing(page, "No rule is broken.");
    add_tenant_counts(page);
    add_namespace_counts(page);
}

static void add_stuck(struct page *page, struct page_table *table,
                      const struct overview_use *use)
{
    struct html *html = &page->html;

    page_row(page, table);
    page_head(page);
    page_object(page, use->object);
    page_place(page, use->object->place.file, use->finding->place.line);
    page_head_end(page);
    page_cell(page);
    page_code(page, about_rule(use->finding->rule));
    page_cell_end(page);
    html_raw(html, "<td class=\"wide\">");
    html_text(html, use->finding->message);
    page_cell_end(page);
    page_row_end(page);
}

void page_stuck(struct page *page)
{
    static const char *const columns[] = {"Object", "Rule", "Sentence", NULL};
    const struct overview *overview = page->overview;
    struct page_table table = {.columns = columns,
                               .caption = STR("Objects whose next update is denied"),
                               .n_rows = overview->stuck.n};

    html_raw(&page->html, "<p class=\"lead\">Objects whose next update is denied, even "
                          "one that changes nothing: a label, an annotation of a "
                          "controller.</p>\n");
    if (overview->stuck.n == 0) {
        page_nothing(page, "Every object can be updated.");
        return;
    }
    page_table_open(page, &table);
    for (const struct overview_use *use = overview->stuck.first; use != NULL;
         use = use->next)
        add_stuck(page, &table, use);
    page_table_close(page, &table);
}
