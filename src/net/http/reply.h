/*
 * reply: what is sent back.
 */
#ifndef NET_HTTP_REPLY_H
#define NET_HTTP_REPLY_H

#include "base/str.h"

enum reply_type {
    REPLY_TEXT,
    REPLY_JSON,
    REPLY_METRICS,
};

struct reply {
    unsigned status;
    enum reply_type type;
    struct str body;   /* REPLY_TEXT: one sentence, without the line end */
    const char *allow; /* 405: the methods there are; NULL otherwise */
};

#endif
