/* profile: what must hold of every row, some rows by name, and rows under a prefix. */
#include "core/policy/profile.h"
#include "core/values/cidr.h"
#include "unit.h"

#define FIFTY(x)                                                                         \
    x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x  \
        x x x x x x x x
#define LONG_KEY "traefik.ingress.kubernetes.io/Router.entryPoints" FIFTY("aaaaaaa")

static bool is_under(const struct profile *profile, struct str key)
{
    size_t slash;

    if (!str_find(key, '/', &slash))
        return true;
    for (size_t i = 0; i < profile->n_prefixes; i++) {
        if (str_has_prefix(key, profile->prefixes[i]))
            return true;
    }
    return false;
}

static void check_row(const struct profile *row, const char *why)
{
    check_true(row->n_prefixes > 0, why);
    for (size_t i = 0; i < row->n_prefixes; i++)
        check_true(str_has_suffix(row->prefixes[i], STR("/")), why);
    for (size_t i = 0; i < row->n_list_keys; i++)
        check_true(is_under(row, row->list_keys[i]), why);
    for (size_t i = 0; i < row->n_host_keys; i++)
        check_true(is_under(row, row->host_keys[i].glob), why);
    for (size_t i = 0; i < row->n_undone_by; i++)
        check_true(is_under(row, row->undone_by[i].glob), why);
    for (size_t i = 0; i < row->n_exceptions; i++)
        check_true(is_under(row, row->exceptions[i].glob), why);
    check_true(is_under(row, row->reference_key), why);
    check_true(row->n_list_keys == 0 || row->reference_key.len == 0, why);
    check_true(row->separator == ',', why);
}

static void rows(void **state)
{
    size_t n = 0;
    const struct str *names = profile_builtin_names(&n);

    (void)state;
    check_true(n == 14, "there are fourteen rows");
    for (size_t i = 0; i < n; i++) {
        const struct profile *row = profile_builtin(names[i]);

        check_true(row != NULL, "every name has its row");
        check_text(row->name, names[i], "a row is found by its own name");
        check_row(row, names[i].ptr);
        for (size_t j = 0; j < i; j++)
            check_true(!str_equal(names[i], names[j]), "a name stands once");
    }
    check_true(profile_builtin(STR("nginx")) == NULL, "a name is matched whole");
}

static const struct {
    const char *why;
    const char *profile;
    const char *list_keys; /* joined by blanks */
    const char *reference;
    bool bare;
    bool exclusions;
} ranges[] = {
    {"every release reads the older spelling first", "ingress-nginx",
     "nginx.ingress.kubernetes.io/whitelist-source-range "
     "nginx.ingress.kubernetes.io/allowlist-source-range ",
     "", true, false},
    {"F5 has policies only", "nginx-inc", "", "nginx.org/policies", false, false},
    {"both prefixes, both spellings, and exclusions", "haproxy-ingress",
     "haproxy-ingress.github.io/allowlist-source-range "
     "ingress.kubernetes.io/allowlist-source-range "
     "haproxy-ingress.github.io/whitelist-source-range "
     "ingress.kubernetes.io/whitelist-source-range ",
     "", true, true},
    {"three prefixes and none", "haproxytech",
     "haproxy.org/allow-list haproxy.com/allow-list ingress.kubernetes.io/allow-list "
     "allow-list haproxy.org/whitelist haproxy.com/whitelist "
     "ingress.kubernetes.io/whitelist whitelist ",
     "", true, false},
    {"middlewares", "traefik", "", "traefik.ingress.kubernetes.io/router.middlewares",
     false, false},
    {"plugins", "kong", "", "konghq.com/plugins", false, false},
    {"a bare address is an error there", "aws-load-balancer-controller",
     "alb.ingress.kubernetes.io/inbound-cidrs ", "", false, false},
    {"one key", "apisix", "k8s.apisix.apache.org/allowlist-source-range ", "", true,
     false},
    {"nothing", "contour", "", "", false, false},
    {"nothing", "gce", "", "", false, false},
    {"nothing", "cilium", "", "", false, false},
    {"nothing", "istio", "", "", false, false},
    {"nothing", "skipper", "", "", false, false},
    {"nothing", "azure-application-gateway", "", "", false, false},
};

static void source_ranges(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(ranges); i++) {
        const struct profile *row = profile_builtin(str_from(ranges[i].profile));
        AUTO(buf_clear) struct buf keys;

        buf_init(&keys, NULL, BUF_MAX_BYTES);
        for (size_t j = 0; j < row->n_list_keys; j++) {
            buf_add(&keys, row->list_keys[j]);
            buf_add_byte(&keys, ' ');
            check_true(profile_is_list_key(row, row->list_keys[j]), ranges[i].why);
        }
        check_text(buf_str(&keys), str_from(ranges[i].list_keys), ranges[i].why);
        check_text(row->reference_key, str_from(ranges[i].reference), ranges[i].why);
        if (row->n_list_keys > 0)
            check_true(row->bare_addresses == ranges[i].bare, ranges[i].why);
        check_true(row->exclusions == ranges[i].exclusions, ranges[i].why);
    }
}

static const struct {
    const char *why;
    const char *profile;
    const char *key;
    const char *value;
    bool undone;
} undoing[] = {
    {"either list or login is enough", "ingress-nginx",
     "nginx.ingress.kubernetes.io/satisfy", "any", true},
    {"both are asked for", "ingress-nginx", "nginx.ingress.kubernetes.io/satisfy", "all",
     false},
    {"TLS passes the list by", "ingress-nginx",
     "nginx.ingress.kubernetes.io/ssl-passthrough", "true", true},
    {"switched off", "ingress-nginx", "nginx.ingress.kubernetes.io/ssl-passthrough",
     "FALSE", false},
    {"an empty value is not among the harmless", "ingress-nginx",
     "nginx.ingress.kubernetes.io/ssl-passthrough", "", true},
    {"snippets", "ingress-nginx", "nginx.ingress.kubernetes.io/server-snippet", "x",
     true},
    {"strangers are handed to a back end", "ingress-nginx",
     "nginx.ingress.kubernetes.io/custom-http-errors", "404,403", true},
    {"other errors are the user's", "ingress-nginx",
     "nginx.ingress.kubernetes.io/custom-http-errors", "404,503", false},
    {"the list itself", "ingress-nginx",
     "nginx.ingress.kubernetes.io/whitelist-source-range", "x", false},
    {"the client's own word", "haproxy-ingress",
     "ingress.kubernetes.io/allowlist-source-header", "x", true},
    {"raw configuration", "haproxy-ingress", "haproxy-ingress.github.io/config-backend",
     "x", true},
    {"raw configuration", "haproxytech", "haproxy.com/backend-config-snippet", "x", true},
    {"and without prefix", "haproxytech", "backend-config-snippet", "x", true},
    {"another's key with the same end", "haproxytech", "example.org/my-config-snippet",
     "x", false},
    {"any snippet without prefix", "haproxytech", "x-config-snippet", "x", true},
    {"a header without prefix", "haproxytech", "src-ip-header", "x", true},
    {"snippets of F5", "nginx-inc", "nginx.org/server-snippets", "x", true},
    {"another entry point", "traefik", "traefik.ingress.kubernetes.io/router.entrypoints",
     "x", true},
    {"Traefik reads its keys in any case", "traefik",
     "traefik.ingress.kubernetes.io/Router.entryPoints", "x", true},
    {"the reference under a second spelling", "traefik",
     "traefik.ingress.kubernetes.io/router.Middlewares", "x", true},
    {"the reference itself", "traefik",
     "traefik.ingress.kubernetes.io/router.middlewares", "x", false},
    {"a key that is too long to be stored", "traefik", LONG_KEY, "x", false},
    {"others read theirs as they stand", "ingress-nginx",
     "nginx.ingress.kubernetes.io/Satisfy", "any", false},
    {"another group", "aws-load-balancer-controller",
     "alb.ingress.kubernetes.io/group.name", "x", true},
    {"the order in it is harmless", "aws-load-balancer-controller",
     "alb.ingress.kubernetes.io/group.order", "1", false},
};

static void undone(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(undoing); i++) {
        const struct profile *row = profile_builtin(str_from(undoing[i].profile));

        check_true(profile_is_undone_by(row, str_from(undoing[i].key),
                                        str_from(undoing[i].value)) == undoing[i].undone,
                   undoing[i].why);
    }
}

static const struct {
    const char *why;
    const char *profile;
    const char *key;
    bool owned;
} owned[] = {
    {"under the prefix", "ingress-nginx", "nginx.ingress.kubernetes.io/anything", true},
    {"under another", "ingress-nginx", "nginx.org/anything", false},
    {"without prefix, one of its keys", "haproxytech", "allow-list", true},
    {"without prefix, an undoing key", "haproxytech", "route-acl", true},
    {"without prefix, none of its keys", "haproxytech", "description", false},
    {"without prefix, another controller", "haproxy-ingress", "allow-list", false},
};

static void ownership(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(owned); i++)
        check_true(profile_owns_key(profile_builtin(str_from(owned[i].profile)),
                                    str_from(owned[i].key)) == owned[i].owned,
                   owned[i].why);
}

static void moved(void **state)
{
    AUTO(arena_clear) struct arena arena = {0};
    size_t n = 0;
    const struct str *names = profile_builtin_names(&n);

    (void)state;
    for (size_t i = 0; i < n; i++) {
        const struct profile *row = profile_builtin(names[i]);
        const struct profile *copy =
            profile_under_prefix(&arena, row, STR("edge"), STR("edge.example.net/"));

        check_text(copy->name, STR("edge"), names[i].ptr);
        check_true(copy->n_prefixes == 1, names[i].ptr);
        check_row(copy, names[i].ptr);
        check_true(copy->kind == row->kind, names[i].ptr);
        check_text(copy->unsafe, row->unsafe, names[i].ptr);
    }
    const struct profile *nginx = profile_under_prefix(
        &arena, profile_builtin(STR("ingress-nginx")), STR("e"), STR("e.net/"));
    const struct profile *haproxy = profile_under_prefix(
        &arena, profile_builtin(STR("haproxy-ingress")), STR("e"), STR("e.net/"));

    check_text(nginx->list_keys[0], STR("e.net/whitelist-source-range"), "keys move");
    check_text(nginx->canary_key, STR("e.net/canary"), "so does the canary key");
    check_text(nginx->undone_by[2].glob, STR("e.net/*-snippet"), "and globs");
    check_true(nginx->undone_by[0].n_harmless == 1, "harmless values stay");
    check_true(haproxy->n_list_keys == 2, "what was under two prefixes is there once");
    check_true(haproxy->n_host_keys == 4, "host keys too");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows),   cmocka_unit_test(source_ranges),
        cmocka_unit_test(undone), cmocka_unit_test(ownership),
        cmocka_unit_test(moved),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
