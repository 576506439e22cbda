"""Real workers on a platform of their own, and somebody who kills them: for the bench `kills` and its short test."""

import contextlib
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

from lms.supervisor import descendants
from tests.conftest import ROOT, _migrated_template
from tests.factories import clips

LEASE_SECONDS = 5
QUEUES = (("fast,render", "-B"), ("media-low",), ("media-high",))
UNFINISHED = "SELECT count(*) FROM kit_job WHERE state IN ('queued', 'running')"
SMALL, LARGE = "640x360", "854x480"  # the large ones have a second job
FILL = """
import sys, pathlib
import django; django.setup()
from django.core.files import File
from media.domain import pipeline
for path in sorted(pathlib.Path(sys.argv[1]).glob("*.mp4")):
    with path.open("rb") as file:
        pipeline.receive(File(file, name=path.name), title=path.name, by=None)
"""


class Farm:
    """Three workers over SQLite in `var`; without `redis` the broker is a folder."""

    def __init__(self, var: Path, *, redis: str = "", seed: int = 1):
        self.var, self.dice, self.workers, self.killed = var, random.Random(seed), {}, 0
        kept = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "REDIS_URL"}}
        mine = {"VAR_DIR": str(var), "DJANGO_SETTINGS_MODULE": "lms.settings", "JOB_LEASE_SECONDS": str(LEASE_SECONDS)}
        self.env = kept | mine | ({"REDIS_URL": redis} if redis else {})
        var.mkdir(parents=True, exist_ok=True)
        shutil.copy(_migrated_template(), var / "xiangxue.sqlite3")

    def fill(self, videos: int) -> None:
        """Hand in so many different lectures, every fourth with a second lane."""
        sources = self.var / "sources"
        sources.mkdir()
        for number in range(videos):
            clip = clips.clip(size=LARGE if number % 4 == 0 else SMALL, seconds=4)
            box = number.to_bytes(8, "big")
            (sources / f"{number:03}.mp4").write_bytes(clip.read_bytes() + b"\x00\x00\x00\x10free" + box)
        self._python("-c", FILL, str(sources))

    def _python(self, *arguments: str) -> None:
        subprocess.run([sys.executable, *arguments], cwd=ROOT, env=self.env, check=True, stdout=subprocess.DEVNULL)

    def start(self) -> None:
        """Start every worker that does not run."""
        for queues, *more in QUEUES:
            process = self.workers.get(queues)
            if process is None or process.poll() is not None:
                name = f"{queues.partition(',')[0]}@{self.var.name}"
                command = ["celery", "-A", "lms", "worker", "-l", "error", "-c", "1", "-Q", queues, "-n", name, *more]
                log = (self.var / "workers.log").open("a")
                self.workers[queues] = subprocess.Popen(
                    [sys.executable, "-m", *command], cwd=ROOT, env=self.env, stdout=log, stderr=log
                )

    def kill(self) -> None:
        """`kill -9` for a worker, its child or an ffmpeg, whichever the dice say."""
        mains = [worker.pid for queues, worker in self.workers.items() if queues.startswith("media")]
        kind = self.dice.choice(["main", "child", "ffmpeg"])
        below = [pid for main in mains for pid in descendants(main)]
        named = {"child": "celery", "ffmpeg": "ffmpeg"}
        wanted = mains if kind == "main" else [pid for pid in below if _is(pid, named[kind])]
        if wanted:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.dice.choice(wanted), signal.SIGKILL)
                self.killed += 1
        time.sleep(0.2)
        self.start()

    def finish(self, *, seconds: float) -> None:
        """Wait for every job; what failed is asked for again, as an operator would."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            self.start()
            if not self.ask(UNFINISHED):
                self._python("manage.py", "requeue_videos")
                if not self.ask(UNFINISHED):
                    return
            time.sleep(1)
        raise AssertionError(f"not finished within {seconds} s: {self.ask(UNFINISHED)} jobs")

    def stop(self) -> list[str]:
        """`kill -9` for every worker; returns the commands of the farm's processes that live five seconds later."""
        family = {pid for worker in self.workers.values() for pid in descendants(worker.pid)}
        for worker in self.workers.values():
            worker.kill()
            worker.wait()
        time.sleep(5)
        return [_command(pid) for pid in family | _running(str(self.var)) if _lives(pid)]

    def ask(self, question: str) -> int:
        with contextlib.closing(sqlite3.connect(self.var / "xiangxue.sqlite3", timeout=30)) as database:
            return database.execute(question).fetchone()[0]

    def lost(self) -> int:
        """Videos that do not play with all their forms."""
        return self.ask("SELECT count(*) FROM media_video WHERE state <> 'ready' OR folder NOT LIKE '%h'")

    def twice(self) -> int:
        """Publications beyond the first of a video, in either lane."""
        of = "FROM kit_auditevent WHERE action IN ('media.video.publish', 'media.video.improve')"
        return self.ask(f"SELECT count(*) - count(DISTINCT action || object_id) {of}")


def _command(pid: int) -> str:
    with contextlib.suppress(OSError):
        return (Path("/proc") / str(pid) / "cmdline").read_text().replace("\0", " ")
    return ""


def _is(pid: int, program: str) -> bool:
    with contextlib.suppress(OSError):
        words = (Path("/proc") / str(pid) / "cmdline").read_text().split("\0")[:3]
        return program in {Path(word).name for word in words}
    return False


def _running(mark: str) -> set[int]:
    """Programs whose command line names the farm's folder: ffmpeg and what wraps it."""
    found = set()
    for entry in Path("/proc").iterdir():
        with contextlib.suppress(OSError):
            if entry.name.isdigit() and mark.encode() in (entry / "cmdline").read_bytes():
                found.add(int(entry.name))
    return found - {os.getpid()}


def _lives(pid: int) -> bool:
    with contextlib.suppress(OSError):
        return (Path("/proc") / str(pid) / "stat").read_text().rpartition(")")[2].split()[0] != "Z"
    return False
