/* checked: one object through both stages; see check.h. */
#include "cmd/check/check.h"

#include "base/text.h"
#include "core/policy/contact.h"
#include "core/policy/policy.h"
#include "wire/admit.h"
#include "wire/patch_apply.h"
#include "wire/review_write.h"

/* The API server sends a random one; the same each time makes answers comparable. */
#define UID "00000000-0000-4000-8000-000000000000"

static void ask(const struct check_write *write, enum stage stage, struct str object,
                struct arena *arena, struct answer *ret)
{
    const struct manifest *manifest = write->manifest;
    const struct review_draft draft = {
        .uid = STR(UID),
        .api_version = manifest->api_version,
        .kind = manifest->kind,
        .name = manifest->name,
        .namespace = write->namespace,
        .user = write->user,
        .object = object,
        .old_object = write->stored == NULL ? STR_NONE : write->stored->json,
    };

    admit(write->policy, stage, review_write(&draft, arena), write->today, arena, ret);
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
    struct buf buf;

    buf_init(&buf, arena, BUF_MAX_BYTES);
    buf_add_text(&buf, "class ");
    text_add_quoted(&buf, class);
    buf_add_text(&buf, ": source ranges are not looked at, the restriction is made "
                       "outside the object");
    return buf_str(&buf);
}

/* What the policy leaves to others (source ranges: elsewhere) must not look checked. */
static void note_elsewhere(const struct decision *decision, struct arena *arena,
                           struct checked_object *object)
{
    struct str *notes = ARENA_NEW(arena, struct str, DECISION_MAX_CLASSES);

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
    struct buf buf;

    object->place = manifest->place;
    object->kind = manifest->kind;
    object->namespace = write->namespace;
    object->name = manifest->name;
    if (manifest->name.len > 0 || manifest->generate_name.len == 0)
        return;
    buf_init(&buf, arena, BUF_MAX_BYTES);
    buf_add(&buf, manifest->generate_name);
    buf_add_byte(&buf, '*');
    object->name = buf_str(&buf);
}

/* Of a denial, and of one that a policy in preview does not make. */
static struct str contact_of(const struct check_write *write,
                             const struct answer *validated, struct arena *arena)
{
    if (validated->kind == ANSWER_UNJUDGEABLE)
        return contact_for(write->policy, STR("unjudgeable"), arena);
    return validated->allowed ? validated->decision.preview : validated->decision.contact;
}

static void conclude(const struct check_write *write, const struct answer *mutated,
                     const struct answer *validated, struct arena *arena,
                     struct checked_object *object)
{
    object->verdict = validated->allowed ? VERDICT_ALLOWED : VERDICT_DENIED;
    name_object(write, arena, object);
    check_findings(write, mutated, validated, arena, object);
    check_changes(mutated, arena, object);
    object->contact = contact_of(write, validated, arena);
}

enum check_result check_object(const struct check_write *write, struct arena *arena,
                               struct checked_object *ret, struct err *err)
{
    struct checked_object object = {0};
    struct answer mutated = {0};
    struct answer validated = {0};
    struct str patched = STR_NONE;

    if (write->manifest->kind.len == 0) {
        err_set(err, ERR_INVALID, "has no kind: it is no Kubernetes object");
        return CHECK_FAILED;
    }
    ask(write, STAGE_MUTATE, write->manifest->json, arena, &mutated);
    if (mutated.kind == ANSWER_NOT_OURS)
        return CHECK_OTHER_KIND;
    if (write->namespace.len == 0) {
        err_set(err, ERR_INVALID,
                "has no namespace: give --namespace, or write metadata.namespace");
        return CHECK_FAILED;
    }
    if (!apply(&mutated, write->manifest->json, arena, &patched, err))
        return CHECK_FAILED;
    ask(write, STAGE_VALIDATE, patched, arena, &validated);
    if (validated.kind == ANSWER_MALFORMED || mutated.kind == ANSWER_MALFORMED) {
        const struct str why =
            mutated.kind == ANSWER_MALFORMED ? mutated.error : validated.error;

        err_set(err, ERR_INVALID, "cannot be judged: %.*s", STR_ARGS(why));
        return CHECK_FAILED;
    }
    conclude(write, &mutated, &validated, arena, &object);
    note_elsewhere(&validated.decision, arena, &object);
    object.patched = patched;
    *ret = object;
    return CHECK_DONE;
}
