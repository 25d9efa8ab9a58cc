/* SPDX-License-Identifier: Apache-2.0 */
#include "by_patch.h"

#include <errno.h>
#include <stdlib.h>

#include "base/mem.h"
#include "fuzz.h"

#define STEP_MAX 65536

/* Takes one step of a path, unescaped. */
struct step {
    char text[STEP_MAX];
    size_t len;
};

static void take_step(struct str *path, struct step *ret)
{
    size_t i = 1;

    ret->len = 0;
    for (; i < path->len && path->ptr[i] != '/'; i++) {
        const bool is_escape = path->ptr[i] == '~' && i + 1 < path->len;

        FUZZ_LAW(ret->len < STEP_MAX - 1, "inputs are small");
        if (is_escape && path->ptr[i + 1] == '1')
            ret->text[ret->len++] = '/';
        else if (!is_escape || path->ptr[i + 1] != '0')
            ret->text[ret->len++] = path->ptr[i];
        else
            ret->text[ret->len++] = '~';
        if (is_escape && (path->ptr[i + 1] == '0' || path->ptr[i + 1] == '1'))
            i++;
    }
    ret->text[ret->len] = '\0';
    *path = str_skip(*path, i);
}

/* An index as Go's Atoi reads it; a negative one counts from the end. */
static bool take_index(const struct step *step, size_t size, size_t *ret)
{
    const char *digits = step->text + (step->text[0] == '-' || step->text[0] == '+');
    long long number = 0;

    if (*digits == '\0' || strspn(digits, "0123456789") != strlen(digits) ||
        strlen(step->text) != step->len)
        return false;
    errno = 0;
    number = strtoll(step->text, NULL, 10);
    if (number < 0)
        number += (long long)size;
    if (errno != 0 || number < 0 || number >= (long long)size)
        return false;
    *ret = (size_t)number;
    return true;
}

static json_t *child_of(json_t *parent, const struct step *step)
{
    size_t index = 0;

    if (json_is_object(parent))
        return json_object_getn(parent, step->text, step->len);
    if (json_is_array(parent) && take_index(step, json_array_size(parent), &index))
        return json_array_get(parent, index);
    return NULL;
}

/* Finds the parent of the last step; NULL: the path does not exist. */
static json_t *parent_of(json_t *document, struct str path, struct step *ret_last)
{
    if (path.len == 0 || path.ptr[0] != '/')
        return NULL;
    for (;;) {
        take_step(&path, ret_last);
        if (path.len == 0)
            break;
        document = child_of(document, ret_last);
    }
    return json_is_object(document) || json_is_array(document) ? document : NULL;
}

json_t *by_patch_at(json_t *document, struct str path)
{
    AUTO(mem_free) struct step *last = mem_alloc(1, sizeof *last);
    json_t *parent = NULL;

    if (path.len == 0)
        return document;
    parent = parent_of(document, path, last);
    return parent == NULL ? NULL : child_of(parent, last);
}

static bool add_at(json_t *parent, const struct step *last, json_t *value)
{
    size_t index = 0;

    if (json_is_object(parent))
        return json_object_setn(parent, last->text, last->len, value) == 0;
    if (last->len == 1 && last->text[0] == '-')
        return json_array_append(parent, value) == 0;
    return take_index(last, json_array_size(parent) + 1, &index) &&
           json_array_insert(parent, index, value) == 0;
}

static bool remove_at(json_t *parent, const struct step *last)
{
    size_t index = 0;

    if (json_is_object(parent))
        return json_object_deln(parent, last->text, last->len) == 0;
    return take_index(last, json_array_size(parent), &index) &&
           json_array_remove(parent, index) == 0;
}

static bool replace_at(json_t *parent, const struct step *last, json_t *value)
{
    size_t index = 0;

    if (json_is_object(parent))
        return json_object_setn(parent, last->text, last->len, value) == 0;
    return take_index(last, json_array_size(parent), &index) &&
           json_array_set(parent, index, value) == 0;
}

static bool test_at(json_t *parent, const struct step *last, json_t *value)
{
    json_t *have = child_of(parent, last);

    if (have == NULL && json_is_object(parent))
        return json_is_null(value);
    return have != NULL && json_equal(have, value);
}

static bool apply_whole(json_t **document, struct str op, json_t *value)
{
    if (str_equal(op, STR("test")))
        return json_equal(*document, value);
    if (str_equal(op, STR("remove")))
        return false;
    json_decref(*document);
    *document = json_deep_copy(value);
    return true;
}

static bool apply_below(json_t *document, struct str op, struct str path, json_t *value)
{
    AUTO(mem_free) struct step *last = mem_alloc(1, sizeof *last);
    json_t *parent = parent_of(document, path, last);

    if (parent == NULL)
        return false;
    if (str_equal(op, STR("add")))
        return add_at(parent, last, value);
    if (str_equal(op, STR("remove")))
        return remove_at(parent, last);
    if (str_equal(op, STR("replace")))
        return replace_at(parent, last, value);
    return test_at(parent, last, value);
}

static bool apply_one(json_t **document, const json_t *operation)
{
    const json_t *op = json_object_get(operation, "op");
    const json_t *path = json_object_get(operation, "path");
    const json_t *given = json_object_get(operation, "value");
    AUTO(json_decref) json_t *value = NULL;
    bool known = false;

    if (!json_is_string(op) || !json_is_string(path))
        return false;
    known = str_equal(by_jansson_text(op), STR("add")) ||
            str_equal(by_jansson_text(op), STR("remove")) ||
            str_equal(by_jansson_text(op), STR("replace")) ||
            str_equal(by_jansson_text(op), STR("test"));
    if (!known)
        return false;
    value = given == NULL ? json_null() : json_deep_copy(given);
    if (json_string_length(path) == 0)
        return apply_whole(document, by_jansson_text(op), value);
    return apply_below(*document, by_jansson_text(op), by_jansson_text(path), value);
}

bool by_patch_apply(json_t **document, const json_t *patch)
{
    const size_t n = json_array_size(patch);

    if (!json_is_array(patch))
        return false;
    for (size_t i = 0; i < n; i++)
        if (!apply_one(document, json_array_get(patch, i)))
            return false;
    return true;
}
