/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sentence: lists of what is permitted, and suggestions of what was meant.
 *
 * The example of a rejection in the manual fixes the wording.
 */
#include "core/rules/sentence.h"

#include "base/near.h"
#include "base/text.h"
#include "core/object/service.h"

void sentence_add_tenantless(struct buf *buf, const struct context *context)
{
    buf_add_text(buf, " is not permitted: namespace ");
    text_add_quoted(buf, context->inquiry->namespace);
    buf_add_text(buf, " belongs to no tenant");
}

void sentence_add_for_tenant(struct buf *buf, const struct context *context,
                             const char *why)
{
    const struct tenant *tenant = context->inquiry->tenant;

    if (tenant == NULL) {
        sentence_add_tenantless(buf, context);
        return;
    }
    buf_add_text(buf, why);
    text_add_quoted(buf, tenant->name);
}

/* Separate the remedy from the sentence before it: no semicolon follows a question
 * mark. */
static void begin_remedy(struct buf *buf)
{
    if (!str_has_suffix(buf_str(buf), STR("?")))
        buf_add_byte(buf, ';');
    buf_add_byte(buf, ' ');
}

/* items: as many of the n as a list shows. */
static void add_permitted(struct buf *buf, const struct str *items, size_t n)
{
    begin_remedy(buf);
    if (n == 0) {
        buf_add_text(buf, "nothing is permitted");
        return;
    }
    buf_add_text(buf, "permitted: ");
    text_add_list(buf, items, n);
}

/* True if objects of this kind can have the class. */
static bool is_usable(const struct view *view, const struct class *class)
{
    if (view->kind->class_from == CLASS_FROM_CARRIERS)
        return class->has_profile || class->is_open;
    return !service_is_load_balancer(view) || class->service != NULL;
}

/* The first max classes of the tenant for such an object, in the order of the file.
 * Returns the number of all. */
static size_t classes_of(const struct context *context, struct str *names, size_t max)
{
    const struct tenant *tenant = context->inquiry->tenant;
    size_t n = 0;

    for (size_t i = 0; i < tenant->n_classes; i++) {
        if (!is_usable(context->inquiry->view, tenant->classes[i]))
            continue;
        if (n < max)
            names[n] = tenant->classes[i]->name;
        n++;
    }
    return n;
}

void sentence_add_classes(struct buf *buf, const struct context *context)
{
    struct str names[TEXT_LIST_MAX];

    if (context->inquiry->tenant != NULL)
        add_permitted(buf, names, classes_of(context, names, ARRAY_LEN(names)));
}

void sentence_add_classes_of_tenant(struct buf *buf, const struct context *context)
{
    struct str names[TEXT_LIST_MAX];
    const size_t n = classes_of(context, names, ARRAY_LEN(names));

    begin_remedy(buf);
    buf_add_text(buf,
                 n == 0 ? "nothing is permitted for tenant " : "permitted for tenant ");
    text_add_quoted(buf, context->inquiry->tenant->name);
    if (n == 0)
        return;
    buf_add_text(buf, ": ");
    text_add_list(buf, names, n);
}

void sentence_add_class_choice(struct buf *buf, const struct context *context)
{
    struct str names[TEXT_LIST_MAX];
    size_t n = 0;

    if (context->inquiry->tenant == NULL)
        return;
    n = classes_of(context, names, ARRAY_LEN(names));
    if (n == 0) {
        buf_add_text(buf, "; nothing is permitted for tenant ");
        text_add_quoted(buf, context->inquiry->tenant->name);
        return;
    }
    buf_add_text(buf, " to one of: ");
    text_add_list(buf, names, n);
}

void sentence_add_gateways(struct buf *buf, const struct context *context,
                           const char *lead)
{
    const struct tenant *tenant = context->inquiry->tenant;
    struct str names[TEXT_LIST_MAX];
    size_t n_entries;
    const struct gateway_entry *entries =
        policy_gateways(context->inquiry->policy, &n_entries);
    size_t n = 0;

    for (size_t i = 0; i < n_entries && tenant != NULL; i++) {
        if (!gateway_is_for(&entries[i], tenant) ||
            !tenant_permits_class(tenant, entries[i].class))
            continue;
        if (n < ARRAY_LEN(names))
            names[n] = entries[i].text;
        n++;
    }
    if (n == 0)
        return;
    buf_add_text(buf, lead);
    text_add_list(buf, names, n);
}

void sentence_add_gateway_classes(struct buf *buf, const struct context *context,
                                  const char *lead)
{
    const struct tenant *tenant = context->inquiry->tenant;
    struct str names[TEXT_LIST_MAX];
    size_t n = 0;

    for (size_t i = 0; tenant != NULL && i < tenant->n_classes; i++) {
        const struct class_gateway *gateway = tenant->classes[i]->gateway;

        for (size_t k = 0; gateway != NULL && k < gateway->n_classes; k++) {
            if (n < ARRAY_LEN(names))
                names[n] = gateway->classes[k];
            n++;
        }
    }
    if (n == 0)
        return;
    buf_add_text(buf, lead);
    text_add_list(buf, names, n);
}

/* "." is not a name that people know. */
static struct str domain_shown(struct str domain)
{
    return str_equal(domain, STR(".")) ? STR("every name that is not delegated to others")
                                       : domain;
}

/* A list that a tenant has. */
enum listed {
    LISTED_DOMAINS,
    LISTED_HOSTS
};

/* The first names of a tenant, in the order of the file. */
struct shown {
    const struct inquiry *inquiry;
    struct str names[TEXT_LIST_MAX];
    size_t n;
    size_t family; /* the next one */
};

static bool is_full(const struct shown *shown)
{
    return shown->n == ARRAY_LEN(shown->names);
}

/* Add the families at this place of the list, as the instances of the namespace. */
static void show_families(struct shown *shown, enum listed list, size_t *at)
{
    const struct inquiry *inquiry = shown->inquiry;
    const struct tenant *tenant = inquiry->tenant;

    for (; shown->family < tenant->n_families; shown->family++, (*at)++) {
        const struct family *family = &tenant->families[shown->family];

        if ((family->entry == DOMAIN_BELOW) != (list == LISTED_DOMAINS) ||
            family->at != *at)
            break;
        if (!is_full(shown) && family_instance(family, &inquiry->values, inquiry->arena,
                                               &shown->names[shown->n]))
            shown->n++;
    }
}

static void show_list(struct shown *shown, const struct str *names, size_t n,
                      enum listed list)
{
    size_t at = 0;

    show_families(shown, list, &at);
    for (size_t i = 0; i < n && !is_full(shown); i++) {
        shown->names[shown->n++] = domain_shown(names[i]);
        at++;
        show_families(shown, list, &at);
    }
}

static size_t count_names(const struct inquiry *inquiry)
{
    const struct tenant *tenant = inquiry->tenant;
    size_t n = tenant->n_domains + tenant->n_hosts;

    for (size_t i = 0; i < tenant->n_families; i++)
        n += family_has_instance(&tenant->families[i], &inquiry->values);
    return n;
}

void sentence_add_names(struct buf *buf, const struct context *context)
{
    const struct tenant *tenant = context->inquiry->tenant;
    struct shown shown = {.inquiry = context->inquiry};

    if (tenant == NULL)
        return;
    show_list(&shown, tenant->domains, tenant->n_domains, LISTED_DOMAINS);
    if (!is_full(&shown))
        show_list(&shown, tenant->hosts, tenant->n_hosts, LISTED_HOSTS);
    add_permitted(buf, shown.names, count_names(context->inquiry));
}

/* The number of instances that are searched for a near name. */
#define INSTANCES_MAX 64

/* Make a tenant that lists the instances of the tenant's families. */
static void list_instances(const struct inquiry *inquiry, struct tenant *ret)
{
    const struct tenant *tenant = inquiry->tenant;
    struct str *all = ARENA_NEW(inquiry->arena, struct str, (size_t)2 * INSTANCES_MAX);
    struct str *hosts = all + INSTANCES_MAX;

    *ret = (struct tenant){.domains = all, .hosts = hosts};
    for (size_t i = 0; i < tenant->n_families && i < INSTANCES_MAX; i++) {
        const struct family *family = &tenant->families[i];
        struct str name;

        if (!family_instance(family, &inquiry->values, inquiry->arena, &name))
            continue;
        if (family->entry == DOMAIN_BELOW)
            all[ret->n_domains++] = name;
        else
            hosts[ret->n_hosts++] = name;
    }
}

/* True if the name is in a domain of the tenant.  Names that no tenant has are excluded
 * first, without a scan of all domains. */
static bool is_within_own(const struct context *context, const struct name *name)
{
    const struct inquiry *inquiry = context->inquiry;
    struct tenant instances;

    if (!policy_covers_name(inquiry->policy, name))
        return false;
    if (near_name_is_within(inquiry->tenant, name->text))
        return true;
    if (inquiry->tenant->n_families == 0)
        return false;
    list_instances(inquiry, &instances);
    return near_name_is_within(&instances, name->text);
}

/* True if the domain above the wildcard is the tenant's, but some names that the wildcard
 * covers are not. */
static bool serves_others(const struct context *context, const struct name *name)
{
    const struct name base = {.text = name->base, .base = name->base};

    return name->is_wildcard &&
           policy_permits_name(context->inquiry->policy, context->inquiry->tenant,
                               &context->inquiry->values, &base);
}

void sentence_add_not_delegated(struct buf *buf, const struct context *context,
                                struct str text)
{
    struct name name;
    const char *reason;
    const bool is_name = name_parse(context->inquiry->arena, text, &name, &reason);

    if (is_name && serves_others(context, &name)) {
        buf_add_text(buf, " would serve names that are delegated to others");
        return;
    }
    buf_add_text(buf, " is not in a domain of namespace ");
    text_add_quoted(buf, context->inquiry->namespace);
    buf_add_text(buf, " (tenant ");
    text_add_quoted(buf, context->inquiry->tenant->name);
    buf_add_byte(buf, ')');
    if (is_name && is_within_own(context, &name))
        buf_add_text(buf, ": a longer entry delegates it to another tenant");
}

static void add_near(struct buf *buf, struct str head, struct str near)
{
    struct buf whole;

    buf_init(&whole, buf->arena, (size_t)2 * NAME_MAX_BYTES);
    buf_add(&whole, head);
    buf_add(&whole, near);
    buf_add_text(buf, "; did you mean ");
    text_add_quoted(buf, buf_str(&whole));
    buf_add_byte(buf, '?');
    buf_clear(&whole);
}

void sentence_add_near_class(struct buf *buf, const struct context *context,
                             const struct draft *draft)
{
    struct str *names;
    struct str near;
    size_t n;

    if (context->inquiry->tenant == NULL)
        return;
    names = ARENA_NEW(context->inquiry->arena, struct str, NEAR_MAX_CANDIDATES);
    n = classes_of(context, names, NEAR_MAX_CANDIDATES);
    if (n > NEAR_MAX_CANDIDATES)
        n = NEAR_MAX_CANDIDATES;
    if (near_find(draft->violation.value, names, n, &near))
        add_near(buf, STR_NONE, near);
}

static bool find_near_name(const struct inquiry *inquiry, struct str name,
                           struct str *ret_front, struct str *ret_near)
{
    struct tenant instances;

    if (near_name_find(inquiry->tenant, name, inquiry->arena, ret_front, ret_near))
        return true;
    if (inquiry->tenant->n_families == 0 || near_name_is_within(inquiry->tenant, name))
        return false;
    list_instances(inquiry, &instances);
    return near_name_find(&instances, name, inquiry->arena, ret_front, ret_near);
}

void sentence_add_near_name(struct buf *buf, const struct context *context,
                            const struct draft *draft)
{
    struct str front;
    struct str near;

    if (context->inquiry->tenant != NULL && !draft->is_brief &&
        find_near_name(context->inquiry, draft->violation.value, &front, &near))
        add_near(buf, front, near);
}

struct str sentence_of_list(const struct context *context, const struct str *items,
                            size_t n)
{
    struct buf buf = buf_in(context->inquiry->arena);

    text_add_list(&buf, items, n);
    return buf_str(&buf);
}

void sentence_add_character(struct buf *buf, struct str value, size_t at)
{
    unsigned char byte = (unsigned char)value.ptr[at];

    if (byte == '"')
        buf_add_text(buf, "a double quote");
    else if (byte == '\\')
        buf_add_text(buf, "a backslash");
    else if (byte < 0x20 || byte == 0x7f)
        buf_addf(buf, "the control character U+%04X", byte);
    else if (byte == 0xc2)
        buf_addf(buf, "the control character U+%04X", (unsigned char)value.ptr[at + 1]);
    else if (byte == ' ')
        buf_add_text(buf, "a blank");
    else
        text_add_quoted(buf, (struct str){value.ptr + at, 1});
}
