/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/cli/output.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/units.h"
#include "sys/clock.h"

/* Why stdout could not be written, as an errno value; 0: it could. */
static int write_error(void)
{
    errno = 0;
    if (fflush(stdout) != 0)
        return errno == 0 ? EIO : errno;
    return ferror(stdout) != 0 ? EIO : 0;
}

enum output_colour output_colour(FILE *stream)
{
    const char *refused = getenv("NO_COLOR");
    const char *terminal = getenv("TERM");

    if (refused != NULL && refused[0] != '\0')
        return OUTPUT_PLAIN;
    if (terminal == NULL || strcmp(terminal, "dumb") == 0)
        return OUTPUT_PLAIN;
    return isatty(fileno(stream)) == 1 ? OUTPUT_COLOUR : OUTPUT_PLAIN;
}

void output_add(struct str text)
{
    /* A short write sets the stream's error indicator, which output_finish() checks. */
    if (text.len > 0 && fwrite(text.ptr, 1, text.len, stdout) < text.len)
        return;
}

void output_addf(const char *format, ...)
{
    va_list args;

    va_start(args, format);
    vprintf(format, args);
    va_end(args);
}

int output_finish(const char *command, int exit_code)
{
    const int error = write_error();

    if (error == 0)
        return exit_code;
    output_complain(command, "cannot write to standard output: %s", strerror(error));
    return EXIT_WRONG;
}

void output_complain(const char *command, const char *format, ...)
{
    va_list args;

    fprintf(stderr, "ingress-warden %s: ", command);
    va_start(args, format);
    vfprintf(stderr, format, args);
    va_end(args);
    fputc('\n', stderr);
}

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
