/* SPDX-License-Identifier: Apache-2.0 */
/* tallies: see report.h. */
#include "base/mem.h"
#include "base/text.h"
#include "cmd/check/report.h"

void tallies_clear(struct tallies *tallies)
{
    mem_free(tallies->all);
    *tallies = (struct tallies){0};
}

/* Tenants in the order of the policy; objects without a tenant last. */
static bool comes_before(const struct tenant *a, const struct tenant *b)
{
    if (a == NULL || b == NULL)
        return a != NULL;
    return a->index < b->index;
}

static struct tally *tally_of(struct tallies *tallies, const struct tenant *tenant)
{
    size_t at = 0;

    while (at < tallies->n && tallies->all[at].tenant != tenant &&
           comes_before(tallies->all[at].tenant, tenant))
        at++;
    if (at < tallies->n && tallies->all[at].tenant == tenant)
        return &tallies->all[at];
    tallies->all =
        mem_grow(tallies->all, &tallies->cap, tallies->n + 1, sizeof(struct tally));
    for (size_t i = tallies->n++; i > at; i--)
        tallies->all[i] = tallies->all[i - 1];
    tallies->all[at] = (struct tally){.tenant = tenant};
    return &tallies->all[at];
}

void tallies_count(struct tallies *tallies, const struct checked_object *object)
{
    struct tally *tally = tally_of(tallies, object->tenant);

    for (size_t rule = 0; rule < RULE_COUNT; rule++)
        tally->n[rule] += object->broken[rule];
}

static void add_tenant(struct buf *buf, const struct tally *tally)
{
    if (tally->tenant == NULL)
        buf_add_text(buf, "(no tenant)");
    else
        text_add_escaped(buf, tally->tenant->name, TEXT_QUOTED_MAX);
}

static size_t width_of(const struct tally *tally)
{
    AUTO(buf_clear) struct buf name = {0};
    size_t width;

    buf_init(&name, NULL, BUF_MAX_BYTES);
    add_tenant(&name, tally);
    width = text_length(buf_str(&name));
    return width;
}

static void add_blanks(struct buf *buf, size_t n)
{
    for (size_t i = 0; i < n; i++)
        buf_add_byte(buf, ' ');
}

static bool is_broken(const struct tallies *tallies, size_t rule)
{
    for (size_t i = 0; i < tallies->n; i++) {
        if (tallies->all[i].n[rule] > 0)
            return true;
    }
    return false;
}

static size_t width_of_rules(const struct tallies *tallies)
{
    size_t width = 0;

    for (size_t rule = 0; rule < RULE_COUNT; rule++) {
        const size_t len = rule_id_name((enum rule_id)rule).len;

        if (is_broken(tallies, rule) && len > width)
            width = len;
    }
    return width;
}

static void add_rule(struct buf *buf, const struct tallies *tallies, size_t rule,
                     size_t width)
{
    const struct str name = rule_id_name((enum rule_id)rule);

    buf_add(buf, name);
    add_blanks(buf, width - name.len);
    for (size_t i = 0; i < tallies->n; i++)
        buf_addf(buf, "  %*zu", (int)width_of(&tallies->all[i]), tallies->all[i].n[rule]);
    buf_add_byte(buf, '\n');
}

void tallies_add(struct buf *buf, const struct tallies *tallies)
{
    const size_t width = width_of_rules(tallies);

    if (width == 0)
        return;
    add_blanks(buf, width);
    for (size_t i = 0; i < tallies->n; i++) {
        add_blanks(buf, 2);
        add_tenant(buf, &tallies->all[i]);
    }
    buf_add_byte(buf, '\n');
    for (size_t rule = 0; rule < RULE_COUNT; rule++) {
        if (is_broken(tallies, rule))
            add_rule(buf, tallies, rule, width);
    }
}
