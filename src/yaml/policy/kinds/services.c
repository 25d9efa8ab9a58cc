/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tenants, services: what a tenant may set in Services.  Each field that a tenant lacks
 * comes from tenantDefaults.
 */
#include "yaml/policy/sections/services.h"
#include "yaml/policy/sections/networks.h"
#include "yaml/policy/sections/sections.h"

#define PORT_MAX UINT16_MAX

struct services_fields {
    struct texts_at types, external_names, load_balancer_ips, external_ips, node_ports;
    struct text_at default_class;
    const struct node *class_of;
};
#define ROW(member, name, ...) FIELD(struct services_fields, member, name, __VA_ARGS__)
static const struct field_row services_fields[] = {
    ROW(types, "types", FIELD_WORDS),
    ROW(default_class, "defaultClass", FIELD_TEXT),
    ROW(class_of, "classOf", FIELD_MAP),
    ROW(external_names, "externalNames", FIELD_WORDS),
    ROW(load_balancer_ips, "loadBalancerIPs", FIELD_TEXTS),
    ROW(external_ips, "externalIPs", FIELD_TEXTS),
    ROW(node_ports, "nodePorts", FIELD_WORDS),
};
#undef ROW

/* The classes under which Services publish their names, by type. */
struct class_of_fields {
    struct text_at by_type[SERVICE_TYPES];
};
#define ROW(type, name)                                                                  \
    FIELD(struct class_of_fields, by_type[SERVICE_##type], name, FIELD_TEXT)
static const struct field_row class_of_fields[] = {
    ROW(CLUSTER_IP, "ClusterIP"),
    ROW(HEADLESS, "headless"),
    ROW(NODE_PORT, "NodePort"),
    ROW(EXTERNAL_NAME, "ExternalName"),
};

static const struct words type_choice =
    WORDS("unknown-mode", "type", STR_INIT("ClusterIP"), STR_INIT("NodePort"),
          STR_INIT("LoadBalancer"), STR_INIT("ExternalName"));
/* In the order of the words above. */
static const enum service_type types[] = {SERVICE_CLUSTER_IP, SERVICE_NODE_PORT,
                                          SERVICE_LOAD_BALANCER, SERVICE_EXTERNAL_NAME};

/* The services of a tenant, or of tenantDefaults, while they are read. */
struct making {
    struct reader *reader;
    struct spot spot;
    const char *who;             /* for messages */
    const struct tenant *tenant; /* NULL: tenantDefaults */
    struct tenant_services *services;
};

static void set_types(struct making *making, const struct texts_at *given)
{
    struct tenant_services *services = making->services;

    memset(services->types, 0, sizeof services->types);
    for (size_t i = 0; i < given->n; i++) {
        size_t index = 0;

        if (reader_word(making->reader, &type_choice, &given->items[i], &index))
            services->types[types[index]] = true;
    }
    services->types[SERVICE_HEADLESS] = services->types[SERVICE_CLUSTER_IP];
    services->type_names =
        reader_texts(making->reader, given, NULL, &services->n_type_names);
}

static void set_default_class(struct making *making, const struct text_at *given)
{
    struct reader *reader = making->reader;
    const struct class *class = reader_class(reader, given);

    if (class == NULL)
        return;
    making->services->default_class = class;
    if (class->service == NULL)
        REFUSE(reader, "service-class", given->place,
               "class %s has no \"service\", so no load balancer can have it",
               reader_quoted(reader, given->text));
    else if (making->tenant != NULL && !tenant_permits_class(making->tenant, class))
        REFUSE(reader, "service-class", given->place,
               "services.defaultClass %s is not one of the classes of %s",
               reader_quoted(reader, given->text), making->who);
}

static void set_class_of(struct making *making, const struct node *map)
{
    struct class_of_fields given = {0};

    (void)fields_read(making->reader, map, spot_below(making->spot, "services.classOf"),
                      FIELDS(class_of_fields), &given);
    for (size_t i = 0; i < SERVICE_TYPES; i++) {
        making->services->class_of[i] = NULL;
        if (text_at_given(&given.by_type[i]))
            making->services->class_of[i] =
                reader_class(making->reader, &given.by_type[i]);
    }
}

static struct tenant_networks read_networks(struct making *making,
                                            const struct texts_at *given)
{
    const struct networks_named networks = networks_find(making->reader, given);
    struct cidr_set *set = ARENA_NEW(&making->reader->policy->arena, struct cidr_set, 1);

    *set = networks_set(making->reader, &networks);
    return (struct tenant_networks){set, networks.text,
                                    networks_text(making->reader, &networks)};
}

/* The form is PORT or FIRST-LAST. */
static bool parse_ports(struct str text, struct port_range *ret)
{
    struct str first = text;
    struct str last = text;
    uint64_t from = 0;
    uint64_t to = 0;
    size_t dash = 0;

    if (str_find(text, '-', &dash)) {
        first = str_head(text, dash);
        last = str_skip(text, dash + 1);
    }
    if (!str_to_u64(first, PORT_MAX, &from) || !str_to_u64(last, PORT_MAX, &to) ||
        from == 0 || from > to)
        return false;
    *ret = (struct port_range){(uint32_t)from, (uint32_t)to};
    return true;
}

static void set_node_ports(struct making *making, const struct texts_at *given)
{
    struct reader *reader = making->reader;
    struct arena *arena = &reader->policy->arena;
    struct port_range *ports = ARENA_NEW(arena, struct port_range, given->n);
    struct buf text = buf_in(arena);

    making->services->n_node_ports = 0;
    for (size_t i = 0; i < given->n; i++) {
        const struct text_at *item = &given->items[i];

        if (!parse_ports(item->text, &ports[making->services->n_node_ports])) {
            REFUSE(reader, "bad-port", item->place,
                   "%s is neither a port from 1 to 65535 nor a range such as "
                   "\"30080-30090\"",
                   reader_quoted(reader, item->text));
            continue;
        }
        buf_add_text(&text, text.len == 0 ? "" : ", ");
        buf_add(&text, item->text);
        making->services->n_node_ports++;
    }
    making->services->node_ports = ports;
    making->services->node_port_text = buf_str(&text);
}

/* Replace the defaults in the services by the fields that are given. */
static void fill(struct making *making, const struct services_fields *given)
{
    struct tenant_services *services = making->services;

    if (texts_at_given(&given->types))
        set_types(making, &given->types);
    if (text_at_given(&given->default_class))
        set_default_class(making, &given->default_class);
    if (given->class_of != NULL)
        set_class_of(making, given->class_of);
    if (texts_at_given(&given->external_names))
        services->external_names = domains_read(making->reader, &given->external_names,
                                                &services->n_external_names);
    if (texts_at_given(&given->load_balancer_ips))
        services->addresses = read_networks(making, &given->load_balancer_ips);
    if (texts_at_given(&given->external_ips))
        services->external_ips = read_networks(making, &given->external_ips);
    if (texts_at_given(&given->node_ports))
        set_node_ports(making, &given->node_ports);
}

/* Check that domains are listed if ExternalName is permitted.  place: that of `types`, or
 * of the map if the types come from tenantDefaults. */
static void check_external_names(const struct making *making, struct place place,
                                 const struct texts_at *names)
{
    if (making->services->types[SERVICE_EXTERNAL_NAME] &&
        making->services->n_external_names == 0 && !texts_at_given(names))
        REFUSE(making->reader, "external-names", place,
               "%s may write Services of type ExternalName, but externalNames lists no "
               "domain; list some, or \".\" for any",
               making->who);
}

/* Nothing is read if map is NULL. */
static void read_map(struct making *making, const struct node *map)
{
    struct services_fields given = {0};

    if (!fields_read(making->reader, map, spot_below(making->spot, "services"),
                     FIELDS(services_fields), &given))
        return;
    fill(making, &given);
    check_external_names(making,
                         texts_at_given(&given.types) ? given.types.place
                                                      : reader_place(making->reader, map),
                         &given.external_names);
}

void default_services_read(struct reader *reader, const struct node *map,
                           struct spot spot)
{
    static const struct str type_names[] = {STR_INIT("ClusterIP")};
    struct tenant_services *services = &reader->policy->services;
    struct making making = {reader, spot, "tenantDefaults", NULL, services};

    services->types[SERVICE_CLUSTER_IP] = true;
    services->types[SERVICE_HEADLESS] = true;
    services->type_names = type_names;
    services->n_type_names = ARRAY_LEN(type_names);
    read_map(&making, map);
}

/* The tenant may not use the default class of tenantDefaults, so it does not inherit that
 * class. */
static bool may_not_use_default(const struct tenant *tenant,
                                const struct tenant_services *services)
{
    return services->default_class != NULL &&
           !tenant_permits_class(tenant, services->default_class);
}

void tenant_services_read(struct reader *reader, const struct node *map, struct spot spot,
                          const struct text_at *name, struct tenant *tenant)
{
    const struct tenant_services *defaults = &reader->policy->services;
    struct making making = {reader, spot, NULL, tenant, NULL};

    tenant->services = defaults;
    if (!reader_has_room(reader, sizeof(struct tenant_services)))
        return;
    if (map == NULL && !may_not_use_default(tenant, defaults))
        return; /* the defaults are shared: there may be many tenants */
    making.who =
        arena_format(&reader->arena, "tenant %s", reader_quoted(reader, name->text)).ptr;
    making.services = ARENA_NEW(&reader->policy->arena, struct tenant_services, 1);
    *making.services = *defaults;
    tenant->services = making.services;
    if (!may_not_use_default(tenant, defaults)) {
        read_map(&making, map);
        return;
    }
    making.services->default_class = NULL;
    read_map(&making, map);
    if (making.services->default_class == NULL)
        NOTE(reader, "default-class-unused", name->place,
             "%s may not use class %s, the services.defaultClass of tenantDefaults",
             making.who, reader_quoted(reader, defaults->default_class->name));
}
