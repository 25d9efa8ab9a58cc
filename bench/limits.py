"""limits: memory, start and loading, each measured with processes of its own."""

import statistics
import subprocess
import tempfile
import time

import desk
import inputs
import load
import machine
import peers
import rows
import verify

STARTS = 20
LOADS = 5
SETTLE_SECONDS = 0.5
BUSY = rows.Row("busy", "busy", "create-3k", connections=100)


def mebibytes(kilobytes):
    return kilobytes / 1024


def fresh(folder, binary):
    return peers.Ours("measured", folder, binary, rows.SETTINGS[rows.OURS])


def memory(folder, binary, seconds):
    """(after start, the most with 100 busy connections)."""
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
    """A process that loads 100,000 domains, less one that loads 10."""
    review = inputs.write_review(folder, "create-3k")
    few = inputs.write_policy(folder, inputs.INGRESS, 10)
    many = inputs.write_policy(folder, inputs.INGRESS, 100000)
    return statistics.median(
        review_ms(binary, many, review) - review_ms(binary, few, review) for _ in range(LOADS)
    )


def measure(binary, seconds, starts=STARTS):
    """Title -> figure."""
    with tempfile.TemporaryDirectory() as folder:
        peers.make_certificate(binary, folder)
        start_mb, busy_mb = memory(folder, binary, seconds)
        return {
            "memory after start, MiB": start_mb,
            "memory with 100 busy connections, MiB": busy_mb,
            "start to the first right answer, ms": statistics.median(
                first_answer_ms(folder, binary) for _ in range(starts)
            ),
            "loading 100,000 domains, ms": loading_ms(folder, binary),
            **desk.measure(folder, binary),
        }
