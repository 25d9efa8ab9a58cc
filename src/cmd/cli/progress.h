/*
 * progress: how far the work is, on stderr.
 *
 * Says nothing unless stderr is a terminal and more than a second has gone by.  Hide it
 * before anything else is printed.
 */
#ifndef CMD_CLI_PROGRESS_H
#define CMD_CLI_PROGRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct progress {
    const char *what; /* "files" */
    size_t total;
    uint64_t next_ns; /* say nothing before this moment */
    bool enabled;
    bool shown;
};

void progress_init(struct progress *progress, const char *what, size_t total);
void progress_at(struct progress *progress, size_t done);
void progress_hide(struct progress *progress);

#endif
