#include "cmd/cli/output.h"

#include <stdio.h>
#include <unistd.h>

#include "base/units.h"
#include "sys/clock.h"

#define FIRST_AFTER_NS NS_PER_SECOND
#define AGAIN_AFTER_NS UINT64_C(100000000)

void progress_init(struct progress *progress, const char *what, size_t total)
{
    *progress = (struct progress){
        .what = what,
        .total = total,
        .next_ns = clock_monotonic_ns() + FIRST_AFTER_NS,
        .enabled = isatty(STDERR_FILENO) == 1,
    };
}

void progress_at(struct progress *progress, size_t done)
{
    uint64_t now;

    if (!progress->enabled)
        return;
    now = clock_monotonic_ns();
    if (now < progress->next_ns)
        return;
    fprintf(stderr, "\r\x1b[K%zu of %zu %s", done, progress->total, progress->what);
    fflush(stderr);
    progress->next_ns = now + AGAIN_AFTER_NS;
    progress->shown = true;
}

void progress_hide(struct progress *progress)
{
    if (progress->shown)
        fputs("\r\x1b[K", stderr);
    progress->shown = false;
}
