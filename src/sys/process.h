/* SPDX-License-Identifier: Apache-2.0 */
/*
 * process: the memory, descriptors and CPUs of this process.  Linux.
 */
#ifndef SYS_PROCESS_H
#define SYS_PROCESS_H

#include <stddef.h>

/* Give large blocks back to the system when they are freed.  Before the first thread. */
void process_tune_memory(void);

/* Give back what a burst has left behind, now and then. */
void process_trim_memory(void);

/* Give back the memory of a shared library's code and constants; what is used again is
 * read from its file.  name: a part of its file name. */
void process_unload_code(const char *name);

/* Raise the limit of open descriptors to `wanted`, or as far as it may be.  Returns what
 * it is then; SIZE_MAX: not known. */
size_t process_raise_descriptors(size_t wanted);

/* CPUs that this process may run on, at least 1. */
unsigned process_cpus(void);

/* Let the process end where OpenSSL gets no memory.  In main(), before its first use: it
 * does not survive a failure of its first allocations (it reads through a null pointer,
 * or waits for itself). */
void library_memory_guard(void);

#endif
