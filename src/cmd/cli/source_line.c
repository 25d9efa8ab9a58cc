/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/cli/output.h"

#include "base/text.h"
#include "sys/file.h"

#define FILE_MAX_BYTES  ((size_t)64 << 20)
#define LINE_MAX_COLUMN 160 /* a longer line would wrap and misplace the caret */

void source_line_clear(struct source_line *source)
{
    arena_clear(&source->arena);
    *source = (struct source_line){0};
}

/* Standard input cannot be read a second time. */
static bool open_file(struct source_line *source, const char *file)
{
    struct err err;

    if (source->file != NULL && strcmp(source->file, file) == 0)
        return source->line != 0;
    source_line_clear(source);
    source->file = file;
    if (file[0] == '<' || strcmp(file, "-") == 0 ||
        !file_read(&source->arena, file, FILE_MAX_BYTES, &source->bytes, &err))
        return false;
    source->line = 1;
    return true;
}

static struct str rest_of_line(struct str bytes, size_t from)
{
    const struct str rest = str_skip(bytes, from);
    size_t end;

    return str_find(rest, '\n', &end) ? str_head(rest, end) : rest;
}

/* Messages come in order, so the search goes forward, and restarts only for an earlier
 * line. */
static bool find_line(struct source_line *source, uint32_t line, struct str *ret)
{
    if (line < source->line) {
        source->line = 1;
        source->at = 0;
    }
    while (source->line < line) {
        const size_t next = source->at + rest_of_line(source->bytes, source->at).len + 1;

        if (next > source->bytes.len)
            return false;
        source->at = next;
        source->line++;
    }
    *ret = rest_of_line(source->bytes, source->at);
    return true;
}

/* Tabs and unprintable bytes become one column each, so that the caret is in place. */
static void add_flat(struct buf *buf, struct str line)
{
    for (size_t i = 0; i < line.len; i++) {
        const unsigned char byte = (unsigned char)line.ptr[i];

        buf_add_byte(buf, byte < 0x20 || byte >= 0x7f ? ' ' : line.ptr[i]);
    }
}

static bool is_ascii(struct str line)
{
    for (size_t i = 0; i < line.len; i++) {
        if ((unsigned char)line.ptr[i] >= 0x80)
            return false;
    }
    return true;
}

void source_line_add(struct source_line *source, struct buf *buf, struct place place)
{
    struct str line;

    if (place.file == NULL || place.line == 0 || !open_file(source, place.file) ||
        !find_line(source, place.line, &line) || line.len > LINE_MAX_COLUMN)
        return;
    buf_add_text(buf, "    ");
    if (is_ascii(line))
        add_flat(buf, line);
    else
        text_add_escaped(buf, line, LINE_MAX_COLUMN);
    buf_add_byte(buf, '\n');
    if (place.column == 0 || place.column > line.len + 1 || !is_ascii(line))
        return;
    buf_addf(buf, "    %*s\x1b[1;32m^\x1b[0m\n", (int)place.column - 1, "");
}
