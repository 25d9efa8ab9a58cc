/* SPDX-License-Identifier: Apache-2.0 */
/* generate: see generate.h.  The words are chosen so that most rules are broken
 * sometimes, and most objects are nearly valid. */
#include "generate.h"

#include "base/text.h"
#include "class_words.h"

uint64_t random_next(struct random *random)
{
    uint64_t z = (random->state += UINT64_C(0x9e3779b97f4a7c15)); /* splitmix64 */

    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

size_t random_below(struct random *random, size_t n)
{
    return (size_t)(random_next(random) % n);
}

const char *const generate_namespaces[] = {"shop",   "shop-eu", "retail-a", "blue",
                                           "team-a", "team-b",  "ops",      "root",
                                           "twin",   "all"};
const size_t generate_n_namespaces = ARRAY_LEN(generate_namespaces);

static const char *const classes[] = {
    NULL,       "external",    "internal",     "retail",     "public",     "web",
    "plain",    "nginx-fixed", "nginx-narrow", "nginx-both", "nginx-open", "f5",
    "haproxy",  "haproxytech", "traefik",      "kong",       "alb",        "apisix",
    "contour",  "edge",        "mirror",       "nowhere",    "",           "external",
    "internal",
};
static const char *const hosts[] = {
    "shop.example.com",
    "a.shop.example.com",
    "www.example.com",
    "web.shop.corp.example.net",
    "a.retail.example.net",
    "x.apps.corp.example.net",
    "team.example.com",
    "*.team.example.com",
    "b.example.com",
    "*.shop.example.com",
    "*.pages.example.com",
    "bank.example.org",
    "SHOP.example.com.",
    "bad_name",
    "ops.example.com",
    NULL,
    "",
    "127.0.0.1",
};
static const char *const paths[] = {"/", "/a", "/a;b", "/x{2}", "/\"", "/api/(.*)"};
static const char *const keys[] = {
    "external-dns.kubernetes.io/target",
    "external-dns.kubernetes.io/ttl",
    "external-dns.kubernetes.io/controller",
    "external-dns.kubernetes.io/hostname",
    "external-dns.kubernetes.io/set-identifier",
    "external-dns.kubernetes.io/ingress-hostname-source",
    "external-dns.kubernetes.io/internal-hostname",
    "external-dns.kubernetes.io/aws-weight",
    "external-dns.alpha.kubernetes.io/target",
    "external-dns.alpha.kubernetes.io/ttl",
    "external-dns.alpha.kubernetes.io/hostname",
    "external-dns.alpha.kubernetes.io/internal-hostname",
    "external-dns.alpha.kubernetes.io/set-identifier",
    "external-dns.alpha.kubernetes.io/controller",
    "internal-dns.example.net/target",
    "internal-dns.example.net/ttl",
    "internal-dns.example.net/controller",
    "dns.example.net/controller",
    "dns.example.net/hostname",
    "dns.example.net/ttl",
    "nginx.ingress.kubernetes.io/whitelist-source-range",
    "nginx.ingress.kubernetes.io/allowlist-source-range",
    "nginx.ingress.kubernetes.io/satisfy",
    "nginx.ingress.kubernetes.io/server-alias",
    "nginx.ingress.kubernetes.io/from-to-www-redirect",
    "nginx.ingress.kubernetes.io/configuration-snippet",
    "nginx.ingress.kubernetes.io/force-ssl-redirect",
    "haproxy-ingress.github.io/allowlist-source-range",
    "ingress.kubernetes.io/whitelist-source-range",
    "haproxy.org/allow-list",
    "whitelist",
    "alb.ingress.kubernetes.io/inbound-cidrs",
    "k8s.apisix.apache.org/allowlist-source-range",
    "nginx.org/policies",
    "traefik.ingress.kubernetes.io/router.middlewares",
    "konghq.com/plugins",
    "edge.example.net/allow",
    "edge.example.net/permit",
    "mirror.example.net/whitelist-source-range",
    "cert-manager.io/cluster-issuer",
    "cert-manager.io/issuer",
    "example.net/owner",
    "example.net/issuer",
    "example.net/own-issuer",
    "example.net/cost",
    "kubernetes.io/ingress.class",
    "projectcontour.io/ingress.class",
    "ingress-warden.dev/managed",
    "note",
};
static const char *const values[] = {
    "edge.example.com",
    "int-lb.corp.example.net",
    "60",
    "300",
    "10m",
    "none",
    "dns-controller",
    "defined-hosts-only",
    "annotation-only",
    "shop.example.com",
    "shop.example.com, bank.example.org",
    "10.0.0.0/8",
    "10.0.0.0/8,2001:db8::/32,192.0.2.0/25",
    "198.51.100.0/24,2001:db8:100::/48,203.0.113.64/26",
    "198.51.100.7",
    "192.0.2.0/25",
    "0.0.0.0/0",
    "10.2.0.0/15,172.16.0.0/12",
    "!10.1.0.0/16",
    "everyone",
    "",
    " ",
    "true",
    "false",
    "any",
    "external",
    "internal",
    "letsencrypt",
    "acme",
    "hidden",
    "a, platform/office-only",
    "more_set_headers X-Class;",
    "external-dns.kubernetes.io/target,note",
    "kubernetes.io/ingress.class,example.net/cost,internal-dns.example.net/ttl",
    "line\nbreak",
};

#define PICK(random, list) ((list)[random_below((random), ARRAY_LEN(list))])

static void set_annotation(struct generated *object, const char *key, const char *value)
{
    size_t i = 0;

    while (i < object->n_annotations && strcmp(object->annotations[i].key, key) != 0)
        i++;
    if (i == GENERATED_MAX)
        return;
    object->annotations[i].key = key;
    object->annotations[i].value = value;
    if (i == object->n_annotations)
        object->n_annotations++;
}

static void add_host(struct random *random, struct generated *object)
{
    if (object->n_hosts == GENERATED_MAX)
        return;
    object->hosts[object->n_hosts] = random_below(random, 2) == 0
                                         ? hosts[random_below(random, 8)]
                                         : PICK(random, hosts);
    object->paths[object->n_hosts++] =
        random_below(random, 4) == 0 ? PICK(random, paths) : "/";
}

static void add_tls(struct random *random, struct generated *object)
{
    const char *host = object->n_hosts > 0
                           ? object->hosts[random_below(random, object->n_hosts)]
                           : PICK(random, hosts);

    if (object->n_tls < GENERATED_MAX && host != NULL)
        object->tls_hosts[object->n_tls++] = host;
}

/* About half of the keys matter to the class. */
static void annotate(struct random *random, const struct class_words *words,
                     struct generated *object)
{
    const bool known = words != NULL && words->n_keys > 0 && random_below(random, 2) == 0;
    const bool fitting =
        words != NULL && words->n_values > 0 && random_below(random, 2) == 0;

    set_annotation(object,
                   known ? words->keys[random_below(random, words->n_keys)]
                         : PICK(random, keys),
                   fitting ? words->values[random_below(random, words->n_values)]
                           : PICK(random, values));
}

static void name_class(struct random *random, const struct class_words *words,
                       struct generated *object)
{
    if (words == NULL || random_below(random, 8) == 0)
        object->class_field = PICK(random, classes);
    else if (words->by_annotation)
        set_annotation(object, "kubernetes.io/ingress.class", words->class_name);
    else
        object->class_field = words->class_name;
}

void generate_object(struct random *random, const struct class_words *words,
                     struct generated *ret)
{
    size_t n_hosts = random_below(random, 4);
    size_t n_annotations = random_below(random, 7);

    *ret = (struct generated){.name = random_below(random, 6) == 0 ? "sale-1" : "web"};
    name_class(random, words, ret);
    for (size_t i = 0; i < n_hosts; i++)
        add_host(random, ret);
    for (size_t i = 0; i < n_annotations; i++)
        annotate(random, words, ret);
    for (size_t i = random_below(random, 3); i > 0; i--)
        add_tls(random, ret);
    ret->tls_secret = random_below(random, 3) != 0;
    ret->default_backend = random_below(random, 12) == 0;
}

void generate_neighbour(struct random *random, const struct class_words *words,
                        struct generated *object)
{
    for (size_t i = 1 + random_below(random, 3); i > 0; i--) {
        switch (random_below(random, 6)) {
        case 0:
            add_host(random, object);
            break;
        case 1:
            annotate(random, words, object);
            break;
        case 2:
            object->n_annotations -= object->n_annotations > 0 ? 1 : 0;
            break;
        case 3:
            object->class_field = PICK(random, classes);
            break;
        case 4:
            object->n_hosts -= object->n_hosts > 0 ? 1 : 0;
            break;
        default:
            set_annotation(object, "note", "changed");
            break;
        }
    }
}

/* Numbers 0 .. n-1 in an order that depends on the seed. */
static void shuffle(uint64_t seed, size_t n, size_t *order)
{
    struct random random = {seed};

    for (size_t i = 0; i < n; i++)
        order[i] = i;
    for (size_t i = n; seed != 0 && i > 1; i--) {
        size_t j = random_below(&random, i);
        size_t kept = order[i - 1];

        order[i - 1] = order[j];
        order[j] = kept;
    }
}

static void add_pair(struct buf *buf, const char *key, const char *value)
{
    text_add_json(buf, str_from(key));
    buf_add_byte(buf, ':');
    text_add_json(buf, str_from(value));
}

static void add_metadata(struct buf *buf, const struct generated *object, uint64_t seed)
{
    size_t order[GENERATED_MAX];

    shuffle(seed, object->n_annotations, order);
    buf_add_text(buf, "\"metadata\":{");
    if (object->being_deleted)
        buf_add_text(buf, "\"deletionTimestamp\":\"2026-11-20T00:00:00Z\",");
    if (object->n_annotations > 0) {
        buf_add_text(buf, "\"annotations\":{");
        for (size_t i = 0; i < object->n_annotations; i++) {
            if (i > 0)
                buf_add_byte(buf, ',');
            add_pair(buf, object->annotations[order[i]].key,
                     object->annotations[order[i]].value);
        }
        buf_add_text(buf, "},");
    }
    add_pair(buf, "name", object->name);
    buf_add_byte(buf, '}');
}

static void add_rules(struct buf *buf, const struct generated *object, uint64_t seed)
{
    static const char *const backends[] = {
        "{\"service\":{\"name\":\"web\",\"port\":{\"number\":80}}}",
        "{\"service\":{\"port\":{\"number\":80},\"name\":\"web\"}}"};

    buf_add_text(buf, "\"rules\":[");
    for (size_t i = 0; i < object->n_hosts; i++) {
        buf_add_text(buf, i > 0 ? ",{" : "{");
        if (object->hosts[i] != NULL) {
            add_pair(buf, "host", object->hosts[i]);
            buf_add_byte(buf, ',');
        }
        buf_add_text(buf, "\"http\":{\"paths\":[{");
        add_pair(buf, "path", object->paths[i]);
        buf_addf(buf, ",\"pathType\":\"ImplementationSpecific\",\"backend\":%s}]}}",
                 backends[seed % 2]);
    }
    buf_add_byte(buf, ']');
}

static void add_tls_part(struct buf *buf, const struct generated *object)
{
    buf_add_text(buf, "\"tls\":[{\"hosts\":[");
    for (size_t i = 0; i < object->n_tls; i++) {
        if (i > 0)
            buf_add_byte(buf, ',');
        text_add_json(buf, str_from(object->tls_hosts[i]));
    }
    buf_add_text(buf, object->tls_secret ? "],\"secretName\":\"t\"}]" : "]}]");
}

static void add_spec_part(struct buf *buf, const struct generated *object, size_t part,
                          uint64_t seed)
{
    if (part == 0)
        add_rules(buf, object, seed);
    else if (part == 1)
        add_tls_part(buf, object);
    else if (part == 2 && object->class_field != NULL)
        add_pair(buf, "ingressClassName", object->class_field);
    else if (part == 3 && object->default_backend)
        buf_add_text(buf, "\"defaultBackend\":{\"service\":{\"name\":\"d\"}}");
    else
        add_pair(buf, part == 2 ? "unknownA" : "unknownB", "x");
}

static void add_spec(struct buf *buf, const struct generated *object, uint64_t seed)
{
    size_t order[4];

    shuffle(seed, ARRAY_LEN(order), order);
    buf_add_text(buf, "\"spec\":{");
    for (size_t i = 0; i < ARRAY_LEN(order); i++) {
        if (i > 0)
            buf_add_byte(buf, ',');
        add_spec_part(buf, object, order[i], seed);
    }
    buf_add_byte(buf, '}');
}

struct str generate_json(struct arena *arena, const struct generated *object,
                         uint64_t order)
{
    struct buf buf;

    buf_init(&buf, arena, BUF_MAX_BYTES);
    buf_add_text(&buf, "{\"apiVersion\":\"networking.k8s.io/v1\",\"kind\":\"Ingress\",");
    if (order % 2 == 0) {
        add_metadata(&buf, object, order);
        buf_add_byte(&buf, ',');
        add_spec(&buf, object, order);
    } else {
        add_spec(&buf, object, order);
        buf_add_byte(&buf, ',');
        add_metadata(&buf, object, order);
    }
    buf_add_byte(&buf, '}');
    return buf_str(&buf);
}
