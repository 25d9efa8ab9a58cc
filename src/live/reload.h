/*
 * reload: when a document is read again.
 */
#ifndef LIVE_RELOAD_H
#define LIVE_RELOAD_H

enum reload_when {
    RELOAD_IF_CHANGED, /* only if its content is another than at the last attempt */
    RELOAD_ALWAYS,
};

/* A file that changes while it is read is read again, this many times at most. */
#define RELOAD_MAX_ATTEMPTS 5

#endif
