/* SPDX-License-Identifier: Apache-2.0 */
/*
 * message: equal sentences become one line; lines are dropped from the end until the
 * message fits.
 */
#include "wire/message.h"

#include "base/text.h"

#define RULES_NAMED_MAX   3
#define CONTACT_MAX_BYTES 1000

/* One sentence, and its places. */
struct line {
    const struct violation *first;
    const struct field_path *paths[TEXT_LIST_MAX];
    size_t n_paths;
};

struct lines {
    struct line *all;
    size_t n;
    size_t n_unsaid;
};

/* generateName is the beginning of a name that the API server will generate. */
static void add_subject(struct buf *buf, const struct inquiry *inquiry)
{
    struct str name = inquiry->name;

    if (inquiry->kind != NULL && inquiry->kind->reader != KIND_READS_INGRESS) {
        buf_add(buf, inquiry->kind->name);
        buf_add_byte(buf, ' ');
    }

    if (name.len == 0 && inquiry->view != NULL)
        name = inquiry->view->generate_name;
    text_add_escaped(buf, inquiry->namespace, NAME_MAX_BYTES);
    buf_add_byte(buf, '/');
    text_add_escaped(buf, name, NAME_MAX_BYTES);
    if (inquiry->name.len == 0)
        buf_add_byte(buf, '*');
}

static void add_policy(struct buf *buf, const struct inquiry *inquiry)
{
    struct str policy = policy_name(inquiry->policy);

    if (policy.len == 0) {
        buf_add_text(buf, " the policy");
        return;
    }
    buf_add_text(buf, " policy ");
    text_add_escaped(buf, policy, NAME_MAX_BYTES);
}

/* `SHOP/WEB breaks RULES of policy POLICY:` */
static void add_head(struct buf *buf, const struct inquiry *inquiry, struct str rules)
{
    add_subject(buf, inquiry);
    buf_add_text(buf, " breaks ");
    buf_add(buf, rules);
    buf_add_text(buf, " of");
    add_policy(buf, inquiry);
    buf_add_byte(buf, ':');
}

/* Not inside a character. */
static struct str cut_bytes(struct str text, size_t max)
{
    if (text.len <= max)
        return text;
    /* NOLINTNEXTLINE(clang-analyzer-core.NullDereference): it has more bytes than max */
    while (max > 0 && ((unsigned char)text.ptr[max] & 0xc0) == 0x80)
        max--;
    return str_head(text, max);
}

static struct str finish(struct str head, struct str contact, struct arena *arena)
{
    struct buf buf = buf_in(arena);
    size_t room = MESSAGE_MAX_BYTES - (contact.len == 0 ? 0 : contact.len + 1);

    buf_add(&buf, cut_bytes(head, room));
    if (contact.len > 0) {
        buf_add_byte(&buf, '\n');
        buf_add(&buf, contact);
    }
    return buf_str(&buf);
}

/* The message for one sentence (with its path) of one rule. */
static struct str of_one(const struct inquiry *inquiry, struct str rule,
                         struct str sentence, struct str contact)
{
    struct buf buf = buf_in(inquiry->arena);

    add_head(&buf, inquiry, rule);
    buf_add_byte(&buf, ' ');
    buf_add(&buf, sentence);
    return finish(buf_str(&buf), contact, inquiry->arena);
}

static struct lines lines_of(const struct decision *decision, struct arena *arena)
{
    struct lines lines = {.all = ARENA_NEW(arena, struct line, decision->n_said + 1),
                          .n = decision->n_said,
                          .n_unsaid = decision->n_unsaid};

    for (size_t i = 0; i < decision->n_violations; i++) {
        const struct violation *violation = &decision->violations[i];
        struct line *line;

        if (violation->disposition != DISPOSITION_DENIED ||
            violation->said == VIOLATION_UNSAID)
            continue;
        line = &lines.all[violation->said];
        if (line->first == NULL)
            line->first = violation;
        if (line->n_paths < TEXT_LIST_MAX)
            line->paths[line->n_paths] = &violation->path;
        line->n_paths++;
    }
    return lines;
}

static void add_paths(struct buf *buf, const struct line *line)
{
    for (size_t i = 0; i < line->n_paths && i < TEXT_LIST_MAX; i++) {
        if (i > 0)
            buf_add_text(buf, ", ");
        field_path_add(buf, line->paths[i]);
    }
    if (line->n_paths > TEXT_LIST_MAX)
        buf_addf(buf, " and %zu more", line->n_paths - TEXT_LIST_MAX);
    buf_add_text(buf, ": ");
    buf_add(buf, line->first->sentence);
}

static void add_line(struct buf *buf, const struct line *line)
{
    buf_add_text(buf, "\n  ");
    add_paths(buf, line);
    buf_add_text(buf, " [");
    buf_add(buf, rule_id_name(line->first->rule));
    buf_add_byte(buf, ']');
}

/* "A", "A and B", "A, B and C", "A, B, C and 2 more" */
static struct str rules_of(const struct decision *decision, struct arena *arena)
{
    enum rule_id denied[RULE_COUNT];
    size_t n = 0;
    struct buf buf = buf_in(arena);

    for (size_t i = 0; i < decision->n_violations; i++) {
        const struct violation *violation = &decision->violations[i];

        if (violation->disposition == DISPOSITION_DENIED &&
            (n == 0 || denied[n - 1] != violation->rule))
            denied[n++] = violation->rule;
    }
    for (size_t i = 0; i < n && i < RULES_NAMED_MAX; i++) {
        if (i > 0)
            buf_add_text(&buf, i + 1 == n ? " and " : ", ");
        buf_add(&buf, rule_id_name(denied[i]));
    }
    if (n > RULES_NAMED_MAX)
        buf_addf(&buf, " and %zu more", n - RULES_NAMED_MAX);
    return buf_str(&buf);
}

/* Write as many lines as fit, and the number of the others. */
static struct str of_many(const struct inquiry *inquiry, const struct lines *lines,
                          struct str rules, struct str contact)
{
    static const size_t count_bytes = sizeof "\n  and 18446744073709551615 more";
    size_t room = MESSAGE_MAX_BYTES - contact.len - 1 - count_bytes;
    size_t n_more = lines->n + lines->n_unsaid;
    struct buf buf = buf_in(inquiry->arena);

    add_head(&buf, inquiry, rules);
    for (size_t i = 0; i < lines->n && i < MESSAGE_MAX_LINES; i++) {
        size_t before = buf.len;

        add_line(&buf, &lines->all[i]);
        if (buf.len > room) {
            buf.len = before;
            break;
        }
        n_more--;
    }
    if (n_more > 0)
        buf_addf(&buf, "\n  and %zu more", n_more);
    return finish(buf_str(&buf), contact, inquiry->arena);
}

struct str message_of_denial(const struct inquiry *inquiry,
                             const struct decision *decision)
{
    struct arena *arena = inquiry->arena;
    struct lines lines = lines_of(decision, arena);
    struct str contact = cut_bytes(decision->contact, CONTACT_MAX_BYTES);
    struct buf buf = buf_in(arena);

    if (lines.n + lines.n_unsaid > 1)
        return of_many(inquiry, &lines, rules_of(decision, arena), contact);
    add_paths(&buf, &lines.all[0]);
    return of_one(inquiry, rule_id_name(lines.all[0].first->rule), buf_str(&buf),
                  contact);
}

struct str message_unjudgeable(const struct inquiry *inquiry, struct str where,
                               struct str why)
{
    const struct str rule = STR("unjudgeable");
    const struct str contact = policy_contact(inquiry->policy, rule, inquiry->arena);
    struct buf buf = buf_in(inquiry->arena);

    add_subject(&buf, inquiry);
    buf_add_text(&buf, " cannot be judged by");
    add_policy(&buf, inquiry);
    buf_add_text(&buf, ": ");
    buf_add(&buf, where);
    buf_add_text(&buf, ": ");
    buf_add(&buf, why);
    return finish(buf_str(&buf), cut_bytes(contact, CONTACT_MAX_BYTES), inquiry->arena);
}
