/* SPDX-License-Identifier: Apache-2.0 */
/*
 * conditions: a walk over the nodes of one value.
 */
#include "core/object/conditions.h"

#include "json/json.h"

/* The nodes above the current one. */
struct walk {
    const struct json *above[CONDITIONS_MAX_DEPTH];
    size_t depth;
};

static bool is_container(const struct json *node)
{
    return json_value_type(node) == VALUE_ARRAY || json_value_type(node) == VALUE_OBJECT;
}

/* The node after this one and everything inside it; NULL: the walk is over. */
static const struct json *walk_past(struct walk *walk, const struct json *node)
{
    while (walk->depth > 0 && node->next == NULL)
        node = walk->above[--walk->depth];
    return walk->depth == 0 ? NULL : node->next;
}

/* The next node, those inside this one first; NULL: the walk is over.  If the nesting is
 * too deep, *too_deep is set and the walk is over, too. */
static const struct json *walk_next(struct walk *walk, const struct json *node,
                                    bool *too_deep)
{
    if (is_container(node)) {
        if (walk->depth == CONDITIONS_MAX_DEPTH) {
            *too_deep = true;
            return NULL;
        }
        if (node->first != NULL) {
            walk->above[walk->depth++] = node;
            return node->first;
        }
    }
    return walk_past(walk, node);
}

/* Take a character off the front of *rest, folded as strings.EqualFold() does; 0: it
 * occurs in none of the words here. */
static char next_folded(struct str *rest)
{
    static const struct str long_s = STR_INIT("\xc5\xbf");     /* U+017F */
    static const struct str kelvin = STR_INIT("\xe2\x84\xaa"); /* U+212A */
    const char c = rest->ptr[0];

    if (str_has_prefix(*rest, long_s)) {
        *rest = str_skip(*rest, long_s.len);
        return 's';
    }
    if (str_has_prefix(*rest, kelvin)) {
        *rest = str_skip(*rest, kelvin.len);
        return 'k';
    }
    *rest = str_skip(*rest, 1);
    return byte_lower(c);
}

/* word: in lower case. */
static bool is_word(struct str text, struct str word)
{
    while (text.len > 0 && word.len > 0) {
        if (next_folded(&text) != word.ptr[0])
            return false;
        word = str_skip(word, 1);
    }
    return text.len == 0 && word.len == 0;
}

static bool is_member(const struct json *node, const char *name)
{
    return node->key_ptr != NULL && is_word(json_key(node), str_from(name));
}

static bool is_text(const struct json *node, const char *word)
{
    return json_value_type(node) == VALUE_STRING &&
           is_word(json_text(node), str_from(word));
}

static bool names_host_header(const struct json *object)
{
    struct walk walk = {.depth = 0};
    bool too_deep = false;

    for (const struct json *node = object; node != NULL;
         node = walk_next(&walk, node, &too_deep)) {
        if (node != object && is_member(node, "httpheadername") && is_text(node, "host"))
            return true;
    }
    return false;
}

static bool chooses_hosts(const struct json *node)
{
    bool is_header = false;

    if (json_value_type(node) != VALUE_OBJECT)
        return false;
    for (const struct json *member = node->first; member != NULL; member = member->next) {
        if (!is_member(member, "field"))
            continue;
        if (is_text(member, "host-header"))
            return true;
        is_header |= is_text(member, "http-header");
    }
    return is_header && names_host_header(node);
}

/* The result of a walk over one value. */
struct collecting {
    struct arena *arena;
    struct str value;
    size_t max;
    struct condition_hosts *hosts;
};

static void add(const struct collecting *at, struct condition_host host)
{
    struct condition_hosts *hosts = at->hosts;

    if (hosts->n == at->max) {
        hosts->too_many = true;
        return;
    }
    if (hosts->n == hosts->cap)
        hosts->all = arena_grow(at->arena, hosts->all, &hosts->cap, sizeof *hosts->all);
    host.text = arena_dup(at->arena, host.text);
    hosts->all[hosts->n++] = host;
}

static void add_pattern(const struct collecting *at, struct str text)
{
    add(at, (struct condition_host){text, true});
}

static void add_name(const struct collecting *at, struct str text)
{
    struct str rest = str_has_prefix(text, STR("*.")) ? str_skip(text, 2) : text;
    size_t star;

    add(at, (struct condition_host){text, str_find(rest, '*', &star) ||
                                              str_find(rest, '?', &star)});
}

/* True if the node is, or is inside, a member of that name, below the first node. */
static bool is_within(const struct walk *walk, const struct json *node, const char *name)
{
    if (is_member(node, name))
        return true;
    for (size_t i = 1; i < walk->depth; i++) {
        if (is_member(walk->above[i], name))
            return true;
    }
    return false;
}

static bool has_text(const struct json *value)
{
    struct walk walk = {.depth = 0};
    bool too_deep = false;

    for (const struct json *node = value; node != NULL;
         node = walk_next(&walk, node, &too_deep)) {
        if (json_value_type(node) == VALUE_STRING)
            return true;
    }
    return false;
}

/* True if it contains anything but texts, which has no defined meaning. */
static bool is_odd_pattern(const struct json *node)
{
    return is_member(node, "regexvalues") && json_value_type(node) != VALUE_NULL &&
           !(is_container(node) && node->n == 0) && !has_text(node);
}

/* Add all hosts of a condition over hosts. */
static void add_hosts(const struct collecting *at, const struct json *condition)
{
    struct walk walk = {.depth = 0};
    bool too_deep = false;
    bool is_odd = false;

    for (const struct json *node = walk_next(&walk, condition, &too_deep); node != NULL;
         node = walk_next(&walk, node, &too_deep)) {
        const bool is_text = json_value_type(node) == VALUE_STRING;

        is_odd |= is_odd_pattern(node);
        if (is_text && is_within(&walk, node, "regexvalues")) {
            if (json_text(node).len > 0 || !is_member(node, "regexvalues"))
                add_pattern(at, json_text(node));
        } else if (is_text && is_within(&walk, node, "values")) {
            add_name(at, json_text(node));
        }
    }
    if (is_odd)
        add_pattern(at, at->value);
}

static bool is_shallow(const struct json *value)
{
    struct walk walk = {.depth = 0};
    bool too_deep = false;

    for (const struct json *node = value; node != NULL;)
        node = walk_next(&walk, node, &too_deep);
    return !too_deep;
}

/* Parse one value with nothing after it. */
static bool read_json(struct arena *nodes, struct str value, struct json **ret)
{
    struct json_stream stream;
    struct json *second;

    if (value.len > CONDITIONS_MAX_BYTES)
        return false;
    json_stream_init(&stream, nodes, value);
    return json_stream_next(&stream, nodes, ret) &&
           !json_stream_next(&stream, nodes, &second) && stream.problem == NULL;
}

bool conditions_read(struct arena *arena, struct str value, size_t max,
                     struct condition_hosts *ret)
{
    AUTO(arena_clear) struct arena nodes = {0};
    const struct collecting collecting = {arena, value, max, ret};
    struct walk walk = {.depth = 0};
    struct json *root = NULL;
    bool too_deep = false;

    *ret = (struct condition_hosts){0};
    if (!read_json(&nodes, value, &root) || !is_shallow(root))
        return false;
    for (const struct json *node = root; node != NULL;) {
        if (chooses_hosts(node)) {
            add_hosts(&collecting, node);
            node = walk_past(&walk, node);
        } else {
            node = walk_next(&walk, node, &too_deep);
        }
    }
    return true;
}
