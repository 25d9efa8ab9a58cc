/* SPDX-License-Identifier: Apache-2.0 */
/* url: which URLs of a webhook are accepted, and how they are split. */
#include "cmd/probe/probe.h"
#include "unit.h"

static const struct {
    const char *why;
    const char *text;
    const char *host; /* NULL: refused */
    const char *port;
    const char *base;
    const char *stage; /* NULL: both */
    const char *error;
} cases[] = {
    {.why = "a host alone has port 443 and no path",
     .text = "https://warden",
     .host = "warden",
     .port = "443",
     .base = ""},
    {.why = "a port is used as written",
     .text = "https://warden.platform.svc:8443",
     .host = "warden.platform.svc",
     .port = "8443",
     .base = ""},
    {.why = "the highest port",
     .text = "https://warden:65535",
     .host = "warden",
     .port = "65535",
     .base = ""},
    {.why = "one above the highest port",
     .text = "https://warden:65536",
     .error = "--url: the port must be 1 to 65535"},
    {.why = "port 0 is refused",
     .text = "https://warden:0",
     .error = "--url: the port must be 1 to 65535"},
    {.why = "a colon without a port",
     .text = "https://warden:",
     .error = "--url: the port must be 1 to 65535"},
    {.why = "a port consists of digits",
     .text = "https://warden:https",
     .error = "--url: the port must be 1 to 65535"},
    {.why = "a path without a stage is the base",
     .text = "https://warden/hooks",
     .host = "warden",
     .port = "443",
     .base = "/hooks"},
    {.why = "final slashes are removed",
     .text = "https://warden/hooks//",
     .host = "warden",
     .port = "443",
     .base = "/hooks"},
    {.why = "a slash alone is an empty path",
     .text = "https://warden/",
     .host = "warden",
     .port = "443",
     .base = ""},
    {.why = "a path may end in the mutating stage",
     .text = "https://warden:8443/mutate",
     .host = "warden",
     .port = "8443",
     .base = "",
     .stage = "mutate"},
    {.why = "a path may end in the validating stage and a slash",
     .text = "https://warden/hooks/validate/",
     .host = "warden",
     .port = "443",
     .base = "/hooks",
     .stage = "validate"},
    {.why = "only the last segment is a stage",
     .text = "https://warden/validate/mutate",
     .host = "warden",
     .port = "443",
     .base = "/validate",
     .stage = "mutate"},
    {.why = "a segment that only ends like a stage is not one",
     .text = "https://warden/nomutate",
     .host = "warden",
     .port = "443",
     .base = "/nomutate"},
    {.why = "an IPv6 address loses its brackets",
     .text = "https://[fd00::1]",
     .host = "fd00::1",
     .port = "443",
     .base = ""},
    {.why = "an IPv6 address with a port",
     .text = "https://[fd00::1]:8443/mutate",
     .host = "fd00::1",
     .port = "8443",
     .base = "",
     .stage = "mutate"},
    {.why = "a bracket that is not closed",
     .text = "https://[fd00::1",
     .error = "--url has no host: https://HOST[:PORT][/PATH]"},
    {.why = "brackets around nothing",
     .text = "https://[]",
     .error = "--url has no host: https://HOST[:PORT][/PATH]"},
    {.why = "after a bracket only a port may follow",
     .text = "https://[fd00::1]8443",
     .error = "--url has no host: https://HOST[:PORT][/PATH]"},
    {.why = "a scheme alone",
     .text = "https://",
     .error = "--url has no host: https://HOST[:PORT][/PATH]"},
    {.why = "a port alone",
     .text = "https://:8443",
     .error = "--url has no host: https://HOST[:PORT][/PATH]"},
    {.why = "the API server calls over HTTPS only",
     .text = "http://warden",
     .error = "--url must begin with https://"},
    {.why = "a scheme is required",
     .text = "warden:8443",
     .error = "--url must begin with https://"},
    {.why = "the empty text", .text = "", .error = "--url must begin with https://"},
    {.why = "a query is refused",
     .text = "https://warden/mutate?dry=1",
     .error = "--url takes host, port and path; no user, query or fragment"},
    {.why = "a fragment is refused",
     .text = "https://warden/#a",
     .error = "--url takes host, port and path; no user, query or fragment"},
    {.why = "a user is refused",
     .text = "https://me@warden",
     .error = "--url takes host, port and path; no user, query or fragment"},
    {.why = "a blank is refused",
     .text = "https://war den",
     .error = "--url takes host, port and path; no user, query or fragment"},
    {.why = "a control character is refused",
     .text = "https://warden\r\nX: y",
     .error = "--url takes host, port and path; no user, query or fragment"},
    {.why = "the last printable ASCII character is accepted",
     .text = "https://warden/~",
     .host = "warden",
     .port = "443",
     .base = "/~"},
    {.why = "the one after it is refused",
     .text = "https://warden/\x7f",
     .error = "--url takes host, port and path; no user, query or fragment"},
    {.why = "a byte outside of ASCII is refused",
     .text = "https://w\xc3\xa4rden",
     .error = "--url takes host, port and path; no user, query or fragment"},
};

static void addresses(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        AUTO(arena_clear) struct arena arena = {0};
        const char *const why = cases[i].why;
        struct probe_url url = {.port = "untouched"};
        struct err err = {0};

        if (!probe_url_parse(cases[i].text, &arena, &url, &err)) {
            check_true(cases[i].host == NULL, why);
            check_text(str_from(err.text), str_from(cases[i].error), why);
            check_text(str_from(url.port), STR("untouched"), why);
            continue;
        }
        check_true(cases[i].host != NULL, why);
        check_text(str_from(url.host), str_from(cases[i].host), why);
        check_text(str_from(url.port), str_from(cases[i].port), why);
        check_text(str_from(url.base), str_from(cases[i].base), why);
        check_true(url.has_stage == (cases[i].stage != NULL), why);
        if (url.has_stage)
            check_text(str_from(probe_stage_name(url.stage)), str_from(cases[i].stage),
                       why);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(addresses),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
