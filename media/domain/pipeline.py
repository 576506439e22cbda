"""From an uploaded file to a video that plays. A worker may die at any line, and two may pick up the same
video: each run writes to a fresh folder and renames it into place, and each move of the state is one guarded UPDATE.

Here is the low lane: what a weak phone can fetch, and with it the video is ready. The larger pictures come after
(`improving`), in a folder of their own.
"""

import contextlib
import functools
import hashlib
import logging
import time
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from lms.kit import audit, queue
from media.models import Rendition, Video

from . import bucket, command, fingerprint, folders, ladder, loudness, playlists, probing, runner, thumbnails

logger = logging.getLogger(__name__)
State = Video.State
TASK = "media.transcode_video"
IMPROVE = "media.improve_video"
UNFINISHED = (State.RECEIVED, State.PROBING, State.TRANSCODING, State.FAILED)
MEASURED, HEARD = 4, 10  # percent of the work when the loudness is known, and when the sound is made


class NothingToDo(Exception):
    """The video is ready or refused: asking again would change nothing."""


class TooLarge(Exception):
    """The file is over the limit."""

    def __init__(self):
        super().__init__(too_large())


def too_large() -> str:
    limit = f"{settings.VIDEO_MAX_BYTES / 1024**3:.3g}"
    return _("The file is larger than %(limit)s GB. Save it in a smaller size (720p is enough) or cut it in two.") % {
        "limit": limit
    }


def receive(file, *, title: str, by, original_name: str = "") -> Video:
    """Keep an uploaded file under a name of our own and queue its work. Raises TooLarge."""
    if file.size > settings.VIDEO_MAX_BYTES:
        raise TooLarge
    with transaction.atomic():
        video = Video(title=title, size=file.size)
        video.original_name = Path(original_name or file.name or "").name[:255]
        video.uploaded_by = by if getattr(by, "pk", None) else None
        video.fingerprint = fingerprint.of(file, file.size)
        video.source = file
        video.save()
        audit.record("media.video.upload", video, by=by, size=video.size)
        queue.enqueue(TASK, subject=video.pk, by=by)
    return video


def ask_again(video: Video, *, by):
    """Queue the work once more, after a failure or when a worker died; the unfinished job if there is one."""
    if not is_unfinished(video):
        raise NothingToDo(_("This video needs no further work."))
    with transaction.atomic():
        audit.record("media.video.retry", video, by=by)
        return queue.enqueue(IMPROVE if video.state == State.READY else TASK, subject=video.pk, by=by)


def is_unfinished(video: Video) -> bool:
    """Whether it waits for work, be it only for its larger pictures."""
    return video.state in UNFINISHED or (video.state == State.READY and not video.is_whole)


def make_again(video: Video, *, by):
    """Prepare a ready video anew whose published files are lost; what is left of them goes. Who watched keeps it."""
    with transaction.atomic():
        if not _move(video, [State.READY], State.RECEIVED):
            raise NothingToDo(_("This video needs no further work."))
        folders.remove(folders.at(video.folder))
        audit.record("media.video.retry", video, by=by)
        return queue.enqueue(TASK, subject=video.pk, by=by)


def to_nobody(percent: float, note: str = "") -> None:
    """Progress nobody waits for."""


def prepare(video_id: int, *, report=to_nobody) -> str:
    """Check, transcode and publish a video; returns the note. Safe to run twice.

    `report(percent, note)` may raise to stop it. Raises NotPlayable or Stopped after writing the reason down; what the
    machine was to blame for leaves the video as it was received.
    """
    video = Video.objects.get(pk=video_id)
    if not _move(video, UNFINISHED, State.PROBING, reason="", note=""):
        return video.note
    try:
        with folders.at_hand(video.source) as source:
            return _prepare(video, source, report)
    except probing.NotPlayable as refusal:
        _close(video, State.REFUSED, str(refusal))
        raise
    except runner.Stopped as stopped:
        logger.warning("video %s: ffmpeg %s: %s", video.pk, stopped, stopped.tail[-2000:])
        if stopped.is_passing:
            _move(video, [State.PROBING, State.TRANSCODING], State.RECEIVED)
        else:
            _close(video, State.FAILED, failed())
        raise


def failed() -> str:
    return _("The video could not be prepared. Try again; if it fails again, save it as MP4 and upload it anew.")


def interrupted() -> str:
    return _("The work was interrupted on the server. It goes on by itself in a moment.")


def _prepare(video: Video, source: Path, report) -> str:
    report(0, _("Checking the file"))
    sha256, head = _read(source, functools.partial(report, 0))
    probe = probing.examine(source, head=head)
    probing.judge(probe)
    if not _move(video, [State.PROBING], State.TRANSCODING, sha256=sha256):
        raise queue.LeaseLost(video.pk)
    folder = folders.at(f"{sha256[:16]}-{ladder.WHOLE}")
    more = bool(probe.picture and ladder.high_rungs(probe.picture.width, probe.picture.height))
    if more and not folders.is_published(folder):
        folder = folders.at(f"{sha256[:16]}-{ladder.VERSION}")
    if folders.is_published(folder):
        folders.let_go(folder)  # made for another video; if that one is gone, ours keeps it from the sweeper
    else:
        _make(folder, source, probe, report)
    bucket.share(folder)
    forms = playlists.measure(folder)
    report(99)
    return _publish(video, folder.name, forms, probe)


def _read(source: Path, alive) -> tuple[str, bytes]:
    """The file's SHA-256 and its first bytes, in one reading."""
    digest, head, last = hashlib.sha256(), b"", time.monotonic()
    with source.open("rb") as file:
        while piece := file.read(1024 * 1024):
            head = head or piece[: probing.HEAD_BYTES]
            digest.update(piece)
            if time.monotonic() - last > 2:
                last = time.monotonic()
                alive()
    return digest.hexdigest(), head


def _make(folder: Path, source: Path, probe: probing.Probe, report) -> None:
    with folders.drafted(folder) as draft:
        if probe.sound is not None:
            gain = _gain(draft, source, probe, report)
            arguments = command.sound(probe, source=source, folder=draft, gain=gain)
            run(arguments, source, draft, probe, functools.partial(_report_share, report, MEASURED, HEARD))
        if probe.picture:
            with sound_beside(draft) as sound:
                arguments = command.low(probe, source=source, folder=draft, sound=sound)
                run(arguments, source, draft, probe, functools.partial(_report_share, report, HEARD, 98))
        try:
            playlists.prune(draft)
            forms = playlists.write(draft, frame_rate=shown_rate(probe))
        except playlists.Incomplete as error:
            raise probing.NotPlayable(probing.nothing_plays()) from error
        pictures = [form for form in forms if form.height]
        if pictures:
            _make_stills(draft, pictures[-1], probe)


@contextlib.contextmanager
def sound_beside(draft: Path) -> Iterator[bool]:
    """The finished sound in one file while pictures are made that get a copy of it; whether there is any."""
    whole = draft / command.SOUND
    with contextlib.suppress(FileNotFoundError):
        init, *segments = playlists.parts(draft, ladder.AUDIO)
        if segments:
            folders.join([init, *segments], whole)
    yield whole.exists()
    whole.unlink(missing_ok=True)


def _make_stills(draft: Path, form: playlists.Form, probe: probing.Probe) -> None:
    """Poster and thumbnails from the keyframes of a finished picture: far less work than decoding the source again.
    Raises Stopped where the machine is to blame."""
    whole = draft / "whole.mp4"
    folders.join(playlists.parts(draft, form.name), whole)
    sheet = thumbnails.plan(probe.picture.width, probe.picture.height, form.duration)
    arguments = command.stills(sheet, source=whole, folder=draft)
    try:
        run(arguments, whole, draft, probe, to_nobody)
        (draft / thumbnails.INDEX).write_text(thumbnails.index(sheet, form.duration))
    except runner.Stopped as stopped:
        if stopped.is_passing:
            raise
        logger.warning("no stills: ffmpeg %s: %s", stopped, stopped.tail[-500:])
    whole.unlink()


def _gain(draft: Path, source: Path, probe: probing.Probe, report) -> float:
    """What makes the sound as loud as every other lecture's; none where it can't be measured."""
    arguments = command.loudness(probe, source=source)
    share = functools.partial(_report_share, report, 0, MEASURED)
    try:
        return loudness.gain(run(arguments, source, draft, probe, share, level="info"))
    except runner.Stopped:
        return 0.0


def run(arguments, source: Path, draft: Path, probe: probing.Probe, share, *, level: str = "error") -> str:
    """One run of ffmpeg under the limits for this file; `share(done)` hears the part of its length done, 0 to 1."""
    return runner.encode(
        arguments,
        source=source,
        folder=draft,
        limits=limits(probe.duration),
        on_progress=lambda done: share(min(1, done / probe.duration)),
        level=level,
    )


def _report_share(report, first: int, last: int, share: float) -> None:
    report(first + (last - first) * share, _("Preparing the video"))


def limits(duration: float) -> runner.Limits:
    """Room for a slow machine, and an end for a bomb: ten times the length and ten minutes."""
    clock = 600 + 10 * duration
    return runner.Limits(cpu=int(4 * clock), clock=clock, file_bytes=settings.VIDEO_MAX_BYTES)


def shown_rate(probe: probing.Probe) -> float:
    """Frames a second of what is made."""
    return (ladder.frame_rate(probe.picture.rate) or probe.picture.rate) if probe.picture else 0.0


def _publish(video: Video, folder: str, forms: list[playlists.Form], probe: probing.Probe) -> str:
    """One update and the rows beside it; a second worker changes nothing and gets the first one's note."""
    duration = max(form.duration for form in forms)
    note = probing.damage(probe, duration)
    with transaction.atomic():
        facts = {"folder": folder, "duration": duration} | largest(forms)
        if not _move(video, [State.TRANSCODING], State.READY, note=note, **facts):
            raise queue.LeaseLost(video.pk)
        write_renditions(video, forms)
        audit.record("media.video.publish", video, by=None, folder=folder)
        if not video.is_whole:
            queue.enqueue(IMPROVE, subject=video.pk)
    return note


def largest(forms: list[playlists.Form]) -> dict:
    """The size of the best picture, as the video's own fields."""
    form = max(forms, key=lambda form: form.height)
    return {"width": form.width, "height": form.height}


def write_renditions(video: Video, forms: list[playlists.Form]) -> None:
    """The rows of what plays, instead of those before."""
    Rendition.objects.filter(video=video).delete()
    Rendition.objects.bulk_create(
        Rendition(
            video=video,
            name=form.name,
            width=form.width,
            height=form.height,
            size=form.size,
            peak_bandwidth=form.peak,
            average_bandwidth=form.average,
            codecs=form.codecs,
        )
        for form in forms
    )


def give_up(video: Video, reason: str) -> None:
    """Whoever waits for the video is told why it does not come; a video that plays is left alone."""
    _move(video, [State.RECEIVED, State.PROBING, State.TRANSCODING], State.FAILED, reason=reason[:500])


def _close(video: Video, state, reason: str) -> None:
    with transaction.atomic():
        if _move(video, [State.PROBING, State.TRANSCODING], state, reason=reason[:500]):
            audit.record(f"media.video.{state}", video, by=None)


def _move(video: Video, come_from, to, **changes) -> bool:
    """Change the state in one UPDATE that holds only from the states named; False when another was faster."""
    moved = Video.objects.filter(pk=video.pk, state__in=come_from).update(state=to, **changes)
    if moved:
        video.state = to
        for name, value in changes.items():
            setattr(video, name, value)
    return bool(moved)
