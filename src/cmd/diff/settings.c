/* SPDX-License-Identifier: Apache-2.0 */
/* settings: compares settings of the whole policy, and what no other section covers. */
#include "cmd/diff/pairs.h"

static void compare_modes(struct differences *differences)
{
    const enum policy_mode new = differences->modes[REACH_NEW];
    const bool is_strict =
        policy_on_update(diff_policy(differences, REACH_NEW)) == ON_UPDATE_STRICT;

    if (differences->modes[REACH_OLD] != new)
        diff_addf(differences, DIFF_SETTINGS,
                  new == POLICY_PREVIEW ? DIFF_WIDER : DIFF_NARROWER,
                  diff_place(differences, "mode"), "mode: %s",
                  new == POLICY_PREVIEW ? "enforce -> preview" : "preview -> enforce");
    if (policy_on_update(diff_policy(differences, REACH_OLD)) !=
        policy_on_update(diff_policy(differences, REACH_NEW)))
        diff_addf(differences, DIFF_SETTINGS, is_strict ? DIFF_NARROWER : DIFF_WIDER,
                  diff_place(differences, "onUpdate"), "onUpdate: %s",
                  is_strict ? "ratchet -> strict" : "strict -> ratchet");
}

/* The line is shown, but not counted as a difference in meaning. */
static void compare_text(struct differences *differences, const char *field,
                         struct str old, struct str new)
{
    const struct str none = STR("none");

    if (str_equal(old, new))
        return;
    if (old.len == 0)
        old = none;
    if (new.len == 0)
        new = none;
    diff_add(differences, (struct diff_line){
                              .section = DIFF_SETTINGS,
                              .mark = DIFF_OTHER,
                              .is_uncounted = true,
                              .entry = diff_place(differences, "%s", field),
                              .text = arena_format(differences->arena, "%s: %.*s -> %.*s",
                                                   field, STR_ARGS(old), STR_ARGS(new)),
                          });
}

static struct str contact_of(const struct differences *differences, enum reach_side side)
{
    return policy_contact(diff_policy(differences, side), STR("{rule}"),
                          differences->arena);
}

static struct str default_text(struct arena *arena, const struct tenant *tenant)
{
    if (tenant->default_class == NULL)
        return STR("none");
    if (tenant->n_replaces == 0)
        return tenant->default_class->name;
    return arena_format(
        arena, "%.*s, replaces %.*s", STR_ARGS(tenant->default_class->name),
        STR_ARGS(diff_join(arena, tenant->replaces, tenant->n_replaces, "")));
}

static void compare_defaults(struct differences *differences)
{
    const struct diff_pairs tenants = diff_pairs_of_tenants(differences);

    for (size_t i = 0; i < tenants.n; i++) {
        const struct tenant *old = tenants.all[i].of[REACH_OLD];
        const struct tenant *new = tenants.all[i].of[REACH_NEW];
        struct str before;
        struct str after;

        if (old == NULL || new == NULL)
            continue;
        before = default_text(differences->arena, old);
        after = default_text(differences->arena, new);
        if (!str_equal(before, after))
            diff_addf(differences, DIFF_SETTINGS, DIFF_OTHER,
                      diff_tenant_place(differences, new->name, "defaultClass"),
                      "tenants[%.*s].defaultClass: %.*s -> %.*s", STR_ARGS(new->name),
                      STR_ARGS(before), STR_ARGS(after));
    }
}

/* A field of a class: `classes[nlb].service.nodePorts`. */
static void compare_field(struct differences *differences, struct str class,
                          const char *field, const struct str texts[REACH_SIDES])
{
    diff_setting(
        differences, DIFF_SETTINGS,
        arena_format(differences->arena, "classes[%.*s].%s", STR_ARGS(class), field),
        texts);
}

static struct str marks_text(struct arena *arena, const struct class_service *service)
{
    struct str *texts = ARENA_NEW(arena, struct str, service->n_marks);

    for (size_t i = 0; i < service->n_marks; i++)
        texts[i] = arena_format(arena, "%.*s=%.*s", STR_ARGS(service->marks[i].key),
                                STR_ARGS(service->marks[i].value));
    return diff_join(arena, texts, service->n_marks, "");
}

static struct str families_text(const struct class_service *service)
{
    if (service->has_ipv4 && service->has_ipv6)
        return STR("IPv4, IPv6");
    return service->has_ipv4 ? STR("IPv4") : STR("IPv6");
}

static void compare_service(struct differences *differences, const struct class *old,
                            const struct class *new)
{
    struct arena *arena = differences->arena;
    const struct class_service *const services[REACH_SIDES] = {old->service,
                                                               new->service};
    struct str profiles[REACH_SIDES];
    struct str classes[REACH_SIDES];
    struct str marks[REACH_SIDES];
    struct str families[REACH_SIDES];
    struct str ports[REACH_SIDES];

    for (size_t s = 0; s < REACH_SIDES; s++) {
        profiles[s] = services[s]->profile->name;
        classes[s] = services[s]->class;
        marks[s] = marks_text(arena, services[s]);
        families[s] = families_text(services[s]);
        ports[s] = services[s]->node_ports_denied ? STR("deny") : STR("allow");
    }
    compare_field(differences, new->name, "service.profile", profiles);
    compare_field(differences, new->name, "service.loadBalancerClass", classes);
    compare_field(differences, new->name, "service.marks", marks);
    compare_field(differences, new->name, "service.families", families);
    compare_field(differences, new->name, "service.nodePorts", ports);
}

static void compare_services(struct differences *differences, const struct class *old,
                             const struct class *new)
{
    const struct str texts[REACH_SIDES] = {
        old->service != NULL ? STR("defined") : STR_NONE,
        new->service != NULL ? STR("defined") : STR_NONE};

    if (old->service != NULL && new->service != NULL)
        compare_service(differences, old, new);
    else
        compare_field(differences, new->name, "service", texts);
}

static struct str addresses_text(struct arena *arena, const struct class_gateway *gateway)
{
    struct buf buf = buf_in(arena);

    if (gateway->has_addresses)
        (void)cidr_set_add_text(&gateway->addresses, ',', SIZE_MAX, &buf);
    return buf_str(&buf);
}

static void compare_gateway(struct differences *differences, const struct class *old,
                            const struct class *new)
{
    struct arena *arena = differences->arena;
    const struct class_gateway none = {0};
    const struct class_gateway *const gateways[REACH_SIDES] = {
        old->gateway == NULL ? &none : old->gateway,
        new->gateway == NULL ? &none : new->gateway};
    struct str classes[REACH_SIDES];
    struct str keys[REACH_SIDES];
    struct str parameters[REACH_SIDES];
    struct str addresses[REACH_SIDES];

    for (size_t s = 0; s < REACH_SIDES; s++) {
        const struct class_gateway *one = gateways[s];

        classes[s] = diff_join(arena, one->classes, one->n_classes, "");
        keys[s] = diff_join(arena, one->annotations, one->n_annotations, "");
        parameters[s] = diff_join(arena, one->parameters, one->n_parameters, "");
        addresses[s] = addresses_text(arena, one);
    }
    compare_field(differences, new->name, "gateway.classes", classes);
    compare_field(differences, new->name, "gateway.infrastructure.annotations", keys);
    compare_field(differences, new->name, "gateway.infrastructure.parameters",
                  parameters);
    compare_field(differences, new->name, "gateway.infrastructure.addresses", addresses);
}

static void compare_classes(struct differences *differences)
{
    const struct diff_pairs classes = diff_pairs_of_classes(differences);

    for (size_t i = 0; i < classes.n; i++) {
        const struct class *old = classes.all[i].of[REACH_OLD];
        const struct class *new = classes.all[i].of[REACH_NEW];

        if (old == NULL || new == NULL)
            continue;
        compare_gateway(differences, old, new);
        compare_services(differences, old, new);
    }
}

static struct str label_text(struct arena *arena, const struct dns_instance *instance)
{
    return instance->max_first_label == 0
               ? STR_NONE
               : arena_format(arena, "%u", (unsigned)instance->max_first_label);
}

static void compare_instances(struct differences *differences)
{
    struct arena *arena = differences->arena;
    struct diff_list list = {.size = sizeof(struct dns_instance),
                             .name_at = offsetof(struct dns_instance, name)};
    struct diff_pairs pairs;

    for (size_t s = 0; s < REACH_SIDES; s++)
        list.all[s] =
            policy_instances(diff_policy(differences, (enum reach_side)s), &list.n[s]);
    pairs = diff_pairs_of(arena, &list);
    for (size_t i = 0; i < pairs.n; i++) {
        const struct diff_pair *pair = &pairs.all[i];

        if (pair->of[REACH_OLD] != NULL && pair->of[REACH_NEW] != NULL) {
            const struct str texts[REACH_SIDES] = {
                label_text(arena, pair->of[REACH_OLD]),
                label_text(arena, pair->of[REACH_NEW])};

            diff_setting(differences, DIFF_SETTINGS,
                         arena_format(arena, "externalDNS[%.*s].maxFirstLabel",
                                      STR_ARGS(pair->name)),
                         texts);
        }
    }
}

void diff_settings(struct differences *differences)
{
    compare_modes(differences);
    compare_defaults(differences);
    compare_instances(differences);
    compare_classes(differences);
    diff_profiles(differences);
    compare_text(differences, "contact", contact_of(differences, REACH_OLD),
                 contact_of(differences, REACH_NEW));
    compare_text(differences, "metadata.name",
                 policy_name(diff_policy(differences, REACH_OLD)),
                 policy_name(diff_policy(differences, REACH_NEW)));
}
