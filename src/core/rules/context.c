/*
 * context: gathered once for an object.
 */
#include "core/rules/context.h"

void context_init(struct context *context, const struct policy *policy,
                  const struct tenant *tenant, const struct write *write,
                  const struct view *view, struct arena *arena)
{
    context->policy = policy;
    context->write = write;
    context->tenant = tenant;
    context->stranger = STRANGER_WITHOUT_GRANTS;
    context->view = view;
    context->arena = arena;
    context->claims = (struct claims){0};
    context->claims_read = false;
    context->bound = NULL;
    carriers_of(policy, view, &context->carriers);
}

void context_read_claims(struct context *context)
{
    if (context->claims_read)
        return;
    claims_of(context->policy, context->view, &context->carriers, context->arena,
              &context->claims);
    context->claims_read = true;
}

void context_read_wanted(struct context *context)
{
    struct wanted_query query = {.policy = context->policy,
                                 .write = context->write,
                                 .tenant = context->tenant,
                                 .view = context->view,
                                 .arena = context->arena};

    for (size_t i = 0; i < context->carriers.n_classes; i++) {
        query.class = context->carriers.classes[i];
        wanted_of(&query, &context->wanted[i]);
    }
}

bool context_wants(const struct context *context, struct str key, struct str value)
{
    for (size_t i = 0; i < context->carriers.n_classes; i++) {
        if (wanted_is(&context->wanted[i], key, value))
            return true;
    }
    return false;
}
