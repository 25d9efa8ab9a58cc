/* SPDX-License-Identifier: Apache-2.0 */
/* admit: reads a review, gets the decision and writes the answer.  Some answers need no
 * decision. */
#include "wire/admit.h"

#include "base/text.h"
#include "core/decide.h"
#include "core/entries/trace.h"
#include "wire/answer.h"
#include "wire/kinds/kinds.h"
#include "wire/patch.h"
#include "wire/review.h"

/* DELETE, CONNECT and unknown operations have no object that could break a rule. */
static bool find_operation(struct str name, enum operation *ret)
{
    *ret = str_equal(name, STR("UPDATE")) ? OPERATION_UPDATE : OPERATION_CREATE;
    return *ret == OPERATION_UPDATE || str_equal(name, STR("CREATE"));
}

static void answer_review(const struct review *review, struct answer *ret)
{
    ret->api_version = review->api_version;
    ret->uid = review->uid;
    ret->operation = review->operation;
    ret->object_kind = review->kind.kind;
    ret->namespace = review->namespace;
    ret->name = review->name;
    ret->user = review->user;
    ret->sub_resource = review->sub_resource;
    ret->dry_run = review->dry_run;
}

static void answer_malformed(const struct err *err, struct arena *arena,
                             struct answer *ret)
{
    ret->kind = ANSWER_MALFORMED;
    ret->http_status = 400;
    ret->error = arena_dup(arena, str_from(err->text));
    ret->body = ret->error;
}

static bool is_object(struct str where, const struct json *node, struct arena *arena,
                      struct unjudgeable *ret_why)
{
    if (node == NULL || json_value_type(node) == VALUE_OBJECT)
        return true;
    ret_why->where = where;
    ret_why->why = arena_format(arena, "is %s, it must be an object",
                                value_type_phrase(json_value_type(node)));
    return false;
}

/* Check what must be true of an object before its members are read.  Returns false with
 * the place and the reason. */
static bool find_object(const struct review *review, const struct kind *kind,
                        struct arena *arena, struct unjudgeable *ret_why)
{
    if (kind->version.len > 0 && (!str_equal(review->kind.group, kind->group) ||
                                  !str_equal(review->kind.version, kind->version))) {
        ret_why->where = STR("apiVersion");
        ret_why->why = answer_text_foreign_version(arena, review, kind);
        return false;
    }
    if (kind->reader != KIND_READS_INGRESS && review->namespace.len == 0) {
        ret_why->where = STR("metadata.namespace");
        ret_why->why = STR("is missing, only objects in a namespace can be judged");
        return false;
    }
    if (review->object == NULL) {
        ret_why->where = STR("object");
        ret_why->why = STR("is missing, nothing can be judged without it");
        return false;
    }
    return is_object(STR("object"), review->object, arena, ret_why) &&
           is_object(STR("oldObject"), review->old_object, arena, ret_why);
}

static void answer_unjudgeable(const struct inquiry *inquiry,
                               const struct unjudgeable *why, struct answer *ret)
{
    ret->kind = ANSWER_UNJUDGEABLE;
    ret->where = why->where;
    ret->error = why->why;
    ret->allowed = inquiry->stage == STAGE_MUTATE || inquiry_is_preview(inquiry);
    ret->body = answer_text_unjudgeable(inquiry, ret);
}

static void answer_decided(const struct inquiry *inquiry, enum patch_base base,
                           struct answer *ret)
{
    const struct decision *decision = &ret->decision;

    ret->kind = ANSWER_DECIDED;
    ret->allowed = decision->allowed;
    if (inquiry->stage == STAGE_MUTATE)
        ret->patch = patch_text(inquiry->arena, inquiry->view, base, decision->edits,
                                decision->n_edits);
    ret->patched = ret->patch.len > 0;
    ret->body = answer_text_decided(inquiry, ret);
}

/* The objects of a review with a judged kind, and the state to read them. */
struct objects {
    const struct review *review;
    const struct kind *kind;
    struct kind_views *views;
};

/* The stored object counts only on UPDATE. */
static bool read_objects(const struct objects *objects, struct inquiry *inquiry,
                         struct unjudgeable *ret_why)
{
    const struct review *review = objects->review;
    const struct json *old_object =
        inquiry->operation == OPERATION_UPDATE ? review->old_object : NULL;
    const struct kind_objects read = {objects->kind, review->namespace, review->object,
                                      old_object};

    if (!find_object(review, objects->kind, inquiry->arena, ret_why) ||
        !kind_read(&read, inquiry->arena, objects->views, ret_why))
        return false;
    inquiry->view = &objects->views->view;
    inquiry->stored = old_object == NULL ? NULL : &objects->views->stored;
    if (inquiry->name.len == 0)
        inquiry->name = objects->views->name;
    return true;
}

static void answer_judged(const struct inquiry *inquiry, const struct kind_views *views,
                          struct answer *ret)
{
    ret->name = inquiry->name;
    ret->view = inquiry->view;
    decide(inquiry, &ret->decision);
    answer_decided(inquiry, views->has_metadata ? PATCH_HAS_METADATA : PATCH_NO_METADATA,
                   ret);
}

/* The nodes of longer reviews go into a separate arena, which is freed before texts are
 * written. */
#define SHORT_BYTES ((size_t)64 << 10)

/* inquiry: has the parts that do not come from the review. */
static void answer_bytes(struct inquiry inquiry, struct str bytes, struct answer *ret)
{
    struct arena *arena = inquiry.arena;
    struct review review;
    struct err err;
    struct unjudgeable why = {0};
    struct objects objects = {.review = &review};
    AUTO(arena_clear) struct arena apart = {0};
    const struct policy *policy = inquiry.policy;
    const struct review_options options = {policy, arena,
                                           bytes.len > SHORT_BYTES ? &apart : arena};
    bool is_read = review_read(&options, bytes, &review, &err);

    *ret = (struct answer){.http_status = 200};
    answer_review(&review, ret);
    if (!is_read) {
        answer_malformed(&err, arena, ret);
        return;
    }

    objects.kind = policy_kind(policy, review.kind.group, review.kind.kind);
    ret->judged = objects.kind;
    if (objects.kind == NULL || !find_operation(review.operation, &inquiry.operation)) {
        ret->kind = ANSWER_NOT_OURS;
        ret->allowed = true;
        ret->body = answer_text_allowed(ret, arena);
        return;
    }

    inquiry.kind = objects.kind;
    inquiry.is_status = str_equal(review.sub_resource, STR("status"));
    inquiry.namespace = review.namespace;
    inquiry.name = review.name;
    inquiry.user = review.user;
    inquiry.groups = review.groups;
    inquiry.n_groups = review.n_groups;
    objects.views = ARENA_NEW(arena, struct kind_views, 1);
    if (!read_objects(&objects, &inquiry, &why)) {
        answer_unjudgeable(&inquiry, &why, ret);
        return;
    }
    /* The views borrow from the arena only. */
    arena_clear(&apart);
    answer_judged(&inquiry, objects.views, ret);
}

void admit(const struct policy *policy, enum stage stage, struct str bytes, int32_t today,
           struct arena *arena, struct answer *ret)
{
    const struct inquiry inquiry = {
        .policy = policy, .stage = stage, .today = today, .arena = arena};

    answer_bytes(inquiry, bytes, ret);
}

void admit_in_full(const struct admit_question *question, struct arena *arena,
                   struct answer *ret)
{
    const struct inquiry inquiry = {.policy = question->policy,
                                    .stage = question->stage,
                                    .today = question->today,
                                    .arena = arena,
                                    .trace = question->trace,
                                    .in_full = true};

    if (question->trace != NULL)
        question->trace->arena = arena;
    answer_bytes(inquiry, question->bytes, ret);
}
