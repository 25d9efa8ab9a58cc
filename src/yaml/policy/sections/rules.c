/*
 * policy_build_rules: the document's own fields, and what a rule does when it is broken.
 */
#include "yaml/policy/sections/say.h"

#include "core/values/day.h"

static const struct str on_update_words[] = {STR_INIT("ratchet"), STR_INIT("strict")};
static const struct words on_update_choice = {
    "unknown-on-update", "onUpdate", on_update_words, ARRAY_LEN(on_update_words)};

static const struct str mode_words[] = {STR_INIT("enforce"), STR_INIT("preview")};
static const struct words mode_choice = {"unknown-mode", "mode", mode_words,
                                         ARRAY_LEN(mode_words)};

/* In the order of enum action. */
static const struct str action_words[] = {STR_INIT("allow"), STR_INIT("audit"),
                                          STR_INIT("warn"), STR_INIT("deny")};
static const struct words action_choice = {"unknown-action", "action", action_words,
                                           ARRAY_LEN(action_words)};

static struct str without_last_breaks(struct str text)
{
    while (text.len > 0 && text.ptr[text.len - 1] == '\n')
        text.len--;
    return text;
}

/* A contact line may have several lines; other control characters would reach consoles.
 */
static void set_contact(struct policy_builder *builder, const struct text_at *contact)
{
    struct str rest = without_last_breaks(contact->text);
    struct str line;
    bool done = false;

    builder->policy->contact = rest;
    while (str_next_item(&rest, '\n', &done, &line)) {
        const struct text_at part = {line, contact->place};

        if (!builder_is_printable(builder, "contact", &part))
            return;
    }
}

void builder_document(struct policy_builder *builder)
{
    const struct build_document *document = &builder->document;
    struct policy *policy = builder->policy;
    size_t index = 0;

    policy->name = document->name.text;
    if (text_at_given(&document->name))
        (void)builder_is_printable(builder, "name", &document->name);
    if (text_at_given(&document->contact))
        set_contact(builder, &document->contact);
    policy->mode = POLICY_ENFORCE;
    if (text_at_given(&document->mode) &&
        builder_word(builder, &mode_choice, &document->mode, &index))
        policy->mode = index == 0 ? POLICY_ENFORCE : POLICY_PREVIEW;
    policy->on_update = ON_UPDATE_RATCHET;
    if (text_at_given(&document->on_update) &&
        builder_word(builder, &on_update_choice, &document->on_update, &index))
        policy->on_update = index == 0 ? ON_UPDATE_RATCHET : ON_UPDATE_STRICT;
}

static void set_dates(struct policy_builder *builder, const struct build_rule *rule,
                      struct rule_entry *entry)
{
    const bool has_then = text_at_given(&rule->then);
    const bool has_from = text_at_given(&rule->from);
    size_t index = 0;

    if (has_then && builder_word(builder, &action_choice, &rule->then, &index))
        entry->then = (enum action)index;
    if (has_from && !day_parse(rule->from.text, &entry->from_day))
        BUILD_ERROR(builder, "bad-date", rule->from.place,
                    "%s is no date; write YYYY-MM-DD",
                    builder_quoted(builder, rule->from.text));
    entry->from = rule->from.text;
    if (has_then && !has_from)
        BUILD_ERROR(builder, "rule-dates", rule->then.place,
                    "\"then\" needs \"from\", the first day on which it holds");
    if (has_from && !has_then)
        BUILD_ERROR(builder, "rule-dates", rule->from.place,
                    "\"from\" needs \"then\", the action from that day on");
}

static bool set_action(struct policy_builder *builder, const struct build_rule *rule,
                       struct rule_entry *entry)
{
    const bool dated = text_at_given(&rule->then) || text_at_given(&rule->from);
    size_t index = 0;

    if (text_at_given(&rule->action)) {
        if (!builder_word(builder, &action_choice, &rule->action, &index))
            return false;
        entry->action = (enum action)index;
        entry->then = entry->action;
        entry->from_day = DAY_NEVER;
        entry->from = STR_NONE;
    } else if (dated) {
        BUILD_ERROR(builder, "rule-dates", rule->name.place,
                    "a rule with a date needs \"action\", what holds before that day");
    }
    if (dated)
        set_dates(builder, rule, entry);
    return true;
}

static bool read_entry(struct policy_builder *builder, const struct build_rule *rule,
                       const struct rule_entry *base, enum rule_id *ret_rule,
                       struct rule_entry *ret)
{
    const struct words names = {"unknown-rule", "rule", rule_id_names(), RULE_COUNT};
    size_t index = 0;

    if (!builder_word(builder, &names, &rule->name, &index))
        return false;
    *ret_rule = (enum rule_id)index;
    *ret = base[index];
    ret->on_update = builder->policy->on_update;
    if (!set_action(builder, rule, ret))
        return false;
    if (text_at_given(&rule->on_update) &&
        builder_word(builder, &on_update_choice, &rule->on_update, &index))
        ret->on_update = index == 0 ? ON_UPDATE_RATCHET : ON_UPDATE_STRICT;
    if (*ret_rule == RULE_CLASS_AGREES &&
        (ret->action != ACTION_DENY || ret->then != ACTION_DENY))
        BUILD_ERROR(builder, "class-agrees", rule->name.place,
                    "class-agrees always denies: which class an object is judged by "
                    "depends on it");
    return true;
}

void builder_rule_list(struct policy_builder *builder, const struct rule_parts *parts,
                       const struct rule_entry *base, struct rule_entry *entries,
                       bool *given)
{
    for (size_t i = 0; i < parts->n; i++) {
        const struct build_rule *part = &parts->all[i];
        struct rule_entry entry;
        enum rule_id rule;

        if (!read_entry(builder, part, base, &rule, &entry))
            continue;
        if (given[rule])
            BUILD_ERROR(builder, "duplicate-rule", part->name.place,
                        "rule %s is listed twice",
                        builder_quoted(builder, part->name.text));
        given[rule] = true;
        entries[rule] = entry;
    }
}

void builder_rules(struct policy_builder *builder)
{
    const struct rule_parts parts = {builder->rules.all, builder->rules.n};
    struct rule_entry *entries = builder->policy->rules;
    struct rule_entry defaults[RULE_COUNT];
    bool given[RULE_COUNT] = {false};

    for (size_t i = 0; i < RULE_COUNT; i++) {
        defaults[i] = (struct rule_entry){.action = ACTION_DENY,
                                          .then = ACTION_DENY,
                                          .from_day = DAY_NEVER,
                                          .on_update = builder->policy->on_update};
        entries[i] = defaults[i];
    }
    builder_rule_list(builder, &parts, defaults, entries, given);
}
