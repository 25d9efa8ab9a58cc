/* SPDX-License-Identifier: Apache-2.0 */
/* profile: what applies to all rows, some rows by name, and rows with other prefixes. */
#include "core/policy/profile.h"
#include "core/policy/profile_keys.h"
#include "core/values/cidr.h"
#include "unit.h"

#define FIFTY(x)                                                                         \
    x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x  \
        x x x x x x x x
#define LONG_KEY "traefik.ingress.kubernetes.io/Router.entryPoints" FIFTY("aaaaaaa")

struct table {
    struct arena arena;
    const struct profile *all;
    size_t n;
};

static int make_table(void **state)
{
    static struct table table;

    arena_init(&table.arena);
    table.all = profile_builtins(&table.arena, &table.n);
    *state = &table;
    return 0;
}

static int clear_table(void **state)
{
    struct table *table = *state;

    arena_clear(&table->arena);
    return 0;
}

static const struct profile *find(const struct table *table, const char *name)
{
    return profile_named(table->all, table->n, str_from(name));
}

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
    for (size_t i = 0; i < row->n_canary_keys; i++)
        check_true(is_under(row, row->canary_keys[i].glob), why);
    for (size_t i = 0; i < row->n_tls_keys; i++)
        check_true(row->tls_keys[i].applies != NULL, why);
    for (size_t i = 0; i < row->n_entry_points; i++)
        check_true(is_under(row, row->entry_points[i].glob) ||
                       str_has_prefix(row->entry_points[i].glob, STR("kubernetes.io/")),
                   why);
    check_true(is_under(row, row->reference_key), why);
    check_true(row->n_list_keys == 0 || row->reference_key.len == 0, why);
    check_true(row->separator == ',', why);
}

static void rows(void **state)
{
    const struct table *table = *state;

    check_true(table->n == 14, "there are fourteen rows");
    for (size_t i = 0; i < table->n; i++) {
        const struct profile *row = &table->all[i];

        check_true(profile_named(table->all, table->n, row->name) == row,
                   "names are unique");
        check_row(row, row->name.ptr);
    }
    check_true(find(table, "nginx") == NULL, "a name is compared as a whole");
}

static const struct {
    const char *why;
    const char *profile;
    const char *list_keys; /* separated by blanks */
    const char *reference;
    bool bare;
    bool exclusions;
} ranges[] = {
    {"all releases read the older spelling first", "ingress-nginx",
     "nginx.ingress.kubernetes.io/whitelist-source-range "
     "nginx.ingress.kubernetes.io/allowlist-source-range ",
     "", true, false},
    {"F5 has Policies only", "nginx-inc", "", "nginx.org/policies", false, false},
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
    {"bare addresses are an error", "aws-load-balancer-controller",
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
    for (size_t i = 0; i < ARRAY_LEN(ranges); i++) {
        const struct profile *row = find(*state, ranges[i].profile);
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
    {"list or login is enough", "ingress-nginx", "nginx.ingress.kubernetes.io/satisfy",
     "any", true},
    {"list and login are both required", "ingress-nginx",
     "nginx.ingress.kubernetes.io/satisfy", "all", false},
    {"TLS passes by the list", "ingress-nginx",
     "nginx.ingress.kubernetes.io/ssl-passthrough", "true", true},
    {"switched off", "ingress-nginx", "nginx.ingress.kubernetes.io/ssl-passthrough",
     "FALSE", false},
    {"an empty value is not harmless", "ingress-nginx",
     "nginx.ingress.kubernetes.io/ssl-passthrough", "", true},
    {"snippets", "ingress-nginx", "nginx.ingress.kubernetes.io/server-snippet", "x",
     true},
    {"a back end answers clients that the list excludes", "ingress-nginx",
     "nginx.ingress.kubernetes.io/custom-http-errors", "404,403", true},
    {"some clients are answered before the list is checked", "ingress-nginx",
     "nginx.ingress.kubernetes.io/custom-http-errors", "413", true},
    {"also with F5", "nginx-inc", "nginx.com/custom-http-errors", "404", true},
    {"the list itself", "ingress-nginx",
     "nginx.ingress.kubernetes.io/whitelist-source-range", "x", false},
    {"a header of the client", "haproxy-ingress",
     "ingress.kubernetes.io/allowlist-source-header", "x", true},
    {"raw configuration", "haproxy-ingress", "haproxy-ingress.github.io/config-backend",
     "x", true},
    {"raw configuration", "haproxytech", "haproxy.com/backend-config-snippet", "x", true},
    {"also without a prefix", "haproxytech", "backend-config-snippet", "x", true},
    {"old releases ignore the prefix", "haproxytech", "example.org/my-config-snippet",
     "x", true},
    {"TLS passes by every list", "haproxytech", "x.y/ssl-passthrough", "yes", true},
    {"switched off", "haproxytech", "haproxy.org/ssl-passthrough", "false", false},
    {"plugins that run before the list", "apisix",
     "k8s.apisix.apache.org/plugin-config-name", "x", true},
    {"the reference under the second prefix", "nginx-inc", "nginx.com/policies", "x",
     true},
    {"the reference itself", "nginx-inc", "nginx.org/policies", "x", false},
    {"any snippet without prefix", "haproxytech", "x-config-snippet", "x", true},
    {"a header without prefix", "haproxytech", "src-ip-header", "x", true},
    {"snippets of F5", "nginx-inc", "nginx.org/server-snippets", "x", true},
    {"another entry point is not another list", "traefik",
     "traefik.ingress.kubernetes.io/router.entrypoints", "x", false},
    {"the reference under a second spelling", "traefik",
     "traefik.ingress.kubernetes.io/router.Middlewares", "x", true},
    {"the reference itself", "traefik",
     "traefik.ingress.kubernetes.io/router.middlewares", "x", false},
    {"a key that is too long to be stored", "traefik", LONG_KEY, "x", false},
    {"other controllers compare keys by bytes", "ingress-nginx",
     "nginx.ingress.kubernetes.io/Satisfy", "any", false},
    {"the list holds for every load balancer", "aws-load-balancer-controller",
     "alb.ingress.kubernetes.io/scheme", "x", false},
    {"security groups replace the list", "aws-load-balancer-controller",
     "alb.ingress.kubernetes.io/security-groups", "x", true},
    {"a client's claim about its own address", "haproxy-ingress",
     "haproxy-ingress.github.io/use-proxy-protocol", "true", true},
    {"also on any port", "haproxy-ingress",
     "ingress.kubernetes.io/tcp-service-proxy-protocol", "v2", true},
    {"switched off", "haproxy-ingress", "ingress.kubernetes.io/use-proxy-protocol", "F",
     false},
};

static void undone(void **state)
{
    for (size_t i = 0; i < ARRAY_LEN(undoing); i++) {
        const struct profile *row = find(*state, undoing[i].profile);

        check_true(profile_is_undone_by(row, str_from(undoing[i].key),
                                        str_from(undoing[i].value)) == undoing[i].undone,
                   undoing[i].why);
    }
}

/* An exception belongs to a key: `;` is accepted where it separates rewrites, not
 * elsewhere. */
static void exceptions(void **state)
{
    const struct profile *row = find(*state, "nginx-inc");

    check_true(row->n_exceptions == 7,
               "two keys under both prefixes, three under the first");
    check_text(row->exceptions[2].glob, STR("nginx.org/rewrites"), "the first prefix");
    check_text(row->exceptions[3].glob, STR("nginx.org/sticky-cookie-services"), "both");
    check_text(row->exceptions[4].glob, STR("nginx.com/sticky-cookie-services"), "both");
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
    {"under any prefix, one of its keys", "haproxytech", "x.y/whitelist", true},
    {"under any prefix, a key of several lines", "haproxytech", "x.y/request-set-header",
     true},
    {"under any prefix, none of its keys", "haproxytech", "x.y/description", false},
    {"without prefix, another controller", "haproxy-ingress", "allow-list", false},
};

static void ownership(void **state)
{
    for (size_t i = 0; i < ARRAY_LEN(owned); i++)
        check_true(profile_owns_key(find(*state, owned[i].profile),
                                    str_from(owned[i].key)) == owned[i].owned,
                   owned[i].why);
}

static void moved(void **state)
{
    const struct str edge = STR("edge.example.net/");
    const struct str short_edge = STR("e.net/");
    AUTO(arena_clear) struct arena arena = {0};
    const struct table *table = *state;

    for (size_t i = 0; i < table->n; i++) {
        const struct profile *row = &table->all[i];
        const char *why = row->name.ptr;
        const struct profile *copy =
            profile_under_prefixes(&arena, row, STR("edge"), &edge, 1);

        check_text(copy->name, STR("edge"), why);
        check_true(copy->n_prefixes == 1, why);
        check_row(copy, why);
        check_text(copy->unsafe, row->unsafe, why);
    }
    const struct profile *nginx = profile_under_prefixes(
        &arena, find(table, "ingress-nginx"), STR("e"), &short_edge, 1);
    const struct profile *haproxy = profile_under_prefixes(
        &arena, find(table, "haproxy-ingress"), STR("e"), &short_edge, 1);

    check_text(nginx->list_keys[0], STR("e.net/whitelist-source-range"),
               "keys get the new prefix");
    check_text(nginx->canary_keys[0].glob, STR("e.net/canary"), "so does the canary key");
    check_text(nginx->undone_by[2].glob, STR("e.net/*-snippet"), "and globs");
    check_true(nginx->undone_by[0].harmless(STR("all")), "harmless values are kept");
    check_true(haproxy->n_list_keys == 2, "a key under two prefixes becomes one");
    check_true(haproxy->n_host_keys == 4, "host keys too");
}

static void everywhere(void **state)
{
    const struct profile *haproxy = find(*state, "haproxytech");
    const struct profile *nginx = find(*state, "ingress-nginx");

    check_true(profile_is_undone_everywhere(haproxy, STR("ssl-passthrough"), STR("1")),
               "one Ingress of any class undoes the lists of all others");
    check_true(!profile_is_undone_everywhere(haproxy, STR("ssl-passthrough"), STR("0")),
               "unless the value means off");
    check_true(!profile_is_undone_everywhere(haproxy, STR("route-acl"), STR("x")),
               "an ACL undoes its own Ingress only");
    check_true(!profile_is_undone_everywhere(
                   nginx, STR("nginx.ingress.kubernetes.io/ssl-passthrough"), STR("1")),
               "ingress-nginx undoes the list of the same Ingress only");
}

static const struct {
    const char *why;
    const char *profile;
    const char *object;
    bool good;
} objects[] = {
    {"a namespace and a name", "nginx-inc", "platform/office", true},
    {"a name alone belongs to the tenant", "nginx-inc", "office", false},
    {"no namespace", "nginx-inc", "/office", false},
    {"no name", "nginx-inc", "platform/", false},
    {"two slashes", "nginx-inc", "a/b/c", false},
    {"Kong uses a colon", "kong", "platform:office", true},
    {"a name alone belongs to the tenant", "kong", "office", false},
    {"Kong uses no slash", "kong", "platform/office", false},
    {"a provider", "traefik", "platform-office@kubernetescrd", true},
    {"no provider", "traefik", "platform-office", false},
    {"an empty provider", "traefik", "office@", false},
    {"a file", "haproxytech", "patterns/office_1.lst-a", true},
    {"a file in another folder", "haproxytech", "office", false},
    {"no file", "haproxytech", "patterns/", false},
    {"a file in a subfolder", "haproxytech", "patterns/a/b", false},
    {"anything", "contour", "office", true},
};

static void forms(void **state)
{
    for (size_t i = 0; i < ARRAY_LEN(objects); i++)
        check_true(profile_can_refer_to(find(*state, objects[i].profile),
                                        str_from(objects[i].object)) == objects[i].good,
                   objects[i].why);
}

static void moved_to_two(void **state)
{
    AUTO(arena_clear) struct arena arena = {0};
    const struct str two[] = {STR_INIT("a.net/"), STR_INIT("b.net/")};
    const struct str twice[] = {STR_INIT("a.net/"), STR_INIT("a.net/")};
    const struct profile *f5 = profile_under_prefixes(&arena, find(*state, "nginx-inc"),
                                                      STR("e"), two, ARRAY_LEN(two));
    const struct profile *same = profile_under_prefixes(
        &arena, find(*state, "nginx-inc"), STR("e"), twice, ARRAY_LEN(twice));
    const struct profile *haproxy = profile_under_prefixes(
        &arena, find(*state, "haproxytech"), STR("e"), two, ARRAY_LEN(two));

    check_text(f5->reference_key, STR("a.net/policies"), "under the first prefix");
    check_true(profile_is_undone_by(f5, STR("b.net/policies"), STR("x")),
               "the same name under the second prefix undoes the list");
    check_true(!profile_is_undone_by(same, STR("a.net/policies"), STR("x")),
               "but the reference itself does not");
    check_text(f5->exceptions[1].glob, STR("b.net/limit-req-key"),
               "the second prefix replaces the second of the original");
    check_text(f5->exceptions[3].glob, STR("a.net/sticky-cookie-services"),
               "which has no rewrites");
    check_text(haproxy->list_keys[0], STR("a.net/allow-list"),
               "the first key gets the new prefix");
    check_true(profile_is_list_key(haproxy, STR("haproxy.org/allow-list")),
               "and any prefix is still read");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(everywhere),    cmocka_unit_test(forms),
        cmocka_unit_test(moved_to_two),  cmocka_unit_test(rows),
        cmocka_unit_test(source_ranges), cmocka_unit_test(undone),
        cmocka_unit_test(exceptions),    cmocka_unit_test(ownership),
        cmocka_unit_test(moved),
    };

    return cmocka_run_group_tests(tests, make_table, clear_table);
}
