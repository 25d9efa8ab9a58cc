/* SPDX-License-Identifier: Apache-2.0 */
/* class_keys: the list of keys, and tests for similar ones. */
#include "core/policy/class_keys.h"

const struct str class_keys[CLASS_KEYS] = {
    STR_INIT("kubernetes.io/ingress.class"),
    STR_INIT("projectcontour.io/ingress.class"),
};

bool is_listed_class_key(struct str key)
{
    size_t index;

    return str_index(class_keys, CLASS_KEYS, key, &index);
}

bool is_some_class_key(struct str key)
{
    return str_equal(key, STR("ingress.class")) ||
           str_has_suffix(key, STR("/ingress.class"));
}

bool policy_reads_any_class_key(const struct policy *policy)
{
    size_t n;
    const struct profile *const *in_use = policy_profiles_in_use(policy, &n);

    for (size_t i = 0; i < n; i++) {
        if (in_use[i]->any_prefix)
            return true;
    }
    return false;
}

bool is_class_key(const struct policy *policy, struct str key)
{
    return is_listed_class_key(key) ||
           (is_some_class_key(key) && policy_reads_any_class_key(policy));
}
