/*
 * library_memory: memory that is gone ends the process in a library too.
 */
#ifndef SYS_LIBRARY_MEMORY_H
#define SYS_LIBRARY_MEMORY_H

/* In main(), before OpenSSL is used: it does not survive a failure of its first
 * allocations (it reads through a null pointer, or waits for itself). */
void library_memory_guard(void);

#endif
