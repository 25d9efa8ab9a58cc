/*
 * library_memory: memory that is gone ends the process in a library too.
 */
#ifndef SYS_LIBRARY_MEMORY_H
#define SYS_LIBRARY_MEMORY_H

/* Before OpenSSL is used, in main(): where one of its first allocations fails, it would
 * read through a null pointer, or wait for itself. */
void library_memory_guard(void);

#endif
