/* schema: the JSON Schema of a policy, for editors and pipelines. */
#include "base/buf.h"
#include "base/text.h"
#include "cmd/cli/command.h"
#include "cmd/cli/output.h"
#include "cmd/cmd.h"

/* The lines of policies/policy.schema.json, each as a string. */
static const char *const policy_lines[] = {
#include "cmd/policy.schema.inc"
};

static const struct command_usage usage = {
    .name = "schema",
    .synopsis = "[policy]",
    .summary = "Print the JSON Schema of a policy, or of one file of a policy folder.",
    .exits = "Exit code: 0; 2 for an unknown name.",
    .operand = "NAME",
    .max_operands = 1,
};

static int refuse(const char *name)
{
    AUTO(buf_clear) struct buf quoted = {.max_bytes = BUF_MAX_BYTES};

    text_add_quoted(&quoted, str_from(name));
    return options_wrong(&usage, "unknown schema %s; there is: policy",
                         buf_text(&quoted));
}

int cmd_schema(int argc, char **argv)
{
    struct operands operands;
    int exit_code;

    if (!options_read(&usage, argc, argv, NULL, &operands, &exit_code))
        return exit_code;
    if (operands.n > 0 && !str_equal(str_from(operands.items[0]), STR("policy")))
        return refuse(operands.items[0]);
    for (size_t i = 0; i < ARRAY_LEN(policy_lines); i++)
        output_add(str_from(policy_lines[i]));
    return output_finish(usage.name, EXIT_OK);
}
