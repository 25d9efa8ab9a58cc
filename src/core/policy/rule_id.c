/* SPDX-License-Identifier: Apache-2.0 */
/* rule_id: one table, made from rules.def. */
#include "core/policy/rule_id.h"

#include <assert.h>

static const struct str names[RULE_COUNT] = {
#define RULE(id, file, action, name) [RULE_##id] = {(name), sizeof(name) - 1},
#include "core/policy/rules.def"
#undef RULE
};

struct str rule_id_name(enum rule_id id)
{
    assert(id < RULE_COUNT);
    return names[id];
}

bool rule_id_from_name(struct str name, enum rule_id *ret)
{
    size_t index = 0;

    if (!str_index(names, RULE_COUNT, name, &index))
        return false;
    *ret = (enum rule_id)index;
    return true;
}

const struct str *rule_id_names(void)
{
    return names;
}

bool rule_id_is_of_reach(enum rule_id id)
{
    static const bool of_reach[RULE_COUNT] = {
        [RULE_TENANT_KNOWN] = true,   [RULE_CLASS_PRESENT] = true,
        [RULE_CLASS_AGREES] = true,   [RULE_CLASS_PERMITTED] = true,
        [RULE_HOST_PRESENT] = true,   [RULE_HOST_VALID] = true,
        [RULE_HOST_PERMITTED] = true, [RULE_HOST_IN_CLASS] = true,
        [RULE_HOST_WILDCARD] = true,
    };

    return of_reach[id];
}
