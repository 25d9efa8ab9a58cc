/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Carriers of the class: which keys count, which of them the controller reads, and where
 * the class is written.
 */
#include "judged_rows.h"

#define ALB  "class=alb\n"
#define KUBE "@kubernetes.io/ingress.class="
#define HOST "host=a.example.com\n"

static const char policy[] =
    "apiVersion: ingress-warden.dev/v1\n"
    "kind: IngressPolicy\n"
    "classes:\n"
    "  nginx: {profile: ingress-nginx}\n"
    "  haproxy: {profile: haproxytech}\n"
    "  alb: {profile: aws-load-balancer-controller}\n"
    "  gce: {profile: gce}\n"
    "tenants:\n"
    "  - {name: shop, namespaces: [shop], classes: ['*'], domains: [example.com],\n"
    "     defaultClass: gce}\n"
    "  - {name: bank, namespaces: [bank], classes: [nginx], domains: [example.com]}\n";

static const struct row any_prefix[] = {
    {"a carrier without prefix", {.object = "@ingress.class=nginx\n" HOST}, ""},
    {"a carrier under another prefix", {.object = "@x.y/ingress.class=nginx\n" HOST}, ""},
    {"a carrier that differs from the class",
     {.object = "class=nginx\n@ingress.class=haproxy\n" HOST},
     "deny class-agrees ingress.class"},
    {"each carrier that differs, in byte order",
     {.object = "class=nginx\n@z.y/ingress.class=nginx\n@b.y/ingress.class=\n"
                "@ingress.class=x\n" HOST},
     "deny class-agrees b.y/ingress.class ingress.class\n"
     "deny class-permitted ingress.class"},
    {"a key that only ends like a carrier is ignored",
     {.object = "class=nginx\n@x.y/my-ingress.class=haproxy\n" HOST},
     ""},
    {"old releases of the controller would serve the object without the other class's "
     "ranges",
     {.object = "class=nginx\n@ingress.class=haproxy\n" HOST, .namespace = "bank"},
     "deny class-agrees ingress.class\ndeny class-permitted ingress.class"},
    {"carriers under other prefixes come after the well-known ones",
     {.object = "@a.b/ingress.class=nginx\n" KUBE "haproxy\n" HOST},
     "deny class-present spec.ingressClassName\ndeny class-agrees a.b/ingress.class"},
};

static void behind_any_prefix(void **state)
{
    (void)state;
    judge_rows(policy, any_prefix, ARRAY_LEN(any_prefix));
}

static const struct row not_in_use[] = {
    {"if no class has the profile, such a key is not a carrier",
     {.object = "class=nginx\n@ingress.class=gce\n@x.y/ingress.class=gce\n" HOST},
     ""},
};

static void not_while_out_of_use(void **state)
{
    (void)state;
    judge_with(policy, "profile: haproxytech", "profile: haproxy-ingress", not_in_use,
               ARRAY_LEN(not_in_use));
}

static const struct row readings[] = {
    {"a field is enough", {.object = "class=nginx\n" HOST}, ""},
    {"so is an annotation", {.object = KUBE "nginx\n" HOST}, ""},
    {"haproxytech reads the field", {.object = "class=haproxy\n" HOST}, ""},
    {"an annotation beside the field is allowed",
     {.object = "class=haproxy\n" KUBE "haproxy\n" HOST},
     ""},
    {"an annotation alone is not",
     {.object = KUBE "haproxy\n" HOST},
     "deny class-present spec.ingressClassName"},
    {"the AWS controller reads the field", {.object = ALB HOST}, ""},
    {"an annotation is refused, even an equal one",
     {.object = ALB KUBE "alb\n" HOST},
     "deny class-agrees kubernetes.io/ingress.class"},
    {"an annotation alone is refused",
     {.object = KUBE "alb\n" HOST},
     "deny class-agrees kubernetes.io/ingress.class"},
    {"each annotation is reported",
     {.object = ALB KUBE "alb\n@projectcontour.io/ingress.class=alb\n" HOST},
     "deny class-agrees kubernetes.io/ingress.class projectcontour.io/ingress.class"},
    {"also if the field names another class",
     {.object = "class=nginx\n" KUBE "alb\n" HOST},
     "deny class-agrees kubernetes.io/ingress.class"},
    {"GKE reads the annotation", {.object = KUBE "gce\n" HOST}, ""},
    {"a field beside the annotation is allowed",
     {.object = "class=gce\n" KUBE "gce\n" HOST},
     ""},
    {"the field alone is not",
     {.object = "class=gce\n" HOST},
     "deny class-present kubernetes.io/ingress.class"},
    {"nor is the field with an annotation of another controller",
     {.object = "class=gce\n@projectcontour.io/ingress.class=gce\n" HOST},
     "deny class-present kubernetes.io/ingress.class"},
    {"a stored violation is held while nothing changes",
     {.object = "class=gce\n" HOST, .stored = "class=gce\n" HOST},
     "held class-present kubernetes.io/ingress.class"},
};

static void read_in_one_place(void **state)
{
    (void)state;
    judge_rows(policy, readings, ARRAY_LEN(readings));
}

static const struct {
    const char *why;
    const char *object;
    const char *want;
} sentences[] = {
    {"a class that is read in the field only", KUBE "haproxy\n" HOST,
     "class \"haproxy\" is read from this field only; set spec.ingressClassName: "
     "haproxy"},
    {"a class that is read in an annotation only", "class=gce\n" HOST,
     "class \"gce\" is read from this annotation only; add kubernetes.io/ingress.class: "
     "gce"},
    {"an annotation that changes what the controller does", ALB KUBE "alb\n" HOST,
     "with this annotation the controller ignores the IngressClass's parameters; remove "
     "it and set spec.ingressClassName: alb"},
    {"an annotation that differs from the field", ALB KUBE "nginx\n" HOST,
     "\"nginx\" differs from spec.ingressClassName \"alb\"; remove this annotation"},
    {"and from another annotation",
     KUBE "nginx\n@projectcontour.io/ingress.class=gone\n" HOST,
     "\"gone\" differs from annotation kubernetes.io/ingress.class \"nginx\"; keep only "
     "one of the two annotations"},
};

static void what_is_said(void **state)
{
    struct policy *loaded = deciding_policy(policy);

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(sentences); i++) {
        AUTO(arena_clear) struct arena arena = {0};
        const struct question question = {.object = sentences[i].object};
        struct decision decision =
            deciding_ask(loaded, &question, STAGE_VALIDATE, &arena);

        check_true(str_has_prefix(deciding_sentences(&decision, &arena),
                                  str_from(sentences[i].want)),
                   sentences[i].why);
    }
    policy_unref(loaded);
}

static const struct row written[] = {
    {"the default class is written where its controller reads it",
     {.object = HOST},
     "kubernetes.io/ingress.class=gce"},
    {"so is the stored class",
     {.object = HOST, .stored = "class=gce\n" HOST},
     "kubernetes.io/ingress.class=gce"},
    {"controllers that read the field get the field",
     {.object = HOST, .stored = KUBE "haproxy\n" HOST},
     "class=haproxy"},
    {"an empty carrier under another prefix is a carrier, too",
     {.object = "@x.y/ingress.class=\n"},
     ""},
};

static void where_it_is_written(void **state)
{
    (void)state;
    judge_edits(policy, written, ARRAY_LEN(written), deciding_edits);
}

/* The maximum number of annotations, and as many in the stored object. */
static void many_of_them(void **state)
{
    AUTO(arena_clear) struct arena arena = {0};
    struct policy *loaded = deciding_policy(policy);
    struct buf text;
    struct question question = {0};
    struct decision decision;

    (void)state;
    buf_init(&text, &arena, BUF_MAX_BYTES);
    buf_add_text(&text, "class=nginx\n" HOST);
    for (size_t i = 0; i < 19000; i++)
        buf_addf(&text, "@a%zu/ingress.class=c%zu\n", i, i);
    question.object = buf_text(&text);
    question.stored = question.object;
    decision = deciding_ask(loaded, &question, STAGE_VALIDATE, &arena);
    check_true(decision.n_violations == 38000,
               "each carrier is reported, in acceptable time");
    policy_unref(loaded);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(behind_any_prefix),   cmocka_unit_test(not_while_out_of_use),
        cmocka_unit_test(read_in_one_place),   cmocka_unit_test(what_is_said),
        cmocka_unit_test(where_it_is_written), cmocka_unit_test(many_of_them),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
