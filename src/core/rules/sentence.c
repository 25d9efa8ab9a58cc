/*
 * sentence: what is permitted, and what may have been meant.
 *
 * The example of a rejection in the manual fixes these wordings.
 */
#include "core/rules/sentence.h"

#include "base/near.h"
#include "base/text.h"

/* How many labels of a claimed name may stand in front of a mistyped domain. */
#define NEAR_MAX_LABELS 4

void sentence_add_not_permitted_for(struct buf *buf, const struct context *context)
{
    if (context->tenant == NULL) {
        buf_add_text(buf, " is not permitted: the namespace belongs to no tenant");
        return;
    }
    buf_add_text(buf, " is not permitted for tenant ");
    text_add_quoted(buf, context->tenant->name);
}

/* At most as many as a list shows, and one more, so that nothing large is copied. */
static void add_permitted(struct buf *buf, const struct str *items, size_t n)
{
    if (n == 0) {
        buf_add_text(buf, "; nothing is permitted");
        return;
    }
    buf_add_text(buf, buf->len > 0 && buf->ptr[buf->len - 1] == '?' ? " permitted: "
                                                                    : "; permitted: ");
    text_add_list(buf, items, n);
}

void sentence_add_classes(struct buf *buf, const struct context *context)
{
    const struct tenant *tenant = context->tenant;
    struct str *names;

    if (tenant == NULL)
        return;
    names = ARENA_NEW(context->arena, struct str, tenant->n_classes + 1);
    for (size_t i = 0; i < tenant->n_classes; i++)
        names[i] = tenant->classes[i]->name;
    add_permitted(buf, names, tenant->n_classes);
}

/* Domains, then hosts, as the file lists them. */
static struct str *names_of(const struct tenant *tenant, struct arena *arena, size_t *ret)
{
    struct str *names = ARENA_NEW(arena, struct str, tenant->n_domains + tenant->n_hosts);

    for (size_t i = 0; i < tenant->n_domains; i++)
        names[i] = tenant->domains[i];
    for (size_t i = 0; i < tenant->n_hosts; i++)
        names[tenant->n_domains + i] = tenant->hosts[i];
    *ret = tenant->n_domains + tenant->n_hosts;
    return names;
}

void sentence_add_names(struct buf *buf, const struct context *context)
{
    size_t n;
    struct str *names;

    if (context->tenant == NULL)
        return;
    names = names_of(context->tenant, context->arena, &n);
    add_permitted(buf, names, n);
}

static bool is_within_own(const struct tenant *tenant, struct str name)
{
    if (str_has_prefix(name, STR("*.")))
        name = str_skip(name, 2);
    for (size_t i = 0; i < tenant->n_domains; i++) {
        if (name_is_within(name, tenant->domains[i]))
            return true;
    }
    return false;
}

void sentence_add_not_delegated(struct buf *buf, const struct context *context,
                                struct str name)
{
    if (context->tenant == NULL) {
        buf_add_text(buf, context->stranger == STRANGER_TOLERATED
                              ? " is delegated to a tenant, and the namespace has none"
                              : " is not permitted: the namespace belongs to no tenant");
        return;
    }
    buf_add_text(buf, " is not in a domain of tenant ");
    text_add_quoted(buf, context->tenant->name);
    if (is_within_own(context->tenant, name))
        buf_add_text(buf, ": a longer entry delegates it to another");
}

static void add_near(struct buf *buf, struct str head, struct str near)
{
    struct buf whole;

    buf_init(&whole, buf->arena, 2 * NAME_MAX_BYTES);
    buf_add(&whole, head);
    buf_add(&whole, near);
    buf_add_text(buf, "; did you mean ");
    text_add_quoted(buf, buf_str(&whole));
    buf_add_byte(buf, '?');
    buf_clear(&whole);
}

void sentence_add_near_class(struct buf *buf, const struct context *context,
                             struct str name)
{
    const struct tenant *tenant = context->tenant;
    struct str *names;
    struct str near;

    if (tenant == NULL)
        return;
    names = ARENA_NEW(context->arena, struct str, tenant->n_classes + 1);
    for (size_t i = 0; i < tenant->n_classes; i++)
        names[i] = tenant->classes[i]->name;
    if (near_find(name, names, tenant->n_classes, &near))
        add_near(buf, STR_NONE, near);
}

void sentence_add_near_name(struct buf *buf, const struct context *context,
                            struct str name)
{
    size_t n;
    struct str *names;
    struct str near;
    struct str tail = name;

    if (context->tenant == NULL || is_within_own(context->tenant, name))
        return;
    names = names_of(context->tenant, context->arena, &n);
    if (near_find(name, names, n, &near)) {
        add_near(buf, STR_NONE, near);
        return;
    }
    for (size_t i = 0; i < NEAR_MAX_LABELS; i++) {
        tail = name_parent(tail);
        if (tail.len == 0 || name_parent(tail).len == 0)
            return;
        if (near_find(tail, names, context->tenant->n_domains, &near)) {
            add_near(buf, str_head(name, name.len - tail.len), near);
            return;
        }
    }
}

/* Bytes of the well-formed UTF-8 character that value[at] begins; 1 when it is none. */
static size_t character_length(struct str value, size_t at)
{
    unsigned char lead = (unsigned char)value.ptr[at];
    size_t n = 1;

    if (lead >= 0xf0)
        n = 4;
    else if (lead >= 0xe0)
        n = 3;
    else if (lead >= 0xc2)
        n = 2;
    if (at + n > value.len ||
        !text_is_utf8((struct str){value.ptr + at, n}))
        return 1;
    return n;
}

void sentence_add_character(struct buf *buf, struct str value, size_t at)
{
    size_t n = character_length(value, at);
    unsigned char byte = (unsigned char)value.ptr[at];

    if (byte == '"')
        buf_add_text(buf, "a double quote");
    else if (byte == '\\')
        buf_add_text(buf, "a backslash");
    else if (n == 1 && (byte < 0x20 || byte == 0x7f))
        buf_addf(buf, "the control character U+%04X", byte);
    else if (n == 2 && byte == 0xc2)
        buf_addf(buf, "the control character U+%04X", (unsigned char)value.ptr[at + 1]);
    else if (byte == ' ')
        buf_add_text(buf, "a blank");
    else
        text_add_quoted(buf, (struct str){value.ptr + at, n});
}
