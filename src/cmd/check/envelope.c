/* check_envelope: see check_envelope.h. */
#include "cmd/check/envelope.h"

#include "base/buf.h"
#include "base/text.h"

/* The API server sends a random one; the same each time makes answers comparable. */
#define UID "00000000-0000-4000-8000-000000000000"

static void add_text(struct buf *buf, const char *name, struct str value)
{
    buf_addf(buf, "\"%s\":", name);
    text_add_json(buf, value);
    buf_add_byte(buf, ',');
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

/* The plural in lower case; nothing depends on the English being right. */
static struct str resource_of(struct arena *arena, struct str kind)
{
    struct buf buf;

    buf_init(&buf, arena, BUF_MAX_BYTES);
    for (size_t i = 0; i < kind.len; i++)
        buf_add_byte(&buf, byte_lower(kind.ptr[i]));
    buf_add_text(&buf, str_has_suffix(buf_str(&buf), STR("s")) ? "es" : "s");
    return buf_str(&buf);
}

/* `kind` and `requestKind` (and the resources) are equal: nothing was converted. */
static void add_kinds(struct buf *buf, const struct manifest *manifest,
                      struct arena *arena)
{
    static const char *const prefixes[][2] = {{"kind", "resource"},
                                              {"requestKind", "requestResource"}};
    struct str group;
    struct str version;

    split_version(manifest->api_version, &group, &version);
    for (size_t i = 0; i < ARRAY_LEN(prefixes); i++) {
        buf_addf(buf, "\"%s\":{", prefixes[i][0]);
        add_text(buf, "group", group);
        add_text(buf, "version", version);
        buf_add_text(buf, "\"kind\":");
        text_add_json(buf, manifest->kind);
        buf_addf(buf, "},\"%s\":{", prefixes[i][1]);
        add_text(buf, "group", group);
        add_text(buf, "version", version);
        buf_add_text(buf, "\"resource\":");
        text_add_json(buf, resource_of(arena, manifest->kind));
        buf_add_text(buf, "},");
    }
}

struct str check_envelope(const struct check_write *write, struct str object,
                          struct arena *arena)
{
    const bool is_update = write->stored != NULL;
    struct buf buf;

    buf_init(&buf, arena, SIZE_MAX);
    buf_add_text(&buf, "{\"kind\":\"AdmissionReview\",\"apiVersion\":"
                       "\"admission.k8s.io/v1\",\"request\":{\"uid\":\"" UID "\",");
    add_kinds(&buf, write->manifest, arena);
    if (write->manifest->name.len > 0)
        add_text(&buf, "name", write->manifest->name);
    if (write->namespace.len > 0)
        add_text(&buf, "namespace", write->namespace);
    add_text(&buf, "operation", is_update ? STR("UPDATE") : STR("CREATE"));
    buf_add_text(&buf, "\"userInfo\":{\"username\":");
    text_add_json(&buf, write->user);
    buf_add_text(&buf, "},\"object\":");
    buf_add(&buf, object);
    buf_add_text(&buf, ",\"oldObject\":");
    buf_add(&buf, is_update ? write->stored->json : STR("null"));
    buf_addf(&buf,
             ",\"dryRun\":false,\"options\":{\"kind\":\"%s\","
             "\"apiVersion\":\"meta.k8s.io/v1\"}}}\n",
             is_update ? "UpdateOptions" : "CreateOptions");
    return buf_str(&buf);
}
