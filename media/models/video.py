"""Videos and the files made of them."""

import uuid

from django.conf import settings
from django.core.files.storage import storages
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

WHOLE = "h"  # how the name of a folder ends that holds every form (`media.domain.ladder`)


def private_storage():
    return storages["private"]


def source_path(video, name) -> str:
    """Uploads lie under a name of our own; the client's name is only kept as text."""
    return f"video-sources/{uuid.uuid4().hex}"


class VideoQuerySet(models.QuerySet):
    def playable(self):
        return self.filter(state=Video.State.READY)

    def current(self):
        """Playable, and not replaced by a newer recording."""
        return self.playable().filter(successor=None)

    def growing(self):
        """Playable, and without their larger pictures yet."""
        return self.playable().exclude(folder__endswith=WHOLE)


class Video(models.Model):
    """An uploaded lecture. Only `media.domain.pipeline` changes its state.

    received -> probing -> transcoding -> ready
                   '-> refused (reason)     '-> failed (reason; can be asked for again)
    """

    class State(models.TextChoices):
        RECEIVED = "received", _("received")
        PROBING = "probing", _("being checked")
        TRANSCODING = "transcoding", _("being prepared")
        READY = "ready", _("ready to play")
        REFUSED = "refused", _("can’t be used")
        FAILED = "failed", _("failed")

    title = models.CharField(_("title"), max_length=200)
    source = models.FileField(_("file"), upload_to=source_path, storage=private_storage, max_length=200)
    original_name = models.CharField(_("name of the file"), max_length=255, blank=True, editable=False)
    size = models.PositiveBigIntegerField(_("size in bytes"), default=0, editable=False)
    sha256 = models.CharField(max_length=64, blank=True, editable=False, db_index=True)
    # Of the file's size and three samples (`media.domain.fingerprint`): a browser can tell it before it sends 2 GB.
    fingerprint = models.CharField(max_length=64, blank=True, editable=False, db_index=True)
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.RECEIVED, editable=False)
    reason = models.CharField(_("reason"), max_length=500, blank=True, editable=False)
    note = models.CharField(_("note"), max_length=500, blank=True, editable=False)
    duration = models.FloatField(_("length in seconds"), default=0, editable=False)
    width = models.PositiveIntegerField(default=0, editable=False)
    height = models.PositiveIntegerField(default=0, editable=False)
    # Published files lie in settings.VIDEO_ROOT / folder; a folder is written once and never changed.
    folder = models.CharField(max_length=100, blank=True, editable=False)
    # The older recording in whose place it stands. Who watched that one has watched it still.
    replaces = models.OneToOneField(
        "self", models.SET_NULL, null=True, blank=True, editable=False, related_name="successor"
    )
    uploaded_at = models.DateTimeField(_("uploaded at"), auto_now_add=True)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        verbose_name=_("uploaded by"),
        related_name="+",
    )

    objects = VideoQuerySet.as_manager()

    class Meta:
        verbose_name = _("video")
        verbose_name_plural = _("videos")
        ordering = ["-uploaded_at"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(state="ready") | ~models.Q(folder=""), name="ready_video_has_published_files"
            ),
            models.CheckConstraint(
                condition=models.Q(replaces=None) | ~models.Q(replaces=models.F("id")), name="a_video_replaces_another"
            ),
        ]

    def __str__(self):
        return self.title

    @property
    def is_whole(self) -> bool:
        """Whether all its forms are made, the larger pictures, too."""
        return self.folder.endswith(WHOLE)

    @property
    def seconds(self) -> int:
        """Whole seconds of media; the length of a watch bitmap."""
        return int(self.duration)


class Rendition(models.Model):
    """One playable form of a video: a picture height with sound, or sound alone."""

    video = models.ForeignKey(Video, models.CASCADE, related_name="renditions", verbose_name=_("video"))
    name = models.CharField(pgettext_lazy("thing", "name"), max_length=10)  # "360p", "240p", "audio"
    width = models.PositiveIntegerField(_("width"), default=0)
    height = models.PositiveIntegerField(_("height"), default=0)
    size = models.PositiveBigIntegerField(_("size in bytes"))
    peak_bandwidth = models.PositiveIntegerField(_("highest bit rate of a segment, bit/s"))
    average_bandwidth = models.PositiveIntegerField(_("average bit rate, bit/s"))
    codecs = models.CharField(max_length=60)

    class Meta:
        verbose_name = _("rendition")
        verbose_name_plural = _("renditions")
        ordering = ["height"]
        constraints = [models.UniqueConstraint(fields=["video", "name"], name="one_rendition_of_a_name_per_video")]

    def __str__(self):
        return f"{self.video} {self.name}"

    @property
    def megabytes_per_hour(self) -> int:
        """What an hour costs on a phone, in millions of bytes."""
        return round(self.average_bandwidth * 3600 / 8 / 1e6)
