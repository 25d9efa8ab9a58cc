/* SPDX-License-Identifier: Apache-2.0 */
#include "core/entries/trace.h"

void trace_add(struct trace *trace, struct traced traced)
{
    if (trace->n == trace->cap)
        trace->all =
            arena_grow(trace->arena, trace->all, &trace->cap, sizeof *trace->all);
    trace->all[trace->n++] = traced;
}

void trace_networks(struct trace *trace, struct str names)
{
    if (trace != NULL)
        trace_add(trace, (struct traced){.kind = ENTRY_NETWORK, .subject = names});
}

static const struct entry *part_of_class(const struct entries *entries,
                                         enum entry_kind kind, const struct class *class)
{
    if (kind == ENTRY_TLS)
        return entries_find(entries, &class->tls);
    if (kind == ENTRY_DNS)
        return entries_find(entries, &class->dns);
    if (kind == ENTRY_RANGES)
        return entries_find(entries, &class->ranges);
    return entries_find(entries, &class->annotations_only);
}

const struct entry *traced_entry(const struct entries *entries,
                                 const struct traced *traced)
{
    switch (traced->kind) {
    case ENTRY_TENANT_CLASS:
        return entries_of_grant(entries, traced->of, traced->also);
    case ENTRY_DEFAULT_CLASS:
        return entries_of_tenant_field(entries, traced->of, "defaultClass");
    case ENTRY_TLS:
    case ENTRY_DNS:
    case ENTRY_RANGES:
    case ENTRY_ANNOTATIONS_ONLY:
        return part_of_class(entries, traced->kind, traced->of);
    case ENTRY_NONE:
    case ENTRY_NAMESPACE:
    case ENTRY_DOMAIN:
    case ENTRY_HOST:
    case ENTRY_CLASS_DOMAIN:
    case ENTRY_ANNOTATION:
    case ENTRY_NETWORK:
    case ENTRY_RULE:
    case ENTRY_FORBID:
    case ENTRY_FIELD:
    case ENTRY_EXEMPTION:
    case ENTRY_KIND:
    case ENTRY_GATEWAY:
        break;
    }
    return entries_find(entries, traced->of);
}
