/*
 * message: equal sentences are one line, whatever their number; lines are dropped from
 * the end until the whole fits.
 */
#include "core/judge/message.h"

#include "base/text.h"

#define RULES_NAMED_MAX   3
#define CONTACT_MAX_BYTES 1000

/* One sentence, and the places where it holds. */
struct line {
    const struct draft *first;
    struct str sentence;
    const struct field_path *paths[TEXT_LIST_MAX];
    size_t n_paths;
};

struct report {
    const struct context *context;
    struct draft **drafts; /* denied ones, in order */
    size_t n_drafts;
    struct line *lines; /* at most MESSAGE_MAX_SENTENCES */
    size_t n_lines;
    size_t n_unsaid; /* sentences beyond those */
};

static void add_subject(struct buf *buf, const struct inquiry *inquiry,
                        struct str generate_name, struct str rules)
{
    struct str name = inquiry->name.len > 0 ? inquiry->name : generate_name;
    struct str policy = policy_name(inquiry->policy);

    text_add_escaped(buf, inquiry->namespace, NAME_MAX_BYTES);
    buf_add_byte(buf, '/');
    text_add_escaped(buf, name, NAME_MAX_BYTES);
    if (inquiry->name.len == 0)
        buf_add_byte(buf, '*');
    buf_add_text(buf, " breaks ");
    buf_add(buf, rules);
    if (policy.len == 0) {
        buf_add_text(buf, " of the policy");
        return;
    }
    buf_add_text(buf, " of policy ");
    text_add_escaped(buf, policy, NAME_MAX_BYTES);
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

/* The contact with every {rule} replaced; len 0: there is none. */
static struct str contact_for(const struct policy *policy, struct str rule,
                              struct arena *arena)
{
    const struct str placeholder = STR("{rule}");
    struct str contact = policy_contact(policy);
    struct buf buf;

    buf_init(&buf, arena, BUF_MAX_BYTES);
    while (contact.len > 0) {
        if (str_has_prefix(contact, placeholder)) {
            buf_add(&buf, rule);
            contact = str_skip(contact, placeholder.len);
        } else {
            buf_add_byte(&buf, contact.ptr[0]);
            contact = str_skip(contact, 1);
        }
    }
    return cut_bytes(buf_str(&buf), CONTACT_MAX_BYTES);
}

static struct str finish(struct str head, struct str contact, struct arena *arena)
{
    struct buf buf;
    size_t room = MESSAGE_MAX_BYTES - (contact.len == 0 ? 0 : contact.len + 1);

    buf_init(&buf, arena, BUF_MAX_BYTES);
    buf_add(&buf, cut_bytes(head, room));
    if (contact.len > 0) {
        buf_add_byte(&buf, '\n');
        buf_add(&buf, contact);
    }
    return buf_str(&buf);
}

struct str message_of_one(const struct inquiry *inquiry, struct str generate_name,
                          struct str rule, struct str sentence)
{
    struct arena *arena = inquiry->arena;
    struct buf buf;

    buf_init(&buf, arena, BUF_MAX_BYTES);
    add_subject(&buf, inquiry, generate_name, rule);
    buf_add_text(&buf, ": ");
    buf_add(&buf, sentence);
    return finish(buf_str(&buf), contact_for(inquiry->policy, rule, arena), arena);
}

/* The line with this sentence; NULL: a new one is needed. */
static struct line *find_line(struct report *report, enum rule_id rule,
                              struct str sentence)
{
    for (size_t i = 0; i < report->n_lines; i++) {
        struct line *line = &report->lines[i];

        if (line->first->violation.rule == rule && str_equal(line->sentence, sentence))
            return line;
    }
    return NULL;
}

static struct line *line_for(struct report *report, struct draft *draft)
{
    struct str sentence;
    struct line *line;

    if (report->n_lines == MESSAGE_MAX_SENTENCES) {
        report->n_unsaid++;
        return NULL;
    }
    draft->is_brief = report->n_lines >= MESSAGE_MAX_LINES;
    sentence = rule_explain(report->context, draft);
    draft->violation.sentence = sentence;
    line = find_line(report, draft->violation.rule, sentence);
    if (line == NULL) {
        line = &report->lines[report->n_lines++];
        *line = (struct line){.first = draft, .sentence = sentence};
    }
    return line;
}

/* Each draft goes to the line of the first that says the same. */
static void make_lines(struct report *report)
{
    struct arena *arena = report->context->inquiry->arena;
    struct line **line_of = ARENA_NEW(arena, struct line *, report->n_drafts);

    report->lines = arena_alloc(arena, MESSAGE_MAX_SENTENCES * sizeof *report->lines);
    violations_group(report->drafts, report->n_drafts, arena);
    for (size_t i = 0; i < report->n_drafts; i++) {
        struct draft *draft = report->drafts[i];
        struct line *line;

        if (draft->same == draft)
            line_of[i] = line_for(report, draft);
        line = line_of[draft->same->order];
        draft->violation.sentence = draft->same->violation.sentence;
        if (line == NULL)
            continue;
        if (line->n_paths < TEXT_LIST_MAX)
            line->paths[line->n_paths] = &draft->violation.path;
        line->n_paths++;
    }
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
    buf_add(buf, line->sentence);
}

/* "A", "A and B", "A, B and C", "A, B, C and 2 more" */
static struct str rules_of(const struct report *report)
{
    enum rule_id broken[RULE_COUNT];
    size_t n = 0;
    struct buf buf;

    for (size_t i = 0; i < report->n_drafts; i++) {
        enum rule_id rule = report->drafts[i]->violation.rule;

        if (n == 0 || broken[n - 1] != rule)
            broken[n++] = rule;
    }
    buf_init(&buf, report->context->inquiry->arena, BUF_MAX_BYTES);
    for (size_t i = 0; i < n && i < RULES_NAMED_MAX; i++) {
        if (i > 0)
            buf_add_text(&buf, i + 1 == n ? " and " : ", ");
        buf_add(&buf, rule_id_name(broken[i]));
    }
    if (n > RULES_NAMED_MAX)
        buf_addf(&buf, " and %zu more", n - RULES_NAMED_MAX);
    return buf_str(&buf);
}

static void add_line(struct buf *buf, const struct line *line)
{
    buf_add_text(buf, "\n  ");
    add_paths(buf, line);
    buf_add_text(buf, " [");
    buf_add(buf, rule_id_name(line->first->violation.rule));
    buf_add_byte(buf, ']');
}

static struct str one_line(const struct report *report, struct str rule)
{
    const struct context *context = report->context;
    struct buf buf;

    buf_init(&buf, context->inquiry->arena, BUF_MAX_BYTES);
    add_paths(&buf, &report->lines[0]);
    return message_of_one(context->inquiry, context->inquiry->view->generate_name, rule,
                          buf_str(&buf));
}

/* As many lines as fit, and a count of the others. */
static struct str many_lines(const struct report *report, struct str rule)
{
    static const size_t count_bytes = sizeof "\n  and 18446744073709551615 more";
    const struct context *context = report->context;
    struct str contact =
        contact_for(context->inquiry->policy, rule, context->inquiry->arena);
    size_t room = MESSAGE_MAX_BYTES - contact.len - 1 - count_bytes;
    size_t n_more = report->n_lines + report->n_unsaid;
    struct buf buf;

    buf_init(&buf, context->inquiry->arena, BUF_MAX_BYTES);
    add_subject(&buf, context->inquiry, context->inquiry->view->generate_name,
                rules_of(report));
    buf_add_byte(&buf, ':');
    for (size_t i = 0; i < report->n_lines && i < MESSAGE_MAX_LINES; i++) {
        size_t before = buf.len;

        add_line(&buf, &report->lines[i]);
        if (buf.len > room) {
            buf.len = before;
            break;
        }
        n_more--;
    }
    if (n_more > 0)
        buf_addf(&buf, "\n  and %zu more", n_more);
    return finish(buf_str(&buf), contact, context->inquiry->arena);
}

struct str message_of_denial(const struct context *context, struct violations *violations)
{
    struct report report = {.context = context};
    struct str rule;

    report.drafts = ARENA_NEW(context->inquiry->arena, struct draft *, violations->n + 1);
    for (size_t i = 0; i < violations->n; i++) {
        if (violations->all[i].violation.outcome == OUTCOME_DENIED)
            report.drafts[report.n_drafts++] = &violations->all[i];
    }
    if (report.n_drafts == 0)
        return STR_NONE;
    make_lines(&report);
    rule = rule_id_name(report.drafts[0]->violation.rule);
    return report.n_lines + report.n_unsaid == 1 ? one_line(&report, rule)
                                                 : many_lines(&report, rule);
}
