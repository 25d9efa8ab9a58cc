/* SPDX-License-Identifier: Apache-2.0 */
/*
 * diff: what a policy permits, demands and writes differently from another.
 */
#ifndef CMD_DIFF_DIFF_H
#define CMD_DIFF_DIFF_H

int cmd_diff(int argc, char **argv);

#endif
