/*
 * A second kind beside Ingress, as a stranger would add it: HTTPRoute, with its host
 * names in spec.hostnames and without a class.  It needs a file like this one and its
 * rows in fields.def, and nothing else of the core.
 */
#include "core/decide.h"
#include "deciding.h"
#include "unit.h"
#include "wire/kinds/kinds.h"
#include "wire/kinds/member.h"
#include "wire/message.h"

enum spec_field {
    SPEC_HOSTNAMES,
    SPEC_FIELDS,
};
static const struct json_shape list_shape = {NULL, 0, NULL};
static const struct json_field spec_fields[] = {
    [SPEC_HOSTNAMES] = {STR_INIT("hostnames"), &list_shape},
};
static const struct json_shape spec_shape = {spec_fields, SPEC_FIELDS, NULL};
KIND_SHAPE(route, spec_shape);

static const struct nouns nouns = {
    .catch_all = {"a route without hostnames serves every name"},
    .hosts_instead = "write the hosts under spec.hostnames",
};
static const struct kind_traits traits = {
    .name = STR_INIT("HTTPRoute"),
    .class_from = CLASS_FROM_NOTHING,
    .class_field = FIELD_COUNT,
    .parts = KIND_HOSTS,
    .nouns = &nouns,
};

static bool route_read(struct arena *arena, const struct json *spec, struct view *view,
                       struct unjudgeable *ret_why)
{
    const struct json *members[SPEC_FIELDS] = {0};
    struct view_catch_all *catch_all = ARENA_NEW(arena, struct view_catch_all, 1);
    struct view_host *hosts = NULL;
    size_t n = 0;

    if (spec != NULL)
        json_fields(spec, members, SPEC_FIELDS);
    if (!member_is(members[SPEC_HOSTNAMES], VALUE_ARRAY))
        return member_refuse_at(arena, FIELD_ROUTE_HOSTNAMES, members[SPEC_HOSTNAMES],
                                VALUE_ARRAY, ret_why);
    if (members[SPEC_HOSTNAMES] == NULL || members[SPEC_HOSTNAMES]->n == 0) {
        catch_all->path = field_path_of(FIELD_ROUTE_HOSTNAMES);
        view->catch_alls = catch_all;
        view->n_catch_alls = 1;
        return true;
    }
    hosts = ARENA_NEW(arena, struct view_host, members[SPEC_HOSTNAMES]->n);
    for (const struct json *at = members[SPEC_HOSTNAMES]->first; at; at = at->next, n++)
        hosts[n] = (struct view_host){.name = member_text(at),
                                      .path = field_path_at(FIELD_ROUTE_HOSTNAME, n, 0)};
    view->hosts = hosts;
    view->n_hosts = n;
    return true;
}

static const struct kind route = {
    .name = STR_INIT("HTTPRoute"),
    .group = STR_INIT("gateway.networking.k8s.io"),
    .version = STR_INIT("v1"),
    .old_groups = STR_INIT("-"),
    .traits = &traits,
    .shape = &route_shape,
    .read_spec = route_read,
};

static const struct view *read_route(struct arena *arena, const char *text)
{
    struct kind_views *views = ARENA_NEW(arena, struct kind_views, 1);
    struct json *object = NULL;
    struct unjudgeable why;
    struct err err;

    if (!json_read(arena, str_from(text), route.shape, &object, &err))
        fail_msg("%s: %s", err.text, text);
    if (!kind_read(&route, arena, object, NULL, views, &why))
        fail_msg("%.*s", STR_ARGS(why.why));
    return &views->view;
}

#define ROUTE(annotations, spec)                                                         \
    "{\"metadata\":{\"annotations\":{" annotations "}},\"spec\":{" spec "}}"
#define HOSTNAMES(list) "\"hostnames\":[" list "]"
#define OWN             "\"www.example.com\""

static const struct {
    const char *why;
    const char *object;
    const char *stored; /* given: UPDATE */
    const char *want;   /* deciding_violations() */
} rows[] = {
    {"a permitted name; no class is asked for", ROUTE("", HOSTNAMES(OWN)), NULL, ""},
    {"another's name, at its own place", ROUTE("", HOSTNAMES(OWN ",\"evil.org\"")), NULL,
     "deny host-permitted spec.hostnames[1]"},
    {"not a name", ROUTE("", HOSTNAMES("\"a_b\"")), NULL,
     "deny host-valid spec.hostnames[0]"},
    {"without hostnames it serves every name", ROUTE("", ""), NULL,
     "deny host-present spec.hostnames"},
    {"an annotation of Ingresses does not give it a class",
     ROUTE("\"kubernetes.io/ingress.class\":\"nothing\"", HOSTNAMES(OWN)), NULL, ""},
    {"names in annotations are judged on every kind",
     ROUTE("\"external-dns.kubernetes.io/hostname\":\"evil.org\"", HOSTNAMES(OWN)), NULL,
     "deny host-permitted ga/hostname"},
    {"what was there before does not block an update",
     ROUTE("", HOSTNAMES("\"evil.org\"")), ROUTE("", HOSTNAMES("\"evil.org\"")),
     "held host-permitted spec.hostnames[0]"},
    {"whatever its position", ROUTE("", HOSTNAMES(OWN ",\"evil.org\"")),
     ROUTE("", HOSTNAMES("\"evil.org\"")), "held host-permitted spec.hostnames[1]"},
    {"what is new does", ROUTE("", HOSTNAMES("\"evil.org\",\"evil.net\"")),
     ROUTE("", HOSTNAMES("\"evil.org\"")),
     "held host-permitted spec.hostnames[0]\ndeny host-permitted spec.hostnames[1]"},
};

static void routes_are_judged(void **state)
{
    struct policy *policy = deciding_policy(deciding_example);

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        AUTO(arena_clear) struct arena arena = {0};
        struct inquiry inquiry = deciding_inquiry(
            policy, STAGE_VALIDATE, read_route(&arena, rows[i].object), &arena);
        struct decision decision;

        if (rows[i].stored != NULL) {
            inquiry.operation = OPERATION_UPDATE;
            inquiry.stored = read_route(&arena, rows[i].stored);
        }
        decide(&inquiry, &decision);
        check_text(deciding_violations(&decision, &arena), str_from(rows[i].want),
                   rows[i].why);

        inquiry.stage = STAGE_MUTATE;
        decide(&inquiry, &decision);
        check_true(decision.allowed && decision.n_edits == 0,
                   "without a class nothing is wanted, and no class is written");
    }
    policy_unref(policy);
}

static void sentences_have_the_words_of_the_kind(void **state)
{
    AUTO(arena_clear) struct arena arena = {0};
    struct policy *policy = deciding_policy(deciding_example);
    struct inquiry inquiry =
        deciding_inquiry(policy, STAGE_VALIDATE, read_route(&arena, "{}"), &arena);
    struct decision decision;

    (void)state;
    decide(&inquiry, &decision);
    check_true(str_contains(message_of_denial(&inquiry, &decision),
                            STR("spec.hostnames: a route without hostnames serves every "
                                "name")),
               "the catch-all's own sentence");
    policy_unref(policy);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(routes_are_judged),
        cmocka_unit_test(sentences_have_the_words_of_the_kind),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
