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
    if (context->inquiry->tenant == NULL) {
        buf_add_text(buf, " is not permitted: the namespace belongs to no tenant");
        return;
    }
    buf_add_text(buf, " is not permitted for tenant ");
    text_add_quoted(buf, context->inquiry->tenant->name);
}

/* items: as many of the n as a list shows. */
static void add_permitted(struct buf *buf, const struct str *items, size_t n)
{
    if (n == 0) {
        buf_add_text(buf, "; nothing is permitted");
        return;
    }
    if (!str_has_suffix(buf_str(buf), STR("?")))
        buf_add_byte(buf, ';');
    buf_add_text(buf, " permitted: ");
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

void sentence_add_names(struct buf *buf, const struct context *context)
{
    const struct tenant *tenant = context->inquiry->tenant;
    struct str names[TEXT_LIST_MAX];
    size_t n = 0;

    if (tenant == NULL)
        return;
    for (size_t i = 0; i < tenant->n_domains && n < ARRAY_LEN(names); i++)
        names[n++] = tenant->domains[i];
    for (size_t i = 0; i < tenant->n_hosts && n < ARRAY_LEN(names); i++)
        names[n++] = tenant->hosts[i];
    add_permitted(buf, names, tenant->n_domains + tenant->n_hosts);
}

static bool is_within_own(const struct tenant *tenant, struct str name)
{
    if (str_has_prefix(name, STR("*.")))
        name = str_skip(name, 2);
    for (size_t i = 0; i < tenant->n_domains && i < NEAR_MAX_CANDIDATES; i++) {
        if (name_is_within(name, tenant->domains[i]))
            return true;
    }
    return false;
}

void sentence_add_not_delegated(struct buf *buf, const struct context *context,
                                struct str name)
{
    if (context->inquiry->tenant == NULL) {
        buf_add_text(buf, context->stranger == STRANGER_TOLERATED
                              ? " is delegated to a tenant, and the namespace has none"
                              : " is not permitted: the namespace belongs to no tenant");
        return;
    }
    buf_add_text(buf, " is not in a domain of tenant ");
    text_add_quoted(buf, context->inquiry->tenant->name);
    if (is_within_own(context->inquiry->tenant, name))
        buf_add_text(buf, ": a longer entry delegates it to another");
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

struct candidates {
    struct str names[NEAR_MAX_CANDIDATES];
    size_t n;
};

/* Of two names with as many labels: each is the same or near.  Else anything below one's
 * parent would look like a slip of the pen. */
static bool is_alike(struct str text, struct str name)
{
    bool text_done = false;
    bool name_done = false;
    struct str label;
    struct str other = STR_NONE;
    struct str near;

    while (str_next_item(&text, '.', &text_done, &label)) {
        (void)str_next_item(&name, '.', &name_done, &other);
        if (!str_equal(label, other) && !near_find(label, &other, 1, &near))
            return false;
    }
    return true;
}

static size_t count_dots(struct str name)
{
    size_t n = 0;

    for (size_t i = 0; i < name.len; i++)
        n += name.ptr[i] == '.';
    return n;
}

static void add_alike(struct candidates *candidates, struct str text,
                      const struct str *names, size_t n)
{
    bool is_wildcard = str_has_prefix(text, STR("*."));
    size_t n_dots = count_dots(text);

    /* Whatever becomes of them: a tenant may have 100,000, and every refusal would
     * compare them all. */
    if (n > NEAR_MAX_CANDIDATES)
        n = NEAR_MAX_CANDIDATES;
    for (size_t i = 0; i < n && candidates->n < NEAR_MAX_CANDIDATES; i++) {
        if (n_dots == count_dots(names[i]) &&
            is_wildcard == str_has_prefix(names[i], STR("*.")) &&
            is_alike(text, names[i]))
            candidates->names[candidates->n++] = names[i];
    }
}

/* A host for the whole name; a domain for the whole name, or for what stands behind its
 * first labels. */
void sentence_add_near_name(struct buf *buf, const struct context *context,
                            const struct draft *draft)
{
    const struct tenant *tenant = context->inquiry->tenant;
    struct str name = draft->violation.value;
    struct str tail = name;
    struct candidates *candidates;
    struct str near;

    if (tenant == NULL || draft->is_brief || is_within_own(tenant, name))
        return;
    candidates = arena_alloc(context->inquiry->arena, sizeof *candidates);
    for (size_t i = 0; i < NEAR_MAX_LABELS && tail.len > 0; i++) {
        candidates->n = 0;
        add_alike(candidates, tail, tenant->domains, tenant->n_domains);
        if (i == 0)
            add_alike(candidates, tail, tenant->hosts, tenant->n_hosts);
        if (near_find(tail, candidates->names, candidates->n, &near)) {
            add_near(buf, str_head(name, name.len - tail.len), near);
            return;
        }
        tail = name_parent(tail);
    }
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
