/*
 * probe_fields: the parts of an answer that users and auditors read: status, warnings,
 * audit annotations; and how faults are said.
 */
#ifndef CMD_PROBE_FIELDS_H
#define CMD_PROBE_FIELDS_H

#include "cmd/probe/answer.h"
#include "json/json.h"

struct probe_fields {
    struct problems *faults;
    struct arena *arena;
};

/* name: a literal. */
void probe_fault(const struct probe_fields *at, const char *name, const char *format, ...)
    PRINTF_LIKE(3, 4);

/* The member's text; empty where it is absent or null.  Another type is a fault. */
struct str probe_text(const struct probe_fields *at, const struct json *object,
                      const char *key);

/* response.status of a refusal: message and reason into *answer. */
void probe_read_status(const struct probe_fields *at, const struct json *response,
                       struct probe_answer *answer);
void probe_read_warnings(const struct probe_fields *at, const struct json *response,
                         struct probe_answer *answer);
void probe_check_audit(const struct probe_fields *at, const struct json *response);

#endif
