/* SPDX-License-Identifier: Apache-2.0 */
#include "base/text.h"
#include "cmd/check/report.h"
#include "cmd/explain/facts/lines.h"
#include "cmd/explain/facts/words.h"
#include "cmd/explain/name/name.h"
#include "cmd/explain/object/object.h"
#include "wire/answer.h"
#include "wire/warning_text.h"

#define INDENT 2
#define WIDTH  8 /* of a label */

static void add_tenant(const struct object_answer *answer, struct buf *buf)
{
    line_begin(buf, "tenant", INDENT, WIDTH);
    if (answer->by == NULL) {
        buf_add_text(buf, "none: namespace ");
        text_add_quoted(buf, answer->namespace);
        buf_add_text(buf, " is not listed [tenant-known]\n");
        return;
    }
    text_add_quoted(buf, answer->object.tenant->name);
    buf_add_text(buf, ", by namespace ");
    words_add_pattern(buf, answer->by);
    words_add_place(buf, entries_find(answer->asking->desk->entries, answer->by));
    buf_add_byte(buf, '\n');
}

static void add_carrier(const struct object_answer *answer,
                        const struct object_carrier *carrier, struct buf *buf)
{
    words_add(buf, carrier->name);
    buf_add_text(buf, ", by ");
    if (carrier->is_default) {
        buf_add_text(buf, "the default of tenant ");
        text_add_quoted(buf, answer->object.tenant->name);
        words_add_place(buf, carrier->source);
    } else {
        buf_add(buf, carrier->field);
        words_add_spot(buf, carrier->place);
        if (carrier->source != NULL) {
            buf_add_text(buf, " and ");
            desk_entry_add(buf, carrier->source);
        }
    }
    buf_add_text(buf, ", ");
    if (carrier->refusal.len > 0) {
        buf_add(buf, carrier->refusal);
        return;
    }
    buf_add_text(buf, carrier->grant != NULL ? "permitted" : "not refused");
    words_add_place(buf, carrier->grant);
}

static void add_classes(const struct object_answer *answer, struct arena *arena,
                        struct buf *buf)
{
    struct object_carrier *carriers;
    const size_t n = object_carriers(answer, arena, &carriers);

    if (n == 0) {
        line_begin(buf, "class", INDENT, WIDTH);
        buf_add_text(buf, "none\n");
    }
    for (size_t i = 0; i < n; i++) {
        line_begin(buf, "class", INDENT, WIDTH);
        add_carrier(answer, &carriers[i], buf);
        buf_add_byte(buf, '\n');
    }
}

/* `; class external serves example.com (FILE:LINE)` */
static void add_served(const struct object_answer *answer, const struct class *class,
                       const struct claim *claim, struct buf *buf)
{
    const struct asking *asking = answer->asking;
    const struct str *domain;

    buf_add_text(buf, "; class ");
    words_add(buf, class->name);
    if (!object_serves(answer, class, claim)) {
        buf_add_text(buf, " does not serve it");
        words_add_place(buf, entries_of_class(asking->desk->entries, class, ".domains"));
        return;
    }
    domain = delegation_served_by(asking->delegation, class, &claim->name);
    buf_add_text(buf, " serves ");
    if (domain == NULL || str_equal(*domain, STR(".")))
        buf_add_text(buf, "every name");
    else
        words_add(buf, *domain);
    if (domain != NULL)
        words_add_place(buf, entries_find(asking->desk->entries, domain));
}

static void add_name(const struct object_answer *answer, const struct claimed_name *name,
                     struct arena *arena, struct buf *buf)
{
    const struct carriers *carriers = answer->judged.carriers;

    buf_add_text(buf, "    ");
    if (name->claim->valid)
        words_add(buf, name->text);
    else
        text_add_quoted(buf, name->text);
    for (size_t i = 0; i < name->n_claims; i++) {
        const struct claim *claim = &answer->judged.claims->all[name->claims[i]];
        const struct str field = object_field(&claim->path, arena);

        buf_addf(buf, "%s%.*s", i == 0 ? " at " : ", ", STR_ARGS(field));
        words_add_spot(buf, object_place(answer, field));
    }
    buf_add_text(buf, "\n      ");
    if (!name->claim->valid) {
        buf_add(buf, name->fault);
        buf_add_text(buf, " [host-valid]\n");
        return;
    }
    buf_add_text(buf, "owner: ");
    if (name->is_decided)
        name_add_owner(answer->asking, &name->decided, buf);
    else
        buf_add_text(buf, "nobody");
    name_add_nearest(answer->asking, name->nearest, name->n_nearest, buf);
    for (size_t i = 0; i < carriers->n_classes; i++)
        add_served(answer, carriers->classes[i], name->claim, buf);
    buf_add_byte(buf, '\n');
}

static void add_names(const struct object_answer *answer, struct arena *arena,
                      struct buf *buf)
{
    struct claimed_name *names;
    const size_t n = object_names(answer, arena, &names);

    if (n == 0)
        return;
    buf_add_text(buf, "  names\n");
    for (size_t i = 0; i < n; i++)
        add_name(answer, &names[i], arena, buf);
}

static void add_users(const struct object_change *change, struct buf *buf)
{
    words_add_spot(buf, change->place);
    buf_add_text(buf,
                 change->is_listed ? ": written by the webhook" : ": set by the user");
    if (change->why.len == 0)
        return;
    buf_add_text(buf, "; ");
    buf_add(buf, change->why);
    if (change->entry != NULL)
        desk_entry_add(buf, change->entry);
}

static void add_change(const struct object_change *change, struct buf *buf)
{
    buf_addf(buf, "    %c ", change->mark);
    words_add(buf, change->key);
    if (change->mark == '~') {
        buf_add_text(buf, ": ");
        words_add(buf, change->before);
        buf_add_text(buf, " -> ");
        words_add(buf, change->value);
    } else if (change->mark != '-') {
        buf_add_byte(buf, '=');
        words_add(buf, change->value);
    }
    if (change->mark == '=')
        add_users(change, buf);
    else
        words_add_place(buf, change->entry);
    buf_add_byte(buf, '\n');
}

static void add_changes(const struct object_answer *answer, struct arena *arena,
                        struct buf *buf)
{
    struct object_change *changes;
    const size_t n = object_changes(answer, arena, &changes);

    if (n > 0)
        buf_add_text(buf, "  annotations\n");
    for (size_t i = 0; i < n; i++)
        add_change(&changes[i], buf);
}

static const char *label_of(enum disposition disposition)
{
    static const char *const labels[] = {
        [DISPOSITION_DENIED] = "deny",     [DISPOSITION_WARNED] = "warn",
        [DISPOSITION_AUDITED] = "audit",   [DISPOSITION_RATCHETED] = "was there",
        [DISPOSITION_EXCUSED] = "excused",
    };

    return labels[disposition];
}

/* `; by exemptions[NAME] (FILE:LINE): REASON, until 2035-12-31` */
static void add_excuse(const struct object_answer *answer,
                       const struct exemption *exemption, struct buf *buf)
{
    buf_add_text(buf, "; by ");
    desk_entry_add(buf, entries_find(answer->asking->desk->entries, exemption));
    buf_add_text(buf, ": ");
    words_add(buf, exemption->reason);
    words_add_end(buf, exemption);
}

static void add_violation(const struct object_answer *answer,
                          const struct violation *violation, struct arena *arena,
                          struct buf *buf)
{
    const struct str field = object_field(&violation->path, arena);
    const struct str mark =
        warning_mark(violation->marker, violation->entry->from, arena);
    const enum disposition outcome = object_outcome(answer, violation);

    buf_addf(buf, "    %s  %.*s", label_of(outcome),
             STR_ARGS(rule_id_name(violation->rule)));
    if (field.len > 0)
        buf_addf(buf, " at %.*s", STR_ARGS(field));
    words_add_spot(buf, object_place(answer, field));
    buf_add_text(buf, ": ");
    if (outcome == DISPOSITION_WARNED && mark.len > 0)
        buf_addf(buf, "%.*s: ", STR_ARGS(mark));
    buf_add(buf, violation->sentence);
    if (violation->disposition == DISPOSITION_EXCUSED) {
        add_excuse(answer, violation->exemption, buf);
    } else {
        buf_add_text(buf, "; decided by ");
        desk_entry_add(buf,
                       entries_find(answer->asking->desk->entries, violation->entry));
    }
    buf_add_byte(buf, '\n');
}

static void add_unjudgeable(const struct object_answer *answer, struct buf *buf)
{
    const struct checked_object *object = &answer->object;
    const struct finding *all[] = {object->violations, object->warnings};
    const size_t n[] = {object->n_violations, object->n_warnings};

    buf_add_text(buf, "  rules\n");
    for (size_t i = 0; i < ARRAY_LEN(all); i++) {
        for (size_t k = 0; k < n[i]; k++) {
            buf_addf(buf, "    %s  %.*s", i == 0 ? "deny" : "warn",
                     STR_ARGS(all[i][k].rule));
            if (all[i][k].field.len > 0)
                buf_addf(buf, " at %.*s", STR_ARGS(all[i][k].field));
            words_add_spot(buf, all[i][k].place);
            buf_add_text(buf, ": ");
            buf_add(buf, all[i][k].message);
            buf_add_byte(buf, '\n');
        }
    }
}

static void add_rules(const struct object_answer *answer, struct arena *arena,
                      struct buf *buf)
{
    const struct decision *decision = &answer->object.validated->decision;

    buf_add_text(buf, decision->n_violations == 0 ? "  rules: nothing is broken\n"
                                                  : "  rules\n");
    for (size_t i = 0; i < decision->n_violations; i++)
        add_violation(answer, &decision->violations[i], arena, buf);
}

void object_add_text(const struct object_answer *answer, enum output_colour colour,
                     struct buf *buf)
{
    AUTO(arena_clear) struct arena arena = {0};

    report_add_heading(buf, colour, &answer->object);
    if (answer->object.verdict == VERDICT_UNJUDGEABLE ||
        answer->judged.carriers == NULL) {
        add_unjudgeable(answer, buf);
        return;
    }
    add_tenant(answer, buf);
    add_classes(answer, &arena, buf);
    add_names(answer, &arena, buf);
    add_changes(answer, &arena, buf);
    add_rules(answer, &arena, buf);
}
