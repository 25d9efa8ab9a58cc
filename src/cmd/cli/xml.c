/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/cli/xml.h"

#include "base/text.h"

/* U+FFFE and U+FFFF are not characters of XML 1.0.  text_add_escaped() has escaped all
 * others that are not. */
static bool is_noncharacter(struct str text, size_t at)
{
    return text.len - at >= 3 && text.ptr[at] == '\xef' && text.ptr[at + 1] == '\xbf' &&
           (text.ptr[at + 2] == '\xbe' || text.ptr[at + 2] == '\xbf');
}

void xml_add(struct buf *buf, struct str text)
{
    static const struct {
        char byte;
        const char *entity;
    } entities[] = {{'&', "&amp;"}, {'<', "&lt;"}, {'>', "&gt;"}, {'"', "&quot;"}};

    for (size_t i = 0; i < text.len; i++) {
        size_t k = 0;

        while (k < ARRAY_LEN(entities) && entities[k].byte != text.ptr[i])
            k++;
        if (k < ARRAY_LEN(entities)) {
            buf_add_text(buf, entities[k].entity);
        } else if (is_noncharacter(text, i)) {
            buf_add_text(buf, "\xef\xbf\xbd");
            i += 2;
        } else {
            buf_add_byte(buf, text.ptr[i]);
        }
    }
}

void xml_add_escaped(struct buf *buf, struct str text)
{
    AUTO(buf_clear) struct buf escaped = {.max_bytes = BUF_MAX_BYTES};

    text_add_escaped(&escaped, text, SIZE_MAX);
    xml_add(buf, buf_str(&escaped));
}
