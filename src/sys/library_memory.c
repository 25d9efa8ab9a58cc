/* library_memory: OpenSSL's allocations.  A request for 0 bytes returns NULL, which is
 * not a failure. */
#include "sys/process.h"

#include <assert.h>
#include <stdlib.h>

#include <openssl/crypto.h>

#include "base/mem.h"

static void *get(size_t size, const char *file, int line)
{
    void *at = size == 0 ? NULL : malloc(size);

    (void)file;
    (void)line;
    if (at == NULL && size > 0)
        mem_gone();
    return at;
}

static void give_back(void *at, const char *file, int line)
{
    (void)file;
    (void)line;
    free(at);
}

static void *resize(void *at, size_t size, const char *file, int line)
{
    (void)file;
    (void)line;
    if (size > 0)
        return mem_resize(at, size, 1);
    free(at);
    return NULL;
}

void library_memory_guard(void)
{
    const int taken = CRYPTO_set_mem_functions(get, resize, give_back);

    assert(taken == 1);
}
