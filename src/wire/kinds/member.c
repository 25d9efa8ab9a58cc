/* SPDX-License-Identifier: Apache-2.0 */
/* member: reports a wrong type. */
#include "wire/kinds/member.h"

/* True for a scalar that YAML may have parsed as another type than text. */
static bool is_unquoted(const struct json *node, enum value_type wanted)
{
    return wanted == VALUE_STRING && json_value_type(node) != VALUE_OBJECT &&
           json_value_type(node) != VALUE_ARRAY;
}

bool member_refuse(struct arena *arena, const struct field_path *path,
                   const struct json *node, enum value_type wanted,
                   struct unjudgeable *ret)
{
    struct buf where = buf_in(arena);

    field_path_add(&where, path);
    ret->where = buf_str(&where);
    ret->why =
        arena_format(arena, "is %s, it must be %s%s",
                     value_type_phrase(json_value_type(node)), value_type_phrase(wanted),
                     is_unquoted(node, wanted) ? "; write it in quotes" : "");
    return false;
}

bool member_refuse_at(struct arena *arena, enum field_id field, const struct json *node,
                      enum value_type wanted, struct unjudgeable *ret)
{
    struct field_path place = field_path_of(field);

    return member_refuse(arena, &place, node, wanted, ret);
}

bool member_refuse_many_of(struct arena *arena, enum field_id field, const char *what,
                           size_t n, size_t max, struct unjudgeable *ret)
{
    ret->where = builtin_fields[field].text;
    ret->why = arena_format(arena, "has %zu %s, the limit is %zu", n, what, max);
    return false;
}

bool member_refuse_many(struct arena *arena, enum field_id field, size_t n, size_t max,
                        struct unjudgeable *ret)
{
    return member_refuse_many_of(arena, field, "entries", n, max, ret);
}

bool member_find(const struct member_in *in, const char *key, enum value_type wanted,
                 const struct json **ret)
{
    struct path_fields fields = {.arena = in->arena};
    struct field_path place = in->path;
    struct json *node =
        in->object == NULL ? NULL : json_member(in->object, str_from(key));

    *ret = NULL;
    if (node == NULL || json_value_type(node) == VALUE_NULL)
        return true;
    *ret = node;
    if (json_value_type(node) == wanted)
        return true;
    place.field = path_field(
        &fields, arena_format(in->arena, "%.*s.%s", STR_ARGS(in->path.field->text), key));
    return member_refuse(in->arena, &place, node, wanted, in->ret_why);
}

bool member_find_text(const struct member_in *in, const char *key, struct str *ret)
{
    const struct json *node = NULL;

    *ret = STR_NONE;
    if (!member_find(in, key, VALUE_STRING, &node))
        return false;
    *ret = member_text(node);
    return true;
}
