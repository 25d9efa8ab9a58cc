/*
 * probe_url: a webhook's address, as clientConfig.url may spell it.
 */
#ifndef CMD_PROBE_URL_H
#define CMD_PROBE_URL_H

#include "base/arena.h"
#include "base/err.h"
#include "core/object/inquiry.h"

struct probe_url {
    const char *host; /* without brackets */
    const char *port; /* "443" where none is given */
    const char *base; /* the path up to the stage's own segment, without final "/" */
    bool has_stage;   /* the path ended in /mutate or /validate */
    enum stage stage;
};

/* https only; no user, query or fragment.  False: ERR_INVALID. */
bool probe_url_parse(const char *text, struct arena *arena, struct probe_url *ret,
                     struct err *err) MUST_CHECK;

/* "mutate", "validate": the path's segment, and the webhook's first label. */
const char *probe_stage_name(enum stage stage);

#endif
