/* SPDX-License-Identifier: Apache-2.0 */
/*
 * policy: lookups in a finished policy, and its reference count.
 */
#include "core/policy/policy.h"

#include <assert.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/mem.h"
#include "core/policy/body.h"

struct policy *policy_new(void)
{
    struct policy *policy = mem_alloc(1, sizeof *policy);

    atomic_init(&policy->n_refs, 1);
    arena_init(&policy->arena);
    policy->fields.arena = &policy->arena;
    map_init(&policy->kind_by_name);
    map_init(&policy->class_by_name);
    map_init(&policy->class_by_alias);
    map_init(&policy->namespaces.by_text);
    map_init(&policy->entry_keys);
    return policy;
}

static void destroy(struct policy *policy)
{
    domain_tree_free(policy->served);
    domain_tree_free(policy->delegation);
    map_clear(&policy->kind_by_name);
    map_clear(&policy->class_by_name);
    map_clear(&policy->class_by_alias);
    map_clear(&policy->namespaces.by_text);
    map_clear(&policy->entry_keys);
    arena_clear(&policy->arena);
    free(policy);
}

size_t policy_bytes(const struct policy *policy)
{
    return sizeof *policy + policy->arena.total + domain_tree_bytes(policy->served) +
           domain_tree_bytes(policy->delegation) + map_bytes(&policy->class_by_name) +
           map_bytes(&policy->class_by_alias) + map_bytes(&policy->namespaces.by_text) +
           map_bytes(&policy->entry_keys);
}

void policy_ref(struct policy *policy)
{
    const unsigned before =
        atomic_fetch_add_explicit(&policy->n_refs, 1U, memory_order_relaxed);

    assert(before > 0);
    (void)before;
}

void policy_unref(struct policy *policy)
{
    if (policy == NULL)
        return;

    const unsigned before =
        atomic_fetch_sub_explicit(&policy->n_refs, 1U, memory_order_acq_rel);

    assert(before > 0);
    if (before == 1)
        destroy(policy);
}

struct str policy_name(const struct policy *policy)
{
    return policy->name;
}

struct str policy_hash(const struct policy *policy)
{
    return policy->hash;
}

enum policy_mode policy_mode(const struct policy *policy)
{
    return policy->mode;
}

void policy_set_mode(struct policy *policy, enum policy_mode mode)
{
    assert(atomic_load(&policy->n_refs) == 1);
    policy->mode = mode;
}

enum on_update policy_on_update(const struct policy *policy)
{
    return policy->on_update;
}

/* The lists that a policy holds: each is returned with its length. */
#define LIST(function, type, list)                                                       \
    type *function(const struct policy *policy, size_t *ret_n)                           \
    {                                                                                    \
        *ret_n = policy->n_##list;                                                       \
        return policy->list;                                                             \
    }

LIST(policy_tenants, const struct tenant, tenants)
LIST(policy_kinds, const struct kind, kinds)
LIST(policy_gateways, const struct gateway_entry, gateways)
LIST(policy_classes, const struct class, classes)
LIST(policy_instances, const struct dns_instance, instances)
LIST(policy_dns_prefixes, const struct dns_prefix, dns_prefixes)
LIST(policy_builtin_profiles, const struct profile, builtin_profiles)
LIST(policy_own_profiles, const struct profile *const, own_profiles)
LIST(policy_profiles_in_use, const struct profile *const, profiles_in_use)
LIST(policy_own_service_profiles, const struct service_profile *const,
     own_service_profiles)
LIST(policy_service_profiles_in_use, const struct service_profile *const,
     service_profiles_in_use)
LIST(policy_guarded_classes, const struct class *const, guarded_classes)
LIST(policy_exemptions, const struct exemption, exemptions)
LIST(policy_forbidden, const struct forbidden, forbidden)
LIST(policy_added, const struct annotation_entry, added)
LIST(policy_unchecked_keys, const struct str, unchecked_keys)
LIST(policy_host_keys, const struct str, host_keys)

#undef LIST

const struct dns_prefix *policy_dns_prefix(const struct policy *policy, struct str key)
{
    return dns_prefix_of(policy->dns_prefixes, policy->n_dns_prefixes, key);
}

const struct str *policy_class_names(const struct policy *policy, size_t *ret_n)
{
    *ret_n = policy->n_classes;
    return policy->class_names;
}

const struct kind *policy_kind_named(const struct policy *policy, struct str name)
{
    uint32_t index = 0;

    return map_get(&policy->kind_by_name, name, &index) ? &policy->kinds[index] : NULL;
}

#define KIND_NAME_MAX_BYTES 512

/* Of a kind that is not the first. */
static NO_INLINE const struct kind *find_kind(const struct policy *policy,
                                              struct str group, struct str kind)
{
    NOT_CLEARED char room[KIND_NAME_MAX_BYTES];
    const struct kind *found = NULL;

    if (policy->n_kinds == 1 || kind.len + group.len + 1 > sizeof room)
        return NULL;
    found = policy_kind_named(policy, kind);
    if (found != NULL && kind_is(found, group, kind))
        return found;
    if (kind.len > 0)
        memcpy(room, kind.ptr, kind.len);
    room[kind.len] = '.';
    if (group.len > 0)
        memcpy(room + kind.len + 1, group.ptr, group.len);
    found = policy_kind_named(policy, (struct str){room, kind.len + 1 + group.len});
    return found != NULL && kind_is(found, group, kind) ? found : NULL;
}

const struct kind *policy_kind(const struct policy *policy, struct str group,
                               struct str kind)
{
    if (policy->n_kinds == 0)
        return NULL;
    if (kind_is(&policy->kinds[0], group, kind))
        return &policy->kinds[0];
    return find_kind(policy, group, kind);
}

static bool is_parent(const struct gateway_entry *entry, struct str namespace,
                      struct str of, struct str name)
{
    const struct str wanted = entry->namespace.len == 0 ? of : entry->namespace;

    if (!str_equal(wanted, namespace))
        return false;
    return entry->is_beginning ? str_has_prefix(name, entry->name)
                               : str_equal(name, entry->name);
}

const struct gateway_entry *policy_gateway(const struct policy *policy,
                                           struct str namespace, struct str of,
                                           struct str name)
{
    for (size_t i = 0; i < policy->n_gateways; i++) {
        if (is_parent(&policy->gateways[i], namespace, of, name))
            return &policy->gateways[i];
    }
    return NULL;
}

const struct class *policy_class_of_gateway_class(const struct policy *policy,
                                                  struct str name)
{
    for (size_t i = 0; i < policy->n_classes; i++) {
        const struct class_gateway *gateway = policy->classes[i].gateway;

        for (size_t k = 0; gateway != NULL && k < gateway->n_classes; k++) {
            if (str_equal(gateway->classes[k], name))
                return &policy->classes[i];
        }
    }
    return NULL;
}

bool gateway_is_for(const struct gateway_entry *entry, const struct tenant *tenant)
{
    for (size_t i = 0; i < entry->n_tenants; i++) {
        if (entry->tenants[i] == tenant)
            return true;
    }
    return entry->n_tenants == 0;
}

const struct tenant_services *policy_services(const struct policy *policy)
{
    return &policy->services;
}

struct str policy_contact(const struct policy *policy, struct str rule,
                          struct arena *arena)
{
    const struct str placeholder = STR("{rule}");
    struct str rest = policy->contact;
    struct buf buf = buf_in(arena);

    while (rest.len > 0) {
        if (str_has_prefix(rest, placeholder)) {
            buf_add(&buf, rule);
            rest = str_skip(rest, placeholder.len);
        } else {
            buf_add_byte(&buf, rest.ptr[0]);
            rest = str_skip(rest, 1);
        }
    }
    return buf_str(&buf);
}

size_t policy_left_out(const struct policy *policy)
{
    return policy->n_left_out;
}

void policy_set_left_out(struct policy *policy, size_t n)
{
    assert(atomic_load(&policy->n_refs) == 1);
    policy->n_left_out = n;
}

/* What a pattern must match: a namespace, or another pattern, whose hole may be empty. */
struct sought {
    struct str head, tail; /* of a namespace, each is the whole text */
    size_t len;            /* at least */
};

static void offer_text(const struct namespace_index *index, struct str text,
                       uint32_t *best)
{
    uint32_t tenant = 0;

    if (map_get(&index->by_text, text, &tenant) && tenant < *best)
        *best = tenant;
}

/* Patterns with n_head bytes before the hole, and a number of bytes after it that has a
 * bit in `lengths`. */
static void offer_patterns(const struct namespace_index *index,
                           const struct sought *sought, size_t n_head, uint64_t lengths,
                           char hole, uint32_t *best)
{
    NOT_CLEARED char text[2 * NAMESPACE_MAX_BYTES + 1];

    memcpy(text, sought->head.ptr == NULL ? "" : sought->head.ptr, n_head);
    text[n_head] = hole;
    for (size_t n_tail = 0; lengths != 0; n_tail++, lengths >>= 1) {
        const size_t n_least = n_head + n_tail + (hole == '{' ? 1 : 0);

        if ((lengths & 1) == 0 || n_tail > sought->tail.len || n_least > sought->len)
            continue;
        if (n_tail > 0) {
            assert(sought->tail.ptr != NULL);
            memcpy(text + n_head + 1, sought->tail.ptr + sought->tail.len - n_tail,
                   n_tail);
        }
        offer_text(index, (struct str){text, n_head + 1 + n_tail}, best);
    }
}

static bool find_patterns(const struct namespace_index *index,
                          const struct sought *sought, uint32_t *best)
{
    for (size_t n = 0; n <= sought->head.len && n <= index->longest_head; n++) {
        offer_patterns(index, sought, n, index->stars[n], '*', best);
        offer_patterns(index, sought, n, index->placeholders[n], '{', best);
    }
    return *best != UINT32_MAX;
}

bool namespace_index_find(const struct namespace_index *index, struct str namespace,
                          uint32_t *ret_tenant)
{
    const struct sought sought = {namespace, namespace, namespace.len};
    uint32_t best = UINT32_MAX;
    size_t at;

    /* The bytes that mark holes never occur in a namespace. */
    if (!str_find(namespace, '*', &at) && !str_find(namespace, '{', &at))
        offer_text(index, namespace, &best);
    if (!find_patterns(index, &sought, &best))
        return false;
    *ret_tenant = best;
    return true;
}

void namespace_index_add(struct namespace_index *index,
                         const struct name_pattern *pattern, uint32_t tenant)
{
    const size_t n_tail = pattern->text.len - pattern->hole - 1;
    uint64_t *lengths = pattern->placeholder.len > 0 ? index->placeholders : index->stars;

    (void)map_put(&index->by_text, pattern->text, tenant);
    if (!name_pattern_has_hole(pattern) || pattern->hole > NAMESPACE_MAX_BYTES ||
        n_tail > NAMESPACE_MAX_BYTES)
        return; /* a longer one is refused elsewhere */
    lengths[pattern->hole] |= UINT64_C(1) << n_tail;
    if (pattern->hole > index->longest_head)
        index->longest_head = pattern->hole;
}

bool namespace_index_covers(const struct namespace_index *index,
                            const struct name_pattern *pattern, uint32_t *ret_tenant)
{
    const size_t n_hole = pattern->placeholder.len > 0 ? 1 : 0;
    struct sought sought;
    uint32_t best = UINT32_MAX;

    if (!name_pattern_has_hole(pattern))
        return namespace_index_find(index, pattern->text, ret_tenant);
    sought.head = str_head(pattern->text, pattern->hole);
    sought.tail = str_skip(pattern->text, pattern->hole + 1);
    sought.len = sought.head.len + sought.tail.len + n_hole;
    if (!find_patterns(index, &sought, &best))
        return false;
    *ret_tenant = best;
    return true;
}

struct tenant_values tenant_values_of(const struct tenant *tenant, struct str namespace)
{
    struct tenant_values values = {.namespace = namespace};

    for (size_t i = 0; tenant != NULL && i < tenant->n_namespaces; i++) {
        const struct name_pattern *pattern = &tenant->namespaces[i];

        if (!name_pattern_matches(pattern, namespace))
            continue;
        if (pattern->placeholder.len > 0) {
            values.placeholder = pattern->placeholder;
            values.value = (struct str){namespace.ptr + pattern->hole,
                                        namespace.len - (pattern->text.len - 1)};
        }
        break;
    }
    return values;
}

void policy_open_class(struct policy *policy, const struct class *class)
{
    assert(!class->has_profile);
    policy->classes[class->index].is_open = true;
}

void policy_close_class(struct policy *policy, const struct class *class)
{
    policy->classes[class->index].is_open = false;
}

const struct tenant *policy_tenant_of(const struct policy *policy, struct str namespace)
{
    uint32_t tenant = 0;

    if (!namespace_index_find(&policy->namespaces, namespace, &tenant))
        return NULL;
    return &policy->tenants[tenant];
}

const struct class *policy_class(const struct policy *policy, struct str name)
{
    uint32_t index = 0;

    return map_get(&policy->class_by_name, name, &index) ? &policy->classes[index] : NULL;
}

const struct class *policy_class_named(const struct policy *policy, struct str text)
{
    const struct class *class = policy_class(policy, text);
    uint32_t index = 0;

    if (class == NULL && map_get(&policy->class_by_alias, text, &index))
        class = &policy->classes[index];
    return class;
}

bool policy_has_entry(const struct policy *policy, struct str key)
{
    uint32_t unused;

    return map_get(&policy->entry_keys, key, &unused);
}

bool tenant_permits_class(const struct tenant *tenant, const struct class *class)
{
    if (tenant->all_classes)
        return true;
    for (size_t i = 0; i < tenant->n_classes; i++) {
        if (tenant->classes[i] == class)
            return true;
    }
    return false;
}

static struct domain_asker asker_of(const struct tenant *tenant,
                                    const struct tenant_values *values)
{
    return (struct domain_asker){.owner = tenant->index,
                                 .values = {[DOMAIN_BY_VALUE] = values->value,
                                            [DOMAIN_BY_NAMESPACE] = values->namespace}};
}

bool policy_permits_name(const struct policy *policy, const struct tenant *tenant,
                         const struct tenant_values *values, const struct name *name)
{
    assert(policy->delegation != NULL); /* the policy is finished */
    if (tenant == NULL)
        return false;

    const struct domain_asker asker = asker_of(tenant, values);

    if (name->is_deep)
        return domain_tree_permits_deep_as(policy->delegation, name->base, &asker);
    if (name->is_wildcard)
        return domain_tree_permits_wildcard_as(policy->delegation, name->base, &asker);
    return domain_tree_permits_as(policy->delegation, name->text, &asker);
}

bool policy_permits_wildcard_literally(const struct policy *policy,
                                       const struct tenant *tenant,
                                       const struct tenant_values *values,
                                       const struct name *name)
{
    if (tenant == NULL || !name->is_wildcard)
        return false;

    const struct domain_asker asker = asker_of(tenant, values);

    return domain_tree_lists_wildcard_as(policy->delegation, name->base, &asker);
}

bool policy_covers_name(const struct policy *policy, const struct name *name)
{
    return domain_tree_covers(policy->delegation, name);
}

bool class_serves_name(const struct class *class, const struct name *name)
{
    assert(class->served != NULL); /* the class is finished */
    if (class->n_domains == 0)
        return true;
    if (name->is_deep)
        return domain_tree_permits_deep_as(class->served, name->base,
                                           &(struct domain_asker){.owner = class->index});
    if (name->is_wildcard)
        return domain_tree_permits_wildcard(class->served, name->base, class->index);
    return domain_tree_permits(class->served, name->text, class->index);
}

bool policy_class_serves(const struct policy *policy, const struct class *class,
                         const struct tenant *tenant, const struct tenant_values *values,
                         const struct name *name)
{
    if (policy_permits_wildcard_literally(policy, tenant, values, name))
        return class->n_domains == 0 ||
               domain_tree_permits(class->served, name->base, class->index);
    return class_serves_name(class, name);
}

const struct profile *policy_builtin_profile(const struct policy *policy, struct str name)
{
    return profile_named(policy->builtin_profiles, policy->n_builtin_profiles, name);
}

bool policy_knows_list_name(const struct policy *policy, struct str key)
{
    return key_set_has(&policy->list_names, key);
}

const struct rule_entry *policy_rule_entry(const struct policy *policy,
                                           const struct tenant *tenant, enum rule_id rule)
{
    assert(rule < RULE_COUNT);
    if (tenant != NULL && tenant->rules[rule] != NULL)
        return tenant->rules[rule];
    return &policy->rules[rule];
}

const struct outline *policy_outline(const struct policy *policy)
{
    return &policy->outline;
}
