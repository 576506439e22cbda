"""The bench `kills` in short: three videos, three times `kill -9`, on the broker that needs no server."""

import time

from tests.bench import _farm


def test_killed_workers_lose_nothing_publish_nothing_twice_and_leave_nobody(tmp_path):
    farm = _farm.Farm(tmp_path / "var")
    farm.fill(3)
    farm.start()
    try:
        for _round in range(40):
            time.sleep(farm.dice.uniform(0.5, 2))
            if farm.killed >= 3 or not farm.ask(_farm.UNFINISHED):
                break
            farm.kill()
        farm.finish(seconds=240)
    finally:
        orphans = farm.stop()
    assert farm.killed
    assert (farm.lost(), farm.twice(), orphans) == (0, 0, []), (farm.var / "workers.log").read_text()[-3000:]
