/* SPDX-License-Identifier: Apache-2.0 */
/* fuzz_broken() alone, for programs that are not harnesses. */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "fuzz.h"

void fuzz_broken(const char *sentence, const char *file, int line)
{
    /* Without stdio, because a harness may have redirected it. */
    dprintf(STDERR_FILENO, "%s:%d: broken law: %s\n", file, line, sentence);
    abort();
}
