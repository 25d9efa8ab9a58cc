/* SPDX-License-Identifier: Apache-2.0 */
/* print: prints the results of a probe on stdout; see probe.h. */
#include "cmd/probe/probe.h"

#include "base/text.h"
#include "cmd/cli/output.h"

#define LINE_CHARS_MAX ((size_t)4096) /* of a line from the server */

enum shade {
    SHADE_GOOD,
    SHADE_BAD
};

static void add_shaded(struct buf *out, enum shade shade, const char *text)
{
    if (output_colour(stdout) == OUTPUT_PLAIN)
        buf_add_text(out, text);
    else
        buf_addf(out, "\033[%sm%s\033[0m", shade == SHADE_GOOD ? "32" : "31", text);
}

static void add_verdict(struct buf *out, const struct probe_answer *answer)
{
    if (answer->faults->n_errors > 0)
        add_shaded(out, SHADE_BAD, "invalid answer");
    else if (!answer->allowed)
        add_shaded(out, SHADE_BAD, "denied");
    else if (answer->patch.len > 0)
        add_shaded(out, SHADE_GOOD, "allowed and patched");
    else
        add_shaded(out, SHADE_GOOD, "allowed");
}

static void add_faults(struct buf *out, const struct problems *faults)
{
    for (size_t i = 0; i < faults->n; i++)
        buf_addf(out, "  fault: %s [%s]\n", faults->all[i].text, faults->all[i].name);
}

void probe_print_stage(enum stage stage, const struct client_reply *reply,
                       const struct probe_answer *answer)
{
    AUTO(buf_clear) struct buf out = {.max_bytes = BUF_MAX_BYTES};

    buf_addf(&out, "%s: ", probe_stage_name(stage));
    add_verdict(&out, answer);
    buf_addf(&out, " (%.1f ms, of which %.1f ms to connect)\n",
             (double)reply->total_ns / 1e6, (double)reply->handshake_ns / 1e6);
    add_faults(&out, answer->faults);
    output_add(buf_str(&out));
}

void probe_print_changes(const struct probe_review *review,
                         const struct probe_answer *answer)
{
    AUTO(buf_clear) struct buf out = {.max_bytes = BUF_MAX_BYTES};

    if (answer->patch.len == 0)
        return;
    probe_add_changes(&out, review->object, answer->patch);
    output_add(buf_str(&out));
}

/* C0 except line feeds, DEL, C1. */
static bool moves_cursor(uint32_t code)
{
    return (code < 0x20 && code != '\n') || (code >= 0x7f && code < 0xa0);
}

/* Byte for byte as kubectl, except for invalid text and what would move the cursor. */
static void add_shown(struct buf *out, struct str text)
{
    while (text.len > 0) {
        uint32_t code;
        const size_t len = text_character(text, &code);

        if (len == 0 || moves_cursor(code))
            buf_add_text(out, "\xef\xbf\xbd"); /* U+FFFD */
        else
            buf_add(out, str_head(text, len));
        text = str_skip(text, len == 0 ? 1 : len);
    }
}

void probe_print_warnings(const struct probe_answer *answer)
{
    AUTO(buf_clear) struct buf out = {.max_bytes = BUF_MAX_BYTES};

    for (size_t i = 0; i < answer->n_warnings; i++) {
        buf_add_text(&out, "Warning: ");
        add_shown(&out, answer->warnings[i]);
        buf_add_byte(&out, '\n');
    }
    output_add(buf_str(&out));
}

/* kubectl's words for an operation: one for the error, to which it adds the file if there
 * is one, and one for the result.  NULL: it has none. */
static const struct operation_words {
    struct str name;
    const char *doing;
    const char *done;
} operations[] = {
    {STR_INIT("CREATE"), "error when creating", "created"},
    {STR_INIT("UPDATE"), "error when replacing", "configured"},
    {STR_INIT("DELETE"), NULL, "deleted"},
};

static struct operation_words words_of(const struct probe_review *review)
{
    for (size_t i = 0; i < ARRAY_LEN(operations); i++) {
        if (str_equal(operations[i].name, review->operation))
            return operations[i];
    }
    return (struct operation_words){.doing = NULL};
}

void probe_print_refusal(const struct probe_review *review, enum stage stage,
                         const struct probe_answer *answer)
{
    AUTO(buf_clear) struct buf out = {.max_bytes = BUF_MAX_BYTES};
    const char *what = words_of(review).doing;

    buf_add_text(&out, "Error from server");
    if (answer->reason.len > 0) {
        buf_add_text(&out, " (");
        text_add_escaped(&out, answer->reason, TEXT_QUOTED_MAX);
        buf_add_text(&out, ")");
    }
    buf_add_text(&out, ": ");
    if (review->source != NULL && what != NULL)
        buf_addf(&out, "%s \"%s\": ", what, review->source);
    buf_addf(&out, "admission webhook \"%s.ingress-warden.dev\" denied the request",
             probe_stage_name(stage));
    if (answer->message.len > 0 || answer->reason.len > 0) {
        buf_add_text(&out, ": ");
        add_shown(&out, answer->message.len > 0 ? answer->message : answer->reason);
    } else {
        buf_add_text(&out, " without explanation");
    }
    buf_add_byte(&out, '\n');
    output_add(buf_str(&out));
}

void probe_print_accepted(const struct probe_review *review)
{
    AUTO(buf_clear) struct buf what = {.max_bytes = BUF_MAX_BYTES};
    AUTO(buf_clear) struct buf out = {.max_bytes = BUF_MAX_BYTES};
    const char *done = words_of(review).done;

    if (done == NULL)
        return;
    for (size_t i = 0; i < review->kind.len; i++)
        buf_add_byte(&what, byte_lower(review->kind.ptr[i]));
    if (review->group.len > 0)
        buf_add_byte(&what, '.');
    buf_add(&what, review->group);
    buf_add_byte(&what, '/');
    buf_add(&what, review->name);
    text_add_escaped(&out, buf_str(&what), LINE_CHARS_MAX);
    buf_addf(&out, " %s (server dry run)\n", done);
    output_add(buf_str(&out));
}
