/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rules: reads the action of each rule, which is taken when the rule is broken.
 */
#include "core/values/day.h"
#include "yaml/policy/sections/sections.h"

struct rule_fields {
    struct text_at name, action, then, from, on_update;
};
#define ROW(member, name, ...) FIELD(struct rule_fields, member, name, __VA_ARGS__)
static const struct field_row rule_fields[] = {
    ROW(action, "action", FIELD_WORD, FIELD_REQUIRED),
    ROW(then, "then", FIELD_WORD),
    ROW(from, "from", FIELD_WORD),
    ROW(on_update, "onUpdate", FIELD_WORD),
};

/* In the order of enum on_update. */
static const struct words on_update_choice =
    WORDS("unknown-on-update", "onUpdate", STR_INIT("ratchet"), STR_INIT("strict"));

/* In the order of enum action. */
static const struct words action_choice =
    WORDS("unknown-action", "action", STR_INIT("allow"), STR_INIT("audit"),
          STR_INIT("warn"), STR_INIT("deny"));

void on_update_read(struct reader *reader, const struct text_at *given,
                    enum on_update *ret)
{
    size_t index = 0;

    if (reader_word(reader, &on_update_choice, given, &index))
        *ret = (enum on_update)index;
}

/* The form is NAME: ACTION, or NAME: {action, then, from, onUpdate}.  False: there is no
 * action, and the problem is noted. */
static bool read_fields(struct reader *reader, const struct node *key, struct spot spot,
                        struct rule_fields *ret)
{
    const struct node *value = key->next;

    if (key->kind != NODE_SCALAR || key->noted)
        return false;
    ret->name = (struct text_at){key->text, reader_place(reader, key)};
    if (value->kind != NODE_MAP) {
        ret->action = fields_text(reader, value, key->text, FIELD_WORD, FIELD_OPTIONAL);
    } else {
        if (spot.index == SPOT_WHOLE)
            spot.name = key->text;
        (void)fields_read(reader, value, spot, FIELDS(rule_fields), ret);
    }
    return text_at_given(&ret->action);
}

static void set_dates(struct reader *reader, const struct rule_fields *given,
                      struct rule_entry *entry)
{
    const bool has_then = text_at_given(&given->then);
    const bool has_from = text_at_given(&given->from);
    size_t index = 0;

    if (reader_word(reader, &action_choice, &given->then, &index))
        entry->then = (enum action)index;
    if (has_from && !day_parse(given->from.text, &entry->from_day))
        REFUSE(reader, "bad-date", given->from.place,
               "%s is not a date; write YYYY-MM-DD",
               reader_quoted(reader, given->from.text));
    entry->from = given->from.text;
    if (has_then && !has_from)
        REFUSE(reader, "rule-dates", given->then.place,
               "\"then\" needs \"from\", its first day");
    if (has_from && !has_then)
        REFUSE(reader, "rule-dates", given->from.place,
               "\"from\" needs \"then\", the action from that day on");
}

static bool read_entry(struct reader *reader, const struct rule_fields *given,
                       enum rule_id *ret_rule, struct rule_entry *ret)
{
    const struct words names = {"unknown-rule", "rule", rule_id_names(), RULE_COUNT};
    size_t rule = 0;
    size_t index = 0;

    if (!reader_word(reader, &names, &given->name, &rule) ||
        !reader_word(reader, &action_choice, &given->action, &index))
        return false;
    *ret_rule = (enum rule_id)rule;
    *ret = (struct rule_entry){.action = (enum action)index,
                               .then = (enum action)index,
                               .from_day = DAY_NEVER,
                               .on_update = reader->policy->on_update};
    set_dates(reader, given, ret);
    on_update_read(reader, &given->on_update, &ret->on_update);
    if (rule == RULE_CLASS_AGREES &&
        (ret->action != ACTION_DENY || ret->then != ACTION_DENY))
        REFUSE(reader, "class-agrees", given->name.place,
               "class-agrees always denies: which class an object is judged by depends "
               "on it");
    return true;
}

void rule_map_read(struct reader *reader, const struct node *map, struct spot spot,
                   struct rule_entry *entries, bool *given)
{
    for (const struct node *key = map->first; key != NULL; key = key->next->next) {
        struct rule_fields fields = {0};
        struct rule_entry entry;
        enum rule_id rule;

        if (!read_fields(reader, key, spot, &fields) ||
            !read_entry(reader, &fields, &rule, &entry))
            continue;
        given[rule] = true;
        entries[rule] = entry;
    }
}

const struct rule_entry **rule_entries_read(struct reader *reader, const struct node *map,
                                            struct spot spot)
{
    struct arena *arena = &reader->policy->arena;
    const struct rule_entry **all =
        ARENA_NEW(arena, const struct rule_entry *, RULE_COUNT);
    struct rule_entry entries[RULE_COUNT];
    bool given[RULE_COUNT] = {false};

    rule_map_read(reader, map, spot_below(spot, "rules"), entries, given);
    for (size_t i = 0; i < RULE_COUNT; i++) {
        struct rule_entry *entry;

        if (!given[i])
            continue;
        entry = ARENA_NEW(arena, struct rule_entry, 1);
        *entry = entries[i];
        all[i] = entry;
    }
    return all;
}
static const enum action default_actions[RULE_COUNT] = {
#define RULE(id, file, action, name) [RULE_##id] = ACTION_##action,
#include "core/policy/rules.def"
#undef RULE
};

void rules_read(struct reader *reader, const struct section *section)
{
    const struct spot spot = {"rules", STR_NONE, SPOT_WHOLE, NULL};
    bool given[RULE_COUNT] = {false};

    for (size_t i = 0; i < RULE_COUNT; i++)
        reader->policy->rules[i] =
            (struct rule_entry){.action = default_actions[i],
                                .then = default_actions[i],
                                .from_day = DAY_NEVER,
                                .on_update = reader->policy->on_update};
    if (section_first(reader, section) != NULL)
        rule_map_read(reader, section->value, spot, reader->policy->rules, given);
}
