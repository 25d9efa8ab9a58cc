/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/probe/probe.h"

#include <sys/random.h>

#include "base/mem.h"
#include "base/text.h"
#include "json/pointer.h"
#include "sys/file.h"
#include "wire/patch.h"
#include "wire/review_write.h"
#include "yaml/manifest/manifest.h"

/* The host cannot belong to anybody (RFC 2606), so it is not a name of a tenant. */
#define BUILT_IN_MANIFEST                                                                \
    "{\"apiVersion\":\"networking.k8s.io/v1\",\"kind\":\"Ingress\","                     \
    "\"metadata\":{\"name\":\"ingress-warden-probe\"},\"spec\":{\"rules\":[{"            \
    "\"host\":\"ingress-warden-probe.invalid\",\"http\":{\"paths\":[{\"path\":\"/\","    \
    "\"pathType\":\"Prefix\",\"backend\":{\"service\":{\"name\":\"none\",\"port\":{"     \
    "\"number\":80}}}}]}}]}}"

/* The text at the path; empty if there is none. */
static struct str text_at(struct arena *arena, struct json *root, struct str path)
{
    const struct json *node = pointer_get(arena, root, path);

    if (node == NULL || json_value_type(node) != VALUE_STRING)
        return STR_NONE;
    return json_text(node);
}

static struct str json_of(const struct json *node, struct arena *arena)
{
    struct buf buf = {.arena = arena, .max_bytes = JSON_MAX_BYTES};

    if (node == NULL)
        return STR("null");
    json_write(&buf, node, arena);
    return buf_str(&buf);
}

/* The first name in the request.  A DELETE has an oldObject instead of an object. */
static struct str name_of(struct arena *arena, struct json *root)
{
    const struct json *object = pointer_get(arena, root, STR("/request/object"));
    const bool has_object = object != NULL && json_value_type(object) == VALUE_OBJECT;
    const struct str paths[] = {
        STR("/request/name"),
        has_object ? STR("/request/object/metadata/name")
                   : STR("/request/oldObject/metadata/name"),
        has_object ? STR("/request/object/metadata/generateName")
                   : STR("/request/oldObject/metadata/generateName"),
    };
    struct str name = STR_NONE;

    for (size_t i = 0; i < ARRAY_LEN(paths) && name.len == 0; i++)
        name = text_at(arena, root, paths[i]);
    return name;
}

/* Fill in the members that the checks and the output need. */
static bool fill(struct probe_review *review, struct arena *arena, struct err *err)
{
    const struct json *request;
    struct json *root;

    if (!json_read(arena, review->json, &json_whole, &root, err))
        return false;
    request = pointer_get(arena, root, STR("/request"));
    if (request == NULL || json_value_type(request) != VALUE_OBJECT)
        return err_set(err, ERR_INVALID, "the AdmissionReview has no request");
    review->api_version = text_at(arena, root, STR("/apiVersion"));
    review->uid = text_at(arena, root, STR("/request/uid"));
    review->operation = text_at(arena, root, STR("/request/operation"));
    review->group = text_at(arena, root, STR("/request/kind/group"));
    review->kind = text_at(arena, root, STR("/request/kind/kind"));
    review->name = name_of(arena, root);
    review->object = json_of(json_member(request, STR("object")), arena);
    return true;
}

static bool is_review(struct str bytes, struct arena *arena)
{
    struct json *root = NULL;
    struct err ignored;

    return json_read(arena, bytes, &json_whole, &root, &ignored) &&
           str_equal(text_at(arena, root, STR("/kind")), STR("AdmissionReview"));
}

static void add_random_uid(struct buf *buf)
{
    unsigned char bytes[16];

    if (getrandom(bytes, sizeof bytes, 0) != (ssize_t)sizeof bytes)
        mem_gone_like("randomness");
    bytes[6] = (unsigned char)((bytes[6] & 0x0f) | 0x40); /* RFC 9562: version 4 */
    bytes[8] = (unsigned char)((bytes[8] & 0x3f) | 0x80);
    for (size_t i = 0; i < sizeof bytes; i++)
        buf_addf(buf, "%s%02x", i == 4 || i == 6 || i == 8 || i == 10 ? "-" : "",
                 bytes[i]);
}

/* Each call has a uid of its own.  The request is a dry run, because the object will not
 * be created. */
static struct str wrap(const struct manifest *manifest, const struct probe_writer *writer,
                       struct arena *arena)
{
    struct review_draft draft = {
        .api_version = manifest->api_version,
        .kind = manifest->kind,
        .name = manifest->name,
        .namespace = manifest->namespace,
        .user = str_from(writer->user),
        .groups = writer->groups,
        .n_groups = writer->n_groups,
        .object = manifest->json,
        .dry_run = true,
    };
    struct buf uid = {.arena = arena, .max_bytes = BUF_MAX_BYTES};

    if (draft.namespace.len == 0)
        draft.namespace =
            writer->namespace == NULL ? STR("default") : str_from(writer->namespace);
    add_random_uid(&uid);
    draft.uid = buf_str(&uid);
    return review_write(&draft, arena);
}

static bool set_first_error(const struct problems *problems, const char *file,
                            struct err *err)
{
    for (size_t i = 0; i < problems->n; i++) {
        const struct problem *problem = &problems->all[i];

        if (problem->severity == SEVERITY_ERROR)
            return err_set(err, ERR_SYNTAX, "%s:%u:%u: %s", file, problem->place.line,
                           problem->place.column, problem->text);
    }
    return err_set(err, ERR_SYNTAX, "%s: cannot be read", file);
}

static bool wrap_bytes(struct str bytes, const struct probe_writer *writer,
                       struct arena *arena, struct probe_review *ret, struct err *err)
{
    AUTO(problems_clear) struct problems problems = {0};
    const char *name = ret->source == NULL ? "built in" : ret->source;
    const struct manifest *manifests;
    size_t n;

    manifest_read(arena, name, bytes, &problems, &manifests, &n);
    if (problems.n_errors > 0)
        return set_first_error(&problems, name, err);
    if (n != 1)
        return err_set(err, ERR_INVALID, "%s contains %zu objects; probe takes one", name,
                       n);
    ret->json = wrap(&manifests[0], writer, arena);
    return true;
}

bool probe_review_read(const char *file, const struct probe_writer *writer,
                       struct arena *arena, struct probe_review *ret, struct err *err)
{
    struct str bytes = STR(BUILT_IN_MANIFEST);

    *ret = (struct probe_review){.source = file};
    if (file != NULL && strcmp(file, "-") == 0)
        ret->source = "STDIN"; /* kubectl's word */
    if (file != NULL && !file_read(arena, file, MANIFEST_MAX_BYTES, &bytes, err))
        return false;
    ret->json = bytes;
    if ((file == NULL || !is_review(bytes, arena)) &&
        !wrap_bytes(bytes, writer, arena, ret, err))
        return false;
    if (!fill(ret, arena, err))
        return err_prefix(err, "%s", file == NULL ? "built in" : file);
    return true;
}

bool probe_review_patch(const struct probe_review *review, struct str patch,
                        struct arena *arena, struct probe_review *ret, struct err *err)
{
    struct str object;
    struct buf replacing = {.arena = arena, .max_bytes = BUF_MAX_BYTES};
    struct probe_review patched = *review;

    if (!patch_apply(arena, review->object, patch, &object, err))
        return false;
    buf_add_text(&replacing,
                 "[{\"op\":\"replace\",\"path\":\"/request/object\",\"value\":");
    buf_add(&replacing, object);
    buf_add_text(&replacing, "}]");
    if (!patch_apply(arena, review->json, buf_str(&replacing), &patched.json, err) ||
        !fill(&patched, arena, err))
        return false;
    *ret = patched;
    return true;
}
