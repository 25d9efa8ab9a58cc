/* SPDX-License-Identifier: Apache-2.0 */
/* The names in use: their owners, which are shared, and how many each tenant uses in each
 * class. */
#include "cmd/report/survey/overview.h"

#include <stdlib.h>

#include "base/mem.h"
#include "core/policy/policy.h"

static struct overview_name *name_of(struct overview *overview, struct str text)
{
    const size_t n_before = overview->by_name.n;
    const uint32_t at = *map_put(&overview->by_name, text, (uint32_t)overview->n_names);
    struct overview_name *made;

    if (overview->by_name.n == n_before)
        return overview->names_met[at];
    made = ARENA_NEW(&overview->arena, struct overview_name, 1);
    made->text = text;
    made->entry = owners_find(overview->owners, text);
    overview->names_met = mem_grow(overview->names_met, &overview->cap_names,
                                   overview->n_names + 1, sizeof(struct overview_name *));
    overview->names_met[overview->n_names++] = made;
    return made;
}

static void add_place(struct overview *overview, const struct survey_object *object,
                      const struct survey_host *host)
{
    struct overview_name *name = name_of(overview, host->name);
    struct overview_place *place;

    if (name->last != NULL && name->last->object == object &&
        str_equal(name->last->host->key, host->key))
        return;
    place = ARENA_NEW(&overview->arena, struct overview_place, 1);
    place->object = object;
    place->host = host;
    if (name->last == NULL)
        name->first = place;
    else
        name->last->next = place;
    name->last = place;
    name->n_places++;
    if (!str_equal(name->first->object->namespace, object->namespace))
        name->is_shared = true;
}

static int by_text(const void *a, const void *b)
{
    const struct overview_name *left = *(struct overview_name *const *)a;
    const struct overview_name *right = *(struct overview_name *const *)b;

    return str_compare(left->text, right->text);
}

/* Link the names of each entry.  Goes backwards, so that each list is in order. */
static void link_by_entry(struct overview *overview)
{
    overview->of_entry =
        ARENA_NEW(&overview->arena, struct overview_name *, overview->owners->n);
    for (size_t i = overview->n_names; i > 0; i--) {
        struct overview_name *name = overview->names[i - 1];
        struct overview_name **first = name->entry == OWNED_NONE
                                           ? &overview->unowned
                                           : &overview->of_entry[name->entry];

        name->next_of_entry = *first;
        *first = name;
    }
}

static int by_number(const void *a, const void *b)
{
    const uint32_t left = *(const uint32_t *)a;
    const uint32_t right = *(const uint32_t *)b;

    return (left > right) - (left < right);
}

/* The entry of an item that the tenant lists. */
static void take_item(struct overview *overview, const void *item, uint32_t *starts,
                      size_t *n)
{
    const uint32_t at = owners_of_item(overview->owners, item);

    if (at != OWNED_NONE)
        starts[(*n)++] = at;
}

/* The report of a tenant contains the tenant's entries, and those within them. */
static void choose_entries(struct overview *overview)
{
    const struct tenant *tenant = overview->tenant;
    const struct owners *owners = overview->owners;
    const size_t n_items = tenant->n_domains + tenant->n_hosts + tenant->n_families;
    AUTO(mem_free) uint32_t *starts = mem_alloc(n_items, sizeof *starts);
    uint32_t next = 0;
    size_t n = 0;

    for (size_t i = 0; i < tenant->n_domains; i++)
        take_item(overview, &tenant->domains[i], starts, &n);
    for (size_t i = 0; i < tenant->n_hosts; i++)
        take_item(overview, &tenant->hosts[i], starts, &n);
    for (size_t i = 0; i < tenant->n_families; i++)
        take_item(overview, &tenant->families[i], starts, &n);
    if (n > 1)
        qsort(starts, n, sizeof *starts, by_number);
    overview->entries = ARENA_NEW(&overview->arena, uint32_t, owners->n);
    for (size_t i = 0; i < n; i++) {
        next = next < starts[i] ? starts[i] : next;
        for (; next < owners->all[starts[i]].end; next++)
            overview->entries[overview->n_entries++] = next;
    }
}

static void choose_all_entries(struct overview *overview)
{
    overview->n_entries = overview->owners->n;
    overview->entries = ARENA_NEW(&overview->arena, uint32_t, overview->n_entries);
    for (uint32_t i = 0; i < overview->n_entries; i++)
        overview->entries[i] = i;
}

static struct str cell_key(struct arena *arena, const struct tenant *tenant,
                           const struct class *class)
{
    struct buf key = buf_in(arena);

    buf_addf(&key, "%u %u", tenant->index, class->index);
    return buf_str(&key);
}

/* Each name counts once for each tenant and class that use it. */
static void count_cells(struct overview *overview)
{
    struct map last = {0}; /* cell -> the number of the name counted last, from 1 */

    for (size_t i = 0; i < overview->n_names; i++) {
        for (const struct overview_place *place = overview->names[i]->first;
             place != NULL; place = place->next) {
            const struct survey_object *object = place->object;

            for (size_t k = 0; object->tenant != NULL && k < object->n_classes; k++) {
                const struct str key =
                    cell_key(&overview->arena, object->tenant, object->classes[k]);
                uint32_t *counted = map_put(&last, key, 0);

                if (*counted == i + 1)
                    continue;
                *counted = (uint32_t)i + 1;
                ++*map_put(&overview->cells, key, 0);
            }
        }
    }
    map_clear(&last);
}

/* A name may be shared with namespaces outside the scope. */
static void count_shared(struct overview *overview)
{
    for (size_t i = 0; i < overview->n_names; i++) {
        struct overview_name *name = overview->names[i];

        if (overview->scope.all != NULL)
            name->is_shared = overview_name(overview->scope.all, name->text)->is_shared;
        overview->n_shared += name->is_shared;
    }
}

void overview_add_names(struct overview *overview)
{
    for (size_t i = 0; i < overview_count_objects(overview); i++) {
        const struct survey_object *object = overview_object(overview, i);

        for (size_t k = 0; k < object->n_hosts; k++)
            add_place(overview, object, &object->hosts[k]);
    }
    overview->names =
        ARENA_NEW(&overview->arena, struct overview_name *, overview->n_names);
    for (size_t i = 0; i < overview->n_names; i++)
        overview->names[i] = overview->names_met[i];
    if (overview->n_names > 1)
        qsort(overview->names, overview->n_names, sizeof(struct overview_name *),
              by_text);
    link_by_entry(overview);
    if (overview->tenant == NULL)
        choose_all_entries(overview);
    else
        choose_entries(overview);
    count_cells(overview);
    count_shared(overview);
}

const struct overview_name *overview_name(const struct overview *overview,
                                          struct str name)
{
    uint32_t at;

    return map_get(&overview->by_name, name, &at) ? overview->names_met[at] : NULL;
}

const struct overview_name *overview_everywhere(const struct overview *overview,
                                                const struct overview_name *name)
{
    const struct overview *all = overview->scope.all;

    return all == NULL ? name : overview_name(all, name->text);
}

static bool serves_name(const struct class *class, struct str text)
{
    AUTO(arena_clear) struct arena arena = {0};
    struct name name;
    const char *unused;

    return name_parse(&arena, text, &name, &unused) && class_serves_name(class, &name);
}

/* The class serves a name of the tenant's domain: the domain itself, or a domain of the
 * class within it that the tenant is permitted. */
static bool serves_domain(const struct overview *overview, const struct class *class,
                          const struct tenant *tenant, struct str domain)
{
    AUTO(arena_clear) struct arena arena = {0};
    const struct tenant_values none = {0};
    bool serves = serves_name(class, domain);

    for (size_t i = 0; !serves && i < class->n_domains; i++) {
        struct name name;
        const char *unused;

        serves =
            name_is_within(class->domains[i], domain) &&
            name_parse(&arena, class->domains[i], &name, &unused) &&
            policy_permits_name(overview->survey->options.policy, tenant, &none, &name);
    }
    return serves;
}

/* An instance of the family, with an arbitrary value. */
static struct str instance_of(const struct family *family, struct arena *arena)
{
    struct buf text = buf_in(arena);

    buf_add(&text, str_head(family->key.key, family->key.n_before));
    buf_add_byte(&text, 'x');
    buf_add(&text, str_skip(family->key.key, (size_t)family->key.n_before + 1));
    return buf_str(&text);
}

static bool serves_some(const struct overview *overview, const struct class *class,
                        const struct tenant *tenant)
{
    AUTO(arena_clear) struct arena arena = {0};
    bool serves = class->n_domains == 0;

    for (size_t i = 0; !serves && i < tenant->n_domains; i++)
        serves = serves_domain(overview, class, tenant, tenant->domains[i]);
    for (size_t i = 0; !serves && i < tenant->n_hosts; i++)
        serves = serves_name(class, tenant->hosts[i]);
    for (size_t i = 0; !serves && i < tenant->n_families; i++)
        serves = serves_name(class, instance_of(&tenant->families[i], &arena));
    return serves;
}

enum overview_cell_kind overview_cell(const struct overview *overview,
                                      const struct tenant *tenant,
                                      const struct class *class, size_t *ret_n)
{
    AUTO(arena_clear) struct arena arena = {0};
    uint32_t n;

    *ret_n = 0;
    if (map_get(&overview->cells, cell_key(&arena, tenant, class), &n)) {
        *ret_n = n;
        return CELL_USES;
    }
    if (!tenant_permits_class(tenant, class))
        return CELL_NOT_PERMITTED;
    return serves_some(overview, class, tenant) ? CELL_MAY : CELL_NO_NAMES;
}
