/* service: keys that publish names. */
#include "core/object/service.h"

/* Of controllers other than ExternalDNS: Zalando's, and dns-controller of kOps. */
static const struct str other_keys[] = {
    STR_INIT("zalando.org/dnsname"),
    STR_INIT("dns.alpha.kubernetes.io/external"),
    STR_INIT("dns.alpha.kubernetes.io/internal"),
};

static bool is_among(struct str key, const struct str *keys, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (str_equal(key, keys[i]))
            return true;
    }
    return false;
}

bool service_key_bears_names(const struct policy *policy, struct str key)
{
    size_t n_prefixes;
    size_t n_host_keys;
    const struct dns_prefix *prefixes = policy_dns_prefixes(policy, &n_prefixes);
    const struct str *host_keys = policy_host_keys(policy, &n_host_keys);
    const struct dns_prefix *prefix = dns_prefix_of(prefixes, n_prefixes, key);

    if (prefix != NULL)
        return dns_suffix_bears_names(str_skip(key, prefix->prefix.len));
    return is_among(key, other_keys, ARRAY_LEN(other_keys)) ||
           is_among(key, host_keys, n_host_keys);
}

bool service_publishes(const struct policy *policy, const struct view *view)
{
    for (size_t i = 0; i < view->n_annotations; i++) {
        if (str_trim_white(view->annotations[i].value).len > 0 &&
            service_key_bears_names(policy, view->annotations[i].key))
            return true;
    }
    return false;
}
