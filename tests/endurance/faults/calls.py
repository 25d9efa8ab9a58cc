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
                else {2}, "policy.yaml", "a policy that cannot be opened judges nothing",
                errno in ("EMFILE", "EIO") and command == "review")
        add("review", "%/denied.json", fail("openat", errno), {2}, "denied.json",
            "a review that cannot be opened gets its line", errno == "EACCES")
        add("check", "%/web.yaml", fail("openat", errno), {2}, "web.yaml",
            "a manifest that cannot be opened is not a good one", errno == "EACCES")
        add("certs check", "%/tls.key", fail("openat", errno), {1, 2}, "tls.key",
            "a key that cannot be opened is no pair", errno == "ENOMEM")
    for errno in ("EIO", "EISDIR", "EAGAIN", "ENOMEM", "EBADF", "ETIMEDOUT"):
        for command in ("review", "lint", "check"):
            add(command, "%/policy.yaml", fail("read", errno), {1, 2} if command == "lint"
                else {2}, "policy.yaml", "half a policy is no policy",
                errno == "EIO" and command != "lint")
        add("review", "%/denied.json", fail("read", errno), {2}, "denied.json",
            "half a review is no review", errno == "EIO")
        add("check", "%/web.yaml", fail("read", errno), {2}, "web.yaml",
            "half a manifest is no manifest", errno == "EIO")
    for command, path in (("review", "denied.json"), ("check", "web.yaml"),
                          ("lint", "policy.yaml"), ("review", "policy.yaml")):
        add(command, "%/" + path, fail("read", "EINTR", ONCE), "normal", "",
            "an interrupted read is read again", path == "denied.json")
        add(command, "%/" + path, fail("read", "EINTR", "1+2"), "normal", "",
            "and again")
        for errno in ("EIO", "EACCES", "ELOOP", "EOVERFLOW"):
            add(command, "%/" + path, fail("newfstatat", errno), "normal or 2", "",
                "the size of a file is a hint; whether it is a folder, is not",
                errno == "EIO" and path == "web.yaml")
    for errno in ("ENOSPC", "EIO", "EPIPE", "EFBIG", "EDQUOT", "EBADF", "EAGAIN"):
        for command in ("review", "check", "check json", "certs bundle"):
            add(command, "%/stdout", fail("write", errno), {2}, "standard output",
                "who reads half an answer must learn it",
                errno == "ENOSPC" or errno == "EPIPE" and command == "review")
    for errno in ("ENOSPC", "EIO", "EDQUOT", "EFBIG", "EAGAIN"):
        for when in ("1", "2", "3", "4"):
            add("certs make", "", fail("write", errno, when), {2}, "cannot",
                "nothing half-written stays", errno == "ENOSPC" and when in ("1", "4"))
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
                    "a file is there as a whole or not at all",
                    when == "1" and errno in ("EIO", "EROFS") and call != "rename")
    add("certs make", "", fail("getrandom", "ENOSYS"), "normal or 2 or gone", "",
        "keys need randomness")
    for errno in ("ECONNREFUSED", "ETIMEDOUT", "ENETUNREACH", "EHOSTUNREACH", "EACCES",
                  "EADDRNOTAVAIL", "EINTR", "EAGAIN"):
        add("probe", "", fail("connect", errno), {2}, "cannot connect",
            "nobody was asked, so there is no answer", errno == "ETIMEDOUT")
    for errno in ("EMFILE", "ENFILE", "EACCES", "EAFNOSUPPORT", "ENOBUFS", "ENOMEM"):
        add("probe", "", fail("socket", errno), {2}, "", "the same", errno == "EMFILE")
    add("probe", "", fail("setsockopt", "EPERM"), {2}, "cannot connect", "only a hint")
    for errno in ("ENOMEM", "EAGAIN"):
        for when in ("30+", "45+", "60+", "80+"):
            for command in ("review", "lint", "check json"):
                add(command, "", fail("mmap", errno, when), "normal or 2 or gone", "",
                    "no more memory from the kernel", when == "45+" and command == "review"
                    and errno == "ENOMEM")
    for command in ("review", "lint", "check json", "certs make"):
        add(command, "", fail("brk", "ENOMEM"), "normal", "",
            "the library finds memory elsewhere", command == "review")
    for command in ("review", "lint", "check json"):
        add(command, "%/policy.yaml", fail("close", "EIO"), "normal", "",
            "what was read has been read")
        add(command, "", fail("getrandom", "EAGAIN"), "normal", "", "hashes need no secret")
    return rows


def starts():
    rows = []

    def add(path, inject, exits, says, why, sample=False):
        rows.append(Start(path, inject, exits, says, why, sample))

    for errno in ("EMFILE", "ENFILE", "EACCES", "ENOBUFS", "ENOMEM"):
        add("", fail("socket", errno), {2}, "cannot listen", "no port, no server",
            errno == "EMFILE")
        add("", fail("socket", errno, "2"), {2}, "cannot listen",
            "the second port is needed as much as the first")
    for errno in ("EADDRINUSE", "EACCES", "EADDRNOTAVAIL", "EINVAL"):
        add("", fail("bind", errno), {2}, "cannot listen", "a taken port is one line",
            errno in ("EADDRINUSE", "EACCES"))
        add("", fail("bind", errno, "2"), {2}, "cannot listen", "of the second port too")
    add("", fail("listen", "EADDRINUSE"), {2}, "cannot listen", "the same")
    for errno in ("EPERM", "ENOPROTOOPT", "ENOMEM"):
        add("", fail("setsockopt", errno), "serving", "", "options of sockets are hints",
            errno == "EPERM")
    for errno in ("EMFILE", "ENFILE", "ENOMEM", "ENOSYS"):
        add("", fail("inotify_init1", errno), "serving", "no inotify",
            "without events files are compared by the minute, and on SIGHUP",
            errno == "EMFILE")
        add("", fail("signalfd4", errno), {"gone"}, "", "nobody could end it in order",
            errno == "EMFILE")
        add("", fail("eventfd2", errno), {"gone", 2, "serving"}, "", "threads must be woken",
            errno == "EMFILE")
    for errno in ("ENOSPC", "ENOENT", "EACCES", "ENOMEM"):
        add("", fail("inotify_add_watch", errno), "serving", "",
            "the same for the limit of watches", errno == "ENOSPC")
    for errno in ("EAGAIN", "ENOMEM", "EPERM"):
        for n in range(1, 9):
            add("", fail("clone3", errno, str(n)), {"gone", 2, "serving"}, "",
                "a thread that cannot be started is needed",
                errno == "EAGAIN" and n in (1, 4))
    for errno in ("EACCES", "ENOENT", "EIO", "ELOOP", "EMFILE", "ENFILE"):
        for name in ("tls.crt", "tls.key"):
            add("%/" + name, fail("openat", errno), {2}, name,
                "a server without certificate serves nobody", errno == "EIO")
        add("%/policy.yaml", fail("openat", errno), {"503"}, "the policy does not load",
            "not ready, 503, tried again", errno == "EIO")
    for errno in ("EIO", "EISDIR", "EAGAIN"):
        for name in ("tls.crt", "tls.key"):
            add("%/" + name, fail("read", errno), {2}, name, "half a key is none")
        add("%/policy.yaml", fail("read", errno), {"503"}, "the policy does not load",
            "half a policy is none", errno == "EIO")
    add("%/tls.crt", fail("read", "EINTR", ONCE), "serving", "", "read again")
    for name in ("tls.crt", "tls.key"):
        add("%/" + name, fail("newfstatat", "EIO"), {2, "serving"}, "",
            "what cannot be looked at is not used")
    for call, errno in (("prlimit64", "EPERM"), ("sched_getaffinity", "EINVAL"),
                        ("madvise", "ENOMEM"), ("rt_sigaction", "EINVAL"), ("brk", "ENOMEM"),
                        ("prctl", "EINVAL"), ("readlink", "EACCES"), ("getcwd", "ENOENT")):
        add("", fail(call, errno), {"serving", 2, "gone"}, "", "it serves, or says why not",
            call == "prlimit64")
    for when in ("40+", "60+", "80+", "100+"):
        # 127 is the exit code of the loader.
        add("", fail("mmap", "ENOMEM", when), {"gone", 2, 127, "serving"}, "",
            "a start without memory is no start", when == "100+")
    return rows


def running():
    rows = []

    def add(call, errno, when, do, why, may_end="", sample=False):
        rows.append(Running(fail(call, errno, when), do, may_end, why, sample))

    for errno in ("EMFILE", "ENFILE", "ENOMEM", "ENOBUFS", "ECONNABORTED", "EAGAIN", "EINTR",
                  "EPERM", "EPROTO"):
        add("accept4", errno, "1..3", "reviews", "others are accepted afterwards",
            sample=errno in ("EMFILE", "ECONNABORTED"))
        add("accept4", errno, EVERY, "reviews", "the same when it lasts",
            sample=errno == "ENFILE")
    for errno in ("ECONNRESET", "ETIMEDOUT", "EPIPE", "ENOTCONN", "EIO", "ENOMEM"):
        add("recvfrom", errno, EVERY, "reviews", "a client is gone, the others are not",
            sample=errno == "ECONNRESET")
    for errno in ("ECONNRESET", "EPIPE", "ENOBUFS", "ENOMEM", "ENOTCONN"):
        for call in ("sendmsg", "sendto"):
            add(call, errno, EVERY, "reviews", "an answer that cannot be sent is none",
                sample=errno == "EPIPE" and call == "sendmsg")
    for call in ("recvfrom", "sendmsg"):
        for errno in ("EINTR", "EAGAIN"):
            add(call, errno, "1..20", "reviews", "tried again", sample=errno == "EINTR")
            add(call, errno, "1+3", "reviews", "a storm of them",
                sample=errno == "EAGAIN")
    for errno in ("EINTR", "EAGAIN", "ENOMEM"):
        add("poll", errno, "1..20", "reviews", "the wait is begun again",
            sample=errno == "EINTR")
    for errno in ("EIO", "EPIPE", "ENOSPC", "EAGAIN", "EINTR", "EBADF"):
        add("write", errno, "1..40" if errno == "EINTR" else EVERY, "reviews",
            "lines of the log are lost, reviews are not",
            sample=errno in ("ENOSPC", "EPIPE", "EINTR"))
    for errno in ("EINTR", "EAGAIN", "EIO"):
        add("read", errno, "1..10", "reload", "events come again", sample=errno == "EINTR")
    for errno in ("EMFILE", "ENFILE", "EACCES", "ENOENT", "EIO", "ELOOP", "ENOMEM"):
        add("openat", errno, EVERY, "reload", "what is in force stays",
            sample=errno in ("EMFILE", "EIO"))
    for errno in ("EIO", "EACCES", "ENOENT", "ELOOP", "ENOMEM"):
        add("newfstatat", errno, EVERY, "reload", "what is in force stays",
            sample=errno == "EIO")
    for errno in ("EIO", "EISDIR", "EAGAIN"):
        add("read", errno, "3+", "reload", "what is in force stays", sample=errno == "EIO")
    for errno in ("ENOSPC", "ENOENT", "EACCES", "ENOMEM"):
        add("inotify_add_watch", errno, EVERY, "reload", "SIGHUP needs no events",
            sample=errno == "ENOSPC")
    for call, errno in (("getdents64", "EIO"), ("readlink", "EACCES"), ("lseek", "ESPIPE"),
                        ("madvise", "EINVAL"), ("close", "EIO"), ("close", "EINTR"),
                        ("munmap", "EINVAL"), ("inotify_rm_watch", "EINVAL")):
        add(call, errno, EVERY, "reload", "what is in force stays")
    for call, errno in (("setsockopt", "EINVAL"), ("getsockopt", "EINVAL"),
                        ("shutdown", "ENOTCONN"), ("close", "EIO"), ("close", "EINTR"),
                        ("fcntl", "EINVAL"), ("madvise", "EINVAL"),
                        ("getpeername", "ENOTCONN")):
        add(call, errno, EVERY, "reviews", "hints, or what is over anyway",
            sample=call == "setsockopt")
    for call in ("mmap", "brk", "mprotect"):
        for do in ("reviews", "reload", "large"):
            add(call, "ENOMEM", EVERY, do, "without memory the process ends, or the client "
                "gets none", may_end="out of memory", sample=call == "mmap")
    return rows
