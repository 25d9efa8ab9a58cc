/* SPDX-License-Identifier: Apache-2.0 */
/* The slowest reviews: 32 times as many items cost about 32 times as much, never 1,024
 * times.  Measured as CPU time of this thread, the minimum of some runs, with a wide
 * margin, so that a busy machine does not matter. */
#include <time.h>

#include "example_policy.h"
#include "unit.h"
#include "wire/admit.h"

#define FEW    300U
#define TIMES  32U
#define FACTOR 100U /* new memory costs extra; quadratic cost would be 1,024 */
#define RUNS   3

#define NGINX   "nginx.ingress.kubernetes.io/"
#define DNS     "external-dns.kubernetes.io/"
#define MANAGED "ingress-warden.dev/managed"

/* The object with `@` for its list, and an item of the list with `%` for its number. */
struct row {
    const char *why;
    const char *object;
    const char *item;
};
#define ANNOTATIONS(text)                                                                \
    "{\"metadata\":{\"annotations\":{" text "}},\"spec\":{" CLASS "}}"
#define SPEC(text) "{\"metadata\":{},\"spec\":{" CLASS "," text "}}"
#define CLASS      "\"ingressClassName\":\"external\""
#define RULES      SPEC("\"rules\":[@]")
#define HOST(name) "{\"host\":\"" name "\"}"

static const struct row rows[] = {
    {"hosts of the tenant", RULES, HOST("h%.shop.example.com")},
    {"hosts without an owner", RULES, HOST("h%.example.org")},
    {"invalid hosts", RULES, HOST("h_%")},
    {"rules without host", RULES, "{\"http\":{\"paths\":[]}}"},
    {"hosts without an owner, beside TLS entries for other hosts",
     SPEC("\"tls\":[@],\"rules\":[@]"),
     "{\"host\":\"h%.a.org\",\"hosts\":[\"a%.b.org\"]}"},
    {"each host with its twin",
     "{\"metadata\":{\"annotations\":{\"" NGINX "from-to-www-redirect\":\"true\"}},"
     "\"spec\":{" CLASS ",\"rules\":[@]}}",
     HOST("h%.example.org")},
    {"unsafe paths",
     SPEC("\"rules\":[{\"host\":\"shop.example.com\",\"http\":{\"paths\":[@]}}]"),
     "{\"path\":\"/"
     "%{}\",\"pathType\":\"Exact\",\"backend\":{\"service\":{\"name\":\"a\"}}}"},
    {"TLS hosts without an owner", SPEC("\"tls\":[{\"hosts\":[@]}]"),
     "\"h%.example.org\""},
    {"TLS entries without hosts",
     SPEC("\"rules\":[{\"host\":\"shop.example.com\"}],\"tls\":[@]"),
     "{\"secretName\":\"s%\"}"},
    {"annotations without a controller", ANNOTATIONS("@"), "\"example.com/a%\":\"v\""},
    {"annotations with unsafe values", ANNOTATIONS("@"), "\"" NGINX "a%\":\"v;{}\""},
    {"forbidden annotations", ANNOTATIONS("@"), "\"a%.org/a-snippet\":\"v\""},
    {"annotations that ExternalDNS reads", ANNOTATIONS("@"), "\"" DNS "a%\":\"v\""},
    {"names in one annotation", ANNOTATIONS("\"" DNS "hostname\":\"@\""), "h%.org"},
    {"a managed list", ANNOTATIONS("\"" MANAGED "\":\"@\""), DNS "a%"},
    {"a managed list of existing keys",
     ANNOTATIONS("\"" MANAGED "\":\"" DNS "a1," DNS "a2\",@"), "\"" DNS "a%\":\"v\""},
    {"source ranges", ANNOTATIONS("\"" NGINX "whitelist-source-range\":\"@\""),
     "2001:db8:%::/48"},
    {"members that are not read", "{\"metadata\":{@},\"spec\":{}}", "\"k%\":{}"},
    {"members below a member that is not read", "{\"metadata\":{\"x\":{@}},\"spec\":{}}",
     "\"k%\":[{}]"},
};

enum order {
    UPWARDS,
    DOWNWARDS,
};

static void add_item(struct buf *buf, struct str item, unsigned number)
{
    size_t sign = 0;

    while (str_find(item, '%', &sign)) {
        buf_add(buf, str_head(item, sign));
        buf_add_u64(buf, number);
        item = str_skip(item, sign + 1);
    }
    buf_add(buf, item);
}

static void add_object(struct buf *buf, const struct row *row, unsigned n,
                       enum order order)
{
    struct str object = str_from(row->object);
    size_t sign = 0;

    while (str_find(object, '@', &sign)) {
        buf_add(buf, str_head(object, sign));
        for (unsigned i = 0; i < n; i++) {
            if (i > 0)
                buf_add_byte(buf, ',');
            add_item(buf, str_from(row->item), order == UPWARDS ? i + 1 : n - i);
        }
        object = str_skip(object, sign + 1);
    }
    buf_add(buf, object);
}

static struct str make_review(struct arena *arena, const struct row *row, unsigned n,
                              enum operation operation)
{
    struct buf buf;

    buf_init(&buf, arena, BUF_MAX_BYTES);
    buf_add_text(&buf, "{\"kind\":\"AdmissionReview\",\"apiVersion\":"
                       "\"admission.k8s.io/v1\",\"request\":{\"uid\":\"u\","
                       "\"kind\":{\"group\":\"networking.k8s.io\",\"version\":\"v1\","
                       "\"kind\":\"Ingress\"},\"name\":\"web\",\"namespace\":\"shop\","
                       "\"operation\":");
    buf_add_text(&buf, operation == OPERATION_CREATE ? "\"CREATE\"" : "\"UPDATE\"");
    buf_add_text(&buf, ",\"object\":");
    add_object(&buf, row, n, UPWARDS);
    if (operation == OPERATION_UPDATE) {
        buf_add_text(&buf, ",\"oldObject\":");
        add_object(&buf, row, n, DOWNWARDS);
    }
    buf_add_text(&buf, "}}");
    return buf_str(&buf);
}

static const struct {
    enum stage stage;
    enum operation operation;
} ways[] = {
    {STAGE_VALIDATE, OPERATION_CREATE},
    {STAGE_VALIDATE, OPERATION_UPDATE},
    {STAGE_MUTATE, OPERATION_UPDATE},
};

static uint64_t cpu_ns(void)
{
    struct timespec now;

    assert_int_equal(clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now), 0);
    return (uint64_t)now.tv_sec * UINT64_C(1000000000) + (uint64_t)now.tv_nsec;
}

/* The minimum CPU time of the runs, in nanoseconds. */
static uint64_t cost(const struct policy *policy, const struct row *row, size_t way,
                     unsigned n)
{
    AUTO(arena_clear) struct arena text = {0};
    const struct str review = make_review(&text, row, n, ways[way].operation);
    uint64_t best = UINT64_MAX;

    for (int run = 0; run < RUNS; run++) {
        AUTO(arena_clear) struct arena arena = {0};
        const uint64_t begin = cpu_ns();
        struct answer answer;
        uint64_t took = 0;

        admit(policy, ways[way].stage, review, EXAMPLE_TODAY, &arena, &answer);
        took = cpu_ns() - begin;
        check_true(answer.kind == ANSWER_DECIDED, row->why);
        if (took < best)
            best = took;
    }
    return best;
}

static void cost_grows_with_the_review(void **state)
{
    AUTO(policy_unref) struct policy *policy = example_policy();

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(rows) * ARRAY_LEN(ways); i++) {
        const struct row *row = &rows[i / ARRAY_LEN(ways)];
        const size_t way = i % ARRAY_LEN(ways);
        const uint64_t few = cost(policy, row, way, FEW);
        const uint64_t many = cost(policy, row, way, TIMES * FEW);

        if (many > FACTOR * few)
            print_error("way %zu: %lu ns, then %lu ns\n", way, (unsigned long)few,
                        (unsigned long)many);
        check_true(many <= FACTOR * few, row->why);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cost_grows_with_the_review),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
