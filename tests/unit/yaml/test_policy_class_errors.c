/* policy_class_errors: what is refused in classes and in what they add. */
#include "broken_policy.h"

/* More in the class `external`, and in its externalDNS. */
#define IN_CLASS(text)                                                                   \
    {                                                                                    \
        "    tls: required\n", "    tls: required\n    " text "\n"                       \
    }
#define IN_DNS(text)                                                                     \
    {                                                                                    \
        "      instance: public\n", "      instance: public\n      " text "\n"           \
    }
#define TARGET(text)                                                                     \
    {                                                                                    \
        "target: edge.example.com", "target: " text                                      \
    }
#define TTL(text)                                                                        \
    {                                                                                    \
        "ttl: 60", "ttl: " text                                                          \
    }
#define KEY(text)                                                                        \
    {                                                                                    \
        "key: cert-manager.io/cluster-issuer", "key: " text                              \
    }
#define VALUE(text)                                                                      \
    {                                                                                    \
        "value: letsencrypt", "value: " text                                             \
    }
#define UNLESS(text)                                                                     \
    {                                                                                    \
        "unless: [cert-manager.io/issuer]", "unless: [" text "]"                         \
    }
#define REFERENCE "mode: reference\n      object: infra-office@kubernetescrd\n"

static const struct broken_policy cases[] = {
    {"a class twice",
     {{"  middle:\n",
       "  middle: {profile: gce}\n  internal: {profile: gce}\n  third:\n"}},
     "duplicate-key",
     "key \"internal\" stands twice in this map"},
    {"a blank in a class name",
     {{"  middle:\n", "  a b: {profile: gce}\n  middle:\n"}},
     "bad-class-name",
     "class name \"a b\" has a blank"},
    {"a profile misspelt",
     {{"ingress-nginx # of external", "ingress-ngnix"}},
     "unknown-profile",
     "unknown profile \"ingress-ngnix\"; did you mean \"ingress-nginx\"?"},
    {"a star in a domain",
     {{"[example.com]", "[\"*.example.com\"]"}},
     "wildcard-domain",
     "domain \"*.example.com\": write \"example.com\", a domain covers every name below "
     "it"},
    {"a bad domain",
     {{"[example.com]", "[exa_mple.com]"}},
     "bad-domain",
     "\"exa_mple.com\" is no domain: it has an underscore"},
    {"an instance misspelt",
     {{"instance: public", "instance: publik"}},
     "unknown-instance",
     "unknown ExternalDNS instance \"publik\"; did you mean \"public\"?"},
    {"a target without instance",
     {{"instance: public\n      target: edge.example.com", "target: a.example"}},
     "missing-field",
     "externalDNS of class \"external\" needs \"instance\""},
    {"a target that is neither",
     {TARGET("http://a")},
     "bad-target",
     "target \"http://a\" is neither a name nor an address"},
    {"a wildcard target",
     {TARGET("\"*.a.example\"")},
     "bad-target",
     "target \"*.a.example\" is neither a name nor an address"},
    {"two names",
     {TARGET("[a.example, b.example]")},
     "bad-target",
     "a target is one name, or a list of addresses only"},
    {"a name and an address",
     {TARGET("[a.example, 192.0.2.1]")},
     "bad-target",
     "a target is one name, or a list of addresses only"},
    {"ttl 0",
     {TTL("0")},
     "bad-ttl",
     "ttl \"0\" is no whole number of seconds from 1 to 2147483647"},
    {"a ttl too long", {TTL("2147483648")}, "bad-ttl", "ttl "},
    {"a duration", {TTL("10m")}, "bad-ttl", "ttl \"10m\" is no whole"},
    {"below min",
     {TTL("{value: 5, min: 6}")},
     "ttl-range",
     "ttl 5 is not between min 6 and max 2147483647"},
    {"above max",
     {TTL("{value: 5, max: 4}")},
     "ttl-range",
     "ttl 5 is not between min 1 and max 4"},
    {"min above max",
     {{"min: 60", "min: 4000"}},
     "ttl-range",
     "min 4000 is above max 3600"},
    {"a range without value",
     {TTL("{min: 4}")},
     "missing-field",
     "a ttl with a range needs \"value\""},
    {"opt out of what",
     {IN_DNS("optOut: yes")},
     "bad-bool",
     "\"yes\" is neither true nor false"},
    {"a set key with a field of its own",
     {IN_DNS("set: {ttl: \"1\"}")},
     "reserved-dns-key",
     "\"ttl\" cannot be set here"},
    {"a set key that is a name",
     {IN_DNS("set: {hostname: a}")},
     "reserved-dns-key",
     "\"hostname\" cannot be set here"},
    {"a set key with its prefix",
     {IN_DNS("set: {a.b/aws-weight: \"1\"}")},
     "bad-key",
     "\"a.b/aws-weight\": only the part behind the prefix stands here"},
    {"an allow glob with a prefix",
     {{"[set-identifier, \"aws-*\"]", "[\"a.b/aws-*\"]"}},
     "bad-key",
     "glob \"a.b/aws-*\": only the part behind the prefix stands here"},
    {"an unknown network",
     {{"networks: [office, vpn]", "networks: [offcie]"}},
     "unknown-network",
     "unknown network \"offcie\"; did you mean \"office\"?"},
    {"an unknown range mode",
     {IN_CLASS("sourceRanges: {mode: opne}")},
     "unknown-mode",
     "unknown sourceRanges mode \"opne\"; did you mean \"open\"?"},
    {"a list for a reference profile",
     {{REFERENCE, "mode: fixed\n      networks: [office]\n"}},
     "range-mode",
     "profile \"traefik\" cannot do mode \"fixed\"; it can do: open, reference, "
     "elsewhere"},
    {"a reference for a list profile",
     {IN_CLASS("sourceRanges: {mode: reference, object: x}")},
     "range-mode",
     "profile \"ingress-nginx\" cannot do mode \"reference\"; it can do: open, fixed, "
     "narrow, "
     "intersect, elsewhere"},
    {"nothing can be done",
     {{"ingress-nginx # of external", "gce"},
      IN_CLASS("sourceRanges: {mode: fixed, networks: [office]}")},
     "range-mode",
     "profile \"gce\" cannot do mode \"fixed\"; it can do: open, elsewhere"},
    {"fixed to what",
     {IN_CLASS("sourceRanges: {mode: fixed}")},
     "range-fields",
     "mode fixed needs \"networks\""},
    {"open to whom",
     {IN_CLASS("sourceRanges: {networks: [office]}")},
     "range-fields",
     "mode open takes no \"networks\""},
    {"refer to what",
     {{REFERENCE, "mode: reference\n"}},
     "range-fields",
     "mode reference needs \"object\""},
    {"an object for a list",
     {{"mode: narrow", "mode: narrow\n      object: x"}},
     "range-fields",
     "mode narrow takes no \"object\""},
    {"an object of two",
     {{"object: infra-office@kubernetescrd", "object: \"a,b\""}},
     "bad-object",
     "object \"a,b\" must be one name"},
    {"tls of another kind",
     {{"tls: required", "tls: requird"}},
     "bad-tls",
     "unknown tls \"requird\"; did you mean \"required\"?"},
    {"tls, secret alone",
     {{"tls: required", "tls: {secretName: optional}"}},
     "bad-tls",
     "secretName says nothing without \"required: true\""},
    {"a carrier",
     {KEY("kubernetes.io/ingress.class")},
     "carrier-key",
     "\"kubernetes.io/ingress.class\" cannot be added: it names the class"},
    {"our own list",
     {KEY("ingress-warden.dev/managed")},
     "managed-key",
     "\"ingress-warden.dev/managed\" cannot be added"},
    {"a DNS key",
     {KEY("internal-dns.example.net/ttl")},
     "dns-key",
     "\"internal-dns.example.net/ttl\" belongs to ExternalDNS"},
    {"a list key of the class",
     {KEY("nginx.ingress.kubernetes.io/allowlist-source-range")},
     "range-key",
     "\"nginx.ingress.kubernetes.io/allowlist-source-range\" holds the source"},
    {"a reference key of any class",
     {{"key: example.net/owner",
       "key: traefik.ingress.kubernetes.io/router.middlewares"}},
     "range-key",
     "\"traefik.ingress.kubernetes.io/router.middlewares\" holds the source"},
    {"no key at all",
     {KEY("a b")},
     "bad-key",
     "\"a b\" is no annotation key: its name has a character"},
    {"the same key twice",
     {{"[cert-manager.io/issuer]\n",
       "[cert-manager.io/issuer]\n"
       "      - {key: cert-manager.io/cluster-issuer, value: x}\n"}},
     "duplicate-key",
     "key \"cert-manager.io/cluster-issuer\" is listed twice"},
    {"an annotation mode",
     {{"mode: default", "mode: defualt"}},
     "unknown-mode",
     "unknown mode \"defualt\"; did you mean \"default\"?"},
    {"a placeholder misspelt",
     {VALUE("\"{namspace}\"")},
     "unknown-placeholder",
     "unknown placeholder \"namspace\"; did you mean \"namespace\"?"},
    {"a brace that opens",
     {VALUE("\"a{b\"")},
     "stray-brace",
     "value \"a{b\" has a \"{\" without \"}\""},
    {"a brace that closes",
     {VALUE("\"{host}}\"")},
     "stray-brace",
     "value \"{host}}\" has a \"}\" without \"{\""},
    {"a bell in a value",
     {VALUE("\"a\\ab\"")},
     "control-character",
     "value \"a\\u0007b\" has a control character"},
    {"unless what it writes itself",
     {UNLESS("cert-manager.io/cluster-issuer")},
     "unless-own-key",
     "class \"external\" writes \"cert-manager.io/cluster-issuer\" itself"},
    {"unless what annotations.add writes",
     {UNLESS("example.net/owner")},
     "unless-own-key",
     "class \"external\" writes \"example.net/owner\" itself"},
    {"unless a DNS key it writes",
     {UNLESS("external-dns.kubernetes.io/ttl")},
     "unless-own-key",
     "class \"external\" writes \"external-dns.kubernetes.io/ttl\" itself"},
    {"unless a controller key it writes",
     {UNLESS("internal-dns.example.net/controller")},
     "unless-own-key",
     "class \"external\" writes"},
    {"added, unless the class's list",
     {{"key: example.net/owner",
       "unless: [nginx.ingress.kubernetes.io/whitelist-source-range]\n"
       "      key: example.net/owner"}},
     "unless-own-key",
     "class \"internal\" writes"},
};

static void one_by_one(void **state)
{
    (void)state;
    CHECK_ALL(cases);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_by_one),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
