/* SPDX-License-Identifier: Apache-2.0 */
/* policy_store, policy_reload and policy_change: which policy is in force, and what a
 * reload changes. */
#include <fcntl.h>
#include <pthread.h>

#include "core/policy/policy.h"
#include "live/policy_load.h"
#include "live/policy_store.h"
#include "scratch_folder.h"
#include "sys/log/log.h"
#include "sys/log/metrics.h"

#define HEAD                                                                             \
    "apiVersion: ingress-warden.dev/v1\nkind: IngressPolicy\n"                           \
    "classes:\n  internal: {profile: ingress-nginx}\n"
#define SHOP(domain)                                                                     \
    "  - {name: shop, namespaces: [shop], classes: [internal], domains: [" domain "]}\n"
#define RETAIL                                                                           \
    "  - {name: retail, namespaces: [retail], classes: [internal],"                      \
    " domains: [shop.example.com]}\n"

static const struct str one = STR_INIT(HEAD "tenants:\n" SHOP("shop.example.com"));
static const struct str two =
    STR_INIT(HEAD "mode: preview\nrules: {host-wildcard: warn}\ntenants:\n" SHOP(
        "store.example.com") RETAIL);
static const struct str broken = STR_INIT(HEAD "tenants: none\n");

struct fixture {
    struct scratch_folder folder;
    char path[SCRATCH_PATH_SIZE];
    int fd;
    struct log *log;
    struct metrics *metrics;
    struct policy_store *store;
    struct policy_reload *reload;
};

static void begin(struct fixture *fixture, struct str text)
{
    scratch_make(&fixture->folder);
    scratch_put(&fixture->folder, "policy.yaml", text);
    scratch_path(&fixture->folder, "policy.yaml", fixture->path);
    fixture->fd = open("/dev/null", O_WRONLY | O_CLOEXEC);
    fixture->log = log_new(fixture->fd, LOG_LEVEL_DEBUG);
    fixture->metrics = metrics_new();
    fixture->store = policy_store_new();

    const struct policy_source source = {.path = fixture->path,
                                         .max_bytes = POLICY_MEMORY_BYTES};

    fixture->reload =
        policy_reload_new(&source, fixture->store, fixture->log, fixture->metrics);
    policy_reload_run(fixture->reload, RELOAD_ALWAYS);
}

static void end(struct fixture *fixture)
{
    const char *const names[] = {"policy.yaml"};

    policy_reload_free(fixture->reload);
    policy_store_free(fixture->store);
    metrics_free(fixture->metrics);
    log_free(fixture->log);
    close(fixture->fd);
    scratch_remove(&fixture->folder, names, 1);
}

/* The number of tenants in force; SIZE_MAX: there is no policy in force. */
static size_t tenants_in_force(struct fixture *fixture)
{
    AUTO(policy_unref) struct policy *policy = policy_store_get(fixture->store);
    size_t n = SIZE_MAX;

    if (policy != NULL)
        (void)policy_tenants(policy, &n);
    return n;
}

static struct str reason(struct fixture *fixture, struct buf *buf)
{
    buf_init(buf, NULL, BUF_MAX_BYTES);
    policy_reload_reason(fixture->reload, buf);
    return buf_str(buf);
}

static void replace(struct fixture *fixture, struct str text)
{
    scratch_put(&fixture->folder, "policy.yaml", text);
    policy_reload_run(fixture->reload, RELOAD_IF_CHANGED);
}

static void good_broken_good(void **state)
{
    AUTO(buf_clear) struct buf text = {0};
    AUTO(buf_clear) struct buf none = {0};
    struct fixture fixture;

    (void)state;
    begin(&fixture, one);
    assert_int_equal(tenants_in_force(&fixture), 1);
    check_true(reason(&fixture, &none).len == 0, "there is no error");
    replace(&fixture, broken);
    assert_int_equal(tenants_in_force(&fixture), 1);
    assert_int_equal(metrics_get(fixture.metrics, METRIC_POLICY_LOAD_OK), 0);
    assert_int_equal(metrics_get(fixture.metrics, METRIC_POLICY_LOAD_FAILURES), 1);
    check_true(str_contains(reason(&fixture, &text), STR("policy.yaml:5:")),
               "the reason names the place");
    replace(&fixture, broken);
    assert_int_equal(metrics_get(fixture.metrics, METRIC_POLICY_LOAD_FAILURES), 1);
    replace(&fixture, two);
    assert_int_equal(tenants_in_force(&fixture), 2);
    assert_int_equal(metrics_get(fixture.metrics, METRIC_POLICY_LOAD_OK), 1);
    policy_reload_run(fixture.reload, RELOAD_IF_CHANGED);
    assert_int_equal(metrics_get(fixture.metrics, METRIC_POLICY_LOADS), 2);
    policy_reload_run(fixture.reload, RELOAD_ALWAYS);
    assert_int_equal(metrics_get(fixture.metrics, METRIC_POLICY_LOADS), 3);
    end(&fixture);
}

static void broken_then_good(void **state)
{
    struct fixture fixture;

    (void)state;
    begin(&fixture, broken);
    check_true(tenants_in_force(&fixture) == SIZE_MAX, "no policy is in force");
    assert_int_equal(unlink(fixture.path), 0);
    policy_reload_run(fixture.reload, RELOAD_IF_CHANGED);
    assert_int_equal(metrics_get(fixture.metrics, METRIC_POLICY_LOAD_FAILURES), 2);
    replace(&fixture, one);
    assert_int_equal(tenants_in_force(&fixture), 1);
    end(&fixture);
}

static void *use_policy(void *context)
{
    static char complaint[] = "neither of the two policies was in force";
    struct fixture *fixture = context;

    for (int i = 0; i < 2000; i++) {
        const size_t n = tenants_in_force(fixture);

        if (n != 1 && n != 2)
            return complaint;
    }
    return NULL;
}

static void readers_while_it_is_replaced(void **state)
{
    struct fixture fixture;
    pthread_t readers[3];

    (void)state;
    begin(&fixture, one);
    for (size_t i = 0; i < ARRAY_LEN(readers); i++)
        pthread_create(&readers[i], NULL, use_policy, &fixture);
    for (int i = 0; i < 20; i++)
        replace(&fixture, i % 2 == 0 ? two : one);
    for (size_t i = 0; i < ARRAY_LEN(readers); i++) {
        void *complaint;

        pthread_join(readers[i], &complaint);
        check_true(complaint == NULL, (const char *)complaint);
    }
    end(&fixture);
}

static void what_a_change_is(void **state)
{
    AUTO(arena_clear) struct arena arena = {0};
    struct policy_change change;
    struct fixture fixture;

    (void)state;
    begin(&fixture, one);

    AUTO(policy_unref) struct policy *before = policy_store_get(fixture.store);

    replace(&fixture, two);

    AUTO(policy_unref) struct policy *after = policy_store_get(fixture.store);

    policy_change_find(before, after, &arena, &change);
    assert_int_equal(change.tenants_added.total, 1);
    check_text(change.tenants_added.items[0], STR("retail"), "a new tenant");
    assert_int_equal(change.tenants_removed.total, 0);
    assert_int_equal(change.classes_added.total + change.classes_removed.total, 0);
    assert_int_equal(change.domains_moved.total, 1);
    check_text(change.domains_moved.items[0], STR("shop.example.com (shop -> retail)"),
               "the old and the new owner");
    assert_int_equal(change.domains_added.total, 1);
    check_text(change.domains_added.items[0], STR("store.example.com (shop)"),
               "a new domain");
    assert_int_equal(change.rules_changed.total, 1);
    check_text(change.rules_changed.items[0], STR("host-wildcard"), "an action");
    assert_int_equal(change.settings_changed.total, 1);
    check_text(change.settings_changed.items[0], STR("mode"), "the mode");

    policy_change_find(after, before, &arena, &change);
    check_text(change.tenants_removed.items[0], STR("retail"), "a tenant was removed");
    check_text(change.domains_removed.items[0], STR("store.example.com (shop)"),
               "a domain was removed");

    policy_change_find(after, after, &arena, &change);
    assert_int_equal(change.domains_moved.total + change.rules_changed.total, 0);
    end(&fixture);
}

struct edit_row {
    const char *why;
    const char *from;
    const char *to;
    const char *want; /* the changed sections, then the changed settings */
};

static const char edited[] =
    "apiVersion: ingress-warden.dev/v1\nkind: IngressPolicy\nmetadata: {name: a}\n"
    "contact: ask\n"
    "networks: {office: [198.51.100.0/24], vpn: [203.0.113.0/24]}\n"
    "externalDNS: {public: {annotationPrefixes: [external-dns.kubernetes.io/]}}\n"
    "classes:\n"
    "  web: {profile: ingress-nginx, domains: [example.com], tls: required,\n"
    "    externalDNS: {instance: public, target: a.example.com, ttl: 60},\n"
    "    sourceRanges: {mode: narrow, networks: [office]}}\n"
    "tenants:\n"
    "  - {name: shop, namespaces: [shop], classes: [web], domains: [shop.example.com]}\n"
    "annotations: {forbid: [{keys: [a/b]}], unchecked: [c/d]}\n"
    "exemptions:\n"
    "  - {name: x, reason: y, expires: never, users: [u], rules: [host-valid]}\n";

static const struct edit_row edits[] = {
    {"no change", "[shop]", "[shop]", ""},
    {"quotes and order do not matter", "{name: shop, namespaces: [shop]",
     "{namespaces: [\"shop\"], name: shop", ""},
    {"a tenant's namespaces", "namespaces: [shop]", "namespaces: [shop, shop-eu]",
     "tenants~shop: namespaces;"},
    {"a tenant's new field", "domains: [shop.example.com]}",
     "domains: [shop.example.com], hosts: [b.example.com]}", "tenants~shop: hosts;"},
    {"a removed field", "tls: required,", "", "classes~web: tls;"},
    {"two fields", "domains: [example.com], tls: required",
     "domains: [example.com, example.org], tls: {required: true, secretName: optional}",
     "classes~web: domains, tls;"},
    {"a nested field", "ttl: 60", "ttl: 61", "classes~web: externalDNS;"},
    {"a network", "[198.51.100.0/24]", "[198.51.100.0/25]", "networks~office;"},
    {"a new network", "networks: {", "networks: {lab: [192.0.2.0/24], ", "networks+lab;"},
    {"a removed network", ", vpn: [203.0.113.0/24]", "", "networks-vpn;"},
    {"an exemption's day", "expires: never", "expires: 2030-01-01",
     "exemptions~x: expires;"},
    {"a forbidden key", "keys: [a/b]", "keys: [a/c]", "annotations~forbid;"},
    {"a removed section of annotations", ", unchecked: [c/d]", "",
     "annotations-unchecked;"},
    {"another contact", "contact: ask", "contact: tell", "contact;"},
    {"no contact any more", "contact: ask\n", "", "contact;"},
    {"the name", "metadata: {name: a}", "metadata: {name: b}", "metadata~name;"},
    {"rules are listed elsewhere", "tenants:\n",
     "rules: {host-wildcard: warn}\ntenants:\n", ""},
};

static void add_list(struct buf *buf, const char *sign, struct str section,
                     const struct change_list *list)
{
    for (size_t i = 0; i < list->n; i++) {
        buf_add(buf, section);
        buf_add_text(buf, sign);
        buf_add(buf, list->items[i]);
        buf_add_byte(buf, ';');
    }
}

static void every_section_is_compared(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(edits); i++) {
        AUTO(arena_clear) struct arena arena = {0};
        const char *at = strstr(edited, edits[i].from);
        struct policy_change change;
        struct fixture fixture;
        struct buf got = buf_in(&arena);
        struct str text;

        check_true(at != NULL, edits[i].why);
        text = arena_format(&arena, "%.*s%s%s", (int)(at - edited), edited, edits[i].to,
                            at + strlen(edits[i].from));
        begin(&fixture, str_from(edited));

        AUTO(policy_unref) struct policy *before = policy_store_get(fixture.store);

        replace(&fixture, text);

        AUTO(policy_unref) struct policy *after = policy_store_get(fixture.store);

        check_true(metrics_get(fixture.metrics, METRIC_POLICY_LOAD_OK) == 1,
                   edits[i].why);
        policy_change_find(before, after, &arena, &change);
        for (size_t j = 0; j < change.n_sections; j++) {
            add_list(&got, "+", change.sections[j].section, &change.sections[j].added);
            add_list(&got, "-", change.sections[j].section, &change.sections[j].removed);
            add_list(&got, "~", change.sections[j].section, &change.sections[j].changed);
        }
        add_list(&got, "", STR_NONE, &change.settings_changed);
        check_text(buf_str(&got), str_from(edits[i].want), edits[i].why);
        end(&fixture);
    }
}

/* Each list names a few changes and counts the others. */
static void many_changes(void **state)
{
    AUTO(arena_clear) struct arena arena = {0};
    struct policy_change change;
    struct fixture fixture;
    struct buf text;

    (void)state;
    begin(&fixture, one);

    AUTO(policy_unref) struct policy *before = policy_store_get(fixture.store);

    buf_init(&text, &arena, BUF_MAX_BYTES);
    buf_add_text(&text, HEAD "tenants:\n");
    for (int i = 0; i < 100; i++)
        buf_addf(&text,
                 "  - {name: t%d, namespaces: [n%d], classes: [internal],"
                 " domains: [d%d.example.com]}\n",
                 i, i, i);
    replace(&fixture, buf_str(&text));

    AUTO(policy_unref) struct policy *after = policy_store_get(fixture.store);

    policy_change_find(before, after, &arena, &change);
    assert_int_equal(change.tenants_added.total, 100);
    assert_int_equal(change.tenants_added.n, POLICY_CHANGE_LISTED);
    assert_int_equal(change.domains_added.total, 100);
    end(&fixture);
}

/* An open() that waits for a writer would not return: the alarm ends the test. */
static void a_pipe_is_not_opened(void **state)
{
    AUTO(buf_clear) struct buf text = {0};
    struct fixture fixture;

    (void)state;
    begin(&fixture, one);
    (void)alarm(20);
    assert_int_equal(unlink(fixture.path), 0);
    assert_int_equal(mkfifo(fixture.path, 0600), 0);
    policy_reload_run(fixture.reload, RELOAD_ALWAYS);
    check_true(str_contains(reason(&fixture, &text), STR("not a regular file")),
               "a pipe is refused: perhaps nobody ever writes to it");
    assert_int_equal(tenants_in_force(&fixture), 1);
    assert_int_equal(unlink(fixture.path), 0);
    assert_int_equal(symlink("/dev/zero", fixture.path), 0);
    policy_reload_run(fixture.reload, RELOAD_ALWAYS);
    assert_int_equal(tenants_in_force(&fixture), 1);
    assert_int_equal(unlink(fixture.path), 0);
    (void)alarm(0);
    end(&fixture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(good_broken_good),
        cmocka_unit_test(a_pipe_is_not_opened),
        cmocka_unit_test(broken_then_good),
        cmocka_unit_test(readers_while_it_is_replaced),
        cmocka_unit_test(what_a_change_is),
        cmocka_unit_test(every_section_is_compared),
        cmocka_unit_test(many_changes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
