/* SPDX-License-Identifier: Apache-2.0 */
#include "net/server.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/units.h"
#include "live/cert_store.h"
#include "live/policy_store.h"
#include "live/watch.h"
#include "net/handlers/handlers.h"
#include "net/http/connections.h"
#include "net/http/http.h"
#include "sys/clock.h"
#include "sys/process.h"

/* For file systems without events, and for missed events. */
#define COMPARE_EVERY_MS UINT64_C(60000)

/* The longest wait for the last connections.  The kubelet kills after 30 s by default. */
#define FINISH_MAX_MS  UINT64_C(25000)
#define FINISH_LOOK_MS UINT64_C(10)

enum stage_of_life {
    LIFE_SERVING,
    LIFE_DRAINING,  /* not ready, still accepting */
    LIFE_FINISHING, /* no new connections */
    LIFE_OVER,
};

struct state {
    const struct server_config *config;
    const struct parts *parts;
    struct http *webhook;
    struct watch *watch; /* NULL: only the timer finds changes */
    int signals;
    enum stage_of_life life;
    uint64_t life_until_ms; /* in LIFE_DRAINING and LIFE_FINISHING */
    uint64_t compare_at_ms;
};

static uint64_t now_ms(void)
{
    return clock_monotonic_ns() / NS_PER_MS;
}

void server_loop_signals(sigset_t *ret)
{
    sigemptyset(ret);
    sigaddset(ret, SIGTERM);
    sigaddset(ret, SIGINT);
    sigaddset(ret, SIGHUP);
}

static void reload(struct state *state, enum reload_when when)
{
    const struct parts *parts = state->parts;

    if (state->watch != NULL)
        watch_refresh(state->watch);
    policy_reload_run(parts->policy_reload, when);
    cert_store_reload(parts->certs, when);
    cert_store_remind(parts->certs);
    state->compare_at_ms = now_ms() + COMPARE_EVERY_MS;
}

static void drain(struct state *state)
{
    const uint64_t drain_ms = state->config->drain_ms;

    connections_drain(state->parts->connections);
    state->life = LIFE_DRAINING;
    state->life_until_ms = now_ms() + drain_ms;
    log_message(state->parts->log, LOG_LEVEL_INFO,
                "draining: not ready, serving for another %llu ms",
                (unsigned long long)drain_ms);
}

static void finish(struct state *state)
{
    /* A body may take one deadline, and its answer another one. */
    uint64_t ms = 2 * state->config->request_ms + 1000;

    if (ms > FINISH_MAX_MS)
        ms = FINISH_MAX_MS;
    http_quiesce(state->webhook);
    state->life = LIFE_FINISHING;
    state->life_until_ms = now_ms() + ms;
}

static void take_signals(struct state *state)
{
    struct signalfd_siginfo info;

    while (read(state->signals, &info, sizeof info) == (ssize_t)sizeof info) {
        if (info.ssi_signo == SIGHUP)
            reload(state, RELOAD_ALWAYS);
        else if (state->life == LIFE_SERVING)
            drain(state);
        else
            state->life = LIFE_OVER;
    }
}

static uint64_t sooner(uint64_t a, uint64_t b)
{
    return a < b ? a : b;
}

static int wait_ms(const struct state *state, uint64_t now)
{
    uint64_t until = state->compare_at_ms;
    int watch_ms = -1;

    if (state->life == LIFE_DRAINING)
        until = sooner(until, state->life_until_ms);
    if (state->life == LIFE_FINISHING)
        until = sooner(until, now + FINISH_LOOK_MS);
    if (state->watch != NULL)
        watch_ms = watch_wait_ms(state->watch, now);
    if (watch_ms >= 0)
        until = sooner(until, now + (uint64_t)watch_ms);
    return until <= now ? 0 : (int)(until - now);
}

static void act(struct state *state, uint64_t now)
{
    if (state->watch != NULL && watch_due(state->watch, now))
        reload(state, RELOAD_IF_CHANGED);
    if (now >= state->compare_at_ms) {
        reload(state, RELOAD_IF_CHANGED);
        process_trim_memory();
    }
    if (state->life == LIFE_DRAINING && now >= state->life_until_ms)
        finish(state);
    if (state->life == LIFE_FINISHING &&
        (connections_end_idle(state->parts->connections) == 0 ||
         now >= state->life_until_ms))
        state->life = LIFE_OVER;
}

static void wait_and_act(struct state *state)
{
    struct pollfd fds[] = {
        {.fd = state->signals, .events = POLLIN},
        {.fd = state->watch == NULL ? -1 : watch_fd(state->watch), .events = POLLIN},
    };

    (void)poll(fds, ARRAY_LEN(fds), wait_ms(state, now_ms()));
    if (fds[0].revents != 0)
        take_signals(state);
    if (fds[1].revents != 0)
        watch_read(state->watch, now_ms());
    if (state->life != LIFE_OVER)
        act(state, now_ms());
}

void server_loop_run(const struct server_config *config, const struct parts *parts,
                     struct http *webhook, const struct sandbox_report *sandbox)
{
    const char *paths[] = {config->policy, config->tls_cert, config->tls_key,
                           config->client_ca};
    struct state state = {.config = config, .parts = parts, .webhook = webhook};
    sigset_t taken;

    server_loop_signals(&taken);
    state.signals = signalfd(-1, &taken, SFD_NONBLOCK | SFD_CLOEXEC);
    if (state.signals < 0)
        mem_gone_like("file descriptors"); /* before the first request */
    state.watch = watch_new(paths, config->client_ca == NULL ? 3 : 4);
    if (state.watch == NULL)
        log_message(parts->log, LOG_LEVEL_WARN,
                    "no inotify: changes are seen within %d s",
                    (int)(COMPARE_EVERY_MS / 1000));
    if (!sandbox_seal(sandbox))
        log_message(parts->log, LOG_LEVEL_WARN, "the sandbox is not sealed: %s",
                    strerror(errno));
    /* Load changes made between the first load and the start of the watch. */
    reload(&state, RELOAD_IF_CHANGED);
    while (state.life != LIFE_OVER)
        wait_and_act(&state);
    watch_free(state.watch);
    close(state.signals);
    log_message(parts->log, LOG_LEVEL_INFO, "stopping");
}
