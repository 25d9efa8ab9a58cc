/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/explain/name/name.h"

#include "core/rules/name_fault.h"

size_t name_owners(const struct delegated *decided, struct arena *arena,
                   const struct tenant ***ret)
{
    const struct tenant **owners = ARENA_NEW(arena, const struct tenant *, decided->n);
    size_t n = 0;

    for (size_t i = 0; i < decided->n; i++) {
        /* Listings are sorted by tenant. */
        if (n == 0 || owners[n - 1] != decided->listings[i]->tenant)
            owners[n++] = decided->listings[i]->tenant;
    }
    *ret = owners;
    return n;
}

static void find_tenant(struct name_answer *answer)
{
    const struct tenant *tenant =
        policy_tenant_of(answer->asking->desk->policy, answer->asking->namespace);
    size_t i = 0;

    answer->tenant = tenant;
    while (tenant != NULL && i < tenant->n_namespaces &&
           !name_pattern_matches(&tenant->namespaces[i], answer->asking->namespace))
        i++;
    if (tenant != NULL && i < tenant->n_namespaces)
        answer->by = &tenant->namespaces[i];
}

/* True if the tenant of the namespace does not list the entry.  Without a namespace: if
 * an owner of the name does not. */
static bool is_foreign(const struct name_answer *answer, const struct delegated *entry)
{
    if (answer->tenant != NULL)
        return !delegated_has(entry, answer->tenant);
    for (size_t i = 0; answer->is_decided && i < answer->decided.n; i++) {
        if (!delegated_has(entry, answer->decided.listings[i]->tenant))
            return true;
    }
    return false;
}

static void find_below(struct name_answer *answer, struct str base, struct arena *arena)
{
    struct delegated *below;
    const size_t n = delegation_below(answer->asking->delegation, base, arena, &below);

    for (size_t i = 0; i < n; i++) {
        if (is_foreign(answer, &below[i]))
            below[answer->n_below++] = below[i];
    }
    answer->below = below;
}

static void find_owner(struct name_answer *answer, const struct name *name,
                       struct arena *arena)
{
    const struct delegation *delegation = answer->asking->delegation;

    answer->is_decided = delegation_find(delegation, name, arena, &answer->decided);
    if (answer->is_decided)
        answer->overrides = delegation_find_overridden(delegation, name, &answer->decided,
                                                       arena, &answer->overridden);
    else
        answer->n_nearest = delegation_nearest(delegation, name, arena, answer->nearest);
    if (name->is_wildcard)
        find_below(answer, name->base, arena);
}

/* Answer for every class of the question, in one namespace. */
static void ask_classes(const struct reach_question *question, struct reached *all,
                        struct name_answer *answer, struct arena *arena)
{
    const struct asking *asking = question->asking;
    size_t n_classes;
    const struct class *classes = policy_classes(asking->desk->policy, &n_classes);

    if (asking->n_classes > 0)
        n_classes = asking->n_classes;
    for (size_t i = 0; i < n_classes; i++) {
        struct reached *reached = &all[answer->n_reached++];

        reached_ask(question,
                    asking->n_classes > 0 ? asking->classes[i] : classes[i].name, arena,
                    reached);
        answer->allowed = answer->allowed || reached->allowed;
    }
}

/* The tenants to answer for: that of the namespace, or each owner of the name. */
static size_t list_askers(const struct name_answer *answer, struct arena *arena,
                          const struct tenant ***ret)
{
    const struct tenant **one;

    if (answer->asking->namespace.len == 0) {
        *ret = NULL;
        return answer->is_decided ? name_owners(&answer->decided, arena, ret) : 0;
    }
    one = ARENA_NEW(arena, const struct tenant *, 1);
    one[0] = answer->tenant;
    *ret = one;
    return 1;
}

static void ask_all(struct name_answer *answer, const struct name *name,
                    struct arena *arena)
{
    const struct asking *asking = answer->asking;
    const struct tenant **askers;
    const size_t n = list_askers(answer, arena, &askers);
    struct reach_question question = {
        .asking = asking,
        .namespace = asking->namespace,
        .name = answer->is_name ? name : NULL,
        .text = answer->text,
        .decided = answer->is_decided ? &answer->decided : NULL,
        .below = answer->below,
        .n_below = answer->n_below,
    };
    size_t n_classes;
    struct reached *reached;

    (void)policy_classes(asking->desk->policy, &n_classes);
    reached =
        ARENA_NEW(arena, struct reached,
                  n * (n_classes > asking->n_classes ? n_classes : asking->n_classes));
    answer->reached = reached;
    for (size_t i = 0; i < n; i++) {
        question.tenant = askers[i];
        if (asking->namespace.len > 0 ||
            reached_namespace(asking->desk->policy, askers[i], &answer->decided, arena,
                              &question.namespace))
            ask_classes(&question, reached, answer, arena);
    }
}

/* The sentence of host-valid, regardless of the action of that rule. */
static struct str fault_of(struct str text, struct arena *arena)
{
    struct buf buf = buf_in(arena);

    name_fault_add_sentence(&buf, text);
    return buf_str(&buf);
}

void name_ask(const struct asking *asking, struct str given, struct arena *arena,
              struct name_answer *ret)
{
    struct name name = {0};
    const char *reason = NULL;

    *ret = (struct name_answer){.asking = asking, .given = given, .text = given};
    ret->is_name = name_parse(arena, given, &name, &reason);
    if (asking->namespace.len > 0)
        find_tenant(ret);
    if (ret->is_name) {
        ret->text = name.text;
        find_owner(ret, &name, arena);
    } else {
        ret->fault = fault_of(given, arena);
    }
    ask_all(ret, &name, arena);
}
