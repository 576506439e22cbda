"""Whether the files of the videos are where the rows say, and which files no row knows. Nothing here writes."""

from pathlib import Path

from django.conf import settings

from lms.kit.models import Job
from media.models import Video

from . import bucket, keeping, pipeline, playlists


def missing(video: Video) -> list[str]:
    """What is lost of a video: its source, and of a ready one every file a player may ask for."""
    lost = [] if video.source.storage.exists(video.source.name) else [video.source.name]
    if video.state != Video.State.READY:
        return lost
    root = Path(settings.VIDEO_ROOT) / video.folder
    wanted = [root / playlists.MASTER]
    for form in video.renditions.all():
        wanted += _parts(root, form.name)
    return lost + [str(path.relative_to(root.parent)) for path in wanted if not bucket.has(path)]


def _parts(root: Path, name: str) -> list[Path]:
    playlist = root / f"{name}-media.m3u8"
    return playlists.parts(root, name) if bucket.bring(playlist) else [playlist]


def plays(video: Video) -> bool:
    """Whether nothing of the published files is lost; the source may be."""
    return not [name for name in missing(video) if name != video.source.name]


def unknown() -> list[str]:
    """Published folders and sources that belong to no video."""
    folders = set(Video.objects.exclude(folder="").values_list("folder", flat=True))
    published = {path.name for path in Path(settings.VIDEO_ROOT).glob("*")} | bucket.folders()
    storage = Video._meta.get_field("source").storage
    kept = set(Video.objects.values_list("source", flat=True))
    sources = keeping.stored_sources(storage)
    return sorted([f"videos/{name}" for name in published - folders if not name.startswith(".")]) + sorted(
        name for name in (f"video-sources/{each}" for each in sources) if name not in kept
    )


def idle() -> list[Video]:
    """Videos that still wait for work, or for their larger pictures, although no job is about them."""
    waiting = Video.objects.filter(state__in=pipeline.UNFINISHED).exclude(pk__in=_at_work(pipeline.TASK))
    growing = Video.objects.growing().exclude(pk__in=_at_work(pipeline.IMPROVE))
    return list((waiting | growing).order_by("pk"))


def _at_work(kind: str) -> list[int]:
    return [int(pk) for pk in Job.objects.unfinished().filter(kind=kind).values_list("subject", flat=True)]
