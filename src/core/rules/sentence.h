/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sentence: parts that sentences of several rules share.
 */
#ifndef CORE_RULES_SENTENCE_H
#define CORE_RULES_SENTENCE_H

#include "base/buf.h"
#include "core/rules/context.h"
#include "core/rules/violation.h"

/* `; permitted: a, b`: classes, or names, of the tenant */
void sentence_add_classes(struct buf *buf, const struct context *context);
void sentence_add_names(struct buf *buf, const struct context *context);

/* `; permitted for tenant "shop": a, b`; there is a tenant */
void sentence_add_classes_of_tenant(struct buf *buf, const struct context *context);

/* ` to one of: a, b`: the classes of the tenant, if there is one */
void sentence_add_class_choice(struct buf *buf, const struct context *context);

/* ` is not permitted: namespace "shopp" belongs to no tenant` */
void sentence_add_tenantless(struct buf *buf, const struct context *context);

/* ` is not in a domain of namespace "shop" (tenant "shop")`; there is a tenant */
void sentence_add_not_delegated(struct buf *buf, const struct context *context,
                                struct str text);

/* lead, and what `gateways` lists for the tenant; or the GatewayClasses of its classes.
 * Nothing, where there is none. */
void sentence_add_gateways(struct buf *buf, const struct context *context,
                           const char *lead);
void sentence_add_gateway_classes(struct buf *buf, const struct context *context,
                                  const char *lead);

/* `; did you mean "external"?`, when something permitted is near */
void sentence_add_near_class(struct buf *buf, const struct context *context,
                             const struct draft *draft);
void sentence_add_near_name(struct buf *buf, const struct context *context,
                            const struct draft *draft);

/* `a, b and 3 more`, as the detail of a draft */
struct str sentence_of_list(const struct context *context, const struct str *items,
                            size_t n);

/* `U+0009`, `"{"`: the character that value[at] begins */
void sentence_add_character(struct buf *buf, struct str value, size_t at);

/* Whether one of the tenant's domains holds the name (for a wildcard: its base). */
bool near_name_is_within(const struct tenant *tenant, struct str name);

/* *ret_front, of the name, and *ret_near behind it.  False: nothing is near, or the name
 * lies within a domain of the tenant. */
bool near_name_find(const struct tenant *tenant, struct str name, struct arena *arena,
                    struct str *ret_front, struct str *ret_near);

#endif
