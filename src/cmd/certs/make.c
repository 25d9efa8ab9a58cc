/* SPDX-License-Identifier: Apache-2.0 */
/* certs make: fills a folder with a CA and a serving pair (a certificate and its key).
 * The CA is made once and then kept; the pair is new each time. */
#include <errno.h>
#include <unistd.h>

#include "base/text.h"
#include "base/units.h"
#include "cmd/certs/certs.h"
#include "cmd/cli/command.h"
#include "cmd/cli/output.h"
#include "core/values/name.h"
#include "sys/clock.h"
#include "sys/file.h"
#include "sys/x509/certificate.h"

#define PEM_MAX_BYTES ((size_t)64 << 10) /* of a file made here */

struct make_options {
    const char *folder;
    struct option_texts dns;
    struct option_texts ip;
    uint64_t days;
};

static void make_options_clear(struct make_options *options)
{
    option_texts_clear(&options->dns);
    option_texts_clear(&options->ip);
}
DEFINE_AUTO_CLEAR(make_options_clear, struct make_options);

static const struct option_row rows[] = {
    {"dir", .kind = OPTION_TEXT, .at = offsetof(struct make_options, folder),
     .required = true, .argument = "DIR",
     .help = "the folder; created (mode 0700) if it is missing"},
    {"dns", .kind = OPTION_TEXTS, .at = offsetof(struct make_options, dns),
     .argument = "NAME",
     .help = "a name that the webhook is called by, such as\n"
             "ingress-warden.platform.svc; may be repeated"},
    {"ip", .kind = OPTION_TEXTS, .at = offsetof(struct make_options, ip),
     .argument = "ADDRESS", .help = "an address that it is called by; may be repeated"},
    {"days", .kind = OPTION_NUMBER, .at = offsetof(struct make_options, days),
     .argument = "N", .help = "how long the pair is valid (default: 365)", .min = 1,
     .max = AUTHORITY_DAYS},
};

static const struct command_usage usage = {
    .name = "certs make",
    .synopsis = "--dir DIR --dns NAME [--dns NAME]... [--ip ADDRESS]...",
    .summary = "Make ca.crt, ca.key, tls.crt and tls.key in DIR. An existing CA is "
               "used and\n"
               "never overwritten; tls.crt and tls.key are made again.",
    .exits = "Exit code: 0 made; 2 not made.",
    .rows = rows,
    .n_rows = ARRAY_LEN(rows),
};

/* One run of the command. */
struct making {
    struct arena *arena;
    const char *folder;
    struct str *names;
    size_t n_names;
    unsigned days;
    int64_t now;
};

static const char *path_of(const struct making *making, const char *file)
{
    return arena_format(making->arena, "%s/%s", making->folder, file).ptr;
}

static bool take_dns(struct making *making, const char *text, struct buf *quoted,
                     struct err *err)
{
    struct name name;
    const char *reason;

    if (name_parse(making->arena, str_from(text), &name, &reason)) {
        making->names[making->n_names++] = name.text;
        return true;
    }
    text_add_quoted(quoted, str_from(text));
    return err_set(err, ERR_INVALID, "--dns: %s is not a host name: %s%s",
                   buf_text(quoted), reason,
                   certificate_is_address(str_from(text)) ? "; write --ip" : "");
}

static bool take_names(struct making *making, const struct make_options *options,
                       struct err *err)
{
    AUTO(buf_clear) struct buf quoted = {.max_bytes = 1024};

    making->names = ARENA_NEW(making->arena, struct str, options->dns.n + options->ip.n);
    for (size_t i = 0; i < options->dns.n; i++) {
        if (!take_dns(making, options->dns.items[i], &quoted, err))
            return false;
    }
    for (size_t i = 0; i < options->ip.n; i++) {
        const struct str text = str_from(options->ip.items[i]);

        if (!certificate_is_address(text)) {
            text_add_quoted(&quoted, text);
            return err_set(err, ERR_INVALID, "--ip: %s is not an address",
                           buf_text(&quoted));
        }
        making->names[making->n_names++] = text;
    }
    return true;
}

static void print_authority(const char *path, const struct authority *authority,
                            const char *what)
{
    char end[CERTIFICATE_TIME_SIZE];
    AUTO(buf_clear) struct buf name = {.max_bytes = 1024};

    authority_add_name(authority, &name);
    certificate_time_text(authority_not_after(authority), end);
    output_addf("%s: %s, %s, valid until %s\n", path, what, buf_text(&name), end);
}

/* name: "ca" or "tls".  The key is written first: if the certificate then fails, the pair
 * does not look complete. */
static bool write_pair(const struct making *making, const char *name, struct str cert,
                       struct str key, enum file_existing existing, struct err *err)
{
    const char *key_file = arena_format(making->arena, "%s.key", name).ptr;
    const char *cert_file = arena_format(making->arena, "%s.crt", name).ptr;

    return file_write(path_of(making, key_file), key, FILE_MODE_SECRET, existing, err) &&
           file_write(path_of(making, cert_file), cert, FILE_MODE_PUBLIC, existing, err);
}

static struct authority *authority_make(const struct making *making, struct err *err)
{
    AUTO(authority_free) struct authority *authority = authority_new(making->now);
    AUTO(buf_clear) struct buf cert = {.max_bytes = PEM_MAX_BYTES};
    AUTO(buf_clear) struct buf key = {.max_bytes = PEM_MAX_BYTES};

    authority_add_pem(authority, &cert, &key);
    if (!write_pair(making, "ca", buf_str(&cert), buf_str(&key), FILE_KEEP, err))
        return NULL;
    print_authority(path_of(making, "ca.crt"), authority, "made");
    output_addf("%s: made; whoever has it can speak for the webhook\n",
                path_of(making, "ca.key"));
    return take_ptr(&authority);
}

static struct authority *authority_use(const struct making *making, struct err *err)
{
    struct certificate_file cert = {.name = path_of(making, "ca.crt")};
    struct certificate_file key = {.name = path_of(making, "ca.key")};

    if (!file_read(making->arena, cert.name, CERTIFICATE_MAX_BYTES, &cert.pem, err) ||
        !file_read(making->arena, key.name, CERTIFICATE_MAX_BYTES, &key.pem, err))
        return NULL;

    struct authority *authority = authority_read(&cert, &key, making->now, err);

    if (authority != NULL)
        print_authority(cert.name, authority, "used as it is");
    return authority;
}

static bool is_absent(const char *path)
{
    return access(path, F_OK) != 0 && errno == ENOENT;
}

/* If only one of the CA's two files is there, the user must decide what to do. */
static struct authority *authority_get(const struct making *making, struct err *err)
{
    const char *cert = path_of(making, "ca.crt");
    const char *key = path_of(making, "ca.key");
    const bool no_cert = is_absent(cert);
    const bool no_key = is_absent(key);
    const char *there = no_cert ? key : cert;

    if (no_cert && no_key)
        return authority_make(making, err);
    if (no_cert == no_key)
        return authority_use(making, err);
    err_set(err, ERR_INVALID,
            "%s exists, but %s is missing: restore it, or move %s away to make a "
            "new CA",
            there, no_cert ? cert : key, there);
    return NULL;
}

static void print_pair(const struct making *making, const struct authority *authority)
{
    int64_t wanted = making->now + (int64_t)making->days * SECONDS_PER_DAY;
    int64_t end = authority_not_after(authority);
    char text[CERTIFICATE_TIME_SIZE];
    AUTO(buf_clear) struct buf names = {.max_bytes = 4096};

    text_add_list(&names, making->names, making->n_names);
    certificate_time_text(wanted < end ? wanted : end, text);
    output_addf("%s: made, for %s, valid until %s%s\n", path_of(making, "tls.crt"),
                buf_text(&names), text, wanted < end ? "" : " (the end of the CA)");
    output_addf("%s: made\n", path_of(making, "tls.key"));
}

static bool pair_make(const struct making *making, struct err *err)
{
    AUTO(authority_free) struct authority *authority = authority_get(making, err);
    struct authority_request request = {making->names, making->n_names, making->days,
                                        making->now};
    AUTO(buf_clear) struct buf cert = {.max_bytes = PEM_MAX_BYTES};
    AUTO(buf_clear) struct buf key = {.max_bytes = PEM_MAX_BYTES};

    if (authority == NULL || !authority_issue(authority, &request, &cert, &key, err) ||
        !write_pair(making, "tls", buf_str(&cert), buf_str(&key), FILE_REPLACE, err))
        return false;
    print_pair(making, authority);
    return true;
}

static int make(const struct make_options *options)
{
    AUTO(arena_clear) struct arena arena = {0};
    struct making making = {
        .arena = &arena,
        .folder = options->folder,
        .days = (unsigned)options->days,
        .now = clock_unix_seconds(),
    };
    struct err err;

    if (!take_names(&making, options, &err))
        return options_wrong(&usage, "%s", err.text);
    if (making.n_names == 0)
        return options_wrong(&usage, "--dns NAME is missing (or --ip ADDRESS)");
    if (!file_make_folder(options->folder, &err) || !pair_make(&making, &err)) {
        output_complain(usage.name, "%s", err.text);
        return EXIT_WRONG;
    }
    return output_finish(usage.name, EXIT_OK);
}

int certs_make(int argc, char **argv)
{
    AUTO(make_options_clear) struct make_options options = {.days = 365};
    struct operands none;
    int exit_code;

    if (!options_read(&usage, argc, argv, &options, &none, &exit_code))
        return exit_code;
    return make(&options);
}
