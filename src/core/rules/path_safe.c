/*
 * path-safe: paths hold nothing that could end what a controller writes them into.
 */
#include "core/rules/rules.h"
#include "core/rules/sentence.h"

static bool is_unsafe(struct str path, size_t at)
{
    unsigned char byte = (unsigned char)path.ptr[at];

    switch (byte) {
    case ' ':
    case '"':
    case '\'':
    case '`':
    case '{':
    case '}':
    case '\\':
    case ';':
    case '#':
    case 0x7f:
        return true;
    case 0xc2: /* a C1 control character in UTF-8 */
        return at + 1 < path.len && (unsigned char)path.ptr[at + 1] >= 0x80 &&
               (unsigned char)path.ptr[at + 1] <= 0x9f;
    default:
        return byte < 0x20;
    }
}

static size_t digits_from(struct str text, size_t at)
{
    size_t n = 0;

    while (at + n < text.len && text.ptr[at + n] >= '0' && text.ptr[at + n] <= '9')
        n++;
    return n;
}

/* The length of {n}, {n,} or {n,m} at path[at]; 0: there is none. */
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

static bool find_unsafe(const struct view_route *route, size_t *ret_at)
{
    bool counts = str_equal(route->path_type, STR("ImplementationSpecific"));
    size_t i = 0;

    while (i < route->path.len) {
        size_t count;

        if (!is_unsafe(route->path, i)) {
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

static char *put(char *at, struct str text)
{
    if (text.len > 0)
        memcpy(at, text.ptr, text.len);
    return at + text.len;
}

/* Host and path; the length in front keeps the two apart.  Exactly as long as needed:
 * there may be thousands. */
static struct str place_of(const struct context *context, const struct view_route *route,
                           size_t *ret_path_at)
{
    const struct str host = name_fold(context->inquiry->arena, route->host);
    const struct str length = arena_format(context->inquiry->arena, "%zu:", host.len);
    const size_t len = length.len + host.len + route->path.len;
    char *text = arena_alloc(context->inquiry->arena, len);

    *ret_path_at = length.len + host.len;
    put(put(put(text, length), host), route->path);
    return (struct str){text, len};
}

static void check(const struct context *context, struct violations *out)
{
    const struct view *view = context->inquiry->view;

    for (size_t i = 0; i < view->n_routes; i++) {
        const struct view_route *route = &view->routes[i];
        struct draft *draft;
        struct str place;
        size_t path_at;
        size_t at;

        if (!find_unsafe(route, &at))
            continue;
        place = place_of(context, route, &path_at);
        draft = violations_add(out, RULE_PATH_SAFE, route->place, place);
        draft->what = (unsigned)path_at; /* there the value's path begins */
        draft->detail = str_skip(route->path, at);
    }
}

static void explain(const struct context *context, const struct draft *draft,
                    struct buf *buf)
{
    char byte = draft->detail.ptr[0];

    (void)context;
    text_add_quoted(buf, str_skip(draft->violation.value, draft->what));
    buf_add_text(buf, " holds ");
    sentence_add_character(buf, draft->detail, 0);
    buf_add_text(buf, "; write the path without it");
    if (byte == '{' || byte == '}')
        buf_add_text(buf,
                     "; braces may only stand as counts such as {2,4}, with pathType "
                     "ImplementationSpecific");
}

const struct rule rule_path_safe = {
    .id = RULE_PATH_SAFE,
    .needs = NEEDS_NOTHING,
    .growth = GROWTH_FREE,
    .check = check,
    .explain = explain,
};
