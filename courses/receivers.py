"""What courses hears from the app below it."""

from django.dispatch import receiver

from media.signals import video_replaced

from .domain import recordings


@receiver(video_replaced)
def teach_the_new_recording(sender, old, new, **kwargs):
    recordings.exchange(old, new)
