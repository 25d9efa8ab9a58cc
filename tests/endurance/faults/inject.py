# SPDX-License-Identifier: Apache-2.0
"""Failing allocations: the control of fail_alloc.c, and its results."""

import mmap
import os
import re
import struct
import subprocess
import tempfile

OFF, COUNT, RECORD, PLACE, FORK = range(5)
FOREVER, FOLDERS, EVERY = 1, 2, 4

SITES_MAX = 16384
TEXT_BYTES = 8192
PATH_BYTES = 256
HEAD = struct.Struct("=IIIIQQQQ")
SITES_AT = HEAD.size
TEXT_AT = SITES_AT + 8 * SITES_MAX
FOLDER_AT = TEXT_AT + TEXT_BYTES
SIZE = FOLDER_AT + PATH_BYTES

GONE = ("ingress-warden: out of memory", "ingress-warden: out of threads",
        # numbers of nettle's errors, which end the process
        "GNU MP: Cannot allocate memory",
        "GNU MP: Cannot reallocate memory")
EXIT_SANITIZER = 99


def sanitizer_options(suppressions):
    """A finding ends with an exit code that has no other meaning."""
    return {
        "ASAN_OPTIONS": f"verify_asan_link_order=0:fast_unwind_on_malloc=0:exitcode={EXIT_SANITIZER}",
        "UBSAN_OPTIONS": f"halt_on_error=1:print_stacktrace=1:exitcode={EXIT_SANITIZER}",
        "LSAN_OPTIONS": f"exitcode={EXIT_SANITIZER}:print_suppressions=0:suppressions={suppressions}",
    }


class Control:
    """The memory that a test shares with the program under test."""

    def __init__(self, folder, library, suppressions):
        handle, self.path = tempfile.mkstemp(dir=folder, suffix=".control")
        os.ftruncate(handle, SIZE)
        self.bytes = mmap.mmap(handle, SIZE)
        os.close(handle)
        self.environment = {**os.environ, "LC_ALL": "C", "LD_PRELOAD": library,
                            "FAULTS_CONTROL": self.path, **sanitizer_options(suppressions)}

    def arm(self, mode, depth=8, nth=0, place=0, flags=0):
        self.bytes[TEXT_AT:TEXT_AT + 1] = b"\0"
        sites = HEAD.unpack_from(self.bytes)[7]
        HEAD.pack_into(self.bytes, 0, OFF, depth, flags, 0, nth, place, 0, sites)
        self.bytes[0:4] = struct.pack("=I", mode)

    def disarm(self):
        self.bytes[0:4] = struct.pack("=I", OFF)

    def folder(self, path):
        text = os.fsencode(path) + b"\0"
        self.bytes[FOLDER_AT:FOLDER_AT + len(text)] = text

    @property
    def hits(self):
        return HEAD.unpack_from(self.bytes)[3]

    @property
    def counted(self):
        return HEAD.unpack_from(self.bytes)[6]

    @property
    def sites(self):
        n = min(HEAD.unpack_from(self.bytes)[7], SITES_MAX)
        return list(struct.unpack_from(f"={n}Q", self.bytes, SITES_AT))

    def know(self, sites):
        """Treat these places as known."""
        struct.pack_into(f"={len(sites)}Q", self.bytes, SITES_AT, *sites)
        struct.pack_into("=Q", self.bytes, HEAD.size - 8, len(sites))

    @property
    def stack(self):
        text = self.bytes[TEXT_AT:TEXT_AT + TEXT_BYTES]
        return text.split(b"\0", 1)[0].decode()


def is_sanitized(program):
    with open(program, "rb") as file:
        return b"__asan_init" in file.read()


def symbolise(stack, program, frames=14):
    """The text of fail_alloc.c's stack with names; slow, for reports only."""
    named = []
    for line in stack.splitlines()[:frames]:
        match = re.fullmatch(r"(\S*) ?(0x[0-9a-f]+)", line)
        if not match:
            continue
        module, offset = match[1] or program, match[2]
        done = subprocess.run(["addr2line", "-Cfpi", "-e", module, offset],
                              capture_output=True, text=True, check=False)
        first = done.stdout.strip().splitlines()
        named.append(f"    {first[0] if first else '??'} ({os.path.basename(module)} {offset})")
    return "\n".join(named)


# Libraries that read through a null pointer themselves, which cannot be fixed from
# outside.  The process ends without an answer, so nothing is allowed.
CRASHES = {"libtasn1.so.6": "asn1_delete_element() and others use nodes that were not made"}
ABORTS = {"libgmp.so.10": "GnuTLS gives it an allocator that aborts without a word"}

# A thread's first steps under AddressSanitizer, where the allocation is the sanitizer's.
SANITIZER_GIVES_UP = "AddressSanitizer: CHECK failed"


def crashed_in_library(code, stack, errors):
    """A library crashed after its own allocation failed, according to AddressSanitizer."""
    modules = [os.path.basename(line.split()[0]) for line in stack.splitlines()
               if "fail_alloc" not in line]
    if code == -6 and any(module in ABORTS for module in modules):
        return True
    module = modules[0] if modules else ""
    if code == EXIT_SANITIZER and SANITIZER_GIVES_UP in errors:
        return "libasan" in stack
    crashed = code == -11 or code == EXIT_SANITIZER and "SEGV" in errors
    return crashed and module in CRASHES


def ended_for_memory(code, errors):
    """The only way in which the program ends for lack of memory."""
    return code == -6 and any(line.startswith(GONE) for line in errors.splitlines())
