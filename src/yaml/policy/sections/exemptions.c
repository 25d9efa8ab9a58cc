/* SPDX-License-Identifier: Apache-2.0 */
/*
 * exemptions: objects and users that are excused from some rules until a day.
 */
#include "core/values/day.h"
#include "yaml/policy/sections/sections.h"

struct exemption_fields {
    struct text_at name, reason, expires;
    struct texts_at namespaces, names, users, groups, kinds, rules;
};
#define ROW(member, name, ...) FIELD(struct exemption_fields, member, name, __VA_ARGS__)
static const struct field_row exemption_fields[] = {
    ROW(name, "name", FIELD_TEXT, FIELD_MAY_BE_EMPTY),
    ROW(reason, "reason", FIELD_TEXT, FIELD_MAY_BE_EMPTY),
    ROW(expires, "expires", FIELD_WORD),
    ROW(namespaces, "namespaces", FIELD_TEXTS),
    ROW(names, "names", FIELD_TEXTS),
    ROW(users, "users", FIELD_TEXTS),
    ROW(groups, "groups", FIELD_TEXTS),
    ROW(kinds, "kinds", FIELD_WORDS),
    ROW(rules, "rules", FIELD_WORDS),
};

#define DAYS_OF_WARNING 60

static void warn_of_end(struct reader *reader, const struct text_at *expires,
                        const struct exemption *exemption)
{
    const int32_t left = exemption->last_day - reader->today;
    const char *quoted = reader_quoted(reader, exemption->name);

    if (left < 0)
        WARN(reader, "expired-exemption", expires->place,
             "exemption %s expired on %s and excuses nothing", quoted,
             reader_quoted(reader, expires->text));
    else if (left <= DAYS_OF_WARNING)
        WARN(reader, "exemption-ends-soon", expires->place,
             "exemption %s ends in %d day%s", quoted, (int)left, left == 1 ? "" : "s");
}

static void set_expires(struct reader *reader, const struct exemption_fields *given,
                        struct exemption *exemption)
{
    exemption->last_day = DAY_NEVER;
    if (!text_at_given(&given->expires)) {
        REFUSE(reader, "missing-field", given->name.place,
               "exemption %s needs \"expires\", its last day or never",
               reader_quoted(reader, exemption->name));
    } else if (str_equal(given->expires.text, STR("never"))) {
        NOTE(reader, "exemption-never-expires", given->expires.place,
             "exemption %s never expires", reader_quoted(reader, exemption->name));
    } else if (!day_parse(given->expires.text, &exemption->last_day)) {
        REFUSE(reader, "bad-date", given->expires.place,
               "%s is not a date; write YYYY-MM-DD or never",
               reader_quoted(reader, given->expires.text));
    } else {
        warn_of_end(reader, &given->expires, exemption);
    }
}

static void set_excused(struct reader *reader, const struct exemption_fields *given,
                        struct exemption *exemption)
{
    const struct words words = {"unknown-rule", "rule", rule_id_names(), RULE_COUNT};

    if (!texts_at_given(&given->rules))
        REFUSE(reader, "missing-field", given->name.place, "exemption %s lists no rules",
               reader_quoted(reader, exemption->name));
    for (size_t i = 0; i < given->rules.n; i++) {
        const struct text_at *rule = &given->rules.items[i];
        size_t id = 0;

        if (str_find(rule->text, '*', &id)) {
            REFUSE(reader, "exemption-rules", rule->place,
                   "%s: an exemption names its rules one by one",
                   reader_quoted(reader, rule->text));
            continue;
        }
        if (!reader_word(reader, &words, rule, &id))
            continue;
        if (id == RULE_CLASS_AGREES)
            REFUSE(reader, "class-agrees", rule->place,
                   "class-agrees cannot be excused: which class an object is judged "
                   "by depends on it");
        if (exemption->rules[id])
            REFUSE(reader, "duplicate-rule", rule->place, "rule %s is listed twice",
                   reader_quoted(reader, rule->text));
        exemption->rules[id] = true;
    }
}

static bool check_user(struct reader *reader, const struct text_at *user)
{
    if (!str_is_blank(user->text))
        return reader_is_printable(reader, "user", user);
    REFUSE(reader, "bad-user", user->place, "a user name is empty");
    return false;
}

/* Warn of groups that contain every user: the exemption then excuses everyone. */
static bool check_group(struct reader *reader, const struct text_at *group)
{
    if (str_is_blank(group->text)) {
        REFUSE(reader, "bad-user", group->place, "a group name is empty");
        return false;
    }
    if (str_equal(group->text, STR("system:authenticated")) ||
        str_equal(group->text, STR("system:unauthenticated")))
        WARN(reader, "exemption-anywhere", group->place,
             "every user is in group %s, so the exemption applies to everyone",
             reader_quoted(reader, group->text));
    return reader_is_printable(reader, "group", group);
}

/* Check that the exemption is limited to some namespaces, users or groups.  If it has
 * only names, any user can choose such a name. */
static void check_reach(struct reader *reader, const struct exemption_fields *given)
{
    const char *quoted = reader_quoted(reader, given->name.text);

    if (texts_at_given(&given->namespaces) || texts_at_given(&given->users) ||
        texts_at_given(&given->groups))
        return;
    if (!texts_at_given(&given->names))
        REFUSE(reader, "missing-field", given->name.place,
               "exemption %s needs namespaces, names, users or groups", quoted);
    else
        WARN(reader, "exemption-anywhere", given->name.place,
             "exemption %s has neither namespaces nor users nor groups: anyone who uses "
             "the name is excused",
             quoted);
}

static void set_reach(struct reader *reader, const struct exemption_fields *given,
                      struct exemption *exemption)
{
    exemption->namespaces = patterns_read(reader, &given->namespaces, PATTERN_NAMESPACE,
                                          &exemption->n_namespaces);
    exemption->names =
        patterns_read(reader, &given->names, PATTERN_OBJECT_NAME, &exemption->n_names);
    exemption->users =
        reader_texts(reader, &given->users, check_user, &exemption->n_users);
    exemption->groups =
        reader_texts(reader, &given->groups, check_group, &exemption->n_groups);
    exemption->kinds =
        reader_texts(reader, &given->kinds, kind_check, &exemption->n_kinds);
    check_reach(reader, given);
}

static void read_exemption(struct reader *reader, const struct node *map,
                           struct spot spot, struct names *names)
{
    struct policy *policy = reader->policy;
    struct exemption *exemption = &policy->exemptions[policy->n_exemptions];
    struct exemption_fields given = {0};

    if (!fields_read(reader, map, spot, FIELDS(exemption_fields), &given))
        return;
    place_name(reader, map, &given.name);
    names_add(reader, names, &given.name);
    policy->n_exemptions++;
    exemption->name = given.name.text;
    exemption->reason = given.reason.text;
    if (str_is_blank(given.reason.text))
        REFUSE(reader, "missing-field", given.name.place, "exemption %s needs a reason",
               reader_quoted(reader, exemption->name));
    (void)reader_is_printable(reader, "reason", &given.reason);
    set_expires(reader, &given, exemption);
    set_reach(reader, &given, exemption);
    set_excused(reader, &given, exemption);
}

void exemptions_read(struct reader *reader, const struct section *section)
{
    struct spot spot = {"exemptions", STR_NONE, 0, NULL};
    struct policy *policy = reader->policy;
    const size_t max = section_count(section);
    struct names names = {0};

    if (!reader_has_room(reader, max * sizeof(struct exemption)))
        return;
    names_begin(reader, &names, "exemption", (struct words){0}, max);
    policy->exemptions = ARENA_NEW(&policy->arena, struct exemption, max);
    for (const struct node *at = section_first(reader, section); at != NULL;
         at = at->next, spot.index++)
        read_exemption(reader, at, spot, &names);
    map_clear(&names.by_name);
}
