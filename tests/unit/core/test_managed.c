/* SPDX-License-Identifier: Apache-2.0 */
/*
 * managed: which keys are the platform's own, and whether they are recomputed, removed,
 * kept and listed; the warnings of the mutating stage.
 */
#include "core/object/managed.h"

#include <stdlib.h>

#include "deciding.h"
#include "deciding_objects.h"
#include "unit.h"

#define LIST_INTERNAL                                                                    \
    ALPHA "controller," GA "controller," PRIV "ingress-hostname-source," PRIV            \
          "target," PRIV "ttl," WHITE
#define LIST_EXTERNAL                                                                    \
    ISSUER "," ALPHA "ingress-hostname-source," ALPHA "target," ALPHA "ttl," GA          \
           "ingress-hostname-source," GA "target," GA "ttl," PRIV "controller"

#define LISTING(keys) "@" OURS "=" keys "\n"
#define PATCHED       INTERNAL LISTING(LIST_INTERNAL)

struct row {
    const char *why;
    struct question question;
    const char *edits;
    const char *warnings;
};

static void mutate_rows(const char *yaml, const struct row *rows, size_t n)
{
    struct policy *policy = deciding_policy(yaml);

    for (size_t i = 0; i < n; i++) {
        struct arena arena = {0};
        struct decision decision =
            deciding_ask(policy, &rows[i].question, STAGE_MUTATE, &arena);

        check_text(deciding_edits(&decision, &arena), str_from(rows[i].edits),
                   rows[i].why);
        check_text(deciding_warnings(&decision, &arena),
                   str_from(rows[i].warnings == NULL ? "" : rows[i].warnings),
                   rows[i].why);
        arena_clear(&arena);
    }
    policy_unref(policy);
}

/* With `to` in place of `from` in the example. */
static void mutate_with(const char *from, const char *to, const struct row *rows,
                        size_t n)
{
    char *yaml = deciding_replace(deciding_example, from, to);

    mutate_rows(yaml, rows, n);
    free(yaml);
}

#define BARE   "class=internal\n" INTERNAL_HOST INTERNAL_DNS
#define OPENED "@" WHITE "=198.51.100.7/32\n"

static const struct row example[] = {
    {"what is written is listed, in byte order",
     {.object = "class=internal\n" INTERNAL_HOST},
     ALPHA "controller=none\n" GA "controller=none\n" OURS "=" LIST_INTERNAL "\n" PRIV
           "ingress-hostname-source=defined-hosts-only\n" PRIV
           "target=int-lb.corp.example.net\n" PRIV "ttl=300\n" WHITE "=" LISTED,
     NULL},
    {"what the user wrote is not listed",
     {.object = "class=internal\n" INTERNAL_HOST INTERNAL_DNS OPENED},
     "",
     NULL},
    {"the object as it was stored needs no edit",
     {.object = PATCHED, .stored = PATCHED},
     "",
     NULL},
    {"a list of keys that are not the platform's is removed",
     {.object = INTERNAL LISTING("x.example/y,kubernetes.io/ingress.class," OURS)},
     "-" OURS,
     NULL},
    {"on CREATE the object's own list counts for values that would be wrong",
     {.object = "class=internal\n" INTERNAL_HOST INTERNAL_DNS "@" WHITE "=10.0.0.0/8\n"
                "@" PRIV "old=x\n" LISTING(WHITE "," PRIV "old," PRIV "ttl")},
     OURS "=" PRIV "ttl," WHITE "\n-" PRIV "old\n" WHITE "=" LISTED,
     NULL},
    {"correct values stay the user's, whatever the list contains",
     {.object = "class=internal\n" INTERNAL_HOST INTERNAL_DNS OPENED LISTING(WHITE)},
     "-" OURS,
     NULL},
    {"on UPDATE the object's own list does not count",
     {.object = "class=internal\n" INTERNAL_HOST INTERNAL_DNS "@" WHITE
                "=10.0.0.0/8\n" LISTING(WHITE),
      .stored = "class=internal\n" INTERNAL_HOST},
     "-" OURS,
     NULL},
    {"a value that the user changed belongs to the user",
     {.object =
          "class=internal\n" INTERNAL_HOST INTERNAL_DNS OPENED LISTING(LIST_INTERNAL),
      .stored = PATCHED},
     OURS "=" ALPHA "controller," GA "controller," PRIV "ingress-hostname-source," PRIV
          "target," PRIV "ttl",
     NULL},
    {"kubectl replace of the same file: everything is written again, the class too",
     {.object = INTERNAL_HOST, .stored = PATCHED},
     "class=internal\n" ALPHA "controller=none\n" GA "controller=none\n" OURS
     "=" LIST_INTERNAL "\n" PRIV "ingress-hostname-source=defined-hosts-only\n" PRIV
     "target=int-lb.corp.example.net\n" PRIV "ttl=300\n" WHITE "=" LISTED,
     NULL},
    {"from internal to external: own keys are removed, and those of the new class added",
     {.object = "class=external\n" EXTERNAL_HOST INTERNAL_ADDED LISTING(LIST_INTERNAL),
      .stored = PATCHED},
     ISSUER "=letsencrypt\n-" ALPHA "controller\n" ALPHA
            "ingress-hostname-source=defined-hosts-only\n" ALPHA
            "target=edge.example.com\n" ALPHA "ttl=60\n-" GA "controller\n" GA
            "ingress-hostname-source=defined-hosts-only\n" GA
            "target=edge.example.com\n" GA "ttl=60\n" OURS "=" LIST_EXTERNAL "\n" PRIV
            "controller=none\n-" PRIV "ingress-hostname-source\n-" PRIV "target\n-" PRIV
            "ttl\n-" WHITE,
     NULL},
    {"what the user wrote stays when the class changes",
     {.object = "class=external\n" EXTERNAL_HOST EXTERNAL_ADDED OPENED,
      .stored = "class=internal\n" EXTERNAL_HOST INTERNAL_DNS OPENED},
     "",
     NULL},
    {"an own key beside an acceptable spelling takes its value",
     {.object = PATCHED "@" ALLOW "=198.51.100.1\n", .stored = PATCHED},
     WHITE "=198.51.100.1",
     NULL},
    {"beside an unacceptable spelling it stays: a conflict is not changed",
     {.object = PATCHED "@" ALLOW "=0.0.0.0/0\n", .stored = PATCHED},
     "",
     NULL},
    {"even if its value is outdated",
     {.object = BARE OPENED "@" ALLOW "=0.0.0.0/0\n" LISTING(WHITE),
      .stored = BARE OPENED LISTING(WHITE)},
     "",
     NULL},
    {"so that the user can correct the other spelling",
     {.object = BARE OPENED "@" ALLOW "=203.0.113.65\n" LISTING(WHITE),
      .stored = BARE OPENED "@" ALLOW "=0.0.0.0/0\n" LISTING(WHITE)},
     WHITE "=203.0.113.65",
     NULL},
    {"a key that no policy can have written is only removed from the list",
     {.object = INTERNAL "@" NGINX "auth-url=http://sso\n@" ALLOW "=" LISTED
                         "\n@guard.example.net/on=true\n" LISTING(
                             ALLOW "," NGINX "auth-url,guard.example.net/on"),
      .stored = INTERNAL "@" NGINX "auth-url=http://sso\n@" ALLOW "=" LISTED
                         "\n@guard.example.net/on=true\n" LISTING(
                             ALLOW "," NGINX "auth-url,guard.example.net/on")},
     "-" OURS,
     NULL},
    {"a key that a policy can have written is removed",
     {.object = INTERNAL "@" ISSUER "=letsencrypt\n@konghq.com/plugins=x\n@" PRIV
                         "x=1\n" LISTING(ISSUER "," PRIV "x,konghq.com/plugins"),
      .stored = INTERNAL "@" ISSUER "=letsencrypt\n@konghq.com/plugins=x\n@" PRIV
                         "x=1\n" LISTING(ISSUER "," PRIV "x,konghq.com/plugins")},
     "-" ISSUER "\n-" OURS "\n-" PRIV "x\n-konghq.com/plugins",
     NULL},
    {"the user's own list under another key is copied without a warning",
     {.object = BARE "@" ALLOW "=198.51.100.1\n", .stored = BARE},
     OURS "=" WHITE "\n" WHITE "=198.51.100.1",
     NULL},
    {"ranges that are added to a stored object are reported",
     {.object = "class=internal\n" INTERNAL_HOST INTERNAL_DNS,
      .stored = "class=internal\n" INTERNAL_HOST INTERNAL_DNS},
     OURS "=" WHITE "\n" WHITE "=" LISTED,
     "source-ranges: annotation whitelist-source-range: added; from now on the Ingress "
     "is "
     "reachable only from office, vpn"},
    {"an object that is being deleted is not changed",
     {.object = "class=internal\n" INTERNAL_HOST,
      .stored = "class=internal\ndeleting\n" INTERNAL_HOST},
     "",
     NULL},
    {"nor is an object by a status write",
     {.object = "class=internal\n" INTERNAL_HOST,
      .stored = "class=internal\n" INTERNAL_HOST,
      .is_status = true},
     "",
     NULL},
    {"nor is an object that is denied for its class",
     {.object = "class=retail\n" INTERNAL_HOST},
     "",
     NULL},
    {"unless the ratchet holds it",
     {.object = "class=retail\n@haproxy-ingress.github.io/allowlist-source-range="
                "10.20.0.0/16,2001:db8:20::/48\n@" GA "controller=none\n@" ALPHA
                "controller=none\n@" PRIV "target=retail-lb.corp.example.net\n",
      .stored = "class=retail\n"},
     OURS "=" PRIV "ingress-hostname-source\n" PRIV
          "ingress-hostname-source=defined-hosts-only",
     NULL},
    {"carriers that differ decide no class",
     {.object = "class=internal\n@kubernetes.io/ingress.class=\n" INTERNAL_HOST},
     "",
     NULL},
    {"an annotation decides the class, and no field is added",
     {.object = "@kubernetes.io/ingress.class=internal\n" INTERNAL_ADDED},
     "",
     NULL},
};

static void on_the_example(void **state)
{
    (void)state;
    mutate_rows(deciding_example, example, ARRAY_LEN(example));
}

#define SOLVER "system:serviceaccount:cert-manager:cert-manager"

static const struct row excused[] = {
    {"the object of an exempted user is left open",
     {.object = "class=internal\n" INTERNAL_HOST INTERNAL_DNS "@" WHITE "=0.0.0.0/0\n",
      .user = SOLVER},
     "",
     NULL},
    {"and gets no list",
     {.object = "class=internal\n" INTERNAL_HOST INTERNAL_DNS, .user = SOLVER},
     "",
     NULL},
    {"an own key stays the platform's when an exempted user writes",
     {.object = PATCHED, .stored = PATCHED, .user = SOLVER},
     "",
     NULL},
    {"even if the policy would write another value now",
     {.object = INTERNAL_HOST "class=internal\n" INTERNAL_DNS OPENED LISTING(WHITE),
      .stored = INTERNAL_HOST "class=internal\n" INTERNAL_DNS OPENED LISTING(WHITE),
      .user = SOLVER},
     "",
     NULL},
    {"a key that an exempted user changed does not stay",
     {.object = INTERNAL_HOST "class=internal\n" INTERNAL_DNS OPENED LISTING(WHITE),
      .stored = INTERNAL LISTING(WHITE),
      .user = SOLVER},
     "-" OURS,
     NULL},
    {"an item is listed only at a key that the platform writes",
     {.object =
          INTERNAL_HOST "class=internal\n" INTERNAL_DNS
                        "@traefik.ingress.kubernetes.io/Router.middlewares=x\n" LISTING(
                            "traefik.ingress.kubernetes.io/Router.middlewares=x"),
      .stored =
          INTERNAL_HOST "class=internal\n" INTERNAL_DNS
                        "@traefik.ingress.kubernetes.io/Router.middlewares=x\n" LISTING(
                            "traefik.ingress.kubernetes.io/Router.middlewares=x"),
      .user = SOLVER},
     "-" OURS,
     NULL},
};

static void excused_rules(void **state)
{
    (void)state;
    mutate_rows(deciding_example, excused, ARRAY_LEN(excused));
}

static const struct row enforced[] = {
    {"an enforced value is overwritten, listed and reported",
     {.object = INTERNAL "@a/b=mine\n"},
     "a/b=ours\n" OURS "=a/b",
     "annotation-required: annotation b: \"mine\" was replaced by "
     "\"ours\""},
    {"once", {.object = INTERNAL "@a/b=ours\n@" OURS "=a/b\n"}, "", NULL},
};

static void enforced_annotations(void **state)
{
    (void)state;
    mutate_with(
        "annotations:\n  forbid:",
        "annotations:\n  add:\n    - {key: a/b, value: ours, mode: enforce}\n  forbid:",
        enforced, ARRAY_LEN(enforced));
}

#define NARROW "sourceRanges: {mode: narrow, networks: [office, vpn]}"
#define OFFICE "198.51.100.0/24,2001:db8:100::/48"

static const struct row intersected[] = {
    {"a list that was cut is the user's: it is not listed",
     {.object = BARE "@" WHITE "=198.51.0.0/16\n"},
     WHITE "=198.51.100.0/24",
     "source-ranges: annotation whitelist-source-range: 198.51.0.0/16 removed: outside "
     "the networks of class \"internal\" (office)"},
    {"cut to exactly the value that was written before, it is the platform's again",
     {.object = BARE "@" WHITE "=0.0.0.0/0,::/0\n" LISTING(WHITE),
      .stored = BARE "@" WHITE "=" OFFICE "\n" LISTING(WHITE)},
     WHITE "=" OFFICE,
     "source-ranges: annotation whitelist-source-range: 0.0.0.0/0, ::/0 removed: outside "
     "the networks of class \"internal\" (office)"},
    {"cut to a part of an own list, it would be widened the next time: left to the "
     "validating stage",
     {.object = BARE "@" WHITE "=198.51.0.0/16\n",
      .stored = BARE "@" WHITE "=198.51.100.0/24\n" LISTING(WHITE)},
     "",
     NULL},
    {"the other spelling is never the platform's, whatever is listed",
     {.object = BARE "@" WHITE "=198.51.0.0/16\n@" ALLOW "=198.51.0.0/16\n",
      .stored =
          BARE "@" WHITE "=198.51.100.0/24\n@" ALLOW "=198.51.100.0/24\n" LISTING(ALLOW)},
     ALLOW "=198.51.100.0/24\n" WHITE "=198.51.100.0/24",
     "source-ranges: annotation whitelist-source-range, annotation "
     "allowlist-source-range: 198.51.0.0/16 removed: outside the networks of class "
     "\"internal\" (office)"},
    {"the first spelling is listed; the other one prevents its widening",
     {.object = BARE "@" WHITE "=198.51.0.0/16\n@" ALLOW "=198.51.0.0/16\n",
      .stored =
          BARE "@" WHITE "=198.51.100.0/24\n@" ALLOW "=198.51.100.0/24\n" LISTING(WHITE)},
     OURS "=" WHITE "\n" ALLOW "=198.51.100.0/24\n" WHITE "=198.51.100.0/24",
     "source-ranges: annotation whitelist-source-range, annotation "
     "allowlist-source-range: 198.51.0.0/16 removed: outside the networks of class "
     "\"internal\" (office)"},
};

static void intersections(void **state)
{
    (void)state;
    mutate_with(NARROW, "sourceRanges: {mode: intersect, networks: [office]}",
                intersected, ARRAY_LEN(intersected));
}

#define POLICIES    "nginx.org/policies"
#define MIDDLEWARES "traefik.ingress.kubernetes.io/router.middlewares"
#define PLUGINS     "konghq.com/plugins"

static const struct row only_item[] = {
    {"a reference alone is the platform's",
     {.object = BARE},
     OURS "=" POLICIES "\n" POLICIES "=p/office",
     NULL},
    {"the user's reference is not changed",
     {.object = BARE "@" POLICIES "=rate\n"},
     "",
     NULL},
    {"an outdated own reference is replaced",
     {.object = BARE "@" POLICIES "=p/old\n" LISTING(POLICIES),
      .stored = BARE "@" POLICIES "=p/old\n" LISTING(POLICIES)},
     POLICIES "=p/office",
     NULL},
    {"before a user's item it stays: the value would be refused without it, too",
     {.object = BARE "@" POLICIES "=p/old,rate\n" LISTING(POLICIES "=p/old"),
      .stored = BARE "@" POLICIES "=p/old,rate\n" LISTING(POLICIES "=p/old")},
     "-" OURS,
     NULL},
};

static const struct row first_item[] = {
    {"an item that is put before the user's is the platform's",
     {.object = BARE "@" MIDDLEWARES "=x@p\n"},
     OURS "=" MIDDLEWARES "=office@p\n" MIDDLEWARES "=office@p,x@p",
     "source-ranges: annotation router.middlewares: \"office@p\" was added in front of "
     "\"x@p\""},
    {"once",
     {.object = BARE "@" MIDDLEWARES "=office@p,x@p\n" LISTING(MIDDLEWARES "=office@p")},
     "",
     NULL},
    {"a value listed as a whole would lose the user's part the next time: not changed",
     {.object = BARE "@" MIDDLEWARES "=x@p\n",
      .stored = BARE "@" MIDDLEWARES "=office@p,x@p\n" LISTING(MIDDLEWARES)},
     "",
     NULL},
    {"an outdated item is replaced without a warning",
     {.object = BARE "@" MIDDLEWARES "=old@p,x@p\n" LISTING(MIDDLEWARES "=old@p"),
      .stored = BARE "@" MIDDLEWARES "=old@p,x@p\n" LISTING(MIDDLEWARES "=old@p")},
     OURS "=" MIDDLEWARES "=office@p\n" MIDDLEWARES "=office@p,x@p",
     NULL},
    {"whatever the user did to the other items",
     {.object = BARE "@" MIDDLEWARES "= old@p ,y@p\n",
      .stored = BARE "@" MIDDLEWARES "=old@p,x@p\n" LISTING(MIDDLEWARES "=old@p")},
     OURS "=" MIDDLEWARES "=office@p\n" MIDDLEWARES "=office@p,y@p",
     NULL},
    {"without other items the whole value is the platform's",
     {.object = BARE "@" MIDDLEWARES "=old@p\n",
      .stored = BARE "@" MIDDLEWARES "=old@p,x@p\n" LISTING(MIDDLEWARES "=old@p")},
     OURS "=" MIDDLEWARES "\n" MIDDLEWARES "=office@p",
     NULL},
    {"an item that is not the first is the user's",
     {.object = BARE "@" MIDDLEWARES "=x@p,old@p\n",
      .stored = BARE "@" MIDDLEWARES "=old@p,x@p\n" LISTING(MIDDLEWARES "=old@p")},
     OURS "=" MIDDLEWARES "=office@p\n" MIDDLEWARES "=office@p,x@p,old@p",
     "source-ranges: annotation router.middlewares: \"office@p\" was added in front of "
     "\"x@p,old@p\""},
    {"the list of the new object alone does not count",
     {.object = BARE "@" MIDDLEWARES "=old@p,x@p\n" LISTING(MIDDLEWARES "=old@p"),
      .stored = BARE "@" MIDDLEWARES "=old@p,x@p\n"},
     OURS "=" MIDDLEWARES "=office@p\n" MIDDLEWARES "=office@p,old@p,x@p",
     "source-ranges: annotation router.middlewares: \"office@p\" was added in front of "
     "\"old@p,x@p\""},
    {"except on CREATE, for a backup",
     {.object = BARE "@" MIDDLEWARES "=old@p,x@p\n" LISTING(MIDDLEWARES "=old@p")},
     OURS "=" MIDDLEWARES "=office@p\n" MIDDLEWARES "=office@p,x@p",
     NULL},
    {"an item under a key that holds no references is nobody's",
     {.object = BARE "@" MIDDLEWARES "=office@p\n@a/b=x,y\n",
      .stored = BARE "@a/b=x,y\n" LISTING("a/b=x")},
     "",
     NULL},
    {"an item of another profile is removed: this class does not want it",
     {.object = BARE "@" MIDDLEWARES "=office@p\n@" PLUGINS "=p:old,rate\n",
      .stored = BARE "@" PLUGINS "=p:old,rate\n" LISTING(PLUGINS "=p:old")},
     PLUGINS "=rate",
     NULL},
    {"and the key with it if no item is left",
     {.object = BARE "@" MIDDLEWARES "=office@p\n@" PLUGINS "=p:old\n",
      .stored = BARE "@" PLUGINS "=p:old,rate\n" LISTING(PLUGINS "=p:old")},
     "-" PLUGINS,
     NULL},
    {"if the user has the item in another place, the validating stage refuses it",
     {.object = BARE "@" MIDDLEWARES "=old@p,x@p,office@p\n",
      .stored = BARE "@" MIDDLEWARES "=old@p,x@p\n" LISTING(MIDDLEWARES "=old@p")},
     "",
     NULL},
    {"an own item before the user's stays",
     {.object = BARE "@" MIDDLEWARES "=office@p,x@p,office@p\n",
      .stored = BARE "@" MIDDLEWARES "=office@p,x@p\n" LISTING(MIDDLEWARES "=office@p")},
     OURS "=" MIDDLEWARES "=office@p",
     NULL},
    {"when an exempted user writes, the item stays the platform's",
     {.object = BARE "@" MIDDLEWARES "=old@p,x@p\n" LISTING(MIDDLEWARES "=old@p"),
      .stored = BARE "@" MIDDLEWARES "=old@p,x@p\n" LISTING(MIDDLEWARES "=old@p"),
      .user = SOLVER},
     "",
     NULL},
};

static const struct row any_item[] = {
    {"an item is put in front here, too",
     {.object = BARE "@" PLUGINS "=rate\n"},
     OURS "=" PLUGINS "=p:office\n" PLUGINS "=p:office,rate",
     "source-ranges: annotation plugins: \"p:office\" was added in front of \"rate\""},
    {"an outdated item is not replaced if the user has the new one",
     {.object = BARE "@" PLUGINS "=p:old,rate,p:office\n",
      .stored = BARE "@" PLUGINS "=p:old,rate\n" LISTING(PLUGINS "=p:old")},
     PLUGINS "=rate,p:office",
     NULL},
};

static void mutate_reference(const char *profile, const char *object,
                             const struct row *rows, size_t n)
{
    AUTO(arena_clear) struct arena arena = {0};
    char *with = deciding_replace(
        deciding_example, "    profile: ingress-nginx\n    domains: [corp.example.net]\n",
        arena_format(&arena, "    profile: %s\n    domains: [corp.example.net]\n",
                     profile)
            .ptr);
    char *yaml = deciding_replace(
        with, NARROW,
        arena_format(&arena, "sourceRanges: {mode: reference, object: '%s'}", object)
            .ptr);

    mutate_rows(yaml, rows, n);
    free(yaml);
    free(with);
}

static void references(void **state)
{
    (void)state;
    mutate_reference("nginx-inc", "p/office", only_item, ARRAY_LEN(only_item));
    mutate_reference("traefik", "office@p", first_item, ARRAY_LEN(first_item));
    mutate_reference("kong", "p:office", any_item, ARRAY_LEN(any_item));
}

static const struct row without_reference[] = {
    {"a class without reference wants no item before the user's",
     {.object = BARE "@" MIDDLEWARES "=old@p,x@p\n" LISTING(MIDDLEWARES "=old@p"),
      .stored = BARE "@" MIDDLEWARES "=old@p,x@p\n" LISTING(MIDDLEWARES "=old@p")},
     "-" OURS "\n" MIDDLEWARES "=x@p",
     NULL},
    {"in a backup it stays: no rule is broken there",
     {.object = BARE "@" MIDDLEWARES "=old@p,x@p\n" LISTING(MIDDLEWARES "=old@p")},
     "-" OURS,
     NULL},
};

static const struct row references_of_users[] = {
    {"if users write the key, an item of the platform becomes the user's",
     {.object = BARE "@" MIDDLEWARES "=old@p,x@p\n" LISTING(MIDDLEWARES "=old@p"),
      .stored = BARE "@" MIDDLEWARES "=old@p,x@p\n" LISTING(MIDDLEWARES "=old@p")},
     "-" OURS,
     NULL},
    {"also if it is the only item",
     {.object = BARE "@" MIDDLEWARES "=old@p\n" LISTING(MIDDLEWARES "=old@p"),
      .stored = BARE "@" MIDDLEWARES "=old@p\n" LISTING(MIDDLEWARES "=old@p")},
     "-" OURS,
     NULL},
};

static void references_elsewhere(void **state)
{
    (void)state;
    mutate_with(NARROW, "sourceRanges: {mode: open}", without_reference,
                ARRAY_LEN(without_reference));
    mutate_with(NARROW,
                "sourceRanges: {mode: open}\n"
                "    annotations: [{key: " MIDDLEWARES ", mode: present}]",
                references_of_users, ARRAY_LEN(references_of_users));
}

static const struct row classless[] = {
    {"without a default there is no class", {.object = INTERNAL_HOST}, "", NULL},
    {"nor if the stored object names two",
     {.object = INTERNAL_HOST,
      .stored = "class=internal\n@kubernetes.io/ingress.class=external\n"},
     "",
     NULL},
    {"if it names one, that one",
     {.object = "", .stored = "@kubernetes.io/ingress.class=gone\n"},
     "class=gone",
     NULL},
    {"an UPDATE without stored object gets no class",
     {.object = "", .is_update = true},
     "",
     NULL},
};

static void no_default_class(void **state)
{
    (void)state;
    mutate_with("    defaultClass: internal\n", "", classless, ARRAY_LEN(classless));
    mutate_with("  host-wildcard: deny\n", "  class-present: allow\n", classless, 1);
}

/* The example, with a profile that no class uses. */
static struct policy *policy_with_profile(void)
{
    char *yaml = deciding_replace(
        deciding_example, "classes:\n  external:",
        "profiles:\n  mine: {like: kong, prefix: k.example.net/}\nclasses:\n  external:");
    struct policy *policy = deciding_policy(yaml);

    free(yaml);
    return policy;
}

static void keys_belong_to_rules(void **state)
{
    static const struct {
        const char *why;
        struct str key;
        enum rule_id want;
    } keys[] = {
        {"a configured prefix", STR_INIT(PRIV "x"), RULE_DNS_ANNOTATIONS},
        {"a list key of the policy's profiles", STR_INIT(ALLOW), RULE_SOURCE_RANGES},
        {"a list key of a profile that no class uses",
         STR_INIT("alb.ingress.kubernetes.io/inbound-cidrs"), RULE_SOURCE_RANGES},
        {"a reference key", STR_INIT("konghq.com/plugins"), RULE_SOURCE_RANGES},
        {"the reference key of a profile in the policy that no class uses",
         STR_INIT("k.example.net/plugins"), RULE_SOURCE_RANGES},
        {"any other key", STR_INIT("a/b"), RULE_ANNOTATION_REQUIRED},
    };
    struct policy *policy = policy_with_profile();

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(keys); i++)
        check_true(managed_rule_of(policy, keys[i].key) == keys[i].want, keys[i].why);
    policy_unref(policy);
}

static void keys_that_a_policy_writes(void **state)
{
    static const struct {
        const char *why;
        struct str key;
        bool want;
    } keys[] = {
        {"a configured prefix", STR_INIT(PRIV "x"), true},
        {"a built-in prefix, even if no instance lists it", STR_INIT(ALPHA "x"), true},
        {"the first list key", STR_INIT(WHITE), true},
        {"not another spelling", STR_INIT(ALLOW), false},
        {"the first key of a profile that no class uses",
         STR_INIT("alb.ingress.kubernetes.io/inbound-cidrs"), true},
        {"a reference key", STR_INIT("konghq.com/plugins"), true},
        {"the reference key of a profile in the policy that no class uses",
         STR_INIT("k.example.net/plugins"), true},
        {"the key of an annotation entry", STR_INIT(ISSUER), true},
        {"not a key that makes the entry moot", STR_INIT("cert-manager.io/issuer"),
         false},
        {"not any other key", STR_INIT(NGINX "auth-url"), false},
    };
    struct policy *policy = policy_with_profile();

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(keys); i++)
        check_true(managed_key_is_possible(policy, keys[i].key) == keys[i].want,
                   keys[i].why);
    policy_unref(policy);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(on_the_example),
        cmocka_unit_test(excused_rules),
        cmocka_unit_test(enforced_annotations),
        cmocka_unit_test(no_default_class),
        cmocka_unit_test(intersections),
        cmocka_unit_test(references_elsewhere),
        cmocka_unit_test(references),
        cmocka_unit_test(keys_belong_to_rules),
        cmocka_unit_test(keys_that_a_policy_writes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
