# SPDX-License-Identifier: Apache-2.0
"""load: runs closed loops with wrk, open loops with openloop.c, and commands; each run gives
a Sample."""

import dataclasses
import os
import resource
import statistics
import subprocess
import time

import machine

HERE = os.path.dirname(os.path.abspath(__file__))

# wrk uses OpenSSL, which takes its defaults from this file.
OPENSSL = """\
openssl_conf = main
[main]
ssl_conf = ssl
[ssl]
system_default = tls
[tls]
MinProtocol = TLSv1.3
Ciphersuites = TLS_AES_128_GCM_SHA256
"""


class NothingAnswered(RuntimeError):
    """No review was answered in the given time."""


@dataclasses.dataclass
class Sample:
    requests: int
    rate: float  # requests per second
    cpu_us: float  # of the server, per request
    p50_us: int
    p99_us: int
    p999_us: int
    max_us: int
    errors: int
    steal: float


def client_environment(folder, **more):
    path = os.path.join(folder, "openssl.cnf")
    with open(path, "w", encoding="ascii") as file:
        file.write(OPENSSL)
    return {**os.environ, "OPENSSL_CONF": path, **more}


def run(command, environment):
    done = subprocess.run(
        machine.on_core(machine.CLIENT_CORE, command),
        check=False, env=environment, capture_output=True, text=True,
    )
    if done.returncode != 0:
        raise RuntimeError(f"{command[0]} failed: {(done.stderr or done.stdout).strip()[-300:]}")
    return done.stdout


def measure(server, command, environment):
    """Runs the client, and combines its line of results with the CPU time of the server."""
    steal = machine.Steal()
    before = machine.cpu_us(server.pid)
    text = run(command, environment)
    used = machine.cpu_us(server.pid) - before
    line = next(line for line in text.splitlines() if line.startswith("BENCH "))
    requests, duration, p50, p99, p999, most, errors = map(int, line.split()[1:])
    if requests == 0:
        raise NothingAnswered(f"{server.name} answered nothing to {command[0]}")
    return Sample(
        requests, requests / duration * 1e6, used / requests, p50, p99, p999, most, errors, steal.share()
    )


def closed(server, row, body, seconds):
    """A closed loop: each connection of the row sends one review after another."""
    more = {"BENCH_BODY": body}
    if row.handshakes:
        more["BENCH_CLOSE"] = "1"
    environment = client_environment(server.folder, **more)
    command = ["wrk", "-t1", f"-c{row.connections}", f"-d{seconds}s", "--timeout", "10s"]
    command += ["-s", HERE + "/load.lua", server.url(row.stage)]
    return measure(server, command, environment)


def open_loop(client, server, row, body, rate, seconds):
    """An open loop: rate reviews per second, whether earlier ones are answered or not."""
    command = [client, str(server.port), "/" + row.stage, body]
    command += [f"{rate:.0f}", str(seconds), str(row.connections)]
    sample = measure(server, command, client_environment(server.folder))
    # The CPU time includes the warm-up, which takes one second.
    return dataclasses.replace(sample, cpu_us=sample.cpu_us * seconds / (seconds + 1))


def children_cpu_us():
    """CPU time of all child processes that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (used.ru_utime + used.ru_stime) * 1e6


def run_command(words):
    """Runs the command, and returns its time in microseconds."""
    began = time.monotonic()
    done = subprocess.run(
        machine.on_core(machine.SERVER_CORE, words),
        check=False, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
    )
    if done.returncode != 0:
        raise RuntimeError(f"{' '.join(words[:2])} failed: {done.stderr.strip()[-300:]}")
    return int((time.monotonic() - began) * 1e6)


def commands(server, row, body, seconds):
    """Runs the command of the row with the server's program and policy, one process at a time."""
    words = [server.binary] + [word.format(policy=server.policy, review=body) for word in row.command]
    steal = machine.Steal()
    before = children_cpu_us()
    until = time.monotonic() + seconds
    times = []
    while not times or time.monotonic() < until:
        times.append(run_command(words))
    cpu = (children_cpu_us() - before) / len(times)
    most = max(times)
    return Sample(
        len(times), len(times) / sum(times) * 1e6, cpu, int(statistics.median(times)),
        most, most, most, 0, steal.share(),
    )
