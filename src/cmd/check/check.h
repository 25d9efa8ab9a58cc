/* SPDX-License-Identifier: Apache-2.0 */
/*
 * check: the subcommand `check`.
 */
#ifndef CMD_CHECK_CHECK_H
#define CMD_CHECK_CHECK_H

int cmd_check(int argc, char **argv);

#endif
