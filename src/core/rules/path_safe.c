/* SPDX-License-Identifier: Apache-2.0 */
/*
 * path-safe: a path must not contain characters that could change the configuration that
 * the object's controller writes.
 */
#include "base/text.h"
#include "core/rules/rules.h"
#include "core/rules/sentence.h"

/* By byte. */
struct unsafe {
    bool has[256];
};

/* Besides control characters. */
static const struct str unsafe_for[] = {
    [PATH_PARSED] = STR_INIT(""),
    [PATH_TRAEFIK] = STR_INIT(" `"),
    [PATH_HAPROXY] = STR_INIT(" \"'"),
    [PATH_NGINX] = STR_INIT(" \"'`{}\\;#"),
};

/* The bytes that are unsafe for any of the object's controllers. */
static struct unsafe unsafe_of(const struct context *context)
{
    size_t n = context_count_profiles(context);
    struct unsafe unsafe = {{false}};

    memset(unsafe.has, true, 0x20);
    unsafe.has[0x7f] = true;
    for (size_t i = 0; i < n; i++) {
        struct str more = unsafe_for[context_profile(context, i)->paths];

        for (size_t j = 0; j < more.len; j++)
            unsafe.has[(unsigned char)more.ptr[j]] = true;
    }
    return unsafe;
}

static bool is_unsafe(const struct unsafe *unsafe, struct str path, size_t at)
{
    return unsafe->has[(unsigned char)path.ptr[at]] || text_is_c1(path, at);
}

static size_t digits_from(struct str text, size_t at)
{
    size_t n = 0;

    while (at + n < text.len && text.ptr[at + n] >= '0' && text.ptr[at + n] <= '9')
        n++;
    return n;
}

/* The length of {n}, {n,} or {n,m} at path[at]; 0: none. */
static size_t count_length(struct str path, size_t at)
{
    size_t i = at + 1;
    size_t digits;

    if (path.ptr[at] != '{')
        return 0;
    digits = digits_from(path, i);
    if (digits == 0)
        return 0;
    i += digits;
    if (i < path.len && path.ptr[i] == ',') {
        i++;
        i += digits_from(path, i);
    }
    return i < path.len && path.ptr[i] == '}' ? i + 1 - at : 0;
}

static bool find_unsafe(const struct unsafe *unsafe, const struct view_route *route,
                        size_t *ret_at)
{
    bool counts = str_equal(route->path_type, STR("ImplementationSpecific"));
    size_t i = 0;

    while (i < route->path.len) {
        size_t count;

        if (!is_unsafe(unsafe, route->path, i)) {
            i++;
            continue;
        }
        count = counts ? count_length(route->path, i) : 0;
        if (count == 0) {
            *ret_at = i;
            return true;
        }
        i += count;
    }
    return false;
}

static void check(const struct context *context, struct violations *out)
{
    const struct view *view = context->inquiry->view;
    const struct unsafe unsafe = unsafe_of(context);

    for (size_t i = 0; i < view->n_routes; i++) {
        const struct view_route *route = &view->routes[i];
        struct draft *draft;
        size_t at;

        if (!find_unsafe(&unsafe, route, &at))
            continue;
        draft = violations_add(out, RULE_PATH_SAFE, route->place, route->path);
        draft->violation.beside = name_fold(context->inquiry->arena, route->host);
        draft->detail = str_skip(route->path, at);
    }
}

static void explain(const struct context *context, const struct draft *draft,
                    struct buf *buf)
{
    char byte = draft->detail.ptr[0];

    (void)context;
    text_add_quoted(buf, draft->violation.value);
    buf_add_text(buf, " contains ");
    sentence_add_character(buf, draft->detail, 0);
    buf_add_text(buf, ", which could change the controller's configuration; ");
    if (byte == '\\')
        buf_add_text(buf, "write [.] for \\., [0-9] for \\d");
    else if (byte == '{' || byte == '}')
        buf_add_text(buf, "braces may only be counts such as {2,4}, with pathType "
                          "ImplementationSpecific");
    else
        buf_add_text(buf, "write the path without it");
}

const struct rule rule_path_safe = {
    .id = RULE_PATH_SAFE,
    .summary = "No path could change the controller's configuration.",
    .kinds = KIND_PATHS,
    .needs = NEEDS_NOTHING,
    .growth = GROWTH_FREE,
    .check = check,
    .explain = explain,
};
