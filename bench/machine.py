# SPDX-License-Identifier: Apache-2.0
"""machine: CPU time and memory of a process, and steal time, from /proc."""

import os
import subprocess

TICK_US = 1_000_000 // os.sysconf("SC_CLK_TCK")
SERVER_CORE = 0
CLIENT_CORE = 1
MAX_STEAL = 0.02


def on_core(core, command):
    return ["taskset", "-c", str(core)] + command


def cpu_us(pid):
    """CPU time of all threads, user and system."""
    with open(f"/proc/{pid}/stat", encoding="ascii") as file:
        fields = file.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) * TICK_US


def memory_kb(pid):
    """Returns (resident memory, its peak)."""
    with open(f"/proc/{pid}/status", encoding="ascii") as file:
        lines = dict(line.split(":", 1) for line in file if ":" in line)
    return int(lines["VmRSS"].split()[0]), int(lines["VmHWM"].split()[0])


def only_child(pid):
    with open(f"/proc/{pid}/task/{pid}/children", encoding="ascii") as file:
        children = file.read().split()
    return int(children[0]) if children else pid


class Steal:
    """The share of CPU time that the hypervisor took since this object was made."""

    def __init__(self):
        self.before = self.read()

    @staticmethod
    def read():
        with open("/proc/stat", encoding="ascii") as file:
            numbers = [int(word) for word in file.readline().split()[1:9]]
        return sum(numbers), numbers[7]

    def share(self):
        total, steal = (now - then for now, then in zip(self.read(), self.before))
        return steal / total if total else 0.0


def processor():
    with open("/proc/cpuinfo", encoding="utf-8") as file:
        for line in file:
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    return "unknown processor"


def first_line(command):
    """The first line that the command prints, on either stream; empty if it does not exist."""
    try:
        done = subprocess.run(command, check=False, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    except OSError:
        return ""
    return done.stdout.partition("\n")[0]
