/* SPDX-License-Identifier: Apache-2.0 */
/* laws [--seed N] [--rounds N] [--dump FOLDER] POLICY...: checks what must hold for every
 * review, over random objects.  A broken law prints the seed and the review; the default
 * seed is fixed.  --dump writes manifests for the comparison of `check` with `review`. */
#include <stdio.h>
#include <stdlib.h>

#include "case_file.h"
#include "class_words.h"
#include "core/policy/policy.h"
#include "core/values/day.h"
#include "generate.h"
#include "live/policy_load.h"
#include "wire/admit.h"
#include "wire/patch.h"

#define MAX_POLICIES 32

struct trial {
    struct arena *arena;
    const struct policy *policy;
    struct case_file from;
    struct generated object;
    struct generated stored;
    bool has_stored;
    struct str stored_json;
};

static int32_t today;

static struct str review_of(const struct trial *trial, struct str object)
{
    return case_review(trial->arena, &trial->from, object, trial->stored_json,
                       str_from(trial->object.name));
}

static void ask(const struct trial *trial, enum stage stage, struct str object,
                struct answer *ret)
{
    admit(trial->policy, stage, review_of(trial, object), today, trial->arena, ret);
}

static bool broken(const char *law, struct str got)
{
    printf("broken law: %s\n%.*s\n", law, STR_ARGS(got));
    return false;
}

static const char *value_of(const struct generated *object, struct str key)
{
    for (size_t i = 0; i < object->n_annotations; i++) {
        if (str_equal(str_from(object->annotations[i].key), key))
            return object->annotations[i].value;
    }
    return NULL;
}

/* Whether the user wrote some spelling of the source ranges: a conflict is not
 * changed. */
static bool has_ranges(const struct trial *trial)
{
    size_t n = 0;
    const struct profile *const *profiles = policy_profiles_in_use(trial->policy, &n);

    for (size_t i = 0; i < trial->object.n_annotations; i++) {
        for (size_t j = 0; j < n; j++) {
            if (profile_is_list_key(profiles[j],
                                    str_from(trial->object.annotations[i].key)))
                return true;
        }
    }
    return false;
}

static bool is_platforms(enum rule_id rule)
{
    return rule == RULE_DNS_ANNOTATIONS || rule == RULE_SOURCE_RANGES ||
           rule == RULE_ANNOTATION_REQUIRED;
}

/* Whether the mutating stage may add anything: not to an object that is being deleted,
 * not by a status write, and not if the carriers disagree (a stored disagreement is held,
 * but the class is still undecided). */
static bool is_patched(const struct trial *trial, const struct decision *decision)
{
    for (size_t i = 0; i < decision->n_violations; i++) {
        if (decision->violations[i].rule == RULE_CLASS_AGREES)
            return false;
    }
    return trial->from.sub_resource.len == 0 && !trial->stored.being_deleted;
}

static bool dns_asks_for(const struct policy *policy, const struct class *class,
                         struct str key)
{
    size_t n;
    const struct dns_prefix *all = policy_dns_prefixes(policy, &n);
    const struct dns_prefix *prefix = dns_prefix_of(all, n, key);
    const struct class_dns *dns;
    const struct dns_entry *entry;

    if (prefix == NULL || prefix->instance == NULL)
        return false;
    dns = class_dns_of(class, prefix->instance);
    if (dns == NULL)
        return false;
    entry = class_dns_entry(dns, str_skip(key, prefix->prefix.len));
    return entry != NULL && entry->mode == WANTED_PRESENT;
}

/* Whether users must write the key (mode `present`). */
static bool is_asked_for(const struct trial *trial, const struct decision *decision,
                         struct str key)
{
    const struct class *class = decision->n_classes == 1 ? decision->classes[0] : NULL;

    for (size_t i = 0; class != NULL && i < class->n_annotations; i++) {
        if (str_equal(class->annotations[i].key, key))
            return class->annotations[i].mode == WANTED_PRESENT;
    }
    return class != NULL && dns_asks_for(trial->policy, class, key);
}

/* What the platform adds breaks no rule: a violation of the platform's rules is about
 * something that the user wrote. */
static bool platform_is_clean(const struct trial *trial, const struct decision *decision)
{
    for (size_t i = 0; i < decision->n_violations && is_patched(trial, decision); i++) {
        const struct violation *violation = &decision->violations[i];

        if (!is_platforms(violation->rule) ||
            violation->disposition == DISPOSITION_EXCUSED)
            continue;
        if (value_of(&trial->object, violation->path.key) != NULL)
            continue;
        if (violation->rule == RULE_SOURCE_RANGES && has_ranges(trial))
            continue;
        if (is_asked_for(trial, decision, violation->path.key))
            continue;
        return broken("what the platform adds validates clean", violation->sentence);
    }
    return true;
}

/* If an item was put before a user's list, a violation there may be about the user's
 * items. */
static bool is_about_users_items(const struct trial *trial,
                                 const struct violation *violation)
{
    return !is_platforms(violation->rule) &&
           value_of(&trial->object, violation->path.key) != NULL;
}

/* What is written is accepted: no rule is broken at a key that was set or removed.
 * Exception: the class, which may be a stored one that is not permitted. */
static bool written_is_accepted(const struct trial *trial, const struct decision *mutated,
                                const struct decision *judged)
{
    for (size_t i = 0; i < mutated->n_edits; i++) {
        for (size_t j = 0; j < judged->n_violations; j++) {
            const struct violation *violation = &judged->violations[j];

            if (is_platforms(mutated->edits[i].rule) &&
                field_path_same_place(&mutated->edits[i].path, &violation->path) &&
                violation->disposition != DISPOSITION_EXCUSED &&
                !is_about_users_items(trial, violation))
                return broken("what mutate writes, validate accepts",
                              violation->sentence);
        }
    }
    return true;
}

static bool order_is_nothing(const struct trial *trial, enum stage stage,
                             const struct answer *first)
{
    struct answer other;

    ask(trial, stage, generate_json(trial->arena, &trial->object, 0x5eed), &other);
    if (!str_equal(first->body, other.body))
        return broken("the answer does not depend on the order of members", other.body);
    return true;
}

static bool hold(const struct trial *trial)
{
    struct str object = generate_json(trial->arena, &trial->object, 0);
    struct answer first;
    struct answer second;
    struct answer judged;
    struct err err;

    ask(trial, STAGE_MUTATE, object, &first);
    if (!first.allowed)
        return broken("mutation never denies", first.body);
    if (!order_is_nothing(trial, STAGE_MUTATE, &first))
        return false;
    if (first.patch.len > 0 &&
        !patch_apply(trial->arena, object, first.patch, &object, &err))
        return broken("the patch applies", first.patch);
    ask(trial, STAGE_MUTATE, object, &second);
    if (second.patch.len > 0)
        return broken("a second mutation changes nothing", second.patch);
    ask(trial, STAGE_VALIDATE, object, &judged);
    if (judged.patch.len > 0)
        return broken("validation never patches", judged.patch);
    if (!platform_is_clean(trial, &judged.decision) ||
        !written_is_accepted(trial, &first.decision, &judged.decision))
        return false;
    ask(trial, STAGE_VALIDATE, generate_json(trial->arena, &trial->object, 0), &judged);
    return order_is_nothing(trial, STAGE_VALIDATE, &judged);
}

/* A class of the policy for most of the object's words, or sometimes none. */
static const struct class_words *choose_class(struct random *random,
                                              const struct trial *trial)
{
    struct class_words *words = ARENA_NEW(trial->arena, struct class_words, 1);
    size_t n;
    const struct class *classes = policy_classes(trial->policy, &n);
    const size_t chosen = random_below(random, n + 1);

    if (chosen == n)
        return NULL;
    class_words_of(&classes[chosen], trial->arena, words);
    return words;
}

static void make_trial(struct random *random, struct trial *trial)
{
    const struct class_words *words = choose_class(random, trial);

    trial->from = (struct case_file){
        .namespace =
            str_from(generate_namespaces[random_below(random, generate_n_namespaces)]),
        .user = random_below(random, 8) == 0
                    ? STR("system:serviceaccount:cert-manager:cert-manager")
                    : STR("dev")};
    generate_object(random, words, &trial->object);
    trial->has_stored = random_below(random, 2) == 0;
    trial->stored_json = STR_NONE;
    if (!trial->has_stored)
        return;
    trial->stored = trial->object;
    if (random_below(random, 4) != 0)
        generate_neighbour(random, words, &trial->stored);
    trial->stored.being_deleted = random_below(random, 16) == 0;
    trial->object.being_deleted = trial->stored.being_deleted;
    trial->stored_json = generate_json(trial->arena, &trial->stored, 0);
    if (random_below(random, 16) == 0)
        trial->from.sub_resource = STR("status");
}

/* Half of the stored objects have been through the mutating stage, as in a cluster. */
static void mutate_stored(struct random *random, struct trial *trial)
{
    struct trial before = *trial;
    struct answer answer;
    struct err err;

    if (!trial->has_stored || random_below(random, 2) == 0)
        return;
    before.stored_json = STR_NONE;
    before.from.sub_resource = STR_NONE;
    ask(&before, STAGE_MUTATE, trial->stored_json, &answer);
    if (answer.patch.len > 0 && !patch_apply(trial->arena, trial->stored_json,
                                             answer.patch, &trial->stored_json, &err))
        printf("cannot patch: %s\n", err.text);
}

static bool dump(const char *folder, size_t number, const struct trial *trial)
{
    const char *path = arena_format(trial->arena, "%s/%zu.json", folder, number).ptr;
    struct str json = generate_json(trial->arena, &trial->object, 0);
    FILE *file = fopen(path, "w");

    return file != NULL && fwrite(json.ptr, 1, json.len, file) == json.len &&
           fclose(file) == 0;
}

struct settings {
    uint64_t seed;
    size_t rounds;
    const char *dump_folder;
    struct policy *policies[MAX_POLICIES];
    size_t n_policies;
};

static bool take_policy(struct settings *settings, const char *path)
{
    AUTO(problems_clear) struct problems problems = {0};
    struct err err;

    problems_init(&problems);
    if (settings->n_policies == MAX_POLICIES)
        return false;
    settings->policies[settings->n_policies] = policy_load(path, today, &problems, &err);
    if (settings->policies[settings->n_policies] == NULL) {
        fprintf(stderr, "%s\n", err.text);
        return false;
    }
    settings->n_policies++;
    return true;
}

static bool read_arguments(int argc, char **argv, struct settings *settings)
{
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--seed") == 0 && i + 1 < argc)
            settings->seed = strtoull(argv[++i], NULL, 0);
        else if (strcmp(argv[i], "--rounds") == 0 && i + 1 < argc)
            settings->rounds = (size_t)strtoull(argv[++i], NULL, 0);
        else if (strcmp(argv[i], "--dump") == 0 && i + 1 < argc)
            settings->dump_folder = argv[++i];
        else if (!take_policy(settings, argv[i]))
            return false;
    }
    return settings->n_policies > 0;
}

int main(int argc, char **argv)
{
    struct settings settings = {.seed = 1, .rounds = 5000};
    AUTO(arena_clear) struct arena arena = {0};
    size_t failed = 0;

    if (!day_parse(STR(CASE_DAY), &today) || !read_arguments(argc, argv, &settings))
        return 2;
    for (size_t i = 0; i < settings.rounds && failed < 5; i++) {
        struct random random = {settings.seed + i};
        struct trial trial = {.arena = &arena};

        trial.policy = settings.policies[random_below(&random, settings.n_policies)];
        make_trial(&random, &trial);
        mutate_stored(&random, &trial);
        if (settings.dump_folder != NULL) {
            failed += dump(settings.dump_folder, i, &trial) ? 0 : 1;
        } else if (!hold(&trial)) {
            struct str review =
                review_of(&trial, generate_json(&arena, &trial.object, 0));

            failed++;
            printf("policy %.*s, --seed %llu --rounds 1\n%.*s\n",
                   STR_ARGS(policy_name(trial.policy)),
                   (unsigned long long)(settings.seed + i), STR_ARGS(review));
        }
        arena_reset(&arena, (size_t)1 << 20);
    }
    for (size_t i = 0; i < settings.n_policies; i++)
        policy_unref(settings.policies[i]);
    printf("%zu passed, %zu failed\n", settings.rounds - failed, failed);
    return failed > 0 ? 1 : 0;
}
