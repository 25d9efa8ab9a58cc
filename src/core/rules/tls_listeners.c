/* SPDX-License-Identifier: Apache-2.0 */
/* tls_listeners: each listener over plain HTTP must have a twin over HTTPS. */
#include "core/rules/tls_listeners.h"

#include <stdlib.h>

#define HTTP  STR("HTTP")
#define HTTPS STR("HTTPS")

/* The hosts of the listeners over HTTPS, sorted. */
static struct str *secure_hosts(const struct context *context, size_t *ret_n)
{
    const struct view *view = context->inquiry->view;
    struct arena *arena = context->inquiry->arena;
    struct str *names = ARENA_NEW(arena, struct str, view->n_listeners);
    size_t n = 0;

    for (size_t i = 0; i < view->n_listeners; i++) {
        if (str_equal(view->listeners[i].protocol, HTTPS))
            names[n++] = name_fold(arena, view->listeners[i].hostname);
    }
    if (n > 1)
        qsort(names, n, sizeof names[0], str_order);
    *ret_n = n;
    return names;
}

void tls_listeners_check(const struct context *context, struct violations *out)
{
    const struct view *view = context->inquiry->view;
    size_t n = 0;
    const struct str *names = secure_hosts(context, &n);

    for (size_t i = 0; i < view->n_listeners; i++) {
        const struct view_listener *listener = &view->listeners[i];
        const struct str name = name_fold(context->inquiry->arena, listener->hostname);

        if (!str_equal(listener->protocol, HTTP) ||
            (n > 0 && bsearch(&name, names, n, sizeof names[0], str_order) != NULL))
            continue;
        violations_add(out, RULE_TLS_REQUIRED, listener->protocol_path,
                       context_present(listener->hostname));
    }
}

void tls_listeners_explain(const struct draft *draft, struct buf *buf)
{
    buf_add_text(buf, "the HTTP listener for ");
    if (draft->violation.value.len == 0)
        buf_add_text(buf, "every name");
    else
        text_add_quoted(buf, draft->violation.value);
    buf_add_text(buf, " has no HTTPS listener with the same hostname; add one");
}
