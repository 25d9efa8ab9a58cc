# SPDX-License-Identifier: Apache-2.0
"""Programs that run beside the tests, each in its own process group.

All of them end with this process: stop_all() runs at exit and on signals, and if this process
is killed, the kernel kills them too (setpriv --pdeathsig).  The latter holds for the
thread that started them, so only the main thread may start one.
"""

import atexit
import fcntl
import os
import random
import signal
import socket
import subprocess
import tempfile
import threading
import time


class Failure(Exception):
    """An expectation was not met."""


_running = []


def stop_all():
    while _running:
        _running[-1].stop()


atexit.register(stop_all)


def until(predicate, what, seconds=20.0, every=0.02):
    """Wait for the event: call predicate until it returns something true, and return that."""
    end = time.monotonic() + seconds
    while True:
        result = predicate()
        if result:
            return result
        if time.monotonic() > end:
            raise Failure(f'waited {seconds:g} s in vain: {what}')
        time.sleep(every)


_given = []


def _reserve(port):
    """Locks a port for the life of this process, against others that look for ports at the same time."""
    folder = os.path.join(tempfile.gettempdir(), f'ingress-warden-e2e-ports-{os.getuid()}')
    os.makedirs(folder, mode=0o700, exist_ok=True)
    lock = open(os.path.join(folder, str(port)), 'wb')  # pylint: disable=consider-using-with
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        lock.close()
        return None
    return lock


def free_port():
    """A free loopback port below those that the kernel hands out to clients, so that it is
    still free when a server that was stopped comes back."""
    while True:
        port = random.randrange(20000, 32000)
        lock = _reserve(port)
        if lock is None:
            continue
        with socket.socket() as listener:
            try:
                listener.bind(('127.0.0.1', port))
            except OSError:
                lock.close()
                continue
        _given.append(lock)
        return port


class Process:
    """One program: start, stop, pause, and its output in a file."""

    def __init__(self, name, argv, log, *, cwd=None, env=None, grace=10.0):
        self.name, self.argv, self.log = name, [str(a) for a in argv], log
        self.cwd, self.env, self.grace = cwd, env, grace
        self.child = None

    def start(self):
        assert threading.current_thread() is threading.main_thread()
        assert not self.alive(), f'{self.name} runs already'
        with open(self.log, 'ab') as log:
            self.child = subprocess.Popen(
                ['setpriv', '--pdeathsig', 'KILL', '--', *self.argv], stdin=subprocess.DEVNULL,
                stdout=log, stderr=log, cwd=self.cwd, env=self.env, start_new_session=True)
        _running.append(self)

    def alive(self):
        return self.child is not None and self.child.poll() is None

    def must_live(self):
        if not self.alive():
            raise Failure(f'{self.name} ended with {self.child and self.child.returncode}:\n'
                          + self.tail())

    def tail(self, lines=15):
        with open(self.log, encoding='utf-8', errors='replace') as log:
            return ''.join(log.readlines()[-lines:])

    def signal(self, number):
        try:
            os.killpg(self.child.pid, number)
        except ProcessLookupError:
            pass

    def pause(self):
        """The process keeps its sockets, but does not answer."""
        self.signal(signal.SIGSTOP)

    def resume(self):
        self.signal(signal.SIGCONT)

    def kill(self):
        """Kills the process at once, as a power failure would."""
        self._end(signal.SIGKILL)

    def stop(self):
        """SIGTERM, and SIGKILL for one that takes longer than its grace."""
        self._end(signal.SIGTERM)

    def _end(self, number):
        if self in _running:
            _running.remove(self)
        if self.child is None:
            return
        if self.alive():
            self.signal(number)
            self.signal(signal.SIGCONT)
            try:
                self.child.wait(self.grace)
            except subprocess.TimeoutExpired:
                pass
        self.signal(signal.SIGKILL)
        self.child.wait()
