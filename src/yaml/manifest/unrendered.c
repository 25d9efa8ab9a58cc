/*
 * unrendered: signs that a manifest was never rendered.
 */
#include "yaml/manifest/parts.h"

/* Column of the first `{{` of the line, in characters; 0: none. */
static uint32_t column_in(struct str line)
{
    uint32_t column = 0;

    for (size_t i = 0; i + 1 < line.len; i++) {
        if (((unsigned char)line.ptr[i] & 0xc0) != 0x80)
            column++;
        if (line.ptr[i] == '{' && line.ptr[i + 1] == '{')
            return column;
    }
    return 0;
}

bool unrendered_find(struct str bytes, uint32_t error_line, struct mark *ret)
{
    struct str rest = bytes;
    struct str line;
    bool done = false;

    for (uint32_t n = 1; str_next_item(&rest, '\n', &done, &line); n++) {
        const bool begins = str_has_prefix(str_trim_blanks(line), STR("{{"));
        const uint32_t column = begins || n == error_line ? column_in(line) : 0;

        if (column != 0) {
            *ret = (struct mark){n, column};
            return true;
        }
    }
    return false;
}
