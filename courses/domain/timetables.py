"""Many sessions at once: by a pattern, and as the copy of a class. All or nothing."""

import datetime as dt
from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from courses.models import Session, TrainingClass
from lms.kit.clock import local, near

from .clashes import PlanRefused
from .scheduling import plan_class
from .sittings import plan_session

MOST_SESSIONS = 60
LONGEST_SEARCH = 366


class TooManySessions(PlanRefused):
    pass


class YearIsFar(PlanRefused):
    pass


def pattern(
    first: dt.date, *, days: int, sittings: Iterable[tuple[dt.time, dt.time]], weekdays: Iterable[int] = range(7)
) -> list[tuple[dt.date, dt.time, dt.time]]:
    """Each sitting (from, to) on each of `days` teaching days from `first` on that fall on `weekdays` (Monday 0)."""
    wanted, sittings = set(weekdays), list(sittings)
    ahead = (first + dt.timedelta(step) for step in range(LONGEST_SEARCH))
    teaching = [day for day in ahead if day.weekday() in wanted][:days]
    return [(day, start, end) for day in teaching for start, end in sittings]


@transaction.atomic
def plan_pattern(
    training_class, times, *, venue, trainer, kind=Session.Kind.THEORY, topic: str = "", by
) -> list[Session]:
    """Plan a session of `training_class` at each of `times` (see `pattern`); the first refusal takes all with it.

    Raises TooManySessions and what sittings.plan_session() raises.
    """
    times = list(times)
    if not 0 < len(times) <= MOST_SESSIONS:
        raise TooManySessions(
            _("This gives %(number)d sessions; between 1 and %(most)d can be planned at once. Change days or weekdays.")
            % {"number": len(times), "most": MOST_SESSIONS}
        )
    made = []
    for day, start, end in times:
        session = Session(training_class=training_class, venue=venue, trainer=trainer, kind=kind, topic=topic)
        session.starts_at, session.ends_at = local(day, start), local(day, end)
        made.append(plan_session(session, by=by))
    return made


@transaction.atomic
def copy_class(training_class, *, starts_on: dt.date, by) -> TrainingClass:
    """A new planned class like this one, with its sessions that were not cancelled, moved to begin on `starts_on`.

    It gets the next number and nobody's enrolment. Raises YearIsFar, and what plan_class() raises: the first session
    that clashes.
    """
    try:
        near(starts_on)
    except ValidationError as error:
        raise YearIsFar(error.messages[0]) from error
    shift = starts_on - training_class.starts_on
    kept = ("programme", "course", "region", "mode", "trainer", "seats", "notice")
    copy = TrainingClass(**{field: getattr(training_class, field) for field in kept})
    copy.starts_on, copy.ends_on = starts_on, training_class.ends_on + shift
    sessions = []
    for old in training_class.sessions.not_cancelled().order_by("starts_at"):
        new = Session(venue=old.venue, trainer=old.trainer, kind=old.kind, topic=old.topic)
        new.starts_at, new.ends_at = (_moved(moment, shift) for moment in (old.starts_at, old.ends_at))
        sessions.append(new)
    return plan_class(copy, sessions=sessions, by=by)


def _moved(moment: dt.datetime, shift: dt.timedelta) -> dt.datetime:
    """The same hour on the wall some days later."""
    here = localtime(moment)
    return local(here.date() + shift, here.time())
