"""Nobody learns in two places: who has a place in another class that meets at the same time. Nothing here writes."""

from django.db.models import Exists, OuterRef
from django.utils.translation import ngettext

from courses.domain.clashes import PlanRefused, when
from courses.models import Session, TrainingClass
from trainees.models import Enrolment, Trainee
from trainees.models.trainee import person

LISTED = 3
GO_ON = (TrainingClass.State.PLANNED, TrainingClass.State.OPEN)


class TraineesAreElsewhere(PlanRefused):
    """People of the class sit in another class at the time of this session."""


def elsewhere(trainee, training_class) -> Session | None:
    """The first session of another class with `trainee` in it that overlaps one of `training_class`."""
    mine = Session.objects.not_cancelled().filter(
        training_class=training_class, starts_at__lt=OuterRef("ends_at"), ends_at__gt=OuterRef("starts_at")
    )
    places = Enrolment.objects.filter(trainee__in=trainee.rows(), state=Enrolment.State.CONFIRMED)
    others = Session.objects.not_cancelled().filter(training_class__in=places.values("training_class"))
    others = others.filter(Exists(mine), training_class__state__in=GO_ON).exclude(training_class=training_class)
    return others.select_related("training_class__course", "venue").order_by("starts_at").first()


def at_the_time_of(trainee, session: Session) -> Session | None:
    """The session of another class, with `trainee` in it, that is held while `session` is."""
    places = Enrolment.objects.filter(trainee__in=trainee.rows(), state=Enrolment.State.CONFIRMED)
    others = Session.objects.not_cancelled().filter(training_class__in=places.values("training_class"))
    others = others.filter(starts_at__lt=session.ends_at, ends_at__gt=session.starts_at).exclude(pk=session.pk)
    return others.select_related("training_class__course", "venue").order_by("starts_at").first()


def check_session(session) -> None:
    """Refuse a session while people of its class sit in another one. Raises TraineesAreElsewhere naming some."""
    confirmed = Enrolment.objects.filter(state=Enrolment.State.CONFIRMED)
    others = (
        Session.objects.not_cancelled()
        .filter(starts_at__lt=session.ends_at, ends_at__gt=session.starts_at, training_class__state__in=GO_ON)
        .exclude(training_class=session.training_class_id)
    )
    there = confirmed.filter(training_class__in=others.values("training_class"))
    ours = confirmed.filter(training_class=session.training_class_id)
    shared = Trainee.objects.filter(pk__in=ours.values(itself=person())).filter(pk__in=there.values(itself=person()))
    names = list(shared.order_by("name_pinyin").values_list("name", flat=True))
    if not names:
        return
    place = others.filter(training_class__in=there.values("training_class"))
    place = place.select_related("training_class__course", "venue").order_by("starts_at")[0]
    raise TraineesAreElsewhere(
        ngettext(
            "%(names)s is in another class then: %(when)s in %(venue)s, %(class)s. Choose another time.",
            "%(names)s and others, %(number)d people, are in another class then: %(when)s in %(venue)s, %(class)s. "
            "Choose another time.",
            len(names),
        )
        % {
            "names": "、".join(names[:LISTED]),
            "number": len(names),
            "when": when(place),
            "venue": place.venue,
            "class": place.training_class,
        }
    )
