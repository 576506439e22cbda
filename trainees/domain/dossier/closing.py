"""What happens to a dossier by itself: frozen when its class closes, and worked out anew every night."""

import datetime as dt

from django.db.models import Q

from courses.models import TrainingClass
from lms.kit.clock import local_date, today
from trainees.models import FrozenTable

from . import freezing, standing
from .declaring import due_on
from .items import ITEMS
from .tables import PROVIDERS

# Follow-up goes on for a year after the last day; then a dossier changes only when somebody touches it.
LASTS = dt.timedelta(days=400)


def freeze(training_class: TrainingClass, *, by) -> list[FrozenTable]:
    """Fix what the system says of the class, and how its items stand."""
    made = freezing.freeze(training_class, by=by)
    standing.work_out(training_class)
    return made


def work_out_all() -> int:
    """How the items of every living class stand, class by class; gives their number. Safe to run twice."""
    living = TrainingClass.objects.filter(Q(ends_on__gte=today() - LASTS) | Q(dossier__isnull=True)).distinct()
    count = 0
    for pk in living.order_by("pk").values_list("pk", flat=True):
        training_class = TrainingClass.objects.select_related("programme", "course").get(pk=pk)
        if _is_over(training_class):
            freezing.freeze(training_class, by=None)
        standing.work_out(training_class)
        count += 1
    return count


def _is_over(training_class: TrainingClass) -> bool:
    """Whether what grows after closing has come to its day as well, and has not been frozen since."""
    last = max(due_on(ITEMS[code], training_class) for code, maker in PROVIDERS.items() if maker.goes_on)
    if training_class.state != TrainingClass.State.CLOSED or last > today():
        return False
    frozen = freezing.latest(training_class)
    return any(
        maker.goes_on and code in frozen and local_date(frozen[code].frozen_at) < last
        for code, maker in PROVIDERS.items()
    )
