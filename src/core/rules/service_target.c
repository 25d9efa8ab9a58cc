/* SPDX-License-Identifier: Apache-2.0 */
/*
 * service-target: a Service of type ExternalName must lead to a name that the tenant may
 * use, and not to an address or a name of the cluster.
 */
#include "core/object/service.h"
#include "core/rules/rules.h"
#include "core/rules/sentence.h"

static bool is_permitted(const struct context *context, struct str target)
{
    const struct tenant_services *services = services_of(context->inquiry);
    const char *reason = NULL;
    struct name name;

    if (!name_parse(context->inquiry->arena, target, &name, &reason) || name.is_wildcard)
        return false;
    for (size_t i = 0; i < services->n_external_names; i++) {
        if (name_is_within(name.text, services->external_names[i]))
            return true;
    }
    return false;
}

static void check(const struct context *context, struct violations *out)
{
    const struct view_service *service = context->inquiry->view->service;

    if (service_type_of(service) == SERVICE_EXTERNAL_NAME &&
        !is_permitted(context, service->external_name))
        violations_add(out, RULE_SERVICE_TARGET,
                       field_path_of(FIELD_SERVICE_EXTERNAL_NAME),
                       context_present(service->external_name));
}

static void explain(const struct context *context, const struct draft *draft,
                    struct buf *buf)
{
    const struct tenant_services *services = services_of(context->inquiry);

    text_add_quoted(buf, draft->violation.value);
    sentence_add_for_tenant(buf, context, " is not a permitted target for tenant ");
    if (services->n_external_names == 0) {
        buf_add_text(buf, "; nothing is permitted");
        return;
    }
    buf_add_text(buf, "; permitted: ");
    text_add_list(buf, services->external_names, services->n_external_names);
}

const struct rule rule_service_target = {
    .id = RULE_SERVICE_TARGET,
    .summary = "The external name of a Service is a target that the tenant may use.",
    .kinds = KIND_SERVICE,
    .needs = NEEDS_TENANT,
    .growth = GROWTH_NO_NEW_ROUTES,
    .check = check,
    .explain = explain,
};
