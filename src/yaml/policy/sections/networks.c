/*
 * policy_build_net: networks, and the ExternalDNS instances that watch the cluster.
 */
#include "yaml/policy/sections/say.h"

/* Those that ExternalDNS reads without being told otherwise, newest first. */
static const struct str built_in_prefixes[] = {
    STR_INIT("external-dns.kubernetes.io/"),
    STR_INIT("external-dns.alpha.kubernetes.io/"),
};

static void warn_of_everyone(struct policy_builder *builder, const struct text_at *entry)
{
    problems_add(
        builder->problems, SEVERITY_WARNING, "open-network", entry->place,
        "%s is every address: whoever is held to this network is held to nothing",
        builder_quoted(builder, entry->text));
}

static bool read_entry(struct policy_builder *builder, const struct text_at *entry,
                       struct cidr *ret)
{
    const char *reason = NULL;

    if (!cidr_parse(entry->text, ret, &reason)) {
        const bool mapped = str_contains(str_from(reason), STR("IPv4-mapped"));

        BUILD_ERROR(builder, mapped ? "mapped-cidr" : "bad-cidr", entry->place, "%s %s",
                    builder_quoted(builder, entry->text), reason);
        return false;
    }
    if (ret->host_bits) {
        struct buf buf;
        const struct cidr_set masked = cidr_set_of(&builder->scratch, ret, 1);

        buf_init(&buf, &builder->scratch, BUF_MAX_BYTES);
        (void)cidr_set_add_text(&masked, ',', 1, &buf);
        BUILD_ERROR(builder, "host-bits", entry->place,
                    "%s has bits set behind its length; did you mean %s?",
                    builder_quoted(builder, entry->text), buf_text(&buf));
        return false;
    }
    if (ret->length == 0)
        warn_of_everyone(builder, entry);
    return true;
}

static struct network build_network(struct policy_builder *builder,
                                    const struct build_network *part)
{
    struct cidr *cidrs = ARENA_NEW(&builder->scratch, struct cidr, part->entries.n);
    struct str *texts = ARENA_NEW(&builder->scratch, struct str, part->entries.n);
    size_t n = 0;

    if (!texts_at_given(&part->entries))
        BUILD_ERROR(builder, "missing-field", part->name.place,
                    "network %s has no entries",
                    builder_quoted(builder, part->name.text));
    for (size_t i = 0; i < part->entries.n; i++) {
        texts[n] = part->entries.items[i].text;
        if (read_entry(builder, &part->entries.items[i], &cidrs[n]))
            n++;
    }
    return (struct network){cidrs, texts, n};
}

void builder_networks(struct policy_builder *builder)
{
    const size_t n = builder->networks.n;

    builder->network_names =
        builder_index(builder, "network", builder->networks.all, n,
                      sizeof *builder->networks.all, &builder->network_by_name);
    builder->network_sets = ARENA_NEW(&builder->scratch, struct network, n);
    for (size_t i = 0; i < n; i++)
        builder->network_sets[i] = build_network(builder, &builder->networks.all[i]);
}

static void build_instance(struct policy_builder *builder, uint32_t index,
                           struct map *prefixes)
{
    const struct build_instance *part = &builder->instances.all[index];
    struct dns_instance *instance = &builder->policy->instances[index];
    struct str *texts = ARENA_NEW(&builder->policy->arena, struct str, part->prefixes.n);

    if (!texts_at_given(&part->prefixes))
        BUILD_ERROR(builder, "missing-field", part->name.place,
                    "instance %s has no annotationPrefixes",
                    builder_quoted(builder, part->name.text));
    for (size_t i = 0; i < part->prefixes.n; i++) {
        const struct text_at *prefix = &part->prefixes.items[i];
        const size_t n_before = prefixes->n;
        const uint32_t holder = *map_put(prefixes, prefix->text, index);

        texts[i] = prefix->text;
        builder_prefix(builder, prefix);
        if (prefixes->n == n_before)
            BUILD_ERROR(builder, "duplicate-prefix", prefix->place,
                        "prefix %s is already that of instance %s: each instance reads "
                        "its own",
                        builder_quoted(builder, prefix->text),
                        builder_quoted(builder, builder->instance_names[holder]));
    }
    *instance = (struct dns_instance){part->name.text, texts, part->prefixes.n};
}

static void list_prefixes(struct policy_builder *builder, const struct map *listed)
{
    struct policy *policy = builder->policy;
    size_t n = ARRAY_LEN(built_in_prefixes);

    for (size_t i = 0; i < policy->n_instances; i++)
        n += policy->instances[i].n_prefixes;
    policy->dns_prefixes = ARENA_NEW(&policy->arena, struct dns_prefix, n);
    n = 0;
    for (size_t i = 0; i < policy->n_instances; i++) {
        const struct dns_instance *instance = &policy->instances[i];

        for (size_t j = 0; j < instance->n_prefixes; j++)
            policy->dns_prefixes[n++] =
                (struct dns_prefix){instance->prefixes[j], instance};
    }
    for (size_t i = 0; i < ARRAY_LEN(built_in_prefixes); i++) {
        uint32_t holder;

        if (!map_get(listed, built_in_prefixes[i], &holder))
            policy->dns_prefixes[n++] = (struct dns_prefix){built_in_prefixes[i], NULL};
    }
    policy->n_dns_prefixes = n;
}

void builder_instances(struct policy_builder *builder)
{
    struct policy *policy = builder->policy;
    const size_t n = builder->instances.n;
    struct map prefixes;

    map_init(&prefixes);
    builder->instance_names =
        builder_index(builder, "instance", builder->instances.all, n,
                      sizeof *builder->instances.all, &builder->instance_by_name);
    policy->instances = ARENA_NEW(&policy->arena, struct dns_instance, n);
    policy->n_instances = n;
    for (size_t i = 0; i < n; i++)
        build_instance(builder, (uint32_t)i, &prefixes);
    list_prefixes(builder, &prefixes);
    map_clear(&prefixes);
}
