/* SPDX-License-Identifier: Apache-2.0 */
#include "plain_policy.h"

#include "core/policy/policy.h"
#include "fuzz.h"
#include "yaml/policy/read.h"

#define TODAY 20779 /* 2026-11-22 */

#define POLICY(how)                                                                      \
    "apiVersion: ingress-warden.dev/v1\n"                                                \
    "kind: IngressPolicy\n"                                                              \
    "metadata: {name: plain}\n" how "networks:\n"                                        \
    "  lan: [10.0.0.0/8]\n"                                                              \
    "externalDNS:\n"                                                                     \
    "  public: {annotationPrefixes: [external-dns.kubernetes.io/]}\n"                    \
    "classes:\n"                                                                         \
    "  external:\n"                                                                      \
    "    profile: ingress-nginx\n"                                                       \
    "    domains: [example.com]\n"                                                       \
    "    externalDNS: {instance: public, target: edge.example.com}\n"                    \
    "    sourceRanges: {mode: open}\n"                                                   \
    "    tls: required\n"                                                                \
    "  internal:\n"                                                                      \
    "    profile: ingress-nginx\n"                                                       \
    "    domains: [corp.example.net]\n"                                                  \
    "    sourceRanges: {mode: fixed, networks: [lan]}\n"                                 \
    "tenants:\n"                                                                         \
    "  - name: shop\n"                                                                   \
    "    namespaces: [shop, \"shop-*\"]\n"                                               \
    "    classes: [external, internal]\n"                                                \
    "    defaultClass: internal\n"                                                       \
    "    domains: [shop.example.com, corp.example.net]\n"                                \
    "    hosts: [www.example.com, \"*.wild.example.com\"]\n"                             \
    "  - name: bank\n"                                                                   \
    "    namespaces: [bank]\n"                                                           \
    "    classes: [external]\n"                                                          \
    "    domains: [bank.example.com, pay.corp.example.net]\n"                            \
    "annotations:\n"                                                                     \
    "  forbid:\n"                                                                        \
    "    - {keys: [\"*-snippet\"], reason: \"they read every secret\"}\n"                \
    "exemptions:\n"                                                                      \
    "  - {name: solver, reason: r, expires: never, users: [solver],\n"                   \
    "     rules: [source-ranges, tls-required]}\n"

static const char *const texts[PLAIN_COUNT] = {
    [PLAIN_RATCHET] = POLICY(""),
    [PLAIN_STRICT] = POLICY("onUpdate: strict\n"),
    [PLAIN_PREVIEW] = POLICY("mode: preview\n"),
};

const struct policy *plain_policy(enum plain_policy which)
{
    static struct policy *policies[PLAIN_COUNT];
    AUTO(problems_clear) struct problems problems = {0};
    const struct policy_file file = {"plain.yaml", str_from(texts[which])};

    if (policies[which] == NULL) {
        problems_init(&problems);
        policies[which] = policy_read(&file, 1, STR("plain"), TODAY, &problems);
        FUZZ_LAW(policies[which] != NULL, "the plain policies load");
    }
    return policies[which];
}
