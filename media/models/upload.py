"""Files on their way in, piece by piece."""

import uuid
from pathlib import Path

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from lms.kit.clock import now


class UploadQuerySet(models.QuerySet):
    def of(self, user):
        """Nobody sees or continues the upload of another."""
        return self.filter(owner=user)

    def unfinished(self):
        """On their way and not given up."""
        return self.filter(video=None, expires_at__gt=now())


class Upload(models.Model):
    """A file that arrives over many connections. Only `media.domain.uploads` writes it.

    How much has arrived is the size of the file at `path`, never a column: what the disk holds is what we have.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, verbose_name=_("uploaded by"), related_name="+")
    title = models.CharField(_("title"), max_length=200)
    name = models.CharField(_("name of the file"), max_length=255)
    size = models.PositiveBigIntegerField(_("size in bytes"))
    # What tells the same file chosen again, on any device; both as the browser said, so they open nothing.
    modified = models.BigIntegerField(default=0)
    fingerprint = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(_("kept until"))
    video = models.OneToOneField("media.Video", models.CASCADE, null=True, verbose_name=_("video"), related_name="+")

    objects = UploadQuerySet.as_manager()

    class Meta:
        verbose_name = _("upload")
        verbose_name_plural = _("uploads")
        ordering = ["-created_at"]
        constraints = [models.CheckConstraint(condition=models.Q(size__gt=0), name="an_upload_has_bytes")]

    def __str__(self):
        return self.name

    @property
    def path(self) -> Path:
        return Path(settings.UPLOAD_ROOT) / self.id.hex

    @property
    def arrived(self) -> int:
        """Bytes that lie on disk; all of them once the video is made."""
        if self.video_id:
            return self.size
        try:
            return self.path.stat().st_size
        except FileNotFoundError:
            return 0

    @property
    def percent(self) -> int:
        return 100 * self.arrived // self.size
