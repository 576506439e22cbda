"""Runs the processes of one machine together: `python -m lms.supervisor "command" "command" …`.

When one of them ends, or on SIGINT and SIGTERM, all are asked to stop, given a few seconds, and then ended with
everything they started. The supervisor is a subreaper: a child that left its process group and lost its parent
(ffmpeg of a dead worker) becomes the supervisor's own, so that nothing survives it.
"""

import contextlib
import ctypes
import os
import shlex
import signal
import subprocess
import sys
import time
from pathlib import Path

PATIENCE = 8.0  # seconds for a worker to put its work down
PR_SET_PDEATHSIG = 1
PR_SET_CHILD_SUBREAPER = 36


def main(commands: list[str]) -> int:
    """Run `commands` until the first of them ends or a signal comes; the exit code is 0 only after a signal."""
    _prctl(PR_SET_CHILD_SUBREAPER, 1)
    asked = []
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *received: asked.append(received))
    processes = [_start(command) for command in commands]
    ended = None
    while not asked and ended is None:
        time.sleep(0.2)
        ended = next((process for process in processes if process.poll() is not None), None)
    if ended:
        sys.stderr.write(f"{ended.args[0]} ended with code {ended.returncode}; stopping the rest.\n")
    _stop(processes)
    return 1 if ended else 0


def _prctl(option: int, value: int) -> None:
    ctypes.CDLL(None, use_errno=True).prctl(option, value, 0, 0, 0)


def _start(command: str) -> subprocess.Popen:
    """Its own session keeps the terminal's Ctrl-C for the supervisor; a killed supervisor takes its children along."""
    return subprocess.Popen(  # noqa: S603 - the commands are those of script/server
        shlex.split(command),
        start_new_session=True,
        preexec_fn=lambda: _prctl(PR_SET_PDEATHSIG, signal.SIGTERM),  # noqa: PLW1509 - no threads here
    )


def _stop(processes: list[subprocess.Popen]) -> None:
    for process in processes:
        with contextlib.suppress(ProcessLookupError):
            process.send_signal(signal.SIGTERM)
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and any(process.poll() is None for process in processes):
        time.sleep(0.1)
    while left := descendants(os.getpid()):
        for pid in left:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        with contextlib.suppress(ChildProcessError):
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass
        time.sleep(0.02)


def descendants(pid: int) -> set[int]:
    """All living processes below `pid`, zombies of others left out."""
    children = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(OSError):
                state, parent = (entry / "stat").read_text().rpartition(")")[2].split()[:2]
                if state != "Z" or int(parent) == pid:
                    children.setdefault(int(parent), set()).add(int(entry.name))
    found, waiting = set(), [pid]
    while waiting:
        fresh = children.get(waiting.pop(), set()) - found
        found |= fresh
        waiting += fresh
    return found


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
