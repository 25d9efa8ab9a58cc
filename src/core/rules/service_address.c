/* SPDX-License-Identifier: Apache-2.0 */
/*
 * service-address: the addresses that a Service requests must be in networks of the
 * tenant.  A Service with a freely chosen address could take over the address of another
 * tenant.
 */
#include "core/entries/trace.h"
#include "core/object/service.h"
#include "core/rules/rules.h"
#include "core/rules/sentence.h"

static bool is_within(const struct context *context,
                      const struct tenant_networks *networks, struct str address)
{
    const char *reason = NULL;
    struct cidr cidr;
    struct cidr_set set;

    if (networks->set == NULL)
        return false;
    trace_networks(context->inquiry->trace, networks->names);
    if (!cidr_parse(address, &cidr, &reason) || !cidr.bare)
        return false;
    set = cidr_set_of(context->inquiry->arena, &cidr, 1);
    return cidr_set_within(&set, networks->set);
}

static void add(const struct tenant_networks *networks, struct field_path path,
                struct str address, struct violations *out)
{
    struct draft *draft =
        violations_add(out, RULE_SERVICE_ADDRESS, path, context_present(address));

    if (networks->set != NULL)
        draft->detail = networks->text;
}

static void check_fields(const struct context *context, struct violations *out)
{
    const struct view_service *service = context->inquiry->view->service;
    const struct tenant_services *services = services_of(context->inquiry);
    const struct tenant_networks *addresses = &services->addresses;
    const struct tenant_networks *external = &services->external_ips;

    if (service->address.len > 0 && !is_within(context, addresses, service->address))
        add(addresses, field_path_of(FIELD_SERVICE_ADDRESS), service->address, out);
    for (size_t i = 0; i < service->n_external_ips; i++) {
        if (!is_within(context, external, service->external_ips[i]))
            add(external, field_path_at(FIELD_SERVICE_EXTERNAL_IP, i, 0),
                service->external_ips[i], out);
    }
}

/* True if all items of the list are addresses in the networks. */
static bool are_within(const struct context *context,
                       const struct tenant_networks *networks, struct str list)
{
    struct str item;
    bool done = false;

    while (str_next_item(&list, ',', &done, &item)) {
        if (!is_within(context, networks, str_trim_white(item)))
            return false;
    }
    return true;
}

static bool is_addressing(const struct service_profile *profile, struct str key)
{
    return service_key_among(profile->addressing, profile->n_addressing, key) != NULL;
}

/* True if the load balancers of the class read the key; without a class, if any do. */
static bool chooses_address(const struct context *context, struct str key)
{
    const struct carriers *carriers = &context->carriers;
    size_t n = 0;
    const struct service_profile *const *in_use =
        policy_service_profiles_in_use(context->inquiry->policy, &n);

    for (size_t i = 0; carriers->n_classes == 0 && i < n; i++) {
        if (is_addressing(in_use[i], key))
            return true;
    }
    for (size_t i = 0; i < carriers->n_classes; i++) {
        const struct class_service *service = carriers->classes[i]->service;

        if (service != NULL && is_addressing(service->profile, key))
            return true;
    }
    return false;
}

static void check(const struct context *context, struct violations *out)
{
    const struct view *view = context->inquiry->view;
    const struct tenant_networks *addresses = &services_of(context->inquiry)->addresses;

    check_fields(context, out);
    for (size_t i = 0; i < view->n_annotations; i++) {
        const struct annotation *at = &view->annotations[i];

        if (chooses_address(context, at->key) &&
            !are_within(context, addresses, at->value) &&
            !context_wants(context, at->key, at->value))
            add(addresses, field_path_annotation(at->key), at->value, out);
    }
}

/* No user may choose an address. */
static void explain_closed(const struct context *context, struct buf *buf)
{
    const struct tenant *tenant = context->inquiry->tenant;

    if (tenant == NULL) {
        buf_add_text(buf, "namespace ");
        text_add_quoted(buf, context->inquiry->namespace);
        buf_add_text(buf, " belongs to no tenant and");
    } else {
        buf_add_text(buf, "tenant ");
        text_add_quoted(buf, tenant->name);
    }
    buf_add_text(buf, " may not choose addresses; remove it");
}

static void explain(const struct context *context, const struct draft *draft,
                    struct buf *buf)
{
    if (draft->detail.len == 0) {
        explain_closed(context, buf);
        return;
    }
    text_add_quoted(buf, draft->violation.value);
    sentence_add_for_tenant(buf, context, " is not in a network of tenant ");
    buf_addf(buf, "; permitted: %.*s", STR_ARGS(draft->detail));
}

const struct rule rule_service_address = {
    .id = RULE_SERVICE_ADDRESS,
    .summary = "The addresses of a Service lie in networks of the tenant.",
    .kinds = KIND_SERVICE,
    .needs = NEEDS_TENANT,
    .growth = GROWTH_FREE,
    .check = check,
    .explain = explain,
};
