/* policy_option: see command.h. */
#include "cmd/cli/command.h"

#include <stdio.h>

#include "cmd/cli/output.h"
#include "live/policy_load.h"

struct policy *policy_option_load(const char *command, const char *path, int32_t today)
{
    AUTO(problems_clear) struct problems problems = {0};
    AUTO(buf_clear) struct buf lines = {0};
    struct err err = {0};
    struct policy *policy;

    problems_init(&problems);
    policy = policy_load(path, today, &problems, &err);
    if (policy != NULL)
        return policy;
    buf_init(&lines, NULL, BUF_MAX_BYTES);
    problem_lines_add(&lines, &problems, output_colour(stderr));
    fputs(buf_text(&lines), stderr);
    if (problems.n_errors == 0)
        output_complain(command, "%s", err.text);
    else
        output_complain(command, "policy %s has %zu error%s", path, problems.n_errors,
                        problems.n_errors == 1 ? "" : "s");
    return NULL;
}
