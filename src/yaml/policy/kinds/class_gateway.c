/* SPDX-License-Identifier: Apache-2.0 */
/*
 * classes, gateway: the GatewayClasses of a class, how its routes are restricted, and
 * what a Gateway may set on its load balancer.
 */
#include "yaml/policy/sections/networks.h"
#include "yaml/policy/sections/sections.h"

struct gateway_fields {
    struct texts_at classes;
    const struct node *ranges, *infrastructure;
};
static const struct field_row gateway_fields[] = {
    FIELD(struct gateway_fields, classes, "classes", FIELD_TEXTS),
    FIELD(struct gateway_fields, ranges, "sourceRanges", FIELD_MAP),
    FIELD(struct gateway_fields, infrastructure, "infrastructure", FIELD_MAP),
};

struct ranges_fields {
    struct text_at mode;
    const struct node *filter;
};
static const struct field_row ranges_fields[] = {
    FIELD(struct ranges_fields, mode, "mode", FIELD_WORD, FIELD_REQUIRED),
    FIELD(struct ranges_fields, filter, "filter", FIELD_MAP),
};

struct filter_fields {
    struct text_at group, kind, name;
};
static const struct field_row filter_fields[] = {
    FIELD(struct filter_fields, group, "group", FIELD_TEXT, FIELD_REQUIRED_MAY_BE_EMPTY),
    FIELD(struct filter_fields, kind, "kind", FIELD_TEXT, FIELD_REQUIRED),
    FIELD(struct filter_fields, name, "name", FIELD_TEXT, FIELD_REQUIRED),
};

struct infrastructure_fields {
    struct texts_at annotations, parameters, addresses;
};
#define ROW(member, name) FIELD(struct infrastructure_fields, member, name, FIELD_TEXTS)
static const struct field_row infrastructure_fields[] = {
    ROW(annotations, "annotations"),
    ROW(parameters, "parameters"),
    ROW(addresses, "addresses"),
};

/* In the order of enum gateway_ranges from GATEWAY_RANGES_OPEN on. */
static const struct words mode_choice =
    WORDS("gateway-ranges", "mode of gateway.sourceRanges", STR_INIT("open"),
          STR_INIT("elsewhere"), STR_INIT("reference"));

static void set_classes(struct reader *reader, const struct texts_at *given,
                        const struct class *class, struct class_gateway *gateway)
{
    gateway->classes = reader_texts(reader, given, NULL, &gateway->n_classes);
    for (size_t i = 0; i < given->n; i++) {
        const struct text_at *name = &given->items[i];
        const uint32_t first =
            *map_put(&reader->gateway_classes, name->text, class->index);

        if (first != class->index)
            REFUSE(reader, "gateway-class", name->place,
                   "GatewayClass %s already belongs to class %s",
                   reader_quoted(reader, name->text),
                   reader_quoted(reader, reader->policy->classes[first].name));
    }
}

static void set_filter(struct reader *reader, const struct ranges_fields *given,
                       struct spot spot, struct class_gateway *gateway)
{
    const bool is_demanded = gateway->ranges == GATEWAY_RANGES_FILTER;
    struct filter_fields filter = {0};

    if (is_demanded && given->filter == NULL)
        REFUSE(reader, "gateway-ranges", given->mode.place,
               "mode reference needs \"filter\" with group, kind and name");
    if (!is_demanded && given->filter != NULL)
        REFUSE(reader, "gateway-ranges", reader_place(reader, given->filter),
               "only mode reference has a \"filter\"");
    if (fields_read(reader, given->filter,
                    spot_below(spot, "gateway.sourceRanges.filter"),
                    FIELDS(filter_fields), &filter))
        gateway->filter =
            (struct object_name){filter.group.text, filter.kind.text, filter.name.text};
}

/* How routes are restricted if the gateway has no sourceRanges. */
static enum gateway_ranges default_ranges(const struct class *class)
{
    if (class->ranges.mode == RANGE_OPEN)
        return GATEWAY_RANGES_OPEN;
    return class->ranges.mode == RANGE_ELSEWHERE ? GATEWAY_RANGES_ELSEWHERE
                                                 : GATEWAY_RANGES_NONE;
}

static void set_ranges(struct reader *reader, const struct node *map, struct spot spot,
                       const struct class *class, struct class_gateway *gateway)
{
    struct ranges_fields given = {0};
    size_t index = 0;

    gateway->ranges = default_ranges(class);
    if (!fields_read(reader, map, spot_below(spot, "gateway.sourceRanges"),
                     FIELDS(ranges_fields), &given) ||
        !reader_word(reader, &mode_choice, &given.mode, &index))
        return;
    gateway->ranges = (enum gateway_ranges)(GATEWAY_RANGES_OPEN + index);
    set_filter(reader, &given, spot, gateway);
}

/* The form is KIND.GROUP/NAME, or KIND/NAME for the core group. */
static bool check_parameters(struct reader *reader, const struct text_at *text)
{
    size_t slash = 0;
    size_t second = 0;
    const bool good = str_find(text->text, '/', &slash) && slash > 0 &&
                      slash + 1 < text->text.len &&
                      !str_find(str_skip(text->text, slash + 1), '/', &second);

    if (!good)
        REFUSE(reader, "bad-object", text->place,
               "parameters %s must have the form KIND.GROUP/NAME; NAME may be \"*\"",
               reader_quoted(reader, text->text));
    return good;
}

static void set_infrastructure(struct reader *reader, const struct node *map,
                               struct spot spot, struct class_gateway *gateway)
{
    struct infrastructure_fields given = {0};
    struct networks_named networks;

    (void)fields_read(reader, map, spot_below(spot, "gateway.infrastructure"),
                      FIELDS(infrastructure_fields), &given);
    gateway->annotations =
        key_globs_read(reader, &given.annotations, "pattern", &gateway->n_annotations);
    gateway->parameters =
        reader_texts(reader, &given.parameters, check_parameters, &gateway->n_parameters);
    networks = networks_find(reader, &given.addresses);
    gateway->has_addresses = texts_at_given(&given.addresses);
    gateway->addresses = networks_set(reader, &networks);
    gateway->networks = networks.text;
}

void class_gateway_read(struct reader *reader, const struct node *map, struct spot spot,
                        struct class *class)
{
    struct class_gateway *gateway = NULL;
    struct gateway_fields given = {0};

    if (!fields_read(reader, map, spot_below(spot, "gateway"), FIELDS(gateway_fields),
                     &given))
        return;
    gateway = ARENA_NEW(&reader->policy->arena, struct class_gateway, 1);
    class->gateway = gateway;
    set_classes(reader, &given.classes, class, gateway);
    set_ranges(reader, given.ranges, spot, class, gateway);
    set_infrastructure(reader, given.infrastructure, spot, gateway);
    if (gateway->ranges == GATEWAY_RANGES_NONE && given.ranges == NULL)
        REFUSE(reader, "gateway-ranges", reader_place(reader, map),
               "class %s is restricted, so its gateway needs sourceRanges: mode open, "
               "elsewhere or reference",
               reader_quoted(reader, class->name));
}
