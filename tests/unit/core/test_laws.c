/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The two laws of the core, over many random objects: mutation never denies, and a second
 * mutation changes nothing; the validating stage accepts what the mutating stage wrote.
 */
#include <stdlib.h>

#include "base/text.h"
#include "core/mutations/edit.h"
#include "deciding.h"
#include "deciding_objects.h"
#include "unit.h"
#include "wire/message.h"
#include "wire/warning_text.h"

#define ROUNDS             5000
#define PICK(random, pool) ((pool)[draw((random), ARRAY_LEN(pool))])

/* The generator of Numerical Recipes: the objects are the same on every machine. */
static size_t draw(uint32_t *random, size_t below)
{
    *random = *random * 1664525U + 1013904223U;
    return (*random >> 8) % below;
}

#define POLICIES    "nginx.org/policies"
#define MIDDLEWARES "traefik.ingress.kubernetes.io/router.middlewares"
#define PLUGINS     "konghq.com/plugins"

static const char *const carriers[] = {
    "class=internal\n",
    "class=internal\n",
    "class=external\n",
    "class=retail\n",
    "class=gone\n",
    "",
    "",
};
static const char *const more_carriers[] = {
    "",
    "",
    "",
    "",
    "@kubernetes.io/ingress.class=internal\n",
    "@kubernetes.io/ingress.class=\n",
    "@projectcontour.io/ingress.class=external\n",
};
static const char *const hosts[] = {
    INTERNAL_HOST "path=/\n", EXTERNAL_HOST, "host=evil.org\n", "host=\n", "host=_\n", "",
};
#define N_VALUES 6
#define DNS_VALUES                                                                       \
    {                                                                                    \
        "none", "dns-controller", "", "edge.example.com", "int-lb.corp.example.net", "x" \
    }
#define TTL_VALUES                                                                       \
    {                                                                                    \
        "60", "300", "0", "5m", "", "61"                                                 \
    }
#define LIST_VALUES                                                                      \
    {                                                                                    \
        LISTED, "198.51.100.0/24", "0.0.0.0/0,::/0",                                     \
            "198.51.100.0/24,203.0.113.64/26,2001:db8:100::/48", "198.51.0.0/16", ""     \
    }
static const struct {
    const char *key;
    const char *values[N_VALUES];
} pool[] = {
    {GA "controller", DNS_VALUES},
    {GA "target", DNS_VALUES},
    {GA "ttl", TTL_VALUES},
    {GA "hostname", {"a.shop.example.com", "evil.org", "", "x", "x,", "*.x"}},
    {GA "ingress-hostname-source", {"defined-hosts-only", "", "x", "x", "x", "x"}},
    {ALPHA "controller", DNS_VALUES},
    {ALPHA "target", DNS_VALUES},
    {PRIV "controller", DNS_VALUES},
    {PRIV "target", DNS_VALUES},
    {PRIV "ttl", TTL_VALUES},
    {PRIV "aws-weight", TTL_VALUES},
    {WHITE, LIST_VALUES},
    {ALLOW, LIST_VALUES},
    {NGINX "satisfy", {"all", "any", "", "all", "all", "all"}},
    {"haproxy-ingress.github.io/allowlist-source-range", LIST_VALUES},
    {"ingress.kubernetes.io/whitelist-source-range", LIST_VALUES},
    {POLICIES,
     {"p/office", "rate", "p/office,rate", "", "rate,p/office", "p/old,p/old,x"}},
    {MIDDLEWARES,
     {"office@p", "x@p", "office@p,x@p", "old@p,x@p", "x@p, office@p", "%09"}},
    {PLUGINS,
     {"p:office", "rate", "p:office,rate", "p:old, rate", "rate,p:office", "p:old"}},
    {"haproxy.org/allow-list",
     {LISTED, "patterns/office", "patterns/x", "", "x", "1.2.3.4"}},
    {"x.y/whitelist", {LISTED, "patterns/office", "patterns/x", "", "x", "1.2.3.4"}},
    {"allow-list", {LISTED, "patterns/office", "patterns/x", LISTED, "x", "1.2.3.4"}},
    {ISSUER, {"letsencrypt", "mine", "", "letsencrypt", "x", "x"}},
    {"cert-manager.io/issuer", {"a", "b", "", "", "", ""}},
    {"a/enforced", {"shop/web on internal", "x", "", "x", "x", "x"}},
    {"a/required", {"x", "y", "", "x", "x", "x"}},
};

static const char *const items[] = {
    POLICIES "=p/office", POLICIES "=p/old",   MIDDLEWARES "=office@p",
    MIDDLEWARES "=old@p", PLUGINS "=p:office", PLUGINS "=p:old",
    PLUGINS "=rate",      WHITE "=0.0.0.0/0",
};

static void add_list(uint32_t *random, struct buf *buf)
{
    size_t n = draw(random, ARRAY_LEN(pool));

    buf_add_text(buf, "@" OURS "=");
    for (size_t i = 0; i < n; i++) {
        if (i > 0)
            buf_add_byte(buf, ',');
        buf_add_text(buf,
                     draw(random, 4) == 0 ? PICK(random, items) : PICK(random, pool).key);
    }
    buf_add_byte(buf, '\n');
}

/* Makes an object as lines. */
static const char *make_object(uint32_t *random, struct arena *arena)
{
    struct buf buf;

    buf_init(&buf, arena, BUF_MAX_BYTES);
    buf_add_text(&buf, PICK(random, carriers));
    buf_add_text(&buf, PICK(random, more_carriers));
    buf_add_text(&buf, PICK(random, hosts));
    for (size_t i = 0; i < ARRAY_LEN(pool); i++) {
        if (draw(random, 3) == 0)
            buf_addf(&buf, "@%s=%s\n", pool[i].key, PICK(random, pool[i].values));
    }
    if (draw(random, 2) == 0)
        add_list(random, &buf);
    return buf_text(&buf);
}

struct scene {
    const struct policy *policy;
    struct inquiry inquiry;
    struct view view;
    struct view stored_view;
    const struct view *stored;
    struct arena *arena;
    const char *text;
};

static struct decision ask(const struct scene *scene, const struct view *view,
                           enum stage stage)
{
    struct inquiry inquiry = scene->inquiry;
    struct decision decision;

    inquiry.stage = stage;
    inquiry.view = view;
    inquiry.stored = scene->stored;
    decide(&inquiry, &decision);
    return decision;
}

/* Whether a rule about what the platform adds reports something as missing that could
 * have been written.  A first key beside a conflicting spelling is left to the user. */
static bool lacks_something(const struct decision *decision)
{
    for (size_t i = 0; i < decision->n_violations; i++) {
        const struct violation *violation = &decision->violations[i];

        if (violation->rule != RULE_DNS_ANNOTATIONS &&
            violation->rule != RULE_SOURCE_RANGES &&
            violation->rule != RULE_ANNOTATION_REQUIRED)
            continue;
        if (violation->value.ptr == NULL &&
            !str_contains(violation->sentence, STR("missing beside")))
            return true;
    }
    return false;
}

static void obey(const struct scene *scene)
{
    struct decision first = ask(scene, &scene->view, STAGE_MUTATE);
    struct decision second;
    struct decision final;
    struct view after;

    if (!first.allowed || first.n_violations > 0)
        fail_msg("mutation denied:\n%s", scene->text);
    after = edits_apply(first.edits, first.n_edits, &scene->view, scene->arena);
    second = ask(scene, &after, STAGE_MUTATE);
    if (second.n_edits > 0) {
        struct str edits = deciding_edits(&second, scene->arena);

        fail_msg("a second mutation changes:\n%.*s\nof:\n%s", STR_ARGS(edits),
                 scene->text);
    }
    final = ask(scene, &after, STAGE_VALIDATE);
    if (final.n_edits > 0)
        fail_msg("validation patched:\n%s", scene->text);
    if (first.n_edits > 0 && lacks_something(&final)) {
        struct str wrong = deciding_violations(&final, scene->arena);

        fail_msg("mutation left out:\n%.*s\nof:\n%s", STR_ARGS(wrong), scene->text);
    }
}

static void play(const struct policy *policy, uint32_t *random)
{
    struct arena arena = {0};
    struct scene scene = {.policy = policy, .arena = &arena};
    bool is_update = draw(random, 2) == 0;
    const char *object = make_object(random, &arena);
    const char *stored = draw(random, 3) == 0 ? object : make_object(random, &arena);

    scene.inquiry = deciding_inquiry(policy, STAGE_MUTATE, NULL, &arena);
    scene.inquiry.operation = is_update ? OPERATION_UPDATE : OPERATION_CREATE;
    scene.view = deciding_view(&arena, object);
    scene.stored_view = deciding_view(&arena, stored);
    scene.stored = is_update ? &scene.stored_view : NULL;
    scene.text =
        arena_format(&arena, "%s--- stored:\n%s", object, is_update ? stored : "").ptr;
    obey(&scene);
    arena_clear(&arena);
}

#define NARROW "sourceRanges: {mode: narrow, networks: [office, vpn]}"
#define ADDED                                                                            \
    "annotations:\n  add:\n    - {key: a/enforced, value: \"{namespace}/{name} on "      \
    "{class}\", mode: enforce}\n    - {key: a/required, value: x, mode: require, "       \
    "unless: [cert-manager.io/issuer]}\n  forbid:"

static void both_laws_hold(void **state)
{
    static const char *const modes[] = {
        NARROW,
        "sourceRanges: {mode: fixed, networks: [office, vpn]}",
        "sourceRanges: {mode: intersect, networks: [office, vpn]}",
        "sourceRanges: {mode: intersect, networks: [office]}",
        "sourceRanges: {mode: open}",
    };
    char *added = deciding_replace(deciding_example, "annotations:\n  forbid:", ADDED);
    uint32_t random = 20261122;

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(modes); i++) {
        char *yaml = deciding_replace(added, NARROW, modes[i]);
        struct policy *policy = deciding_policy(yaml);

        for (size_t round = 0; round < ROUNDS; round++)
            play(policy, &random);
        policy_unref(policy);
        free(yaml);
    }
    free(added);
}

static void with_references_and_gaps(void **state)
{
    static const char *const rules[] = {
        "  host-wildcard: deny\n",
        "  source-ranges: allow\n",
        "  dns-annotations: allow\n  class-present: warn\n",
        "  annotation-required: allow\n  class-permitted: audit\n",
    };
    static const struct {
        const char *profile;
        const char *ranges;
    } kinds[] = {
        {"nginx-inc", "sourceRanges: {mode: reference, object: p/office}"},
        {"traefik", "sourceRanges: {mode: reference, object: office@p}"},
        {"kong", "sourceRanges: {mode: reference, object: 'p:office'}"},
        {"haproxytech", "sourceRanges: {mode: reference, object: patterns/office}"},
        {"haproxytech", "sourceRanges: {mode: intersect, networks: [office, vpn]}"},
        {"haproxytech", "sourceRanges: {mode: open}"},
    };
    uint32_t random = 7;

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(rules) * ARRAY_LEN(kinds); i++) {
        AUTO(arena_clear) struct arena arena = {0};
        char *with = deciding_replace(
            deciding_example,
            "    profile: ingress-nginx\n    domains: [corp.example.net]\n",
            arena_format(&arena, "    profile: %s\n    domains: [corp.example.net]\n",
                         kinds[i % ARRAY_LEN(kinds)].profile)
                .ptr);
        char *object = deciding_replace(with, NARROW, kinds[i % ARRAY_LEN(kinds)].ranges);
        char *yaml = deciding_replace(object, rules[0], rules[i / ARRAY_LEN(kinds)]);
        struct policy *policy = deciding_policy(yaml);

        for (size_t round = 0; round < ROUNDS / 4; round++)
            play(policy, &random);
        policy_unref(policy);
        free(yaml);
        free(object);
        free(with);
    }
}

/* Bytes that programs often handle wrongly, and any others. */
static struct str make_bytes(uint32_t *random, struct arena *arena, size_t max)
{
    static const char likely[] =
        "a.*-,=/ {}\"\\;#$!:1\n\t\x1b\x7f\xc2\x85\xe2\x80\xae\xff";
    size_t len = draw(random, max);
    char *bytes = arena_alloc(arena, len + 1);

    for (size_t i = 0; i < len; i++)
        bytes[i] = draw(random, 2) == 0 ? likely[draw(random, sizeof likely)]
                                        : (char)draw(random, 256);
    return (struct str){bytes, len};
}

static int by_key(const void *a, const void *b)
{
    return str_compare(((const struct annotation *)a)->key,
                       ((const struct annotation *)b)->key);
}

/* An object with all parts, whose texts are then replaced by random bytes. */
static struct view make_hostile(uint32_t *random, struct arena *arena)
{
    struct view view = deciding_view(
        arena, "class=x\nhost=a\npath=/\nhost=b\npath=/\nhost=c\ntls=s a b c d\n"
               "tls=- a\ndefault-backend={}\n");
    const size_t n = ARRAY_LEN(pool);
    struct annotation *annotations = ARENA_NEW(arena, struct annotation, n);
    struct view_host *names = ARENA_NEW(arena, struct view_host, view.n_hosts);
    struct view_route *routes = ARENA_NEW(arena, struct view_route, view.n_routes);
    struct view_carrier *carrier = ARENA_NEW(arena, struct view_carrier, 1);

    for (size_t i = 0; i < n; i++) {
        annotations[i].key = arena_format(arena, "%s%zu", pool[i].key, i);
        if (draw(random, 2) == 0)
            annotations[i].key = str_from(pool[i].key);
        if (draw(random, 4) == 0)
            annotations[i].key = make_bytes(random, arena, 40);
        annotations[i].value = make_bytes(random, arena, 300);
    }
    qsort(annotations, n, sizeof *annotations, by_key);
    for (size_t i = 0; i < view.n_hosts; i++) {
        names[i] = view.hosts[i];
        names[i].name = make_bytes(random, arena, 300);
    }
    for (size_t i = 0; i < view.n_routes; i++) {
        routes[i] = view.routes[i];
        routes[i].host = make_bytes(random, arena, 30);
        routes[i].path = make_bytes(random, arena, 200);
    }
    *carrier = view.carriers[0];
    carrier->value =
        draw(random, 2) == 0 ? STR("external") : make_bytes(random, arena, 100);
    view.carriers = carrier;
    view.annotations = annotations;
    view.n_annotations = n;
    view.hosts = names;
    view.routes = routes;
    return view;
}

static bool is_fit_to_read(struct str text, char line_end)
{
    if (!text_is_utf8(text))
        return false;
    for (size_t i = 0; i < text.len; i++) {
        unsigned char byte = (unsigned char)text.ptr[i];

        if ((byte < 0x20 && byte != (unsigned char)line_end) || byte == 0x7f)
            return false;
    }
    return true;
}

static void any_bytes_are_answered(void **state)
{
    struct policy *policy = deciding_policy(deciding_example);
    uint32_t random = 42;

    (void)state;
    for (size_t round = 0; round < ROUNDS / 5; round++) {
        struct arena arena = {0};
        struct scene scene = {.policy = policy, .arena = &arena};
        struct decision decision;
        struct str message;

        scene.inquiry = deciding_inquiry(policy, STAGE_MUTATE, NULL, &arena);
        scene.inquiry.name = make_bytes(&random, &arena, 100);
        scene.view = make_hostile(&random, &arena);
        decision = ask(&scene, &scene.view, STAGE_VALIDATE);
        scene.inquiry.view = &scene.view;
        message = message_of_denial(&scene.inquiry, &decision);
        check_true(!decision.allowed && message.len <= 4000 &&
                       is_fit_to_read(message, '\n'),
                   "the message is readable text, whatever the object");
        for (size_t i = 0; i < decision.n_violations; i++)
            check_true(is_fit_to_read(decision.violations[i].sentence, ' '),
                       "so is each cause");
        for (size_t i = 0; i < decision.n_warnings; i++)
            check_true(is_fit_to_read(warning_text(&decision.warnings[i], &arena), ' '),
                       "and each warning");
        decision = ask(&scene, &scene.view, STAGE_MUTATE);
        check_true(decision.allowed, "mutation never denies");
        arena_clear(&arena);
    }
    policy_unref(policy);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(both_laws_hold),
        cmocka_unit_test(with_references_and_gaps),
        cmocka_unit_test(any_bytes_are_answered),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
