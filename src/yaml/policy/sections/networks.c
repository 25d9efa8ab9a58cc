/* SPDX-License-Identifier: Apache-2.0 */
/*
 * networks, externalDNS: reads the networks, and the ExternalDNS instances that watch the
 * cluster.
 */
#include "yaml/policy/sections/networks.h"
#include "yaml/policy/sections/sections.h"

static void refuse_host_bits(struct reader *reader, const struct text_at *entry,
                             const struct cidr *cidr)
{
    const struct cidr_set masked = cidr_set_of(&reader->arena, cidr, 1);
    struct buf buf = buf_in(&reader->arena);

    (void)cidr_set_add_text(&masked, ',', 1, &buf);
    REFUSE(reader, "host-bits", entry->place,
           "%s has bits set behind its length; did you mean %s?",
           reader_quoted(reader, entry->text), buf_text(&buf));
}

static bool read_entry(struct reader *reader, const struct text_at *entry,
                       struct cidr *ret)
{
    const char *reason = NULL;

    if (!cidr_parse(entry->text, ret, &reason)) {
        const bool mapped = str_contains(str_from(reason), STR("IPv4-mapped"));

        REFUSE(reader, mapped ? "mapped-cidr" : "bad-cidr", entry->place, "%s %s",
               reader_quoted(reader, entry->text), reason);
        return false;
    }
    if (ret->host_bits) {
        refuse_host_bits(reader, entry, ret);
        return false;
    }
    if (ret->length == 0)
        WARN(reader, "open-network", entry->place,
             "%s: this network allows every address", reader_quoted(reader, entry->text));
    return true;
}

static struct network read_network(struct reader *reader, const struct texts_at *entries)
{
    struct cidr *cidrs = ARENA_NEW(&reader->arena, struct cidr, entries->n);
    struct str *texts = ARENA_NEW(&reader->arena, struct str, entries->n);
    size_t n = 0;

    for (size_t i = 0; i < entries->n; i++) {
        texts[n] = entries->items[i].text;
        if (read_entry(reader, &entries->items[i], &cidrs[n]))
            n++;
    }
    return (struct network){cidrs, texts, n};
}

void networks_read(struct reader *reader, const struct section *section)
{
    const struct node *key = section_first(reader, section);
    const size_t max = section_count(section);

    if (!reader_has_room(reader, max * sizeof(struct network)))
        return;
    names_begin(reader, &reader->networks, "network",
                (struct words){.problem = "unknown-network", .noun = "network"}, max);
    reader->network_sets = ARENA_NEW(&reader->arena, struct network, max);
    for (; key != NULL; key = key->next->next) {
        const size_t i = reader->networks.words.n;
        const struct text_at name = fields_key(reader, key);
        const struct texts_at entries =
            fields_texts(reader, key->next, key->text, FIELD_WORD);

        if (!text_at_given(&name))
            continue;
        names_add(reader, &reader->networks, &name);
        reader->network_sets[i] = read_network(reader, &entries);
    }
}

/* The most bytes of a label (RFC 1035, 2.3.4). */
#define LABEL_MAX 63

struct instance_given {
    struct texts_at prefixes;
    struct text_at max_first_label;
};
static const struct field_row instance_fields[] = {
    FIELD(struct instance_given, prefixes, "annotationPrefixes", FIELD_WORDS),
    FIELD(struct instance_given, max_first_label, "maxFirstLabel", FIELD_WORD),
};

static void set_max_first_label(struct reader *reader, const struct text_at *given,
                                struct dns_instance *instance)
{
    uint64_t value = 0;

    if (!text_at_given(given))
        return;
    if (!str_to_u64(given->text, LABEL_MAX, &value) || value == 0)
        REFUSE(reader, "bad-number", given->place,
               "maxFirstLabel %s is not a whole number from 1 to %u",
               reader_quoted(reader, given->text), (unsigned)LABEL_MAX);
    instance->max_first_label = (uint32_t)value;
}

static void refuse_second_prefix(struct reader *reader, const struct text_at *prefix,
                                 uint32_t holder, uint32_t instance)
{
    const char *quoted = reader_quoted(reader, prefix->text);
    const char *name = reader_quoted(reader, reader->instances.all[holder]);

    if (holder == instance)
        REFUSE(reader, "duplicate-prefix", prefix->place,
               "prefix %s of instance %s is listed twice", quoted, name);
    else
        REFUSE(reader, "duplicate-prefix", prefix->place,
               "prefix %s is already that of instance %s; give one of the two another "
               "--annotation-prefix",
               quoted, name);
}

/* prefixes: prefix -> index of the instance that has it. */
static void read_instance(struct reader *reader, const struct text_at *name,
                          const struct texts_at *given, struct map *prefixes)
{
    const uint32_t index = (uint32_t)reader->policy->n_instances++;
    struct dns_instance *instance = &reader->policy->instances[index];

    names_add(reader, &reader->instances, name);
    if (!texts_at_given(given))
        REFUSE(reader, "missing-field", name->place,
               "instance %s has no annotationPrefixes",
               reader_quoted(reader, name->text));
    instance->name = name->text;
    instance->prefixes =
        reader_texts(reader, given, key_prefix_check, &instance->n_prefixes);
    for (size_t i = 0; i < given->n; i++) {
        const struct text_at *prefix = &given->items[i];
        const size_t n_before = prefixes->n;
        const uint32_t holder = *map_put(prefixes, prefix->text, index);

        if (prefixes->n == n_before)
            refuse_second_prefix(reader, prefix, holder, index);
    }
}

/* All prefixes of the instances, and the default ones that no instance lists. */
static void list_prefixes(struct policy *policy, const struct map *listed)
{
    size_t n = DNS_DEFAULT_PREFIXES;

    for (size_t i = 0; i < policy->n_instances; i++)
        n += policy->instances[i].n_prefixes;

    struct dns_prefix *all = ARENA_NEW(&policy->arena, struct dns_prefix, n);

    n = 0;
    for (size_t i = 0; i < policy->n_instances; i++) {
        const struct dns_instance *instance = &policy->instances[i];

        for (size_t j = 0; j < instance->n_prefixes; j++)
            all[n++] = (struct dns_prefix){instance->prefixes[j], instance};
    }
    for (size_t i = 0; i < DNS_DEFAULT_PREFIXES; i++) {
        uint32_t holder;

        if (!map_get(listed, dns_default_prefixes[i], &holder))
            all[n++] = (struct dns_prefix){dns_default_prefixes[i], NULL};
    }
    policy->dns_prefixes = all;
    policy->n_dns_prefixes = n;
}

void instances_read(struct reader *reader, const struct section *section)
{
    const struct node *key = section_first(reader, section);
    const size_t max = section_count(section);
    struct map prefixes;

    if (!reader_has_room(reader, max * sizeof(struct dns_instance)))
        return;
    map_init(&prefixes);
    names_begin(
        reader, &reader->instances, "instance",
        (struct words){.problem = "unknown-instance", .noun = "ExternalDNS instance"},
        max);
    reader->policy->instances =
        ARENA_NEW(&reader->policy->arena, struct dns_instance, max);
    for (; key != NULL; key = key->next->next) {
        const struct spot spot = {"externalDNS", key->text, 0, NULL};
        const struct text_at name = fields_key(reader, key);
        struct instance_given given = {0};
        struct dns_instance *instance =
            &reader->policy->instances[reader->policy->n_instances];

        (void)fields_read(reader, key->next, spot, FIELDS(instance_fields), &given);
        if (!text_at_given(&name))
            continue;
        read_instance(reader, &name, &given.prefixes, &prefixes);
        set_max_first_label(reader, &given.max_first_label, instance);
    }
    list_prefixes(reader->policy, &prefixes);
    map_clear(&prefixes);
}
