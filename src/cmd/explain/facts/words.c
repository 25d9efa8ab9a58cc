/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/explain/facts/words.h"

#include "base/text.h"
#include "cmd/desk/desk.h"
#include "core/values/day.h"

void words_add_place(struct buf *buf, const struct entry *entry)
{
    if (entry == NULL)
        return;
    buf_add_byte(buf, ' ');
    desk_place_add(buf, entry);
}

void words_add_spot(struct buf *buf, struct place place)
{
    buf_add_text(buf, " (");
    text_add_escaped(buf, str_from(place.file), SIZE_MAX);
    buf_addf(buf, ":%u)", (unsigned)place.line);
}

void words_add(struct buf *buf, struct str text)
{
    text_add_escaped(buf, text, SIZE_MAX);
}

void words_add_list(struct buf *buf, const struct str *items, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        buf_add_text(buf, i == 0 ? "" : ", ");
        words_add(buf, items[i]);
    }
}

void words_add_pattern(struct buf *buf, const struct name_pattern *pattern)
{
    if (pattern->placeholder.len == 0) {
        words_add(buf, pattern->text);
        return;
    }
    words_add(buf, str_head(pattern->text, pattern->hole));
    buf_add_byte(buf, '{');
    words_add(buf, pattern->placeholder);
    buf_add_byte(buf, '}');
    words_add(buf, str_skip(pattern->text, pattern->hole + 1));
}

void words_add_patterns(struct buf *buf, const struct tenant *tenant)
{
    for (size_t i = 0; i < tenant->n_namespaces; i++) {
        buf_add_text(buf, i == 0 ? "" : ", ");
        words_add_pattern(buf, &tenant->namespaces[i]);
    }
}

const char *words_action(enum action action)
{
    static const char *const names[] = {
        [ACTION_ALLOW] = "allow",
        [ACTION_AUDIT] = "audit",
        [ACTION_WARN] = "warn",
        [ACTION_DENY] = "deny",
    };

    return names[action];
}

bool words_action_changes(const struct rule_entry *rule, int32_t today)
{
    return today < rule->from_day && rule->then != rule->action;
}

void words_add_action(struct buf *buf, const struct rule_entry *rule, int32_t today)
{
    buf_add_text(buf, words_action(rule_entry_action(rule, today)));
    if (words_action_changes(rule, today))
        buf_addf(buf, ", %s from %.*s", words_action(rule->then), STR_ARGS(rule->from));
}

void words_add_end(struct buf *buf, const struct exemption *exemption)
{
    if (exemption->last_day == DAY_NEVER) {
        buf_add_text(buf, ", without end");
        return;
    }
    buf_add_text(buf, ", until ");
    day_add(buf, exemption->last_day);
}
