/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test: the subcommand.
 */
#ifndef CMD_TEST_TEST_H
#define CMD_TEST_TEST_H

int cmd_test(int argc, char **argv);

#endif
