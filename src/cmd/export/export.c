/* SPDX-License-Identifier: Apache-2.0 */
/* export: prints parts of a policy in the formats of other programs. */
#include "cmd/export/export.h"

#include "base/attr.h"
#include "cmd/cli/command.h"

static const struct command_row rows[] = {
    {"webhooks", export_webhooks, "the webhook configurations, for kubectl"},
};

int cmd_export(int argc, char **argv)
{
    static const struct command_set set = {
        .program = "ingress-warden export",
        .rows = rows,
        .n = ARRAY_LEN(rows),
    };

    return commands_run(&set, argc, argv);
}
