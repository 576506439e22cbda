"""Looking through the register for look-alikes in the background: who is new every night and after each list, and on
request a whole area.

Who is new is told by when the last look of the kind began, less an hour for what was being written meanwhile.
"""

import datetime as dt

from django.utils.translation import ngettext

from courses.models import Region
from courses.models.scope import scopes_of
from lms.kit import queue
from lms.kit.models import Job
from trainees.models.look_alikes import DECIDERS

from . import look_alikes
from .imports.rows import unheard

LOOK = "trainees.tasks.find_look_alikes"
WHO_IS_NEW, EVERYBODY = "new", "everybody"
BEING_WRITTEN = dt.timedelta(hours=1)


def ask_about_the_new(*, by=None) -> Job:
    """Have whoever was registered or changed since the last look compared with all others."""
    return queue.enqueue(LOOK, subject=WHO_IS_NEW, by=by)


def ask_about_the_area_of(user) -> list[Job]:
    """Have all people of the areas where `user` decides compared with each other."""
    return [queue.enqueue(LOOK, subject=subject, by=user) for subject in _subjects(user)]


def under_way_for(user) -> Job | None:
    """The look through one of the user's areas that is waiting or running."""
    return Job.objects.unfinished().filter(kind=LOOK, subject__in=_subjects(user)).first()


def look(subject: str, *, report=unheard) -> str:
    """Do what was asked; what came of it in a sentence."""
    if subject == WHO_IS_NEW:
        found = look_alikes.find(since=_last_look(), report=report)
    elif subject == EVERYBODY:
        found = look_alikes.find(report=report)
    else:
        found = look_alikes.find(Region.objects.get(pk=subject), report=report)
    told = ngettext("%(number)d new pair was found.", "%(number)d new pairs were found.", found)
    return told % {"number": found}


def _last_look() -> dt.datetime | None:
    """When the last one that ended well began; None for never."""
    looks = Job.objects.filter(kind=LOOK, subject__in=[WHO_IS_NEW, EVERYBODY], state=Job.State.DONE)
    last = looks.order_by("-started_at").values_list("started_at", flat=True).first()
    return last - BEING_WRITTEN if last else None


def _subjects(user) -> list[str]:
    if user.is_superuser:
        return [EVERYBODY]
    mine = [scope for scope in scopes_of(user) if scope.role in DECIDERS and scope.programme_id is None]
    return sorted({scope.region_id for scope in mine})
