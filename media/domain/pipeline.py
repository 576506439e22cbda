"""From an uploaded file to a video that plays. A worker may die at any line, and two may pick up the same
video: each run writes to a fresh folder and renames it into place, and each move of the state is one guarded UPDATE.
"""

import functools
import hashlib
import logging
import shutil
import time
import uuid
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from lms.kit import audit, queue
from media.models import Rendition, Video

from . import command, fingerprint, ladder, playlists, probing, runner

logger = logging.getLogger(__name__)
State = Video.State
TASK = "media.transcode_video"
UNFINISHED = (State.RECEIVED, State.PROBING, State.TRANSCODING, State.FAILED)
STALE_SECONDS = 24 * 3600


class NothingToDo(Exception):
    """The video is ready or refused: asking again would change nothing."""


class VideoInUse(Exception):
    """A lesson or somebody's progress needs the video."""

    def __init__(self):
        super().__init__(
            _("This video belongs to a lesson or has been watched, so it stays. Take it out of its lessons instead.")
        )


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
    if video.state not in UNFINISHED:
        raise NothingToDo(_("This video needs no further work."))
    with transaction.atomic():
        audit.record("media.video.retry", video, by=by)
        return queue.enqueue(TASK, subject=video.pk, by=by)


def make_again(video: Video, *, by):
    """Prepare a ready video anew whose published files are lost; what is left of them goes. Who watched keeps it."""
    with transaction.atomic():
        if not _move(video, [State.READY], State.RECEIVED):
            raise NothingToDo(_("This video needs no further work."))
        shutil.rmtree(Path(settings.VIDEO_ROOT) / video.folder, ignore_errors=True)
        audit.record("media.video.retry", video, by=by)
        return queue.enqueue(TASK, subject=video.pk, by=by)


def _to_nobody(percent: float, note: str = "") -> None:
    """Progress nobody waits for."""


def discard(video: Video, *, by) -> None:
    """Delete a video nobody needs, with its source and, when no other video shares them, its published files.

    Raises VideoInUse.
    """
    source, folder = video.source.name, video.folder
    try:
        with transaction.atomic():
            audit.record("media.video.discard", video, by=by)
            video.delete()
    except ProtectedError as error:
        raise VideoInUse from error

    def remove():
        video.source.storage.delete(source)
        if folder and not Video.objects.filter(folder=folder).exists():
            shutil.rmtree(Path(settings.VIDEO_ROOT) / folder, ignore_errors=True)

    transaction.on_commit(remove)


def prepare(video_id: int, *, report=_to_nobody) -> str:
    """Check, transcode and publish a video; returns the note. Safe to run twice.

    `report(percent, note)` may raise to stop it. Raises NotPlayable or Stopped after writing the reason down.
    """
    video = Video.objects.get(pk=video_id)
    if not _move(video, UNFINISHED, State.PROBING, reason="", note=""):
        return video.note
    try:
        return _prepare(video, report)
    except probing.NotPlayable as refusal:
        _close(video, State.REFUSED, str(refusal))
        raise
    except runner.Stopped as stopped:
        logger.warning("video %s: ffmpeg %s: %s", video.pk, stopped, stopped.tail[-2000:])
        _close(video, State.FAILED, failed())
        raise


def failed() -> str:
    return _("The video could not be prepared. Try again; if it fails again, save it as MP4 and upload it anew.")


def _prepare(video: Video, report) -> str:
    source = Path(video.source.path)
    report(0, _("Checking the file"))
    sha256, head = _read(source, functools.partial(report, 0))
    probe = probing.examine(source, head=head)
    probing.judge(probe)
    if not _move(video, [State.PROBING], State.TRANSCODING, sha256=sha256):
        raise queue.LeaseLost(video.pk)
    folder = Path(settings.VIDEO_ROOT) / f"{sha256[:16]}-{ladder.VERSION}"
    if not (folder / playlists.MASTER).exists():
        _make(folder, source, probe, report)
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
    """Fill a folder of our own and rename it into place; whoever comes second throws theirs away."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    _sweep(folder.parent)
    draft = folder.parent / f".making-{uuid.uuid4().hex}"
    draft.mkdir()
    try:
        arguments = command.build(probe, source=source, folder=draft)
        runner.encode(
            arguments,
            source=source,
            folder=draft,
            limits=limits(probe.duration),
            on_progress=lambda done: report(min(98, 98 * done / probe.duration), _("Preparing the video")),
        )
        try:
            playlists.write(draft, frame_rate=_shown_rate(probe))
        except playlists.Incomplete as error:
            raise probing.NotPlayable(probing.nothing_plays()) from error
        try:
            draft.rename(folder)
        except OSError:
            if not (folder / playlists.MASTER).exists():
                raise
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _sweep(root: Path) -> None:
    """Remove what dead workers left: no run lasts a day."""
    for draft in root.glob(".making-*"):
        if time.time() - draft.stat().st_mtime > STALE_SECONDS:
            shutil.rmtree(draft, ignore_errors=True)


def limits(duration: float) -> runner.Limits:
    """Room for a slow machine, and an end for a bomb: ten times the length and ten minutes."""
    clock = 600 + 10 * duration
    return runner.Limits(cpu=int(4 * clock), clock=clock, file_bytes=settings.VIDEO_MAX_BYTES)


def _shown_rate(probe: probing.Probe) -> float:
    return (ladder.frame_rate(probe.picture.rate) or probe.picture.rate) if probe.picture else 0.0


def _publish(video: Video, folder: str, forms: list[playlists.Form], probe: probing.Probe) -> str:
    """One update and the rows beside it; a second worker changes nothing and gets the first one's note."""
    duration = max(form.duration for form in forms)
    note = probing.damage(probe, duration)
    largest = max(forms, key=lambda form: form.height)
    facts = {"folder": folder, "duration": duration, "width": largest.width, "height": largest.height}
    with transaction.atomic():
        if not _move(video, [State.TRANSCODING], State.READY, note=note, **facts):
            raise queue.LeaseLost(video.pk)
        Rendition.objects.filter(video=video).delete()
        Rendition.objects.bulk_create(_rendition(video, form) for form in forms)
        audit.record("media.video.publish", video, by=None, folder=folder)
    return note


def _rendition(video: Video, form: playlists.Form) -> Rendition:
    return Rendition(
        video=video,
        name=form.name,
        width=form.width,
        height=form.height,
        size=form.size,
        peak_bandwidth=form.peak,
        average_bandwidth=form.average,
        codecs=form.codecs,
    )


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
