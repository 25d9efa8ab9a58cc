/*
 * explain: why something is allowed or denied, and what a tenant may do.
 */
#ifndef CMD_EXPLAIN_EXPLAIN_H
#define CMD_EXPLAIN_EXPLAIN_H

int cmd_explain(int argc, char **argv);

#endif
