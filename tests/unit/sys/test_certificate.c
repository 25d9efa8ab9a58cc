/* SPDX-License-Identifier: Apache-2.0 */
/*
 * certificate: what the API server would refuse; each fault has a pair made for it.
 */
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509v3.h>

#include "base/buf.h"
#include "sys/x509/certificate.h"
#include "unit.h"

#define NOW         INT64_C(1800000000)
#define DAY         INT64_C(86400)
#define FOREVER     (NOW + 3650 * DAY)
#define SAN         "DNS:hook.platform.svc"
#define SERVER_ONLY "serverAuth"

enum key_kind {
    KEY_EC,
    KEY_EC_OTHER, /* a second key, which does not match */
    KEY_P384,
    KEY_P224,
    KEY_ED25519,
    KEY_RSA_2048,
    KEY_RSA_1024,
    KEY_RSA_512,
    KEY_KINDS
};

enum signer {
    BY_CA,
    BY_OTHER_CA,
    BY_ITSELF,
    BY_INTERMEDIATE
};

/* How a leaf is made; the zero value makes a good one. */
struct recipe {
    const char *san;   /* NULL: none */
    const char *eku;   /* NULL: none */
    const char *basic; /* NULL: CA:FALSE */
    const char *usage; /* NULL: digitalSignature */
    int64_t begin, end;
    enum key_kind key;
    enum signer signer;
    const char *hash; /* NULL: SHA256 */
    bool negative_serial;
};

#define GOOD .san = SAN, .eku = SERVER_ONLY, .begin = NOW - DAY, .end = NOW + 365 * DAY

static EVP_PKEY *keys[KEY_KINDS];
static EVP_PKEY *ca_key;
static EVP_PKEY *other_ca_key;
static EVP_PKEY *intermediate_key;
static X509 *ca;
static X509 *other_ca;
static X509 *old_ca; /* the same CA, expired */
static X509 *intermediate;

static void add(X509 *cert, X509 *issuer, int nid, const char *value)
{
    X509V3_CTX context;

    X509V3_set_ctx_nodb(&context);
    X509V3_set_ctx(&context, issuer, cert, NULL, NULL, 0);

    X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, &context, nid, value);

    assert_non_null(extension);
    X509_add_ext(cert, extension, -1);
    X509_EXTENSION_free(extension);
}

static X509 *start(const char *name, EVP_PKEY *key, int64_t begin, int64_t end)
{
    X509 *cert = X509_new();
    const unsigned char *text = (const unsigned char *)name;

    X509_set_version(cert, X509_VERSION_3);
    ASN1_INTEGER_set(X509_get_serialNumber(cert), 7);
    ASN1_TIME_set(X509_getm_notBefore(cert), (time_t)begin);
    ASN1_TIME_set(X509_getm_notAfter(cert), (time_t)end);
    X509_NAME_add_entry_by_txt(X509_get_subject_name(cert), "CN", MBSTRING_UTF8, text, -1,
                               -1, 0);
    X509_set_pubkey(cert, key);
    return cert;
}

static X509 *make_ca(const char *name, EVP_PKEY *key, int64_t end)
{
    X509 *cert = start(name, key, NOW - 100 * DAY, end);

    X509_set_issuer_name(cert, X509_get_subject_name(cert));
    add(cert, cert, NID_basic_constraints, "critical,CA:TRUE");
    X509_sign(cert, key, EVP_sha256());
    return cert;
}

static X509 *make_intermediate(void)
{
    X509 *cert = start("between", intermediate_key, NOW - DAY, NOW + 5 * DAY);

    X509_set_issuer_name(cert, X509_get_subject_name(ca));
    add(cert, ca, NID_basic_constraints, "critical,CA:TRUE");
    X509_sign(cert, ca_key, EVP_sha256());
    return cert;
}

static int set_up(void **state)
{
    (void)state;
    keys[KEY_EC] = EVP_EC_gen("P-256");
    keys[KEY_EC_OTHER] = EVP_EC_gen("P-256");
    keys[KEY_P384] = EVP_EC_gen("P-384");
    keys[KEY_P224] = EVP_EC_gen("P-224");
    keys[KEY_ED25519] = EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");
    keys[KEY_RSA_2048] = EVP_RSA_gen(2048);
    keys[KEY_RSA_1024] = EVP_RSA_gen(1024);
    keys[KEY_RSA_512] = EVP_RSA_gen(512);
    ca_key = EVP_EC_gen("P-256");
    other_ca_key = EVP_EC_gen("P-256");
    intermediate_key = EVP_EC_gen("P-256");
    ca = make_ca("the CA", ca_key, FOREVER);
    other_ca = make_ca("the CA", other_ca_key, FOREVER);
    old_ca = make_ca("the CA", ca_key, NOW - DAY);
    intermediate = make_intermediate();
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    for (size_t i = 0; i < KEY_KINDS; i++)
        EVP_PKEY_free(keys[i]);
    EVP_PKEY_free(ca_key);
    EVP_PKEY_free(other_ca_key);
    EVP_PKEY_free(intermediate_key);
    X509_free(ca);
    X509_free(other_ca);
    X509_free(old_ca);
    X509_free(intermediate);
    return 0;
}

static void sign(X509 *cert, const struct recipe *recipe, EVP_PKEY *own)
{
    EVP_PKEY *const by[] = {ca_key, other_ca_key, own, intermediate_key};
    X509 *const issuers[] = {ca, other_ca, cert, intermediate};
    X509_NAME *name = X509_get_subject_name(issuers[recipe->signer]);
    const EVP_MD *hash =
        EVP_get_digestbyname(recipe->hash == NULL ? "SHA256" : recipe->hash);

    X509_set_issuer_name(cert, name);
    assert_true(X509_sign(cert, by[recipe->signer], hash) > 0);
}

static X509 *cook(const struct recipe *recipe)
{
    X509 *cert = start("hook", keys[recipe->key], recipe->begin, recipe->end);

    if (recipe->negative_serial)
        ASN1_INTEGER_set(X509_get_serialNumber(cert), -7);
    add(cert, cert, NID_basic_constraints,
        recipe->basic == NULL ? "CA:FALSE" : recipe->basic);
    add(cert, cert, NID_key_usage,
        recipe->usage == NULL ? "digitalSignature" : recipe->usage);
    if (recipe->eku != NULL)
        add(cert, cert, NID_ext_key_usage, recipe->eku);
    if (recipe->san != NULL)
        add(cert, cert, NID_subject_alt_name, recipe->san);
    sign(cert, recipe, keys[recipe->key]);
    return cert;
}

static struct str pem_of(struct arena *arena, X509 *const *certs, size_t n, EVP_PKEY *key)
{
    BIO *bio = BIO_new(BIO_s_mem());
    char *text;

    for (size_t i = 0; i < n; i++)
        PEM_write_bio_X509(bio, certs[i]);
    if (key != NULL)
        PEM_write_bio_PrivateKey(bio, key, NULL, NULL, 0, NULL, NULL);

    long len = BIO_get_mem_data(bio, &text);
    struct str pem = arena_dup(arena, (struct str){text, (size_t)len});

    BIO_free(bio);
    return pem;
}

static const struct {
    const char *why;
    struct recipe recipe;
    const char *name; /* must be covered; NULL: no name */
    const char *want; /* names of findings, "!" before errors */
} cases[] = {
#include "certificate_cases.def"
};

static struct str findings_of(struct arena *arena, const struct problems *problems)
{
    struct buf text;

    buf_init(&text, arena, BUF_MAX_BYTES);
    for (size_t i = 0; i < problems->n; i++)
        buf_addf(&text, "%s%s%s", i == 0 ? "" : " ",
                 problems->all[i].severity == SEVERITY_ERROR ? "!" : "",
                 problems->all[i].name);
    return buf_str(&text);
}

static void check_pair(const struct certificate_pair *pair, const char *want,
                       const char *why)
{
    AUTO(arena_clear) struct arena arena = {0};
    AUTO(problems_clear) struct problems problems = {0};
    struct certificate_facts facts;
    struct err err;

    problems_init(&problems);
    check_true(certificate_check(pair, &problems, &facts, &err), why);
    check_text(findings_of(&arena, &problems), str_from(want), why);
}

static void leaves(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        AUTO(arena_clear) struct arena arena = {0};
        X509 *leaf = cook(&cases[i].recipe);
        struct str name = str_from(cases[i].name);
        struct certificate_pair pair = {
            .cert = {"tls.crt", pem_of(&arena, &leaf, 1, NULL)},
            .key = {"tls.key", pem_of(&arena, NULL, 0, keys[cases[i].recipe.key])},
            .ca = {"ca.crt", pem_of(&arena, &ca, 1, NULL)},
            .names = &name,
            .n_names = cases[i].name == NULL ? 0 : 1,
            .now = NOW,
        };

        check_pair(&pair, cases[i].want, cases[i].why);
        X509_free(leaf);
    }
}

/* The pair with this key file is refused with an error. */
static void check_refused(const struct certificate_pair *pair, struct str key,
                          const char *why)
{
    AUTO(problems_clear) struct problems problems = {0};
    struct certificate_pair changed = *pair;
    struct certificate_facts facts;
    struct err err = {0};

    problems_init(&problems);
    changed.key.pem = key;
    check_true(!certificate_check(&changed, &problems, &facts, &err), why);
    check_true(err.code == ERR_INVALID, why);
}

static void keys_and_order(void **state)
{
    AUTO(arena_clear) struct arena arena = {0};
    const struct recipe good = {GOOD};
    X509 *leaf = cook(&good);
    X509 *turned[] = {ca, leaf};
    struct certificate_pair pair = {
        .cert = {"tls.crt", pem_of(&arena, &leaf, 1, NULL)},
        .key = {"tls.key", pem_of(&arena, NULL, 0, keys[KEY_EC_OTHER])},
        .now = NOW,
    };

    (void)state;
    check_pair(&pair, "!key-mismatch", "a key of another certificate");
    pair.key.pem = STR_NONE;
    check_pair(&pair, "", "without a key only the certificate is judged");
    check_refused(&pair, STR(""), "an empty key file is not a missing one");
    pair.key.pem = pem_of(&arena, NULL, 0, keys[KEY_EC]);
    pair.cert.pem = pem_of(&arena, turned, 2, NULL);
    check_pair(&pair, "!leaf-first ca-flag !no-san", "a CA before the leaf");
    X509_free(leaf);
}

static void chains(void **state)
{
    AUTO(arena_clear) struct arena arena = {0};
    const struct recipe between = {GOOD, .signer = BY_INTERMEDIATE};
    const struct recipe direct = {GOOD};
    const struct recipe alone = {GOOD, .signer = BY_ITSELF};
    X509 *sent[] = {cook(&between), intermediate};
    X509 *leaf = cook(&direct);
    X509 *self = cook(&alone);
    X509 *both[] = {other_ca, ca};
    struct certificate_pair pair = {
        .cert = {"tls.crt", pem_of(&arena, sent, 2, NULL)},
        .ca = {"ca.crt", pem_of(&arena, &ca, 1, NULL)},
        .now = NOW,
    };

    (void)state;
    check_pair(&pair, "expires-soon", "an intermediate that expires soon is named");
    pair.ca.pem = pem_of(&arena, &intermediate, 1, NULL);
    check_pair(&pair, "expires-soon",
               "an intermediate may be the trust anchor, as in Go");
    pair.cert.pem = pem_of(&arena, &leaf, 1, NULL);
    pair.ca.pem = pem_of(&arena, both, 2, NULL);
    check_pair(&pair, "", "a bundle may contain two CAs of one name");
    pair.ca.pem = pem_of(&arena, &old_ca, 1, NULL);
    check_pair(&pair, "!expired", "an expired CA");
    pair.cert.pem = pem_of(&arena, &self, 1, NULL);
    pair.ca.pem = pair.cert.pem;
    check_pair(&pair, "", "a self-signed certificate may be its own bundle");
    X509_free(sent[0]);
    X509_free(leaf);
    X509_free(self);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(leaves),
        cmocka_unit_test(keys_and_order),
        cmocka_unit_test(chains),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
