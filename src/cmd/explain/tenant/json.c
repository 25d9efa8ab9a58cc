/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/explain/facts/card.h"
#include "cmd/explain/facts/json_lists.h"
#include "cmd/explain/facts/words.h"
#include "cmd/explain/tenant/tenant.h"
#include "core/policy/forbidden.h"
#include "core/values/day.h"

static const struct entries *entries_for(const struct tenant_answer *answer)
{
    return answer->asking->desk->entries;
}

static json_t *namespaces_of(const struct tenant_answer *answer)
{
    const struct tenant *tenant = answer->tenant;
    json_t *all = cold_json("[]");

    for (size_t i = 0; i < tenant->n_namespaces; i++) {
        AUTO(buf_clear) struct buf text = {.max_bytes = BUF_MAX_BYTES};

        words_add_pattern(&text, &tenant->namespaces[i]);
        cold_json_append(
            all,
            cold_json("{s:o, s:o}", KEY("pattern", cold_json_text(buf_str(&text))),
                      KEY("entry", json_entry(entries_find(entries_for(answer),
                                                           &tenant->namespaces[i])))));
    }
    return all;
}

static json_t *adds_of(const struct tenant_answer *answer, const struct class *class)
{
    static const char *const modes[] = {
        [WANTED_DEFAULT] = "default",   [WANTED_ENFORCE] = "enforce",
        [WANTED_REQUIRE] = "require",   [WANTED_PRESENT] = "present",
        [WANTED_OPTIONAL] = "optional",
    };
    json_t *all = cold_json("[]");

    for (size_t i = 0; i < class->n_annotations; i++) {
        const struct annotation_entry *at = &class->annotations[i];
        json_t *one = cold_json("{s:o}", KEY("key", cold_json_text(at->key)));

        if (dns_mode_writes(at->mode))
            cold_json_put(one, STR("value"), cold_json_text(at->value));
        cold_json_put(one, STR("mode"), cold_json_word(modes[at->mode]));
        if (at->n_values > 0)
            cold_json_put(one, STR("values"), json_texts(at->values, at->n_values));
        cold_json_put(one, STR("entry"),
                      json_entry(entries_find(entries_for(answer), at)));
        cold_json_append(all, one);
    }
    return all;
}

static json_t *classes_of(const struct tenant_answer *answer)
{
    json_t *all = cold_json("[]");

    for (size_t i = 0; i < answer->n_classes; i++) {
        const struct tenant_class *at = &answer->classes[i];
        json_t *one = cold_json(
            "{s:o, s:o, s:o}", KEY("class", cold_json_text(at->class->name)),
            KEY("entry",
                json_entry(entries_of_class(entries_for(answer), at->class, ""))),
            KEY("names", answer->names_are_known ? json_texts(at->names, at->n_names)
                                                 : cold_json("n")));

        card_put_json(answer->asking, answer->tenant, at->class, one);
        cold_json_put(one, STR("adds"), adds_of(answer, at->class));
        cold_json_append(all, one);
    }
    return all;
}

static json_t *forbidden_of(const struct tenant_answer *answer)
{
    AUTO(arena_clear) struct arena arena = {0};
    json_t *list = cold_json("[]");
    size_t n;
    const struct forbidden *all = policy_forbidden(answer->asking->desk->policy, &n);

    for (size_t i = 0; i < n; i++) {
        struct str *keys;
        size_t n_keys;

        if (!tenant_is_forbidden(answer, &all[i]))
            continue;
        n_keys = tenant_texts(answer, &all[i], "keys", &arena, &keys);
        cold_json_append(
            list, cold_json("{s:o, s:o, s:o}", KEY("keys", json_texts(keys, n_keys)),
                            KEY("reason", cold_json_text(all[i].reason)),
                            KEY("entry",
                                json_entry(entries_find(entries_for(answer), &all[i])))));
    }
    return list;
}

static json_t *rules_of(const struct tenant_answer *answer)
{
    const int32_t today = answer->asking->today;
    json_t *all = cold_json("[]");

    for (size_t i = 0; i < RULE_COUNT; i++) {
        const struct rule_entry *rule;
        const struct entry *place = tenant_rule(answer, (enum rule_id)i, &rule);
        json_t *one;

        if (place == NULL)
            continue;
        one = cold_json("{s:o, s:s}",
                        KEY("rule", cold_json_text(rule_id_name((enum rule_id)i))),
                        "action", words_action(rule_entry_action(rule, today)));
        if (words_action_changes(rule, today)) {
            cold_json_put(one, STR("then"), cold_json_word(words_action(rule->then)));
            cold_json_put(one, STR("from"), cold_json_text(rule->from));
        }
        cold_json_put(one, STR("entry"), json_entry(place));
        cold_json_append(all, one);
    }
    return all;
}

static json_t *excuse_of(const struct tenant_answer *answer,
                         const struct exemption *exemption)
{
    AUTO(buf_clear) struct buf day = {.max_bytes = BUF_MAX_BYTES};
    AUTO(arena_clear) struct arena arena = {0};
    struct str *rules;
    const size_t n = tenant_texts(answer, exemption, "rules", &arena, &rules);
    json_t *one =
        cold_json("{s:o, s:o, s:o}", KEY("name", cold_json_text(exemption->name)),
                  KEY("reason", cold_json_text(exemption->reason)),
                  KEY("rules", json_texts(rules, n)));

    if (exemption->last_day != DAY_NEVER) {
        day_add(&day, exemption->last_day);
        cold_json_put(one, STR("until"), cold_json_text(buf_str(&day)));
    }
    cold_json_put(one, STR("entry"),
                  json_entry(entries_find(entries_for(answer), exemption)));
    return one;
}

static json_t *excused_of(const struct tenant_answer *answer)
{
    json_t *list = cold_json("[]");
    size_t n;
    const struct exemption *all = policy_exemptions(answer->asking->desk->policy, &n);

    for (size_t i = 0; i < n; i++) {
        if (tenant_is_excused(answer, &all[i]))
            cold_json_append(list, excuse_of(answer, &all[i]));
    }
    return list;
}

static json_t *kinds_of(const struct tenant_answer *answer)
{
    json_t *list = cold_json("[]");
    size_t n;
    const struct kind *all = policy_kinds(answer->asking->desk->policy, &n);

    for (size_t i = 0; i < n; i++) {
        if (tenant_may_write(answer->tenant, &all[i]))
            cold_json_append(list, cold_json_text(all[i].name));
    }
    return list;
}

/* A comma list, item by item; nothing is put if it is empty. */
static void put_items(json_t *object, const char *key, struct str list)
{
    json_t *all;
    struct str item;
    bool done = false;

    if (list.len == 0)
        return;
    all = cold_json("[]");
    while (str_next_item(&list, ',', &done, &item))
        cold_json_append(all, cold_json_text(str_trim_blanks(item)));
    cold_json_put(object, str_from(key), all);
}

static void put_class_of(json_t *object, const struct tenant_services *services)
{
    static const char *const types[] = {
        [SERVICE_CLUSTER_IP] = "ClusterIP",
        [SERVICE_HEADLESS] = "headless",
        [SERVICE_NODE_PORT] = "NodePort",
        [SERVICE_LOAD_BALANCER] = "LoadBalancer",
        [SERVICE_EXTERNAL_NAME] = "ExternalName",
    };
    json_t *map = cold_json("{}");

    for (size_t i = 0; i < SERVICE_TYPES; i++) {
        if (services->class_of[i] != NULL)
            cold_json_put(map, str_from(types[i]),
                          cold_json_text(services->class_of[i]->name));
    }
    if (json_object_size(map) > 0)
        cold_json_put(object, STR("classOf"), map);
    else
        json_decref(map);
}

static json_t *services_of_tenant(const struct tenant_answer *answer)
{
    const struct tenant_services *services = answer->tenant->services;
    json_t *object = cold_json(
        "{s:o}", KEY("types", json_texts(services->type_names, services->n_type_names)));

    if (services->default_class != NULL)
        cold_json_put(object, STR("defaultClass"),
                      cold_json_text(services->default_class->name));
    put_class_of(object, services);
    if (services->n_external_names > 0)
        cold_json_put(object, STR("externalNames"),
                      json_texts(services->external_names, services->n_external_names));
    put_items(object, "loadBalancerIPs", services->addresses.names);
    put_items(object, "externalIPs", services->external_ips.names);
    put_items(object, "nodePorts", services->node_port_text);
    cold_json_put(object, STR("entry"),
                  json_entry(entries_of_tenant_field(entries_for(answer), answer->tenant,
                                                     "services")));
    return object;
}

void tenant_add_json(const struct tenant_answer *answer, struct buf *buf)
{
    const struct tenant *tenant = answer->tenant;
    AUTO(json_decref)
    json_t *object = cold_json(
        "{s:o, s:o}", KEY("tenant", cold_json_text(tenant->name)),
        KEY("entry", json_entry(entries_of_tenant(entries_for(answer), tenant))));

    if (answer->values.namespace.len > 0)
        cold_json_put(object, STR("namespace"), cold_json_text(answer->values.namespace));
    cold_json_put(object, STR("namespaces"), namespaces_of(answer));
    if (tenant->default_class != NULL)
        cold_json_put(
            object, STR("default"),
            cold_json("{s:o, s:o}",
                      KEY("class", cold_json_text(tenant->default_class->name)),
                      KEY("entry", json_entry(entries_of_tenant_field(
                                       entries_for(answer), tenant, "defaultClass")))));
    cold_json_put(object, STR("kinds"), kinds_of(answer));
    if (policy_kind_named(answer->asking->desk->policy, STR("Service")) != NULL)
        cold_json_put(object, STR("services"), services_of_tenant(answer));
    cold_json_put(object, STR("classes"), classes_of(answer));
    cold_json_put(object, STR("forbidden"), forbidden_of(answer));
    cold_json_put(object, STR("rules"), rules_of(answer));
    cold_json_put(object, STR("excused"), excused_of(answer));
    cold_json_add(buf, object, COLD_JSON_LINE);
    buf_add_byte(buf, '\n');
}
