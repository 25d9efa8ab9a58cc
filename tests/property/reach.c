/* SPDX-License-Identifier: Apache-2.0 */
/*
 * reach: a comparison of two policies lists a name if and only if its answers differ.
 *
 * reach OLD NEW SEED N: draws N questions (namespace, class, name), asks admit() about
 * the probe object under both policies, and looks the name up in the parts of the
 * comparison.  The witness of each part must have the answers of the part.
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"
#include "core/kinds/resource.h"
#include "core/reach/compare.h"
#include "live/policy_load.h"
#include "wire/admit.h"
#include "wire/patch.h"
#include "wire/review_write.h"

#define TODAY 20000

static uint64_t seed;

static uint32_t chance(uint32_t n)
{
    seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return n == 0 ? 0 : (uint32_t)(seed >> 33) % n;
}

static const enum rule_id reach_rules[] = {
    RULE_TENANT_KNOWN,    RULE_CLASS_PRESENT, RULE_CLASS_AGREES,
    RULE_CLASS_PERMITTED, RULE_HOST_PRESENT,  RULE_HOST_VALID,
    RULE_HOST_PERMITTED,  RULE_HOST_IN_CLASS, RULE_HOST_WILDCARD,
};

/* A question: may this namespace use this name with this class? */
struct probe {
    struct str namespace, class, name;
};

static struct str write_probe(const struct policy *policy, const struct probe *probe,
                              struct arena *arena)
{
    const struct class *class = policy_class(policy, probe->class);
    const bool by_key =
        class != NULL && class->profile->class_reading == CLASS_READ_ANNOTATION;

    return arena_format(
        arena,
        "{\"apiVersion\":\"networking.k8s.io/v1\",\"kind\":\"Ingress\",\"metadata\":"
        "{\"namespace\":\"%.*s\"%s%.*s%s},\"spec\":{%s%.*s%s\"rules\":[{\"host\":\"%.*"
        "s\","
        "\"http\":{\"paths\":[{\"path\":\"/\",\"pathType\":\"Prefix\",\"backend\":"
        "{\"service\":{\"name\":\"a\",\"port\":{\"number\":80}}}}]}}]}}",
        STR_ARGS(probe->namespace),
        by_key ? ",\"annotations\":{\"kubernetes.io/ingress.class\":\"" : "",
        by_key ? (int)probe->class.len : 0, probe->class.ptr, by_key ? "\"}" : "",
        by_key ? "" : "\"ingressClassName\":\"", by_key ? 0 : (int)probe->class.len,
        probe->class.ptr, by_key ? "" : "\",", STR_ARGS(probe->name));
}

static void ask(const struct policy *policy, enum stage stage, struct str object,
                const struct probe *probe, struct arena *arena, struct answer *ret)
{
    const struct review_draft draft = {
        .uid = STR("1"),
        .api_version = STR("networking.k8s.io/v1"),
        .kind = STR("Ingress"),
        .resource = STR("ingresses"),
        .namespace = probe->namespace,
        .object = object,
    };

    const struct admit_question question = {
        .policy = policy,
        .stage = stage,
        .bytes = review_write(&draft, arena),
        .today = TODAY,
    };

    admit_in_full(&question, arena, ret);
}

/* The answer of admit(). */
static bool reaches(const struct policy *policy, const struct probe *probe,
                    struct arena *arena)
{
    struct str object = write_probe(policy, probe, arena);
    struct answer answer = {0};
    struct err err = {0};

    ask(policy, STAGE_MUTATE, object, probe, arena, &answer);
    if (answer.patch.len > 0 && !patch_apply(arena, object, answer.patch, &object, &err))
        abort();
    ask(policy, STAGE_VALIDATE, object, probe, arena, &answer);
    for (size_t i = 0; i < answer.decision.n_violations; i++) {
        const struct violation *violation = &answer.decision.violations[i];

        for (size_t k = 0; k < ARRAY_LEN(reach_rules); k++) {
            if (violation->rule == reach_rules[k] &&
                violation->disposition == DISPOSITION_DENIED)
                return false;
        }
    }
    return answer.kind == ANSWER_DECIDED;
}

/* A namespace for which names are looked up in the comparison. */
struct looking {
    const struct reach_comparison *comparison;
    struct str namespace;
    struct tenant_values values[REACH_SIDES];
    struct arena *arena;
};

static struct str own_name(const struct looking *looking, const struct reach_own *own)
{
    struct str name = STR_NONE;

    if (!family_instance(own->family->family, &looking->values[own->family->side],
                         looking->arena, &name))
        return STR_NONE;
    return own->family->family->entry == DOMAIN_WILDCARD ? str_skip(name, 2) : name;
}

static struct hole hole_of(struct str label)
{
    size_t open = 0;
    size_t close = 0;

    if (!str_find(label, '{', &open) || !str_find(label, '}', &close))
        abort();
    return (struct hole){str_head(label, open), str_skip(label, close + 1), true, false};
}

/* Whether a narrower family at the same place contains the label. */
static bool has_narrower(const struct reach_names *names, const struct reach_node *node,
                         struct str label)
{
    const struct hole own = hole_of(reach_label(node->name));

    for (uint32_t i = 0; i < names->n; i++) {
        const struct reach_node *other = &names->nodes[i];
        struct hole hole;

        if (!other->is_family || other == node ||
            !str_equal(name_parent(other->name), name_parent(node->name)))
            continue;
        hole = hole_of(reach_label(other->name));
        if (hole_is_within(&hole, &own) && hole_matches(&hole, label))
            return true;
    }
    return false;
}

/* The instance of another namespace that is the name, or contains it; len 0: there is
 * none. */
static struct str other_of(const struct looking *looking, const struct reach_part *part,
                           const struct reach_actor *actor, struct str name)
{
    const struct reach_names *names = &looking->comparison->names;
    const struct reach_node *node = &names->nodes[part->node];
    const struct str parent = name_parent(node->name);
    const struct hole hole = hole_of(reach_label(node->name));

    while (name.len > 0 && !str_equal(name_parent(name), parent))
        name = name_parent(name);
    if (name.len == 0 || !hole_matches(&hole, reach_label(name)) ||
        reach_names_find(names, name) != REACH_NOBODY ||
        has_narrower(names, node, reach_label(name)))
        return STR_NONE;
    for (size_t i = 0; i < actor->n_own; i++) {
        if (str_equal(own_name(looking, &actor->own[i]), name))
            return STR_NONE;
    }
    return name;
}

static bool is_in_part(const struct looking *looking, const struct reach_actor *actor,
                       const struct reach_part *part, const struct name *name)
{
    struct str base = part->name;

    if (part->own != REACH_NOBODY)
        base = own_name(looking, &actor->own[part->own]);
    else if (part->is_other)
        base = other_of(looking, part, actor, name->base);
    if (base.len == 0 && (part->is_other || part->own != REACH_NOBODY))
        return false;
    switch (part->form) {
    case REACH_NAME:
        if (name->is_wildcard || !str_equal(name->text, base))
            return false;
        break;
    case REACH_WILDCARD:
        if (!name->is_wildcard || !str_equal(name->base, base))
            return false;
        break;
    case REACH_BELOW:
    case REACH_WILDCARDS:
        if (!name_is_within(name->base, base.len == 0 ? STR(".") : base))
            return false;
        break;
    }
    for (size_t i = 0; i < part->n_except; i++) {
        if (is_in_part(looking, actor, &part->except[i], name))
            return false;
    }
    return true;
}

static bool is_listed(const struct looking *looking, uint32_t at, uint32_t class,
                      enum reach_side only, const struct name *name)
{
    const struct reach_comparison *comparison = looking->comparison;
    const struct reach_actor *actor = &comparison->spaces.actors[at];
    bool names_have_wildcards = true;

    for (size_t s = 0; s < REACH_SIDES; s++) {
        struct reach_gate gate = reach_gate_of(
            &actor->askers[s], comparison->names.classes.names[class], TODAY);

        if (gate.is_open && gate.needs_literal)
            names_have_wildcards = false;
    }
    for (size_t i = 0; i < comparison->n_differences; i++) {
        const struct reach_difference *one = &comparison->differences[i];

        if (one->actor != at || one->class != class || one->only != only)
            continue;
        for (size_t k = 0; k < one->n_parts; k++) {
            const enum reach_form form = one->parts[k].form;

            if (form == REACH_BELOW && name->is_wildcard && !names_have_wildcards)
                continue;
            if (form == REACH_WILDCARDS && !name->is_wildcard)
                continue;
            if (is_in_part(looking, actor, &one->parts[k], name))
                return true;
        }
    }
    return false;
}

static struct str draw_namespace(const struct reach_comparison *comparison,
                                 struct arena *arena)
{
    static const char *const fillers[] = {"a", "b", "foo", "17", "x", "a-b", "web"};
    const struct reach_cell *cell =
        &comparison->spaces.cells[chance((uint32_t)comparison->spaces.n_cells)];
    const char *filler = fillers[chance(ARRAY_LEN(fillers))];

    if (!name_pattern_has_hole(&cell->pattern) || chance(3) == 0)
        return cell->namespace;
    return arena_format(arena, "%.*s%s%.*s", (int)cell->pattern.hole,
                        cell->pattern.text.ptr, filler,
                        STR_ARGS(str_skip(cell->pattern.text, cell->pattern.hole + 1)));
}

static struct str draw_name(const struct looking *looking,
                            const struct reach_actor *actor)
{
    static const char *const fronts[] = {"x",  "a",     "b",   "foo",
                                         "17", "pr-17", "a.b", "x1"};
    const struct reach_names *names = &looking->comparison->names;
    struct str name = names->nodes[chance(names->n)].sample;

    if (actor->n_own > 0 && chance(3) == 0)
        name = own_name(looking, &actor->own[chance((uint32_t)actor->n_own)]);
    if (name.len > 0 && chance(5) == 0)
        name = name_parent(name);
    if (name.len == 0)
        name = STR("org");
    if (chance(2) == 0)
        name = arena_format(looking->arena, "%s.%.*s", fronts[chance(ARRAY_LEN(fronts))],
                            STR_ARGS(name));
    if (chance(3) == 0)
        name = arena_format(looking->arena, "*.%.*s", STR_ARGS(name));
    return name;
}

static void say(const char *what, const struct probe *probe, const bool *answers)
{
    printf("%s: namespace %.*s, class %.*s, name %.*s: old %d, new %d\n", what,
           STR_ARGS(probe->namespace), STR_ARGS(probe->class), STR_ARGS(probe->name),
           answers[0], answers[1]);
}

static bool check_one(const struct reach_comparison *comparison)
{
    AUTO(arena_clear) struct arena arena = {0};
    const struct reach_names *names = &comparison->names;
    const uint32_t class = chance((uint32_t)names->classes.n);
    struct probe probe = {draw_namespace(comparison, &arena), names->classes.names[class],
                          STR_NONE};
    struct looking looking = {
        .comparison = comparison, .namespace = probe.namespace, .arena = &arena};
    const uint32_t actor = reach_actor_find(comparison, probe.namespace);
    struct name name;
    const char *reason;
    bool answers[REACH_SIDES];
    bool fine = true;

    for (size_t s = 0; s < REACH_SIDES; s++)
        looking.values[s] = tenant_values_of(
            policy_tenant_of(names->policies.of[s], probe.namespace), probe.namespace);
    probe.name = draw_name(&looking, &comparison->spaces.actors[actor]);
    if (!name_parse(&arena, probe.name, &name, &reason))
        return true;
    for (size_t s = 0; s < REACH_SIDES; s++)
        answers[s] = reaches(names->policies.of[s], &probe, &arena);
    if (is_listed(&looking, actor, class, REACH_NEW, &name) !=
        (answers[1] && !answers[0])) {
        say(answers[1] && !answers[0] ? "gained, not listed" : "listed as gained", &probe,
            answers);
        fine = false;
    }
    if (is_listed(&looking, actor, class, REACH_OLD, &name) !=
        (answers[0] && !answers[1])) {
        say(answers[0] && !answers[1] ? "lost, not listed" : "listed as lost", &probe,
            answers);
        fine = false;
    }
    return fine;
}

static bool check_witnesses(const struct reach_comparison *comparison)
{
    AUTO(arena_clear) struct arena arena = {0};
    const struct reach_names *names = &comparison->names;
    bool fine = true;

    for (size_t i = 0; i < comparison->n_differences; i++) {
        const struct reach_difference *one = &comparison->differences[i];
        struct probe probe = {comparison->spaces.actors[one->actor].sample,
                              names->classes.names[one->class], STR_NONE};

        for (size_t k = 0; k < one->n_parts; k++) {
            bool answers[REACH_SIDES];

            probe.name = one->parts[k].witness;
            for (size_t s = 0; s < REACH_SIDES; s++)
                answers[s] =
                    probe.name.len > 0 && reaches(names->policies.of[s], &probe, &arena);
            if (answers[one->only] && !answers[1 - one->only])
                continue;
            say("witness", &probe, answers);
            fine = false;
        }
    }
    return fine;
}

static void print(const struct reach_comparison *comparison)
{
    AUTO(buf_clear) struct buf buf = {.max_bytes = BUF_MAX_BYTES};

    for (size_t i = 0; i < comparison->n_differences; i++) {
        const struct reach_difference *one = &comparison->differences[i];

        buf_add_byte(&buf, one->only == REACH_NEW ? '+' : '-');
        buf_add_byte(&buf, ' ');
        reach_actor_add(&buf, comparison, one->actor);
        buf_add_text(&buf, ": in ");
        buf_add(&buf, comparison->names.classes.names[one->class]);
        for (size_t k = 0; k < one->n_parts; k++) {
            buf_add_text(&buf, k == 0 ? ": " : "; ");
            reach_part_add(&buf, &one->parts[k]);
        }
        buf_add_byte(&buf, '\n');
    }
    fputs(buf_text(&buf), stdout);
}

int main(int argc, char **argv)
{
    AUTO(arena_clear) struct arena arena = {0};
    AUTO(problems_clear) struct problems problems = {0};
    struct reach_comparison comparison;
    struct reach_policies policies = {.today = TODAY};
    struct err err = {0};
    bool fine;

    if (argc != 5)
        return 2;
    for (size_t s = 0; s < REACH_SIDES; s++) {
        policies.of[s] = policy_load(argv[1 + s], TODAY, &problems, &err);
        if (policies.of[s] == NULL) {
            fprintf(stderr, "%s: %s\n", argv[1 + s],
                    problems.n > 0 ? problems.all[0].text : err.text);
            return 2;
        }
    }
    seed = strtoull(argv[3], NULL, 10);
    fine = reach_compare(&policies, &arena, &comparison);
    fine = fine && check_witnesses(&comparison);
    for (unsigned long i = strtoul(argv[4], NULL, 10); i > 0; i--)
        fine = check_one(&comparison) && fine;
    if (!fine)
        print(&comparison);
    reach_comparison_clear(&comparison);
    for (size_t s = 0; s < REACH_SIDES; s++) {
        struct policy *policy;

        memcpy(&policy, &policies.of[s], sizeof policy);
        policy_unref(policy);
    }
    return fine ? 0 : 1;
}
