"""The choice of a video in the course editor."""

from django import forms
from django.db.models import ForeignKey
from wagtail.admin.forms.models import register_form_field_override

from lms.kit import clock
from media.models import Video


class VideoChoice(forms.ModelChoiceField):
    """Only videos that play and were not replaced, each with its length: no lesson is published that never starts."""

    def __init__(self, queryset, **kwargs):
        super().__init__(queryset.current(), **kwargs)

    def label_from_instance(self, video):
        return f"{video} · {clock.length(video.duration)}"


def offer_playable_videos() -> None:
    """Every form of the Wagtail admin that points to a video uses `VideoChoice`."""
    register_form_field_override(ForeignKey, to=Video, override={"form_class": VideoChoice})
