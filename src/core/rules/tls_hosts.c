/*
 * tls-hosts: a tls entry says for which hosts its certificate is; without that it may be
 * offered for every name.
 */
#include "core/rules/rules.h"

/* By tls entry: it lists a host that is not empty. */
static const bool *entries_with_hosts(const struct context *context)
{
    const struct view *view = context->inquiry->view;
    bool *have = ARENA_NEW(context->inquiry->arena, bool, view->n_tls);

    for (size_t i = 0; i < view->n_hosts; i++) {
        const struct view_host *host = &view->hosts[i];

        if (host->role == HOST_TLS && host->name.len > 0)
            have[host->tls] = true;
    }
    return have;
}

static void check(const struct context *context, struct violations *out)
{
    const struct view *view = context->inquiry->view;
    const bool *have_hosts;

    if (view->n_tls == 0)
        return;
    have_hosts = entries_with_hosts(context);
    for (size_t i = 0; i < view->n_tls; i++) {
        if (!have_hosts[i])
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
