/* SPDX-License-Identifier: Apache-2.0 */
/*
 * gateway-infrastructure: a Gateway may give its load balancer only settings that the
 * class permits.  Implementations copy these settings to the Service, its address and its
 * parameters.
 */
#include "core/entries/trace.h"
#include "core/rules/rules.h"
#include "core/rules/sentence.h"
#include "core/values/key.h"

enum {
    INFRASTRUCTURE_CLOSED,
    INFRASTRUCTURE_NOT_LISTED, /* detail: what is permitted */
};

/* True if the Gateway has a class and all its classes permit it. */
typedef bool permits(const struct class_gateway *gateway, const void *what);

static bool all_permit(const struct context *context, permits *permit, const void *what)
{
    const struct carriers *carriers = &context->carriers;

    for (size_t i = 0; i < carriers->n_classes; i++) {
        const struct class_gateway *gateway = carriers->classes[i]->gateway;

        if (gateway == NULL || !permit(gateway, what))
            return false;
    }
    return carriers->n_classes > 0;
}

static struct draft *add(struct field_path path, struct str value, struct violations *out)
{
    return violations_add(out, RULE_GATEWAY_INFRASTRUCTURE, path, value);
}

/* The first class's list, where there is one. */
static void set_permitted(const struct context *context, struct draft *draft,
                          struct str list)
{
    if (list.len == 0)
        return;
    draft->what = INFRASTRUCTURE_NOT_LISTED;
    draft->class = context->carriers.classes[0];
    draft->detail = list;
}

static bool permits_annotation(const struct class_gateway *gateway, const void *what)
{
    const struct str *key = what;

    for (size_t i = 0; i < gateway->n_annotations; i++) {
        if (key_matches(*key, gateway->annotations[i]))
            return true;
    }
    return false;
}

static const struct class_gateway *first_gateway(const struct context *context)
{
    return context->carriers.n_classes == 0 ? NULL
                                            : context->carriers.classes[0]->gateway;
}

static void check_own_annotations(const struct context *context, struct violations *out)
{
    const struct view_gateway *gateway = context->inquiry->view->gateway;
    const struct class_gateway *first = first_gateway(context);

    for (size_t i = 0; i < gateway->n_annotations; i++) {
        const struct annotation *at = &gateway->annotations[i];
        const struct field_path path = {
            .field = &builtin_fields[FIELD_GATEWAY_ANNOTATION], .key = at->key};
        const bool is_dns = policy_dns_prefix(context->inquiry->policy, at->key) != NULL;
        struct draft *draft;

        if (!is_dns && all_permit(context, permits_annotation, &at->key))
            continue;
        draft = add(path, context_present(at->value), out);
        if (first != NULL && !is_dns)
            set_permitted(
                context, draft,
                sentence_of_list(context, first->annotations, first->n_annotations));
    }
}

static bool some_key_matches(const struct str *keys, size_t n, struct str key)
{
    for (size_t i = 0; i < n; i++) {
        if (service_key_matches(keys[i], key))
            return true;
    }
    return false;
}

static bool is_key_of(const struct service_profile *profile, struct str key)
{
    for (size_t i = 0; i < profile->n_undoing; i++) {
        if (service_key_matches(profile->undoing[i].key, key))
            return true;
    }
    return some_key_matches(profile->exposing, profile->n_exposing, key) ||
           some_key_matches(profile->addressing, profile->n_addressing, key);
}

/* Keys of some load balancer, whether a class uses it or not; and Istio's, which sets the
 * type of the Service. */
static bool is_infrastructure_key(const struct policy *policy, struct str key)
{
    size_t n;
    const struct service_profile *builtin = service_profiles_builtin(&n);
    const struct service_profile *const *own = NULL;

    for (size_t i = 0; i < n; i++) {
        if (is_key_of(&builtin[i], key))
            return true;
    }
    own = policy_own_service_profiles(policy, &n);
    for (size_t i = 0; i < n; i++) {
        if (is_key_of(own[i], key))
            return true;
    }
    return str_equal(key, STR("networking.istio.io/service-type"));
}

/* On the Gateway itself: implementations copy them to the Service. */
static void check_annotations(const struct context *context, struct violations *out)
{
    const struct view *view = context->inquiry->view;

    for (size_t i = 0; i < view->n_annotations; i++) {
        const struct annotation *at = &view->annotations[i];

        if (is_infrastructure_key(context->inquiry->policy, at->key) &&
            !context_permits_value(context, at->key, at->value))
            add(field_path_annotation(at->key), context_present(at->value), out);
    }
}

static bool permits_parameters(const struct class_gateway *gateway, const void *what)
{
    const struct str *parameters = what;

    for (size_t i = 0; i < gateway->n_parameters; i++) {
        const struct str listed = gateway->parameters[i];
        size_t slash = 0;

        if (str_equal(*parameters, listed))
            return true;
        if (str_has_suffix(listed, STR("/*")) && str_find(*parameters, '/', &slash) &&
            str_equal(str_head(*parameters, slash + 1), str_head(listed, listed.len - 1)))
            return true;
    }
    return false;
}

static void check_parameters(const struct context *context, struct violations *out)
{
    const struct view_gateway *gateway = context->inquiry->view->gateway;
    const struct class_gateway *first = first_gateway(context);
    struct draft *draft;

    if (!gateway->has_parameters ||
        all_permit(context, permits_parameters, &gateway->parameters))
        return;
    draft = add(field_path_of(FIELD_GATEWAY_PARAMETERS), gateway->parameters, out);
    if (first != NULL)
        set_permitted(context, draft,
                      sentence_of_list(context, first->parameters, first->n_parameters));
}

static bool permits_address(const struct class_gateway *gateway, const void *what)
{
    const struct cidr_set *address = what;

    return gateway->has_addresses && cidr_set_within(address, &gateway->addresses);
}

/* The networks with which an address is compared. */
static void trace_addresses(const struct context *context)
{
    const struct carriers *carriers = &context->carriers;

    for (size_t i = 0; i < carriers->n_classes; i++) {
        const struct class_gateway *gateway = carriers->classes[i]->gateway;

        if (gateway != NULL && gateway->has_addresses)
            trace_networks(context->inquiry->trace, gateway->networks);
    }
}

static bool is_permitted_address(const struct context *context,
                                 const struct view_address *address)
{
    const char *reason;
    struct cidr cidr;
    struct cidr_set set;

    if (!str_equal(address->type, STR("IPAddress")) ||
        !cidr_parse(address->value, &cidr, &reason) || !cidr.bare)
        return false;
    set = cidr_set_of(context->inquiry->arena, &cidr, 1);
    trace_addresses(context);
    return all_permit(context, permits_address, &set);
}

/* True if no address is requested, so that there is nothing to judge. */
static bool is_empty_request(const struct view_address *address)
{
    return address->value.len == 0 && str_equal(address->type, STR("IPAddress"));
}

static void check_addresses(const struct context *context, struct violations *out)
{
    const struct view_gateway *gateway = context->inquiry->view->gateway;
    const struct class_gateway *first = first_gateway(context);

    for (size_t i = 0; i < gateway->n_addresses; i++) {
        const struct view_address *address = &gateway->addresses[i];
        struct draft *draft;

        if (is_empty_request(address) || is_permitted_address(context, address))
            continue;
        draft = add(address->path,
                    address->value.len > 0 ? address->value : address->type, out);
        draft->violation.beside = address->type;
        if (first != NULL && first->has_addresses)
            set_permitted(context, draft, first->networks);
    }
}

static void check_scope(const struct context *context, struct violations *out)
{
    const struct view_gateway *gateway = context->inquiry->view->gateway;
    const struct gateway_entry *entry = carriers_own_entry(&context->carriers);

    if (gateway->default_scope.len == 0 ||
        str_equal(gateway->default_scope, STR("None")) ||
        (entry != NULL && entry->is_default))
        return;
    add(field_path_of(FIELD_GATEWAY_SCOPE), gateway->default_scope, out);
}

static void check(const struct context *context, struct violations *out)
{
    check_own_annotations(context, out);
    check_annotations(context, out);
    check_parameters(context, out);
    check_addresses(context, out);
    check_scope(context, out);
}

static void explain(const struct context *context, const struct draft *draft,
                    struct buf *buf)
{
    (void)context;
    if (draft->what == INFRASTRUCTURE_CLOSED) {
        buf_add_text(buf, "settings of the load balancer belong to the platform; remove "
                          "this");
        return;
    }
    text_add_quoted(buf, draft->violation.path.key.ptr != NULL ? draft->violation.path.key
                                                               : draft->violation.value);
    buf_add_text(buf, " is not permitted for class ");
    text_add_quoted(buf, draft->class->name);
    buf_addf(buf, "; permitted: %.*s", STR_ARGS(draft->detail));
}

const struct rule rule_gateway_infrastructure = {
    .id = RULE_GATEWAY_INFRASTRUCTURE,
    .summary = "A Gateway has only the load balancer settings that its class permits.",
    .kinds = KIND_INFRASTRUCTURE,
    .needs = NEEDS_CLASS,
    .growth = GROWTH_FREE,
    .check = check,
    .explain = explain,
};
