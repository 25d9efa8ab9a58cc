/* SPDX-License-Identifier: Apache-2.0 */
/*
 * objects: the objects of files and folders, one after the other, as `check` reads them.
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
    struct stored_objects stored; /* what the cluster holds; empty: nothing */
    struct arena file_arena, object_arena;
    struct check_counts counts;
    struct progress progress;
    bool was_asked;  /* some path was given */
    bool incomplete; /* something could not be read or judged */
};

void objects_clear(struct objects *objects);

/* What the cluster holds, at the path. */
void objects_read_stored(struct objects *objects, const char *path);

/* Explain the objects of a path on stdout.  EXIT_OK, or EXIT_BROKEN: some is denied. */
int objects_explain(struct objects *objects, const char *path);

/* After the last one, on stderr: what was left out, and that there was nothing. */
void objects_say_rest(const struct objects *objects);

#endif
