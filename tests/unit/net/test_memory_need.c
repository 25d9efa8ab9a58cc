/* SPDX-License-Identifier: Apache-2.0 */
/*
 * memory_need: the estimate of what a review costs is never below what its judging takes.
 */
#include "base/buf.h"
#include "example_policy.h"
#include "net/http/bodies.h"
#include "unit.h"
#include "wire/admit.h"

/* The costs come from lists: each row repeats one item. */
static const struct {
    const char *why;
    const char *before; /* in the object, after its metadata */
    const char *item;   /* %u: the count */
    const char *after;
} lists[] = {
    {"rules", ",\"spec\":{\"rules\":[", "{\"host\":\"x%u\"}", "]}"},
    {"rules with a path", ",\"spec\":{\"rules\":[",
     "{\"host\":\"x%u.evil.example\",\"http\":{\"paths\":[{\"path\":\"/\",\"pathType\":"
     "\"Prefix\",\"backend\":{\"service\":{\"name\":\"a\",\"port\":{\"number\":80}}}}]}}",
     "]}"},
    {"TLS hosts", ",\"spec\":{\"tls\":[{\"hosts\":[", "\"_%u\"", "]}]}"},
    {"TLS entries", ",\"spec\":{\"tls\":[",
     "{\"hosts\":[\"x%u.evil.example\"],\"secretName\":\"s\"}", "]}"},
    {"numbers in place of rules", ",\"spec\":{\"rules\":[", "%u", "]}"},
    {"hosts in upper case, with an unsafe path", ",\"spec\":{\"rules\":[",
     "{\"host\":\"X%u.Evil.example\",\"http\":{\"paths\":[{\"path\":\"/{}\","
     "\"backend\":{}}]}}",
     "]}"},
    {"names in a part of the object that is not read", ",\"status\":{", "\"%u\":1", "}"},
};

static struct str make_review(struct arena *arena, size_t at, unsigned n, const char *old)
{
    struct buf buf;

    buf_init(&buf, arena, (size_t)16 << 20);
    buf_add_text(&buf,
                 "{\"apiVersion\":\"admission.k8s.io/v1\",\"kind\":"
                 "\"AdmissionReview\",\"request\":{\"uid\":\"u\",\"kind\":{\"group\":"
                 "\"networking.k8s.io\",\"version\":\"v1\",\"kind\":\"Ingress\"},"
                 "\"namespace\":\"shop\",\"name\":\"web\",\"operation\":");
    buf_add_text(&buf, old == NULL ? "\"CREATE\"" : "\"UPDATE\"");
    for (unsigned object = 0; object < (old == NULL ? 1U : 2U); object++) {
        buf_add_text(&buf, object == 0 ? ",\"object\":" : ",\"oldObject\":");
        buf_add_text(&buf, "{\"metadata\":{\"name\":\"web\",\"annotations\":{"
                           "\"nginx.ingress.kubernetes.io/from-to-www-redirect\":"
                           "\"true\"}}"); /* each host has a twin */
        buf_add_text(&buf, lists[at].before);
        for (unsigned i = 0; i < n; i++) {
            struct str item = str_from(lists[at].item);
            size_t sign = 0;

            buf_add_text(&buf, i == 0 ? "" : ",");
            assert_true(str_find(item, '%', &sign));
            buf_add(&buf, str_head(item, sign));
            buf_add_u64(&buf, i + object * 100000);
            buf_add(&buf, str_skip(item, sign + 2));
        }
        buf_add_text(&buf, lists[at].after);
        buf_add_text(&buf, "}");
    }
    buf_add_text(&buf, "}}");
    return buf_str(&buf);
}

static void judging_stays_within(void **state)
{
    static const unsigned sizes[] = {1, 100, 1000, 9000};
    AUTO(policy_unref) struct policy *policy = example_policy();

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(lists) * ARRAY_LEN(sizes) * 2; i++) {
        AUTO(arena_clear) struct arena text = {0};
        AUTO(arena_clear) struct arena arena = {0};
        const size_t at = i / 2 / ARRAY_LEN(sizes);
        const unsigned n = sizes[i / 2 % ARRAY_LEN(sizes)];
        const struct str body = make_review(&text, at, n, i % 2 == 0 ? NULL : "old");
        struct answer answer;

        admit(policy, STAGE_VALIDATE, body, EXAMPLE_TODAY, &arena, &answer);
        check_true(arena.total <= memory_need_of(body), lists[at].why);
        check_true(arena.total <= memory_need_of_length(body.len), lists[at].why);
        check_true(memory_need_of(body) <= MEMORY_NEED_MAX_BYTES, lists[at].why);
    }
}

static void more_costs_more(void **state)
{
    static const char commas[] = ",,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,";

    (void)state;
    check_true(memory_need_of(STR_NONE) > 0, "an empty review is not free");
    check_true(memory_need_of(STR("{}")) < memory_need_of(str_from(commas)),
               "values cost more than bytes");
    check_true(memory_need_of(STR("\"\\n\"")) > memory_need_of(STR("\"nn\"")),
               "decoded escapes need memory of their own");
    assert_true(memory_need_of_length(1000) < memory_need_of_length(100000));
    assert_int_equal(memory_need_of_length((size_t)32 << 20), MEMORY_NEED_MAX_BYTES);
    assert_int_equal(memory_need_of_length(SIZE_MAX), MEMORY_NEED_MAX_BYTES);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(judging_stays_within),
        cmocka_unit_test(more_costs_more),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
