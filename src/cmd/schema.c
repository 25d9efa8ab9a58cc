/* SPDX-License-Identifier: Apache-2.0 */
/* schema: the JSON Schemas of a policy and of its tests, for editors and pipelines. */
#include "base/buf.h"
#include "base/text.h"
#include "cmd/cli/command.h"
#include "cmd/cli/output.h"
#include "cmd/cmd.h"

/* The lines of the files in policies/, each as a string. */
static const char *const policy_lines[] = {
#include "cmd/policy.schema.inc"
};
static const char *const policy_test_lines[] = {
#include "cmd/policy-test.schema.inc"
};

/* The first one is the default. */
static const struct {
    const char *name;
    const char *const *lines;
    size_t n;
} schemas[] = {
    {"policy", policy_lines, ARRAY_LEN(policy_lines)},
    {"policy-test", policy_test_lines, ARRAY_LEN(policy_test_lines)},
};

static const struct command_usage usage = {
    .name = "schema",
    .synopsis = "[policy | policy-test]",
    .summary =
        "Print the JSON Schema of a policy, or of one file of a policy folder; or of "
        "the\ntests of a policy.",
    .exits = "Exit code: 0; 2 for an unknown name.",
    .operand = "NAME",
    .max_operands = 1,
};

static int refuse(const char *name)
{
    AUTO(buf_clear) struct buf quoted = {.max_bytes = BUF_MAX_BYTES};

    text_add_quoted(&quoted, str_from(name));
    return options_wrong(&usage, "unknown schema %s; there are: policy, policy-test",
                         buf_text(&quoted));
}

int cmd_schema(int argc, char **argv)
{
    struct operands operands;
    int exit_code;
    size_t at = 0;

    if (!options_read(&usage, argc, argv, NULL, &operands, &exit_code))
        return exit_code;
    while (operands.n > 0 && at < ARRAY_LEN(schemas) &&
           strcmp(operands.items[0], schemas[at].name) != 0)
        at++;
    if (at == ARRAY_LEN(schemas))
        return refuse(operands.items[0]);
    for (size_t i = 0; i < schemas[at].n; i++)
        output_add(str_from(schemas[at].lines[i]));
    return output_finish(usage.name, EXIT_OK);
}
