/* SPDX-License-Identifier: Apache-2.0 */
/*
 * export: the subcommand `export` and its subcommands, one file each.
 */
#ifndef CMD_EXPORT_EXPORT_H
#define CMD_EXPORT_EXPORT_H

int cmd_export(int argc, char **argv);
int export_webhooks(int argc, char **argv);

#endif
