/*
 * workers: one arena for each thread that serves requests.
 */
#ifndef NET_HTTP_WORKERS_H
#define NET_HTTP_WORKERS_H

#include "base/arena.h"
#include "base/attr.h"

struct workers;

struct workers *workers_new(void) MUST_CHECK;
void workers_free(struct workers *workers); /* after the threads; NULL is allowed */
DEFINE_AUTO(workers_free, struct workers *);

/* The calling thread's arena, empty; it goes with the thread. */
struct arena *workers_arena(struct workers *workers) MUST_CHECK;

/* What was in it is no longer needed. */
void workers_done(struct arena *arena);

#endif
