# SPDX-License-Identifier: Apache-2.0
"""The table of system calls: which call fails how and when, the expected result, and why.

`%` in a path is the folder with policy.yaml, tls.crt, tls.key and the reviews.
"""

import collections

# For a command: `exits` are the allowed exit codes, `says` is a part of standard error.
Command = collections.namedtuple("Command", "command path inject exits says why sample")
# For a server that starts: the same; "serving": it starts and answers correctly
# nevertheless.
Start = collections.namedtuple("Start", "path inject exits says why sample")
# For a server that runs: `do` is what it is asked meanwhile; `may_end` is the line with
# which the process may end, "" if it must not.  Afterwards it answers correctly.
Running = collections.namedtuple("Running", "inject do may_end why sample")

EVERY, ONCE = "1+", "1"


def fail(call, errno, when=EVERY):
    return f"{call}:error={errno}:when={when}"


def commands():
    rows = []

    def add(command, path, inject, exits, says, why, sample=False):
        rows.append(Command(command, path, inject, exits, says, why, sample))

    opens = ("EACCES", "ENOENT", "ELOOP", "EMFILE", "ENFILE", "ENOMEM", "EIO", "EINTR",
             "ENAMETOOLONG", "EPERM", "ESTALE")
    for errno in opens:
        for command in ("review", "lint", "check"):
            add(command, "%/policy.yaml", fail("openat", errno), {1, 2} if command == "lint"
                else {2}, "policy.yaml", "without its policy nothing can be judged",
                errno in ("EMFILE", "EIO") and command == "review")
        add("review", "%/denied.json", fail("openat", errno), {2}, "denied.json",
            "a review that cannot be opened is reported", errno == "EACCES")
        add("check", "%/web.yaml", fail("openat", errno), {2}, "web.yaml",
            "a manifest that cannot be opened does not pass", errno == "EACCES")
        add("certs check", "%/tls.key", fail("openat", errno), {1, 2}, "tls.key",
            "without the key there is no pair", errno == "ENOMEM")
    for errno in ("EIO", "EISDIR", "EAGAIN", "ENOMEM", "EBADF", "ETIMEDOUT"):
        for command in ("review", "lint", "check"):
            add(command, "%/policy.yaml", fail("read", errno), {1, 2} if command == "lint"
                else {2}, "policy.yaml", "a policy that was read in part is not used",
                errno == "EIO" and command != "lint")
        add("review", "%/denied.json", fail("read", errno), {2}, "denied.json",
            "a review that was read in part is not used", errno == "EIO")
        add("check", "%/web.yaml", fail("read", errno), {2}, "web.yaml",
            "a manifest that was read in part is not used", errno == "EIO")
    for command, path in (("review", "denied.json"), ("check", "web.yaml"),
                          ("lint", "policy.yaml"), ("review", "policy.yaml")):
        add(command, "%/" + path, fail("read", "EINTR", ONCE), "normal", "",
            "an interrupted read is read again", path == "denied.json")
        add(command, "%/" + path, fail("read", "EINTR", "1+2"), "normal", "",
            "it may be interrupted again")
        for errno in ("EIO", "EACCES", "ELOOP", "EOVERFLOW"):
            add(command, "%/" + path, fail("newfstatat", errno), "normal or 2", "",
                "the size of a file is only a hint, but a folder must be recognized",
                errno == "EIO" and path == "web.yaml")
    for errno in ("ENOSPC", "EIO", "EPIPE", "EFBIG", "EDQUOT", "EBADF", "EAGAIN"):
        for command in ("review", "check", "check json", "certs bundle"):
            add(command, "%/stdout", fail("write", errno), {2}, "standard output",
                "an incomplete output must be reported",
                errno == "ENOSPC" or errno == "EPIPE" and command == "review")
    for errno in ("ENOSPC", "EIO", "EDQUOT", "EFBIG", "EAGAIN"):
        for when in ("1", "2", "3", "4"):
            add("certs make", "", fail("write", errno, when), {2}, "cannot",
                "no incomplete file remains", errno == "ENOSPC" and when in ("1", "4"))
    for call, errnos in (("openat", ("EACCES", "EROFS", "ENOSPC", "EMFILE", "EDQUOT")),
                         ("fsync", ("EIO", "ENOSPC", "EDQUOT", "EINVAL")),
                         ("fchmod", ("EPERM", "EIO")),
                         ("link", ("EEXIST", "EIO", "ENOSPC", "EPERM", "EMLINK")),
                         ("rename", ("EIO", "ENOSPC", "EACCES", "EXDEV")),
                         ("mkdir", ("EACCES", "EROFS", "ENOSPC", "EDQUOT"))):
        for errno in errnos:
            path = "" if call in ("fsync", "fchmod", "link", "rename", "mkdir") else "made"
            for when in ("1", "2", "3", EVERY):
                add("certs make", path, fail(call, errno, when), "normal or 2", "",
                    "a file is complete or does not exist",
                    when == "1" and errno in ("EIO", "EROFS") and call != "rename")
    add("certs make", "", fail("getrandom", "ENOSYS"), "normal or 2 or gone", "",
        "keys need randomness")
    for errno in ("ECONNREFUSED", "ETIMEDOUT", "ENETUNREACH", "EHOSTUNREACH", "EACCES",
                  "EADDRNOTAVAIL", "EINTR", "EAGAIN"):
        add("probe", "", fail("connect", errno), {2}, "cannot connect",
            "without a connection there is no answer", errno == "ETIMEDOUT")
    for errno in ("EMFILE", "ENFILE", "EACCES", "EAFNOSUPPORT", "ENOBUFS", "ENOMEM"):
        add("probe", "", fail("socket", errno), {2}, "", "the same", errno == "EMFILE")
    add("probe", "", fail("setsockopt", "EPERM"), {2}, "cannot connect", "the option is only a hint")
    for errno in ("ENOMEM", "EAGAIN"):
        for when in ("30+", "45+", "60+", "80+"):
            for command in ("review", "lint", "check json"):
                add(command, "", fail("mmap", errno, when), "normal or 2 or gone", "",
                    "the kernel has no more memory", when == "45+" and command == "review"
                    and errno == "ENOMEM")
    for command in ("review", "lint", "check json", "certs make"):
        add(command, "", fail("brk", "ENOMEM"), "normal", "",
            "the library finds memory elsewhere", command == "review")
    for command in ("review", "lint", "check json"):
        add(command, "%/policy.yaml", fail("close", "EIO"), "normal", "",
            "the content has already been read")
        add(command, "", fail("getrandom", "EAGAIN"), "normal", "", "hashes do not need a secret seed")
    return rows


def starts():
    rows = []

    def add(path, inject, exits, says, why, sample=False):
        rows.append(Start(path, inject, exits, says, why, sample))

    for errno in ("EMFILE", "ENFILE", "EACCES", "ENOBUFS", "ENOMEM"):
        add("", fail("socket", errno), {2}, "cannot listen", "without a port there is no server",
            errno == "EMFILE")
        add("", fail("socket", errno, "2"), {2}, "cannot listen",
            "the second port is needed as much as the first")
    for errno in ("EADDRINUSE", "EACCES", "EADDRNOTAVAIL", "EINVAL"):
        add("", fail("bind", errno), {2}, "cannot listen", "a port in use is reported in one line",
            errno in ("EADDRINUSE", "EACCES"))
        add("", fail("bind", errno, "2"), {2}, "cannot listen", "the second port is reported too")
    add("", fail("listen", "EADDRINUSE"), {2}, "cannot listen", "the same")
    for errno in ("EPERM", "ENOPROTOOPT", "ENOMEM"):
        add("", fail("setsockopt", errno), "serving", "", "options of sockets are hints",
            errno == "EPERM")
    for errno in ("EMFILE", "ENFILE", "ENOMEM", "ENOSYS"):
        add("", fail("inotify_init1", errno), "serving", "no inotify",
            "without events files are compared every minute, and on SIGHUP",
            errno == "EMFILE")
        add("", fail("signalfd4", errno), {"gone"}, "", "without signals it could not end properly",
            errno == "EMFILE")
        add("", fail("eventfd2", errno), {"gone", 2, "serving"}, "", "threads must be woken",
            errno == "EMFILE")
    for errno in ("ENOSPC", "ENOENT", "EACCES", "ENOMEM"):
        add("", fail("inotify_add_watch", errno), "serving", "",
            "the same, when the limit of watches is reached", errno == "ENOSPC")
    for errno in ("EAGAIN", "ENOMEM", "EPERM"):
        for n in range(1, 9):
            add("", fail("clone3", errno, str(n)), {"gone", 2, "serving"}, "",
                "it needs every one of its threads",
                errno == "EAGAIN" and n in (1, 4))
    for errno in ("EACCES", "ENOENT", "EIO", "ELOOP", "EMFILE", "ENFILE"):
        for name in ("tls.crt", "tls.key"):
            add("%/" + name, fail("openat", errno), {2}, name,
                "without a certificate there is no server", errno == "EIO")
        add("%/policy.yaml", fail("openat", errno), {"503"}, "the policy does not load",
            "it is not ready, answers 503 and tries again", errno == "EIO")
    for errno in ("EIO", "EISDIR", "EAGAIN"):
        for name in ("tls.crt", "tls.key"):
            add("%/" + name, fail("read", errno), {2}, name, "a key that was read in part is not used")
        add("%/policy.yaml", fail("read", errno), {"503"}, "the policy does not load",
            "a policy that was read in part is not used", errno == "EIO")
    add("%/tls.crt", fail("read", "EINTR", ONCE), "serving", "", "an interrupted read is tried again")
    for name in ("tls.crt", "tls.key"):
        add("%/" + name, fail("newfstatat", "EIO"), {2, "serving"}, "",
            "a file that cannot be examined is not used")
    for call, errno in (("prlimit64", "EPERM"), ("sched_getaffinity", "EINVAL"),
                        ("madvise", "ENOMEM"), ("rt_sigaction", "EINVAL"), ("brk", "ENOMEM"),
                        ("prctl", "EINVAL"), ("readlink", "EACCES"), ("getcwd", "ENOENT")):
        add("", fail(call, errno), {"serving", 2, "gone"}, "", "it serves or reports why not",
            call == "prlimit64")
    for when in ("40+", "60+", "80+", "100+"):
        # 127 is the exit code of the loader.
        add("", fail("mmap", "ENOMEM", when), {"gone", 2, 127, "serving"}, "",
            "it cannot start without memory", when == "100+")
    return rows


def running():
    rows = []

    def add(call, errno, when, do, why, may_end="", sample=False):
        rows.append(Running(fail(call, errno, when), do, may_end, why, sample))

    for errno in ("EMFILE", "ENFILE", "ENOMEM", "ENOBUFS", "ECONNABORTED", "EAGAIN", "EINTR",
                  "EPERM", "EPROTO"):
        add("accept4", errno, "1..3", "reviews", "others are accepted afterwards",
            sample=errno in ("EMFILE", "ECONNABORTED"))
        add("accept4", errno, EVERY, "reviews", "the same, when the fault lasts",
            sample=errno == "ENFILE")
    for errno in ("ECONNRESET", "ETIMEDOUT", "EPIPE", "ENOTCONN", "EIO", "ENOMEM"):
        add("recvfrom", errno, EVERY, "reviews", "one client is lost, the others are served",
            sample=errno == "ECONNRESET")
    for errno in ("ECONNRESET", "EPIPE", "ENOBUFS", "ENOMEM", "ENOTCONN"):
        for call in ("sendmsg", "sendto"):
            add(call, errno, EVERY, "reviews", "an answer that cannot be sent is lost",
                sample=errno == "EPIPE" and call == "sendmsg")
    for call in ("recvfrom", "sendmsg"):
        for errno in ("EINTR", "EAGAIN"):
            add(call, errno, "1..20", "reviews", "the call is tried again", sample=errno == "EINTR")
            add(call, errno, "1+3", "reviews", "a storm of them",
                sample=errno == "EAGAIN")
    for errno in ("EINTR", "EAGAIN", "ENOMEM"):
        add("poll", errno, "1..20", "reviews", "the wait starts again",
            sample=errno == "EINTR")
    for errno in ("EIO", "EPIPE", "ENOSPC", "EAGAIN", "EINTR", "EBADF"):
        add("write", errno, "1..40" if errno == "EINTR" else EVERY, "reviews",
            "lines of the log are lost, reviews are not",
            sample=errno in ("ENOSPC", "EPIPE", "EINTR"))
    for errno in ("EINTR", "EAGAIN", "EIO"):
        add("read", errno, "1..10", "reload", "the read is tried again", sample=errno == "EINTR")
    for errno in ("EMFILE", "ENFILE", "EACCES", "ENOENT", "EIO", "ELOOP", "ENOMEM"):
        add("openat", errno, EVERY, "reload", "the old files stay in force",
            sample=errno in ("EMFILE", "EIO"))
    for errno in ("EIO", "EACCES", "ENOENT", "ELOOP", "ENOMEM"):
        add("newfstatat", errno, EVERY, "reload", "the old files stay in force",
            sample=errno == "EIO")
    for errno in ("EIO", "EISDIR", "EAGAIN"):
        add("read", errno, "3+", "reload", "the old files stay in force", sample=errno == "EIO")
    for errno in ("ENOSPC", "ENOENT", "EACCES", "ENOMEM"):
        add("inotify_add_watch", errno, EVERY, "reload", "SIGHUP needs no events",
            sample=errno == "ENOSPC")
    for call, errno in (("getdents64", "EIO"), ("readlink", "EACCES"), ("lseek", "ESPIPE"),
                        ("madvise", "EINVAL"), ("close", "EIO"), ("close", "EINTR"),
                        ("munmap", "EINVAL"), ("inotify_rm_watch", "EINVAL")):
        add(call, errno, EVERY, "reload", "the old files stay in force")
    for call, errno in (("setsockopt", "EINVAL"), ("getsockopt", "EINVAL"),
                        ("shutdown", "ENOTCONN"), ("close", "EIO"), ("close", "EINTR"),
                        ("fcntl", "EINVAL"), ("madvise", "EINVAL"),
                        ("getpeername", "ENOTCONN")):
        add(call, errno, EVERY, "reviews", "only hints, or the connection ends anyway",
            sample=call == "setsockopt")
    for call in ("mmap", "brk", "mprotect"):
        for do in ("reviews", "reload", "large"):
            add(call, "ENOMEM", EVERY, do, "without memory the process ends, or the client "
                "gets no answer", may_end="out of memory", sample=call == "mmap")
    return rows
