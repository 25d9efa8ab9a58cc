/* SPDX-License-Identifier: Apache-2.0 */
/* checked: judges one object in both stages; see checked.h. */
#include "cmd/check/checked.h"

#include "base/text.h"
#include "cmd/check/manifests.h"
#include "core/kinds/resource.h"
#include "core/policy/policy.h"
#include "json/json.h"
#include "wire/admit.h"
#include "wire/kinds/kinds.h"
#include "wire/patch.h"
#include "wire/review_write.h"

/* The API server sends a random uid; a constant one makes answers comparable. */
#define UID "00000000-0000-4000-8000-000000000000"

static void ask(const struct check_write *write, enum stage stage, struct str object,
                struct arena *arena, struct answer *ret)
{
    const struct manifest *manifest = write->manifest;
    const struct kind *kind = manifest_kind(manifest, write->policy);
    const struct review_draft draft = {
        .uid = STR(UID),
        .api_version = manifest->api_version,
        .kind = manifest->kind,
        .resource = resource_names_of(kind, arena).all[0],
        .name = manifest->name,
        .namespace = write->namespace,
        .user = write->user,
        .groups = write->groups,
        .n_groups = write->n_groups,
        .object = object,
        .old_object = write->stored == NULL ? STR_NONE : write->stored->json,
    };

    const struct admit_question question = {
        .policy = write->policy,
        .stage = stage,
        .bytes = review_write(&draft, arena),
        .today = write->today,
        .trace = stage == STAGE_MUTATE ? write->written : write->judged,
    };

    admit_in_full(&question, arena, ret);
}

/* The object after the mutating stage. */
static bool apply(const struct answer *mutated, struct str object, struct arena *arena,
                  struct str *ret, struct err *err)
{
    *ret = object;
    if (mutated->patch.len == 0)
        return true;
    return patch_apply(arena, object, mutated->patch, ret, err);
}

static struct str elsewhere_note(struct arena *arena, struct str class)
{
    struct buf buf = {.arena = arena, .max_bytes = BUF_MAX_BYTES};

    buf_add_text(&buf, "class ");
    text_add_quoted(&buf, class);
    buf_add_text(&buf, ": source ranges are not judged, the restriction is made "
                       "outside the object");
    return buf_str(&buf);
}

/* Source ranges that are restricted elsewhere must not seem to be checked. */
static void note_elsewhere(const struct decision *decision, struct arena *arena,
                           struct checked_object *object)
{
    struct str *notes = ARENA_NEW(arena, struct str, decision->n_classes);

    object->notes = notes;
    for (size_t i = 0; i < decision->n_classes; i++) {
        if (decision->classes[i]->ranges.mode == RANGE_ELSEWHERE)
            notes[object->n_notes++] = elsewhere_note(arena, decision->classes[i]->name);
    }
}

static void name_object(const struct check_write *write, struct arena *arena,
                        struct checked_object *object)
{
    const struct manifest *manifest = write->manifest;
    struct buf buf = {.arena = arena, .max_bytes = BUF_MAX_BYTES};

    object->place = manifest->place;
    object->kind = manifest_kind(manifest, write->policy)->name;
    object->namespace = write->namespace;
    object->name = manifest->name;
    if (manifest->name.len > 0 || manifest->generate_name.len == 0)
        return;
    buf_add(&buf, manifest->generate_name);
    buf_add_byte(&buf, '*');
    object->name = buf_str(&buf);
}

/* For a denial, and for what a policy in preview would deny. */
static struct str contact_of(const struct check_write *write,
                             const struct answer *validated, struct arena *arena)
{
    if (validated->kind == ANSWER_UNJUDGEABLE)
        return policy_contact(write->policy, STR("unjudgeable"), arena);
    return validated->allowed ? validated->decision.preview : validated->decision.contact;
}

/* The facts about the object that the validating stage determined. */
static void keep_facts(const struct answer *validated, struct arena *arena,
                       struct checked_object *object)
{
    const struct decision *decision = &validated->decision;
    struct str *classes;

    if (validated->kind != ANSWER_DECIDED)
        return;
    object->tenant = decision->tenant;
    classes = ARENA_NEW(arena, struct str, decision->n_classes);
    for (size_t i = 0; i < decision->n_classes; i++)
        classes[i] = decision->classes[i]->name;
    object->classes = classes;
    object->n_classes = decision->n_classes;
    memcpy(object->broken, decision->broken, sizeof object->broken);
}

static enum verdict verdict_of(const struct answer *validated)
{
    if (validated->kind == ANSWER_UNJUDGEABLE)
        return VERDICT_UNJUDGEABLE;
    return validated->allowed ? VERDICT_ALLOWED : VERDICT_DENIED;
}

static void conclude(const struct check_write *write, const struct answer *mutated,
                     const struct answer *validated, struct arena *arena,
                     struct checked_object *object)
{
    object->verdict = verdict_of(validated);
    name_object(write, arena, object);
    keep_facts(validated, arena, object);
    check_findings(write, mutated, validated, arena, object);
    check_changes(mutated, arena, object);
    object->contact = contact_of(write, validated, arena);
}

/* A kind with a version is judged in that version only; the API server converts objects
 * of the other versions that it serves. */
static bool check_version(const struct manifest *manifest, const struct kind *kind,
                          struct err *err)
{
    const struct str version = manifest->api_version;
    struct str rest = version;

    if (kind->version.len == 0)
        return true;
    if (version.len == 0)
        return err_set(err, ERR_INVALID, " has no apiVersion; write %.*s/%.*s",
                       STR_ARGS(kind->group), STR_ARGS(kind->version));
    if (str_has_prefix(rest, kind->group) && rest.len > kind->group.len &&
        str_equal(str_skip(rest, kind->group.len + 1), kind->version))
        return true;
    if (str_has_suffix(version, STR("/v1beta1")))
        return err_set(
            err, ERR_INVALID,
            ": %.*s is not served since Kubernetes 1.22; write %.*s/%.*s, with "
            "service: {name, port: {number}} under backend and a pathType",
            STR_ARGS(version), STR_ARGS(kind->group), STR_ARGS(kind->version));
    return err_set(err, ERR_INVALID, ": apiVersion %.*s has no %.*s; write %.*s/%.*s",
                   STR_ARGS(version), STR_ARGS(kind->name), STR_ARGS(kind->group),
                   STR_ARGS(kind->version));
}

enum root_field {
    ROOT_METADATA,
    ROOT_FIELDS,
};
enum namespace_field {
    MEMBER_NAMESPACE,
    NAMESPACE_FIELDS,
};
static const struct json_field namespace_fields[] = {
    [MEMBER_NAMESPACE] = {STR_INIT("namespace"), NULL},
};
static const struct json_shape namespace_shape = {namespace_fields, NAMESPACE_FIELDS,
                                                  NULL};
static const struct json_field root_fields[] = {
    [ROOT_METADATA] = {STR_INIT("metadata"), &namespace_shape},
};
static const struct json_shape root_shape = {root_fields, ROOT_FIELDS, NULL};

/* Refuses a missing namespace, and one that is not a string. */
static bool check_namespace(const struct check_write *write, struct arena *arena,
                            struct err *err)
{
    const struct json *members[ROOT_FIELDS] = {0};
    const struct json *inner[NAMESPACE_FIELDS] = {0};
    struct json *root;
    struct err unused;

    if (json_read(arena, write->manifest->json, &root_shape, &root, &unused) &&
        json_value_type(root) == VALUE_OBJECT) {
        json_fields(root, members, ROOT_FIELDS);
        if (members[ROOT_METADATA] != NULL &&
            json_value_type(members[ROOT_METADATA]) == VALUE_OBJECT)
            json_fields(members[ROOT_METADATA], inner, NAMESPACE_FIELDS);
    }
    if (!member_is(inner[MEMBER_NAMESPACE], VALUE_STRING))
        return err_set(err, ERR_INVALID,
                       ": metadata.namespace: is %s, it must be a string",
                       value_type_phrase(json_value_type(inner[MEMBER_NAMESPACE])));
    if (write->namespace.len == 0)
        return err_set(
            err, ERR_INVALID,
            " has no namespace: give --namespace, or write metadata.namespace");
    return true;
}

/* Both stages, in the order of the cluster. */
static bool ask_both(const struct check_write *write, struct arena *arena,
                     struct answer *mutated, struct answer *validated,
                     struct str *ret_patched, struct err *err)
{
    const struct answer *malformed = validated;

    ask(write, STAGE_MUTATE, write->manifest->json, arena, mutated);
    if (!apply(mutated, write->manifest->json, arena, ret_patched, err))
        return err_prefix(err, ": ");
    ask(write, STAGE_VALIDATE, *ret_patched, arena, validated);
    if (mutated->kind == ANSWER_MALFORMED)
        malformed = mutated;
    if (malformed->kind != ANSWER_MALFORMED)
        return true;
    return err_set(err, ERR_INVALID, " cannot be judged: %.*s",
                   STR_ARGS(malformed->error));
}

enum check_result check_object(const struct check_write *write, struct arena *arena,
                               struct checked_object *ret, struct err *err)
{
    const struct kind *kind = manifest_kind(write->manifest, write->policy);
    struct checked_object object = {0};
    struct answer *mutated = ARENA_NEW(arena, struct answer, 1);
    struct answer *validated = ARENA_NEW(arena, struct answer, 1);
    struct str patched = STR_NONE;

    if (kind == NULL)
        return CHECK_OTHER_KIND;
    if (!check_version(write->manifest, kind, err) ||
        !check_namespace(write, arena, err) ||
        !ask_both(write, arena, mutated, validated, &patched, err))
        return CHECK_FAILED;
    conclude(write, mutated, validated, arena, &object);
    note_elsewhere(&validated->decision, arena, &object);
    object.mutated = mutated;
    object.validated = validated;
    object.patched = patched;
    *ret = object;
    return CHECK_DONE;
}
