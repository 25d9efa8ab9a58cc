#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""run.py PROGRAM short|full [NAME...]: runs the campaigns, with ten of each or with all."""

import os
import shutil
import sys
import tempfile
import time
import traceback
from concurrent.futures import ThreadPoolExecutor

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(1, os.path.join(HERE, "../../server/live"))

import broken  # noqa: E402
import campaign  # noqa: E402
import clocks  # noqa: E402
import faults  # noqa: E402
import harness  # noqa: E402
import names  # noqa: E402
import network  # noqa: E402
import reloads  # noqa: E402
import restarts  # noqa: E402
import rotations  # noqa: E402
import soak  # noqa: E402

SIDE_BY_SIDE = 4

# Function, count (or seconds) in `short`, and in `full`; 0: not at all.  The longest come
# first.
CAMPAIGNS = [
    (clocks.certificate_expires, 1, 1),
    (restarts.rolling_restarts, 10, 1000),
    (clocks.clock_behind, 1, 1),
    (restarts.frozen_replica, 1, 1),
    (restarts.stop_and_continue, 3, 30),
    (restarts.kill, 2, 50),
    (rotations.certificate_rotations, 10, 1000),
    (rotations.late_replica, 1, 1),
    (reloads.policy_reloads, 10, 1000),
    (broken.broken_certificates, 10, 100),
    (broken.broken_policies, 10, 500),
    (faults.descriptors, 1, 1),
    (faults.log_device_full, 1, 1),
    (faults.log_disk_fills, 1, 1),
    (faults.log_reader_sleeps, 1, 1),
    (clocks.clients_clock, 1, 1),
    (network.idle_connections_are_asked, 1, 1),
    (network.answers_are_sent_at_once, 1, 1),
    (network.dead_peer, 0, 1),
    (network.packet_loss, 0, 5000),
    (names.hundred_thousand_names, 500, 20000),
    (soak.soak, 0, 180),
]


def run_one(function, folder, client, full, count):
    name = function.__name__
    os.mkdir(os.path.join(folder, name))
    run = campaign.Run(name, os.path.join(folder, name), client, full, count)
    begun = time.monotonic()
    try:
        function(run)
    except Exception:
        run.check(False, traceback.format_exc())
    finally:
        run.close()
    run.note(f"{run.passed} passed, {run.failed} failed, {time.monotonic() - begun:.1f} s")
    return run.passed, run.failed


def picked(full, wanted):
    """The campaigns with their counts."""
    for function, short_count, full_count in CAMPAIGNS:
        count = full_count if full else short_count
        if count > 0 and (not wanted or function.__name__ in wanted):
            yield function, count


def main():
    if len(sys.argv) < 3 or sys.argv[2] not in ("short", "full"):
        sys.exit(__doc__)
    harness.PROGRAM = os.path.abspath(sys.argv[1])
    harness.PATIENCE_S = campaign.PATIENCE_S
    full, wanted = sys.argv[2] == "full", sys.argv[3:]
    folder = tempfile.mkdtemp(prefix="ingress-warden-campaign-")
    try:
        client = campaign.build_client(folder)
        # Short campaigns mostly wait; long ones also measure latency.
        with ThreadPoolExecutor(1 if full else SIDE_BY_SIDE) as pool:
            counts = list(pool.map(lambda one: run_one(one[0], folder, client, full, one[1]),
                                   picked(full, wanted)))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    passed, failed = (sum(column) for column in zip(*counts)) if counts else (0, 0)
    print(f"{passed} passed, {failed} failed")
    sys.exit(0 if failed == 0 and passed > 0 else 1)


if __name__ == "__main__":
    main()
