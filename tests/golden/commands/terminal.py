#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""What changes on a terminal: colour, the source line with its caret, progress.
terminal.py PROGRAM FOLDER_OF_THE_CASES
"""

import os
import pathlib
import pty
import subprocess
import sys
import tempfile
import threading
import time

DATE = ["--date", "2026-11-22"]
program, cases = sys.argv[1], pathlib.Path(sys.argv[2])
policy = str(cases / "policies/shop.yaml")
failures = []


def on_terminal(words, extra=None):
    """What the program writes when stdout and stderr are a terminal."""
    environment = {"PATH": "/usr/bin:/bin", "TERM": "xterm", **(extra or {})}
    for name in ("ASAN_OPTIONS", "UBSAN_OPTIONS"):
        if name in os.environ:
            environment[name] = os.environ[name]
    main, other = pty.openpty()
    process = subprocess.Popen(
        [program, *words], stdin=subprocess.DEVNULL, stdout=other, stderr=other,
        env=environment,
    )
    os.close(other)
    got = b""
    while True:
        try:
            piece = os.read(main, 65536)
        except OSError:  # Linux says so when the other end is closed
            break
        if not piece:
            break
        got += piece
    os.close(main)
    process.wait(timeout=60)
    return got.decode()


def expect(claim, text):
    if not claim:
        failures.append(text)


def feed_slowly(path):
    """Let the reader of the pipe wait for longer than a second."""
    with open(path, "w", encoding="utf-8") as pipe:
        time.sleep(1.3)
        pipe.write("# nothing\n")


def colours():
    words = ["check", "--policy", policy, *DATE, str(cases / "check-denied/web.yaml")]
    expect("\x1b[1;31mdenied\x1b[0m" in on_terminal(words), "no colour on a terminal")
    expect("\x1b" not in on_terminal(words, {"NO_COLOR": "1"}), "colour with NO_COLOR")
    expect("\x1b" not in on_terminal(words, {"TERM": "dumb"}), "colour with TERM=dumb")
    done = subprocess.run([program, *words], capture_output=True, check=False)
    expect(b"\x1b" not in done.stdout + done.stderr, "colour in a pipe")


def caret():
    text = on_terminal(["lint", str(cases / "lint-errors/policy.yaml")])
    lines = text.replace("\r", "").replace("\x1b[1;32m^\x1b[0m", "^").splitlines()
    at = [i for i, line in enumerate(lines) if line == "    clases: {}"]
    expect(len(at) == 1 and lines[at[0] + 1] == "    ^", "no source line with a caret")


def progress():
    with tempfile.TemporaryDirectory() as folder:
        pipe = os.path.join(folder, "pipe")
        os.mkfifo(pipe)
        thread = threading.Thread(target=feed_slowly, args=(pipe,))
        thread.start()
        web = str(cases / "check-allowed/web.yaml")
        text = on_terminal(["check", "--policy", policy, *DATE, pipe, web])
        thread.join()
    expect("1 of 2 files" in text, "no progress after a second")
    quick = on_terminal(["check", "--policy", policy, *DATE, web])
    expect("files" not in quick, "progress although it was quick")


TESTS = (colours, caret, progress)
for test in TESTS:
    test()
for text in failures:
    print(text)
print(f"{len(TESTS) - min(len(failures), len(TESTS))} passed, {len(failures)} failed")
sys.exit(1 if failures else 0)
