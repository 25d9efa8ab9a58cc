/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tls-hosts: a tls entry must list the hosts of its certificate.  Without hosts, the
 * certificate may be offered for every name.
 */
#include "core/rules/rules.h"

static void check(const struct context *context, struct violations *out)
{
    const struct view *view = context->inquiry->view;

    for (size_t i = 0; i < view->n_tls; i++) {
        if (view->tls[i].n_hosts == 0)
            violations_add(out, RULE_TLS_HOSTS, view->tls[i].hosts_path,
                           context_present(view->tls[i].secret_name));
    }
}

static void explain(const struct context *context, const struct draft *draft,
                    struct buf *buf)
{
    (void)context;
    (void)draft;
    buf_add_text(buf,
                 "this tls entry has no hosts, so its certificate may be offered for "
                 "every name; list the rule hosts");
}

const struct rule rule_tls_hosts = {
    .id = RULE_TLS_HOSTS,
    .summary = "Every tls entry lists hosts.",
    .kinds = KIND_TLS,
    .needs = NEEDS_NOTHING,
    .growth = GROWTH_FREE,
    .check = check,
    .explain = explain,
};
