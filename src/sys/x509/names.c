/* SPDX-License-Identifier: Apache-2.0 */
/* names: matches the names of a certificate (subjectAltName only) as Go does. */
#include <arpa/inet.h>

#include <openssl/x509v3.h>

#include "base/text.h"
#include "sys/x509/parts.h"

#define NAMES_MAX 1000 /* of one certificate; more are not checked */

DEFINE_AUTO(GENERAL_NAMES_free, GENERAL_NAMES *);

static struct str ia5_of(const ASN1_STRING *text)
{
    return (struct str){(const char *)ASN1_STRING_get0_data(text),
                        (size_t)ASN1_STRING_length(text)};
}

bool certificate_address_parse(struct str text, struct certificate_address *ret)
{
    char copy[INET6_ADDRSTRLEN];

    if (text.len == 0 || text.len >= sizeof copy)
        return false;
    memcpy(copy, text.ptr, text.len);
    copy[text.len] = '\0';
    ret->len = inet_pton(AF_INET, copy, ret->bytes) == 1 ? 4 : 16;
    return ret->len == 4 || inet_pton(AF_INET6, copy, ret->bytes) == 1;
}

bool certificate_is_address(struct str text)
{
    struct certificate_address address;

    return certificate_address_parse(text, &address);
}

/* An address may be in the brackets of a URL. */
static struct str without_brackets(struct str text)
{
    if (text.len > 2 && text.ptr[0] == '[' && text.ptr[text.len - 1] == ']')
        return str_head(str_skip(text, 1), text.len - 2);
    return text;
}

/* A star matches the whole first label and nothing else. */
static bool name_matches(struct str pattern, struct str host)
{
    size_t at_dot;

    if (host.len > 0 && host.ptr[host.len - 1] == '.')
        host = str_head(host, host.len - 1);
    if (!str_has_prefix(pattern, STR("*.")))
        return pattern.len > 0 && str_equal_folded(pattern, host);
    if (!str_find(host, '.', &at_dot) || at_dot == 0)
        return false;
    return str_equal_folded(str_skip(pattern, 1), str_skip(host, at_dot));
}

static bool general_covers(const GENERAL_NAME *general, struct str wanted,
                           const struct certificate_address *address)
{
    if (address == NULL)
        return general->type == GEN_DNS &&
               name_matches(ia5_of(general->d.dNSName), wanted);
    if (general->type != GEN_IPADD)
        return false;

    struct str bytes = ia5_of(general->d.iPAddress);

    return bytes.len == address->len && memcmp(bytes.ptr, address->bytes, bytes.len) == 0;
}

static bool names_cover(const GENERAL_NAMES *names, struct str wanted)
{
    struct certificate_address address;
    const struct certificate_address *asked =
        certificate_address_parse(without_brackets(wanted), &address) ? &address : NULL;
    int n = sk_GENERAL_NAME_num(names);

    for (int i = 0; i < n && i < NAMES_MAX; i++) {
        if (general_covers(sk_GENERAL_NAME_value(names, i), wanted, asked))
            return true;
    }
    return false;
}

static struct str general_text(struct arena *arena, const GENERAL_NAME *general)
{
    char text[INET6_ADDRSTRLEN] = "";

    if (general->type == GEN_DNS)
        return ia5_of(general->d.dNSName);
    if (general->type != GEN_IPADD)
        return STR_NONE;

    struct str bytes = ia5_of(general->d.iPAddress);

    if (bytes.len == 4)
        inet_ntop(AF_INET, bytes.ptr, text, sizeof text);
    else if (bytes.len == 16)
        inet_ntop(AF_INET6, bytes.ptr, text, sizeof text);
    return arena_dup(arena, str_from(text));
}

/* The names that count, in the certificate's order. */
static size_t list_names(struct arena *arena, const GENERAL_NAMES *names, struct str *ret)
{
    int n = names == NULL ? 0 : sk_GENERAL_NAME_num(names);
    size_t used = 0;

    for (int i = 0; i < n && i < NAMES_MAX; i++) {
        struct str text = general_text(arena, sk_GENERAL_NAME_value(names, i));

        if (text.len > 0)
            ret[used++] = text;
    }
    return used;
}

static void report_no_names(const struct certificate_case *at, X509 *leaf)
{
    AUTO(buf_clear) struct buf subject = {.max_bytes = 512};

    certificate_add_name(&subject, X509_get_subject_name(leaf));
    problems_add(at->problems, SEVERITY_ERROR, "no-san",
                 (struct place){.file = at->pair->cert.name},
                 "%s names no host: it has no subjectAltName, and the subject (%s) does "
                 "not count",
                 at->pair->cert.name, subject.len == 0 ? "empty" : buf_text(&subject));
}

static void report_not_covered(const struct certificate_case *at, struct str wanted,
                               const struct str *names, size_t n)
{
    AUTO(buf_clear) struct buf text = {.max_bytes = 2048};

    text_add_quoted(&text, wanted);
    buf_add_text(&text, "; it is for ");
    text_add_list(&text, names, n);
    problems_add(at->problems, SEVERITY_ERROR, "name-mismatch",
                 (struct place){.file = at->pair->cert.name}, "%s is not for %s",
                 at->pair->cert.name, buf_text(&text));
}

void certificate_check_names(const struct certificate_case *at)
{
    X509 *leaf = sk_X509_value(at->decoded->chain, 0);
    AUTO(GENERAL_NAMES_free)
    GENERAL_NAMES *names = X509_get_ext_d2i(leaf, NID_subject_alt_name, NULL, NULL);
    AUTO(arena_clear) struct arena arena = {0};
    struct str *texts = ARENA_NEW(&arena, struct str, NAMES_MAX);
    size_t n = list_names(&arena, names, texts);

    if (n == 0) {
        report_no_names(at, leaf);
        return;
    }
    for (size_t i = 0; i < at->pair->n_names; i++) {
        if (!names_cover(names, at->pair->names[i]))
            report_not_covered(at, at->pair->names[i], texts, n);
    }
}
