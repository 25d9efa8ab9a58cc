/* SPDX-License-Identifier: Apache-2.0 */
/* services: what tenants may write on Services, by tenant and key. */
#include "cmd/diff/pairs.h"

/* The services of one tenant, or of namespaces without tenant. */
struct serving {
    struct differences *differences;
    struct str whose;
    const struct tenant_services *old, *new;
};

static void add(const struct serving *serving, enum diff_mark mark, const char *key,
                struct str old, struct str new)
{
    struct str field = str_from(key);
    size_t bracket;

    if (str_find(field, '[', &bracket))
        field = str_head(field, bracket);
    diff_addf(serving->differences, DIFF_KINDS, mark,
              diff_tenant_place(serving->differences, serving->whose,
                                arena_format(serving->differences->arena, "services.%.*s",
                                             STR_ARGS(field))
                                    .ptr),
              "%.*s: services %s %.*s -> %.*s", STR_ARGS(serving->whose), key,
              STR_ARGS(old), STR_ARGS(new));
}

static void compare_list(const struct serving *serving, const char *key,
                         const struct diff_sets *sets)
{
    struct arena *arena = serving->differences->arena;

    if (!diff_sets_equal(sets))
        add(serving, diff_sets_mark(sets), key,
            diff_join(arena, sets->lists[0], sets->n[0], "none"),
            diff_join(arena, sets->lists[1], sets->n[1], "none"));
}

static struct str class_name(const struct class *class)
{
    return class == NULL ? STR("none") : class->name;
}

static void compare_classes(const struct serving *serving)
{
    static const char *const types[SERVICE_TYPES] = {
        [SERVICE_CLUSTER_IP] = "classOf[ClusterIP]",
        [SERVICE_HEADLESS] = "classOf[headless]",
        [SERVICE_NODE_PORT] = "classOf[NodePort]",
        [SERVICE_LOAD_BALANCER] = "classOf[LoadBalancer]",
        [SERVICE_EXTERNAL_NAME] = "classOf[ExternalName]",
    };
    const struct str old = class_name(serving->old->default_class);
    const struct str new = class_name(serving->new->default_class);

    if (!str_equal(old, new))
        add(serving, DIFF_OTHER, "defaultClass", old, new);
    for (int type = 0; type < SERVICE_TYPES; type++) {
        const struct str before = class_name(serving->old->class_of[type]);
        const struct str after = class_name(serving->new->class_of[type]);

        if (!str_equal(before, after))
            add(serving, DIFF_OTHER, types[type], before, after);
    }
}

/* Sets of addresses; NULL: none. */
static void compare_addresses(const struct serving *serving, const char *key,
                              const struct cidr_set *old, const struct cidr_set *new)
{
    struct arena *arena = serving->differences->arena;
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
    add(serving, mark, key, buf_str(&texts[0]), buf_str(&texts[1]));
}

/* Several ranges together may hold it. */
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

static void compare_ports(const struct serving *serving)
{
    const bool more = ports_within(serving->old, serving->new);
    const bool fewer = ports_within(serving->new, serving->old);
    const struct str any = STR("any");
    enum diff_mark mark = DIFF_OTHER;

    if (more && fewer)
        return;
    if (more != fewer)
        mark = more ? DIFF_WIDER : DIFF_NARROWER;
    add(serving, mark, "nodePorts",
        serving->old->n_node_ports == 0 ? any : serving->old->node_port_text,
        serving->new->n_node_ports == 0 ? any : serving->new->node_port_text);
}

static void compare(const struct serving *serving)
{
    const struct tenant_services *old = serving->old;
    const struct tenant_services *new = serving->new;

    compare_list(serving, "types",
                 &(struct diff_sets){{old->type_names, new->type_names},
                                     {old->n_type_names, new->n_type_names}});
    compare_classes(serving);
    compare_list(serving, "externalNames",
                 &(struct diff_sets){{old->external_names, new->external_names},
                                     {old->n_external_names, new->n_external_names}});
    compare_addresses(serving, "loadBalancerIPs", old->addresses, new->addresses);
    compare_addresses(serving, "externalIPs", old->external_ips, new->external_ips);
    compare_ports(serving);
}

void diff_services(struct differences *differences)
{
    const struct diff_pairs tenants = diff_pairs_of_tenants(differences);
    struct serving serving = {.differences = differences};

    for (size_t i = 0; i < tenants.n; i++) {
        const struct tenant *old = tenants.all[i].of[REACH_OLD];
        const struct tenant *new = tenants.all[i].of[REACH_NEW];

        if (old == NULL || new == NULL)
            continue;
        serving.whose = tenants.all[i].name;
        serving.old = old->services;
        serving.new = new->services;
        compare(&serving);
    }
    serving.whose = STR("without tenant");
    serving.old = policy_services(diff_policy(differences, REACH_OLD));
    serving.new = policy_services(diff_policy(differences, REACH_NEW));
    compare(&serving);
}
