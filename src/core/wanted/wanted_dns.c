/* SPDX-License-Identifier: Apache-2.0 */
/*
 * wanted_dns: the keys of ExternalDNS under each prefix, and copies of a user's
 * annotation under one prefix of an instance to its other prefixes.
 *
 * An instance reads its own prefixes only, so every instance without entries in the class
 * is switched off under its own prefixes.
 */
#include "core/wanted/wanted_dns.h"

#include "core/object/claims.h"
#include "core/object/managed.h"
#include "core/object/service.h"
#include "core/wanted/dns_use.h"

static void add_entry(struct collector *collector, struct str prefix,
                      const struct dns_entry *entry)
{
    struct wanted wanted = {.prefix = prefix,
                            .suffix = entry->suffix,
                            .is_written = dns_mode_writes(entry->mode),
                            .has_entry = true,
                            .mode = entry->mode,
                            .form = entry->form,
                            .values = entry->values,
                            .n_values = entry->n_values,
                            .ttl_min = entry->ttl_min,
                            .ttl_max = entry->ttl_max,
                            .rule = RULE_DNS_ANNOTATIONS,
                            .from = entry};

    if (template_expand(entry->value, &collector->values, collector->inquiry->arena,
                        &wanted.value))
        collector_add(collector, wanted);
}

static void add_switch(struct collector *collector, struct str prefix,
                       const struct dns_instance *instance)
{
    collector_add(collector, (struct wanted){.prefix = prefix,
                                             .suffix = DNS_SUFFIX_CONTROLLER,
                                             .value = DNS_CONTROLLER_OFF,
                                             .is_written = true,
                                             .has_entry = true,
                                             .mode = WANTED_REQUIRE,
                                             .rule = RULE_DNS_ANNOTATIONS,
                                             .from = instance});
}

/* The state of copying a user's annotations among the prefixes of one instance. */
struct copying {
    struct collector *collector;
    const struct class_dns *dns;
    size_t from, to; /* the range of the instance's entries in the collector */
    bool is_list_read;
    struct key_list listed; /* the object's managed list, which is not trusted */
};

/* The class's entry at the key; NULL if it has none, or one without effect. */
static struct wanted *entry_at(const struct copying *copying, struct str prefix,
                               struct str suffix)
{
    struct wanted *all = copying->collector->all;

    for (size_t i = copying->from; i < copying->to; i++) {
        if (str_equal(all[i].suffix, suffix) && str_equal(all[i].prefix, prefix))
            return &all[i];
    }
    return NULL;
}

static bool is_looked_at(const struct collector *collector, enum rule_id rule)
{
    const struct inquiry *inquiry = collector->inquiry;
    const struct rule_entry *entry =
        inquiry_class_rule_entry(inquiry, collector->class, rule);

    return rule_entry_action(entry, inquiry->today) != ACTION_ALLOW;
}

/* A namespace without a tenant may use names that no tenant has, unless tenant-known
 * denies. */
static bool is_permitted(const struct inquiry *inquiry, const struct name *name)
{
    const struct rule_entry *known =
        policy_rule_entry(inquiry->policy, NULL, RULE_TENANT_KNOWN);

    if (inquiry->tenant != NULL)
        return policy_permits_name(inquiry->policy, inquiry->tenant, &inquiry->values,
                                   name);
    return rule_entry_action(known, inquiry->today) != ACTION_DENY &&
           !policy_covers_name(inquiry->policy, name);
}

/* For a headless Service, ExternalDNS also publishes names of its pods. */
static bool pods_are_permitted(const struct inquiry *inquiry, struct str suffix,
                               const struct name *name)
{
    const struct name pods = {.base = name->text, .is_wildcard = true};

    return name->is_wildcard || !service_is_headless(inquiry->view) ||
           !service_suffix_names_pods(suffix) || is_permitted(inquiry, &pods);
}

/* True if the name breaks no host rule in force. */
static bool name_breaks_no_rule(const struct collector *collector, struct str suffix,
                                struct str text)
{
    const struct inquiry *inquiry = collector->inquiry;
    const char *reason;
    struct name name;

    if (!name_parse(inquiry->arena, text, &name, &reason))
        return !is_looked_at(collector, RULE_HOST_VALID);
    if (is_looked_at(collector, RULE_HOST_PERMITTED) &&
        (!is_permitted(inquiry, &name) || !pods_are_permitted(inquiry, suffix, &name)))
        return false;
    if (is_looked_at(collector, RULE_HOST_IN_CLASS) &&
        !policy_class_serves(inquiry->policy, collector->class, inquiry->tenant,
                             &inquiry->values, &name))
        return false;
    return !name.is_wildcard || !is_looked_at(collector, RULE_HOST_WILDCARD) ||
           policy_permits_wildcard_literally(inquiry->policy, inquiry->tenant,
                                             &inquiry->values, &name);
}

static bool names_break_no_rule(const struct collector *collector, struct str suffix,
                                struct str value)
{
    struct str rest = claims_without_spaces(collector->inquiry->arena, value);
    struct str item;
    bool done = false;
    size_t n = 0;

    if (str_is_blank(value))
        return false;
    while (str_next_item(&rest, ',', &done, &item)) {
        if (++n > CLAIMS_ANNOTATED_MAX || !name_breaks_no_rule(collector, suffix, item))
            return false;
    }
    return true;
}

/* True if the instance ignores the key, because the platform tells it to publish the
 * hosts of the object and no names in annotations. */
static bool is_unread(const struct copying *copying, struct str suffix)
{
    const struct view *view = copying->collector->inquiry->view;

    if (!str_equal(suffix, DNS_SUFFIX_HOSTNAME) || copying->dns->names != DNS_NAMES_HOSTS)
        return false;
    return view->kind->dns == KIND_DNS_INGRESS ||
           (view->kind->dns == KIND_DNS_ROUTE && view->n_hosts > 0);
}

/* True if the value is the user's, is accepted, and has an effect under the other
 * prefixes. */
static bool is_to_copy(const struct copying *copying, struct str prefix,
                       struct str suffix, struct str value)
{
    const struct collector *collector = copying->collector;
    const struct class_dns *dns = copying->dns;
    const struct wanted *entry = entry_at(copying, prefix, suffix);

    if (entry != NULL)
        return entry->mode != WANTED_REQUIRE && entry->mode != WANTED_ENFORCE &&
               wanted_accepts(entry, value);
    if (str_equal(suffix, DNS_SUFFIX_CONTROLLER) && str_equal(value, DNS_CONTROLLER_ON))
        return false;
    if (is_unread(copying, suffix))
        return false;
    if (dns_suffix_bears_names(suffix))
        return names_break_no_rule(collector, suffix, value);
    return dns_use_of(dns, 1, collector->inquiry, suffix, value) == DNS_USE_FINE;
}

/* The value under the nth prefix, if it must be copied; else NULL. */
static const struct str *to_copy(const struct copying *copying, size_t nth,
                                 struct str suffix)
{
    const struct wanted key = {.prefix = copying->dns->instance->prefixes[nth],
                               .suffix = suffix};
    const struct str *value = wanted_present(&key, copying->collector->inquiry->view);

    return value != NULL && is_to_copy(copying, key.prefix, suffix, *value) ? value
                                                                            : NULL;
}

/* Want, under the nth prefix, the value that another prefix has. */
static struct wanted *want_copy(const struct copying *copying, size_t nth,
                                struct str suffix, struct str value)
{
    struct str prefix = copying->dns->instance->prefixes[nth];
    struct wanted *entry = entry_at(copying, prefix, suffix);

    if (entry == NULL) {
        collector_add(copying->collector, (struct wanted){.prefix = prefix,
                                                          .suffix = suffix,
                                                          .mode = WANTED_DEFAULT,
                                                          .rule = RULE_DNS_ANNOTATIONS});
        entry = &copying->collector->all[copying->collector->n - 1];
    }
    entry->is_written = true;
    entry->value = value;
    return entry;
}

/* The prefix, by index, whose value is the user's original: the first one that the
 * object's list does not name.  A forged list gains nothing, because one of the values
 * always counts as the user's. */
static size_t users_one(const struct copying *copying, size_t first, struct str suffix,
                        struct str value)
{
    const struct dns_instance *instance = copying->dns->instance;

    for (size_t i = first; i < instance->n_prefixes && copying->listed.n > 0; i++) {
        const struct wanted at = {.prefix = instance->prefixes[i], .suffix = suffix};
        const struct str *other = to_copy(copying, i, suffix);
        struct arena *arena = copying->collector->inquiry->arena;

        if (other != NULL && str_equal(*other, value) &&
            !key_list_has(&copying->listed, wanted_key(&at, arena)))
            return i;
    }
    return first;
}

/* Want, under the first prefix that has the key, the value of the second one. */
static void copy_to_first(const struct copying *copying, size_t first, struct str suffix,
                          size_t users)
{
    for (size_t i = first + 1; i < copying->dns->instance->n_prefixes; i++) {
        const struct str *other = to_copy(copying, i, suffix);

        if (other == NULL)
            continue;
        want_copy(copying, first, suffix, *other)->is_users = users == first;
        return;
    }
}

/* Copy the value under the first prefix that has the key to the other prefixes. */
static void copy_to_other_prefixes(const struct copying *copying, size_t first,
                                   struct str suffix, struct str value)
{
    const struct dns_instance *instance = copying->dns->instance;
    const struct wanted *entry = entry_at(copying, instance->prefixes[first], suffix);
    bool is_own = entry != NULL && entry->is_written && str_equal(entry->value, value);
    size_t users = users_one(copying, first, suffix, value);

    for (size_t i = 0; i < instance->n_prefixes; i++) {
        struct wanted *copy;

        if (i == first)
            continue;
        copy = want_copy(copying, i, suffix, value);
        copy->copied = instance->prefixes[first];
        copy->is_users = i == users && !is_own;
    }
    if (!is_own)
        copy_to_first(copying, first, suffix, users);
}

static void copy_from(struct copying *copying, size_t nth)
{
    const struct inquiry *inquiry = copying->collector->inquiry;
    const struct view *view = inquiry->view;
    const struct str prefix = copying->dns->instance->prefixes[nth];

    for (size_t i = view_first_of(view, prefix);
         i < view->n_annotations && str_has_prefix(view->annotations[i].key, prefix);
         i++) {
        const struct annotation *at = &view->annotations[i];
        const struct str suffix = str_skip(at->key, prefix.len);
        bool is_first = is_to_copy(copying, prefix, suffix, at->value);

        for (size_t k = 0; k < nth && is_first; k++)
            is_first = to_copy(copying, k, suffix) == NULL;
        if (!is_first)
            continue;
        if (!copying->is_list_read)
            copying->listed = managed_of(inquiry->policy, view, inquiry->arena);
        copying->is_list_read = true;
        copy_to_other_prefixes(copying, nth, suffix, at->value);
    }
}

static void collect_copies(struct copying *copying)
{
    const struct dns_instance *instance = copying->dns->instance;

    if (instance->n_prefixes < 2)
        return;
    for (size_t i = 0; i < instance->n_prefixes; i++)
        copy_from(copying, i);
}

/* True if ExternalDNS reads the key of the entry on objects of the kind. */
static bool is_for_kind(const struct collector *collector, const struct dns_entry *entry)
{
    const bool is_target = str_equal(entry->suffix, DNS_SUFFIX_TARGET);
    const bool is_source = str_equal(entry->suffix, DNS_SUFFIX_HOSTNAME_SOURCE);

    switch (collector->inquiry->view->kind->dns) {
    case KIND_DNS_INGRESS:
        return true;
    case KIND_DNS_ALL:
        return !is_source;
    case KIND_DNS_GATEWAY:
        return is_target && collector->is_listed_gateway;
    case KIND_DNS_ROUTE:
    case KIND_DNS_TTL:
    case KIND_DNS_PUBLISHES:
        return !is_target && !is_source;
    case KIND_DNS_OFF:
    case KIND_DNS_NONE:
        break;
    }
    return false;
}

/* Want the key that selects which names of a route are published: its hosts, if it has
 * any, or those in annotations. */
static void add_route_source(struct collector *collector, struct str prefix,
                             const struct class_dns *dns)
{
    const struct view *view = collector->inquiry->view;
    struct wanted wanted = {.prefix = prefix,
                            .suffix = DNS_SUFFIX_ROUTE_SOURCE,
                            .is_written = true,
                            .has_entry = true,
                            .mode = WANTED_REQUIRE,
                            .rule = RULE_DNS_ANNOTATIONS};

    if (view->kind->dns != KIND_DNS_ROUTE ||
        dns->names == DNS_NAMES_HOSTS_AND_ANNOTATION ||
        (dns->names == DNS_NAMES_HOSTS && view->n_hosts == 0))
        return;
    wanted.value = dns->names == DNS_NAMES_HOSTS ? STR("defined-hosts-only")
                                                 : STR("annotation-only");
    collector_add(collector, wanted);
}

static void collect_instance(struct collector *collector,
                             const struct dns_instance *instance)
{
    const struct class_dns *dns = class_dns_of(collector->class, instance);
    struct copying copying = {.collector = collector, .dns = dns, .from = collector->n};

    for (size_t i = 0; i < instance->n_prefixes; i++) {
        if (dns == NULL)
            add_switch(collector, instance->prefixes[i], instance);
        for (size_t j = 0; dns != NULL && j < dns->n_entries; j++) {
            if (is_for_kind(collector, &dns->entries[j]))
                add_entry(collector, instance->prefixes[i], &dns->entries[j]);
        }
        if (dns != NULL)
            add_route_source(collector, instance->prefixes[i], dns);
    }
    copying.to = collector->n;
    if (dns != NULL)
        collect_copies(&copying);
}

/* True if the object is a Gateway that the policy lists by its namespace.  ExternalDNS
 * takes the targets of routes from it. */
static bool is_listed_gateway(const struct inquiry *inquiry)
{
    const struct gateway_entry *entry = NULL;

    if (inquiry->view->kind->dns != KIND_DNS_GATEWAY || inquiry->view->name.len == 0)
        return false;
    entry = policy_gateway(inquiry->policy, inquiry->namespace, inquiry->namespace,
                           inquiry->view->name);
    return entry != NULL && entry->namespace.len > 0;
}

bool dns_applies(const struct inquiry *inquiry)
{
    switch (inquiry->view->kind->dns) {
    case KIND_DNS_NONE:
        return false;
    case KIND_DNS_PUBLISHES:
        return service_publishes(inquiry->policy, inquiry->view);
    case KIND_DNS_INGRESS:
    case KIND_DNS_ALL:
    case KIND_DNS_ROUTE:
    case KIND_DNS_TTL:
    case KIND_DNS_GATEWAY:
    case KIND_DNS_OFF:
        break;
    }
    return true;
}

void collect_dns(struct collector *collector)
{
    size_t n;
    const struct dns_instance *instances =
        policy_instances(collector->inquiry->policy, &n);

    if (!dns_applies(collector->inquiry))
        return;
    collector->is_listed_gateway = is_listed_gateway(collector->inquiry);
    for (size_t i = 0; i < n; i++)
        collect_instance(collector, &instances[i]);
}
