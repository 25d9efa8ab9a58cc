/* member: how a wrong type is told. */
#include "wire/kinds/member.h"

/* A scalar that YAML took for something else than text. */
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

bool member_refuse_many(struct arena *arena, enum field_id field, size_t n, size_t max,
                        struct unjudgeable *ret)
{
    ret->where = builtin_fields[field].text;
    ret->why = arena_format(arena, "has %zu entries, the limit is %zu", n, max);
    return false;
}
