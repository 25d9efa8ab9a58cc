/* SPDX-License-Identifier: Apache-2.0 */
/*
 * objects: explains the objects of files and folders one by one, read as `check` reads
 * them.
 */
#ifndef CMD_EXPLAIN_OBJECT_OBJECTS_H
#define CMD_EXPLAIN_OBJECT_OBJECTS_H

#include "cmd/check/manifests.h"
#include "cmd/check/report.h"
#include "cmd/explain/object/object.h"

struct objects {
    const struct asking *asking;
    const char *command; /* for messages */
    bool is_json;
    struct stored_objects stored; /* the objects in the cluster; may be empty */
    struct arena file_arena, object_arena;
    struct check_counts counts;
    struct progress progress;
    bool was_asked;  /* a path was given */
    bool incomplete; /* something could not be read or judged */
};

void objects_clear(struct objects *objects);

/* Read the objects in the cluster from the path. */
void objects_read_stored(struct objects *objects, const char *path);

/* Explain the objects of a path on stdout.  Returns EXIT_OK, or EXIT_BROKEN if an object
 * is denied or cannot be judged. */
int objects_explain(struct objects *objects, const char *path);

/* After the last path, print to stderr how many objects were left out, or that there were
 * none. */
void objects_print_rest(const struct objects *objects);

#endif
