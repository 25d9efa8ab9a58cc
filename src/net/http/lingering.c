/* SPDX-License-Identifier: Apache-2.0 */
/* lingering: a separate thread, which sleeps while no connection lingers. */
#include "net/http/http.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdint.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/units.h"
#include "sys/clock.h"

#define DROP_BYTES ((size_t)1 << 20) /* read from one connection at a time */
#define FRESH_MAX  LINGER_MAX

struct lingering {
    size_t max;
    int wake;
    pthread_t thread;
    pthread_mutex_t mutex; /* guards the members below */
    int fresh[FRESH_MAX];
    size_t n_fresh;
    bool stopping;

    /* Only for the thread: polls[0] is `wake`, then the connections, oldest first. */
    struct pollfd polls[LINGER_MAX + 1];
    uint64_t until_ns[LINGER_MAX + 1];
    size_t n;
};

static void forget(struct lingering *lingering, size_t at)
{
    const size_t behind = lingering->n - at - 1;

    close(lingering->polls[at].fd);
    memmove(&lingering->polls[at], &lingering->polls[at + 1],
            behind * sizeof lingering->polls[0]);
    memmove(&lingering->until_ns[at], &lingering->until_ns[at + 1],
            behind * sizeof lingering->until_ns[0]);
    lingering->n--;
}

static void add(struct lingering *lingering, int fd)
{
    if (lingering->n > lingering->max)
        forget(lingering, 1);
    lingering->polls[lingering->n] = (struct pollfd){.fd = fd, .events = POLLIN};
    lingering->until_ns[lingering->n] = clock_monotonic_ns() + LINGER_MS * NS_PER_MS;
    lingering->n++;
}

/* Returns false when the thread must end. */
static bool take_fresh(struct lingering *lingering)
{
    int fresh[FRESH_MAX];
    uint64_t count;
    size_t n;
    bool stopping;

    if (read(lingering->wake, &count, sizeof count) < 0 && errno != EAGAIN)
        return false;
    pthread_mutex_lock(&lingering->mutex);
    n = lingering->n_fresh;
    memcpy(fresh, lingering->fresh, n * sizeof fresh[0]);
    lingering->n_fresh = 0;
    stopping = lingering->stopping;
    pthread_mutex_unlock(&lingering->mutex);
    for (size_t i = 0; i < n; i++)
        add(lingering, fresh[i]);
    return !stopping;
}

/* Drop what has arrived, without copying it.  Returns false if the client has closed the
 * connection or is gone. */
static bool drop(int fd)
{
    const ssize_t n = recv(fd, NULL, DROP_BYTES, MSG_TRUNC | MSG_DONTWAIT);

    return n > 0 || (n < 0 && (errno == EAGAIN || errno == EINTR));
}

static void look(struct lingering *lingering)
{
    const uint64_t now_ns = clock_monotonic_ns();

    for (size_t at = lingering->n - 1; at > 0; at--) {
        if (now_ns >= lingering->until_ns[at] ||
            (lingering->polls[at].revents != 0 && !drop(lingering->polls[at].fd)))
            forget(lingering, at);
    }
}

static int wait_ms(const struct lingering *lingering)
{
    const uint64_t now_ns = clock_monotonic_ns();

    if (lingering->n == 1)
        return -1;
    return lingering->until_ns[1] <= now_ns
               ? 0
               : (int)((lingering->until_ns[1] - now_ns) / NS_PER_MS) + 1;
}

static void *drop_what_comes(void *context)
{
    struct lingering *lingering = context;
    bool goes_on = true;

    while (goes_on) {
        (void)poll(lingering->polls, lingering->n, wait_ms(lingering));
        look(lingering);
        goes_on = take_fresh(lingering);
    }
    while (lingering->n > 1)
        forget(lingering, lingering->n - 1);
    return NULL;
}

static void wake(struct lingering *lingering)
{
    const uint64_t one = 1;

    if (write(lingering->wake, &one, sizeof one) < 0)
        return; /* its counter is full: it is awake */
}

void lingering_take(struct lingering *lingering, int fd)
{
    int copy;

    if (lingering->max == 0)
        return;
    copy = dup(fd);
    if (copy < 0)
        return;
    pthread_mutex_lock(&lingering->mutex);
    if (lingering->n_fresh < lingering->max) {
        lingering->fresh[lingering->n_fresh++] = copy;
        copy = -1;
    }
    pthread_mutex_unlock(&lingering->mutex);
    if (copy >= 0)
        close(copy);
    else
        wake(lingering);
}

struct lingering *lingering_new(size_t max)
{
    struct lingering *lingering = mem_alloc(1, sizeof *lingering);

    lingering->max = max < LINGER_MAX ? max : LINGER_MAX - 1;
    lingering->wake = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    if (lingering->wake < 0)
        mem_gone_like("file descriptors"); /* before the first request */
    lingering->polls[0] = (struct pollfd){.fd = lingering->wake, .events = POLLIN};
    lingering->n = 1;
    pthread_mutex_init(&lingering->mutex, NULL);
    if (pthread_create(&lingering->thread, NULL, drop_what_comes, lingering) != 0)
        mem_gone_like("threads");
    return lingering;
}

void lingering_free(struct lingering *lingering)
{
    if (lingering == NULL)
        return;
    pthread_mutex_lock(&lingering->mutex);
    lingering->stopping = true;
    pthread_mutex_unlock(&lingering->mutex);
    wake(lingering);
    pthread_join(lingering->thread, NULL);
    close(lingering->wake);
    pthread_mutex_destroy(&lingering->mutex);
    free(lingering);
}
