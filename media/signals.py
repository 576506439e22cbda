"""What media tells the apps above it."""

from django.dispatch import Signal

# Sent inside the transaction in which `new` takes the place of `old` (both media.models.Video).
video_replaced = Signal()
