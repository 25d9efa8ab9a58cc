/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/probe/probe.h"

#define PORT_MAX 65535

const char *probe_stage_name(enum stage stage)
{
    return stage == STAGE_MUTATE ? "mutate" : "validate";
}

/* Go refuses a host or a port with a blank or a control character. */
static bool is_plain(struct str text)
{
    for (size_t i = 0; i < text.len; i++) {
        const unsigned char byte = (unsigned char)text.ptr[i];

        if (byte <= ' ' || byte >= 0x7f)
            return false;
    }
    return true;
}

/* "host", "host:port", "[v6]", "[v6]:port" */
static bool split_authority(struct str authority, struct str *ret_host,
                            struct str *ret_port)
{
    size_t end;
    struct str rest;

    *ret_port = STR("443");
    if (str_has_prefix(authority, STR("["))) {
        if (!str_find(authority, ']', &end))
            return false;
        *ret_host = str_skip(str_head(authority, end), 1);
        rest = str_skip(authority, end + 1);
    } else {
        if (!str_find(authority, ':', &end))
            end = authority.len;
        *ret_host = str_head(authority, end);
        rest = str_skip(authority, end);
    }
    if (rest.len == 0)
        return ret_host->len > 0;
    *ret_port = str_skip(rest, 1);
    return rest.ptr[0] == ':' && ret_host->len > 0;
}

static bool port_is_good(struct str port)
{
    uint64_t number;

    return port.len > 0 && str_to_u64(port, PORT_MAX, &number) && number > 0;
}

/* The API server cleans the path, which removes final slashes. */
static void take_path(struct str path, struct arena *arena, struct probe_url *ret)
{
    static const enum stage stages[] = {STAGE_MUTATE, STAGE_VALIDATE};

    while (path.len > 0 && path.ptr[path.len - 1] == '/')
        path.len--;
    for (size_t i = 0; i < ARRAY_LEN(stages) && !ret->has_stage; i++) {
        struct str segment = str_from(probe_stage_name(stages[i]));

        if (str_has_suffix(path, segment) && path.len > segment.len &&
            path.ptr[path.len - segment.len - 1] == '/') {
            path = str_head(path, path.len - segment.len - 1);
            ret->has_stage = true;
            ret->stage = stages[i];
        }
    }
    ret->base = arena_dup(arena, path).ptr;
}

bool probe_url_parse(const char *text, struct arena *arena, struct probe_url *ret,
                     struct err *err)
{
    struct str rest = str_from(text);
    struct str host;
    struct str port;
    size_t slash;

    if (!str_has_prefix(rest, STR("https://")))
        return err_set(err, ERR_INVALID, "--url must begin with https://");
    rest = str_skip(rest, sizeof "https://" - 1);
    if (!is_plain(rest) || strpbrk(rest.ptr, "?#@") != NULL)
        return err_set(err, ERR_INVALID,
                       "--url takes host, port and path; no user, query or fragment");
    if (!str_find(rest, '/', &slash))
        slash = rest.len;
    if (!split_authority(str_head(rest, slash), &host, &port))
        return err_set(err, ERR_INVALID, "--url has no host: https://HOST[:PORT][/PATH]");
    if (!port_is_good(port))
        return err_set(err, ERR_INVALID, "--url: the port must be 1 to %d", PORT_MAX);
    *ret = (struct probe_url){.host = arena_dup(arena, host).ptr,
                              .port = arena_dup(arena, port).ptr};
    take_path(str_skip(rest, slash), arena, ret);
    return true;
}
