/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/cli/json_out.h"

#include <stdarg.h>

#include "base/mem.h"
#include "base/text.h"

static void *get(size_t size)
{
    return mem_resize(NULL, size, 1);
}

void cold_json_guard(void)
{
    json_set_alloc_funcs(get, free);
}

/* jansson returns NULL only if memory has run out. */
NONNULL_RESULT static json_t *must_exist(json_t *value)
{
    if (value == NULL)
        mem_gone();
    return value;
}

json_t *cold_json(const char *format, ...)
{
    json_t *value;
    va_list args;

    va_start(args, format);
    value = json_vpack_ex(NULL, 0, format, args);
    va_end(args);
    return must_exist(value);
}

/* jansson refuses bytes that are not UTF-8, so text_add_json() replaces them first. */
json_t *cold_json_text(struct str text)
{
    AUTO(buf_clear) struct buf quoted = {.max_bytes = SIZE_MAX};

    text_add_json(&quoted, text);
    return must_exist(
        json_loadb(quoted.ptr, quoted.len, JSON_DECODE_ANY | JSON_ALLOW_NUL, NULL));
}

json_t *cold_json_word(const char *text)
{
    return cold_json_text(str_from(text));
}

json_t *cold_json_number(uint32_t number)
{
    return must_exist(json_integer(number));
}

void cold_json_put(json_t *object, struct str key, json_t *value_take)
{
    AUTO(json_decref) json_t *name = cold_json_text(key);

    if (json_object_setn_new(object, json_string_value(name), json_string_length(name),
                             value_take) != 0)
        mem_gone();
}

void cold_json_append(json_t *array, json_t *value_take)
{
    if (json_array_append_new(array, value_take) != 0)
        mem_gone();
}

static int add_bytes(const char *bytes, size_t len, void *to)
{
    buf_add(to, (struct str){bytes, len});
    return 0;
}

void cold_json_add(struct buf *buf, const json_t *value, enum cold_json_form form)
{
    static const size_t flags[] = {
        [COLD_JSON_LINE] = JSON_COMPACT | JSON_ENCODE_ANY,
        [COLD_JSON_MEMBERS] = JSON_COMPACT | JSON_EMBED,
        [COLD_JSON_INDENTED] = JSON_INDENT(1),
    };

    if (json_dump_callback(value, add_bytes, buf, flags[form]) != 0)
        mem_gone();
}
