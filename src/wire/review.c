/* SPDX-License-Identifier: Apache-2.0 */
/* review: reads the envelope.  Member names are compared exactly, as Kubernetes does. */
#include "wire/review.h"

#include "base/text.h"
#include "wire/kinds/kinds.h"

static const char *const api_versions[] = {
    "admission.k8s.io/v1",
    "admission.k8s.io/v1beta1",
};

enum kind_field {
    KIND_GROUP,
    KIND_VERSION,
    KIND_KIND,
    KIND_FIELDS,
};
static const struct json_field kind_fields[] = {
    [KIND_GROUP] = {STR_INIT("group"), NULL},
    [KIND_VERSION] = {STR_INIT("version"), NULL},
    [KIND_KIND] = {STR_INIT("kind"), NULL},
};
static const struct json_shape group_kind_shape = {kind_fields, KIND_FIELDS, NULL};

static const struct json_field resource_fields[] = {{STR_INIT("resource"), NULL}};
static const struct json_shape resource_shape = {resource_fields, 1, NULL};

enum user_field {
    USER_NAME,
    USER_GROUPS,
    USER_FIELDS,
};
static const struct json_shape list_shape = {NULL, 0, NULL};
static const struct json_field user_fields[] = {
    [USER_NAME] = {STR_INIT("username"), NULL},
    [USER_GROUPS] = {STR_INIT("groups"), &list_shape},
};
static const struct json_shape user_shape = {user_fields, USER_FIELDS, NULL};

/* In the order in which the API server writes them. */
enum request_field {
    REQUEST_UID,
    REQUEST_KIND,
    REQUEST_RESOURCE,
    REQUEST_SUB_RESOURCE,
    REQUEST_REQUEST_KIND,
    REQUEST_NAME,
    REQUEST_NAMESPACE,
    REQUEST_OPERATION,
    REQUEST_USER_INFO,
    REQUEST_OBJECT,
    REQUEST_OLD_OBJECT,
    REQUEST_DRY_RUN,
    REQUEST_FIELDS,
};
static const struct json_field request_fields[] = {
    [REQUEST_UID] = {STR_INIT("uid"), NULL},
    [REQUEST_KIND] = {STR_INIT("kind"), &group_kind_shape},
    [REQUEST_RESOURCE] = {STR_INIT("resource"), &resource_shape},
    [REQUEST_SUB_RESOURCE] = {STR_INIT("subResource"), NULL},
    [REQUEST_REQUEST_KIND] = {STR_INIT("requestKind"), &group_kind_shape},
    [REQUEST_NAME] = {STR_INIT("name"), NULL},
    [REQUEST_NAMESPACE] = {STR_INIT("namespace"), NULL},
    [REQUEST_OPERATION] = {STR_INIT("operation"), NULL},
    [REQUEST_USER_INFO] = {STR_INIT("userInfo"), &user_shape},
    [REQUEST_OBJECT] = {STR_INIT("object"), &json_chosen},
    [REQUEST_OLD_OBJECT] = {STR_INIT("oldObject"), &json_chosen},
    [REQUEST_DRY_RUN] = {STR_INIT("dryRun"), NULL},
};
static const struct json_shape request_shape = {request_fields, REQUEST_FIELDS, NULL};

enum top_field {
    TOP_KIND,
    TOP_API_VERSION,
    TOP_REQUEST,
    TOP_FIELDS,
};
static const struct json_field top_fields[] = {
    [TOP_KIND] = {STR_INIT("kind"), NULL},
    [TOP_API_VERSION] = {STR_INIT("apiVersion"), NULL},
    [TOP_REQUEST] = {STR_INIT("request"), &request_shape},
};
static const struct json_shape top_shape = {top_fields, TOP_FIELDS, NULL};

static bool refuse_type(const char *what, const struct json *node, enum value_type wanted,
                        struct err *err)
{
    return err_set(err, ERR_INVALID, "%s is %s, it must be %s", what,
                   value_type_phrase(json_value_type(node)), value_type_phrase(wanted));
}

/* A text that may be absent or null. */
static bool take_text(const char *what, const struct json *node, struct str *ret,
                      struct err *err)
{
    if (node == NULL)
        return true;
    if (json_value_type(node) != VALUE_STRING)
        return refuse_type(what, node, VALUE_STRING, err);
    *ret = json_text(node);
    return true;
}

static bool refuse_text(struct arena *arena, const char *what, struct str text,
                        const char *wanted, struct err *err)
{
    struct buf quoted = buf_in(arena);

    text_add_quoted(&quoted, text);
    return err_set(err, ERR_INVALID, "%s is %s, it must be %s", what, buf_text(&quoted),
                   wanted);
}

static bool take_api_version(struct arena *arena, const struct json *const *top,
                             struct review *ret, struct err *err)
{
    struct str kind = STR_NONE;
    struct str version = STR_NONE;

    if (!take_text("kind", top[TOP_KIND], &kind, err) ||
        !take_text("apiVersion", top[TOP_API_VERSION], &version, err))
        return false;
    if (!str_equal(kind, STR("AdmissionReview")))
        return refuse_text(arena, "kind", kind, "\"AdmissionReview\"", err);

    for (size_t i = 0; i < ARRAY_LEN(api_versions); i++) {
        if (str_equal(version, str_from(api_versions[i]))) {
            ret->api_version = str_from(api_versions[i]);
            return true;
        }
    }
    return refuse_text(arena, "apiVersion", version,
                       "admission.k8s.io/v1 or admission.k8s.io/v1beta1", err);
}

static bool take_uid(const struct json *node, struct review *ret, struct err *err)
{
    struct str uid = STR_NONE;

    if (!take_text("request.uid", node, &uid, err))
        return false;
    if (uid.len == 0)
        return err_set(err, ERR_INVALID, "request.uid is missing or empty");
    if (uid.len > REVIEW_UID_MAX)
        return err_set(err, ERR_LIMIT, "request.uid has %zu bytes, the limit is %d",
                       uid.len, REVIEW_UID_MAX);
    ret->uid = uid;
    return true;
}

static bool take_kind(const char *what, const struct json *node, struct review_kind *ret,
                      struct err *err)
{
    const struct json *fields[KIND_FIELDS];

    if (node == NULL)
        return true;
    if (json_value_type(node) != VALUE_OBJECT)
        return refuse_type(what, node, VALUE_OBJECT, err);

    json_fields(node, fields, KIND_FIELDS);
    if (!take_text("group", fields[KIND_GROUP], &ret->group, err) ||
        !take_text("version", fields[KIND_VERSION], &ret->version, err) ||
        !take_text("kind", fields[KIND_KIND], &ret->kind, err))
        return err_prefix(err, "%s", what);
    return true;
}

/* The only member that is read of an object; path names both. */
static bool take_inner_text(const char *what, const char *path, const struct json *node,
                            struct str *ret, struct err *err)
{
    const struct json *field = NULL;

    if (node == NULL)
        return true;
    if (json_value_type(node) != VALUE_OBJECT)
        return refuse_type(what, node, VALUE_OBJECT, err);
    json_fields(node, &field, 1);
    return take_text(path, field, ret, err);
}

/* The texts outlive the nodes. */
static bool take_groups(struct arena *arena, const struct json *node, struct review *ret,
                        struct err *err)
{
    struct str *groups;

    if (node == NULL)
        return true;
    if (json_value_type(node) != VALUE_ARRAY)
        return refuse_type("request.userInfo.groups", node, VALUE_ARRAY, err);
    groups = ARENA_NEW(arena, struct str, node->n);
    ret->groups = groups;
    for (const struct json *at = node->first; at != NULL; at = at->next) {
        if (json_value_type(at) != VALUE_STRING)
            return refuse_type("an item of request.userInfo.groups", at, VALUE_STRING,
                               err);
        groups[ret->n_groups++] = json_text(at);
    }
    return true;
}

static bool take_user(struct arena *arena, const struct json *node, struct review *ret,
                      struct err *err)
{
    const struct json *fields[USER_FIELDS];

    if (node == NULL)
        return true;
    if (json_value_type(node) != VALUE_OBJECT)
        return refuse_type("request.userInfo", node, VALUE_OBJECT, err);
    json_fields(node, fields, USER_FIELDS);
    return take_text("request.userInfo.username", fields[USER_NAME], &ret->user, err) &&
           take_groups(arena, fields[USER_GROUPS], ret, err);
}

static bool take_dry_run(const struct json *node, struct review *ret, struct err *err)
{
    if (node != NULL && json_value_type(node) != VALUE_FALSE &&
        json_value_type(node) != VALUE_TRUE)
        return refuse_type("request.dryRun", node, VALUE_TRUE, err);
    ret->dry_run = node != NULL && json_value_type(node) == VALUE_TRUE;
    return true;
}

static bool take_request(struct arena *arena, const struct json *const *f,
                         struct review *ret, struct err *err)
{
    if (!take_kind("request.kind", f[REQUEST_KIND], &ret->kind, err) ||
        !take_kind("request.requestKind", f[REQUEST_REQUEST_KIND], &ret->request_kind,
                   err) ||
        !take_inner_text("request.resource", "request.resource.resource",
                         f[REQUEST_RESOURCE], &ret->resource, err) ||
        !take_text("request.subResource", f[REQUEST_SUB_RESOURCE], &ret->sub_resource,
                   err) ||
        !take_text("request.name", f[REQUEST_NAME], &ret->name, err) ||
        !take_text("request.namespace", f[REQUEST_NAMESPACE], &ret->namespace, err) ||
        !take_text("request.operation", f[REQUEST_OPERATION], &ret->operation, err) ||
        !take_user(arena, f[REQUEST_USER_INFO], ret, err) ||
        !take_dry_run(f[REQUEST_DRY_RUN], ret, err))
        return false;

    ret->object = f[REQUEST_OBJECT];
    ret->old_object = f[REQUEST_OLD_OBJECT];

    /* Without these it is not known whether the request must be judged. */
    if (ret->kind.kind.len == 0)
        return err_set(err, ERR_INVALID, "request.kind.kind is missing or empty");
    if (ret->operation.len == 0)
        return err_set(err, ERR_INVALID, "request.operation is missing or empty");
    return true;
}

/* Read version and uid first: the answer to a malformed review needs them. */
static bool take_review(struct arena *arena, const struct json *root, struct review *ret,
                        struct err *err)
{
    const struct json *top[TOP_FIELDS];
    const struct json *request[REQUEST_FIELDS] = {0};
    struct err uid_err;
    bool has_uid = false;

    if (json_value_type(root) != VALUE_OBJECT)
        return refuse_type("the document", root, VALUE_OBJECT, err);
    json_fields(root, top, TOP_FIELDS);

    if (top[TOP_REQUEST] != NULL && json_value_type(top[TOP_REQUEST]) == VALUE_OBJECT) {
        json_fields(top[TOP_REQUEST], request, REQUEST_FIELDS);
        has_uid = take_uid(request[REQUEST_UID], ret, &uid_err);
    }
    if (!take_api_version(arena, top, ret, err))
        return false;
    if (top[TOP_REQUEST] == NULL)
        return err_set(err, ERR_INVALID, "request is missing");
    if (json_value_type(top[TOP_REQUEST]) != VALUE_OBJECT)
        return refuse_type("request", top[TOP_REQUEST], VALUE_OBJECT, err);
    if (!has_uid)
        return err_set(err, uid_err.code, "%s", uid_err.text);
    return take_request(arena, request, ret, err);
}

static struct str text_of(const struct json *node)
{
    return node == NULL || json_value_type(node) != VALUE_STRING ? STR_NONE
                                                                 : json_text(node);
}

/* The API server writes the kind before the objects. */
static const struct json_shape *choose_shape(const struct json *request, const void *by)
{
    const struct json *at = request->first;
    const struct json *names[KIND_FIELDS];
    const struct kind *kind = NULL;

    while (at->field != REQUEST_KIND && at->next != NULL)
        at = at->next;
    if (at->field != REQUEST_KIND || json_value_type(at) != VALUE_OBJECT)
        return NULL;
    json_fields(at, names, KIND_FIELDS);
    kind = policy_kind(by, text_of(names[KIND_GROUP]), text_of(names[KIND_KIND]));
    return kind == NULL ? NULL : kind_object_shape(kind);
}

/* An object whose kind came after it, or was not known, is still text. */
static bool read_again(const struct json_options *options, const struct kind *kind,
                       const struct json **object, struct err *err)
{
    struct json *read = NULL;

    if (*object == NULL || !(*object)->is_raw || json_value_type(*object) != VALUE_OBJECT)
        return true;
    if (!json_read_with(options, json_text(*object), kind_object_shape(kind), &read, err))
        return err_prefix(err, "the object is not JSON");
    *object = read;
    return true;
}

static bool read_late(const struct json_options *options, struct review *ret,
                      struct err *err)
{
    const struct kind *kind = policy_kind(options->by, ret->kind.group, ret->kind.kind);

    return kind == NULL || (read_again(options, kind, &ret->object, err) &&
                            read_again(options, kind, &ret->old_object, err));
}

bool review_read(const struct review_options *asked, struct str bytes, struct review *ret,
                 struct err *err)
{
    const struct json_options options = {.texts = asked->arena,
                                         .nodes = asked->nodes,
                                         .choose = choose_shape,
                                         .by = asked->policy};
    struct arena *arena = asked->arena;
    struct json *root = NULL;
    struct err ignored;

    *ret = (struct review){0};
    if (json_read_with(&options, bytes, &top_shape, &root, err))
        return take_review(arena, root, ret, err) && read_late(&options, ret, err);

    /* The beginning may have the version and the uid for the answer. */
    if (root != NULL)
        (void)take_review(arena, root, ret, &ignored);
    return err_prefix(err, "the body is not JSON");
}
