"""Thirty-four files that mean harm: none stops a worker, is slow, large, calls out or reads what is not its own."""

import resource
import socket
import time
from pathlib import Path

import pytest

from media.domain import improving, pipeline, probing, runner
from media.models import Video
from tests.factories import clips, hostile

pytestmark = pytest.mark.django_db
SECONDS = 20
MEMORY_KB = 1_500_000


@pytest.fixture(scope="module")
def trap():
    """A server nobody may call."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        yield server
        with pytest.raises(BlockingIOError):
            server.accept()


def port(server) -> int:
    return server.getsockname()[1]


def cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


@pytest.mark.parametrize("name", hostile.FILES)
def test_hostile_file_is_refused_or_plays(name, trap, settings):
    video = clips.received(hostile.make(name, port=port(trap)))
    before, began = cpu(), time.monotonic()
    try:
        pipeline.prepare(video.pk)
        improving.improve(video.pk)
    except (probing.NotPlayable, runner.Stopped):
        pass
    # The clock is shared with other tests; the file's own work is what the processor did for it.
    assert cpu() - before < SECONDS
    assert time.monotonic() - began < 3 * SECONDS
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss < MEMORY_KB
    video = Video.objects.get(pk=video.pk)
    end = {"ready": hostile.PLAYS, "refused": hostile.REFUSED}.get(video.state, video.state)
    expected = hostile.FILES[name][0]
    assert end == expected or (expected == hostile.EITHER and end != "transcoding"), video.reason
    assert video.reason or video.is_whole
    assert not [path for path in Path(settings.VIDEO_ROOT).glob("*") if path.name != video.folder]


@pytest.mark.parametrize("name", [name for name, (_end, made) in hostile.FILES.items() if isinstance(made, str)])
def test_pointing_file_opens_nothing_even_without_walls(name, trap, tmp_path, monkeypatch):
    """Forced to the demuxer it asks for, and without the sandbox: the lists of formats and protocols hold alone."""
    monkeypatch.setattr(runner, "sandbox_works", lambda: False)
    path = hostile.write(name, tmp_path, port=port(trap))
    (tmp_path / "other.mp4").write_bytes(clips.clip(size="320x240", seconds=2).read_bytes())
    for demuxer in ("hls", "concat", "dash", "sdp", "image2"):
        with pytest.raises(runner.Stopped):
            runner.probe(path, demuxer=demuxer, formats=",".join(probing.DEMUXERS), max_pixels=10**7)


def test_hostile_set_is_not_thinned_out():
    assert len(hostile.FILES) >= 30
