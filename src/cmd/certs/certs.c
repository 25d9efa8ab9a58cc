/* SPDX-License-Identifier: Apache-2.0 */
/* certs: makes, checks and bundles the webhook's certificates. */
#include "cmd/certs/certs.h"

#include "base/attr.h"
#include "cmd/cli/command.h"

static const struct command_row rows[] = {
    {"make", certs_make, "make a CA and a serving pair, or a new pair"},
    {"check", certs_check, "what the API server would refuse in a pair"},
    {"bundle", certs_bundle, "certificates as the text for caBundle"},
};

int cmd_certs(int argc, char **argv)
{
    static const struct command_set set = {
        .program = "ingress-warden certs",
        .rows = rows,
        .n = ARRAY_LEN(rows),
    };

    return commands_run(&set, argc, argv);
}
