/* SPDX-License-Identifier: Apache-2.0 */
/*
 * err: see err.h.
 *
 * Texts are formatted in a buffer and then copied, so that a format may have the old text
 * as an argument.
 */
#include "base/err.h"

#include <stdarg.h>
#include <stdio.h>

enum {
    ERR_TEXT_BYTES = sizeof((struct err *)NULL)->text
};

/* The cut may have split the last character: remove it if it has more than one byte. */
static void drop_cut_character(char *text, size_t len)
{
    size_t at = len;

    while (at > 0 && len - at < 4 && ((unsigned char)text[at - 1] & 0xc0) == 0x80)
        at--;
    if (at > 0 && (unsigned char)text[at - 1] >= 0xc0)
        text[at - 1] = '\0';
}

PRINTF_LIKE(2, 0)
static void format_into(char *text, const char *format, va_list args)
{
    const int want = vsnprintf(text, ERR_TEXT_BYTES, format, args);

    if (want < 0)
        text[0] = '\0';
    else if (want >= ERR_TEXT_BYTES)
        drop_cut_character(text, ERR_TEXT_BYTES - 1);
}

bool err_set(struct err *err, enum err_code code, const char *format, ...)
{
    char text[ERR_TEXT_BYTES];
    va_list args;

    va_start(args, format);
    format_into(text, format, args);
    va_end(args);
    err->code = code;
    memcpy(err->text, text, strlen(text) + 1);
    return false;
}

bool err_prefix(struct err *err, const char *format, ...)
{
    char prefix[ERR_TEXT_BYTES];
    char text[ERR_TEXT_BYTES];
    va_list args;
    int want;

    va_start(args, format);
    format_into(prefix, format, args);
    va_end(args);
    want = snprintf(text, sizeof text, "%s: %s", prefix, err->text);
    if (want >= ERR_TEXT_BYTES)
        drop_cut_character(text, ERR_TEXT_BYTES - 1);
    memcpy(err->text, text, strlen(text) + 1);
    return false;
}
