/* SPDX-License-Identifier: Apache-2.0 */
/*
 * profile_effects: for each key, what the validating stage reports, that a policy can
 * forbid it by its groups, and that the mutating stage does not change it.
 */
#include "profile_effects.h"

#include "deciding.h"
#include "unit.h"
#include "yaml/policy/read.h"

/* NULL: the policy is invalid. */
static struct policy *make_policy(const struct controller *controller, const char *group)
{
    AUTO(arena_clear) struct arena arena = {0};
    struct str forbid =
        group == NULL
            ? STR("")
            : arena_format(&arena, "annotations: {forbid: [{keys: ['%s'], reason: x}]}\n",
                           group);
    struct policy_file file = {
        "policy.yaml",
        arena_format(
            &arena,
            "apiVersion: ingress-warden.dev/v1\nkind: IngressPolicy\n"
            "networks: {office: [10.0.0.0/8]}\n"
            "classes: {c: {profile: %s, sourceRanges: %s}}\n"
            "tenants: [{name: shop, namespaces: [shop], classes: [c], domains: [a.org]}]"
            "\n%.*s",
            controller->profile, controller->ranges, STR_ARGS(forbid))};
    struct problems problems;
    struct policy *policy;

    problems_init(&problems);
    policy =
        policy_read(&file, 1, STR("0123abcd"), deciding_day("2026-11-22"), &problems);
    problems_clear(&problems);
    return policy;
}

static struct str full_key(const struct policy *policy,
                           const struct controller *controller, const char *name,
                           struct arena *arena)
{
    const struct profile *profile =
        policy_builtin_profile(policy, str_from(controller->profile));

    if (strchr(name, '/') != NULL || strcmp(name, "ingress.class") == 0 ||
        strcmp(name, "backend.x") == 0 || strcmp(name, "frontend.x") == 0)
        return str_from(name);
    return arena_format(arena, "%.*s%s", STR_ARGS(profile->prefixes[0]), name);
}

static struct decision ask(const struct policy *policy,
                           const struct controller *controller,
                           const struct effect *effect, struct str key, enum stage stage,
                           struct arena *arena)
{
    struct str line = arena_format(arena, "@%.*s=", STR_ARGS(key));
    const char *base =
        strncmp(controller->base, line.ptr, line.len) == 0 ? "" : controller->base;
    const struct question question = {
        .object = arena_format(arena, "%s%s%.*s%s\nhost=a.org\n", controller->carrier,
                               base, STR_ARGS(line), effect->value)
                      .ptr};

    return deciding_ask(policy, &question, stage, arena);
}

static bool breaks(const struct decision *decision, struct str key, enum rule_id rule)
{
    for (size_t i = 0; i < decision->n_violations; i++) {
        if (decision->violations[i].rule == rule &&
            str_equal(decision->violations[i].path.key, key))
            return true;
    }
    return false;
}

/* Marks the first of `a|b|c` that is a rule. */
static void mark_first(struct str alternatives, bool *expected)
{
    struct str name;
    bool done = false;
    enum rule_id rule;

    while (str_next_item(&alternatives, '|', &done, &name)) {
        if (rule_id_from_name(name, &rule)) {
            expected[rule] = true;
            return;
        }
    }
}

static void check_rules(const struct decision *decision, const struct effect *effect,
                        struct str key)
{
    bool expected[RULE_COUNT] = {false};
    struct str rest = str_from(effect->rules);
    struct str word;
    bool done = false;

    while (str_next_item(&rest, ' ', &done, &word))
        mark_first(word, expected);
    for (enum rule_id rule = 0; rule < RULE_COUNT; rule++) {
        if (breaks(decision, key, rule) != expected[rule])
            fail_msg("%s: %.*s=%s: %.*s is%s broken", effect->why, STR_ARGS(key),
                     effect->value, STR_ARGS(rule_id_name(rule)),
                     expected[rule] ? " not" : "");
    }
}

static void every_key_has_its_rules(void **state)
{
    (void)state;
    for (size_t i = 0; i < n_effect_controllers; i++) {
        struct policy *policy = make_policy(&effect_controllers[i], NULL);

        assert_non_null(policy);
        for (size_t j = 0; j < effect_controllers[i].n; j++) {
            AUTO(arena_clear) struct arena arena = {0};
            const struct effect *effect = &effect_controllers[i].effects[j];
            struct str key =
                full_key(policy, &effect_controllers[i], effect->key, &arena);
            struct decision decision =
                ask(policy, &effect_controllers[i], effect, key, STAGE_VALIDATE, &arena);

            check_rules(&decision, effect, key);
        }
        policy_unref(policy);
    }
}

static const char *const groups[] = {"@snippets", "@redirects", "@upstreams",
                                     "@mirrors",  "@auth",      "@entry-points",
                                     "@sans"};

static bool is_in(const char *list, const char *group)
{
    struct str rest = str_from(list);
    struct str word;
    bool done = false;

    while (str_next_item(&rest, ' ', &done, &word)) {
        if (str_equal(word, str_from(group)))
            return true;
    }
    return false;
}

static void check_group(const struct controller *controller, const char *group)
{
    struct policy *policy = make_policy(controller, group);

    for (size_t i = 0; policy != NULL && i < controller->n; i++) {
        AUTO(arena_clear) struct arena arena = {0};
        const struct effect *effect = &controller->effects[i];
        struct str key = full_key(policy, controller, effect->key, &arena);
        struct decision decision =
            ask(policy, controller, effect, key, STAGE_VALIDATE, &arena);
        bool is_forbidden = breaks(&decision, key, RULE_ANNOTATION_FORBIDDEN);

        if (is_forbidden != is_in(effect->groups, group))
            fail_msg("%s: %.*s is%s in %s", effect->why, STR_ARGS(key),
                     is_forbidden ? "" : " not", group);
    }
    policy_unref(policy);
}

static void every_key_has_its_groups(void **state)
{
    (void)state;
    for (size_t i = 0; i < n_effect_controllers; i++) {
        for (size_t j = 0; j < ARRAY_LEN(groups); j++)
            check_group(&effect_controllers[i], groups[j]);
    }
}

/* The platform's item may be added in front of the user's list. */
static bool is_left(const struct edit *edit, struct str key, const char *value)
{
    return !str_equal(edit->path.key, key) ||
           (edit->kind == EDIT_TEXT && str_has_suffix(edit->text, str_from(value)));
}

static void check_left(const struct policy *policy, const struct controller *controller,
                       const struct effect *effect)
{
    AUTO(arena_clear) struct arena arena = {0};
    struct str key = full_key(policy, controller, effect->key, &arena);
    struct decision decision = ask(policy, controller, effect, key, STAGE_MUTATE, &arena);

    for (size_t i = 0; i < decision.n_edits; i++) {
        if (!is_left(&decision.edits[i], key, effect->value))
            fail_msg("%s: %.*s=%s is changed", effect->why, STR_ARGS(key), effect->value);
    }
}

static void mutation_leaves_every_key(void **state)
{
    (void)state;
    for (size_t i = 0; i < n_effect_controllers; i++) {
        struct policy *policy = make_policy(&effect_controllers[i], NULL);

        assert_non_null(policy);
        for (size_t j = 0; j < effect_controllers[i].n; j++)
            check_left(policy, &effect_controllers[i], &effect_controllers[i].effects[j]);
        policy_unref(policy);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_key_has_its_rules),
        cmocka_unit_test(every_key_has_its_groups),
        cmocka_unit_test(mutation_leaves_every_key),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
