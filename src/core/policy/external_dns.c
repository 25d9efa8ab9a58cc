/* external_dns: one row a suffix. */
#include "core/policy/external_dns.h"

const struct str dns_default_prefixes[DNS_DEFAULT_PREFIXES] = {
    STR_INIT("external-dns.kubernetes.io/"),
    STR_INIT("external-dns.alpha.kubernetes.io/"),
};

enum suffix {
    SUFFIX_TARGET,
    SUFFIX_TTL,
    SUFFIX_CONTROLLER,
    SUFFIX_HOSTNAME_SOURCE,
    SUFFIX_HOSTNAME,
    SUFFIX_INTERNAL_HOSTNAME,
    SUFFIX_CLOUDFLARE_HOSTNAME,
};

static const struct {
    struct str suffix;
    bool bears_names;
} suffixes[] = {
    [SUFFIX_TARGET] = {STR_INIT("target"), false},
    [SUFFIX_TTL] = {STR_INIT("ttl"), false},
    [SUFFIX_CONTROLLER] = {STR_INIT("controller"), false},
    [SUFFIX_HOSTNAME_SOURCE] = {STR_INIT("ingress-hostname-source"), false},
    [SUFFIX_HOSTNAME] = {STR_INIT("hostname"), true},
    [SUFFIX_INTERNAL_HOSTNAME] = {STR_INIT("internal-hostname"), true},
    [SUFFIX_CLOUDFLARE_HOSTNAME] = {STR_INIT("cloudflare-custom-hostname"), true},
};

const struct dns_prefix *dns_prefix_of(const struct dns_prefix *prefixes, size_t n,
                                       struct str key)
{
    for (size_t i = 0; i < n; i++) {
        if (str_has_prefix(key, prefixes[i].prefix))
            return &prefixes[i];
    }
    return NULL;
}

bool dns_suffix_bears_names(struct str suffix)
{
    for (size_t i = 0; i < ARRAY_LEN(suffixes); i++) {
        if (suffixes[i].bears_names && str_equal(suffix, suffixes[i].suffix))
            return true;
    }
    return false;
}

bool dns_suffix_is_reserved(struct str suffix)
{
    for (size_t i = 0; i < ARRAY_LEN(suffixes); i++) {
        if (str_equal(suffix, suffixes[i].suffix))
            return true;
    }
    return false;
}

static struct dns_written written(enum suffix suffix, struct str value)
{
    return (struct dns_written){.suffix = suffixes[suffix].suffix,
                                .value = value,
                                .is_ttl = suffix == SUFFIX_TTL};
}

/* An instance reads its own prefixes only: every other one is told to keep off. */
bool dns_written(const struct class_dns *dns, const struct dns_prefix *prefix, size_t i,
                 struct dns_written *ret)
{
    if (prefix->instance == NULL)
        return false;
    if (prefix->instance != dns->instance) {
        *ret = written(SUFFIX_CONTROLLER, DNS_CONTROLLER_OFF);
        return i == 0;
    }
    if (dns->target.len > 0 && i-- == 0)
        *ret = written(SUFFIX_TARGET, dns->target);
    else if (dns->has_ttl && i-- == 0)
        *ret = written(SUFFIX_TTL, dns->ttl);
    else if (i-- == 0)
        *ret = written(SUFFIX_HOSTNAME_SOURCE, STR("defined-hosts-only"));
    else if (i < dns->n_set)
        *ret =
            (struct dns_written){.suffix = dns->set[i].key, .value = dns->set[i].value};
    else
        return false;
    return true;
}
