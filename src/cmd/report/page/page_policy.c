/* SPDX-License-Identifier: Apache-2.0 */
/* The sections about the policy: classes, dns, ranges, exemptions, lint. */
#include "cmd/report/page/page.h"

#include "base/mem.h"
#include "core/policy/external_dns.h"
#include "core/policy/policy.h"

static void add_cell(struct page *page, const struct tenant *tenant,
                     const struct class *class)
{
    struct html *html = &page->html;
    size_t n;

    page_cell(page);
    switch (overview_cell(page->overview, tenant, class, &n)) {
    case CELL_USES:
        html_raw(html, "<b>");
        html_number(html, n);
        html_raw(html, "</b>");
        break;
    case CELL_MAY:
        html_raw(html, "may");
        break;
    case CELL_NO_NAMES:
        html_raw(html, "no names");
        break;
    case CELL_NOT_PERMITTED:
        html_raw(html, "-");
        break;
    }
    page_cell_end(page);
}

/* The titles of the columns: "Tenant", then the classes. */
static const char **class_columns(const struct page *page, struct arena *arena)
{
    size_t n;
    const struct class *classes = policy_classes(page->about->desk->policy, &n);
    const char **columns = ARENA_NEW(arena, const char *, n + 2);

    columns[0] = "Tenant";
    for (size_t i = 0; i < n; i++)
        columns[i + 1] = arena_dup(arena, classes[i].name).ptr;
    return columns;
}

void page_classes(struct page *page)
{
    AUTO(arena_clear) struct arena arena = {0};
    const struct overview *overview = page->overview;
    size_t n;
    const struct class *classes = policy_classes(page->about->desk->policy, &n);
    struct page_table table = {.columns = class_columns(page, &arena),
                               .caption = STR("Names in use, by tenant and class")};

    html_raw(&page->html,
             "<p class=\"lead\">How many names each tenant uses in each class. may: the "
             "class is permitted; no names: it serves none of the tenant's names; -: it "
             "is not permitted.</p>\n");
    for (size_t i = 0; i < overview->n_tenants; i++)
        table.n_rows += overview->tenants[i].tenant != NULL;
    page_table_open(page, &table);
    for (size_t i = 0; i < overview->n_tenants; i++) {
        const struct tenant *tenant = overview->tenants[i].tenant;

        if (tenant == NULL)
            continue;
        page_row(page, &table);
        page_head(page);
        page_code(page, tenant->name);
        page_head_end(page);
        for (size_t k = 0; k < n; k++)
            add_cell(page, tenant, &classes[k]);
        page_row_end(page);
    }
    page_table_close(page, &table);
}

static void add_target(struct page *page, const struct class *class,
                       const struct class_dns *dns)
{
    struct html *html = &page->html;
    const struct dns_entry *target = class_dns_entry(dns, DNS_SUFFIX_TARGET);

    html_raw(html, "<li>");
    page_code(page, class->name);
    if (target != NULL && dns_mode_writes(target->mode)) {
        html_raw(html, " to ");
        page_code(page, target->value);
    } else if (target != NULL) {
        html_raw(html, " to what the user writes");
    }
    page_entry_place(page, &class->dns);
    html_raw(html, "</li>\n");
}

static void add_published(struct page *page, const struct overview_instance *instance)
{
    struct html *html = &page->html;

    html_raw(html, "<details><summary>");
    page_count(page, instance->n_names, "name");
    html_raw(html, "</summary><ul class=\"plain\">");
    for (const struct overview_names *at = instance->first; at != NULL; at = at->next) {
        html_raw(html, "<li>");
        page_code(page, at->name->text);
        html_raw(html, "</li>\n");
    }
    html_raw(html, "</ul></details>");
}

static void add_instance(struct page *page, struct page_table *table,
                         const struct overview_instance *instance)
{
    struct html *html = &page->html;
    const struct dns_instance *of = instance->instance;
    size_t n;
    const struct class *classes = policy_classes(page->about->desk->policy, &n);

    page_row(page, table);
    page_head(page);
    page_code(page, of->name);
    page_head_end(page);
    html_raw(html, "<td><ul class=\"plain\">");
    for (size_t i = 0; i < of->n_prefixes; i++) {
        html_raw(html, "<li>");
        page_code(page, of->prefixes[i]);
        html_raw(html, "</li>");
    }
    html_raw(html, "</ul></td><td class=\"wide\"><ul class=\"plain\">");
    for (size_t i = 0; i < n; i++) {
        const struct class_dns *dns = class_dns_of(&classes[i], of);

        if (dns != NULL && overview_shows_class(page->overview, &classes[i]))
            add_target(page, &classes[i], dns);
    }
    html_raw(html, "</ul></td>");
    page_cell(page);
    if (instance->n_names > 0)
        add_published(page, instance);
    else
        html_raw(html, "0 names");
    page_cell_end(page);
    page_row_end(page);
}

static void add_elsewhere(struct page *page)
{
    static const char *const columns[] = {"Name", "Annotation", "Object", NULL};
    const struct overview *overview = page->overview;
    struct page_table table = {.columns = columns,
                               .caption = STR("Names that annotations publish elsewhere"),
                               .n_rows = overview->n_elsewhere};

    if (overview->n_elsewhere == 0)
        return;
    html_raw(&page->html, "<h3>Published elsewhere</h3>\n<p class=\"lead\">Annotations "
                          "of instances that the object's class does not use.</p>\n");
    page_table_open(page, &table);
    for (const struct overview_elsewhere *at = overview->elsewhere; at != NULL;
         at = at->next) {
        page_row(page, &table);
        page_head(page);
        page_code(page, at->name->text);
        page_head_end(page);
        page_cell(page);
        page_code(page, at->place->host->key);
        page_cell_end(page);
        page_cell(page);
        page_object(page, at->place->object);
        page_place(page, at->place->object->place.file, at->place->object->place.line);
        page_cell_end(page);
        page_row_end(page);
    }
    page_table_close(page, &table);
}

void page_dns(struct page *page)
{
    static const char *const columns[] = {"Instance", "Prefixes", "Classes and targets",
                                          "Published", NULL};
    const struct overview *overview = page->overview;
    struct page_table table = {.columns = columns,
                               .caption = STR("Instances of ExternalDNS"),
                               .n_rows = overview->n_instances};

    html_raw(&page->html, "<p class=\"lead\">What each instance of ExternalDNS publishes "
                          "of the names in use.</p>\n");
    if (overview->n_instances == 0) {
        page_nothing(page, "The policy lists no instance of ExternalDNS.");
    } else {
        page_table_open(page, &table);
        for (size_t i = 0; i < overview->n_instances; i++)
            add_instance(page, &table, &overview->instances[i]);
        page_table_close(page, &table);
    }
    add_elsewhere(page);
}

static void add_ranges(struct page *page, struct page_table *table,
                       const struct class *class)
{
    const struct class_ranges *ranges = &class->ranges;
    const struct overview_uses *own = &page->overview->own_ranges[class->index];

    page_row(page, table);
    page_head(page);
    page_code(page, class->name);
    page_head_end(page);
    page_cell(page);
    html_word(&page->html, about_range_mode(ranges->mode));
    page_entry_place(page, &class->ranges);
    page_cell_end(page);
    page_cell(page);
    html_text(&page->html,
              ranges->mode == RANGE_REFERENCE ? ranges->object : ranges->networks);
    page_cell_end(page);
    page_cell(page);
    page_count(page, own->n, "object");
    page_uses(page, own);
    page_cell_end(page);
    page_row_end(page);
}

void page_ranges(struct page *page)
{
    static const char *const columns[] = {"Class", "Mode", "Networks",
                                          "Objects with their own list", NULL};
    const struct overview *overview = page->overview;
    size_t n;
    const struct class *classes = policy_classes(page->about->desk->policy, &n);
    struct page_table table = {.columns = columns,
                               .caption = STR("Who may reach the objects of a class")};

    html_raw(&page->html, "<p class=\"lead\">How each class restricts the addresses that "
                          "can reach its objects, and which objects have a list that a "
                          "user wrote.</p>\n");
    for (size_t i = 0; i < n; i++)
        table.n_rows += overview_shows_class(overview, &classes[i]);
    if (table.n_rows == 0) {
        page_nothing(page, "There is no class.");
        return;
    }
    page_table_open(page, &table);
    for (size_t i = 0; i < n; i++) {
        if (overview_shows_class(overview, &classes[i]))
            add_ranges(page, &table, &classes[i]);
    }
    page_table_close(page, &table);
}

static void add_end(struct page *page, const struct exemption *exemption)
{
    struct html *html = &page->html;
    const int32_t today = page->about->today;

    if (exemption->last_day == DAY_NEVER) {
        html_raw(html, "never");
        return;
    }
    page_day(page, exemption->last_day);
    html_raw(html, " <small>");
    if (exemption->last_day < today)
        html_raw(html, "expired");
    else if (exemption->last_day == today)
        html_raw(html, "ends today");
    else
        html_textf(html, "%d %s left", (int)(exemption->last_day - today),
                   exemption->last_day == today + 1 ? "day" : "days");
    html_raw(html, "</small>");
}

static void add_exemption(struct page *page, struct page_table *table,
                          const struct overview_excuse *excuse)
{
    struct html *html = &page->html;
    const struct exemption *exemption = excuse->exemption;
    size_t n = 0;

    page_row(page, table);
    page_head(page);
    page_code(page, exemption->name);
    page_entry_place(page, exemption);
    page_head_end(page);
    page_cell(page);
    add_end(page, exemption);
    page_cell_end(page);
    html_raw(html, "<td class=\"wide\">");
    html_text(html, exemption->reason);
    page_cell_end(page);
    page_cell(page);
    for (size_t i = 0; i < RULE_COUNT; i++) {
        if (!exemption->rules[i])
            continue;
        if (n++ > 0)
            html_raw(html, ", ");
        page_code(page, rule_id_name((enum rule_id)i));
    }
    page_cell_end(page);
    page_cell(page);
    page_count(page, excuse->uses.n, "violation");
    page_uses(page, &excuse->uses);
    page_cell_end(page);
    page_row_end(page);
}

/* The exemptions that have expired (is_expired 1), or the others (0). */
static void add_exemptions(struct page *page, const char *caption, int is_expired)
{
    static const char *const columns[] = {"Exemption", "Ends",    "Reason",
                                          "From",      "Excused", NULL};
    const struct overview *overview = page->overview;
    struct page_table table = {.columns = columns, .caption = str_from(caption)};
    const int32_t today = page->about->today;

    for (size_t i = 0; i < overview->n_by_end; i++)
        table.n_rows += (overview->by_end[i]->exemption->last_day < today) == is_expired;
    if (table.n_rows == 0)
        return;
    page_table_open(page, &table);
    for (size_t i = 0; i < overview->n_by_end; i++) {
        if ((overview->by_end[i]->exemption->last_day < today) == is_expired)
            add_exemption(page, &table, overview->by_end[i]);
    }
    page_table_close(page, &table);
}

void page_exemptions(struct page *page)
{
    html_raw(&page->html, "<p class=\"lead\">The violations in this report that each "
                          "exemption excused; the first to end comes first.</p>\n");
    if (page->overview->n_by_end == 0) {
        page_nothing(page, "No exemption.");
        return;
    }
    add_exemptions(page, "Exemptions in force", 0);
    add_exemptions(page, "Expired exemptions", 1);
}

static void add_problem(struct page *page, struct page_table *table,
                        const struct problem *problem)
{
    static const char *const severities[] = {
        [SEVERITY_ERROR] = "error",
        [SEVERITY_WARNING] = "warning",
        [SEVERITY_NOTE] = "note",
    };
    struct html *html = &page->html;

    page_row(page, table);
    html_raw(html, "<th scope=\"row\" class=\"wide\">");
    html_word(html, problem->text);
    page_head_end(page);
    page_cell(page);
    html_word(html, severities[problem->severity]);
    html_raw(html, " ");
    page_code(page, str_from(problem->name));
    page_cell_end(page);
    page_cell(page);
    page_place(page, problem->place.file, problem->place.line);
    page_cell_end(page);
    page_row_end(page);
}

void page_problems(struct page *page, const char *caption,
                   const struct problems *problems)
{
    static const char *const columns[] = {"Finding", "Sort", "Place", NULL};
    struct page_table table = {
        .columns = columns, .caption = str_from(caption), .n_rows = problems->n};

    page_table_open(page, &table);
    for (size_t i = 0; i < problems->n; i++)
        add_problem(page, &table, &problems->all[i]);
    page_table_close(page, &table);
}

void page_lint(struct page *page)
{
    const struct problems *problems = &page->about->desk->problems;

    html_raw(&page->html, "<p class=\"lead\">Warnings and notes about the policy "
                          "itself.</p>\n");
    if (page->overview->tenant != NULL)
        page_nothing(page, "They are shown in the report on all tenants.");
    else if (problems->n == 0)
        page_nothing(page, "No warning and no note.");
    else
        page_problems(page, "Findings of lint", problems);
}
