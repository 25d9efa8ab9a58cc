/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/cli/command.h"

#include <stdio.h>

#include "base/text.h"
#include "cmd/cli/output.h"
#include "core/policy/policy.h"
#include "live/policy_load.h"
#include "sys/file.h"
#include "sys/x509/certificate.h"

struct policy *option_policy_load(const char *command, const char *path, int32_t today)
{
    AUTO(problems_clear) struct problems problems = {0};

    return option_policy_load_with_places(command, path, today, NULL, &problems);
}

struct policy *option_policy_load_with_places(const char *command, const char *path,
                                              int32_t today, struct places *places,
                                              struct problems *problems)
{
    AUTO(buf_clear) struct buf lines = {.max_bytes = BUF_MAX_BYTES};
    struct err err = {0};
    struct policy *policy;

    policy = policy_load_with_places(path, today, places, problems, &err);
    if (policy != NULL)
        return policy;
    problem_lines_add(&lines, problems, output_colour(stderr));
    fputs(buf_text(&lines), stderr);
    if (problems->n_errors == 0)
        output_complain(command, "%s", err.text);
    else
        output_complain(command, "policy %s has %zu error%s", path, problems->n_errors,
                        problems->n_errors == 1 ? "" : "s");
    return NULL;
}

void option_policy_add_name(struct buf *buf, const struct policy *policy)
{
    buf_add_text(buf, "policy ");
    if (policy_name(policy).len > 0) {
        text_add_escaped(buf, policy_name(policy), TEXT_QUOTED_MAX);
        buf_add_byte(buf, ' ');
    }
    buf_add(buf, policy_hash(policy));
}

bool option_pem_read(struct arena *arena, const char *path, struct certificate_file *ret,
                     struct err *err)
{
    ret->name = path;
    if (path == NULL)
        return true;
    if (!file_read(arena, path, CERTIFICATE_MAX_BYTES, &ret->pem, err))
        return false;
    if (ret->pem.len == 0)
        return err_set(err, ERR_INVALID, "%s: the file is empty", path);
    return true;
}
