/* SPDX-License-Identifier: Apache-2.0 */
/* settings: what holds for the whole policy, and what no other section tells. */
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

/* Shown, but no difference in meaning. */
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
                      entries_of_tenant_field(differences->of[REACH_NEW]->entries, new,
                                              "defaultClass"),
                      "tenants[%.*s].defaultClass: %.*s -> %.*s", STR_ARGS(new->name),
                      STR_ARGS(before), STR_ARGS(after));
    }
}

/* Fields of classes for load balancers. */
static void compare_marks(struct differences *differences, const struct class *old,
                          const struct class *new)
{
    struct buf texts[REACH_SIDES] = {buf_in(differences->arena),
                                     buf_in(differences->arena)};

    for (size_t s = 0; s < REACH_SIDES; s++) {
        const struct class_service *service =
            s == REACH_OLD ? old->service : new->service;

        buf_add(&texts[s], service->profile->name);
        if (service->class.len > 0) {
            buf_add_text(&texts[s], ", loadBalancerClass ");
            buf_add(&texts[s], service->class);
        }
        for (size_t i = 0; i < service->n_marks; i++) {
            buf_add_text(&texts[s], ", ");
            buf_add(&texts[s], service->marks[i].key);
            buf_add_byte(&texts[s], '=');
            buf_add(&texts[s], service->marks[i].value);
        }
        buf_addf(&texts[s], ", families%s%s%s", service->has_ipv4 ? " IPv4" : "",
                 service->has_ipv6 ? " IPv6" : "",
                 service->node_ports_denied ? ", nodePorts deny" : "");
    }
    if (!str_equal(buf_str(&texts[0]), buf_str(&texts[1])))
        diff_addf(differences, DIFF_SETTINGS, DIFF_OTHER,
                  diff_place(differences, "classes[%.*s].service", STR_ARGS(new->name)),
                  "classes[%.*s].service: %.*s -> %.*s", STR_ARGS(new->name),
                  STR_ARGS(buf_str(&texts[0])), STR_ARGS(buf_str(&texts[1])));
}

static void compare_addresses(struct differences *differences, const struct class *old,
                              const struct class *new)
{
    struct buf texts[REACH_SIDES] = {buf_in(differences->arena),
                                     buf_in(differences->arena)};
    const struct class_gateway *before = old->gateway;
    const struct class_gateway *after = new->gateway;

    if (before->has_addresses)
        (void)cidr_set_add_text(&before->addresses, ',', SIZE_MAX, &texts[0]);
    if (after->has_addresses)
        (void)cidr_set_add_text(&after->addresses, ',', SIZE_MAX, &texts[1]);
    for (size_t s = 0; s < REACH_SIDES; s++) {
        if (texts[s].len == 0)
            buf_add_text(&texts[s], "none");
    }
    if (!str_equal(buf_str(&texts[0]), buf_str(&texts[1])))
        diff_addf(differences, DIFF_SETTINGS, DIFF_OTHER,
                  diff_place(differences, "classes[%.*s].gateway", STR_ARGS(new->name)),
                  "classes[%.*s].gateway.infrastructure.addresses: %.*s -> %.*s",
                  STR_ARGS(new->name), STR_ARGS(buf_str(&texts[0])),
                  STR_ARGS(buf_str(&texts[1])));
}

void diff_settings(struct differences *differences)
{
    const struct diff_pairs classes = diff_pairs_of_classes(differences);

    compare_modes(differences);
    compare_defaults(differences);
    for (size_t i = 0; i < classes.n; i++) {
        const struct class *old = classes.all[i].of[REACH_OLD];
        const struct class *new = classes.all[i].of[REACH_NEW];

        if (old == NULL || new == NULL)
            continue;
        if (old->service != NULL && new->service != NULL)
            compare_marks(differences, old, new);
        if (old->gateway != NULL && new->gateway != NULL)
            compare_addresses(differences, old, new);
    }
    diff_profiles(differences);
    compare_text(differences, "contact", contact_of(differences, REACH_OLD),
                 contact_of(differences, REACH_NEW));
    compare_text(differences, "metadata.name",
                 policy_name(diff_policy(differences, REACH_OLD)),
                 policy_name(diff_policy(differences, REACH_NEW)));
}
