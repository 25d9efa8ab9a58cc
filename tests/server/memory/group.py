# SPDX-License-Identifier: Apache-2.0
"""A memory cgroup for one process, if the machine permits one."""

import itertools
import os

ROOT = "/sys/fs/cgroup"
NUMBERS = itertools.count()


class Group:
    """Raises OSError if there is none."""

    def __init__(self, limit):
        self.folder, limit_file = self.place()
        os.mkdir(self.folder)
        try:
            self.write(limit_file, str(limit))
            self.forbid_swap(limit)
        except OSError:
            self.remove()
            raise

    @staticmethod
    def place():
        """Version 2, or the memory hierarchy of version 1."""
        name = "ingress-warden-test-%d-%d" % (os.getpid(), next(NUMBERS))
        with open("/proc/self/cgroup") as file:
            lines = [line.rstrip("\n").split(":", 2) for line in file]
        for _, controllers, path in lines:
            if controllers == "memory":
                return "%s/memory%s/%s" % (ROOT, path, name), "memory.limit_in_bytes"
        for number, _, path in lines:
            if number == "0":
                return "%s%s/%s" % (ROOT, path, name), "memory.max"
        raise FileNotFoundError("no memory cgroup")

    def write(self, name, text):
        with open(os.path.join(self.folder, name), "w") as file:
            file.write(text)

    def forbid_swap(self, limit):
        for name, text in (("memory.swap.max", "0"), ("memory.memsw.limit_in_bytes", str(limit))):
            if os.path.exists(os.path.join(self.folder, name)):
                self.write(name, text)

    def command(self):
        """Runs the command after it in the group."""
        return ("sh", "-c", 'echo $$ > "$0" && exec "$@"',
                os.path.join(self.folder, "cgroup.procs"))

    def remove(self):
        os.rmdir(self.folder)
