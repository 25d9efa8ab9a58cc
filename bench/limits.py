# SPDX-License-Identifier: Apache-2.0
"""limits: memory, start and loading, each measured with separate processes."""

import os
import statistics
import subprocess
import tempfile
import time

import desk
import inputs
import load
import machine
import peers
import policies
import rows
import verify

STARTS = 20
LOADS = 5
NAMES = 1000
SETTLE_SECONDS = 0.5
BUSY = rows.Row("busy", "busy", "create-3k", connections=100)


def mebibytes(kilobytes):
    return kilobytes / 1024


def fresh(folder, binary):
    return peers.Ours("measured", folder, binary, rows.SETTINGS[rows.OURS])


def memory(folder, binary, seconds):
    """Returns MiB (after the start, peak with 100 busy connections)."""
    server = fresh(folder, binary)
    try:
        server.wait()
        time.sleep(SETTLE_SECONDS)
        start, _ = machine.memory_kb(server.pid)
        load.closed(server, BUSY, inputs.write_review(folder, BUSY.review), seconds)
        _, most = machine.memory_kb(server.pid)
    finally:
        server.stop()
    return mebibytes(start), mebibytes(most)


def first_answer_ms(folder, binary):
    began = time.monotonic()
    server = fresh(folder, binary)
    try:
        while True:
            try:
                verify.check(server, "create-3k")
                return (time.monotonic() - began) * 1e3
            except ConnectionRefusedError:
                time.sleep(0.0002)
    finally:
        server.stop()


def review_ms(binary, policy, review):
    began = time.monotonic()
    subprocess.run(
        machine.on_core(machine.SERVER_CORE, [binary, "review", "--policy", policy, "--stage", "validate", review]),
        check=True,
        stdout=subprocess.DEVNULL,
    )
    return (time.monotonic() - began) * 1e3


def loading_ms(folder, binary):
    """The time of a process that loads 100,000 domains, minus that of one that loads 10."""
    review = inputs.write_review(folder, "create-3k")
    few = inputs.write_policy(folder, inputs.INGRESS, 10)
    many = inputs.write_policy(folder, inputs.INGRESS, 100000)
    return statistics.median(
        review_ms(binary, many, review) - review_ms(binary, few, review) for _ in range(LOADS)
    )


def explain_ms(binary, policy, names):
    began = time.monotonic()
    subprocess.run(
        machine.on_core(machine.SERVER_CORE, [binary, "explain", "--policy", policy, "-n", "shop", *names]),
        check=False,  # exit code 1: some answer is no
        stdout=subprocess.DEVNULL,
    )
    return (time.monotonic() - began) * 1e3


def explaining_ms(folder, binary):
    """The time for one more name with 100,000 domains; half of the names belong to no tenant."""
    many = inputs.write_policy(folder, inputs.INGRESS, 100000)
    names = [name for n in range(NAMES // 2) for name in (f"n{n}.shop.example.com", f"n{n}.example.com")]
    return statistics.median(
        (explain_ms(binary, many, names) - explain_ms(binary, many, names[:1])) / (NAMES - 1)
        for _ in range(LOADS)
    )


def differing(folder, binary):
    """Returns (seconds, MiB) for a diff of two policies with 100,000 domains."""
    old, new = policies.write(folder)
    seconds = []
    for _ in range(LOADS):
        began = time.monotonic()
        process = subprocess.Popen(
            machine.on_core(machine.SERVER_CORE, [binary, "diff", old, new]), stdout=subprocess.DEVNULL
        )
        _, status, usage = os.wait4(process.pid, 0)
        seconds.append(time.monotonic() - began)
        if os.waitstatus_to_exitcode(status) != 1:
            raise RuntimeError("diff did not find the difference between the policies")
    return statistics.median(seconds), mebibytes(usage.ru_maxrss)


def measure(binary, seconds, starts=STARTS):
    """Returns title -> figure."""
    with tempfile.TemporaryDirectory() as folder:
        peers.make_certificate(binary, folder)
        start_mb, busy_mb = memory(folder, binary, seconds)
        diff_seconds, diff_mb = differing(folder, binary)
        return {
            "memory after start, MiB": start_mb,
            "memory with 100 busy connections, MiB": busy_mb,
            "start to the first right answer, ms": statistics.median(
                first_answer_ms(folder, binary) for _ in range(starts)
            ),
            "loading 100,000 domains, ms": loading_ms(folder, binary),
            **desk.measure(folder, binary),
            "explain of a name, 100,000 domains, ms": explaining_ms(folder, binary),
            "diff of two policies of 100,000 domains, s": diff_seconds,
            "memory of that diff, MiB": diff_mb,
        }
