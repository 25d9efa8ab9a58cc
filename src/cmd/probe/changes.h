/*
 * probe_changes: a JSON Patch as lines for people.
 */
#ifndef CMD_PROBE_CHANGES_H
#define CMD_PROBE_CHANGES_H

#include "base/buf.h"

/* "  + metadata.annotations[a/b]: value" for what is added, "~" for what is changed,
 * "-" for what is removed.  object and patch: JSON; the patch applies to the object. */
void probe_add_changes(struct buf *out, struct str object, struct str patch);

#endif
