/*
 * policy_build_say: quoted texts, did-you-mean, and names that must be there once.
 */
#include "yaml/policy/sections/say.h"

#include "base/near.h"
#include "base/text.h"

/* Guessing compares with every candidate; a document with more errors gets no guesses. */
#define GUESSES_MAX 1000

const char *builder_quoted(struct policy_builder *builder, struct str text)
{
    struct buf buf;

    buf_init(&buf, &builder->scratch, BUF_MAX_BYTES);
    text_add_quoted(&buf, text);
    return buf_text(&buf);
}

const char *builder_list(struct policy_builder *builder, const struct str *items,
                         size_t n)
{
    struct buf buf;

    buf_init(&buf, &builder->scratch, BUF_MAX_BYTES);
    text_add_list(&buf, items, n);
    return buf_text(&buf);
}

void builder_unknown(struct policy_builder *builder, const struct words *words,
                     const struct text_at *text)
{
    const char *quoted = builder_quoted(builder, text->text);
    struct str best;

    if (builder->problems->n_errors < GUESSES_MAX &&
        near_find(text->text, words->all, words->n, &best))
        BUILD_ERROR(builder, words->problem, text->place,
                    "unknown %s %s; did you mean %s?", words->noun, quoted,
                    builder_quoted(builder, best));
    else if (words->n > 0)
        BUILD_ERROR(builder, words->problem, text->place, "unknown %s %s; known: %s",
                    words->noun, quoted, builder_list(builder, words->all, words->n));
    else
        BUILD_ERROR(builder, words->problem, text->place,
                    "unknown %s %s; the policy defines none", words->noun, quoted);
}

bool builder_word(struct policy_builder *builder, const struct words *words,
                  const struct text_at *text, size_t *ret_index)
{
    for (size_t i = 0; i < words->n; i++) {
        if (str_equal(words->all[i], text->text)) {
            *ret_index = i;
            return true;
        }
    }
    builder_unknown(builder, words, text);
    return false;
}

bool builder_bool(struct policy_builder *builder, const struct text_at *text, bool *ret)
{
    if (str_equal(text->text, STR("true"))) {
        *ret = true;
        return true;
    }
    if (str_equal(text->text, STR("false"))) {
        *ret = false;
        return true;
    }
    BUILD_ERROR(builder, "bad-bool", text->place, "%s is neither true nor false",
                builder_quoted(builder, text->text));
    return false;
}

static bool is_control(char c)
{
    return (unsigned char)c < 0x20 || c == 0x7f;
}

bool builder_is_printable(struct policy_builder *builder, const char *noun,
                          const struct text_at *text)
{
    for (size_t i = 0; i < text->text.len; i++) {
        if (is_control(text->text.ptr[i])) {
            BUILD_ERROR(builder, "control-character", text->place,
                        "%s %s has a control character", noun,
                        builder_quoted(builder, text->text));
            return false;
        }
    }
    return true;
}

static void check_name(struct policy_builder *builder, const char *noun,
                       const struct text_at *name)
{
    if (str_is_blank(name->text))
        BUILD_ERROR(builder, "missing-field", name->place, "this %s has no name", noun);
    else
        (void)builder_is_printable(builder, noun, name);
}

static void say_twice(struct policy_builder *builder, const char *noun,
                      const struct text_at *name, const struct place *first)
{
    BUILD_ERROR(builder, "duplicate-name", name->place,
                "%s %s is defined twice; the first is at %s:%u:%u", noun,
                builder_quoted(builder, name->text),
                first->file == NULL ? "" : first->file, (unsigned)first->line,
                (unsigned)first->column);
}

/* parts may be any array of structs that begin with their name. */
static struct text_at name_of(const void *parts, size_t i, size_t size)
{
    struct text_at name;

    memcpy(&name, (const char *)parts + i * size, sizeof name);
    return name;
}

struct str *builder_index(struct policy_builder *builder, const char *noun,
                          const void *parts, size_t n, size_t size, struct map *ret_index)
{
    struct str *names = ARENA_NEW(&builder->policy->arena, struct str, n);

    for (size_t i = 0; i < n; i++) {
        const struct text_at name = name_of(parts, i, size);
        const uint32_t first = *map_put(ret_index, name.text, (uint32_t)i);

        names[i] = name.text;
        check_name(builder, noun, &name);
        if (first != i && !str_is_blank(name.text)) {
            const struct text_at earlier = name_of(parts, first, size);

            say_twice(builder, noun, &name, &earlier.place);
        }
    }
    return names;
}
