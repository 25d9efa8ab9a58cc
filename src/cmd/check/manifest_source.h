/*
 * manifest_source: the objects of one file, or of standard input.
 */
#ifndef CMD_CHECK_MANIFEST_SOURCE_H
#define CMD_CHECK_MANIFEST_SOURCE_H

#include "yaml/manifest/manifest.h"

/* A file that cannot be read is an error in `problems` too.  Everything lives in the
 * arena, but for path. */
void manifest_source_read(struct arena *arena, const char *path,
                          struct problems *problems, const struct manifest **ret,
                          size_t *ret_n);

#endif
