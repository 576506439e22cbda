"""What courses tells the apps above it."""

from django.dispatch import Signal

# Sent inside the transaction that saves a session, before it is saved: session. Whoever knows that it can't be held
# this way raises a courses.domain.clashes.PlanRefused, and nothing is saved.
session_planned = Signal()

# Sent inside the transaction that moved or cancelled a session of an open class, after it is saved: session (with its
# reason and revision), before (the session as people knew it), by.
session_revised = Signal()

# Sent inside the transaction that declares an open class void, after it is saved: training_class, reason, by.
class_voided = Signal()

# Sent inside the transaction that changed a class, after it is saved: training_class, by. Seats may have become free.
class_changed = Signal()
