"""A better recording in the place of an older one. Both stay videos of their own: what was watched is kept with the
version that was watched; lessons show the new one from now on.
"""

from django.db import transaction
from django.utils.translation import gettext as _

from lms.kit import audit
from media.models import Video
from media.signals import video_replaced


class NotReplaced(Exception):
    """The one can't take the place of the other; the text says why."""


def candidates(video: Video):
    """The videos that could take its place, newest first."""
    return Video.objects.current().filter(replaces=None).exclude(pk=video.pk).order_by("-uploaded_at")


def replace(old: Video, new: Video, *, by) -> None:
    """Let `new` stand wherever `old` is taught; once a video has been replaced, its successor is replaced next.

    Raises NotReplaced. Doing it twice changes nothing.
    """
    with transaction.atomic():
        videos = {video.pk: video for video in Video.objects.select_for_update().filter(pk__in=[old.pk, new.pk])}
        older, newer = videos[old.pk], videos[new.pk]
        if newer.replaces_id == older.pk:
            return
        if newer not in candidates(older):
            raise NotReplaced(_("Choose another video that plays and takes no other video’s place yet."))
        if older not in Video.objects.current():
            raise NotReplaced(_("This video has been replaced already. Replace the newer one."))
        newer.replaces = older
        newer.save(update_fields=["replaces"])
        video_replaced.send(sender=Video, old=older, new=newer)
        audit.record("media.video.replace", older, by=by, new=newer.pk)
    old.refresh_from_db()
    new.refresh_from_db()
