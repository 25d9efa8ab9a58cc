/* SPDX-License-Identifier: Apache-2.0 */
/* changed_policy: see changed_policy.h. */
#include "changed_policy.h"

#include <string.h>

#include "base/arena.h"

const char example[] =
    "apiVersion: ingress-warden.dev/v1\n"
    "kind: IngressPolicy\n"
    "metadata: {name: acme-platform}\n"
    "contact: \"ask in #platform\"\n"
    "networks:\n"
    "  office: [198.51.100.0/24, \"2001:db8:100::/48\"]\n"
    "  vpn: [203.0.113.64/26, 198.51.100.7, 203.0.113.64/26]\n"
    "externalDNS:\n"
    "  public:\n"
    "    annotationPrefixes: [external-dns.kubernetes.io/, "
    "external-dns.alpha.kubernetes.io/]\n"
    "  private:\n"
    "    annotationPrefixes: [internal-dns.example.net/]\n"
    "classes:\n"
    "  external:\n"
    "    profile: ingress-nginx # of external\n"
    "    domains: [example.com]\n"
    "    externalDNS:\n"
    "      instance: public\n"
    "      target: edge.example.com\n"
    "      ttl: 60\n"
    "      allow: [set-identifier, \"aws-*\"]\n"
    "    tls: required\n"
    "    annotations:\n"
    "      - key: cert-manager.io/cluster-issuer\n"
    "        value: letsencrypt\n"
    "        mode: default\n"
    "        unless: [cert-manager.io/issuer]\n"
    "  internal:\n"
    "    profile: ingress-nginx # of internal\n"
    "    domains: [corp.example.net]\n"
    "    externalDNS:\n"
    "      instance: private\n"
    "      target: int-lb.corp.example.net\n"
    "      ttl:\n"
    "        value: 300\n"
    "        min: 60\n"
    "        max: 3600\n"
    "    sourceRanges:\n"
    "      mode: narrow\n"
    "      networks: [office, vpn]\n"
    "  middle:\n"
    "    profile: traefik\n"
    "    sourceRanges:\n"
    "      mode: reference\n"
    "      object: infra-office@kubernetescrd\n"
    "tenants:\n"
    "  - name: shop\n"
    "    namespaces: [shop, \"shop-*\"]\n"
    "    classes: [external, internal]\n"
    "    domains: [shop.example.com, shop.corp.example.net]\n"
    "    hosts: [www.example.com, \"*.wild.example.com\"]\n"
    "    rules:\n"
    "      host-wildcard: audit\n"
    "  - name: everyone\n"
    "    namespaces: [\"*\"]\n"
    "    classes: [\"*\"]\n"
    "    domains: [apps.corp.example.net]\n"
    "rules:\n"
    "  tls-required:\n"
    "    action: warn\n"
    "    then: deny\n"
    "    from: 2027-03-01\n"
    "annotations:\n"
    "  add:\n"
    "    - key: example.net/owner\n"
    "      value: \"{tenant}/{namespace}/{name}\"\n"
    "  forbid:\n"
    "    - keys: [\"*-snippet\", \"*-snippets\"]\n"
    "      reason: snippets read secrets\n"
    "      except: {tenants: [shop]}\n"
    "  unchecked: [nginx.ingress.kubernetes.io/canary-by-header-pattern]\n"
    "  hosts: [edge.example.net/also-serve]\n"
    "exemptions:\n"
    "  - name: acme-solver\n"
    "    reason: challenges\n"
    "    expires: 2027-12-31\n"
    "    users: [\"system:serviceaccount:cert-manager:cert-manager\"]\n"
    "    rules: [source-ranges, tls-required]\n";

static void replace(struct changed *changed, const struct change *change)
{
    const struct str old = changed->text;
    const char *found = strstr(old.ptr, change->from);
    const size_t n_from = strlen(change->from);
    const size_t n_to = strlen(change->to);

    if (found == NULL || strstr(found + 1, change->from) != NULL)
        fail_msg("\"%s\" must stand once in the example", change->from);

    const size_t at = (size_t)(found - old.ptr);
    const size_t n_behind = old.len - at - n_from;
    bool *marks = ARENA_NEW(&changed->arena, bool, at + n_to + n_behind);

    changed->text = arena_format(&changed->arena, "%.*s%s%s", (int)at, old.ptr,
                                 change->to, found + n_from);
    memcpy(marks, changed->marks, at * sizeof *marks);
    memset(marks + at, true, n_to * sizeof *marks);
    memcpy(marks + at + n_to, changed->marks + at + n_from, n_behind * sizeof *marks);
    changed->marks = marks;
}

void changed_read(struct changed *changed, const struct change *changes, size_t n)
{
    *changed = (struct changed){.text = str_from(example)};
    changed->marks = ARENA_NEW(&changed->arena, bool, changed->text.len);
    problems_init(&changed->problems);
    for (size_t i = 0; i < n; i++) {
        if (changes[i].from != NULL)
            replace(changed, &changes[i]);
    }

    const struct policy_file file = {"policy.yaml", changed->text};

    changed->policy =
        policy_read(&file, 1, STR("0123456789ab"), TODAY, &changed->problems);
}

void changed_clear(struct changed *changed)
{
    policy_unref(changed->policy);
    problems_clear(&changed->problems);
    arena_clear(&changed->arena);
}

bool changed_holds(const struct changed *changed, const struct problem *problem)
{
    uint32_t line = 1;

    for (size_t i = 0; i < changed->text.len; i++) {
        if (line == problem->place.line && changed->marks[i])
            return true;
        line += changed->text.ptr[i] == '\n';
    }
    return false;
}

void changed_print(const struct changed *changed)
{
    for (size_t i = 0; i < changed->problems.n; i++) {
        const struct problem *problem = &changed->problems.all[i];

        print_message("  %u: [%s] %s\n", (unsigned)problem->place.line, problem->name,
                      problem->text);
    }
}
