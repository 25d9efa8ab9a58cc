/* SPDX-License-Identifier: Apache-2.0 */
/*
 * reader: the functions that the sections share: room, words, texts and names.
 */
#include "yaml/policy/reader.h"

#include "base/near.h"
#include "base/text.h"

/* A guess compares the text with every candidate.  After this many errors there are no
 * more guesses. */
#define GUESSES_MAX 500

void reader_clear(struct reader *reader)
{
    struct names *const all[] = {&reader->networks, &reader->instances, &reader->profiles,
                                 &reader->classes,  &reader->kinds,     &reader->tenants};

    for (size_t i = 0; i < ARRAY_LEN(all); i++)
        map_clear(&all[i]->by_name);
    map_clear(&reader->bound_placeholders);
    map_clear(&reader->used_placeholders);
    map_clear(&reader->gateway_classes);
    arena_clear(&reader->arena);
    policy_unref(reader->policy);
}

/* The memory of reading: nodes, sentences, problems, and the maps of names. */
static size_t bytes_to_load(const struct reader *reader)
{
    return reader->arena.total + problems_bytes(reader->problems) +
           map_bytes(&reader->networks.by_name) + map_bytes(&reader->instances.by_name) +
           map_bytes(&reader->profiles.by_name) + map_bytes(&reader->classes.by_name) +
           map_bytes(&reader->tenants.by_name) + map_bytes(&reader->kinds.by_name) +
           map_bytes(&reader->gateway_classes) + map_bytes(&reader->bound_placeholders) +
           map_bytes(&reader->used_placeholders);
}

static bool fits(struct reader *reader, const struct budget *budget, size_t bytes,
                 const char *what)
{
    const struct place place = {reader->file, 1, 1};

    if (budget_holds(budget, bytes))
        return true;
    budget_refuse(budget, bytes, what, place, reader->problems);
    return false;
}

bool reader_has_room(struct reader *reader, size_t more)
{
    const struct budget loaded = {reader->budget.max_bytes, 0};

    if (reader->problems->ended)
        return false;
    if (reader->budget.max_bytes == SIZE_MAX)
        return true;
    return fits(reader, &reader->budget, bytes_to_load(reader) + more, BUDGET_TO_LOAD) &&
           fits(reader, &loaded, policy_bytes(reader->policy) + more, BUDGET_LOADED);
}

const char *reader_quoted(struct reader *reader, struct str text)
{
    struct buf buf = buf_in(&reader->arena);

    if (!reader_has_room(reader, 0))
        return "";
    text_add_quoted(&buf, text);
    return buf_text(&buf);
}

void reader_unknown(struct reader *reader, const struct words *words,
                    const struct text_at *text)
{
    const char *quoted = reader_quoted(reader, text->text);
    struct str best;
    struct buf known = buf_in(&reader->arena);

    if (reader->problems->n_errors < GUESSES_MAX &&
        near_find(text->text, words->all, words->n, &best)) {
        REFUSE(reader, words->problem, text->place, "unknown %s %s; did you mean %s?",
               words->noun, quoted, reader_quoted(reader, best));
        return;
    }
    if (words->n == 0) {
        REFUSE(reader, words->problem, text->place,
               "unknown %s %s; the policy defines none", words->noun, quoted);
        return;
    }
    text_add_list(&known, words->all, words->n);
    REFUSE(reader, words->problem, text->place, "unknown %s %s; known: %s", words->noun,
           quoted, buf_text(&known));
}

bool reader_word(struct reader *reader, const struct words *words,
                 const struct text_at *text, size_t *ret_index)
{
    if (!text_at_given(text))
        return false;
    if (str_index(words->all, words->n, text->text, ret_index))
        return true;
    reader_unknown(reader, words, text);
    return false;
}

bool reader_bool(struct reader *reader, const struct text_at *text, bool *ret)
{
    const bool is_true = str_equal(text->text, STR("true"));

    if (!text_at_given(text))
        return false;
    if (!is_true && !str_equal(text->text, STR("false"))) {
        REFUSE(reader, "bad-bool", text->place, "%s is neither true nor false",
               reader_quoted(reader, text->text));
        return false;
    }
    *ret = is_true;
    return true;
}

/* U+0085 is refused anywhere in a policy, and is not refused again here. */
static bool is_control_at(struct str text, size_t at)
{
    const unsigned char byte = (unsigned char)text.ptr[at];

    return byte < 0x20 || byte == 0x7f ||
           (text_is_c1(text, at) && (unsigned char)text.ptr[at + 1] != 0x85);
}

bool reader_is_printable(struct reader *reader, const char *noun,
                         const struct text_at *text)
{
    for (size_t i = 0; i < text->text.len; i++) {
        if (is_control_at(text->text, i)) {
            REFUSE(reader, "control-character", text->place,
                   "%s %s has a control character", noun,
                   reader_quoted(reader, text->text));
            return false;
        }
    }
    return true;
}

bool reader_lines_are_printable(struct reader *reader, const char *noun,
                                const struct text_at *text)
{
    struct str rest = text->text;
    struct text_at line = *text;
    bool done = false;

    while (str_next_item(&rest, '\n', &done, &line.text)) {
        if (!reader_is_printable(reader, noun, &line))
            return false;
    }
    return true;
}

const struct str *reader_texts(struct reader *reader, const struct texts_at *given,
                               text_check *check, size_t *ret_n)
{
    struct str *texts = ARENA_NEW(&reader->policy->arena, struct str, given->n);

    for (size_t i = 0; i < given->n; i++) {
        texts[i] = given->items[i].text;
        if (check != NULL)
            (void)check(reader, &given->items[i]);
    }
    *ret_n = given->n;
    return texts;
}

void names_begin(struct reader *reader, struct names *names, const char *noun,
                 struct words words, size_t max)
{
    names->noun = noun;
    names->all = ARENA_NEW(&reader->policy->arena, struct str, max);
    names->places = ARENA_NEW(&reader->arena, struct place, max);
    names->max = max;
    names->words = words;
    names->words.all = names->all;
}

void names_add(struct reader *reader, struct names *names, const struct text_at *name)
{
    const size_t i = names->words.n;
    const uint32_t first = *map_put(&names->by_name, name->text, (uint32_t)i);

    assert(i < names->max);
    names->all[i] = name->text;
    names->places[i] = name->place;
    names->words.n++;
    if (str_is_blank(name->text)) {
        REFUSE(reader, "missing-field", name->place, "this %s has no name", names->noun);
        return;
    }
    (void)reader_is_printable(reader, names->noun, name);
    if (first != i)
        REFUSE(reader, "duplicate-name", name->place,
               "%s %s is defined twice; the first is at %s:%u:%u", names->noun,
               reader_quoted(reader, name->text), names->places[first].file,
               (unsigned)names->places[first].line,
               (unsigned)names->places[first].column);
}

const struct class *reader_class(struct reader *reader, const struct text_at *name)
{
    const struct class *class = policy_class(reader->policy, name->text);

    if (class == NULL)
        reader_unknown(reader, &reader->classes.words, name);
    return class;
}

bool names_find(struct reader *reader, const struct names *names,
                const struct text_at *text, uint32_t *ret_index)
{
    assert(text_at_given(text));
    if (map_get(&names->by_name, text->text, ret_index))
        return true;
    reader_unknown(reader, &names->words, text);
    return false;
}
