/* SPDX-License-Identifier: Apache-2.0 */
/*
 * certs: the subcommand `certs` and its subcommands, one file each.
 */
#ifndef CMD_CERTS_CERTS_H
#define CMD_CERTS_CERTS_H

int cmd_certs(int argc, char **argv);
int certs_bundle(int argc, char **argv);
int certs_check(int argc, char **argv);
int certs_make(int argc, char **argv);

#endif
