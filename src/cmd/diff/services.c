/* SPDX-License-Identifier: Apache-2.0 */
/* services: compares what tenants may write in Services, by tenant and key. */
#include "cmd/diff/pairs.h"

/* The services of one tenant, or of namespaces without a tenant. */
struct services_pair {
    struct differences *differences;
    struct str whose;
    const struct tenant_services *old, *new;
};

static void add(const struct services_pair *services_pair, enum diff_mark mark,
                const char *key, struct str old, struct str new)
{
    struct str field = str_from(key);
    size_t bracket;

    if (str_find(field, '[', &bracket))
        field = str_head(field, bracket);
    diff_addf(services_pair->differences, DIFF_KINDS, mark,
              diff_tenant_place(services_pair->differences, services_pair->whose,
                                arena_format(services_pair->differences->arena,
                                             "services.%.*s", STR_ARGS(field))
                                    .ptr),
              "%.*s: services %s %.*s -> %.*s", STR_ARGS(services_pair->whose), key,
              STR_ARGS(old), STR_ARGS(new));
}

static void compare_list(const struct services_pair *services_pair, const char *key,
                         const struct diff_sets *sets)
{
    struct arena *arena = services_pair->differences->arena;

    if (!diff_sets_equal(sets))
        add(services_pair, diff_sets_mark(sets), key,
            diff_join(arena, sets->lists[0], sets->n[0], "none"),
            diff_join(arena, sets->lists[1], sets->n[1], "none"));
}

static struct str class_name(const struct class *class)
{
    return class == NULL ? STR("none") : class->name;
}

static void compare_classes(const struct services_pair *services_pair)
{
    static const char *const types[SERVICE_TYPES] = {
        [SERVICE_CLUSTER_IP] = "classOf[ClusterIP]",
        [SERVICE_HEADLESS] = "classOf[headless]",
        [SERVICE_NODE_PORT] = "classOf[NodePort]",
        [SERVICE_LOAD_BALANCER] = "classOf[LoadBalancer]",
        [SERVICE_EXTERNAL_NAME] = "classOf[ExternalName]",
    };
    const struct str old = class_name(services_pair->old->default_class);
    const struct str new = class_name(services_pair->new->default_class);

    if (!str_equal(old, new))
        add(services_pair, DIFF_OTHER, "defaultClass", old, new);
    for (int type = 0; type < SERVICE_TYPES; type++) {
        const struct str before = class_name(services_pair->old->class_of[type]);
        const struct str after = class_name(services_pair->new->class_of[type]);

        if (!str_equal(before, after))
            add(services_pair, DIFF_OTHER, types[type], before, after);
    }
}

/* NULL is an empty set. */
static void compare_addresses(const struct services_pair *services_pair, const char *key,
                              const struct cidr_set *old, const struct cidr_set *new)
{
    struct arena *arena = services_pair->differences->arena;
    const struct cidr_set none = {0};
    const struct cidr_set *before = old == NULL ? &none : old;
    const struct cidr_set *after = new == NULL ? &none : new;
    struct buf texts[REACH_SIDES] = {buf_in(arena), buf_in(arena)};
    enum diff_mark mark = DIFF_OTHER;

    if (cidr_set_equal(before, after))
        return;
    if (cidr_set_within(before, after))
        mark = DIFF_WIDER;
    else if (cidr_set_within(after, before))
        mark = DIFF_NARROWER;
    (void)cidr_set_add_text(before, ',', SIZE_MAX, &texts[0]);
    (void)cidr_set_add_text(after, ',', SIZE_MAX, &texts[1]);
    for (size_t s = 0; s < REACH_SIDES; s++) {
        if (texts[s].len == 0)
            buf_add_text(&texts[s], "none");
    }
    add(services_pair, mark, key, buf_str(&texts[0]), buf_str(&texts[1]));
}

/* True if the union of the ranges contains the range. */
static bool has_ports(const struct tenant_services *outer, struct port_range range)
{
    uint32_t next = range.first;
    bool is_found = true;

    while (next <= range.last && is_found) {
        is_found = false;
        for (size_t i = 0; i < outer->n_node_ports && !is_found; i++) {
            is_found =
                outer->node_ports[i].first <= next && outer->node_ports[i].last >= next;
            if (is_found)
                next = (uint32_t)outer->node_ports[i].last + 1;
        }
    }
    return next > range.last || outer->n_node_ports == 0;
}

static bool ports_within(const struct tenant_services *inner,
                         const struct tenant_services *outer)
{
    for (size_t i = 0; i < inner->n_node_ports; i++) {
        if (!has_ports(outer, inner->node_ports[i]))
            return false;
    }
    return inner->n_node_ports > 0 || outer->n_node_ports == 0;
}

static void compare_ports(const struct services_pair *services_pair)
{
    const bool more = ports_within(services_pair->old, services_pair->new);
    const bool fewer = ports_within(services_pair->new, services_pair->old);
    const struct str any = STR("any");
    enum diff_mark mark = DIFF_OTHER;

    if (more && fewer)
        return;
    if (more != fewer)
        mark = more ? DIFF_WIDER : DIFF_NARROWER;
    add(services_pair, mark, "nodePorts",
        services_pair->old->n_node_ports == 0 ? any : services_pair->old->node_port_text,
        services_pair->new->n_node_ports == 0 ? any : services_pair->new->node_port_text);
}

static void compare(const struct services_pair *services_pair)
{
    const struct tenant_services *old = services_pair->old;
    const struct tenant_services *new = services_pair->new;

    compare_list(services_pair, "types",
                 &(struct diff_sets){{old->type_names, new->type_names},
                                     {old->n_type_names, new->n_type_names}});
    compare_classes(services_pair);
    compare_list(services_pair, "externalNames",
                 &(struct diff_sets){{old->external_names, new->external_names},
                                     {old->n_external_names, new->n_external_names}});
    compare_addresses(services_pair, "loadBalancerIPs", old->addresses.set,
                      new->addresses.set);
    compare_addresses(services_pair, "externalIPs", old->external_ips.set,
                      new->external_ips.set);
    compare_ports(services_pair);
}

void diff_services(struct differences *differences)
{
    const struct diff_pairs tenants = diff_pairs_of_tenants(differences);
    struct services_pair services_pair = {.differences = differences};

    for (size_t i = 0; i < tenants.n; i++) {
        const struct tenant *old = tenants.all[i].of[REACH_OLD];
        const struct tenant *new = tenants.all[i].of[REACH_NEW];

        if (old == NULL || new == NULL)
            continue;
        services_pair.whose = tenants.all[i].name;
        services_pair.old = old->services;
        services_pair.new = new->services;
        compare(&services_pair);
    }
    services_pair.whose = STR("without tenant");
    services_pair.old = policy_services(diff_policy(differences, REACH_OLD));
    services_pair.new = policy_services(diff_policy(differences, REACH_NEW));
    compare(&services_pair);
}
