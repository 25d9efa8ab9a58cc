/* fields: status, warnings, audit annotations; see probe.h. */
#include "cmd/probe/probe.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/text.h"
#include "json/json.h"

#define CODE_MAX           999 /* a larger one makes Go's server panic */
#define AUDIT_KEY_MAX      63
#define WARNING_CHARS_MAX  256  /* what is left of each once there are too many */
#define WARNINGS_CHARS_MAX 4096 /* of all of them, before that happens */
#define FAULT_MAX          1024

void probe_fault(const struct probe_fields *at, const char *name, const char *format, ...)
{
    char text[FAULT_MAX];
    va_list args;

    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    problems_add(at->faults, SEVERITY_ERROR, name, (struct place){0}, "%s", text);
}

/* The member when it has the type; NULL where it is absent or null. */
static const struct json *member(const struct probe_fields *at, const struct json *object,
                                 const char *key, enum value_type type)
{
    const struct json *node = json_member(object, str_from(key));

    if (node == NULL || json_value_type(node) == VALUE_NULL)
        return NULL;
    if (json_value_type(node) == type)
        return node;
    probe_fault(at, "type", "%s is %s; wanted %s", key,
                value_type_phrase(json_value_type(node)), value_type_phrase(type));
    return NULL;
}

struct str probe_text(const struct probe_fields *at, const struct json *object,
                      const char *key)
{
    const struct json *node = member(at, object, key, VALUE_STRING);

    return node == NULL ? STR_NONE : json_text(node);
}

/* int32 in Go: digits only, so 403.0 is none. */
static void check_code(const struct probe_fields *at, const struct json *status)
{
    const struct json *node = member(at, status, "code", VALUE_NUMBER);
    uint64_t code;

    if (node == NULL)
        return;
    if (!str_to_u64(json_text(node), CODE_MAX, &code))
        probe_fault(at, "code", "status.code is %.*s; wanted a whole number to %d",
                    STR_ARGS(json_text(node)), CODE_MAX);
    else if (code < 400 || code > 499)
        probe_fault(at, "code", "status.code is %u; a refusal has 400 to 499",
                    (unsigned)code);
}

/* Any other word is passed on, and kubectl then loses the message. */
static void check_status_word(const struct probe_fields *at, const struct json *status)
{
    struct str word = probe_text(at, status, "status");

    if (word.len > 0 && !str_equal(word, STR("Failure")) &&
        !str_equal(word, STR("Success")))
        probe_fault(at, "status", "status.status must be \"Failure\", or absent");
}

static void check_causes(const struct probe_fields *at, const struct json *status)
{
    const struct json *details = member(at, status, "details", VALUE_OBJECT);
    const struct json *causes =
        details == NULL ? NULL : member(at, details, "causes", VALUE_ARRAY);

    for (const struct json *cause = causes == NULL ? NULL : causes->first; cause != NULL;
         cause = cause->next) {
        if (json_value_type(cause) != VALUE_OBJECT) {
            probe_fault(at, "type", "status.details.causes holds %s; wanted an object",
                        value_type_phrase(json_value_type(cause)));
            return;
        }
        probe_text(at, cause, "reason");
        probe_text(at, cause, "field");
        probe_text(at, cause, "message");
    }
}

void probe_read_status(const struct probe_fields *at, const struct json *response,
                       struct probe_answer *answer)
{
    const struct json *status = member(at, response, "status", VALUE_OBJECT);

    /* The status of an admission is ignored. */
    if (status == NULL || answer->allowed)
        return;
    answer->message = probe_text(at, status, "message");
    answer->reason = probe_text(at, status, "reason");
    check_code(at, status);
    check_status_word(at, status);
    check_causes(at, status);
    if (str_equal(answer->reason, STR("Invalid")))
        probe_fault(at, "reason",
                    "status.reason is Invalid: \"kubectl apply --force\" answers that by "
                    "deleting the live object");
}

static bool has_control(struct str text)
{
    for (size_t i = 0; i < text.len; i++) {
        unsigned char byte = (unsigned char)text.ptr[i];

        if (byte < 0x20 || byte == 0x7f)
            return true;
    }
    return false;
}

static struct str quoted(const struct probe_fields *at, struct str text)
{
    struct buf buf = {.arena = at->arena, .max_bytes = BUF_MAX_BYTES};

    text_add_quoted(&buf, text);
    return buf_str(&buf);
}

void probe_read_warnings(const struct probe_fields *at, const struct json *response,
                         struct probe_answer *answer)
{
    const struct json *all = member(at, response, "warnings", VALUE_ARRAY);
    size_t total = 0;
    size_t longest = 0;

    if (all == NULL)
        return;

    struct str *texts = ARENA_NEW(at->arena, struct str, all->n);

    for (const struct json *node = all->first; node != NULL; node = node->next) {
        size_t len = text_length(json_text(node));

        if (json_value_type(node) != VALUE_STRING) {
            probe_fault(at, "type", "warnings holds %s; wanted a string",
                        value_type_phrase(json_value_type(node)));
            continue;
        }
        if (has_control(json_text(node)))
            probe_fault(at, "warning",
                        "a warning has control characters and would be lost: %.*s",
                        STR_ARGS(quoted(at, json_text(node))));
        texts[answer->n_warnings++] = json_text(node);
        total += len;
        longest = len > longest ? len : longest;
    }
    answer->warnings = texts;
    if (total > WARNINGS_CHARS_MAX && longest > WARNING_CHARS_MAX)
        probe_fault(at, "warning",
                    "the warnings have %zu characters: above %d each is cut "
                    "to %d",
                    total, WARNINGS_CHARS_MAX, WARNING_CHARS_MAX);
}

static bool is_alphanumeric(char c)
{
    c = byte_lower(c);
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

/* It becomes WEBHOOK/KEY, which must be a qualified name; a bad one is dropped. */
static bool audit_key_is_good(struct str key)
{
    if (key.len == 0 || key.len > AUDIT_KEY_MAX || !is_alphanumeric(key.ptr[0]) ||
        !is_alphanumeric(key.ptr[key.len - 1]))
        return false;
    for (size_t i = 0; i < key.len; i++) {
        if (!is_alphanumeric(key.ptr[i]) && key.ptr[i] != '.' && key.ptr[i] != '_' &&
            key.ptr[i] != '-')
            return false;
    }
    return true;
}

void probe_check_audit(const struct probe_fields *at, const struct json *response)
{
    const struct json *all = member(at, response, "auditAnnotations", VALUE_OBJECT);

    for (const struct json *node = all == NULL ? NULL : all->first; node != NULL;
         node = node->next) {
        if (json_value_type(node) != VALUE_STRING)
            probe_fault(at, "type", "the audit annotation %.*s is %s; wanted a string",
                        STR_ARGS(quoted(at, json_key(node))),
                        value_type_phrase(json_value_type(node)));
        else if (!audit_key_is_good(json_key(node)))
            probe_fault(at, "audit-key",
                        "the audit annotation's key %.*s would be dropped",
                        STR_ARGS(quoted(at, json_key(node))));
    }
}
