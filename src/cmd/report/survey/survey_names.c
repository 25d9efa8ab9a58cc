/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/report/survey/survey.h"

#include "base/map.h"
#include "core/entries/trace.h"
#include "core/object/claims.h"
#include "core/object/managed.h"
#include "wire/answer.h"

/* The names of one object: each once for all fields, and once for each annotation. */
struct names {
    struct survey *survey;
    const struct view *view;
    struct map by_name; /* names in fields -> index of the host */
    struct survey_host *hosts;
    size_t n;
    struct str *paths; /* of the routes, in their order */
    uint32_t *path_host;
    size_t n_paths;
};

static bool is_used(const struct claim *claim)
{
    return claim->valid && claim->kind == CLAIM_NAME;
}

static void take_claim(struct names *names, const struct claim *claim)
{
    struct arena *arena = &names->survey->arena;
    const bool is_annotated = claim->role == HOST_ANNOTATED;
    const size_t n_before = names->by_name.n;

    if (!is_used(claim))
        return;
    if (!is_annotated) {
        (void)map_put(&names->by_name, claim->text, (uint32_t)names->n);
        if (names->by_name.n == n_before)
            return;
    }
    names->hosts[names->n++] = (struct survey_host){
        .name = arena_dup(arena, claim->text),
        .key = is_annotated ? arena_dup(arena, claim->path.key) : STR_NONE,
    };
}

static void take_route(struct names *names, const struct view_route *route)
{
    struct arena *arena = &names->survey->object_arena;
    uint32_t at;

    if (!map_get(&names->by_name, name_fold(arena, route->host), &at))
        return;
    names->paths[names->n_paths] = route->path;
    names->path_host[names->n_paths++] = at;
    names->hosts[at].n_paths++;
}

/* Give each path to its host, in the order of the routes. */
static void assign_paths(struct names *names)
{
    struct arena *arena = &names->survey->arena;
    struct str **ahead = ARENA_NEW(&names->survey->object_arena, struct str *, names->n);

    for (size_t i = 0; i < names->n; i++) {
        if (names->hosts[i].n_paths > 0)
            ahead[i] = ARENA_NEW(arena, struct str, names->hosts[i].n_paths);
        names->hosts[i].paths = ahead[i];
    }
    for (size_t i = 0; i < names->n_paths; i++)
        *ahead[names->path_host[i]]++ = arena_dup(arena, names->paths[i]);
}

/* The key of the first list of source ranges that the webhook does not manage. */
static struct str own_list(const struct survey *survey, const struct view *view,
                           const struct survey_object *object, struct arena *arena)
{
    const struct key_list managed = managed_of(survey->options.policy, view, arena);

    for (size_t i = 0; i < object->n_classes; i++) {
        const struct profile *profile = object->classes[i]->profile;

        for (size_t k = 0; k < profile->n_list_keys; k++) {
            const struct str key = profile->list_keys[k];

            if (view_annotation(view, key) != NULL && !key_list_has(&managed, key))
                return key;
        }
    }
    if (view->service != NULL && view->service->ranges.len > 0 &&
        !key_list_has(&managed, SERVICE_RANGES_KEY))
        return SERVICE_RANGES_KEY;
    return STR_NONE;
}

void survey_read_names(struct survey *survey, const struct survey_answer *created,
                       struct survey_object *object)
{
    struct arena *arena = &survey->object_arena;
    const struct answer *validated = created->checked->validated;
    const struct answer *mutated = created->checked->mutated;
    const struct claims *claims = created->judged->claims;
    struct names names = {.survey = survey, .view = validated->view};

    if (validated->view == NULL || claims == NULL)
        return;
    names.hosts = ARENA_NEW(&survey->arena, struct survey_host, claims->n);
    names.paths = ARENA_NEW(arena, struct str, names.view->n_routes);
    names.path_host = ARENA_NEW(arena, uint32_t, names.view->n_routes);
    for (size_t i = 0; i < claims->n; i++)
        take_claim(&names, &claims->all[i]);
    for (size_t i = 0; i < names.view->n_routes; i++)
        take_route(&names, &names.view->routes[i]);
    assign_paths(&names);
    map_clear(&names.by_name);
    object->hosts = names.hosts;
    object->n_hosts = names.n;
    if (mutated->kind == ANSWER_DECIDED && mutated->view != NULL)
        object->ranges_key =
            arena_dup(&survey->arena, own_list(survey, mutated->view, object, arena));
}
