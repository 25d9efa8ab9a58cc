/* SPDX-License-Identifier: Apache-2.0 */
/*
 * desk: shared by the commands for the maintainers of a policy: loads a policy with the
 * places of its entries, and prints entries.
 */
#ifndef CMD_DESK_DESK_H
#define CMD_DESK_DESK_H

#include "base/buf.h"
#include "base/problems.h"
#include "core/entries/entries.h"

struct json_t;

struct desk_policy {
    struct policy *policy;
    struct places *places;
    struct entries *entries;
    enum policy_mode written_mode; /* in the file, whatever mode is in force */
    struct problems problems;      /* the findings of lint */
};

void desk_policy_clear(struct desk_policy *desk); /* zeroed is initialised */
DEFINE_AUTO_CLEAR(desk_policy_clear, struct desk_policy);

enum desk_mode {
    DESK_ENFORCED, /* a policy in preview is judged as if it were enforced */
    DESK_AS_IS,
};

/* What to load, and for which command. */
struct desk_loading {
    const char *command; /* as in "ingress-warden COMMAND: TEXT" */
    const char *path;
    int32_t today;
    enum desk_mode mode;
};

/* False: the errors of the policy were reported on stderr, in the format of lint.  A
 * message there also tells if a policy in preview is judged as enforced. */
bool desk_policy_load(const struct desk_loading *loading, struct desk_policy *ret)
    MUST_CHECK;

/* `{"entry","file","line","column"}`; NULL: `{"entry":"default"}`. */
struct json_t *desk_entry_json(const struct entry *entry_or_null)
    MUST_CHECK NONNULL_RESULT;

/* "(FILE:LINE)"; nothing for NULL. */
void desk_place_add(struct buf *buf, const struct entry *entry_or_null);

/* "tenants[shop].domains[shop.example.com] (FILE:LINE)"; "default" for NULL. */
void desk_entry_add(struct buf *buf, const struct entry *entry_or_null);

#endif
