/* member: how a wrong type is told. */
#include "wire/kinds/member.h"

bool member_refuse(struct arena *arena, const struct field_path *path,
                   const struct json *node, enum value_type wanted,
                   struct unjudgeable *ret)
{
    struct buf where;

    buf_init(&where, arena, BUF_MAX_BYTES);
    field_path_add(&where, path);
    ret->where = buf_str(&where);
    ret->why =
        arena_format(arena, "is %s, it must be %s",
                     value_type_phrase(json_value_type(node)), value_type_phrase(wanted));
    return false;
}

bool member_refuse_at(struct arena *arena, const char *path, const struct json *node,
                      enum value_type wanted, struct unjudgeable *ret)
{
    struct field_path place = {path, STR_NONE, {0, 0}};

    return member_refuse(arena, &place, node, wanted, ret);
}

bool member_refuse_many(struct arena *arena, const char *path, size_t n, size_t max,
                        struct unjudgeable *ret)
{
    ret->where = str_from(path);
    ret->why = arena_format(arena, "holds %zu entries, the limit is %zu", n, max);
    return false;
}
