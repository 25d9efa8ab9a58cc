/* SPDX-License-Identifier: Apache-2.0 */
#include "yaml/manifest/list_text.h"

/* The lines of the list itself; each appears at most once. */
static const struct str own_lines[] = {
    STR_INIT("apiVersion: v1"),   STR_INIT("kind: List"),
    STR_INIT("metadata:"),        STR_INIT("  resourceVersion: \"\""),
    STR_INIT("  selfLink: \"\""),
};
#define KIND_LINE 1

/* Take the first line off, without its line feed. */
static struct str take_line(struct str *rest)
{
    size_t end = rest->len;
    struct str line;

    (void)str_find(*rest, '\n', &end);
    line = str_head(*rest, end);
    *rest = str_skip(*rest, end < rest->len ? end + 1 : end);
    return line;
}

static bool is_of_item(struct str line)
{
    return line.len == 0 || str_has_prefix(line, STR("- ")) ||
           str_has_prefix(line, STR("  "));
}

/* True: the line is one of the list itself and has not been seen before. */
static bool take_own(struct str line, bool seen[ARRAY_LEN(own_lines)])
{
    size_t at;

    if (!str_index(own_lines, ARRAY_LEN(own_lines), line, &at) || seen[at])
        return false;
    seen[at] = true;
    return true;
}

bool list_text_find(struct str bytes, struct list_text *ret)
{
    bool seen[ARRAY_LEN(own_lines)] = {false};
    struct str rest = bytes;
    struct str line = take_line(&rest);
    uint32_t n_lines = 1;
    const char *end;

    for (; take_own(line, seen); n_lines++)
        line = take_line(&rest);
    if (!str_equal(line, STR("items:")) || !str_has_prefix(rest, STR("- ")))
        return false;
    *ret = (struct list_text){rest, n_lines + 1};
    do {
        end = rest.ptr;
        line = take_line(&rest);
    } while (rest.len > 0 && is_of_item(line));
    if (is_of_item(line))
        end = rest.ptr;
    ret->items = str_head(ret->items, (size_t)(end - ret->items.ptr));
    if (!is_of_item(line) && !take_own(line, seen))
        return false;
    while (rest.len > 0) {
        if (!take_own(take_line(&rest), seen))
            return false;
    }
    return seen[KIND_LINE];
}

/* The length of the first item in bytes; its lines are added to *n_lines. */
static size_t item_end(struct str items, uint32_t *n_lines)
{
    struct str rest = items;

    do {
        (void)take_line(&rest);
        ++*n_lines;
    } while (rest.len > 0 && !str_has_prefix(rest, STR("- ")));
    return items.len - rest.len;
}

bool list_text_next(struct list_text *list, size_t bytes, struct str *ret,
                    uint32_t *ret_line)
{
    const struct str items = list->items;
    size_t end = 0;

    *ret_line = list->line;
    while (end < items.len && end < bytes)
        end += item_end(str_skip(items, end), &list->line);
    *ret = str_head(items, end);
    list->items = str_skip(items, end);
    return end > 0;
}
