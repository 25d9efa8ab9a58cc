/*
 * reach: the folders below which named files lie, now and after they are replaced.
 */
#ifndef SYS_SANDBOX_REACH_H
#define SYS_SANDBOX_REACH_H

#include <stddef.h>

#include "base/arena.h"
#include "base/str.h"

/*
 * For each path: the folder that it is written in (while that is not there: the nearest
 * above it), itself when it is a folder, and for every link on the way the folder that
 * holds what the link leads to, since links are swapped for others beside them.  All in
 * the arena, resolved, each once; paths that are NULL are skipped.
 */
struct str *reach_folders(struct arena *arena, const char *const *paths, size_t n,
                          size_t *ret_n) MUST_CHECK;

#endif
