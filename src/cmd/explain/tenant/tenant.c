/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/explain/tenant/tenant.h"

#include "base/text.h"
#include "cmd/explain/facts/card.h"
#include "cmd/explain/facts/words.h"
#include "core/policy/forbidden.h"

static void add_namespaces(struct tenant_answer *answer)
{
    const struct entries *entries = answer->asking->desk->entries;
    const struct tenant *tenant = answer->tenant;
    struct lines *lines = &answer->before;
    struct buf text = buf_in(lines->arena);
    const struct entry *entry = places_findf(
        entries_places(entries), "tenants[%.*s].namespaces", STR_ARGS(tenant->name));

    if (answer->values.namespace.len == 0)
        words_add_patterns(&text, tenant);
    for (size_t i = 0; answer->values.namespace.len > 0 && i < tenant->n_namespaces;
         i++) {
        if (!name_pattern_matches(&tenant->namespaces[i], answer->values.namespace))
            continue;
        words_add(&text, answer->values.namespace);
        buf_add_text(&text, ", by ");
        words_add_pattern(&text, &tenant->namespaces[i]);
        entry = entries_find(entries, &tenant->namespaces[i]);
        break;
    }
    lines_add(lines, "namespaces", buf_str(&text), entry);
}

static void add_names(struct tenant_answer *answer)
{
    struct lines *lines = &answer->before;

    for (size_t i = 0; i < answer->n_classes; i++) {
        const struct tenant_class *at = &answer->classes[i];
        struct buf text = buf_in(lines->arena);

        buf_add_text(&text, "in ");
        words_add(&text, at->class->name);
        if (!answer->names_are_known)
            buf_add_text(&text, ": not known, there are too many patterns of namespaces");
        else
            buf_add_text(&text, at->n_names == 0 ? ": none" : ": ");
        for (size_t k = 0; k < at->n_names; k++) {
            buf_add_text(&text, k == 0 ? "" : "; ");
            words_add(&text, at->names[k]);
        }
        lines_add(lines, i == 0 ? "names" : "", buf_str(&text), NULL);
    }
}

static void add_default(struct tenant_answer *answer)
{
    const struct tenant *tenant = answer->tenant;
    struct lines *lines = &answer->before;
    struct buf text = buf_in(lines->arena);

    if (tenant->default_class == NULL)
        return;
    buf_add_text(&text, "class ");
    words_add(&text, tenant->default_class->name);
    buf_add_text(&text, ", for an Ingress that names none");
    if (tenant->n_replaces > 0)
        buf_add_text(&text, "; it replaces ");
    words_add_list(&text, tenant->replaces, tenant->n_replaces);
    lines_add(
        lines, "default", buf_str(&text),
        entries_of_tenant_field(answer->asking->desk->entries, tenant, "defaultClass"));
}

/* `; LEAD a, b` */
static void add_list(struct buf *buf, const char *lead, const struct str *items, size_t n)
{
    if (n == 0)
        return;
    buf_add_text(buf, lead);
    words_add_list(buf, items, n);
}

static void add_class_names(struct buf *buf, const char *lead,
                            const struct class *const *classes, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        buf_add_text(buf, i == 0 ? lead : ", ");
        words_add(buf, classes[i]->name);
    }
}

static void add_where(struct buf *buf, const struct forbidden *forbidden)
{
    const struct forbidden_lists *only = &forbidden->only;
    const struct forbidden_lists *except = &forbidden->except;

    add_class_names(buf, " in class ", only->classes, only->n_classes);
    add_list(buf, " on ", only->kinds, only->n_kinds);
    add_list(buf, " with value ", only->values, only->n_values);
    add_class_names(buf, ", except in class ", except->classes, except->n_classes);
    add_list(buf, ", except on ", except->kinds, except->n_kinds);
    add_list(buf, ", except with value ", except->values, except->n_values);
}

static void add_forbidden(struct tenant_answer *answer)
{
    struct lines *lines = &answer->after;
    size_t n;
    const struct forbidden *all = policy_forbidden(answer->asking->desk->policy, &n);

    for (size_t i = 0; i < n; i++) {
        struct buf text = buf_in(lines->arena);
        struct str *keys;
        size_t n_keys;

        if (!tenant_is_forbidden(answer, &all[i]))
            continue;
        n_keys = tenant_texts(answer, &all[i], "keys", lines->arena, &keys);
        words_add_list(&text, keys, n_keys);
        add_where(&text, &all[i]);
        if (all[i].reason.len > 0) {
            buf_add_text(&text, ": ");
            words_add(&text, all[i].reason);
        }
        lines_add(lines, "forbidden", buf_str(&text),
                  entries_find(answer->asking->desk->entries, &all[i]));
    }
}

/* Rules without and with places: `RULE: ACTION (FILE:LINE); ...`. */
struct rule_list {
    struct buf text, placed;
};

static void add_rule(struct rule_list *list, enum rule_id rule,
                     const struct rule_entry *entry, const struct entry *place,
                     int32_t today)
{
    struct buf *both[] = {&list->text, &list->placed};

    for (size_t i = 0; i < ARRAY_LEN(both); i++) {
        buf_add_text(both[i], both[i]->len > 0 ? "; " : "");
        buf_addf(both[i], "%.*s: ", STR_ARGS(rule_id_name(rule)));
        words_add_action(both[i], entry, today);
    }
    words_add_place(&list->placed, place);
}

static void add_rules(struct tenant_answer *answer)
{
    struct lines *lines = &answer->after;
    struct rule_list list = {buf_in(lines->arena), buf_in(lines->arena)};
    const char *rest = "all have their default";

    for (size_t i = 0; i < RULE_COUNT; i++) {
        const struct rule_entry *rule;
        const struct entry *place = tenant_rule(answer, (enum rule_id)i, &rule);

        if (place == NULL)
            continue;
        add_rule(&list, (enum rule_id)i, rule, place, answer->asking->today);
        rest = "; the others have their default";
    }
    buf_add_text(&list.text, rest);
    buf_add_text(&list.placed, rest);
    lines_add_placed(lines, "rules", buf_str(&list.text), buf_str(&list.placed));
}

/* Add the rules of the class for which the tenant has no entry of its own. */
static void add_class_rules(const struct tenant_answer *answer, const struct class *class,
                            struct lines *lines)
{
    struct rule_list list = {buf_in(lines->arena), buf_in(lines->arena)};

    for (size_t i = 0; class->rules != NULL && i < RULE_COUNT; i++) {
        if (class->rules[i] != NULL && answer->tenant->rules[i] == NULL)
            add_rule(&list, (enum rule_id)i, class->rules[i],
                     entries_find(answer->asking->desk->entries, class->rules[i]),
                     answer->asking->today);
    }
    if (list.text.len > 0)
        lines_add_placed(lines, "rules", buf_str(&list.text), buf_str(&list.placed));
}

static void add_name_patterns(struct buf *buf, const struct name_pattern *all, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        buf_add_text(buf, i == 0 ? "" : ", ");
        words_add_pattern(buf, &all[i]);
    }
}

/* `scanner-* in shop`, `user ann` */
static void add_excused_who(struct buf *buf, const struct exemption *exemption)
{
    const size_t before = buf->len;

    add_name_patterns(buf, exemption->names, exemption->n_names);
    if (exemption->n_namespaces > 0) {
        buf_add_text(buf, exemption->n_names > 0 ? " in " : "all in ");
        add_name_patterns(buf, exemption->namespaces, exemption->n_namespaces);
    }
    add_list(buf, buf->len > before ? ", kind " : "kind ", exemption->kinds,
             exemption->n_kinds);
    add_list(buf, buf->len > before ? ", user " : "user ", exemption->users,
             exemption->n_users);
    add_list(buf, buf->len > before ? ", group " : "group ", exemption->groups,
             exemption->n_groups);
    if (buf->len == before)
        buf_add_text(buf, "everybody");
}

static struct str excused_text(const struct tenant_answer *answer,
                               const struct exemption *exemption, struct arena *arena)
{
    struct buf buf = buf_in(arena);
    struct str *rules;
    const size_t n = tenant_texts(answer, exemption, "rules", arena, &rules);

    words_add(&buf, exemption->name);
    buf_add_text(&buf, ": ");
    add_excused_who(&buf, exemption);
    add_list(&buf, ", from ", rules, n);
    words_add_end(&buf, exemption);
    buf_add_text(&buf, ": ");
    words_add(&buf, exemption->reason);
    return buf_str(&buf);
}

static void add_excused(struct tenant_answer *answer)
{
    struct lines *lines = &answer->after;
    size_t n;
    const struct exemption *all = policy_exemptions(answer->asking->desk->policy, &n);

    for (size_t i = 0; i < n; i++) {
        if (tenant_is_excused(answer, &all[i]))
            lines_add(lines, "excused", excused_text(answer, &all[i], lines->arena),
                      entries_find(answer->asking->desk->entries, &all[i]));
    }
}

/* Find the classes that the tenant may use.  If class-permitted only warns, further
 * classes in which the tenant may use names. */
static void find_classes(struct tenant_answer *answer, struct arena *arena)
{
    size_t n;
    const struct class *classes = policy_classes(answer->asking->desk->policy, &n);

    answer->classes = ARENA_NEW(arena, struct tenant_class, n);
    answer->n_classes = n;
    for (size_t i = 0; i < n; i++)
        answer->classes[i] =
            (struct tenant_class){.class = &classes[i], .lines = {.arena = arena}};
    tenant_find_names(answer, arena);
    answer->n_classes = 0;
    for (size_t i = 0; i < n; i++) {
        if (tenant_permits_class(answer->tenant, &classes[i]) ||
            answer->classes[i].n_names > 0)
            answer->classes[answer->n_classes++] = answer->classes[i];
    }
}

void tenant_ask(const struct asking *asking, const struct tenant *tenant,
                struct arena *arena, struct tenant_answer *ret)
{
    *ret = (struct tenant_answer){
        .asking = asking,
        .tenant = tenant,
        .before = {.arena = arena},
        .after = {.arena = arena},
    };
    if (asking->namespace.len > 0)
        ret->values = tenant_values_of(tenant, asking->namespace);
    find_classes(ret, arena);
    add_namespaces(ret);
    add_names(ret);
    add_default(ret);
    tenant_add_kinds(ret, &ret->before);
    for (size_t i = 0; i < ret->n_classes; i++) {
        struct tenant_class *at = &ret->classes[i];

        card_add_lines(asking, tenant, at->class, &at->lines);
        card_add_annotations(asking, at->class, &at->lines);
        add_class_rules(ret, at->class, &at->lines);
    }
    add_forbidden(ret);
    add_rules(ret);
    add_excused(ret);
}

#define INDENT       2
#define WIDTH        12 /* of a label */
#define CLASS_INDENT 4
#define CLASS_WIDTH  8

void tenant_add_text(const struct tenant_answer *answer, struct buf *buf)
{
    const struct entries *entries = answer->asking->desk->entries;

    buf_add_text(buf, "tenant ");
    text_add_quoted(buf, answer->tenant->name);
    words_add_place(buf, entries_of_tenant(entries, answer->tenant));
    buf_add_byte(buf, '\n');
    lines_print(&answer->before, INDENT, WIDTH, buf);
    for (size_t i = 0; i < answer->n_classes; i++) {
        const struct tenant_class *at = &answer->classes[i];

        buf_add_text(buf, "  class ");
        words_add(buf, at->class->name);
        words_add_place(buf, entries_of_class(entries, at->class, ""));
        buf_add_byte(buf, '\n');
        lines_print(&at->lines, CLASS_INDENT, CLASS_WIDTH, buf);
    }
    lines_print(&answer->after, INDENT, WIDTH, buf);
}
