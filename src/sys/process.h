/*
 * process: what this process uses.  Linux; a figure that cannot be had is 0.
 */
#ifndef SYS_PROCESS_H
#define SYS_PROCESS_H

#include <stdint.h>

#include "sys/metrics.h"

/* Set the process_* metrics to what they are now. */
void process_measure(struct metrics *metrics);

/* CPUs that this process may run on, at least 1. */
unsigned process_cpus(void);

#endif
