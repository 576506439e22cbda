"""The one place that starts ffmpeg: it ends with its worker, in time, and sees nothing it should not."""

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from media.domain import runner
from tests.factories import clips

LIMITS = runner.Limits(cpu=120, clock=60, file_bytes=10**9)
ENDLESS = ["-re", "-f", "lavfi", "-i", "testsrc2=duration=600", "-f", "null", "-"]


def encode(arguments, tmp_path, *, limits=LIMITS, on_progress=lambda seconds: None):
    runner.encode(arguments, source=clips.clip(), folder=tmp_path, limits=limits, on_progress=on_progress)


def running(mark: str) -> list[int]:
    """Processes whose command line holds `mark`."""
    found = []
    for entry in Path("/proc").iterdir():
        try:
            if entry.name.isdigit() and mark.encode() in (entry / "cmdline").read_bytes():
                found.append(int(entry.name))
        except OSError:
            continue
    return [pid for pid in found if pid != os.getpid()]


def ffmpeg(mark: str) -> int:
    """The process that is ffmpeg itself, not what watches over it; 0 before it runs."""
    for pid in running(mark):
        with contextlib.suppress(OSError):
            if Path("/proc", str(pid), "comm").read_text() == "ffmpeg\n":
                return pid
    return 0


def wait_until(condition, seconds=10, *, pause=0.1):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(pause)
    return False


def test_encode_reports_media_time(tmp_path):
    seen = []
    encode([*ENDLESS[:4], "testsrc2=duration=3", *ENDLESS[5:]], tmp_path, on_progress=seen.append)
    assert seen
    assert all(0 <= at <= 3.1 for at in seen)


def test_encode_ends_at_the_wall_and_leaves_no_process(tmp_path):
    mark = f"wall-{tmp_path.name}-{os.getpid()}"
    arguments = [*ENDLESS[:-3], "-metadata", f"title={mark}", *ENDLESS[-3:]]
    with pytest.raises(runner.Stopped, match="too long"):
        encode(arguments, tmp_path, limits=runner.Limits(cpu=60, clock=2, file_bytes=10**9))
    assert wait_until(lambda: not running(mark))


def test_encode_ends_a_run_that_stands_still(tmp_path, monkeypatch):
    monkeypatch.setattr(runner, "SILENCE_SECONDS", 1)
    fifo = tmp_path / "never"
    os.mkfifo(fifo)
    with pytest.raises(runner.Stopped, match="stood still"):
        encode(["-f", "mov", "-i", f"file:{fifo}", "-f", "null", "-"], tmp_path)


def test_encode_tells_the_end_of_what_ffmpeg_said(tmp_path):
    with pytest.raises(runner.Stopped) as stopped:
        encode(["-i", f"file:{tmp_path}/missing.mp4", "-f", "null", "-"], tmp_path)
    assert "No such file" in stopped.value.tail


def test_encode_may_not_write_files_over_the_limit(tmp_path):
    limits = runner.Limits(cpu=60, clock=60, file_bytes=100_000)
    raw = ["-f", "lavfi", "-i", "testsrc2=duration=5", "-f", "rawvideo", f"{tmp_path}/big.raw"]
    with pytest.raises(runner.Stopped):
        encode(raw, tmp_path, limits=limits)
    assert (tmp_path / "big.raw").stat().st_size <= 100_000


def test_encode_sees_neither_network_nor_the_platforms_files(tmp_path):
    if not runner.sandbox_works():
        pytest.skip("bubblewrap can't build walls here")
    for target in (Path(__file__), Path("/etc/passwd")):
        with pytest.raises(runner.Stopped) as stopped:
            encode(["-f", "data", "-i", f"file:{target}", "-map", "0", "-f", "null", "-"], tmp_path)
        assert "No such file" in stopped.value.tail
    with pytest.raises(runner.Stopped) as stopped:
        encode(["-i", "tcp://127.0.0.1:9", "-f", "null", "-"], tmp_path)
    assert "failed" in stopped.value.tail or "unreachable" in stopped.value.tail


def test_encode_works_under_limits_alone(tmp_path, monkeypatch):
    monkeypatch.setattr(runner, "sandbox_works", lambda: False)
    encode(["-i", f"file:{clips.clip(seconds=2)}", "-c", "copy", f"{tmp_path}/out.mkv"], tmp_path)
    assert (tmp_path / "out.mkv").stat().st_size > 1000


def test_sandbox_that_cannot_run_is_said_in_the_log(monkeypatch, caplog):
    runner.sandbox_works.cache_clear()
    monkeypatch.setattr(runner.shutil, "which", lambda name: None)
    try:
        assert runner.sandbox_works() is False
        assert "without a sandbox" in caplog.text
    finally:
        runner.sandbox_works.cache_clear()


@pytest.mark.parametrize("sandbox", [True, False], ids=["sandbox", "limits alone"])
def test_killed_program_is_worth_another_try(tmp_path, sandbox, monkeypatch):
    """As the kernel does it where memory is short."""
    if not sandbox:
        monkeypatch.setattr(runner, "sandbox_works", lambda: False)
    mark = f"killed-{sandbox}-{os.getpid()}"

    def kill():
        if wait_until(lambda: ffmpeg(mark)):
            os.kill(ffmpeg(mark), signal.SIGKILL)

    killer = threading.Thread(target=kill)
    killer.start()
    with pytest.raises(runner.Stopped) as stopped:
        encode([*ENDLESS[:-3], "-metadata", f"title={mark}", *ENDLESS[-3:]], tmp_path)
    killer.join()
    assert stopped.value.is_passing


def test_a_program_at_its_own_limit_or_a_bad_file_is_not_worth_another_try(tmp_path):
    busy = ["-f", "lavfi", "-i", "testsrc2=duration=600:size=1920x1080", "-f", "null", "-"]
    with pytest.raises(runner.Stopped) as stopped:
        encode(busy, tmp_path, limits=runner.Limits(cpu=1, clock=60, file_bytes=10**9))
    assert not stopped.value.is_passing
    with pytest.raises(runner.Stopped) as stopped:
        encode(["-i", f"file:{__file__}", "-f", "null", "-"], tmp_path)
    assert not stopped.value.is_passing


WORKERS = """
import os, random, signal, time
from pathlib import Path
from media.domain import runner

runner.sandbox_works()
{walls}
for round in range({rounds}):
    worker = os.fork()
    if not worker:
        try:
            runner.encode({arguments!r}, source=Path({source!r}), folder=Path({folder!r}),
                limits=runner.Limits(600, 600.0, 10**9), on_progress=print)
        finally:
            os._exit(0)
    begun = Path(f"/proc/{{worker}}/task/{{worker}}/children")
    while not begun.read_text():
        pass
    time.sleep(random.uniform(0, 0.012) if round else 0.5)
    os.kill(worker, signal.SIGKILL)
    os.waitpid(worker, 0)
"""


@pytest.mark.parametrize("sandbox", [True, False], ids=["sandbox", "limits alone"])
def test_killed_workers_take_ffmpeg_with_them(tmp_path, sandbox):
    """kill -9 gives the worker no chance to tidy up: the kernel must, at any moment, the program's first ones too."""
    mark = f"orphan-{sandbox}-{os.getpid()}-"
    program = WORKERS.format(
        walls="" if sandbox else "runner.sandbox_works = lambda: False",
        rounds=150,
        arguments=[*ENDLESS[:-3], "-metadata", f"title={mark}", *ENDLESS[-3:]],
        source=str(clips.clip()),
        folder=str(tmp_path),
    )
    env = {**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[4])}
    subprocess.run([sys.executable, "-c", program], env=env, stdout=subprocess.DEVNULL, check=True, timeout=300)
    assert wait_until(lambda: not running(mark), 20), "the program itself would go on for minutes"
