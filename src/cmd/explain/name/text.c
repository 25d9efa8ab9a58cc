/* SPDX-License-Identifier: Apache-2.0 */
#include "base/text.h"
#include "cmd/explain/facts/card.h"
#include "cmd/explain/facts/words.h"
#include "cmd/explain/name/name.h"

#define INDENT      2
#define WIDTH       8 /* of a label */
#define CARD_INDENT 4

enum answer_word {
    ANSWER_NO,
    ANSWER_YES
};

/* `tenant "a"`, `tenants "a", "b"` */
static void add_tenants(const struct tenant *const *tenants, size_t n, struct buf *buf)
{
    buf_add_text(buf, n == 1 ? "tenant " : "tenants ");
    for (size_t i = 0; i < n; i++) {
        buf_add_text(buf, i == 0 ? "" : ", ");
        text_add_quoted(buf, tenants[i]->name);
    }
}

static void add_owners(const struct delegated *decided, struct buf *buf)
{
    AUTO(arena_clear) struct arena arena = {0};
    const struct tenant **owners;
    const size_t n = name_owners(decided, &arena, &owners);

    add_tenants(owners, n, buf);
}

/* ` (FILE:LINE), (FILE:LINE)` */
static void add_places(const struct asking *asking, const struct delegated *decided,
                       struct buf *buf)
{
    for (size_t i = 0; i < decided->n; i++) {
        buf_add_text(buf, i == 0 ? "" : ",");
        words_add_place(buf,
                        entries_find(asking->desk->entries, decided->listings[i]->of));
    }
}

void name_add_owner(const struct asking *asking, const struct delegated *decided,
                    struct buf *buf)
{
    add_owners(decided, buf);
    buf_addf(buf, ", by %s ", listing_noun(decided->listings[0]));
    words_add(buf, decided->listings[0]->text);
    if (decided->value.len > 0) {
        buf_add_text(buf, ", here ");
        words_add(buf, decided->name);
    }
    add_places(asking, decided, buf);
}

/* `shop.example.com of tenant "shop" (FILE:LINE)` */
static void add_other(const struct asking *asking, const struct delegated *entry,
                      struct buf *buf)
{
    words_add(buf, entry->listings[0]->text);
    buf_add_text(buf, " of ");
    add_owners(entry, buf);
    add_places(asking, entry, buf);
}

static void add_others(const struct asking *asking, const char *lead,
                       const struct delegated *all, size_t n, struct buf *buf)
{
    for (size_t i = 0; i < n; i++) {
        buf_add_text(buf, i == 0 ? lead : ", ");
        add_other(asking, &all[i], buf);
    }
}

void name_add_nearest(const struct asking *asking, const struct delegated *nearest,
                      size_t n, struct buf *buf)
{
    add_others(asking, "; nearest: ", nearest, n, buf);
}

static void add_owner_line(const struct name_answer *answer, struct buf *buf)
{
    const struct asking *asking = answer->asking;

    line_begin(buf, "owner", INDENT, WIDTH);
    if (!answer->is_name) {
        buf_add(buf, answer->fault);
        buf_add_text(buf, " [host-valid]\n");
        return;
    }
    if (answer->is_decided)
        name_add_owner(asking, &answer->decided, buf);
    else
        buf_add_text(buf, "nobody: no domain and no host contains it");
    if (answer->overrides)
        add_others(asking, "; it overrides ", &answer->overridden, 1, buf);
    name_add_nearest(asking, answer->nearest, answer->n_nearest, buf);
    add_others(asking, "; one label below: ", answer->below, answer->n_below, buf);
    buf_add_byte(buf, '\n');
}

static void add_tenant_line(const struct name_answer *answer, struct buf *buf)
{
    line_begin(buf, "tenant", INDENT, WIDTH);
    if (answer->tenant == NULL) {
        buf_add_text(buf, "none: namespace ");
        text_add_quoted(buf, answer->asking->namespace);
        buf_add_text(buf, " is not listed [tenant-known]\n");
        return;
    }
    text_add_quoted(buf, answer->tenant->name);
    buf_add_text(buf, ", by namespace ");
    words_add_pattern(buf, answer->by);
    words_add_place(buf, entries_find(answer->asking->desk->entries, answer->by));
    buf_add_byte(buf, '\n');
}

/* Add a line for each owner, with the patterns of its namespaces. */
static void add_owner_tenants(const struct name_answer *answer, struct buf *buf)
{
    const struct asking *asking = answer->asking;
    AUTO(arena_clear) struct arena arena = {0};
    const struct tenant **owners;
    const size_t n =
        answer->is_decided ? name_owners(&answer->decided, &arena, &owners) : 0;

    for (size_t i = 0; i < n; i++) {
        line_begin(buf, "tenant", INDENT, WIDTH);
        text_add_quoted(buf, owners[i]->name);
        buf_addf(buf, ", by %s ",
                 owners[i]->n_namespaces == 1 ? "namespace" : "namespaces");
        words_add_patterns(buf, owners[i]);
        if (owners[i]->n_namespaces > 0)
            words_add_place(
                buf, entries_find(asking->desk->entries, &owners[i]->namespaces[0]));
        buf_add_byte(buf, '\n');
    }
}

/* Add the rules that deny besides the first one. */
static void add_more(const struct reached *reached, const struct obstacle *first,
                     struct buf *buf)
{
    const struct obstacle *end = reached->obstacles + reached->n_obstacles;
    size_t n = 0;

    for (const struct obstacle *at = first + 1; at < end; at++)
        n += at->outcome == DISPOSITION_DENIED && at->rule != at[-1].rule;
    if (n == 0)
        return;
    buf_addf(buf, ", and %zu more: ", n);
    n = 0;
    for (const struct obstacle *at = first + 1; at < end; at++) {
        if (at->outcome != DISPOSITION_DENIED || at->rule == at[-1].rule)
            continue;
        buf_addf(buf, "%s%.*s", n++ == 0 ? "" : ", ", STR_ARGS(rule_id_name(at->rule)));
    }
}

static void add_no(const struct reached *reached, struct buf *buf)
{
    const struct obstacle *denial = reached_denial(reached);

    buf_add_text(buf, "no, ");
    if (denial == NULL) {
        buf_add(buf, reached->error);
        buf_add_byte(buf, '\n');
        return;
    }
    buf_add(buf, denial->message);
    buf_addf(buf, " [%.*s]", STR_ARGS(rule_id_name(denial->rule)));
    words_add_place(buf, denial->entry);
    add_more(reached, denial, buf);
    buf_add_byte(buf, '\n');
}

static void add_additions(const struct reached *reached, struct lines *lines)
{
    for (size_t i = 0; i < reached->n_additions; i++) {
        const struct addition *addition = &reached->additions[i];
        struct buf text = buf_in(lines->arena);

        words_add(&text, addition->key);
        if (!addition->is_removed) {
            buf_add_byte(&text, '=');
            words_add(&text, addition->value);
        }
        lines_add(lines, addition->is_removed ? "removes" : "adds", buf_str(&text),
                  addition->entry);
    }
}

static void add_served(const struct asking *asking, const struct reached *reached,
                       struct buf *buf)
{
    const struct class *class = reached->class;

    if (reached->domain == NULL && class != NULL && class->n_domains > 0) {
        buf_add_text(buf, "but does not serve it");
        words_add_place(buf, entries_of_class(asking->desk->entries, class, ".domains"));
        return;
    }
    buf_add_text(buf, "serves ");
    if (reached->domain == NULL || str_equal(*reached->domain, STR(".")))
        buf_add_text(buf, "every name");
    else
        words_add(buf, *reached->domain);
    if (reached->domain != NULL)
        words_add_place(buf, entries_find(asking->desk->entries, reached->domain));
}

static void add_yes(const struct asking *asking, const struct reached *reached,
                    struct buf *buf)
{
    AUTO(arena_clear) struct arena arena = {0};
    struct lines lines = {.arena = &arena};

    buf_add_text(buf, "yes, ");
    if (reached->class != NULL && !str_equal(reached->class->name, reached->class_name)) {
        buf_add_text(buf, "as class ");
        words_add(buf, reached->class->name);
        buf_add_text(buf, ", ");
    }
    add_served(asking, reached, buf);
    buf_add_byte(buf, '\n');
    if (reached->class == NULL)
        return;
    card_add_lines(asking, reached->tenant, reached->class, &lines);
    add_additions(reached, &lines);
    lines_print(&lines, CARD_INDENT, WIDTH, buf);
}

static void add_class(const struct name_answer *answer, const struct reached *reached,
                      struct buf *buf)
{
    const struct reached *last = &answer->reached[answer->n_reached - 1];

    buf_add_text(buf, "  ");
    if (last->tenant != answer->reached[0].tenant) {
        buf_add_text(buf, "tenant ");
        text_add_quoted(buf, reached->tenant->name);
        buf_add_text(buf, ", ");
    }
    buf_add_text(buf, "class ");
    words_add(buf, reached->class_name);
    buf_add_text(buf, ": ");
    if (reached->allowed)
        add_yes(answer->asking, reached, buf);
    else
        add_no(reached, buf);
}

/* Add the classes with this answer, each once. */
static void add_classes(const struct name_answer *answer, enum answer_word word,
                        struct buf *buf)
{
    AUTO(arena_clear) struct arena arena = {0};
    struct str *names = ARENA_NEW(&arena, struct str, answer->n_reached);
    size_t n = 0;
    size_t at;

    for (size_t i = 0; i < answer->n_reached; i++) {
        const struct reached *reached = &answer->reached[i];

        if (reached->allowed == (word == ANSWER_YES) &&
            !str_index(names, n, reached->class_name, &at))
            names[n++] = reached->class_name;
    }
    buf_add_text(buf, n == 1 ? "class " : "classes ");
    words_add_list(buf, names, n);
}

/* Add `, with a warning: host-wildcard` if every allowing answer has a warning. */
static void add_warnings(const struct name_answer *answer, struct buf *buf)
{
    bool warned[RULE_COUNT] = {false};
    const char *before = ", with a warning: ";

    for (size_t i = 0; i < answer->n_reached; i++) {
        const struct reached *reached = &answer->reached[i];

        if (reached->allowed && reached->n_obstacles == 0)
            return;
        for (size_t k = 0; reached->allowed && k < reached->n_obstacles; k++)
            warned[reached->obstacles[k].rule] = true;
    }
    for (size_t i = 0; i < RULE_COUNT; i++) {
        if (!warned[i])
            continue;
        buf_addf(buf, "%s%.*s", before, STR_ARGS(rule_id_name((enum rule_id)i)));
        before = ", ";
    }
}

/* Add the owners that may use the name from one of their namespaces. */
static void add_reaching(const struct name_answer *answer, struct buf *buf)
{
    AUTO(arena_clear) struct arena arena = {0};
    const struct tenant **tenants =
        ARENA_NEW(&arena, const struct tenant *, answer->n_reached);
    size_t n = 0;

    for (size_t i = 0; i < answer->n_reached; i++) {
        const struct reached *reached = &answer->reached[i];

        if (reached->allowed && (n == 0 || tenants[n - 1] != reached->tenant))
            tenants[n++] = reached->tenant;
    }
    add_tenants(tenants, n, buf);
}

static void add_first_line(const struct name_answer *answer, struct buf *buf)
{
    const bool has_namespace = answer->asking->namespace.len > 0;

    if (answer->text.len == 0)
        buf_add_text(buf, "\"\"");
    words_add(buf, answer->text);
    buf_add_text(buf, ": ");
    if (has_namespace) {
        buf_add_text(buf, "namespace ");
        text_add_quoted(buf, answer->asking->namespace);
    } else if (answer->allowed) {
        add_reaching(answer, buf);
    } else {
        buf_add_text(buf, "nobody may use it\n");
        return;
    }
    buf_add_text(buf, answer->allowed ? " may use it in " : " may not use it in ");
    if (answer->allowed) {
        add_classes(answer, ANSWER_YES, buf);
        add_warnings(answer, buf);
    } else if (answer->asking->n_classes > 0) {
        add_classes(answer, ANSWER_NO, buf);
    } else {
        buf_add_text(buf, "any class");
    }
    buf_add_byte(buf, '\n');
}

void name_add_text(const struct name_answer *answer, struct buf *buf)
{
    add_first_line(answer, buf);
    if (answer->asking->namespace.len > 0)
        add_tenant_line(answer, buf);
    else
        add_owner_tenants(answer, buf);
    add_owner_line(answer, buf);
    for (size_t i = 0; i < answer->n_reached; i++)
        add_class(answer, &answer->reached[i], buf);
}
