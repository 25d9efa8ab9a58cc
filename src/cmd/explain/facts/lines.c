/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/explain/facts/lines.h"

#include "cmd/explain/facts/words.h"

static void add(struct lines *lines, struct line line)
{
    if (lines->n == lines->cap)
        lines->all =
            arena_grow(lines->arena, lines->all, &lines->cap, sizeof lines->all[0]);
    lines->all[lines->n++] = line;
}

void lines_add(struct lines *lines, const char *label, struct str text,
               const struct entry *entry)
{
    add(lines, (struct line){.label = label, .text = text, .entry = entry});
}

void lines_add_placed(struct lines *lines, const char *label, struct str text,
                      struct str placed)
{
    add(lines, (struct line){.label = label, .text = text, .placed = placed});
}

void line_begin(struct buf *buf, const char *label, size_t indent, size_t width)
{
    buf_addf(buf, "%*s%-*s", (int)indent, "", (int)width, label);
}

void lines_print(const struct lines *lines, size_t indent, size_t width, struct buf *buf)
{
    for (size_t i = 0; i < lines->n; i++) {
        const struct line *line = &lines->all[i];

        line_begin(buf, line->label, indent, width);
        buf_add(buf, line->placed.len > 0 ? line->placed : line->text);
        words_add_place(buf, line->entry);
        buf_add_byte(buf, '\n');
    }
}
