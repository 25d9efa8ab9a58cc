/* SPDX-License-Identifier: Apache-2.0 */
/*
 * service_profiles: the built-in table, and which keys are in it.
 */
#include "core/kinds/services.h"

#include "unit.h"

#define AWS "service.beta.kubernetes.io/aws-load-balancer-"

static const struct {
    const char *why;
    const char *pattern;
    const char *key;
    bool want;
} keys[] = {
    {"itself", "a/b", "a/b", true},
    {"not a longer key", "a/b", "a/bc", false},
    {"not a shorter one", "a/bc", "a/b", false},
    {"case counts", "a/b", "a/B", false},
    {"an asterisk matches the rest", "a/b*", "a/bcd", true},
    {"also an empty rest", "a/b*", "a/b", true},
    {"the beginning must match", "a/b*", "a/ab", false},
};

static void keys_match_patterns(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(keys); i++)
        check_true(service_key_matches(str_from(keys[i].pattern),
                                       str_from(keys[i].key)) == keys[i].want,
                   keys[i].why);
}

enum column {
    EXPOSING,
    ADDRESSING,
    SPELLINGS,
    UNDOING,
    NOWHERE,
};

static enum column column_of(const struct service_profile *profile, struct str key)
{
    if (service_key_among(profile->exposing, profile->n_exposing, key) != NULL)
        return EXPOSING;
    if (service_key_among(profile->addressing, profile->n_addressing, key) != NULL)
        return ADDRESSING;
    if (service_key_among(profile->spellings, profile->n_spellings, key) != NULL)
        return SPELLINGS;
    for (size_t i = 0; i < profile->n_undoing; i++) {
        if (service_key_matches(profile->undoing[i].key, key))
            return UNDOING;
    }
    return NOWHERE;
}

static const struct {
    const char *profile;
    const char *key;
    enum column want;
} facts[] = {
    {"aws-nlb", AWS "scheme", EXPOSING},
    {"aws-nlb", AWS "internal", EXPOSING},
    {"aws-nlb", AWS "ipv6-addresses", ADDRESSING},
    {"aws-nlb", AWS "security-groups", UNDOING},
    {"aws-nlb", "service.beta.kubernetes.io/load-balancer-source-ranges", SPELLINGS},
    {"aws", AWS "scheme", NOWHERE},
    {"aws", AWS "internal", EXPOSING},
    {"aws", AWS "extra-security-groups", UNDOING},
    {"azure", "service.beta.kubernetes.io/azure-load-balancer-internal", EXPOSING},
    {"azure", "service.beta.kubernetes.io/azure-pip-name-ipv6", ADDRESSING},
    {"azure", "service.beta.kubernetes.io/azure-allowed-ip-ranges", SPELLINGS},
    {"gke", "cloud.google.com/load-balancer-type", EXPOSING},
    {"openstack", "loadbalancer.openstack.org/floating-subnet-tags", EXPOSING},
    {"openstack", "loadbalancer.openstack.org/floating-subnet", EXPOSING},
    {"openstack", "loadbalancer.openstack.org/hostname", ADDRESSING},
    {"metallb", "metallb.universe.tf/allow-shared-ip", EXPOSING},
    {"metallb", "metallb.io/loadBalancerIPs", ADDRESSING},
    {"metallb", "service.beta.kubernetes.io/load-balancer-source-ranges", NOWHERE},
    {"cilium", "io.cilium/lb-ipam-sharing-key", EXPOSING},
    {"cilium", "service.cilium.io/src-ranges-policy", UNDOING},
    {"none", AWS "scheme", NOWHERE},
};

static void profiles_know_their_keys(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(facts); i++) {
        const struct service_profile *profile =
            service_profile_builtin(str_from(facts[i].profile));

        assert_non_null(profile);
        check_true(column_of(profile, str_from(facts[i].key)) == facts[i].want,
                   facts[i].key);
    }
}

static void some_values_undo_nothing(void **state)
{
    const struct service_profile *nlb = service_profile_builtin(STR("aws-nlb"));
    const struct service_profile *cilium = service_profile_builtin(STR("cilium"));

    (void)state;
    assert_int_equal(nlb->n_undoing, 4);
    check_true(nlb->undoing[0].but.ptr == NULL, "any value undoes the list");
    check_text(nlb->undoing[2].but, STR("false"), "false is harmless");
    check_text(nlb->undoing[3].but, STR("on"), "on is harmless");
    check_text(cilium->undoing[0].but, STR("allow"), "allow is harmless");
}

static void the_table_is_sound(void **state)
{
    size_t n;
    const struct service_profile *all = service_profiles_builtin(&n);

    (void)state;
    assert_int_equal(n, 8);
    for (size_t i = 0; i < n; i++) {
        check_true(service_profile_builtin(all[i].name) == &all[i],
                   "each row is found by its name");
        check_true(!all[i].is_exclusive || all[i].n_spellings > 0,
                   "an exclusive profile has spellings");
    }
    check_true(service_profile_builtin(STR("AWS")) == NULL, "case counts");
    check_true(service_profile_builtin(STR_NONE) == NULL,
               "the empty text names no profile");
    check_true(service_profile_builtin(STR("azure"))->is_exclusive,
               "Azure refuses the field beside an annotation");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keys_match_patterns),
        cmocka_unit_test(profiles_know_their_keys),
        cmocka_unit_test(some_values_undo_nothing),
        cmocka_unit_test(the_table_is_sound),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
