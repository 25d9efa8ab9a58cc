/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/explain/object/object.h"

#include "base/map.h"
#include "cmd/check/manifests.h"
#include "core/policy/policy.h"
#include "wire/answer.h"

enum check_result object_ask(const struct asking *asking, const struct check_write *write,
                             struct arena *arena, struct object_answer *ret,
                             struct err *err)
{
    struct check_write traced = *write;
    const struct tenant *tenant;
    enum check_result result;

    *ret = (struct object_answer){
        .asking = asking, .manifest = write->manifest, .namespace = write->namespace};
    traced.written = &ret->written;
    traced.judged = &ret->judged;
    result = check_object(&traced, arena, &ret->object, err);
    if (result != CHECK_DONE)
        return result;
    tenant = ret->object.tenant;
    for (size_t i = 0; tenant != NULL && i < tenant->n_namespaces; i++) {
        if (ret->by == NULL &&
            name_pattern_matches(&tenant->namespaces[i], write->namespace))
            ret->by = &tenant->namespaces[i];
    }
    return CHECK_DONE;
}

enum disposition object_outcome(const struct object_answer *answer,
                                const struct violation *violation)
{
    return violation->disposition == DISPOSITION_DENIED &&
                   answer->object.validated->allowed
               ? DISPOSITION_WARNED
               : violation->disposition;
}

struct str object_field(const struct field_path *path, struct arena *arena)
{
    struct buf buf = buf_in(arena);

    field_path_add(&buf, path);
    return buf_str(&buf);
}

struct place object_place(const struct object_answer *answer, struct str field)
{
    return manifest_place(answer->manifest, field);
}

bool object_serves(const struct object_answer *answer, const struct class *class,
                   const struct claim *claim)
{
    const struct tenant *tenant = answer->object.tenant;
    const struct tenant_values values = tenant_values_of(tenant, answer->namespace);

    return policy_class_serves(answer->asking->desk->policy, class, tenant, &values,
                               &claim->name);
}

/* Names being gathered from claims. */
struct gathering {
    struct claimed_name *names;
    size_t n;
    struct map by_text;
    uint32_t *name_of; /* index in `names`, by claim */
};

static void gather(const struct claims *claims, struct arena *arena,
                   struct gathering *gathering)
{
    gathering->names = ARENA_NEW(arena, struct claimed_name, claims->n);
    gathering->name_of = ARENA_NEW(arena, uint32_t, claims->n);
    for (size_t i = 0; i < claims->n; i++) {
        const struct claim *claim = &claims->all[i];
        const uint32_t at =
            *map_put(&gathering->by_text, claim->text, (uint32_t)gathering->n);

        if (at == gathering->n)
            gathering->names[gathering->n++] =
                (struct claimed_name){.text = claim->text, .claim = claim};
        gathering->names[at].n_claims++;
        gathering->name_of[i] = at;
    }
}

/* Group the numbers of the claims by name. */
static void lay_out(const struct claims *claims, struct arena *arena,
                    struct gathering *gathering)
{
    size_t *numbers = ARENA_NEW(arena, size_t, claims->n);
    size_t next = 0;

    for (size_t i = 0; i < gathering->n; i++) {
        gathering->names[i].claims = numbers + next;
        next += gathering->names[i].n_claims;
        gathering->names[i].n_claims = 0;
    }
    for (size_t i = 0; i < claims->n; i++) {
        struct claimed_name *name = &gathering->names[gathering->name_of[i]];

        numbers[(size_t)(name->claims - numbers) + name->n_claims++] = i;
    }
}

/* Find the sentence of host-valid for each text that is not a name. */
static void find_faults(const struct object_answer *answer, struct gathering *gathering)
{
    const struct decision *decision = &answer->object.validated->decision;

    for (size_t i = 0; i < decision->n_violations; i++) {
        const struct violation *violation = &decision->violations[i];
        uint32_t at;

        if (violation->rule == RULE_HOST_VALID &&
            map_get(&gathering->by_text, violation->value, &at))
            gathering->names[at].fault = violation->sentence;
    }
}

size_t object_names(const struct object_answer *answer, struct arena *arena,
                    struct claimed_name **ret)
{
    const struct claims *claims = answer->judged.claims;
    const struct delegation *delegation = answer->asking->delegation;
    struct gathering gathering = {0};

    *ret = NULL;
    if (claims == NULL)
        return 0;
    gather(claims, arena, &gathering);
    lay_out(claims, arena, &gathering);
    find_faults(answer, &gathering);
    map_clear(&gathering.by_text);
    for (size_t i = 0; i < gathering.n; i++) {
        struct claimed_name *name = &gathering.names[i];

        if (!name->claim->valid)
            continue;
        name->is_decided =
            delegation_find(delegation, &name->claim->name, arena, &name->decided);
        if (!name->is_decided)
            name->n_nearest =
                delegation_nearest(delegation, &name->claim->name, arena, name->nearest);
    }
    *ret = gathering.names;
    return gathering.n;
}
