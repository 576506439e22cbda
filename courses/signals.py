"""What courses tells the apps above it."""

from django.dispatch import Signal

# Sent inside the transaction that saves a session, before it is saved: session. Whoever knows that it can't be held
# this way raises a courses.domain.clashes.PlanRefused, and nothing is saved.
session_planned = Signal()
