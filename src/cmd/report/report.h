/* SPDX-License-Identifier: Apache-2.0 */
/*
 * report: the subcommand `report`: how the objects of a cluster comply with a policy.
 */
#ifndef CMD_REPORT_REPORT_H
#define CMD_REPORT_REPORT_H

int cmd_report(int argc, char **argv);

#endif
