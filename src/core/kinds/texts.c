/* texts: one grammar after the other. */
#include "core/kinds/texts.h"

static void add(struct arena *arena, struct str name, enum host_reading reading,
                struct text_names *ret)
{
    if (ret->n == ret->cap)
        ret->all = arena_grow(arena, ret->all, &ret->cap, sizeof ret->all[0]);
    ret->all[ret->n++] = (struct text_name){name, reading};
}

static void read_name(struct arena *arena, struct str text, enum host_reading reading,
                      struct text_names *ret)
{
    if (str_equal(text, STR("*")))
        ret->is_catch_all = true;
    else
        add(arena, text, reading, ret);
}

void text_names_of(struct arena *arena, enum text_grammar as, struct str text,
                   struct text_names *ret)
{
    *ret = (struct text_names){0};
    switch (as) {
    case TEXT_NAME:
        read_name(arena, text, HOST_IS_NAME, ret);
        break;
    case TEXT_PLAIN:
        add(arena, text, HOST_IS_NAME, ret);
        break;
    case TEXT_RECORD:
        read_name(arena, text, HOST_IS_RECORD, ret);
        break;
    case TEXT_LIST:
    case TEXT_ISTIO:
    case TEXT_TRAEFIK:
    case TEXT_PREDICATE:
    case TEXT_OPAQUE:
    case TEXT_GRAMMARS:
        add(arena, text, HOST_IS_UNREADABLE, ret);
        break;
    }
}
