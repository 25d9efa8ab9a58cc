/*
 * certificate: what the API server would refuse, each from a pair made for the purpose.
 */
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509v3.h>

#include "sys/authority.h"
#include "sys/certificate.h"
#include "unit.h"

#define NOW         INT64_C(1800000000)
#define DAY         INT64_C(86400)
#define FOREVER     (NOW + 3650 * DAY)
#define SAN         "DNS:hook.platform.svc"
#define SERVER_ONLY "serverAuth"

enum key_kind {
    KEY_EC,
    KEY_EC_OTHER, /* a second one, to mismatch */
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

/* How a leaf is made; zero is good. */
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
static X509 *old_ca; /* as ca, but over */
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
    const char *name; /* that must be covered; NULL: none asked for */
    const char *want; /* names of findings, "!" before errors */
} cases[] = {
    {"a good pair has nothing to say", {GOOD}, "hook.platform.svc", ""},
    {"case does not matter in names", {GOOD}, "HOOK.Platform.SVC", ""},
    {"the root's dot is not part of a name", {GOOD}, "hook.platform.svc.", ""},
    {"no subjectAltName: the common name does not count",
     {.eku = SERVER_ONLY, .begin = NOW - DAY, .end = FOREVER},
     "hook",
     "!no-san"},
    {"a subjectAltName of mail addresses names no host",
     {.san = "email:a@b.c", .eku = SERVER_ONLY, .begin = NOW - DAY, .end = FOREVER},
     NULL,
     "!no-san"},
    {"another name is a mismatch", {GOOD}, "hook.other.svc", "!name-mismatch"},
    {"a name above is a mismatch", {GOOD}, "platform.svc", "!name-mismatch"},
    {"an address is no name", {GOOD}, "127.0.0.1", "!name-mismatch"},
    {"a star stands for one label",
     {.san = "DNS:*.platform.svc", .eku = SERVER_ONLY, .begin = NOW, .end = FOREVER},
     "hook.platform.svc",
     ""},
    {"a star stands for one label only",
     {.san = "DNS:*.platform.svc", .eku = SERVER_ONLY, .begin = NOW, .end = FOREVER},
     "a.hook.platform.svc",
     "!name-mismatch"},
    {"a star is no part of a label",
     {.san = "DNS:h*.platform.svc", .eku = SERVER_ONLY, .begin = NOW, .end = FOREVER},
     "hook.platform.svc",
     "!name-mismatch"},
    {"an address needs an address in the certificate",
     {.san = "IP:127.0.0.1", .eku = SERVER_ONLY, .begin = NOW, .end = FOREVER},
     "127.0.0.1",
     ""},
    {"a v6 address may come in a URL's brackets",
     {.san = "IP:::1", .eku = SERVER_ONLY, .begin = NOW, .end = FOREVER},
     "[0:0::1]",
     ""},
    {"an address written as a DNS name does not count",
     {.san = "DNS:127.0.0.1", .eku = SERVER_ONLY, .begin = NOW, .end = FOREVER},
     "127.0.0.1",
     "!name-mismatch"},
    {"valid to the last second",
     {.san = SAN, .eku = SERVER_ONLY, .begin = NOW, .end = NOW},
     NULL,
     "expires-soon"},
    {"over a second ago",
     {.san = SAN, .eku = SERVER_ONLY, .begin = NOW - DAY, .end = NOW - 1},
     NULL,
     "!expired"},
    {"not valid for another second",
     {.san = SAN, .eku = SERVER_ONLY, .begin = NOW + 1, .end = FOREVER},
     NULL,
     "!not-yet-valid"},
    {"30 days before the end it is said",
     {.san = SAN, .eku = SERVER_ONLY, .begin = NOW, .end = NOW + 30 * DAY},
     NULL,
     "expires-soon"},
    {"31 days before the end it is not",
     {.san = SAN, .eku = SERVER_ONLY, .begin = NOW, .end = NOW + 31 * DAY},
     NULL,
     ""},
    {"no extended key usage means any",
     {.san = SAN, .begin = NOW, .end = FOREVER},
     NULL,
     ""},
    {"a certificate for clients serves nobody",
     {.san = SAN, .eku = "clientAuth", .begin = NOW, .end = FOREVER},
     NULL,
     "!usage"},
    {"anyExtendedKeyUsage includes servers",
     {.san = SAN, .eku = "anyExtendedKeyUsage", .begin = NOW, .end = FOREVER},
     NULL,
     ""},
    {"a key usage without signing is refused by others",
     {GOOD, .usage = "cRLSign"},
     NULL,
     "usage"},
    {"a CA as server is accepted, and unwise",
     {GOOD, .basic = "CA:TRUE"},
     NULL,
     "ca-flag"},
    {"SHA-1 is refused", {GOOD, .hash = "SHA1"}, NULL, "!signature"},
    {"P-384 is fine", {GOOD, .key = KEY_P384}, NULL, ""},
    {"Ed25519 is fine", {GOOD, .key = KEY_ED25519}, NULL, ""},
    {"RSA 2048 is fine", {GOOD, .key = KEY_RSA_2048}, NULL, ""},
    {"RSA 1024 is weak", {GOOD, .key = KEY_RSA_1024}, NULL, "key-size"},
    {"RSA 512 is refused", {GOOD, .key = KEY_RSA_512}, NULL, "!key-size"},
    {"P-224 is unknown to TLS in Go", {GOOD, .key = KEY_P224}, NULL, "!key-kind"},
    {"negative serial numbers are refused",
     {GOOD, .negative_serial = true},
     NULL,
     "!serial"},
    {"another CA of the same name is another CA",
     {GOOD, .signer = BY_OTHER_CA},
     NULL,
     "!chain"},
    {"self-signed is signed by nobody of the bundle",
     {GOOD, .signer = BY_ITSELF},
     NULL,
     "!chain"},
    {"an intermediate that is not sent is missing",
     {GOOD, .signer = BY_INTERMEDIATE},
     NULL,
     "!chain"},
    {"every fault is said, in order",
     {.san = SAN, .begin = NOW, .end = NOW - 1, .key = KEY_RSA_512, .hash = "SHA1"},
     "x.y",
     "!key-size !expired !signature !name-mismatch"},
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
    AUTO(problems_clear) struct problems problems;
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
    pair.key.pem = pem_of(&arena, NULL, 0, keys[KEY_EC]);
    pair.cert.pem = pem_of(&arena, turned, 2, NULL);
    check_pair(&pair, "!leaf-first ca-flag !no-san", "the CA stands before the leaf");
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
    check_pair(&pair, "expires-soon", "an intermediate near its end is named");
    pair.ca.pem = pem_of(&arena, &intermediate, 1, NULL);
    check_pair(&pair, "expires-soon", "an intermediate may be the anchor, as in Go");
    pair.cert.pem = pem_of(&arena, &leaf, 1, NULL);
    pair.ca.pem = pem_of(&arena, both, 2, NULL);
    check_pair(&pair, "", "a bundle may hold two CAs of one name");
    pair.ca.pem = pem_of(&arena, &old_ca, 1, NULL);
    check_pair(&pair, "!expired", "a CA that is over");
    pair.cert.pem = pem_of(&arena, &self, 1, NULL);
    pair.ca.pem = pair.cert.pem;
    check_pair(&pair, "", "a self-signed certificate may be its own bundle");
    X509_free(sent[0]);
    X509_free(leaf);
    X509_free(self);
}

static const struct {
    const char *why;
    const char *pem;
    enum err_code want;
} broken[] = {
    {"nothing", "\n", ERR_INVALID},
    {"some text", "hello\n", ERR_INVALID},
    {"a begin without end", "-----BEGIN CERTIFICATE-----\nMIIB\n", ERR_SYNTAX},
    {"no base64", "-----BEGIN CERTIFICATE-----\n!!!!\n-----END CERTIFICATE-----\n",
     ERR_SYNTAX},
    {"base64 of nothing sensible",
     "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", ERR_SYNTAX},
    {"the end of another block",
     "-----BEGIN CERTIFICATE-----\nAAAA\n-----END PRIVATE KEY-----\n", ERR_SYNTAX},
    {"a key only", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
     ERR_INVALID},
};

static void broken_files(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(broken); i++) {
        AUTO(problems_clear) struct problems problems;
        struct certificate_pair pair = {.cert = {"tls.crt", str_from(broken[i].pem)}};
        struct certificate_facts facts;
        struct err err = {0};

        problems_init(&problems);
        check_true(!certificate_check(&pair, &problems, &facts, &err), broken[i].why);
        check_true(err.code == broken[i].want, broken[i].why);
        check_true(problems.n == 0, broken[i].why);
        check_true(strstr(err.text, "tls.crt") != NULL, broken[i].why);
    }
}

static void cut_anywhere(void **state)
{
    AUTO(arena_clear) struct arena arena = {0};
    const struct recipe good = {GOOD};
    X509 *leaf = cook(&good);
    struct str whole = pem_of(&arena, &leaf, 1, NULL);

    (void)state;
    /* Without the last line end, and the dashes before it, it is still the same. */
    for (size_t len = 0; len + 2 < whole.len; len++) {
        AUTO(problems_clear) struct problems problems;
        struct certificate_pair pair = {.cert = {"tls.crt", str_head(whole, len)}};
        struct certificate_facts facts;
        struct err err = {0};

        problems_init(&problems);
        check_true(!certificate_check(&pair, &problems, &facts, &err),
                   "half a file is no certificate");
    }
    X509_free(leaf);
}

static void bundles(void **state)
{
    AUTO(arena_clear) struct arena arena = {0};
    AUTO(buf_clear) struct buf out;
    X509 *both[] = {ca, other_ca};
    struct str plain = pem_of(&arena, both, 2, NULL);
    struct str mixed = arena_format(&arena, "text\n%.*s%.*smore\n",
                                    STR_ARGS(pem_of(&arena, both, 1, ca_key)),
                                    STR_ARGS(pem_of(&arena, both + 1, 1, NULL)));
    struct certificate_file file = {"bundle.pem", mixed};
    struct err err;
    size_t n = 0;

    (void)state;
    buf_init(&out, NULL, BUF_MAX_BYTES);
    assert_true(certificate_normalise(&file, &out, &n, &err));
    assert_int_equal(n, 2);
    check_text(buf_str(&out), plain, "keys and texts are left out");
    file.pem = STR("nothing");
    assert_false(certificate_normalise(&file, &out, &n, &err));
    assert_int_equal(err.code, ERR_INVALID);
}

static void own_authority(void **state)
{
    AUTO(authority_free) struct authority *authority = authority_new(NOW);
    AUTO(buf_clear) struct buf ca_pem;
    AUTO(buf_clear) struct buf ca_key_pem;
    AUTO(buf_clear) struct buf cert;
    AUTO(buf_clear) struct buf key;
    const struct str names[] = {STR("hook.platform.svc"), STR("::1")};
    struct authority_request request = {names, 2, 90, NOW};
    struct err err;

    (void)state;
    buf_init(&ca_pem, NULL, BUF_MAX_BYTES);
    buf_init(&ca_key_pem, NULL, BUF_MAX_BYTES);
    buf_init(&cert, NULL, BUF_MAX_BYTES);
    buf_init(&key, NULL, BUF_MAX_BYTES);
    authority_add_cert_pem(authority, &ca_pem);
    authority_add_key_pem(authority, &ca_key_pem);
    assert_true(authority_issue(authority, &request, &cert, &key, &err));

    struct certificate_pair pair = {
        .cert = {"tls.crt", buf_str(&cert)},
        .key = {"tls.key", buf_str(&key)},
        .ca = {"ca.crt", buf_str(&ca_pem)},
        .names = names,
        .n_names = 2,
        .now = NOW - AUTHORITY_BACK_DATE,
    };

    check_pair(&pair, "", "what we make is good, an hour ago too");
    pair.now = NOW + 91 * DAY;
    check_pair(&pair, "!expired", "and ends when it should");

    struct certificate_file ca_file = {"ca.crt", buf_str(&ca_pem)};
    struct certificate_file key_file = {"ca.key", buf_str(&ca_key_pem)};
    struct authority *again = authority_read(&ca_file, &key_file, NOW, &err);

    assert_non_null(again);
    authority_free(again);
    assert_null(authority_read(&ca_file, &key_file, FOREVER + DAY, &err));
    key_file.pem = buf_str(&key);
    assert_null(authority_read(&ca_file, &key_file, NOW, &err));
}

static const struct {
    const char *why;
    int64_t left;
    int want;
} warn_cases[] = {
    {"far away", 31 * DAY, 0},
    {"a month", 30 * DAY, 30},
    {"a little over a week", 8 * DAY, 30},
    {"a week", 7 * DAY, 7},
    {"two days", 2 * DAY, 7},
    {"a day", DAY, 1},
    {"the last second", 0, 1},
    {"over", -1, 0},
};

static void warn_days(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(warn_cases); i++)
        check_true(certificate_warn_days(NOW + warn_cases[i].left, NOW) ==
                       warn_cases[i].want,
                   warn_cases[i].why);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(leaves),        cmocka_unit_test(keys_and_order),
        cmocka_unit_test(chains),        cmocka_unit_test(broken_files),
        cmocka_unit_test(cut_anywhere),  cmocka_unit_test(bundles),
        cmocka_unit_test(own_authority), cmocka_unit_test(warn_days),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
