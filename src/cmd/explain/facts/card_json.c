/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/cli/json_out.h"
#include "cmd/explain/facts/card.h"
#include "cmd/explain/facts/json_lists.h"
#include "cmd/explain/facts/words.h"

static json_t *tls_of(const struct asking *asking, const struct tenant *tenant,
                      const struct class *class)
{
    const struct rule_entry *rule =
        card_rule_entry(asking, tenant, class, RULE_TLS_REQUIRED);
    json_t *tls = cold_json("{s:b}", "required", class->tls != TLS_NOT_REQUIRED);

    if (class->tls == TLS_NOT_REQUIRED)
        return tls;
    cold_json_put(
        tls, STR("secret"),
        cold_json_word(class->tls == TLS_SECRET_OPTIONAL ? "optional" : "required"));
    cold_json_put(tls, STR("action"),
                  cold_json_word(words_action(rule_entry_action(rule, asking->today))));
    if (words_action_changes(rule, asking->today)) {
        cold_json_put(tls, STR("then"), cold_json_word(words_action(rule->then)));
        cold_json_put(tls, STR("from"), cold_json_text(rule->from));
    }
    return tls;
}

/* A text if the value is the only permitted one, otherwise a map as in the policy. */
static json_t *entry_of(const struct dns_entry *entry)
{
    static const char *const modes[] = {
        [WANTED_DEFAULT] = "default",   [WANTED_ENFORCE] = "enforce",
        [WANTED_REQUIRE] = "require",   [WANTED_PRESENT] = "present",
        [WANTED_OPTIONAL] = "optional",
    };
    json_t *map;

    if (entry->mode == WANTED_REQUIRE)
        return cold_json_text(entry->value);
    map = cold_json("{}");
    if (dns_mode_writes(entry->mode))
        cold_json_put(map, STR("value"), cold_json_text(entry->value));
    cold_json_put(map, STR("mode"), cold_json_word(modes[entry->mode]));
    if (entry->n_values > 0)
        cold_json_put(map, STR("values"), json_texts(entry->values, entry->n_values));
    return map;
}

static void put_entry(json_t *object, const struct class_dns *dns, struct str suffix)
{
    const struct dns_entry *entry = class_dns_entry(dns, suffix);

    if (entry == NULL)
        return;
    cold_json_put(object, suffix, entry_of(entry));
    if (entry->form != FORM_TTL || entry->mode == WANTED_REQUIRE ||
        (entry->ttl_min == TTL_MIN && entry->ttl_max == TTL_MAX))
        return;
    cold_json_put(object, STR("min"), cold_json_number(entry->ttl_min));
    cold_json_put(object, STR("max"), cold_json_number(entry->ttl_max));
}

static json_t *dns_of(const struct class_dns *dns, const struct tenant *tenant)
{
    static const char *const names[] = {
        [DNS_NAMES_HOSTS] = "hosts",
        [DNS_NAMES_ANNOTATION] = "annotation",
        [DNS_NAMES_HOSTS_AND_ANNOTATION] = "hosts-and-annotation",
    };
    AUTO(arena_clear) struct arena arena = {0};
    json_t *object =
        cold_json("{s:o}", KEY("instance", cold_json_text(dns->instance->name)));
    struct str *globs;
    const size_t n = card_allowed(dns, tenant, &arena, &globs);

    put_entry(object, dns, DNS_SUFFIX_TARGET);
    put_entry(object, dns, DNS_SUFFIX_TTL);
    cold_json_put(object, STR("names"), cold_json_word(names[dns->names]));
    cold_json_put(object, STR("allow"), json_texts(globs, n));
    cold_json_put(object, STR("optOut"), cold_json("b", dns->opt_out));
    return object;
}

static json_t *ranges_of(const struct class *class)
{
    static const char *const modes[] = {
        [RANGE_OPEN] = "open",           [RANGE_FIXED] = "fixed",
        [RANGE_NARROW] = "narrow",       [RANGE_INTERSECT] = "intersect",
        [RANGE_REFERENCE] = "reference", [RANGE_ELSEWHERE] = "elsewhere",
    };
    AUTO(arena_clear) struct arena arena = {0};
    json_t *object = cold_json("{s:s}", "mode", modes[class->ranges.mode]);
    struct card_ranges ranges;

    card_read_ranges(class, &arena, &ranges);
    if (ranges.n_networks > 0) {
        cold_json_put(object, STR("networks"),
                      json_texts(ranges.networks, ranges.n_networks));
        cold_json_put(object, STR("cidrs"), json_texts(ranges.cidrs, ranges.n_cidrs));
    }
    if (class->ranges.mode == RANGE_REFERENCE)
        cold_json_put(object, STR("object"), cold_json_text(class->ranges.object));
    return object;
}

void card_put_json(const struct asking *asking, const struct tenant *tenant,
                   const struct class *class, json_t *object)
{
    size_t n_instances;

    cold_json_put(object, STR("tls"), tls_of(asking, tenant, class));
    (void)policy_instances(asking->desk->policy, &n_instances);
    if (n_instances > 0) {
        json_t *all = cold_json("[]");

        for (size_t i = 0; i < class->n_dns; i++)
            cold_json_append(all, dns_of(&class->dns[i], tenant));
        cold_json_put(object, STR("dns"), all);
    }
    cold_json_put(object, STR("ranges"), ranges_of(class));
}
