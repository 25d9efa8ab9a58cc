/* SPDX-License-Identifier: Apache-2.0 */
/* parent: reads a reference and fills in its defaults. */
#include "wire/kinds/parent.h"

#include "core/kinds/gateways.h"

#define MESH_KIND STR("Service")

static struct str or_default(struct str text, struct str otherwise)
{
    return text.len == 0 ? otherwise : text;
}

struct str parent_text(struct arena *arena, const struct view_parent *parent)
{
    struct buf buf = buf_in(arena);

    buf_add(&buf, parent->namespace);
    buf_add_byte(&buf, '/');
    buf_add(&buf, parent->name);
    return buf_str(&buf);
}

bool parent_read(const struct kind_reading *reading, const struct json *node,
                 const struct field_path *path, struct view_parent *ret)
{
    const struct member_in in = {reading->arena, node, *path, reading->ret_why};
    struct view_parent parent = {.path = *path};
    const struct json *group = NULL;

    if (json_value_type(node) != VALUE_OBJECT && json_value_type(node) != VALUE_NULL)
        return member_refuse(reading->arena, path, node, VALUE_OBJECT, reading->ret_why);
    if (!member_find(&in, "group", VALUE_STRING, &group) ||
        !member_find_text(&in, "kind", &parent.kind) ||
        !member_find_text(&in, "namespace", &parent.namespace) ||
        !member_find_text(&in, "name", &parent.name))
        return false;
    parent.group = or_default(member_text(group), STR(GATEWAY_GROUP));
    if (group != NULL && str_equal(parent.kind, MESH_KIND))
        parent.group = json_text(group);
    parent.kind = or_default(parent.kind, STR("Gateway"));
    parent.namespace = or_default(parent.namespace, reading->namespace);
    parent.text = parent_text(reading->arena, &parent);
    *ret = parent;
    return true;
}

bool parent_is_mesh(const struct view_parent *parent)
{
    return parent->group.len == 0 && str_equal(parent->kind, MESH_KIND);
}
