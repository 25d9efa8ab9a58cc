/* SPDX-License-Identifier: Apache-2.0 */
/*
 * name_fault: reports the first fault; probable mistakes come before faults of grammar.
 */
#include "core/rules/name_fault.h"

#include "base/text.h"
#include "core/rules/sentence.h"
#include "core/values/cidr.h"
#include "core/values/name.h"

#define LABEL_MAX_BYTES 63

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
    return byte_lower(c) >= 'a' && byte_lower(c) <= 'z';
}

/* True if the text begins with `begin` and `end` follows after at least one byte. */
static bool is_enclosed(struct str text, struct str begin, struct str end)
{
    if (!str_has_prefix(text, begin))
        return false;
    for (size_t i = begin.len + 1; i + end.len <= text.len; i++) {
        if (str_has_prefix(str_skip(text, i), end))
            return true;
    }
    return false;
}

static bool begins_unfilled(struct str text)
{
    return (text.len > 1 && text.ptr[0] == '$' &&
            (is_letter(text.ptr[1]) || text.ptr[1] == '_')) ||
           is_enclosed(text, STR("${"), STR("}")) ||
           is_enclosed(text, STR("{{"), STR("}}")) ||
           is_enclosed(text, STR("<"), STR(">")) ||
           is_enclosed(text, STR("__"), STR("__"));
}

bool name_fault_is_unfilled(struct str text)
{
    if (text.len > NAME_MAX_BYTES)
        text = str_head(text, NAME_MAX_BYTES);
    for (size_t i = 0; i < text.len; i++) {
        if (begins_unfilled(str_skip(text, i)))
            return true;
    }
    return false;
}

static bool is_of_labels(char c)
{
    return is_digit(c) || is_letter(c) || c == '-' || c == '.';
}

/* `NAME:443` */
static bool has_port(struct str text, size_t colon)
{
    for (size_t i = colon + 1; i < text.len; i++) {
        if (!is_digit(text.ptr[i]))
            return false;
    }
    return colon > 0 && colon + 1 < text.len;
}

static bool is_control(struct str text, size_t at)
{
    const unsigned char byte = (unsigned char)text.ptr[at];

    return byte < 0x20 || byte == 0x7f || text_is_c1(text, at);
}

static void add_byte_fault(struct buf *buf, struct str text, size_t at)
{
    const unsigned char byte = (unsigned char)text.ptr[at];
    uint32_t code;

    if (byte == '*') {
        buf_add_text(buf, "\"*\" may only be the whole first label");
    } else if (byte == ':' && has_port(text, at)) {
        buf_add_text(buf, "it contains a port; write the name only");
    } else if (byte >= 0x80 && !is_control(text, at)) {
        const size_t len = text_character(str_skip(text, at), &code);

        buf_add_text(buf, "it contains ");
        text_add_quoted(buf, str_head(str_skip(text, at), len == 0 ? 1 : len));
        buf_add_text(buf, "; write the xn-- form");
    } else {
        buf_add_text(buf, "it contains ");
        sentence_add_character(buf, text, at);
    }
}

static void add_label_fault(struct buf *buf, struct str label)
{
    if (label.len == 0) {
        buf_add_text(buf, "it has an empty label");
        return;
    }
    buf_add_text(buf, "the label ");
    text_add_quoted(buf, label);
    if (label.len > LABEL_MAX_BYTES)
        buf_add_text(buf, " is longer than 63 bytes");
    else if (label.ptr[0] == '-')
        buf_add_text(buf, " begins with \"-\"");
    else if (label.ptr[label.len - 1] == '-')
        buf_add_text(buf, " ends with \"-\"");
    else
        buf_add_text(buf, " at the end consists of digits only");
}

static bool is_faulty(struct str label)
{
    return label.len == 0 || label.len > LABEL_MAX_BYTES || label.ptr[0] == '-' ||
           label.ptr[label.len - 1] == '-';
}

/* True if all bytes may occur in labels. */
static void add_labels_fault(struct buf *buf, struct str base)
{
    struct str rest = base;
    struct str label = STR_NONE;
    bool done = false;

    while (str_next_item(&rest, '.', &done, &label)) {
        if (is_faulty(label))
            break;
    }
    add_label_fault(buf, label);
}

static bool is_address(struct str text)
{
    bool is_v6;

    if (text.len > 2 && text.ptr[0] == '[' && text.ptr[text.len - 1] == ']')
        text = str_head(str_skip(text, 1), text.len - 2);
    return ip_parse(text, &is_v6);
}

void name_fault_add(struct buf *buf, struct str text)
{
    const size_t skipped = str_has_prefix(text, STR("*.")) ? 2 : 0;
    struct str base = str_skip(text, skipped);
    size_t at;

    if (base.len > 0 && base.ptr[base.len - 1] == '.')
        base = str_head(base, base.len - 1);
    if (text.len == 0 || str_equal(text, STR("."))) {
        buf_add_text(buf, "it is empty");
    } else if (str_find(text, '/', &at)) {
        buf_add_text(buf, "write the name only, without https:// and path");
    } else if (is_address(text) || is_address(base)) {
        buf_add_text(buf, "it is an IP address; write a name");
    } else {
        for (at = 0; at < base.len && is_of_labels(base.ptr[at]);)
            at++;
        if (at < base.len)
            add_byte_fault(buf, base, at);
        else if (skipped + base.len > NAME_MAX_BYTES)
            buf_add_text(buf, "it is longer than 253 bytes");
        else
            add_labels_fault(buf, base);
    }
}

void name_fault_add_sentence(struct buf *buf, struct str text)
{
    text_add_quoted(buf, text);
    if (name_fault_is_unfilled(text)) {
        buf_add_text(buf, NAME_UNFILLED);
        return;
    }
    buf_add_text(buf, " is not a host name: ");
    name_fault_add(buf, text);
}
