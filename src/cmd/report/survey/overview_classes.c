/* SPDX-License-Identifier: Apache-2.0 */
/* The names that each ExternalDNS instance publishes, and the objects with source ranges
 * of their own. */
#include "cmd/report/survey/overview.h"

#include "core/policy/policy.h"

static void publish(struct overview *overview, struct overview_instance *instance,
                    const struct overview_name *name)
{
    struct overview_names *made;

    if (instance->last != NULL && instance->last->name == name)
        return;
    made = ARENA_NEW(&overview->arena, struct overview_names, 1);
    made->name = name;
    if (instance->last == NULL)
        instance->first = made;
    else
        instance->last->next = made;
    instance->last = made;
    instance->n_names++;
}

static struct overview_instance *instance_of(struct overview *overview,
                                             const struct dns_instance *instance)
{
    return &overview->instances[instance - overview->instances[0].instance];
}

/* The instances of the object's classes publish names in fields. */
static void add_field_name(struct overview *overview, const struct overview_name *name,
                           const struct survey_object *object)
{
    for (size_t i = 0; i < object->n_classes; i++) {
        const struct class *class = object->classes[i];

        for (size_t k = 0; k < class->n_dns; k++) {
            if (class->dns[k].names != DNS_NAMES_ANNOTATION)
                publish(overview, instance_of(overview, class->dns[k].instance), name);
        }
    }
}

/* A class of the object uses the instance; *ret_reads: names in annotations are read. */
static bool uses_instance(const struct survey_object *object,
                          const struct dns_instance *instance, bool *ret_reads)
{
    bool uses = false;

    *ret_reads = false;
    for (size_t i = 0; instance != NULL && i < object->n_classes; i++) {
        const struct class_dns *dns = class_dns_of(object->classes[i], instance);

        uses = uses || dns != NULL;
        *ret_reads = *ret_reads || (dns != NULL && dns->names != DNS_NAMES_HOSTS);
    }
    return uses;
}

static void add_elsewhere(struct overview *overview, const struct overview_name *name,
                          const struct overview_place *place)
{
    struct overview_elsewhere *made =
        ARENA_NEW(&overview->arena, struct overview_elsewhere, 1);

    made->name = name;
    made->place = place;
    if (overview->elsewhere_last == NULL)
        overview->elsewhere = made;
    else
        overview->elsewhere_last->next = made;
    overview->elsewhere_last = made;
    overview->n_elsewhere++;
}

static void add_annotated_name(struct overview *overview,
                               const struct overview_name *name,
                               const struct overview_place *place)
{
    const struct policy *policy = overview->survey->options.policy;
    const struct dns_prefix *prefix = policy_dns_prefix(policy, place->host->key);
    bool reads;

    if (prefix == NULL)
        return;
    if (!uses_instance(place->object, prefix->instance, &reads))
        add_elsewhere(overview, name, place);
    else if (reads)
        publish(overview, instance_of(overview, prefix->instance), name);
}

static void add_published(struct overview *overview)
{
    for (size_t i = 0; i < overview->n_names; i++) {
        const struct overview_name *name = overview->names[i];

        for (const struct overview_place *place = name->first; place != NULL;
             place = place->next) {
            if (place->host->key.len == 0)
                add_field_name(overview, name, place->object);
            else
                add_annotated_name(overview, name, place);
        }
    }
}

static void add_own_ranges(struct overview *overview)
{
    for (size_t i = 0; i < overview_count_objects(overview); i++) {
        const struct survey_object *object = overview_object(overview, i);

        for (size_t k = 0; object->ranges_key.len > 0 && k < object->n_classes; k++)
            overview_add_use(overview, &overview->own_ranges[object->classes[k]->index],
                             object, NULL);
    }
}

void overview_add_classes(struct overview *overview)
{
    const struct policy *policy = overview->survey->options.policy;
    const struct dns_instance *instances =
        policy_instances(policy, &overview->n_instances);

    (void)policy_classes(policy, &overview->n_classes);
    overview->instances =
        ARENA_NEW(&overview->arena, struct overview_instance, overview->n_instances);
    for (size_t i = 0; i < overview->n_instances; i++)
        overview->instances[i].instance = &instances[i];
    overview->own_ranges =
        ARENA_NEW(&overview->arena, struct overview_uses, overview->n_classes);
    add_published(overview);
    add_own_ranges(overview);
}
