/*
 * policy_build: the parts as they come, copied, and the order in which they are built.
 *
 * A class refers to networks, instances and profiles, a tenant to classes, an exemption
 * to rules only; so nothing is looked at before everything is in.
 */
#include "yaml/policy/sections/build.h"

#include <assert.h>
#include <stdlib.h>

#include "base/mem.h"
#include "yaml/policy/sections/say.h"

struct policy_builder *policy_builder_new(struct problems *problems)
{
    struct policy_builder *builder = mem_alloc(1, sizeof *builder);

    builder->problems = problems;
    builder->policy = policy_new();
    arena_init(&builder->scratch);
    return builder;
}

void policy_builder_free(struct policy_builder *builder)
{
    if (builder == NULL)
        return;
    free(builder->networks.all);
    free(builder->instances.all);
    free(builder->profiles.all);
    free(builder->classes.all);
    free(builder->tenants.all);
    free(builder->rules.all);
    free(builder->annotations.all);
    free(builder->forbids.all);
    free(builder->exemptions.all);
    map_clear(&builder->network_by_name);
    map_clear(&builder->instance_by_name);
    map_clear(&builder->profile_by_name);
    map_clear(&builder->tenant_by_name);
    arena_clear(&builder->scratch);
    policy_unref(builder->policy);
    free(builder);
}

static void keep(struct policy_builder *builder, struct text_at *text)
{
    if (text_at_given(text))
        text->text = arena_dup(&builder->policy->arena, text->text);
}

/* All texts of a list in one piece of memory. */
static void keep_list(struct policy_builder *builder, struct texts_at *texts)
{
    struct text_at *items = ARENA_NEW(&builder->scratch, struct text_at, texts->n);
    size_t n_bytes = 0;

    for (size_t i = 0; i < texts->n; i++)
        n_bytes += texts->items[i].text.len;

    char *next = arena_alloc(&builder->policy->arena, n_bytes);

    for (size_t i = 0; i < texts->n; i++) {
        const struct str text = texts->items[i].text;

        items[i] = texts->items[i];
        items[i].text.ptr = next;
        if (text.len > 0)
            memcpy(next, text.ptr, text.len);
        next += text.len;
    }
    texts->items = items;
}

static void keep_all(struct policy_builder *builder, struct text_at *const *texts,
                     size_t n)
{
    for (size_t i = 0; i < n; i++)
        keep(builder, texts[i]);
}

static void keep_lists(struct policy_builder *builder, struct texts_at *const *lists,
                       size_t n)
{
    for (size_t i = 0; i < n; i++)
        keep_list(builder, lists[i]);
}

static void keep_rule(struct policy_builder *builder, struct build_rule *rule)
{
    struct text_at *const texts[] = {&rule->name, &rule->action, &rule->then, &rule->from,
                                     &rule->on_update};

    keep_all(builder, texts, ARRAY_LEN(texts));
}

static void keep_annotation(struct policy_builder *builder,
                            struct build_annotation *entry)
{
    struct text_at *const texts[] = {&entry->key, &entry->value, &entry->mode};

    keep_all(builder, texts, ARRAY_LEN(texts));
    keep_list(builder, &entry->unless);
}

/* A new last element of the list, a shallow copy of *given. */
#define APPEND(list, given)                                                              \
    ((list).all = mem_grow((list).all, &(list).cap, (list).n + 1, sizeof *(list).all),   \
     (list).all[(list).n] = *(given), &(list).all[(list).n++])

void policy_build_document(struct policy_builder *builder,
                           const struct build_document *given)
{
    struct build_document *part = &builder->document;
    struct text_at *const texts[] = {&part->name, &part->contact, &part->mode,
                                     &part->on_update};

    *part = *given;
    keep_all(builder, texts, ARRAY_LEN(texts));
}

void policy_build_network(struct policy_builder *builder,
                          const struct build_network *given)
{
    struct build_network *part = APPEND(builder->networks, given);

    keep(builder, &part->name);
    keep_list(builder, &part->entries);
}

void policy_build_instance(struct policy_builder *builder,
                           const struct build_instance *given)
{
    struct build_instance *part = APPEND(builder->instances, given);

    keep(builder, &part->name);
    keep_list(builder, &part->prefixes);
}

void policy_build_profile(struct policy_builder *builder,
                          const struct build_profile *given)
{
    struct build_profile *part = APPEND(builder->profiles, given);
    struct text_at *const texts[] = {
        &part->name,      &part->like,           &part->prefix,       &part->key,
        &part->separator, &part->bare_addresses, &part->reference_key};
    struct texts_at *const lists[] = {&part->key_prefixes, &part->host_keys,
                                      &part->aliases, &part->undone_by};

    keep_all(builder, texts, ARRAY_LEN(texts));
    keep_lists(builder, lists, ARRAY_LEN(lists));
}

void policy_build_class(struct policy_builder *builder, const struct build_class *given)
{
    struct build_class *part = APPEND(builder->classes, given);
    struct text_at *const texts[] = {
        &part->name,        &part->profile,     &part->dns_instance,
        &part->dns_ttl,     &part->dns_ttl_min, &part->dns_ttl_max,
        &part->dns_opt_out, &part->ranges_mode, &part->ranges_object,
        &part->tls,         &part->tls_secret,  &part->tls_required};
    struct texts_at *const lists[] = {&part->domains, &part->dns_target, &part->dns_allow,
                                      &part->ranges_networks};
    struct build_pair *set =
        ARENA_NEW(&builder->scratch, struct build_pair, part->n_dns_set);
    struct build_annotation *entries =
        ARENA_NEW(&builder->scratch, struct build_annotation, part->n_annotations);

    keep_all(builder, texts, ARRAY_LEN(texts));
    keep_lists(builder, lists, ARRAY_LEN(lists));
    for (size_t i = 0; i < part->n_dns_set; i++) {
        set[i] = part->dns_set[i];
        keep(builder, &set[i].key);
        keep(builder, &set[i].value);
    }
    part->dns_set = set;
    for (size_t i = 0; i < part->n_annotations; i++) {
        entries[i] = part->annotations[i];
        keep_annotation(builder, &entries[i]);
    }
    part->annotations = entries;
}

void policy_build_tenant(struct policy_builder *builder, const struct build_tenant *given)
{
    struct build_tenant *part = APPEND(builder->tenants, given);
    struct texts_at *const lists[] = {&part->namespaces, &part->classes, &part->domains,
                                      &part->hosts};
    struct build_rule *rules =
        ARENA_NEW(&builder->scratch, struct build_rule, part->n_rules);

    keep(builder, &part->name);
    keep(builder, &part->default_class);
    keep_lists(builder, lists, ARRAY_LEN(lists));
    for (size_t i = 0; i < part->n_rules; i++) {
        rules[i] = part->rules[i];
        keep_rule(builder, &rules[i]);
    }
    part->rules = rules;
}

void policy_build_rule(struct policy_builder *builder, const struct build_rule *given)
{
    keep_rule(builder, APPEND(builder->rules, given));
}

void policy_build_annotation(struct policy_builder *builder,
                             const struct build_annotation *given)
{
    keep_annotation(builder, APPEND(builder->annotations, given));
}

void policy_build_forbid(struct policy_builder *builder, const struct build_forbid *given)
{
    struct build_forbid *part = APPEND(builder->forbids, given);

    keep(builder, &part->reason);
    keep_list(builder, &part->keys);
    keep_list(builder, &part->except_tenants);
}

void policy_build_unchecked(struct policy_builder *builder, const struct texts_at *keys)
{
    builder->unchecked = *keys;
    keep_list(builder, &builder->unchecked);
}

void policy_build_host_keys(struct policy_builder *builder, const struct texts_at *keys)
{
    builder->host_keys = *keys;
    keep_list(builder, &builder->host_keys);
}

void policy_build_exemption(struct policy_builder *builder,
                            const struct build_exemption *given)
{
    struct build_exemption *part = APPEND(builder->exemptions, given);
    struct texts_at *const lists[] = {&part->namespaces, &part->names, &part->users,
                                      &part->rules};

    keep(builder, &part->name);
    keep(builder, &part->reason);
    keep(builder, &part->expires);
    keep_lists(builder, lists, ARRAY_LEN(lists));
}

struct policy *policy_build_finish(struct policy_builder *builder, struct str hash,
                                   int32_t today)
{
    static void (*const sections[])(struct policy_builder *) = {
        builder_document,   builder_networks,
        builder_instances,  builder_profiles,
        builder_classes,    builder_class_annotations,
        builder_rules,      builder_tenants,
        builder_exemptions, builder_annotation_lists,
    };

    assert(builder->policy != NULL);
    builder->today = today;
    builder->policy->hash = arena_dup(&builder->policy->arena, hash);
    for (size_t i = 0; i < ARRAY_LEN(sections); i++)
        sections[i](builder);
    if (builder->problems->n_errors > 0)
        return NULL;
    builder_lint(builder);
    return take_ptr(&builder->policy);
}
