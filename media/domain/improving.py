"""The high lane: larger pictures for a video that plays already.

They are made beside a link of every file there is, in a folder of their own. Whoever is watching goes on in the old
one; the next who opens the lesson gets the new.
"""

import functools
import logging
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _

from lms.kit import audit, queue
from media.models import Video

from . import bucket, command, folders, ladder, pipeline, playlists, probing, runner

logger = logging.getLogger(__name__)


def improve(video_id: int, *, report=pipeline.to_nobody) -> None:
    """Add the larger pictures to a ready video. Safe to run twice; a video that waits for nothing is left alone.

    `report(percent, note)` may raise to stop it. Raises NotPlayable or Stopped; the video plays on as it is.
    """
    video = Video.objects.get(pk=video_id)
    if video.state != Video.State.READY or video.is_whole:
        return
    old = folders.at(video.folder)
    new = folders.at(f"{video.sha256[:16]}-{ladder.WHOLE}")
    try:
        if not folders.is_published(new):
            with folders.at_hand(video.source) as source:
                _make(new, old, source, report)
    except runner.Stopped as stopped:
        logger.warning("video %s: ffmpeg %s: %s", video.pk, stopped, stopped.tail[-2000:])
        raise
    report(99)
    _publish(video, new, old)


def _make(new: Path, old: Path, source: Path, report) -> None:
    with source.open("rb") as file:
        head = file.read(probing.HEAD_BYTES)
    probe = probing.examine(source, head=head)
    probing.judge(probe)
    with folders.drafted(new) as draft:
        folders.link(old, draft)
        if probe.picture and ladder.high_rungs(probe.picture.width, probe.picture.height):
            _encode(draft, source, probe, report)
        playlists.prune(draft)
        # The masters are links to those of the old folder: written over they would change there, too.
        for name in (playlists.MASTER, playlists.AUDIO_MASTER):
            (draft / name).unlink(missing_ok=True)
        playlists.write(draft, frame_rate=pipeline.shown_rate(probe))


def _encode(draft: Path, source: Path, probe: probing.Probe, report) -> None:
    with pipeline.sound_beside(draft) as sound:
        arguments = command.high(probe, source=source, folder=draft, sound=sound)
        pipeline.run(arguments, source, draft, probe, functools.partial(_report_share, report))


def _report_share(report, share: float) -> None:
    report(98 * share, _("Making the larger pictures"))


def _publish(video: Video, new: Path, old: Path) -> None:
    bucket.share(new)
    forms = playlists.measure(new)
    folders.let_go(old)
    with transaction.atomic():
        waiting = Video.objects.playable().filter(pk=video.pk, folder=old.name)
        if not waiting.update(folder=new.name, **pipeline.largest(forms)):
            raise queue.LeaseLost(video.pk)
        pipeline.write_renditions(video, forms)
        audit.record("media.video.improve", video, by=None, folder=new.name)


def failed() -> str:
    return _("The larger pictures could not be made. The video plays in its small ones; try again when there is time.")
