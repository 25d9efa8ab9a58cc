/* SPDX-License-Identifier: Apache-2.0 */
/* service: types, keys that publish names, and the marks of classes. */
#include "core/object/service.h"

#include "core/object/key_case.h"

static bool is_among(struct str key, const struct str *keys, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (str_equal(key, keys[i]))
            return true;
    }
    return false;
}

/* True for a name-bearing key of a controller other than ExternalDNS. */
static bool is_other_key(const struct policy *policy, struct str key)
{
    size_t n = 0;
    const struct str *host_keys = policy_host_keys(policy, &n);

    for (size_t i = 0; i < n; i++) {
        if (key_case_same(policy, key, host_keys[i]))
            return true;
    }
    return is_among(key, service_name_keys, SERVICE_NAME_KEYS);
}

bool service_publishes_at(const struct policy *policy, const struct annotation *at)
{
    const struct dns_prefix *prefix = policy_dns_prefix(policy, at->key);

    if (str_trim_white(at->value).len == 0)
        return false;
    if (prefix != NULL)
        return dns_suffix_bears_names(str_skip(at->key, prefix->prefix.len));
    return is_other_key(policy, at->key);
}

bool service_publishes(const struct policy *policy, const struct view *view)
{
    for (size_t i = 0; i < view->n_annotations; i++) {
        if (service_publishes_at(policy, &view->annotations[i]))
            return true;
    }
    return false;
}

bool service_suffix_names_pods(struct str suffix)
{
    return str_equal(suffix, DNS_SUFFIX_HOSTNAME) ||
           str_equal(suffix, STR("internal-hostname"));
}

bool service_key_names_pods(const struct policy *policy, struct str key)
{
    const struct dns_prefix *prefix = policy_dns_prefix(policy, key);

    return prefix != NULL && service_suffix_names_pods(str_skip(key, prefix->prefix.len));
}

enum service_type service_type_of(const struct view_service *service)
{
    static const struct str names[SERVICE_TYPES] = {
        [SERVICE_CLUSTER_IP] = STR_INIT("ClusterIP"),
        [SERVICE_NODE_PORT] = STR_INIT("NodePort"),
        [SERVICE_LOAD_BALANCER] = STR_INIT("LoadBalancer"),
        [SERVICE_EXTERNAL_NAME] = STR_INIT("ExternalName"),
    };
    size_t type = 0;

    while (type < SERVICE_TYPES && !str_equal(service->type, names[type]))
        type++;
    if (type == SERVICE_CLUSTER_IP && str_equal(service->cluster_ip, STR("None")))
        return SERVICE_HEADLESS;
    return (enum service_type)type;
}

bool service_is_load_balancer(const struct view *view)
{
    return view->service != NULL &&
           service_type_of(view->service) == SERVICE_LOAD_BALANCER;
}

bool service_is_headless(const struct view *view)
{
    return view->service != NULL && service_type_of(view->service) == SERVICE_HEADLESS;
}

bool service_is_plain(const struct policy *policy, const struct view *view)
{
    if (view->service == NULL || view->service->n_external_ips > 0 ||
        !str_equal(view->service->type, STR("ClusterIP")))
        return false;
    for (size_t i = 0; i < view->n_annotations; i++) {
        const struct str key = view->annotations[i].key;

        if (policy_dns_prefix(policy, key) != NULL || is_other_key(policy, key) ||
            str_equal(key, MANAGED_KEY))
            return false;
    }
    return true;
}

const struct tenant_services *services_of(const struct inquiry *inquiry)
{
    return inquiry->tenant == NULL ? policy_services(inquiry->policy)
                                   : inquiry->tenant->services;
}

const struct service_mark *service_mark_at(const struct class_service *service,
                                           struct str key)
{
    for (size_t i = 0; i < service->n_marks; i++) {
        if (str_equal(service->marks[i].key, key))
            return &service->marks[i];
    }
    return NULL;
}

bool service_is_mark(const struct policy *policy, struct str key)
{
    size_t n = 0;
    const struct class *classes = policy_classes(policy, &n);

    for (size_t i = 0; i < n; i++) {
        if (classes[i].service != NULL &&
            service_mark_at(classes[i].service, key) != NULL)
            return true;
    }
    return false;
}

static bool has_mark(const struct view *view, const struct service_mark *mark)
{
    const struct str *value = view_annotation(view, mark->key);

    return value != NULL && str_equal(*value, mark->value);
}

static bool matches(const struct class_service *service, const struct view *view)
{
    if (!str_equal(service->class, view->service->class))
        return false;
    for (size_t i = 0; i < service->n_marks; i++) {
        if (!has_mark(view, &service->marks[i]))
            return false;
    }
    return true;
}

/* The class with the most marks wins, then the first in the file. */
static const struct class *matching(const struct policy *policy, const struct view *view)
{
    size_t n = 0;
    const struct class *classes = policy_classes(policy, &n);
    const struct class *best = NULL;

    for (size_t i = 0; i < n; i++) {
        const struct class_service *service = classes[i].service;

        if (service != NULL && matches(service, view) &&
            (best == NULL || service->n_marks > best->service->n_marks))
            best = &classes[i];
    }
    return best;
}

const struct class *service_class(const struct inquiry *inquiry, const struct view *view,
                                  struct field_path *ret_place)
{
    const enum service_type type = service_type_of(view->service);
    const struct class *class = NULL;

    *ret_place = field_path_of(FIELD_SERVICE_TYPE);
    if (type == SERVICE_TYPES)
        return NULL;
    if (type != SERVICE_LOAD_BALANCER)
        return service_publishes(inquiry->policy, view)
                   ? services_of(inquiry)->class_of[type]
                   : NULL;
    class = matching(inquiry->policy, view);
    if (class != NULL)
        *ret_place = class->service->class.len > 0
                         ? field_path_of(FIELD_SERVICE_CLASS)
                         : field_path_annotation(class->service->marks[0].key);
    return class;
}

bool service_is_undone_by(const struct service_profile *profile, struct str key,
                          struct str value)
{
    for (size_t i = 0; i < profile->n_undoing; i++) {
        const struct service_undoing *undoing = &profile->undoing[i];

        if (service_key_matches(undoing->key, key) &&
            (undoing->but.ptr == NULL || !str_equal(undoing->but, value)))
            return true;
    }
    return false;
}

bool service_profile_reads(const struct service_profile *profile, struct str key)
{
    for (size_t i = 0; i < profile->n_undoing; i++) {
        if (service_key_matches(profile->undoing[i].key, key))
            return true;
    }
    return service_key_among(profile->exposing, profile->n_exposing, key) != NULL ||
           service_key_among(profile->addressing, profile->n_addressing, key) != NULL;
}
