/* SPDX-License-Identifier: Apache-2.0 */
/* case_file: reads a golden folder.  A key it does not know is an error, so that a
 * misspelt one cannot make a case weaker. */
#include "case_file.h"

#include <sys/stat.h>

#include "base/text.h"
#include "core/values/day.h"
#include "sys/file.h"
#include "yaml/manifest/manifest.h"

#define CASE_MAX_BYTES ((size_t)32 << 20)

static const char *path_in(struct arena *arena, const char *folder, const char *name)
{
    return arena_format(arena, "%s/%s", folder, name).ptr;
}

static bool set_stage(struct str value, enum case_stage *ret)
{
    static const struct str names[] = {STR_INIT("mutate"), STR_INIT("validate"),
                                       STR_INIT("both")};

    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        if (str_equal(value, names[i])) {
            *ret = (enum case_stage)i;
            return true;
        }
    }
    return false;
}

static bool set_key(struct arena *arena, struct case_file *to, struct str key,
                    struct str value)
{
    struct {
        struct str key;
        struct str *to;
    } texts[] = {
        {STR("why"), &to->why},
        {STR("namespace"), &to->namespace},
        {STR("user"), &to->user},
        {STR("group"), &to->group},
        {STR("subResource"), &to->sub_resource},
    };

    for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
        if (str_equal(key, texts[i].key)) {
            *texts[i].to = value;
            return true;
        }
    }
    if (str_equal(key, STR("stage")))
        return set_stage(value, &to->stage);
    if (str_equal(key, STR("assert")))
        return set_stage(value, &to->asserted);
    if (str_equal(key, STR("date")))
        return day_parse(value, &to->today);
    if (str_equal(key, STR("policy"))) {
        to->policy_path =
            path_in(arena, to->folder, arena_format(arena, "%.*s", STR_ARGS(value)).ptr);
        return true;
    }
    return false;
}

static bool read_settings(struct arena *arena, struct case_file *to, struct err *err)
{
    struct str text;
    struct str line;
    bool done = false;

    if (!file_read(arena, path_in(arena, to->folder, "case"), 65536, &text, err))
        return false;
    while (str_next_item(&text, '\n', &done, &line)) {
        size_t at = 0;

        if (str_is_blank(line))
            continue;
        if (!str_find(line, ':', &at) ||
            !set_key(arena, to, str_head(line, at),
                     str_trim_blanks(str_skip(line, at + 1))))
            return err_set(err, ERR_INVALID, "line not understood: %.*s", STR_ARGS(line));
    }
    if (to->why.len == 0)
        return err_set(err, ERR_INVALID, "a case says why");
    if (to->stage == CASE_BOTH || to->asserted == to->stage)
        return true;
    if (to->asserted != CASE_BOTH)
        return err_set(err, ERR_INVALID, "the stage to assert does not run");
    to->asserted = to->stage;
    return true;
}

static bool read_object(struct arena *arena, const char *path,
                        const struct manifest **ret, struct err *err)
{
    AUTO(problems_clear) struct problems problems = {0};
    struct str text;
    size_t n = 0;

    problems_init(&problems);
    if (!file_read(arena, path, CASE_MAX_BYTES, &text, err))
        return false;
    manifest_read(arena, path, text, &problems, ret, &n);
    if (problems.n_errors > 0)
        return err_set(err, ERR_INVALID, "%s: %s", path, problems.all[0].text);
    if (n != 1)
        return err_set(err, ERR_INVALID, "%s: one object, please", path);
    return true;
}

static void add_user(struct buf *buf, const struct case_file *from)
{
    buf_add_text(buf, ",\"userInfo\":{\"username\":");
    text_add_json(buf, from->user);
    if (from->group.len > 0) {
        buf_add_text(buf, ",\"groups\":[\"system:authenticated\",");
        text_add_json(buf, from->group);
        buf_add_text(buf, "]");
    }
    buf_add_text(buf, "}");
}

/* `"group":"G","version":"V"` */
static void add_group(struct buf *buf, struct str api_version)
{
    size_t slash = 0;
    const bool has_group = str_find(api_version, '/', &slash);

    buf_add_text(buf, "{\"group\":");
    text_add_json(buf, has_group ? str_head(api_version, slash) : STR(""));
    buf_add_text(buf, ",\"version\":");
    text_add_json(buf, has_group ? str_skip(api_version, slash + 1) : api_version);
}

static void add_kind(struct buf *buf, const char *member, struct str api_version,
                     struct str kind)
{
    buf_addf(buf, "\"%s\":", member);
    add_group(buf, api_version);
    buf_add_text(buf, ",\"kind\":");
    text_add_json(buf, kind);
    buf_add_text(buf, "},");
}

static void add_resource(struct buf *buf, struct str api_version, struct str kind)
{
    buf_add_text(buf, "\"resource\":");
    add_group(buf, api_version);
    buf_add_text(buf, ",\"resource\":\"");
    for (size_t i = 0; i < kind.len; i++)
        buf_add_byte(buf, byte_lower(kind.ptr[i]));
    buf_addf(buf, "%s\"}", str_has_suffix(kind, STR("s")) ? "es" : "s");
}

struct str case_review(struct arena *arena, const struct case_file *from,
                       struct str object, struct str stored, struct str name)
{
    const struct str kind = from->kind.len > 0 ? from->kind : STR("Ingress");
    const struct str api_version =
        from->kind.len > 0 ? from->api_version : STR("networking.k8s.io/v1");
    struct buf buf;

    buf_init(&buf, arena, BUF_MAX_BYTES);
    buf_add_text(&buf,
                 "{\"kind\":\"AdmissionReview\",\"apiVersion\":\"admission.k8s.io/v1\","
                 "\"request\":{\"uid\":\"case\",");
    add_kind(&buf, "kind", api_version, kind);
    add_kind(&buf, "requestKind", api_version, kind);
    add_resource(&buf, api_version, kind);
    if (from->sub_resource.len > 0) {
        buf_add_text(&buf, ",\"subResource\":");
        text_add_json(&buf, from->sub_resource);
    }
    if (name.len > 0) {
        buf_add_text(&buf, ",\"name\":");
        text_add_json(&buf, name);
    }
    buf_add_text(&buf, ",\"namespace\":");
    text_add_json(&buf, from->namespace);
    buf_addf(&buf, ",\"operation\":\"%s\"", stored.len > 0 ? "UPDATE" : "CREATE");
    add_user(&buf, from);
    buf_add_text(&buf, ",\"object\":");
    buf_add(&buf, object);
    buf_add_text(&buf, ",\"oldObject\":");
    buf_add(&buf, stored.len > 0 ? stored : STR("null"));
    buf_add_text(&buf, ",\"dryRun\":false,\"options\":null}}\n");
    return buf_str(&buf);
}

static bool exists(const char *path)
{
    struct stat found;

    return stat(path, &found) == 0;
}

static bool make_request(struct arena *arena, struct case_file *to, struct err *err)
{
    const char *request = path_in(arena, to->folder, "request.json");
    const char *stored_path = path_in(arena, to->folder, "stored.yaml");
    const struct manifest *object = NULL;
    const struct manifest *stored = NULL;

    if (exists(request))
        return file_read(arena, request, CASE_MAX_BYTES, &to->request, err);
    if (!read_object(arena, path_in(arena, to->folder, "object.yaml"), &object, err))
        return false;
    if (exists(stored_path) && !read_object(arena, stored_path, &stored, err))
        return false;
    to->api_version = object->api_version;
    to->kind = object->kind;
    to->request = case_review(arena, to, object->json,
                              stored == NULL ? STR_NONE : stored->json, object->name);
    return true;
}

bool case_file_read(struct arena *arena, const char *root, const char *name,
                    struct case_file *ret, struct err *err)
{
    *ret = (struct case_file){.name = str_from(name),
                              .folder = path_in(arena, root, name),
                              .stage = CASE_BOTH,
                              .asserted = CASE_BOTH,
                              .namespace = STR("shop"),
                              .user = STR("shop-dev")};
    ret->policy_path = path_in(arena, ret->folder, "policy.yaml");
    if (!day_parse(STR(CASE_DAY), &ret->today))
        return err_set(err, ERR_INVALID, "the default day is none");
    return read_settings(arena, ret, err) && make_request(arena, ret, err);
}
