"""What trainees tells the apps above it."""

from django.dispatch import Signal

# Sent inside the transaction that closes a class, after every result is written: training_class, by.
class_closed = Signal()
