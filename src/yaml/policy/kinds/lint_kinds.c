/* SPDX-License-Identifier: Apache-2.0 */
/*
 * lint_kinds: notes gaps that the section `kinds` leaves.
 */
#include "yaml/policy/sections/sections.h"

static bool is_judged(const struct reader *reader, struct str name)
{
    return policy_kind_named(reader->policy, name) != NULL;
}

/* Objects of a kind that is not judged can take names that HTTPRoutes may not. */
static void lint_routes(struct reader *reader)
{
    static const struct str others[] = {STR_INIT("GRPCRoute"), STR_INIT("TLSRoute"),
                                        STR_INIT("ListenerSet")};
    const struct kind *route = policy_kind_named(reader->policy, STR("HTTPRoute"));

    for (size_t i = 0; i < ARRAY_LEN(others) && route != NULL; i++) {
        if (!is_judged(reader, others[i]))
            WARN(reader, "routes-unjudged", reader->kinds.places[route->index],
                 "HTTPRoute is judged, but %.*s is not: it can take the same names",
                 STR_ARGS(others[i]));
    }
}

static void lint_named(struct reader *reader)
{
    struct buf left = buf_in(&reader->arena);
    size_t n = 0;

    for (size_t i = 0; i < KINDS_NAMED; i++) {
        const struct str name = kind_builtin_name(i, &reader->arena);

        if (!is_judged(reader, name))
            buf_addf(&left, "%s%.*s", n++ == 0 ? "" : ", ", STR_ARGS(name));
    }
    if (n > 0)
        NOTE(reader, "kinds-unjudged", reader->kinds_place, "not judged: %s",
             buf_text(&left));
}

static void lint_modes(struct reader *reader)
{
    const struct policy *policy = reader->policy;
    size_t n_preview = 0;

    for (size_t i = 0; i < policy->n_kinds; i++)
        n_preview += policy->kinds[i].is_preview;
    if (policy->mode == POLICY_PREVIEW || n_preview == policy->n_kinds)
        return;
    for (size_t i = 0; i < policy->n_kinds; i++) {
        if (policy->kinds[i].is_preview)
            NOTE(reader, "kinds-preview", reader->kinds.places[i],
                 "kind %s is in preview, others are enforced",
                 reader_quoted(reader, policy->kinds[i].name));
    }
}

void kinds_lint(struct reader *reader)
{
    if (reader->kinds_place.line == 0)
        return;
    lint_routes(reader);
    lint_named(reader);
    lint_modes(reader);
}
