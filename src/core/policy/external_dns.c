/* SPDX-License-Identifier: Apache-2.0 */
/*
 * external_dns: a table with one row for each suffix.
 */
#include "core/policy/external_dns.h"

#include "base/arena.h"
#include "core/values/key.h"

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
    /* ExternalDNS accepts any value that begins like this. */
    if (str_has_prefix(suffix, suffixes[SUFFIX_CLOUDFLARE_HOSTNAME].suffix))
        return true;
    for (size_t i = 0; i < ARRAY_LEN(suffixes); i++) {
        if (suffixes[i].bears_names && str_equal(suffix, suffixes[i].suffix))
            return true;
    }
    return false;
}

bool dns_suffix_is_reserved(struct str suffix)
{
    if (dns_suffix_bears_names(suffix))
        return true;
    for (size_t i = 0; i < ARRAY_LEN(suffixes); i++) {
        if (str_equal(suffix, suffixes[i].suffix))
            return true;
    }
    return false;
}

const struct class_dns *class_dns_of(const struct class *class,
                                     const struct dns_instance *instance)
{
    for (size_t i = 0; i < class->n_dns; i++) {
        if (class->dns[i].instance == instance)
            return &class->dns[i];
    }
    return NULL;
}

const struct dns_entry *class_dns_entry(const struct class_dns *dns, struct str suffix)
{
    for (size_t i = 0; i < dns->n_entries; i++) {
        if (str_equal(dns->entries[i].suffix, suffix))
            return &dns->entries[i];
    }
    return NULL;
}

bool dns_mode_writes(enum wanted_mode mode)
{
    return mode != WANTED_PRESENT && mode != WANTED_OPTIONAL;
}

bool class_dns_writes(const struct class *class, const struct dns_prefix *prefix,
                      struct str suffix)
{
    const struct class_dns *dns;
    const struct dns_entry *entry;

    if (prefix->instance == NULL)
        return false;
    dns = class_dns_of(class, prefix->instance);
    if (dns == NULL)
        return str_equal(suffix, DNS_SUFFIX_CONTROLLER);
    entry = class_dns_entry(dns, suffix);
    return entry != NULL && dns_mode_writes(entry->mode);
}

bool class_dns_allows(const struct class_dns *dns, const struct tenant *tenant,
                      struct str suffix)
{
    for (size_t i = 0; i < dns->n_allow; i++) {
        const struct dns_allow *allow = &dns->allow[i];
        bool is_for_tenant = allow->n_tenants == 0;

        for (size_t j = 0; j < allow->n_tenants && !is_for_tenant; j++)
            is_for_tenant = allow->tenants[j] == tenant;
        if (is_for_tenant && key_matches(suffix, allow->glob))
            return true;
    }
    return false;
}

bool dns_is_ttl(struct str value, uint32_t *ret)
{
    uint64_t seconds;

    if (value.len < 1 || value.len > 10 || !str_to_u64(value, TTL_MAX, &seconds) ||
        seconds < TTL_MIN)
        return false;
    *ret = (uint32_t)seconds;
    return true;
}

bool dns_is_target(struct str value)
{
    AUTO(arena_clear) struct arena scratch = {0};
    const char *reason;
    struct name name;
    struct str item;
    bool done = false;
    bool is_v6;

    if (name_parse(&scratch, value, &name, &reason))
        return !name.is_wildcard;
    while (str_next_item(&value, ',', &done, &item)) {
        if (!ip_parse(str_trim_spaces(item), &is_v6))
            return false;
    }
    return true;
}
