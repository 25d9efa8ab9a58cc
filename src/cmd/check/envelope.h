/*
 * check_envelope: the AdmissionReview (v1) that the API server would send for a write.
 */
#ifndef CMD_CHECK_ENVELOPE_H
#define CMD_CHECK_ENVELOPE_H

#include "cmd/check/check.h"

/* object: JSON, the new object as this stage sees it.  The text is in the arena. */
struct str check_envelope(const struct check_write *write, struct str object,
                          struct arena *arena) MUST_CHECK;

#endif
