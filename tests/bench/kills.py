"""`kill -9` on workers, children and ffmpeg while forty lectures are made: nothing lost, nothing twice, no orphan.

KILL_ROUNDS (100) and KILL_VIDEOS (40) choose how many; the broker is a folder first, then Redis at KILL_REDIS_URL
(redis://127.0.0.1:6379/13), unless that is empty.
"""

import os
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from . import Figure, _farm

ROUNDS = int(os.environ.get("KILL_ROUNDS", "100"))
VIDEOS = int(os.environ.get("KILL_VIDEOS", "40"))
REDIS = os.environ.get("KILL_REDIS_URL", "redis://127.0.0.1:6379/13")


def run() -> Iterator[Figure]:
    for broker, address in (("folder", ""), ("redis", REDIS)):
        if broker == "folder" or address:
            with tempfile.TemporaryDirectory(prefix="xiangxue-kills-") as made:
                yield from _rounds(_farm.Farm(Path(made) / "var", redis=address), broker)


def _rounds(farm: _farm.Farm, broker: str) -> Iterator[Figure]:
    farm.fill(VIDEOS)
    farm.start()
    try:
        while farm.killed < ROUNDS:
            time.sleep(farm.dice.uniform(0.2, 2))
            if not farm.ask(_farm.UNFINISHED):
                farm.finish(seconds=60)  # what failed goes back in the line; else there is nothing left to disturb
                if not farm.ask(_farm.UNFINISHED):
                    break
            farm.kill()
        farm.finish(seconds=30 * VIDEOS + 600)
    finally:
        orphans = farm.stop()
    yield Figure(f"killed_{broker}", farm.killed, "times", f"<= {ROUNDS}")
    yield Figure(f"lost_{broker}", farm.lost(), "videos", "<= 0")
    yield Figure(f"published_twice_{broker}", farm.twice(), "videos", "<= 0")
    yield Figure(f"orphans_{broker}", len(orphans), "processes", "<= 0")
