/*
 * probe_print: what a probe found, on stdout.
 */
#ifndef CMD_PROBE_PRINT_H
#define CMD_PROBE_PRINT_H

#include "cmd/probe/answer.h"

/* One stage: verdict and time, what was added, faults. */
void probe_print_stage(const struct probe_review *review, enum stage stage,
                       const struct client_reply *reply,
                       const struct probe_answer *answer);

/* The warnings and the refusal as kubectl shows them. */
void probe_print_warnings(const struct probe_answer *answer);
void probe_print_refusal(const struct probe_review *review, enum stage stage,
                         const struct probe_answer *answer);

/* "ingress.networking.k8s.io/web created (server dry run)" */
void probe_print_accepted(const struct probe_review *review);

#endif
