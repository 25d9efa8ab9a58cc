#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The live tests: scenarios/*.py against a real API server that calls the real program.

  make e2e                      everything
  E2E='contract*' make e2e      those whose MODULE.FUNCTION matches; separate patterns by blanks
  KUBE=1.37.2 make e2e          with the other version of Kubernetes
  BLESS=1 make e2e              write the golden texts again; read the diff
  KEEP=1 make e2e               keep the folder of logs even if everything passes
  AGAIN=1 make e2e              run failed scenarios once more on a fresh chain, and list them

live/context.py describes how to write a scenario.  The last line is `N passed, N failed`.
"""

import fnmatch
import importlib
import os
import shutil
import signal
import sys
import time
import traceback

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
sys.dont_write_bytecode = True

from live.chain import Chain  # noqa: E402
from live.context import Context  # noqa: E402
from live.process import Failure, stop_all  # noqa: E402
from live.tools import KUBE  # noqa: E402

LIMIT_SECONDS = 180


def collect(patterns):
    """All scenarios that match a pattern: (module, name, function)."""
    found = []
    for file in sorted(os.listdir(os.path.join(HERE, 'scenarios'))):
        if not file.endswith('.py') or file.startswith('_'):
            continue
        module = importlib.import_module(f'scenarios.{file[:-3]}')
        functions = getattr(module, 'SCENARIOS', None) or [
            f for f in vars(module).values()
            if callable(f) and getattr(f, '__module__', '') == module.__name__ and not f.__name__.startswith('_')
            and not isinstance(f, type)]
        for function in functions:
            if not function.__doc__:
                sys.exit(f'{file}: {function.__name__} does not say why it is there')
            found.append((file[:-3], function.__name__, function))
    return [s for s in found
            if not patterns or any(fnmatch.fnmatch(f'{s[0]}.{s[1]}', p) or s[0] == p or s[1] == p for p in patterns)]


def _too_long(*_):
    raise Failure(f'took longer than {LIMIT_SECONDS} s')


def _attempt(action):
    """Returns why it failed, or None."""
    try:
        action()
    except Failure as failure:
        frames = [f for f in traceback.extract_tb(failure.__traceback__) if '/scenarios/' in f.filename]
        places = ' < '.join(f'{os.path.basename(f.filename)}:{f.lineno}' for f in reversed(frames))
        return f'{places}: {failure}'
    except Exception:  # pylint: disable=broad-except
        return traceback.format_exc()
    return None


def attempt(chain, module, name, function):
    """Run one scenario and undo what it did; returns (complaints, notes)."""
    e = Context(chain, module, name, os.path.join(chain.folder, 'scenarios', module, name))
    signal.alarm(LIMIT_SECONDS)
    complaints = [_attempt(lambda: function(e))]
    signal.alarm(LIMIT_SECONDS)
    while e._cleanups:  # each separately: a failure must not prevent the others from running
        complaints.append(_attempt(e._cleanups.pop()))
    signal.alarm(0)
    complaints += [f'{part} does not run any more' for part in chain.sound()]
    return [c for c in complaints if c], e.notes


def report(module, name, function, complaints, notes, seconds):
    print(f'{"FAILED" if complaints else "ok    "} {module}.{name} ({seconds:.1f} s)', flush=True)
    for note in notes:
        print(f'         note: {note}')
    if complaints:
        print(f'         why it is there: {" ".join(function.__doc__.split())}')
        for complaint in complaints:
            print('         ' + complaint.rstrip().replace('\n', '\n         '), flush=True)


def run(scenarios, policy):
    """Returns the scenarios that failed."""
    chain = Chain(policy)
    failed = list(scenarios)
    begun = time.monotonic()
    try:
        chain.start()
        print(f'Kubernetes {KUBE} and the webhook run after {time.monotonic() - begun:.1f} s; '
              f'{len(scenarios)} scenarios', flush=True)
        for module, name, function in scenarios:
            begun = time.monotonic()
            complaints, notes = attempt(chain, module, name, function)
            report(module, name, function, complaints, notes, time.monotonic() - begun)
            if not complaints:
                failed.remove((module, name, function))
            if chain.sound():
                print('The chain is broken; the other scenarios do not run.')
                break
        else:
            chain.warden.stop()
    finally:
        chain.stop()
        if not failed and not os.environ.get('KEEP'):
            shutil.rmtree(chain.folder, ignore_errors=True)
        else:
            print(f'Logs are kept in {chain.folder}')
    return failed


def main():
    def interrupted(number, _):
        stop_all()
        sys.exit(128 + number)
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, interrupted)
    signal.signal(signal.SIGALRM, _too_long)
    scenarios = collect(os.environ.get('E2E', '').split())
    policy = os.path.join(HERE, 'policy.yaml')
    failed = scenarios
    try:
        failed = run(scenarios, policy)
        if failed and os.environ.get('AGAIN'):
            print('Once more, on a fresh chain: ' + ', '.join(f'{m}.{n}' for m, n, _ in failed))
            failed = run(failed, policy)
    except (Failure, OSError) as failure:
        print(failure)
    if not scenarios:
        print('No scenario fits that pattern.')
    print(f'{len(scenarios) - len(failed)} passed, {len(failed)} failed')
    return 1 if failed or not scenarios else 0


if __name__ == '__main__':
    sys.exit(main())
