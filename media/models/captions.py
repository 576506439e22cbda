"""What is said in a video, as text with times."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Captions(models.Model):
    """The captions of a video: WebVTT of our own making (`media.domain.captions`), never a file as it came."""

    video = models.OneToOneField("media.Video", models.CASCADE, related_name="captions", verbose_name=_("video"))
    vtt = models.TextField()
    changed_at = models.DateTimeField(auto_now=True)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = _("captions")
        verbose_name_plural = _("captions")

    def __str__(self):
        return str(self.video)
