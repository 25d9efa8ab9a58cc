/* SPDX-License-Identifier: Apache-2.0 */
/*
 * service-type: a Service must be of a type that the tenant may write.
 */
#include "core/object/service.h"
#include "core/rules/rules.h"
#include "core/rules/sentence.h"

static void check(const struct context *context, struct violations *out)
{
    const struct view_service *service = context->inquiry->view->service;
    const enum service_type type = service_type_of(service);

    if (type == SERVICE_TYPES || !services_of(context->inquiry)->types[type])
        violations_add(out, RULE_SERVICE_TYPE, field_path_of(FIELD_SERVICE_TYPE),
                       service->type);
}

static void explain(const struct context *context, const struct draft *draft,
                    struct buf *buf)
{
    const struct tenant_services *services = services_of(context->inquiry);

    buf_add_text(buf, "type ");
    text_add_escaped(buf, draft->violation.value, NAME_MAX_BYTES);
    sentence_add_for_tenant(buf, context, " is not permitted for tenant ");
    if (services->n_type_names > 0) {
        buf_add_text(buf, "; permitted: ");
        text_add_list(buf, services->type_names, services->n_type_names);
    }
    buf_add_text(buf, ". Ingresses and routes need type ClusterIP only");
}

const struct rule rule_service_type = {
    .id = RULE_SERVICE_TYPE,
    .summary = "A Service is of a type that the tenant may write.",
    .kinds = KIND_SERVICE,
    .needs = NEEDS_TENANT,
    .growth = GROWTH_NO_NEW_ROUTES,
    .check = check,
    .explain = explain,
};
