/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/desk/origin.h"

#include "core/policy/external_dns.h"

/* `classes[C].externalDNS`, or the item for the instance if that is a list. */
static const struct entry *entry_of_instance(const struct entries *entries,
                                             const struct class *class,
                                             const struct class_dns *dns)
{
    const struct entry *all = entries_of_class(entries, class, ".externalDNS");
    const struct entry *item =
        all == NULL ? NULL
                    : places_findf(entries_places(entries), "%.*s[%zu]",
                                   STR_ARGS(all->address), (size_t)(dns - class->dns));

    return item != NULL ? item : all;
}

const struct entry *entry_of_dns(const struct entries *entries, const struct class *class,
                                 const struct class_dns *dns, struct str suffix)
{
    const struct places *places = entries_places(entries);
    const struct entry *whole = entry_of_instance(entries, class, dns);
    const struct entry *part = NULL;

    if (whole == NULL || suffix.len == 0)
        return whole;
    if (str_equal(suffix, DNS_SUFFIX_TARGET) || str_equal(suffix, DNS_SUFFIX_TTL))
        part =
            places_findf(places, "%.*s.%.*s", STR_ARGS(whole->address), STR_ARGS(suffix));
    else
        part = places_findf(places, "%.*s.set[%.*s]", STR_ARGS(whole->address),
                            STR_ARGS(suffix));
    return part != NULL ? part : whole;
}

/* `also` is an entry of the class, or an instance that is switched off. */
static const struct entry *entry_of_traced_dns(const struct entries *entries,
                                               const struct class *class,
                                               const struct traced *traced)
{
    for (size_t i = 0; i < class->n_dns; i++) {
        const struct class_dns *dns = &class->dns[i];

        for (size_t k = 0; k < dns->n_entries; k++) {
            if (traced->also == &dns->entries[k])
                return entry_of_dns(entries, class, dns, dns->entries[k].suffix);
        }
    }
    if (traced->also != NULL) {
        const struct dns_instance *instance = traced->also;

        return places_findf(entries_places(entries), "externalDNS[%.*s]",
                            STR_ARGS(instance->name));
    }
    return entries_of_class(entries, class, ".externalDNS");
}

const struct entry *entry_of_traced(const struct entries *entries,
                                    const struct traced *traced)
{
    return traced->kind == ENTRY_DNS ? entry_of_traced_dns(entries, traced->of, traced)
                                     : traced_entry(entries, traced);
}

bool traced_is_of_key(const struct traced *traced)
{
    return traced->subject.len > 0 &&
           (traced->kind == ENTRY_ANNOTATION || traced->kind == ENTRY_DNS ||
            traced->kind == ENTRY_RANGES);
}

const struct traced *trace_find(const struct trace *trace, struct str key)
{
    for (size_t i = 0; i < trace->n; i++) {
        if (traced_is_of_key(&trace->all[i]) && str_equal(trace->all[i].subject, key))
            return &trace->all[i];
    }
    return NULL;
}

struct str pointer_of(const struct field_path *path, struct arena *arena)
{
    struct buf field = buf_in(arena);
    struct buf pointer = buf_in(arena);

    field_path_add(&field, path);
    buf_add_byte(&pointer, '/');
    for (size_t i = 0; i < field.len; i++) {
        if (field.ptr[i] == '.' || field.ptr[i] == '[')
            buf_add_byte(&pointer, '/');
        else if (field.ptr[i] != ']')
            buf_add_byte(&pointer, field.ptr[i]);
    }
    return buf_str(&pointer);
}
