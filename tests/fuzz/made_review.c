/* SPDX-License-Identifier: Apache-2.0 */
#include "made_review.h"

#include "base/text.h"

#define MAX_PARTS 4

static const char *const namespaces[] = {"shop", "shop-eu", "bank", "other", ""};
static const char *const classes[] = {"external", "internal", "public", "External", ""};
static const char *const hosts[] = {
    "shop.example.com",
    "a.shop.example.com",
    "www.example.com",
    "SHOP.example.com.",
    "*.wild.example.com",
    "*.shop.example.com",
    "shop.corp.example.net",
    "pay.corp.example.net",
    "bank.example.com",
    "example.com",
    "evilshop.example.com",
    "shop.example.com.evil.org",
    "192.0.2.1",
    "",
};
static const char *const keys[] = {
    "external-dns.kubernetes.io/target",
    "external-dns.kubernetes.io/hostname",
    "external-dns.kubernetes.io/controller",
    "external-dns.kubernetes.io/ttl",
    "external-dns.alpha.kubernetes.io/hostname",
    "nginx.ingress.kubernetes.io/whitelist-source-range",
    "nginx.ingress.kubernetes.io/allowlist-source-range",
    "nginx.ingress.kubernetes.io/server-alias",
    "nginx.ingress.kubernetes.io/from-to-www-redirect",
    "nginx.ingress.kubernetes.io/configuration-snippet",
    "nginx.ingress.kubernetes.io/satisfy",
    "nginx.ingress.kubernetes.io/canary",
    "kubernetes.io/ingress.class",
    "projectcontour.io/ingress.class",
    "cert-manager.io/common-name",
    "ingress-warden.dev/managed",
    "note",
    "external-dns.kubernetes.io/ingress-hostname-source",
};
static const char *const values[] = {
    "edge.example.com",
    "none",
    "dns-controller",
    "60",
    "10.0.0.0/8",
    "10.1.0.0/16",
    "10.0.0.0/9,10.128.0.0/9",
    "0.0.0.0/0",
    "shop.example.com",
    "shop.example.com, bank.example.com",
    "any",
    "true",
    "a;b",
    "",
    "external",
    "internal",
    "external-dns.kubernetes.io/target,note",
    "defined-hosts-only",
};
static const char *const paths[] = {"/", "/a", "/a;b", "/x{2}", "/ b", "/\\"};
static const char *const operations[] = {"CREATE", "UPDATE",  "CREATE", "UPDATE",
                                         "DELETE", "CONNECT", "PATCH"};
static const char *const others[] = {"null", "1", "[]", "{}", "true", "\"\""};

static void add_text(struct buf *buf, struct str text)
{
    text_add_json(buf, text);
}

/* Adds one of the words or, if the next byte says so (one of eight values), bytes of the
 * input. */
static void add_word(struct buf *buf, struct fuzz_bytes *from, const char *const *words,
                     size_t n)
{
    if (fuzz_byte(from) % 8 == 7)
        add_text(buf, fuzz_text(from, 40));
    else
        add_text(buf, str_from(words[fuzz_below(from, n)]));
}
#define ADD_WORD(buf, from, words) add_word((buf), (from), (words), ARRAY_LEN(words))

/* Adds a value of another type in rare cases; returns whether it did. */
static bool adds_other(struct buf *buf, struct fuzz_bytes *from)
{
    if (fuzz_byte(from) != 255)
        return false;
    buf_add_text(buf, FUZZ_PICK(from, others));
    return true;
}

static void add_annotations(struct buf *buf, struct fuzz_bytes *from)
{
    size_t n = fuzz_below(from, 7);
    uint64_t seen = 0;
    bool first = true;

    buf_add_text(buf, "\"annotations\":{");
    while (n-- > 0) {
        const size_t key = fuzz_below(from, ARRAY_LEN(keys));

        if ((seen >> key & 1) != 0)
            continue;
        seen |= UINT64_C(1) << key;
        buf_add_text(buf, first ? "" : ",");
        first = false;
        add_text(buf, str_from(keys[key]));
        buf_add_byte(buf, ':');
        if (!adds_other(buf, from))
            ADD_WORD(buf, from, values);
    }
    buf_add_byte(buf, '}');
}

static void add_metadata(struct buf *buf, struct fuzz_bytes *from)
{
    const uint8_t how = fuzz_byte(from);

    buf_add_text(buf, "\"metadata\":");
    if (adds_other(buf, from))
        return;
    buf_add_byte(buf, '{');
    buf_add_text(buf, how % 8 == 1 ? "\"generateName\":\"web-\"" : "\"name\":\"web\"");
    if (how % 32 == 9)
        buf_add_text(buf, ",\"deletionTimestamp\":\"2026-11-20T00:00:00Z\"");
    if (how % 4 != 2) {
        buf_add_byte(buf, ',');
        add_annotations(buf, from);
    }
    buf_add_byte(buf, '}');
}

static void add_rule(struct buf *buf, struct fuzz_bytes *from)
{
    if (adds_other(buf, from))
        return;
    buf_add_byte(buf, '{');
    if (fuzz_byte(from) % 8 != 6) {
        buf_add_text(buf, "\"host\":");
        if (!adds_other(buf, from))
            ADD_WORD(buf, from, hosts);
        buf_add_byte(buf, ',');
    }
    buf_add_text(buf, "\"http\":{\"paths\":[{\"path\":");
    ADD_WORD(buf, from, paths);
    buf_add_text(buf, ",\"pathType\":\"ImplementationSpecific\",\"backend\":{\"service\":"
                      "{\"name\":\"web\",\"port\":{\"number\":80}}}}]}}");
}

static void add_tls(struct buf *buf, struct fuzz_bytes *from)
{
    size_t n = fuzz_below(from, MAX_PARTS);

    if (adds_other(buf, from))
        return;
    buf_add_text(buf, "{\"hosts\":[");
    for (size_t i = 0; i < n; i++) {
        buf_add_text(buf, i > 0 ? "," : "");
        ADD_WORD(buf, from, hosts);
    }
    buf_add_text(buf, fuzz_byte(from) % 4 == 3 ? "]}" : "],\"secretName\":\"web-tls\"}");
}

static void add_list(struct buf *buf, struct fuzz_bytes *from, const char *name,
                     void (*add)(struct buf *buf, struct fuzz_bytes *from))
{
    size_t n = fuzz_below(from, MAX_PARTS);

    buf_addf(buf, "\"%s\":[", name);
    for (size_t i = 0; i < n; i++) {
        buf_add_text(buf, i > 0 ? "," : "");
        add(buf, from);
    }
    buf_add_byte(buf, ']');
}

static void add_spec(struct buf *buf, struct fuzz_bytes *from)
{
    const uint8_t how = fuzz_byte(from);

    buf_add_text(buf, "\"spec\":");
    if (adds_other(buf, from))
        return;
    buf_add_byte(buf, '{');
    if (how % 4 != 3) {
        buf_add_text(buf, "\"ingressClassName\":");
        if (!adds_other(buf, from))
            ADD_WORD(buf, from, classes);
        buf_add_byte(buf, ',');
    }
    if (how % 32 == 5)
        buf_add_text(buf, "\"defaultBackend\":{\"service\":{\"name\":\"d\"}},");
    add_list(buf, from, "rules", add_rule);
    buf_add_byte(buf, ',');
    add_list(buf, from, "tls", add_tls);
    buf_add_byte(buf, '}');
}

static void add_object(struct buf *buf, struct fuzz_bytes *from)
{
    if (adds_other(buf, from))
        return;
    buf_add_text(buf, "{\"apiVersion\":\"networking.k8s.io/v1\",\"kind\":\"Ingress\",");
    add_metadata(buf, from);
    buf_add_byte(buf, ',');
    add_spec(buf, from);
    buf_add_byte(buf, '}');
}

static void add_head(struct buf *buf, struct fuzz_bytes *from, const char *operation)
{
    const uint8_t how = fuzz_byte(from);

    buf_add_text(buf, "{\"apiVersion\":\"admission.k8s.io/v1\","
                      "\"kind\":\"AdmissionReview\",\"request\":{\"uid\":\"u-1\","
                      "\"kind\":{\"group\":\"networking.k8s.io\",\"version\":\"v1\","
                      "\"kind\":\"Ingress\"},\"namespace\":");
    ADD_WORD(buf, from, namespaces);
    buf_addf(buf, ",\"name\":\"web\",\"operation\":\"%s\",\"userInfo\":{\"username\":",
             operation);
    buf_add_text(buf, how % 8 == 1 ? "\"solver\"}," : "\"dev\"},");
    if (how % 16 == 2)
        buf_add_text(buf, "\"subResource\":\"status\",");
}

struct str made_review(struct arena *arena, struct fuzz_bytes *from)
{
    const char *operation = FUZZ_PICK(from, operations);
    struct fuzz_bytes same = {STR_NONE};
    struct buf buf;

    buf_init(&buf, arena, BUF_MAX_BYTES);
    add_head(&buf, from, operation);
    buf_add_text(&buf, "\"oldObject\":");
    /* The stored object is often made of the same bytes, so that both are similar. */
    if (operation[0] != 'U') {
        buf_add_text(&buf, "null");
    } else if (fuzz_byte(from) % 4 != 3) {
        const size_t cut = fuzz_byte(from);

        same = *from;
        if (cut < same.rest.len)
            same.rest = str_head(same.rest, cut);
        add_object(&buf, &same);
    } else {
        add_object(&buf, from);
    }
    buf_add_text(&buf, ",\"object\":");
    add_object(&buf, from);
    buf_add_text(&buf, "}}");
    return buf_str(&buf);
}
