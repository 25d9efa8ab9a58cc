/* SPDX-License-Identifier: Apache-2.0 */
/*
 * process: the memory, descriptors and CPUs of this process.  Linux.
 */
#ifndef SYS_PROCESS_H
#define SYS_PROCESS_H

#include <stddef.h>

/* Make free() return large blocks to the system.  Before the first thread. */
void process_tune_memory(void);

/* Return free memory to the system; called now and then, after a burst. */
void process_trim_memory(void);

/* Drop the code and constants of a shared library from memory; pages that are used again
 * are read from its file.  name: a part of its file name. */
void process_unload_code(const char *name);

/* Raise the limit of open descriptors to `wanted`, or as far as permitted.  Returns the
 * new limit; SIZE_MAX: unknown. */
size_t process_raise_descriptors(size_t wanted);

/* CPUs that this process may run on, at least 1. */
unsigned process_cpus(void);

/* End the process if OpenSSL gets no memory.  In main(), before its first use: OpenSSL
 * does not survive a failure of its first allocations (it dereferences a null pointer, or
 * deadlocks). */
void library_memory_guard(void);

#endif
