"""Nobody is in two places: may this session be held where, when and by whom it says?"""

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from courses.models import Session, Trainer, Venue
from courses.signals import session_planned
from lms.kit.clock import local_date


class PlanRefused(Exception):
    """A class or session can't be planned or changed this way; the text says why and what to do.

    `session` is the session it is about, when a plan has several.
    """

    session = None


class SessionOutsideClass(PlanRefused):
    pass


class VenueIsTooSmall(PlanRefused):
    pass


class VenueIsTaken(PlanRefused):
    pass


class TrainerIsTaken(PlanRefused):
    pass


def check_clashes(session) -> None:
    """Refuse a session that can't be held as planned; call it inside a transaction, it locks trainer and venue.

    Raises SessionOutsideClass, VenueIsTooSmall, VenueIsTaken or TrainerIsTaken, saying who is where, and what those
    who hear `session_planned` raise.
    """
    training_class = session.training_class
    venue = Venue.objects.select_for_update().get(pk=session.venue_id)
    trainer = Trainer.objects.select_for_update().get(pk=session.trainer_id)
    if not training_class.starts_on <= local_date(session.starts_at) <= training_class.ends_on:
        raise SessionOutsideClass(
            _("%(when)s lies outside the class (%(first)s to %(last)s). Change the session or the dates of the class.")
            % {"when": when(session), "first": training_class.starts_on, "last": training_class.ends_on}
        )
    if venue.seats < training_class.seats:
        raise VenueIsTooSmall(
            _("%(venue)s has %(seats)d seats, the class has %(wanted)d. Choose a larger venue or fewer seats.")
            % {"venue": venue, "seats": venue.seats, "wanted": training_class.seats}
        )
    others = (
        Session.objects.not_cancelled()
        .exclude(pk=session.pk)
        .filter(starts_at__lt=session.ends_at, ends_at__gt=session.starts_at)
        .select_related("training_class", "training_class__course", "venue")
    )
    taken = others.filter(venue=venue).first()
    if taken:
        raise VenueIsTaken(
            _("%(venue)s is taken: %(when)s, %(class)s. Choose another venue or time.")
            % {"venue": venue, "when": when(taken), "class": taken.training_class}
        )
    taken = others.filter(trainer=trainer).first()
    if taken:
        raise TrainerIsTaken(
            _("%(trainer)s teaches elsewhere: %(when)s in %(venue)s, %(class)s. Choose another trainer or time.")
            % {"trainer": trainer, "when": when(taken), "venue": taken.venue, "class": taken.training_class}
        )
    session_planned.send(sender=Session, session=session)


def when(session) -> str:
    """Day and time of a session as people write it, in local time."""
    start, end = localtime(session.starts_at), localtime(session.ends_at)
    return f"{date_format(start, 'Y-m-d H:i')}–{date_format(end, 'H:i')}"
