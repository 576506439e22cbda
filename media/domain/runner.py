"""The one module that starts ffmpeg and ffprobe: sandboxed, bounded, and never outliving the worker.

The sandbox (bubblewrap) has no network, sees the system's programs and the source read only and one folder to
write to. Where bubblewrap can't run, the limits stay and the log says what is missing.
"""

import collections
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
from dataclasses import dataclass
from pathlib import Path

logger = logging.getLogger(__name__)

PROBE_SECONDS = 20
SILENCE_SECONDS = 90  # ffmpeg reports twice a second; media time that stands still so long is a hang
MEMORY_BYTES = 3 * 1024**3  # address space, not memory in use: x264 needs 1.5 GB of it on 2 cores
PROBE_OUTPUT_BYTES = 1024**2
# With a process 1 of its own bubblewrap leaves it unwaited for: a zombie a video, and its work in nobody's account.
WALLS = ["--unshare-all", "--die-with-parent", "--as-pid-1", "--cap-drop", "ALL"]


class Stopped(Exception):
    """The program failed or had to be ended. `tail` is the end of what it said, for the log only."""

    def __init__(self, why: str, tail: str = ""):
        super().__init__(why)
        self.tail = tail


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
    command = _limited(_sandboxed(arguments, source=path), limits)
    process = _start(command)
    try:
        out, err = process.communicate(timeout=limits.clock)
    except subprocess.TimeoutExpired as error:
        raise Stopped("too slow") from error
    finally:
        _end(process)
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
    process = _start(_limited(_sandboxed(arguments, source=path), limits))
    try:
        out, err = process.communicate(timeout=limits.clock)
    except subprocess.TimeoutExpired as error:
        raise Stopped("too slow") from error
    finally:
        _end(process)
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
    process = _start(command)
    said = collections.deque(maxlen=40)
    times: queue.SimpleQueue = queue.SimpleQueue()
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
        raise Stopped(f"exit {process.returncode}", "".join(said))
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


def _start(command: list[str]) -> subprocess.Popen:
    """A process group of its own, so that everything in it can be ended at once."""
    environment = {"PATH": "/usr/local/bin:/usr/bin:/bin", "LC_ALL": "C.UTF-8"}
    return subprocess.Popen(  # noqa: S603  (a list of our own making, no shell)
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
        env=environment,
    )


def _end(process: subprocess.Popen) -> None:
    if process.poll() is None:
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except ProcessLookupError:
            return
        process.wait()


def _limited(command: list[str], limits: Limits) -> list[str]:
    """`setpriv` ties the life of the program to the worker's, `prlimit` bounds what it may use."""
    bounds = [f"--cpu={limits.cpu}", f"--as={MEMORY_BYTES}", f"--fsize={limits.file_bytes}", "--core=0"]
    return ["setpriv", "--pdeathsig", "KILL", "prlimit", *bounds, "--", *command]


def _sandboxed(command: list[str], *, source: Path, folder: Path | None = None) -> list[str]:
    if not sandbox_works():
        return command
    walls = ["bwrap", *WALLS, *_system()]
    walls += ["--ro-bind", str(source), str(source)]
    if folder is not None:
        walls += ["--bind", str(folder), str(folder)]
    return [*walls, "--", *command]


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
