/*
 * policy_option: the policy that --policy names, or everything that is wrong with it.
 */
#ifndef CMD_CLI_POLICY_OPTION_H
#define CMD_CLI_POLICY_OPTION_H

#include <stdint.h>

#include "base/attr.h"

struct policy;

/* NULL: said on stderr, in the manner of lint; the exit code is EXIT_WRONG. */
struct policy *policy_option_load(const char *command, const char *path, int32_t today)
    MUST_CHECK;

#endif
