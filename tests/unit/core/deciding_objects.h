/* SPDX-License-Identifier: Apache-2.0 */
/*
 * deciding_objects: parts of the objects that tests judge by deciding_example.
 */
#ifndef TESTS_DECIDING_OBJECTS_H
#define TESTS_DECIDING_OBJECTS_H

#define GA     "external-dns.kubernetes.io/"
#define ALPHA  "external-dns.alpha.kubernetes.io/"
#define PRIV   "internal-dns.example.net/"
#define NGINX  "nginx.ingress.kubernetes.io/"
#define WHITE  "nginx.ingress.kubernetes.io/whitelist-source-range"
#define ALLOW  "nginx.ingress.kubernetes.io/allowlist-source-range"
#define ISSUER "cert-manager.io/cluster-issuer"
#define OURS   "ingress-warden.dev/managed"

/* The networks office and vpn, as the platform writes them. */
#define LISTED "198.51.100.0/24,2001:db8:100::/48,203.0.113.64/26"

/* What the platform adds to an object of class external. */
#define EXTERNAL_DNS                                                                     \
    "@" GA "ingress-hostname-source=defined-hosts-only\n"                                \
    "@" GA "target=edge.example.com\n@" GA "ttl=60\n"                                    \
    "@" ALPHA "ingress-hostname-source=defined-hosts-only\n"                             \
    "@" ALPHA "target=edge.example.com\n@" ALPHA "ttl=60\n"                              \
    "@" PRIV "controller=none\n"
#define EXTERNAL_ADDED EXTERNAL_DNS "@" ISSUER "=letsencrypt\n"

/* What the platform adds to an object of class internal. */
#define INTERNAL_DNS                                                                     \
    "@" GA "controller=none\n@" ALPHA "controller=none\n"                                \
    "@" PRIV "ingress-hostname-source=defined-hosts-only\n"                              \
    "@" PRIV "target=int-lb.corp.example.net\n@" PRIV "ttl=300\n"
#define INTERNAL_ADDED INTERNAL_DNS "@" WHITE "=" LISTED "\n"

#define EXTERNAL_HOST "host=web.shop.example.com\n"
#define EXTERNAL_TLS  "tls=web web.shop.example.com\n"
#define INTERNAL_HOST "host=web.shop.corp.example.net\n"

/* Complete objects that break no rule. */
#define EXTERNAL "class=external\n" EXTERNAL_HOST EXTERNAL_TLS EXTERNAL_ADDED
#define INTERNAL "class=internal\n" INTERNAL_HOST INTERNAL_ADDED

#endif
