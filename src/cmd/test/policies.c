/* SPDX-License-Identifier: Apache-2.0 */
/* policies: loads each policy once; see policies.h. */
#include "cmd/test/policies.h"

#include <sys/stat.h>

#include "base/mem.h"
#include "cmd/test/coverage.h"
#include "core/entries/delegation.h"

static void free_policy(struct tested_policy *policy)
{
    coverage_free(policy->coverage);
    delegation_free(policy->delegation);
    desk_policy_clear(&policy->desk);
    mem_free(policy);
}

void tested_policies_clear(struct tested_policies *policies)
{
    for (size_t i = 0; i < policies->n; i++)
        free_policy(policies->all[i]);
    mem_free(policies->all);
    arena_clear(&policies->arena);
    *policies = (struct tested_policies){0};
}

static struct tested_policy *find(const struct tested_policies *policies,
                                  const struct stat *facts)
{
    for (size_t i = 0; i < policies->n; i++) {
        if (policies->all[i]->device == facts->st_dev &&
            policies->all[i]->inode == facts->st_ino)
            return policies->all[i];
    }
    return NULL;
}

static void load(struct tested_policies *policies, const char *path, int32_t today,
                 struct tested_policy *policy)
{
    const struct desk_loading loading = {
        .command = "test",
        .path = arena_dup(&policies->arena, str_from(path)).ptr,
        .today = today,
    };

    if (!desk_policy_load(&loading, &policy->desk))
        return;
    policy->delegation = delegation_new(policy->desk.policy);
    policy->coverage = coverage_new(&policy->desk, policy->delegation);
}

struct tested_policy *tested_policies_load(struct tested_policies *policies,
                                           const char *path, int32_t today)
{
    struct stat facts = {0};
    const bool is_known = stat(path, &facts) == 0;
    struct tested_policy *policy = is_known ? find(policies, &facts) : NULL;

    if (policy == NULL) {
        policy = mem_alloc(1, sizeof *policy);
        policies->all = mem_grow(policies->all, &policies->cap, policies->n + 1,
                                 sizeof policies->all[0]);
        policies->all[policies->n++] = policy;
        policy->device = facts.st_dev;
        policy->inode = facts.st_ino;
        load(policies, path, today, policy);
    }
    return policy->desk.policy == NULL ? NULL : policy;
}
