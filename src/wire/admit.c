/* admit: the walk from bytes to bytes, and the answers that need no decision. */
#include "wire/admit.h"

#include "base/text.h"
#include "wire/answer_text.h"
#include "wire/kinds/kinds.h"
#include "wire/patch.h"
#include "wire/review.h"

static const struct {
    const char *name;
    enum operation operation;
} operations[] = {
    {"CREATE", OPERATION_CREATE},
    {"UPDATE", OPERATION_UPDATE},
};

/* DELETE, CONNECT and what is not known have no object that could break a rule. */
static bool find_operation(struct str name, enum operation *ret)
{
    for (size_t i = 0; i < ARRAY_LEN(operations); i++) {
        if (str_equal(name, str_from(operations[i].name))) {
            *ret = operations[i].operation;
            return true;
        }
    }
    return false;
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

/* Where the object is not what it must be before its members are looked at. */
static bool find_object(const struct review *review, const struct kind *kind,
                        struct arena *arena, struct unjudgeable *ret_why)
{
    if (!str_equal(review->kind.group, kind->group) ||
        !str_equal(review->kind.version, kind->version)) {
        ret_why->where = STR("apiVersion");
        ret_why->why = answer_text_foreign_version(arena, review, kind);
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

static void answer_unjudgeable(const struct policy *policy, const struct write *write,
                               const struct unjudgeable *why, struct arena *arena,
                               struct answer *ret)
{
    ret->kind = ANSWER_UNJUDGEABLE;
    ret->where = why->where;
    ret->error = why->why;
    ret->allowed = write->stage == STAGE_MUTATE || policy_mode(policy) == POLICY_PREVIEW;
    ret->body = answer_text_unjudgeable(policy, write, ret, arena);
}

static void answer_decided(const struct policy *policy, const struct write *write,
                           const struct kind_views *views, enum patch_base base,
                           struct arena *arena, struct answer *ret)
{
    const struct decision *decision = &ret->decision;

    ret->kind = ANSWER_DECIDED;
    ret->allowed = decision->allowed;
    if (write->stage == STAGE_MUTATE)
        ret->patch =
            patch_text(arena, &views->view, base, decision->edits, decision->n_edits);
    ret->patched = ret->patch.len > 0;
    ret->body = answer_text_decided(policy, ret, arena);
}

/* What is asked, and of whom. */
struct question {
    const struct policy *policy;
    const struct review *review;
    const struct kind *kind;
    int32_t today;
    struct arena *apart; /* the objects; cleared as soon as they are read */
};

/* Longer ones are read apart: their nodes are gone when there is most to be said. */
#define SHORT_BYTES ((size_t)64 << 10)

static void judge(const struct question *question, struct write *write,
                  struct arena *arena, struct answer *ret)
{
    const struct policy *policy = question->policy;
    const struct review *review = question->review;
    struct kind_views *views = ARENA_NEW(arena, struct kind_views, 1);
    const struct json *old_object =
        write->operation == OPERATION_UPDATE ? review->old_object : NULL;
    struct unjudgeable why = {0};

    if (!find_object(review, question->kind, arena, &why) ||
        !kind_read(question->kind, arena, review->object, old_object, views, &why)) {
        answer_unjudgeable(policy, write, &why, arena, ret);
        return;
    }
    arena_clear(question->apart);
    if (write->name.len == 0)
        write->name = views->name;
    ret->name = write->name;

    decide(policy, write, &views->view, old_object == NULL ? NULL : &views->stored,
           question->today, arena, &ret->decision);
    answer_decided(policy, write, views,
                   views->has_metadata ? PATCH_HAS_METADATA : PATCH_NO_METADATA, arena,
                   ret);
}

void admit(const struct policy *policy, enum stage stage, struct str bytes, int32_t today,
           struct arena *arena, struct answer *ret)
{
    struct review review;
    struct err err;
    struct write write = {.stage = stage};
    const struct kind *kind = NULL;
    AUTO(arena_clear) struct arena apart = {0};
    bool is_read = review_read_apart(arena, bytes.len > SHORT_BYTES ? &apart : arena,
                                     bytes, &review, &err);

    *ret = (struct answer){.http_status = 200};
    answer_review(&review, ret);
    if (!is_read) {
        answer_malformed(&err, arena, ret);
        return;
    }

    kind = kind_find(review.kind.kind);
    if (kind == NULL || !find_operation(review.operation, &write.operation)) {
        ret->kind = ANSWER_NOT_OURS;
        ret->allowed = true;
        ret->body = answer_text_allowed(ret, arena);
        return;
    }

    write.is_status = str_equal(review.sub_resource, STR("status"));
    write.namespace = review.namespace;
    write.name = review.name;
    write.user = review.user;
    judge(&(struct question){policy, &review, kind, today, &apart}, &write, arena, ret);
}
