/* SPDX-License-Identifier: Apache-2.0 */
/* head: judges a request's head.  Version, method and path are the first three lines;
 * each further line is a header: name, colon, value. */
#include "fuzz.h"
#include "net/handlers/handlers.h"
#include "net/http/head.h"

#define MAX_BODY 1000000

/* The headers as a plain reading counts them. */
struct seen {
    unsigned hosts, types, lengths, encodings;
    struct str host, type, length, encoding;
};

static bool is_named(struct str name, const char *wanted)
{
    if (name.len != strlen(wanted))
        return false;
    for (size_t i = 0; i < name.len; i++) {
        char c = name.ptr[i];

        if (c >= 'A' && c <= 'Z')
            c = (char)(c - 'A' + 'a');
        if (c != wanted[i])
            return false;
    }
    return true;
}

static void see(struct seen *seen, struct str name, struct str value)
{
    if (is_named(name, "host")) {
        seen->hosts++;
        seen->host = value;
    }
    if (is_named(name, "content-type")) {
        seen->types++;
        seen->type = value;
    }
    if (is_named(name, "content-length")) {
        seen->lengths++;
        seen->length = value;
    }
    if (is_named(name, "transfer-encoding")) {
        seen->encodings++;
        seen->encoding = value;
    }
}

/* A number that fits, with or without leading zeros. */
static bool is_length(struct str text)
{
    const struct str largest = STR("18446744073709551614");

    for (size_t i = 0; i < text.len; i++)
        if (text.ptr[i] < '0' || text.ptr[i] > '9')
            return false;
    if (text.len == 0)
        return false;
    while (text.len > 0 && text.ptr[0] == '0')
        text = str_skip(text, 1);
    return text.len < largest.len ||
           (text.len == largest.len && str_compare(text, largest) <= 0);
}

static bool is_host(struct str host)
{
    for (size_t i = 0; i < host.len; i++)
        if (host.ptr[i] == '\0' ||
            strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                   "-._~%!$&'()*+;=:[]",
                   host.ptr[i]) == NULL)
            return false;
    return true;
}

static bool framing_is_certain(const struct head *head, const struct seen *seen)
{
    const bool is_old = str_equal(head->version, STR("HTTP/1.0"));

    if (!is_old && !str_equal(head->version, STR("HTTP/1.1")))
        return false;
    if (seen->hosts > 1 || (seen->hosts == 0 && !is_old) ||
        !is_host(str_trim_blanks(seen->host)))
        return false;
    return seen->lengths + seen->encodings <= 1 && !(is_old && seen->encodings > 0) &&
           (seen->lengths == 0 || is_length(seen->length)) &&
           (seen->encodings == 0 || is_named(seen->encoding, "chunked"));
}

static bool is_wanted(const struct head *head)
{
    static const char *const paths[][4] = {
        [PORT_WEBHOOK] = {"/mutate", "/validate"},
        [PORT_OPS] = {"/healthz", "/readyz", "/metrics"},
    };
    const struct str *method = &head->method;
    bool found = false;

    for (size_t i = 0; i < 4; i++)
        found = found || (paths[head->routes->port][i] != NULL &&
                          str_equal(head->path, str_from(paths[head->routes->port][i])));
    if (head->routes->port == PORT_WEBHOOK)
        return found && str_equal(*method, STR("POST"));
    return found && (str_equal(*method, STR("GET")) || str_equal(*method, STR("HEAD")));
}

static bool is_json_type(const struct seen *seen)
{
    struct fuzz_bytes type = {seen->type};

    return seen->types == 1 &&
           is_named(str_trim_blanks(fuzz_until(&type, ';')), "application/json");
}

static void check_taken(const struct head *head, const struct seen *seen, uint64_t length)
{
    FUZZ_LAW(is_wanted(head), "path and method are known");
    FUZZ_LAW(head->routes->port == PORT_OPS || is_json_type(seen),
             "there is one type, and it is JSON");
    FUZZ_LAW(seen->lengths == 1 ? length <= MAX_BODY : length == HEAD_NO_LENGTH,
             "a length is within the limit");
}

static void check_refused(const struct head *head, const struct seen *seen,
                          uint64_t length, const struct reply *reply)
{
    FUZZ_LAW(reply->status >= 400 && reply->status < 600, "a refusal is an error");
    FUZZ_LAW(reply->body.len > 0, "an error has a sentence");
    FUZZ_LAW((reply->status == 405) == (reply->allow != NULL),
             "405 names the allowed methods");
    FUZZ_LAW(!is_wanted(head) ||
                 (head->routes->port == PORT_WEBHOOK && !is_json_type(seen)) ||
                 (length != HEAD_NO_LENGTH && length > MAX_BODY),
             "the plain reading finds a reason for the refusal");
}

void fuzz_one(struct str bytes)
{
    struct fuzz_bytes from = {bytes};
    struct head head = {.routes =
                            fuzz_byte(&from) % 2 == 0 ? &webhook_routes : &ops_routes};
    struct seen seen = {0};
    const struct route *route = NULL;
    uint64_t length = 0;
    struct reply reply = {0};
    enum head_result result = HEAD_REFUSED;

    head.version = fuzz_until(&from, '\n');
    head.method = fuzz_until(&from, '\n');
    head.path = fuzz_until(&from, '\n');
    while (from.rest.len > 0) {
        struct fuzz_bytes line = {fuzz_until(&from, '\n')};
        struct str name = fuzz_until(&line, ':');

        head_add(&head, name, line.rest);
        see(&seen, name, line.rest);
    }
    result = head_check(&head, MAX_BODY, &route, &length, &reply);
    if (result == HEAD_TAKEN)
        FUZZ_LAW(route != NULL && framing_is_certain(&head, &seen),
                 "an accepted head has one meaning");
    if (!framing_is_certain(&head, &seen)) {
        FUZZ_LAW(result == HEAD_REFUSED_AT_ONCE,
                 "after an ambiguous head the connection ends");
        return;
    }
    if (result == HEAD_TAKEN)
        check_taken(&head, &seen, length);
    else
        check_refused(&head, &seen, length, &reply);
}
