/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/explain/facts/card.h"

#include "base/text.h"
#include "cmd/desk/origin.h"
#include "cmd/explain/facts/words.h"
#include "core/object/inquiry.h"

const struct rule_entry *card_rule_entry(const struct asking *asking,
                                         const struct tenant *tenant,
                                         const struct class *class, enum rule_id rule)
{
    const struct policy *policy = asking->desk->policy;
    const struct inquiry inquiry = {
        .policy = policy,
        .tenant = tenant,
        .kind = policy_kind_named(policy, STR("Ingress")),
    };

    return inquiry_class_rule_entry(&inquiry, class, rule);
}

/* "; warned about until 2027-03-01, then denied"; nothing for a plain deny. */
static void add_action(struct buf *buf, const struct rule_entry *rule, int32_t today)
{
    static const char *const words[] = {
        [ACTION_ALLOW] = "allowed",
        [ACTION_AUDIT] = "audited",
        [ACTION_WARN] = "warned about",
        [ACTION_DENY] = "denied",
    };
    const enum action now = rule_entry_action(rule, today);
    const bool changes = words_action_changes(rule, today);

    if (now == ACTION_DENY && !changes)
        return;
    buf_addf(buf, "; %s", words[now]);
    if (changes)
        buf_addf(buf, " until %.*s, then %s", STR_ARGS(rule->from), words[rule->then]);
}

static void add_tls(const struct asking *asking, const struct tenant *tenant,
                    const struct class *class, struct lines *lines)
{
    struct buf text = buf_in(lines->arena);

    if (class->tls == TLS_NOT_REQUIRED) {
        lines_add(lines, "tls", STR("not required"), NULL);
        return;
    }
    buf_add_text(&text, "required");
    if (class->tls == TLS_SECRET_OPTIONAL)
        buf_add_text(&text, ", secretName optional");
    add_action(&text, card_rule_entry(asking, tenant, class, RULE_TLS_REQUIRED),
               asking->today);
    lines_add(lines, "tls", buf_str(&text),
              entries_find(asking->desk->entries, &class->tls));
}

static bool has_ttl_range(const struct dns_entry *entry)
{
    return entry->form == FORM_TTL &&
           (entry->ttl_min > TTL_MIN || entry->ttl_max < TTL_MAX);
}

/* The values that a user may write: ` (a, b)`, ` (60 to 3600)`. */
static void add_choices(struct buf *buf, const struct dns_entry *entry)
{
    if (entry->n_values > 0) {
        buf_add_text(buf, " (");
        words_add_list(buf, entry->values, entry->n_values);
        buf_add_byte(buf, ')');
    }
    if (has_ttl_range(entry))
        buf_addf(buf, " (%u to %u)", (unsigned)entry->ttl_min, (unsigned)entry->ttl_max);
}

/* `, target edge.example.com` */
static void add_entry(struct buf *buf, const struct class_dns *dns, struct str suffix)
{
    const struct dns_entry *entry = class_dns_entry(dns, suffix);

    if (entry == NULL)
        return;
    buf_addf(buf, ", %.*s ", STR_ARGS(suffix));
    switch (entry->mode) {
    case WANTED_PRESENT:
        buf_add_text(buf, "must be set");
        add_choices(buf, entry);
        return;
    case WANTED_OPTIONAL:
        buf_add_text(buf, "may be set");
        add_choices(buf, entry);
        return;
    case WANTED_DEFAULT:
    case WANTED_ENFORCE:
    case WANTED_REQUIRE:
        break;
    }
    words_add(buf, entry->value);
    if (has_ttl_range(entry)) {
        buf_addf(buf, " (%u to %u may be set)", (unsigned)entry->ttl_min,
                 (unsigned)entry->ttl_max);
        return;
    }
    if (entry->mode == WANTED_DEFAULT)
        buf_add_text(buf, " unless set");
    add_choices(buf, entry);
}

size_t card_allowed(const struct class_dns *dns, const struct tenant *tenant,
                    struct arena *arena, struct str **ret)
{
    struct str *globs = ARENA_NEW(arena, struct str, dns->n_allow);
    size_t n = 0;

    for (size_t i = 0; i < dns->n_allow; i++) {
        const struct dns_allow *allow = &dns->allow[i];
        bool is_for = allow->n_tenants == 0;

        for (size_t k = 0; k < allow->n_tenants && !is_for; k++)
            is_for = allow->tenants[k] == tenant;
        if (is_for)
            globs[n++] = allow->glob;
    }
    *ret = globs;
    return n;
}

static struct str dns_text(const struct class_dns *dns, const struct tenant *tenant,
                           struct arena *arena)
{
    static const char *const names[] = {
        [DNS_NAMES_HOSTS] = "",
        [DNS_NAMES_ANNOTATION] = ", names: annotation",
        [DNS_NAMES_HOSTS_AND_ANNOTATION] = ", names: hosts and annotation",
    };
    struct buf buf = buf_in(arena);
    struct str *globs;
    const size_t n = card_allowed(dns, tenant, arena, &globs);

    buf_add_text(&buf, "published by ");
    words_add(&buf, dns->instance->name);
    add_entry(&buf, dns, DNS_SUFFIX_TARGET);
    add_entry(&buf, dns, DNS_SUFFIX_TTL);
    buf_add_text(&buf, names[dns->names]);
    if (n > 0)
        buf_add_text(&buf, "; may also be set: ");
    words_add_list(&buf, globs, n);
    if (dns->opt_out)
        buf_add_text(&buf, "; opting out is permitted");
    return buf_str(&buf);
}

static void add_dns(const struct asking *asking, const struct tenant *tenant,
                    const struct class *class, struct lines *lines)
{
    size_t n_instances;

    (void)policy_instances(asking->desk->policy, &n_instances);
    if (n_instances == 0)
        return;
    if (class->n_dns == 0)
        lines_add(lines, "dns", STR("not published"), NULL);
    for (size_t i = 0; i < class->n_dns; i++)
        lines_add(lines, "dns", dns_text(&class->dns[i], tenant, lines->arena),
                  entry_of_dns(asking->desk->entries, class, &class->dns[i], STR_NONE));
}

/* The trimmed items of a text; the array is in the arena. */
static size_t split(struct str text, char separator, struct arena *arena,
                    struct str **ret)
{
    struct str *items = ARENA_NEW(arena, struct str, text.len + 1);
    struct str rest = text;
    struct str item;
    bool done = false;
    size_t n = 0;

    while (text.len > 0 && str_next_item(&rest, separator, &done, &item))
        items[n++] = str_trim_blanks(item);
    *ret = items;
    return n;
}

void card_read_ranges(const struct class *class, struct arena *arena,
                      struct card_ranges *ret)
{
    const struct class_ranges *ranges = &class->ranges;

    ret->n_networks = split(ranges->networks, ',', arena, &ret->networks);
    ret->n_cidrs = split(ranges->text, class->profile->separator, arena, &ret->cidrs);
}

static void add_ranges(const struct asking *asking, const struct class *class,
                       struct lines *lines)
{
    static const char *const words[] = {
        [RANGE_OPEN] = "open: any list may be set",
        [RANGE_FIXED] = "fixed: only from ",
        [RANGE_NARROW] = "narrow: from inside ",
        [RANGE_INTERSECT] = "intersect: cut to ",
        [RANGE_REFERENCE] = "reference: ",
        [RANGE_ELSEWHERE] = "elsewhere: not judged here",
    };
    struct buf text = buf_in(lines->arena);
    struct card_ranges ranges;

    card_read_ranges(class, lines->arena, &ranges);
    buf_add_text(&text, words[class->ranges.mode]);
    if (class->ranges.mode == RANGE_REFERENCE) {
        words_add(&text, class->ranges.object);
        buf_add_text(&text, " must be named");
    } else if (ranges.n_networks > 0) {
        words_add_list(&text, ranges.networks, ranges.n_networks);
        buf_add_text(&text, " (");
        text_add_list(&text, ranges.cidrs, ranges.n_cidrs);
        buf_add_byte(&text, ')');
    }
    lines_add(lines, "ranges", buf_str(&text),
              entries_find(asking->desk->entries, &class->ranges));
}

void card_add_lines(const struct asking *asking, const struct tenant *tenant,
                    const struct class *class, struct lines *lines)
{
    add_tls(asking, tenant, class, lines);
    add_dns(asking, tenant, class, lines);
    add_ranges(asking, class, lines);
}

static struct str annotation_text(const struct annotation_entry *entry,
                                  struct arena *arena)
{
    static const char *const modes[] = {
        [WANTED_DEFAULT] = ", default",
        [WANTED_ENFORCE] = "",
        [WANTED_REQUIRE] = "",
        [WANTED_PRESENT] = " must be set",
        [WANTED_OPTIONAL] = " may be set",
    };
    struct buf buf = buf_in(arena);

    words_add(&buf, entry->key);
    if (dns_mode_writes(entry->mode)) {
        buf_add_byte(&buf, '=');
        words_add(&buf, entry->value);
    }
    buf_add_text(&buf, modes[entry->mode]);
    if (entry->n_values > 0) {
        buf_add_text(&buf, " (");
        words_add_list(&buf, entry->values, entry->n_values);
        buf_add_byte(&buf, ')');
    }
    return buf_str(&buf);
}

void card_add_annotations(const struct asking *asking, const struct class *class,
                          struct lines *lines)
{
    for (size_t i = 0; i < class->n_annotations; i++)
        lines_add(lines, "adds", annotation_text(&class->annotations[i], lines->arena),
                  entries_find(asking->desk->entries, &class->annotations[i]));
}
