/* SPDX-License-Identifier: Apache-2.0 */
/*
 * reference-local: annotations must refer to objects in the object's own namespace, or to
 * objects that the platform refers to.
 */
#include "core/policy/profile_keys.h"
#include "core/rules/rules.h"

enum {
    REFERENCE_TO_NAMESPACE, /* detail: which */
    REFERENCE_TO_URL,
    REFERENCE_ELSEWHERE, /* a middleware's name does not show which namespace */
    REFERENCE_TOO_MANY,
};

/* Items of one annotation that are compared one by one; a longer value counts as one. */
#define ITEMS_MAX 1000

/* An annotation that refers to other objects. */
struct referring {
    const struct context *context;
    const struct annotation *at;
    enum foreign_form form;
    struct violations *out;
};

static bool is_white(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static struct str trim(struct str text)
{
    while (text.len > 0 && is_white(text.ptr[0]))
        text = str_skip(text, 1);
    while (text.len > 0 && is_white(text.ptr[text.len - 1]))
        text.len--;
    return text;
}

/* True for the object that a named class refers to: it is the platform's. */
static bool is_of_platform(const struct context *context, struct str item)
{
    for (size_t i = 0; i < context->carriers.n_classes; i++) {
        struct str object = context->carriers.classes[i]->ranges.object;

        if (object.len > 0 && str_equal(object, item))
            return true;
    }
    return false;
}

static void add(const struct referring *from, struct str item, unsigned what,
                struct str namespace)
{
    struct draft *draft = violations_add(from->out, RULE_REFERENCE_LOCAL,
                                         field_path_annotation(from->at->key), item);

    draft->what = what;
    draft->detail = namespace;
}

static void check_namespace(const struct referring *from, struct str item,
                            struct str namespace)
{
    if (!str_equal(namespace, from->context->inquiry->namespace))
        add(from, item, REFERENCE_TO_NAMESPACE, namespace);
}

/* NAMESPACE, the mark, and a name. */
static void check_marked(const struct referring *from, struct str item, char mark)
{
    size_t at;

    if (str_find(item, mark, &at))
        check_namespace(from, item, str_head(item, at));
}

static void check_middleware(const struct referring *from, struct str item)
{
    struct str namespace = from->context->inquiry->namespace;

    if (!str_has_suffix(item, STR("@kubernetescrd")))
        return;
    if (item.len <= namespace.len || !str_has_prefix(item, namespace) ||
        item.ptr[namespace.len] != '-')
        add(from, item, REFERENCE_ELSEWHERE, STR_NONE);
}

static void check_item(const struct referring *from, struct str item)
{
    if (item.len == 0 || is_of_platform(from->context, item))
        return;
    switch (from->form) {
    case FOREIGN_SLASH_OR_URL:
        if (str_contains(item, STR("://"))) {
            add(from, item, REFERENCE_TO_URL, STR_NONE);
            return;
        }
        check_marked(from, item, '/');
        break;
    case FOREIGN_SLASH:
    case FOREIGN_SLASH_ITEMS:
        check_marked(from, item, '/');
        break;
    case FOREIGN_COLON_ITEMS:
        check_marked(from, item, ':');
        break;
    case FOREIGN_MIDDLEWARES:
        check_middleware(from, item);
        break;
    case FOREIGN_NAMESPACE:
        check_namespace(from, item, item);
        break;
    }
}

static void check_items(const struct referring *from)
{
    size_t before = from->out->n;
    struct str rest = from->at->value;
    struct str item;
    bool done = false;

    while (str_next_item(&rest, ',', &done, &item)) {
        if (from->out->n - before == ITEMS_MAX) {
            add(from, from->at->value, REFERENCE_TOO_MANY, STR_NONE);
            return;
        }
        check_item(from, trim(item));
    }
}

static void check_annotation(const struct referring *from)
{
    bool is_list = from->form == FOREIGN_SLASH_ITEMS ||
                   from->form == FOREIGN_COLON_ITEMS || from->form == FOREIGN_MIDDLEWARES;

    if (context_wants(from->context, from->at->key, from->at->value))
        return;
    if (is_list)
        check_items(from);
    else
        check_item(from, trim(from->at->value));
}

/* Fields of rows. */
static void check_fields(const struct context *context, struct violations *out)
{
    const struct inquiry *inquiry = context->inquiry;

    for (size_t i = 0; i < inquiry->view->n_references; i++) {
        const struct view_place *place = &inquiry->view->references[i];
        struct str namespace = place->text;
        struct draft *draft;
        size_t at = 0;

        if (inquiry->view->kind->references[place->of].form == ROW_REFERENCE_PAIR)
        namespace =
            str_find(place->text, '/', &at) ? str_head(place->text, at) : STR_NONE;
        if (namespace.len == 0 || str_equal(namespace, inquiry->namespace))
            continue;
        draft = violations_add(out, RULE_REFERENCE_LOCAL, place->path, place->text);
        draft->what = REFERENCE_TO_NAMESPACE;
        draft->detail = namespace;
    }
}

static void check(const struct context *context, struct violations *out)
{
    const struct view *view = context->inquiry->view;
    size_t n = context_count_profiles(context);

    check_fields(context, out);
    for (size_t i = 0; i < view->n_annotations; i++) {
        struct referring from = {context, &view->annotations[i], FOREIGN_SLASH, out};

        for (size_t j = 0; j < n; j++) {
            if (profile_is_foreign_key(context_profile(context, j), from.at->key,
                                       &from.form))
                check_annotation(&from);
        }
    }
}

static void explain(const struct context *context, const struct draft *draft,
                    struct buf *buf)
{
    text_add_quoted(buf, draft->violation.value);
    switch (draft->what) {
    case REFERENCE_TO_URL:
        buf_add_text(buf, " refers to a file or a URL");
        break;
    case REFERENCE_ELSEWHERE:
        buf_add_text(buf, " refers to another namespace");
        break;
    case REFERENCE_TOO_MANY:
        buf_add_text(buf, " refers to other namespaces too often");
        break;
    default:
        buf_add_text(buf, " refers to namespace ");
        text_add_quoted(buf, draft->detail);
        break;
    }
    buf_add_text(buf, "; refer to an object in namespace ");
    text_add_quoted(buf, context->inquiry->namespace);
}

const struct rule rule_reference_local = {
    .id = RULE_REFERENCE_LOCAL,
    .summary = "No annotation refers to another namespace.",
    .needs = NEEDS_NOTHING,
    .growth = GROWTH_FREE,
    .check = check,
    .explain = explain,
};
