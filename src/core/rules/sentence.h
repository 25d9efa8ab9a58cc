/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sentence: parts of sentences that several rules share.
 *
 * Each function appends to the buffer; its comment shows the text.
 */
#ifndef CORE_RULES_SENTENCE_H
#define CORE_RULES_SENTENCE_H

#include "base/buf.h"
#include "core/rules/context.h"
#include "core/rules/violation.h"

/* `; permitted: a, b`: the tenant's classes, or its names */
void sentence_add_classes(struct buf *buf, const struct context *context);
void sentence_add_names(struct buf *buf, const struct context *context);

/* `; permitted for tenant "shop": a, b`.  The namespace has a tenant. */
void sentence_add_classes_of_tenant(struct buf *buf, const struct context *context);

/* ` to one of: a, b`: the tenant's classes; nothing without a tenant */
void sentence_add_class_choice(struct buf *buf, const struct context *context);

/* ` is not permitted: namespace "shopp" belongs to no tenant` */
void sentence_add_tenantless(struct buf *buf, const struct context *context);

/* The same for a namespace without tenant, else ` is not permitted for tenant "shop"`,
 * where `why` is what comes before the name. */
void sentence_add_for_tenant(struct buf *buf, const struct context *context,
                             const char *why);

/* ` is not in a domain of namespace "shop" (tenant "shop")`.  The namespace has a
 * tenant. */
void sentence_add_not_delegated(struct buf *buf, const struct context *context,
                                struct str text);

/* `lead`, then the entries of `gateways` for the tenant, or the GatewayClasses of its
 * classes; nothing if there are none */
void sentence_add_gateways(struct buf *buf, const struct context *context,
                           const char *lead);
void sentence_add_gateway_classes(struct buf *buf, const struct context *context,
                                  const char *lead);

/* `; did you mean "external"?`, if a permitted one is near */
void sentence_add_near_class(struct buf *buf, const struct context *context,
                             const struct draft *draft);
void sentence_add_near_name(struct buf *buf, const struct context *context,
                            const struct draft *draft);

/* `a, b and 3 more`, as the detail of a draft */
struct str sentence_of_list(const struct context *context, const struct str *items,
                            size_t n);

/* `U+0009`, `"{"`: the character that value[at] begins */
void sentence_add_character(struct buf *buf, struct str value, size_t at);

/* True if one of the tenant's domains contains the name (of a wildcard, its base). */
bool near_name_is_within(const struct tenant *tenant, struct str name);

/* A near name in two parts: *ret_front, taken from the name, and *ret_near after it.
 * Returns false if no name is near, or if the name is in a domain of the tenant. */
bool near_name_find(const struct tenant *tenant, struct str name, struct arena *arena,
                    struct str *ret_front, struct str *ret_near);

#endif
