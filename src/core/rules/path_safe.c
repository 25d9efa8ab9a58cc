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

static void check(const struct context *context, struct violations *out)
{
    const struct view *view = context->inquiry->view;

    for (size_t i = 0; i < view->n_routes; i++) {
        const struct view_route *route = &view->routes[i];
        struct draft *draft;
        size_t at;

        if (!find_unsafe(route, &at))
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
    if (byte == '{' || byte == '}')
        buf_add_text(buf, "braces may only be counts such as {2,4}, with pathType "
                          "ImplementationSpecific");
    else if (byte == '\\')
        buf_add_text(buf, "write [.] for \\., [0-9] for \\d");
    else
        buf_add_text(buf, "write the path without it");
}

const struct rule rule_path_safe = {
    .id = RULE_PATH_SAFE,
    .summary = "Paths hold nothing that ends a configuration line.",
    .kinds = KIND_PATHS,
    .needs = NEEDS_NOTHING,
    .growth = GROWTH_FREE,
    .check = check,
    .explain = explain,
};
