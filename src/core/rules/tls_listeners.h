/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tls_listeners: the rule tls-required on Gateways and ListenerSets.
 */
#ifndef CORE_RULES_TLS_LISTENERS_H
#define CORE_RULES_TLS_LISTENERS_H

#include "core/rules/rules.h"

/* Add the violations.  The class being judged requires TLS. */
void tls_listeners_check(const struct context *context, struct violations *out);
void tls_listeners_explain(const struct draft *draft, struct buf *buf);

#endif
