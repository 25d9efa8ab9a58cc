/* SPDX-License-Identifier: Apache-2.0 */
/*
 * service_profiles: the table of built-in implementations of load balancers, one row
 * each.
 *
 * Each fact has its source: the controller, its commit or release, and the file.  To add
 * an implementation, add a row; no code reads its name.
 */
#include "core/kinds/services.h"
#include "core/values/key.h"

#define AWS        "service.beta.kubernetes.io/aws-load-balancer-"
#define AZURE      "service.beta.kubernetes.io/azure-"
#define OPENSTACK  "loadbalancer.openstack.org/"
#define LIST       "service.beta.kubernetes.io/load-balancer-source-ranges"
#define TEXT(text) STR_INIT(text)

/* A column of a row: its elements and their number. */
#define COLUMN(column, type, ...)                                                        \
    .column = (const type[]){__VA_ARGS__},                                               \
    .n_##column = ARRAY_LEN(((const type[]){__VA_ARGS__}))
#define EXPOSING(...)   COLUMN(exposing, struct str, __VA_ARGS__)
#define ADDRESSING(...) COLUMN(addressing, struct str, __VA_ARGS__)
#define SPELLINGS(...)  COLUMN(spellings, struct str, __VA_ARGS__)
#define UNDOING(...)    COLUMN(undoing, struct service_undoing, __VA_ARGS__)

static const struct service_profile rows[] = {
    {
        .name = TEXT("aws-nlb"),
        /* aws-load-balancer-controller 225f4456, pkg/annotations/constants.go,
         * pkg/service/model_build_load_balancer.go: `internal` is the older spelling of
         * `scheme`; pkg/service/service_utils.go: `type` decides which controller handles
         * the Service */
        EXPOSING(TEXT(AWS "scheme"), TEXT(AWS "internal"), TEXT(AWS "type"),
                 TEXT(AWS "subnets")),
        /* the same, pkg/service/model_build_load_balancer.go */
        ADDRESSING(TEXT(AWS "eip-allocations"), TEXT(AWS "private-ipv4-addresses"),
                   TEXT(AWS "ipv6-addresses")),
        /* kubernetes/cloud-provider, service/helpers/helper.go: where the field is empty
         */
        SPELLINGS(TEXT(LIST)),
        /* 225f4456, docs/guide/service/annotations.md: with these keys the list is
         * ignored in favour of the user's groups, more sources are permitted, there is no
         * group at all, or traffic over a private link is not checked */
        UNDOING({.key = TEXT(AWS "security-groups")},
                {.key = TEXT(AWS "security-group-prefix-lists")},
                {.key = TEXT(AWS "disable-nlb-sg"), .but = TEXT("false")},
                {.key = TEXT(AWS "inbound-sg-rules-on-private-link-traffic"),
                 .but = TEXT("on")}),
        /* 225f4456, pkg/service/model_build_managed_sg.go: then nothing is provisioned */
        .refuses_ipv6 = true,
    },
    {
        .name = TEXT("aws"),
        /* cloud-provider-aws 63ec440c, pkg/providers/v1/aws.go: `scheme` is not read */
        EXPOSING(TEXT(AWS "internal"), TEXT(AWS "type"), TEXT(AWS "subnets")),
        ADDRESSING(TEXT(AWS "eip-allocations"), TEXT(AWS "private-ipv4-addresses")),
        /* kubernetes/cloud-provider, service/helpers/helper.go */
        SPELLINGS(TEXT(LIST)),
        /* 63ec440c, pkg/providers/v1/aws.go: groups besides the one with the list */
        UNDOING({.key = TEXT(AWS "security-groups")},
                {.key = TEXT(AWS "extra-security-groups")}),
    },
    {
        .name = TEXT("azure"),
        /* cloud-provider-azure 7b31c76c, pkg/consts/consts.go */
        EXPOSING(TEXT(AZURE "load-balancer-internal"),
                 TEXT(AZURE "load-balancer-internal-subnet"),
                 TEXT(AZURE "load-balancer-mode"),
                 TEXT(AZURE "load-balancer-configurations"),
                 TEXT(AZURE "load-balancer-resource-group"), TEXT(AZURE "pls-create")),
        ADDRESSING(TEXT(AZURE "load-balancer-ipv4"), TEXT(AZURE "load-balancer-ipv6"),
                   TEXT(AZURE "pip-name"), TEXT(AZURE "pip-name-ipv6"),
                   TEXT(AZURE "pip-prefix-id"), TEXT(AZURE "pip-prefix-id-ipv6"),
                   TEXT(AZURE "additional-public-ips")),
        /* 7b31c76c, pkg/provider/loadbalancer/accesscontrol.go: "cannot set both" */
        SPELLINGS(TEXT(LIST), TEXT(AZURE "allowed-ip-ranges")),
        .is_exclusive = true,
        /* the same: tags are permitted besides the list; without rules there is no
         * list */
        UNDOING(
            {.key = TEXT(AZURE "allowed-service-tags")},
            {.key = TEXT(AZURE "disable-load-balancer-nsg-rule"), .but = TEXT("false")}),
    },
    {
        .name = TEXT("gke"),
        /* cloud-provider-gcp 083ea28f, providers/gce/gce_annotations.go */
        EXPOSING(TEXT("networking.gke.io/load-balancer-type"),
                 TEXT("cloud.google.com/load-balancer-type"),
                 TEXT("cloud.google.com/l4-rbs"),
                 TEXT("networking.gke.io/internal-load-balancer-allow-global-access"),
                 TEXT("networking.gke.io/internal-load-balancer-subnet")),
        ADDRESSING(TEXT("networking.gke.io/load-balancer-ip-addresses")),
        /* kubernetes/cloud-provider, service/helpers/helper.go */
        SPELLINGS(TEXT(LIST)),
    },
    {
        .name = TEXT("openstack"),
        /* cloud-provider-openstack 98668a4b, pkg/openstack/loadbalancer.go; docs/
         * openstack-cloud-controller-manager/expose-applications-using-loadbalancer-
         * type-service.md: load-balancer-id selects an existing load balancer, of any
         * owner */
        EXPOSING(TEXT("service.beta.kubernetes.io/openstack-internal-load-balancer"),
                 TEXT(OPENSTACK "class"), TEXT(OPENSTACK "floating-network-id"),
                 TEXT(OPENSTACK "floating-subnet*"), TEXT(OPENSTACK "network-id"),
                 TEXT(OPENSTACK "subnet-id"), TEXT(OPENSTACK "load-balancer-id")),
        /* the same: hostname becomes the status, which ExternalDNS publishes */
        ADDRESSING(TEXT(OPENSTACK "load-balancer-address"), TEXT(OPENSTACK "hostname")),
        /* kubernetes/cloud-provider, service/helpers/helper.go */
        SPELLINGS(TEXT(LIST)),
    },
    {
        .name = TEXT("metallb"),
        /* metallb 7938d3f8, controller/service.go; kube-proxy reads only the field */
        EXPOSING(TEXT("metallb.io/address-pool"), TEXT("metallb.io/allow-shared-ip"),
                 TEXT("metallb.universe.tf/address-pool"),
                 TEXT("metallb.universe.tf/allow-shared-ip")),
        ADDRESSING(TEXT("metallb.io/loadBalancerIPs"),
                   TEXT("metallb.universe.tf/loadBalancerIPs")),
    },
    {
        .name = TEXT("cilium"),
        /* cilium 023375f6, pkg/annotation/k8s.go, with the older spellings */
        EXPOSING(TEXT("service.cilium.io/type"), TEXT("lbipam.cilium.io/sharing-key"),
                 TEXT("lbipam.cilium.io/sharing-cross-namespace"),
                 TEXT("io.cilium/lb-ipam-sharing-key"),
                 TEXT("io.cilium/lb-ipam-sharing-cross-namespace")),
        ADDRESSING(TEXT("lbipam.cilium.io/ips"), TEXT("io.cilium/lb-ipam-ips")),
        /* the same: `deny` turns the list into one of refused sources */
        UNDOING(
            {.key = TEXT("service.cilium.io/src-ranges-policy"), .but = TEXT("allow")}),
    },
    {.name = TEXT("none")},
};

const struct service_profile *service_profiles_builtin(size_t *ret_n)
{
    *ret_n = ARRAY_LEN(rows);
    return rows;
}

const struct service_profile *service_profile_builtin(struct str name)
{
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        if (str_equal(rows[i].name, name))
            return &rows[i];
    }
    return NULL;
}

bool service_key_matches(struct str pattern, struct str key)
{
    return key_matches(key, pattern);
}

const struct str *service_key_among(const struct str *patterns, size_t n, struct str key)
{
    for (size_t i = 0; i < n; i++) {
        if (service_key_matches(patterns[i], key))
            return &patterns[i];
    }
    return NULL;
}

const struct str service_name_keys[SERVICE_NAME_KEYS] = {
    [SERVICE_NAME_ZALANDO] = STR_INIT("zalando.org/dnsname"),
    [SERVICE_NAME_KOPS_EXTERNAL] = STR_INIT("dns.alpha.kubernetes.io/external"),
    [SERVICE_NAME_KOPS_INTERNAL] = STR_INIT("dns.alpha.kubernetes.io/internal"),
};
