/* SPDX-License-Identifier: Apache-2.0 */
/*
 * diff: compares what two policies permit, require and write.
 */
#ifndef CMD_DIFF_DIFF_H
#define CMD_DIFF_DIFF_H

int cmd_diff(int argc, char **argv);

#endif
