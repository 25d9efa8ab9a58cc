/*
 * policy: questions to a finished policy, and its reference count.
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
    map_init(&policy->class_by_name);
    map_init(&policy->namespaces.exact);
    map_init(&policy->namespaces.beginnings);
    return policy;
}

static void destroy(struct policy *policy)
{
    for (size_t i = 0; i < policy->n_classes; i++)
        domain_tree_free(policy->classes[i].tree);
    domain_tree_free(policy->delegation);
    map_clear(&policy->class_by_name);
    map_clear(&policy->namespaces.exact);
    map_clear(&policy->namespaces.beginnings);
    arena_clear(&policy->arena);
    free(policy);
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
LIST(policy_classes, const struct class, classes)
LIST(policy_instances, const struct dns_instance, instances)
LIST(policy_dns_prefixes, const struct dns_prefix, dns_prefixes)
LIST(policy_builtin_profiles, const struct profile, builtin_profiles)
LIST(policy_profiles_in_use, const struct profile *const, profiles_in_use)
LIST(policy_exemptions, const struct exemption, exemptions)
LIST(policy_forbidden, const struct forbidden, forbidden)
LIST(policy_unchecked_keys, const struct str, unchecked_keys)
LIST(policy_host_keys, const struct str, host_keys)

#undef LIST

const struct str *policy_class_names(const struct policy *policy, size_t *ret_n)
{
    *ret_n = policy->n_classes;
    return policy->class_names;
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

static uint64_t length_bit(size_t len)
{
    return UINT64_C(1) << (len < 63 ? len : 63);
}

/* The beginnings of a namespace are hashed one byte on at a time. */
static bool find_beginning(const struct namespace_index *index, struct str namespace,
                           uint32_t *ret_tenant)
{
    uint64_t hash = STR_HASH_SEED;
    bool found = false;

    for (size_t len = 0; len <= namespace.len && len <= index->longest_beginning; len++) {
        uint32_t tenant = 0;

        if (len > 0)
            hash = str_hash((struct str){namespace.ptr + len - 1, 1}, hash);
        if ((index->lengths & length_bit(len)) != 0 &&
            map_get_hashed(&index->beginnings, str_head(namespace, len), hash, &tenant) &&
            (!found || tenant < *ret_tenant)) {
            *ret_tenant = tenant;
            found = true;
        }
    }
    return found;
}

bool namespace_index_find(const struct namespace_index *index, struct str namespace,
                          uint32_t *ret_tenant)
{
    uint32_t exact = 0;
    bool found = find_beginning(index, namespace, ret_tenant);

    if (map_get(&index->exact, namespace, &exact) && (!found || exact < *ret_tenant)) {
        *ret_tenant = exact;
        found = true;
    }
    return found;
}

void namespace_index_add(struct namespace_index *index,
                         const struct name_pattern *pattern, uint32_t tenant)
{
    assert(pattern->text.len > 0 || pattern->is_prefix);
    if (!pattern->is_prefix) {
        (void)map_put(&index->exact, pattern->text, tenant);
        return;
    }
    (void)map_put(&index->beginnings, pattern->text, tenant);
    index->lengths |= length_bit(pattern->text.len);
    if (pattern->text.len > index->longest_beginning)
        index->longest_beginning = pattern->text.len;
}

bool namespace_index_covers(const struct namespace_index *index,
                            const struct name_pattern *pattern, uint32_t *ret_tenant)
{
    if (pattern->is_prefix)
        return find_beginning(index, pattern->text, ret_tenant);
    return namespace_index_find(index, pattern->text, ret_tenant);
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

bool policy_permits_name(const struct policy *policy, const struct tenant *tenant,
                         const struct name *name)
{
    assert(policy->delegation != NULL); /* the policy is finished */
    if (tenant == NULL)
        return false;
    if (name->is_wildcard)
        return domain_tree_permits_wildcard(policy->delegation, name->base,
                                            tenant->index);
    return domain_tree_permits(policy->delegation, name->text, tenant->index);
}

bool policy_permits_wildcard_literally(const struct policy *policy,
                                       const struct tenant *tenant,
                                       const struct name *name)
{
    return tenant != NULL && name->is_wildcard &&
           domain_tree_lists_wildcard(policy->delegation, name->base, tenant->index);
}

bool policy_covers_name(const struct policy *policy, const struct name *name)
{
    return domain_tree_covers(policy->delegation, name);
}

bool class_serves_name(const struct class *class, const struct name *name)
{
    assert(class->tree != NULL); /* the class is finished */
    return class->n_domains == 0 || domain_tree_permits(class->tree, name->base, 0);
}

const struct profile *policy_builtin_profile(const struct policy *policy, struct str name)
{
    return profile_named(policy->builtin_profiles, policy->n_builtin_profiles, name);
}

const struct rule_entry *policy_rule_entry(const struct policy *policy,
                                           const struct tenant *tenant, enum rule_id rule)
{
    assert(rule < RULE_COUNT);
    if (tenant != NULL && tenant->rules[rule] != NULL)
        return tenant->rules[rule];
    return &policy->rules[rule];
}

bool name_pattern_matches(const struct name_pattern *pattern, struct str name)
{
    if (pattern->is_prefix)
        return str_has_prefix(name, pattern->text);
    return str_equal(name, pattern->text);
}

const struct outline *policy_outline(const struct policy *policy)
{
    return &policy->outline;
}
