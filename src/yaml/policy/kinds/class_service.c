/* SPDX-License-Identifier: Apache-2.0 */
/*
 * classes, service: how a Service of type LoadBalancer is recognised as one of a class,
 * and which source ranges it has.
 */
#include "core/object/managed.h"
#include "core/policy/class_keys.h"
#include "yaml/policy/sections/networks.h"
#include "yaml/policy/sections/sections.h"
#include "yaml/policy/sections/services.h"

struct service_fields {
    struct text_at profile, class, node_ports;
    struct texts_at families;
    const struct node *marks, *ranges;
};
#define ROW(member, name, ...) FIELD(struct service_fields, member, name, __VA_ARGS__)
static const struct field_row service_fields[] = {
    ROW(profile, "profile", FIELD_WORD),      ROW(class, "loadBalancerClass", FIELD_TEXT),
    ROW(marks, "marks", FIELD_MAP),           ROW(families, "families", FIELD_WORDS),
    ROW(node_ports, "nodePorts", FIELD_WORD), ROW(ranges, "sourceRanges", FIELD_MAP),
};

struct ranges_fields {
    struct text_at mode;
    struct texts_at networks;
};
static const struct field_row ranges_fields[] = {
    FIELD(struct ranges_fields, mode, "mode", FIELD_WORD, FIELD_REQUIRED),
    FIELD(struct ranges_fields, networks, "networks", FIELD_TEXTS),
};

static const struct words family_choice =
    WORDS("unknown-mode", "family", STR_INIT("IPv4"), STR_INIT("IPv6"));
static const struct words node_ports_choice =
    WORDS("unknown-mode", "nodePorts", STR_INIT("allow"), STR_INIT("deny"));

/* The `service` of a class while it is read. */
struct making {
    struct reader *reader;
    const struct service_fields *given;
    struct spot spot;
    struct place place; /* of the map */
    const struct class *class;
    struct class_service *service;
};

static void set_profile(struct making *making)
{
    const struct text_at *given = &making->given->profile;
    const struct service_profile *none = service_profile_builtin(STR("none"));
    const struct service_profile *profile = none;

    if (text_at_given(given))
        profile = service_profile_find(making->reader, given);
    making->service->profile = profile != NULL ? profile : none;
}

/* Why a key cannot be a mark; NULL: it can. */
static const char *mark_reason(const struct making *making, struct str key)
{
    const struct reader *reader = making->reader;
    const struct policy *policy = reader->policy;
    const struct service_profile *profile = making->service->profile;

    if (is_listed_class_key(key) || is_some_class_key(key))
        return "it names the class of an Ingress";
    if (str_equal(key, MANAGED_KEY))
        return "it is the webhook's own list of what it wrote";
    if (policy_dns_prefix(policy, key) != NULL)
        return "it belongs to ExternalDNS";
    if (service_key_has_ranges(reader, key))
        return "it contains source ranges";
    if (profile != service_profile_builtin(STR("none")) &&
        service_key_among(profile->exposing, profile->n_exposing, key) == NULL)
        return "it is not an exposing key of the service profile";
    return key_reason(key);
}

static void add_mark(struct making *making, const struct node *key,
                     struct service_mark *marks)
{
    struct reader *reader = making->reader;
    const struct text_at name = fields_key(reader, key);
    const struct text_at value =
        fields_text(reader, key->next, key->text, FIELD_TEXT, FIELD_MAY_BE_EMPTY);
    const char *reason = NULL;

    if (!text_at_given(&name) || !text_at_given(&value))
        return;
    (void)reader_is_printable(reader, "value", &value);
    reason = mark_reason(making, name.text);
    if (reason != NULL && text_at_given(&making->given->profile))
        REFUSE(reader, "bad-mark", name.place, "%s cannot be a mark of profile %s: %s",
               reader_quoted(reader, name.text),
               reader_quoted(reader, making->given->profile.text), reason);
    else if (reason != NULL)
        REFUSE(reader, "bad-mark", name.place, "%s cannot be a mark: %s",
               reader_quoted(reader, name.text), reason);
    marks[making->service->n_marks++] = (struct service_mark){name.text, value.text};
}

static void set_marks(struct making *making)
{
    const struct node *map = making->given->marks;
    struct service_mark *marks = ARENA_NEW(&making->reader->policy->arena,
                                           struct service_mark, map == NULL ? 0 : map->n);

    making->service->marks = marks;
    for (const struct node *key = map == NULL ? NULL : map->first; key != NULL;
         key = key->next->next)
        add_mark(making, key, marks);
}

static bool has_mark(const struct class_service *service, const struct service_mark *mark)
{
    for (size_t i = 0; i < service->n_marks; i++) {
        if (str_equal(service->marks[i].key, mark->key) &&
            str_equal(service->marks[i].value, mark->value))
            return true;
    }
    return false;
}

static bool is_same(const struct class_service *a, const struct class_service *b)
{
    if (!str_equal(a->class, b->class) || a->n_marks != b->n_marks)
        return false;
    for (size_t i = 0; i < a->n_marks; i++) {
        if (!has_mark(b, &a->marks[i]))
            return false;
    }
    return true;
}

/* Check that Services of the class can be recognised, and that those of no earlier class
 * are recognised in the same way. */
static void check_recognised(const struct making *making)
{
    struct reader *reader = making->reader;
    const struct class_service *service = making->service;

    if (!text_at_given(&making->given->class) && making->given->marks == NULL) {
        REFUSE(
            reader, "service-class", making->place,
            "service of class %s needs loadBalancerClass or marks: it is recognised by "
            "them",
            reader_quoted(reader, making->class->name));
        return;
    }
    for (size_t i = 0; i < making->class->index; i++) {
        const struct class *other = &reader->policy->classes[i];

        if (other->service != NULL && is_same(other->service, service))
            REFUSE(reader, "service-class", making->place,
                   "service of class %s has the loadBalancerClass and marks of class %s",
                   reader_quoted(reader, making->class->name),
                   reader_quoted(reader, other->name));
    }
}

static void set_families(struct making *making)
{
    const struct texts_at *given = &making->given->families;
    bool has[2] = {false, false};

    for (size_t i = 0; i < given->n; i++) {
        size_t index = 0;

        if (reader_word(making->reader, &family_choice, &given->items[i], &index))
            has[index] = true;
    }
    making->service->has_ipv4 = has[0] || !has[1];
    making->service->has_ipv6 = has[1] || !has[0];
}

static void set_node_ports(struct making *making)
{
    size_t index = 0;

    if (reader_word(making->reader, &node_ports_choice, &making->given->node_ports,
                    &index))
        making->service->node_ports_denied = index == 1;
}

/* The mode and networks of service.sourceRanges.  False: they are unfit, and the problem
 * is noted. */
static bool read_ranges(struct making *making, enum range_mode *ret_mode,
                        struct networks_named *ret)
{
    struct reader *reader = making->reader;
    struct ranges_fields given = {0};
    struct range_parts parts = {0};
    size_t index = 0;

    if (!fields_read(reader, making->given->ranges,
                     spot_below(making->spot, "service.sourceRanges"),
                     FIELDS(ranges_fields), &given) ||
        !reader_word(reader, &range_modes, &given.mode, &index))
        return false;
    if (index == RANGE_REFERENCE) {
        REFUSE(
            reader, "service-class", given.mode.place,
            "a Service cannot refer to an object; modes of service.sourceRanges: open, "
            "fixed, narrow, intersect, elsewhere");
        return false;
    }
    parts.mode = given.mode.place;
    parts.networks = given.networks.place;
    range_parts_check(reader, &parts, (enum range_mode)index);
    *ret = networks_find(reader, &given.networks);
    *ret_mode = (enum range_mode)index;
    return true;
}

static void check_families(const struct making *making,
                           const struct networks_named *networks, size_t n_items)
{
    size_t n = 0;

    for (size_t i = 0; i < networks->n; i++)
        n += networks->all[i]->n;
    if (n == 0 || n_items > 0)
        return;
    REFUSE(making->reader, "no-family", making->given->families.place,
           "families of class %s leave no network: all of %.*s are of the other family",
           reader_quoted(making->reader, making->class->name), STR_ARGS(networks->text));
}

static void set_ranges(struct making *making)
{
    struct reader *reader = making->reader;
    const struct class *class = making->class;
    struct class_ranges *ranges =
        ARENA_NEW(&reader->policy->arena, struct class_ranges, 1);
    struct networks_named networks = reader->class_networks[class->index];
    struct range_style style = {.separator = ',',
                                .no_ipv4 = !making->service->has_ipv4,
                                .no_ipv6 = !making->service->has_ipv6};

    making->service->ranges = ranges;
    making->service->has_own_ranges = making->given->ranges != NULL;
    ranges->mode = class->ranges.mode;
    if (making->given->ranges != NULL && !read_ranges(making, &ranges->mode, &networks))
        return;
    if (ranges->mode == RANGE_REFERENCE)
        REFUSE(reader, "service-class", making->place,
               "class %s has mode reference, which Services cannot have; set how they "
               "are restricted in service.sourceRanges",
               reader_quoted(reader, class->name));
    if (!range_mode_has_list(ranges->mode))
        return;
    ranges_write(reader, &networks, &style, ranges);
    making->service->items = style.items;
    making->service->n_items = style.n_items;
    check_families(making, &networks, style.n_items);
}

void class_service_read(struct reader *reader, const struct node *map, struct spot spot,
                        struct class *class)
{
    struct service_fields given = {0};
    struct making making = {reader, &given, spot, {0}, class, NULL};

    if (!fields_read(reader, map, spot_below(spot, "service"), FIELDS(service_fields),
                     &given))
        return;
    making.place = reader_place(reader, map);
    making.service = ARENA_NEW(&reader->policy->arena, struct class_service, 1);
    making.service->class = given.class.text;
    set_profile(&making);
    set_marks(&making);
    check_recognised(&making);
    set_families(&making);
    set_node_ports(&making);
    set_ranges(&making);
    class->service = making.service;
}
