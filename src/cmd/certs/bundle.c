/* SPDX-License-Identifier: Apache-2.0 */
/* certs bundle: prints the certificates of a file as the base64 text for caBundle. */
#include "cmd/certs/certs.h"
#include "cmd/cli/command.h"
#include "cmd/cli/output.h"
#include "sys/file.h"
#include "sys/x509/certificate.h"
#include "wire/base64.h"

static const struct command_usage usage = {
    .name = "certs bundle",
    .synopsis = "FILE",
    .summary = "Print the certificates of FILE as one line of base64, the text for "
               "caBundle in a\n"
               "webhook configuration. Keys and other text in FILE are left out.",
    .exits = "Exit code: 0 printed; 2 unreadable, or no certificate in it.",
    .operand = "FILE",
    .min_operands = 1,
    .max_operands = 1,
};

int certs_bundle(int argc, char **argv)
{
    AUTO(arena_clear) struct arena arena = {0};
    AUTO(buf_clear) struct buf pem = {.max_bytes = 4 * CERTIFICATE_MAX_BYTES};
    AUTO(buf_clear) struct buf line = {.max_bytes = BUF_MAX_BYTES};
    struct operands operands;
    struct certificate_file file;
    struct err err;
    size_t n;
    int exit_code;

    if (!options_read(&usage, argc, argv, NULL, &operands, &exit_code))
        return exit_code;
    file.name = operands.items[0];
    if (!file_read(&arena, file.name, CERTIFICATE_MAX_BYTES, &file.pem, &err) ||
        !certificate_normalise(&file, &pem, &n, &err)) {
        output_complain(usage.name, "%s", err.text);
        return EXIT_WRONG;
    }
    base64_add(&line, buf_str(&pem));
    buf_add_byte(&line, '\n');
    output_add(buf_str(&line));
    return output_finish(usage.name, EXIT_OK);
}
