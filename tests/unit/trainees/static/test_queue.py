"""The queue, the cards and the photos of the trainer's page are tested in their own language, by node's test runner."""

import subprocess
from pathlib import Path

import pytest

HERE = Path(__file__).parent


@pytest.mark.parametrize("name", ["queue", "cards", "shrink"])
def test_by_node(name):
    done = subprocess.run(["node", "--test", HERE / f"{name}.test.mjs"], capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout + done.stderr
    assert "# fail 0" in done.stdout or "ℹ fail 0" in done.stdout
