"""The one module that starts ffmpeg and ffprobe: sandboxed, bounded, and never outliving the worker.

The sandbox (bubblewrap) has no network, sees the system's programs and the source read only and one folder to
write to. Where bubblewrap can't run, the limits stay and the log says what is missing.
"""

import collections
import contextlib
import functools
import json
import logging
import os
import queue
import shutil
import signal
import subprocess
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

logger = logging.getLogger(__name__)

PROBE_SECONDS = 20
SILENCE_SECONDS = 90  # ffmpeg reports twice a second; media time that stands still so long is a hang
MEMORY_BYTES = 3 * 1024**3  # address space, not memory in use: x264 needs 1.5 GB of it on 2 cores
PROBE_OUTPUT_BYTES = 1024**2
# Killed from outside, it or the walls around it: by hand, or where memory was short. Its own limits end it otherwise.
KILLED = (-signal.SIGKILL, 128 + signal.SIGKILL)
LEAST_ROOM = 64 * 1024**2  # with less left on the disk every program fails
GRACE_SECONDS = 10  # of processor between the signal of its own limit and the end
# With a process 1 of its own bubblewrap leaves it unwaited for: a zombie a video, and its work in nobody's account.
WALLS = ["--unshare-all", "--die-with-parent", "--as-pid-1", "--cap-drop", "ALL"]
# Standard input is a pipe whose other end only the worker holds: it ends when the worker dies, however that happens.
# Inside the walls process 1 waits for that end, and with process 1 goes all that is within. Nobody else may end the
# walls while they are built: bubblewrap's second half would wait for its first for ever.
WATCHED = [
    *["bash", "-c"],
    """exec 3<&0
"$@" < /dev/null 3<&- &
program=$!
{ read -r; kill -KILL "$program"; } <&3 2> /dev/null &
wait "$program"
exit "$?" """,
    "bash",
]
# Without walls the program itself is tied to the worker's life. Only who was tied too late has another parent by now,
# and then nothing is begun. (The end of the pipe would tell it too late: a worker's threads close it one by one.)
TIED = ["setpriv", "--pdeathsig", "KILL", "bash", "-c", '[ "$PPID" = "$0" ] || exit 137; exec "$@" < /dev/null']


class Stopped(Exception):
    """The program failed or had to be ended. `tail` is the end of what it said, for the log only.

    `is_passing`: not the file was to blame but the machine; another time it may go well.
    """

    def __init__(self, why: str, tail: str = "", *, is_passing: bool = False):
        super().__init__(why)
        self.tail, self.is_passing = tail, is_passing


@dataclass(frozen=True)
class Limits:
    """What one run may use: seconds of processor and of clock, and the size of one file in bytes."""

    cpu: int
    clock: float
    file_bytes: int


def probe(path: Path, *, demuxer: str, formats: str, max_pixels: int) -> dict:
    """What ffprobe says about `path`, read only with `demuxer`. Raises Stopped."""
    arguments = [
        *["ffprobe", "-v", "error", "-hide_banner", "-f", demuxer],
        *["-protocol_whitelist", "file", "-format_whitelist", formats, "-max_pixels", str(max_pixels)],
        *["-probesize", "20M", "-analyzeduration", "30M", "-print_format", "json", "-show_format", "-show_streams"],
        *["-i", f"file:{path}"],
    ]
    limits = Limits(cpu=PROBE_SECONDS, clock=PROBE_SECONDS, file_bytes=0)
    process, out, err = _say(_limited(_sandboxed(arguments, source=path), limits), clock=limits.clock)
    tail = err.decode(errors="replace")[-2000:]
    if process.returncode or len(out) > PROBE_OUTPUT_BYTES:
        raise Stopped(f"exit {process.returncode}", tail)
    return json.loads(out or b"{}")


def reach(path: Path, *, demuxer: str, formats: str, stream: int) -> tuple[int, float]:
    """How far a stream reaches, without decoding it: its packets and their last second. Raises Stopped."""
    arguments = [
        *["ffmpeg", "-nostdin", "-hide_banner", "-v", "error", "-nostats", "-progress", "pipe:1", "-f", demuxer],
        *["-protocol_whitelist", "file,pipe", "-format_whitelist", formats, "-i", f"file:{path}"],
        *["-map", f"0:{stream}", "-c", "copy", "-f", "null", "-"],
    ]
    limits = Limits(cpu=PROBE_SECONDS, clock=PROBE_SECONDS, file_bytes=0)
    process, out, err = _say(_limited(_sandboxed(arguments, source=path), limits), clock=limits.clock)
    if process.returncode:
        raise Stopped(f"exit {process.returncode}", err.decode(errors="replace")[-2000:])
    said = dict(line.split("=", 1) for line in out.decode(errors="replace").split() if "=" in line)
    return _count(said.get("frame", "")), _count(said.get("out_time_us", "")) / 1e6


def _count(text: str) -> int:
    return int(text) if text.isdigit() else 0


def encode(
    arguments: list[str], *, source: Path, folder: Path, limits: Limits, on_progress, level: str = "error"
) -> str:
    """Run ffmpeg with `arguments` (without the program's name), reading `source` and writing in `folder`.

    `on_progress(seconds)` is called with the media time done, at most every two seconds; what it raises ends the
    run. Returns the end of what ffmpeg said at `level`. Raises Stopped.
    """
    reporting = ["ffmpeg", "-nostdin", "-hide_banner", "-v", level, "-nostats", "-progress", "pipe:1"]
    command = _limited(_sandboxed([*reporting, *arguments], source=source, folder=folder), limits)
    said = collections.deque(maxlen=40)
    times: queue.SimpleQueue = queue.SimpleQueue()
    with _running(command) as process:
        readers = [
            threading.Thread(target=_read_tail, args=(process.stderr, said), daemon=True),
            threading.Thread(target=_read_times, args=(process.stdout, times), daemon=True),
        ]
        for reader in readers:
            reader.start()
        try:
            _watch(times, clock=limits.clock, on_progress=on_progress)
            process.wait(timeout=10)
        except subprocess.TimeoutExpired as error:
            raise Stopped("did not end", "".join(said)) from error
        except Stopped as error:
            error.tail = "".join(said)
            raise
        finally:
            _end(process)
            for reader in readers:
                reader.join(timeout=5)
    if process.returncode:
        is_passing = process.returncode in KILLED or shutil.disk_usage(folder).free < LEAST_ROOM
        raise Stopped(f"exit {process.returncode}", "".join(said), is_passing=is_passing)
    return "".join(said)


def _watch(times, *, clock: float, on_progress) -> None:
    """Follow the media time until the program is silent (None). Raises Stopped when it hangs or takes too long."""
    started = moved = time.monotonic()
    reported, furthest = 0.0, -1.0
    while True:
        now = time.monotonic()
        if now - started > clock:
            raise Stopped("took too long")
        if now - moved > SILENCE_SECONDS:
            raise Stopped("stood still")
        try:
            at = times.get(timeout=1)
        except queue.Empty:
            continue
        if at is None:
            return
        if at > furthest:
            furthest, moved = at, now
        if now - reported >= 2:
            reported = now
            on_progress(max(furthest, 0.0))


def _read_tail(stream, said) -> None:
    """Keep the last lines; an unread pipe of 64 KB would stop the program."""
    for line in stream:
        said.append(line.decode(errors="replace")[:500])


def _read_times(stream, times) -> None:
    for line in stream:
        key, _, value = line.strip().partition(b"=")
        if key == b"out_time_us" and value.lstrip(b"-").isdigit():
            times.put(int(value) / 1e6)
    times.put(None)


def _say(command: list[str], *, clock: float) -> tuple[subprocess.Popen, bytes, bytes]:
    """Run a short program to its end: the process, what it wrote and what it complained of. Raises Stopped."""
    with _running(command) as process:
        try:
            return process, *process.communicate(timeout=clock)
        except subprocess.TimeoutExpired as error:
            raise Stopped("too slow") from error


@contextlib.contextmanager
def _running(command: list[str]) -> Iterator[subprocess.Popen]:
    """A program in a process group of its own, so that everything in it can be ended at once; it never outlives us.

    Its standard input is a pipe into which nothing is written: see WATCHED.
    """
    environment = {"PATH": "/usr/local/bin:/usr/bin:/bin", "LC_ALL": "C.UTF-8"}
    lifeline, held = os.pipe()
    with os.fdopen(held, "wb"), os.fdopen(lifeline, "rb") as theirs:
        process = subprocess.Popen(  # noqa: S603  (a list of our own making, no shell)
            command,
            stdin=theirs,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
            env=environment,
        )
        theirs.close()
        try:
            yield process
        finally:
            _end(process)


def _end(process: subprocess.Popen) -> None:
    if process.poll() is None:
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except ProcessLookupError:
            return
        process.wait()


def _limited(command: list[str], limits: Limits) -> list[str]:
    """`prlimit` bounds what the program may use."""
    bounds = [
        f"--cpu={limits.cpu}:{limits.cpu + GRACE_SECONDS}",
        f"--as={MEMORY_BYTES}",
        f"--fsize={limits.file_bytes}",
        "--core=0",
    ]
    return ["prlimit", *bounds, "--", *command]


def _sandboxed(command: list[str], *, source: Path, folder: Path | None = None) -> list[str]:
    if not sandbox_works():
        return [*TIED, str(os.getpid()), *command]
    walls = ["bwrap", *WALLS, *_system()]
    walls += ["--ro-bind", str(source), str(source)]
    if folder is not None:
        walls += ["--bind", str(folder), str(folder)]
    return [*walls, "--", *WATCHED, *command]


def _system() -> list[str]:
    """The programs and libraries, read only; nothing of the platform's own data."""
    walls = ["--ro-bind", "/usr", "/usr", "--proc", "/proc", "--dev", "/dev"]
    for name in ("bin", "lib", "lib64", "sbin"):
        if Path("/", name).is_symlink():
            walls += ["--symlink", f"usr/{name}", f"/{name}"]
        elif Path("/", name).exists():
            walls += ["--ro-bind", f"/{name}", f"/{name}"]
    for name in ("/etc/ld.so.cache", "/etc/alternatives"):
        walls += ["--ro-bind-try", name, name]
    return walls


@functools.cache
def sandbox_works() -> bool:
    """Whether bubblewrap can build its walls here; asked once per process, and said in the log when it can't."""
    if shutil.which("bwrap"):
        walls = ["bwrap", *WALLS, *_system(), "--", "true"]
        done = subprocess.run(walls, capture_output=True, timeout=10, check=False)  # noqa: S603
        if not done.returncode:
            return True
        why = done.stderr.decode(errors="replace").strip()[-200:]
    else:
        why = "bwrap is not installed"
    logger.warning("videos are opened without a sandbox, under limits only: %s", why)
    return False
