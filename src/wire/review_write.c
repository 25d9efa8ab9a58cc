/* SPDX-License-Identifier: Apache-2.0 */
/* review_write: see review_write.h. */
#include "wire/review_write.h"

#include "core/kinds/resource.h"
#include "json/json.h"

static void add_text(struct buf *buf, const char *key, struct str value)
{
    json_add_key(buf, str_from(key));
    json_add_string(buf, value);
}

static void add_value(struct buf *buf, const char *key, struct str json)
{
    json_add_key(buf, str_from(key));
    buf_add(buf, json);
}

static void open_object(struct buf *buf, const char *key)
{
    json_add_key(buf, str_from(key));
    buf_add_byte(buf, '{');
}

/* "networking.k8s.io/v1" is a group and a version, "v1" a version of the core group. */
static void split_version(struct str api_version, struct str *ret_group,
                          struct str *ret_version)
{
    size_t slash;

    *ret_group = STR_NONE;
    *ret_version = api_version;
    if (!str_find(api_version, '/', &slash))
        return;
    *ret_group = str_head(api_version, slash);
    *ret_version = str_skip(api_version, slash + 1);
}

/* `kind` and `requestKind` (and the resources) are equal: nothing was converted. */
static void add_kinds(struct buf *buf, const struct review_draft *draft,
                      struct arena *arena)
{
    static const char *const keys[][2] = {
        {"kind", "kind"},
        {"resource", "resource"},
        {"requestKind", "kind"},
        {"requestResource", "resource"},
    };
    const struct str resource = draft->resource.len > 0
                                    ? draft->resource
                                    : resource_names_usual(draft->kind, arena).all[0];
    struct str group;
    struct str version;

    split_version(draft->api_version, &group, &version);
    for (size_t i = 0; i < ARRAY_LEN(keys); i++) {
        open_object(buf, keys[i][0]);
        add_text(buf, "group", group);
        add_text(buf, "version", version);
        add_text(buf, keys[i][1], i % 2 == 0 ? draft->kind : resource);
        buf_add_byte(buf, '}');
    }
}

static void add_groups(struct buf *buf, const struct review_draft *draft)
{
    if (draft->n_groups == 0)
        return;
    json_add_key(buf, STR("groups"));
    buf_add_byte(buf, '[');
    for (size_t i = 0; i < draft->n_groups; i++) {
        json_add_comma(buf);
        json_add_string(buf, draft->groups[i]);
    }
    buf_add_byte(buf, ']');
}

static void add_request(struct buf *buf, const struct review_draft *draft,
                        struct arena *arena)
{
    const bool is_update = draft->old_object.len > 0;

    add_text(buf, "uid", draft->uid);
    add_kinds(buf, draft, arena);
    if (draft->name.len > 0)
        add_text(buf, "name", draft->name);
    if (draft->namespace.len > 0)
        add_text(buf, "namespace", draft->namespace);
    add_text(buf, "operation", is_update ? STR("UPDATE") : STR("CREATE"));
    open_object(buf, "userInfo");
    add_text(buf, "username", draft->user);
    add_groups(buf, draft);
    buf_add_byte(buf, '}');
    add_value(buf, "object", draft->object);
    add_value(buf, "oldObject", is_update ? draft->old_object : STR("null"));
    add_value(buf, "dryRun", draft->dry_run ? STR("true") : STR("false"));
    open_object(buf, "options");
    add_text(buf, "kind", is_update ? STR("UpdateOptions") : STR("CreateOptions"));
    add_text(buf, "apiVersion", STR("meta.k8s.io/v1"));
    buf_add_byte(buf, '}');
}

struct str review_write(const struct review_draft *draft, struct arena *arena)
{
    struct buf buf;

    buf_init(&buf, arena, SIZE_MAX);
    buf_add_byte(&buf, '{');
    add_text(&buf, "kind", STR("AdmissionReview"));
    add_text(&buf, "apiVersion", STR("admission.k8s.io/v1"));
    open_object(&buf, "request");
    add_request(&buf, draft, arena);
    buf_add(&buf, STR("}}\n"));
    return buf_str(&buf);
}
