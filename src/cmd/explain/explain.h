/* SPDX-License-Identifier: Apache-2.0 */
/*
 * explain: reports why something is allowed or denied, and what a tenant may do.
 */
#ifndef CMD_EXPLAIN_EXPLAIN_H
#define CMD_EXPLAIN_EXPLAIN_H

#include <stdint.h>

#include "base/buf.h"

struct delegation;
struct desk_policy;
struct tenant;

int cmd_explain(int argc, char **argv);

/* Write what a tenant may do, as `explain --tenant` prints it.  today: the day to judge
 * on. */
void explain_tenant_add(const struct desk_policy *desk,
                        const struct delegation *delegation, const struct tenant *tenant,
                        int32_t today, struct buf *buf);

#endif
