/* SPDX-License-Identifier: Apache-2.0 */
/*
 * context: the facts of one object, each read once.
 */
#include "core/rules/context.h"

#include "core/object/service.h"

void context_init(struct context *context, const struct inquiry *inquiry)
{
    context->inquiry = inquiry;
    context->tenantless = TENANTLESS_WITHOUT_GRANTS;
    context->claims = (struct claims){0};
    context->is_plain = service_is_plain(inquiry->policy, inquiry->view);
    context->claims_read = false;
    context->wanted_read = false;
    context->bound = NULL;
    context->wanted = NULL;
    context->unbound = (struct wanted_set){0};
    context->closed = (struct key_list){0};
    carriers_of(inquiry, inquiry->view, &context->carriers);
}

void context_read_claims(struct context *context)
{
    if (context->claims_read)
        return;
    claims_of(context->inquiry, &context->carriers, &context->claims);
    context->claims_read = true;
}

void context_read_wanted(struct context *context)
{
    const size_t n = context->carriers.n_classes;

    if (context->wanted_read)
        return;
    if (n == 0)
        wanted_of_none(context->inquiry, &context->unbound);
    context->wanted = ARENA_NEW(context->inquiry->arena, struct wanted_set, n);
    for (size_t i = 0; i < n; i++)
        wanted_of(context->inquiry, context->carriers.classes[i], &context->wanted[i]);
    context->wanted_read = true;
}

size_t context_count_profiles(const struct context *context)
{
    size_t n = 1;

    if (context->bound != NULL)
        return n;
    n = context->carriers.n_classes;
    if (n == 0)
        (void)policy_profiles_in_use(context->inquiry->policy, &n);
    return n;
}

const struct profile *context_profile(const struct context *context, size_t i)
{
    size_t n;

    if (context->bound != NULL)
        return context->bound->class->profile;
    if (context->carriers.n_classes > 0)
        return context->carriers.classes[i]->profile;
    return policy_profiles_in_use(context->inquiry->policy, &n)[i];
}

bool context_wants(const struct context *context, struct str key, struct str value)
{
    for (size_t i = 0; i < context->carriers.n_classes; i++) {
        if (wanted_is(&context->wanted[i], key, value))
            return true;
    }
    return false;
}

bool context_permits_value(const struct context *context, struct str key,
                           struct str value)
{
    const struct wanted_set *set =
        context->bound != NULL ? context->bound : &context->unbound;

    return wanted_permits(set, key, value) || context_wants(context, key, value);
}

const bool *context_refused_claims(const struct context *context,
                                   context_permits *permits)
{
    const struct claims *claims = &context->claims;
    bool *refused =
        arena_alloc(context->inquiry->arena, (claims->n + 1) * sizeof *refused);

    for (size_t i = 0; i < claims->n; i++) {
        const struct claim *claim = &claims->all[i];

        if (claim->first < i)
            refused[i] = refused[claim->first];
        else
            refused[i] = claim->valid && !permits(context, &claim->name);
    }
    return refused;
}
