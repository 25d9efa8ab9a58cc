/* SPDX-License-Identifier: Apache-2.0 */
/* kinds: writes which kinds a tenant may write, and its settings for Services. */
#include "cmd/explain/facts/words.h"
#include "cmd/explain/tenant/tenant.h"

bool tenant_may_write(const struct tenant *tenant, const struct kind *kind)
{
    for (size_t i = 0; i < tenant->n_kinds; i++) {
        if (tenant->kinds[i] == kind)
            return true;
    }
    return !kind->is_listed;
}

static void add_kinds(const struct tenant_answer *answer, struct lines *lines)
{
    struct buf text = buf_in(lines->arena);
    size_t n;
    const struct kind *kinds = policy_kinds(answer->asking->desk->policy, &n);

    for (size_t i = 0; i < n; i++) {
        if (!tenant_may_write(answer->tenant, &kinds[i]))
            continue;
        buf_add_text(&text, text.len > 0 ? ", " : "");
        words_add(&text, kinds[i].name);
        buf_add_text(&text, kinds[i].is_preview ? " (preview)" : "");
    }
    lines_add(lines, "kinds", buf_str(&text),
              places_findf(entries_places(answer->asking->desk->entries),
                           "tenants[%.*s].kinds", STR_ARGS(answer->tenant->name)));
}

/* Begin "; LEAD TEXT"; the first one has no semicolon. */
static void add_setting(struct buf *buf, const char *lead)
{
    buf_addf(buf, "%s%s ", buf->len > 0 ? "; " : "", lead);
}

static void add_default_classes(struct buf *buf, const struct tenant_services *services)
{
    static const char *const types[] = {
        [SERVICE_CLUSTER_IP] = "class of ClusterIP",
        [SERVICE_HEADLESS] = "class of headless",
        [SERVICE_NODE_PORT] = "class of NodePort",
        [SERVICE_LOAD_BALANCER] = "class of LoadBalancer",
        [SERVICE_EXTERNAL_NAME] = "class of ExternalName",
    };

    if (services->default_class != NULL) {
        add_setting(buf, "default class");
        words_add(buf, services->default_class->name);
    }
    for (size_t i = 0; i < SERVICE_TYPES; i++) {
        if (services->class_of[i] == NULL ||
            (i == SERVICE_HEADLESS &&
             services->class_of[i] == services->class_of[SERVICE_CLUSTER_IP]))
            continue;
        add_setting(buf, types[i]);
        words_add(buf, services->class_of[i]->name);
    }
}

static struct str services_text(const struct tenant_services *services,
                                struct arena *arena)
{
    struct buf buf = buf_in(arena);
    const struct {
        const char *lead;
        struct str text;
    } texts[] = {
        {"load balancer addresses", services->addresses.text},
        {"external addresses", services->external_ips.text},
        {"node ports", services->node_port_text},
    };

    add_setting(&buf, "types");
    words_add_list(&buf, services->type_names, services->n_type_names);
    if (services->n_type_names == 0)
        buf_add_text(&buf, "none");
    add_default_classes(&buf, services);
    if (services->n_external_names > 0) {
        add_setting(&buf, "external names");
        words_add_list(&buf, services->external_names, services->n_external_names);
    }
    for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
        if (texts[i].text.len == 0)
            continue;
        add_setting(&buf, texts[i].lead);
        words_add(&buf, texts[i].text);
    }
    return buf_str(&buf);
}

void tenant_add_kinds(const struct tenant_answer *answer, struct lines *lines)
{
    const struct policy *policy = answer->asking->desk->policy;
    size_t n;
    const struct kind *kinds = policy_kinds(policy, &n);

    if (n > 1 || (n == 1 && !str_equal(kinds[0].name, STR("Ingress"))))
        add_kinds(answer, lines);
    if (policy_kind_named(policy, STR("Service")) != NULL)
        lines_add(lines, "services",
                  services_text(answer->tenant->services, lines->arena),
                  entries_of_tenant_field(answer->asking->desk->entries, answer->tenant,
                                          "services"));
}
