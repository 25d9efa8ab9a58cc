/*
 * sentence: what is permitted, and what may have been meant.
 *
 * The example of a rejection in the manual fixes these wordings.
 */
#include "core/rules/sentence.h"

#include "base/near.h"
#include "base/text.h"

void sentence_add_tenantless(struct buf *buf, const struct context *context)
{
    buf_add_text(buf, " is not permitted: namespace ");
    text_add_quoted(buf, context->inquiry->namespace);
    buf_add_text(buf, " belongs to no tenant");
}

/* What goes on behind a sentence: a question mark ends it by itself. */
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

/* The first max classes of the tenant, as the file lists them. */
static size_t classes_of(const struct tenant *tenant, struct str *names, size_t max)
{
    size_t n = 0;

    for (size_t i = 0; i < tenant->n_classes && n < max; i++)
        names[n++] = tenant->classes[i]->name;
    return n;
}

void sentence_add_classes(struct buf *buf, const struct context *context)
{
    struct str names[TEXT_LIST_MAX];

    if (context->inquiry->tenant == NULL)
        return;
    (void)classes_of(context->inquiry->tenant, names, ARRAY_LEN(names));
    add_permitted(buf, names, context->inquiry->tenant->n_classes);
}

void sentence_add_classes_of_tenant(struct buf *buf, const struct context *context)
{
    const struct tenant *tenant = context->inquiry->tenant;
    struct str names[TEXT_LIST_MAX];

    (void)classes_of(tenant, names, ARRAY_LEN(names));
    begin_remedy(buf);
    buf_add_text(buf, tenant->n_classes == 0 ? "nothing is permitted for tenant "
                                             : "permitted for tenant ");
    text_add_quoted(buf, tenant->name);
    if (tenant->n_classes == 0)
        return;
    buf_add_text(buf, ": ");
    text_add_list(buf, names, tenant->n_classes);
}

void sentence_add_class_choice(struct buf *buf, const struct context *context)
{
    const struct tenant *tenant = context->inquiry->tenant;
    struct str names[TEXT_LIST_MAX];

    if (tenant == NULL)
        return;
    if (tenant->n_classes == 0) {
        buf_add_text(buf, "; nothing is permitted for tenant ");
        text_add_quoted(buf, tenant->name);
        return;
    }
    (void)classes_of(tenant, names, ARRAY_LEN(names));
    buf_add_text(buf, " to one of: ");
    text_add_list(buf, names, tenant->n_classes);
}

/* "." is no name that people would know. */
static struct str domain_shown(struct str domain)
{
    return str_equal(domain, STR(".")) ? STR("every name that is not delegated to others")
                                       : domain;
}

void sentence_add_names(struct buf *buf, const struct context *context)
{
    const struct tenant *tenant = context->inquiry->tenant;
    struct str names[TEXT_LIST_MAX];
    size_t n = 0;

    if (tenant == NULL)
        return;
    for (size_t i = 0; i < tenant->n_domains && n < ARRAY_LEN(names); i++)
        names[n++] = domain_shown(tenant->domains[i]);
    for (size_t i = 0; i < tenant->n_hosts && n < ARRAY_LEN(names); i++)
        names[n++] = tenant->hosts[i];
    add_permitted(buf, names, tenant->n_domains + tenant->n_hosts);
}

/* That nobody has the name is found without looking at every domain. */
static bool is_within_own(const struct context *context, const struct name *name)
{
    return policy_covers_name(context->inquiry->policy, name) &&
           near_name_is_within(context->inquiry->tenant, name->text);
}

/* What the wildcard stands under is the tenant's, but not all that it would serve. */
static bool serves_others(const struct context *context, const struct name *name)
{
    const struct name base = {.text = name->base, .base = name->base};

    return name->is_wildcard &&
           policy_permits_name(context->inquiry->policy, context->inquiry->tenant, &base);
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
    n = classes_of(context->inquiry->tenant, names, NEAR_MAX_CANDIDATES);
    if (near_find(draft->violation.value, names, n, &near))
        add_near(buf, STR_NONE, near);
}

void sentence_add_near_name(struct buf *buf, const struct context *context,
                            const struct draft *draft)
{
    struct str front;
    struct str near;

    if (context->inquiry->tenant != NULL && !draft->is_brief &&
        near_name_find(context->inquiry->tenant, draft->violation.value,
                       context->inquiry->arena, &front, &near))
        add_near(buf, front, near);
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
