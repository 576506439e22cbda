"""Enrolments: how a trainee gets, keeps and loses a place in a training class.

    requested -> confirmed -> completed
        |            |   '--> not completed (and what was missing); reopening the class confirms both again
        |            '-> withdrawn
        '-> waiting -> confirmed

The class row is locked before its places are counted, so two officers giving
away the last place cannot both succeed. No other module but `settling` writes Enrolment.
"""

import contextlib

from django.db import transaction
from django.utils.translation import gettext as _

from courses.domain.clashes import when
from courses.models import TrainingClass
from lms.kit import audit
from lms.kit.clock import local_date, now, today
from trainees.models import Enrolment, Trainee

from . import settling, snapshots, timetable

State = Enrolment.State
Source = Enrolment.Source


class ClassTakesNobody(Exception):
    """The class is not open: planned, closed or void."""


class TraineeIsElsewhere(ClassTakesNobody):
    """The trainee has a place in another class that meets at the same time."""


class ClassIsFull(Exception):
    """Every seat is given."""


class EnrolmentIsSettled(Exception):
    """The class has closed with this participation in it; the result stands."""


def request(trainee: Trainee, training_class: TrainingClass, *, source: str = Source.SELF, by) -> Enrolment:
    """Ask for a place. In a full class the answer is a waiting enrolment, not an error.

    Asking again gives the same enrolment; after a withdrawal it starts anew. Raises ClassTakesNobody.
    """
    with transaction.atomic():
        locked = _locked(training_class)
        _must_be_open(locked, by_oneself=source == Source.SELF)
        return _request(trainee, locked, source=source, by=by)


def confirm(enrolment: Enrolment, *, by) -> Enrolment:
    """Give the place and freeze what is true of the trainee today.

    Confirming twice changes and logs nothing. Raises ClassIsFull, ClassTakesNobody, TraineeIsElsewhere.
    """
    with transaction.atomic():
        locked = _locked(enrolment.training_class)
        enrolment = Enrolment.objects.select_for_update().get(pk=enrolment.pk)
        if enrolment.state in Enrolment.HOLDS_A_SEAT:
            return enrolment
        _must_be_open(locked, planned_too=True)
        if free_seats(locked) < 1:
            raise ClassIsFull(
                _("All %(seats)d places of this class are taken. Put the trainee on the waiting list.")
                % {"seats": locked.seats}
            )
        return _confirm(enrolment, locked, by=by)


def enrol(trainee: Trainee, training_class: TrainingClass, *, source: str = Source.SELF, by) -> Enrolment:
    """Ask for a place and get it at once while there are free seats; else wait.

    Raises ClassTakesNobody, TraineeIsElsewhere.
    """
    with transaction.atomic():
        locked = _locked(training_class)
        _must_be_open(locked, planned_too=source == Source.ROSTER, by_oneself=source == Source.SELF)
        enrolment = _request(trainee, locked, source=source, by=by)
        if enrolment.state == State.REQUESTED and free_seats(locked):
            enrolment = _confirm(enrolment, locked, by=by)
        return enrolment


def enrol_from_roster(trainee: Trainee, training_class: TrainingClass, *, by) -> Enrolment:
    """The place a roster gives; a class may get its roster while still planned. Importing again changes nothing."""
    return enrol(trainee, training_class, source=Source.ROSTER, by=by)


def admit_at_the_door(trainee: Trainee, training_class: TrainingClass, *, by) -> Enrolment:
    """The place of someone who stands in the room: given even over the seats, and then noted in the log.

    Who stands here is not elsewhere, whatever another class has planned with them.
    """
    with transaction.atomic():
        locked = _locked(training_class)
        _must_be_open(locked)
        enrolment = _request(trainee, locked, source=Source.WALK_IN, by=by)
        if enrolment.state in Enrolment.HOLDS_A_SEAT:
            return enrolment
        return _confirm(enrolment, locked, by=by, at_the_door=True, over_seats=free_seats(locked) < 1)


def withdraw(enrolment: Enrolment, *, by) -> Enrolment:
    """Give the place back; before the class begins it goes to whoever has waited longest. Raises EnrolmentIsSettled."""
    with transaction.atomic():
        locked = _locked(enrolment.training_class)
        enrolment = Enrolment.objects.select_for_update().get(pk=enrolment.pk)
        if enrolment.state == State.WITHDRAWN:
            return enrolment
        if enrolment.state in settling.SETTLED:
            raise EnrolmentIsSettled(
                _("This class has closed and its result stands. Ask the organiser if it is wrong.")
            )
        had_a_seat = enrolment.state == State.CONFIRMED
        enrolment.state = State.WITHDRAWN
        enrolment.closed_at = now()
        enrolment.save(update_fields=["state", "closed_at"])
        audit.record("trainees.enrolment.withdraw", enrolment, by=by, region=locked.region_id)
        if had_a_seat and locked.state == TrainingClass.State.OPEN and locked.starts_on >= today():
            _give_to_the_first_waiting(locked, by=by)
        return enrolment


def seat_of(trainee: Trainee, training_class: TrainingClass) -> Enrolment | None:
    """The person's place in a class, under whichever row: the one that holds a seat, else one asked for, else none."""
    places = Enrolment.objects.filter(training_class=training_class, trainee__in=trainee.rows().values("pk"))
    order = (*Enrolment.HOLDS_A_SEAT, State.REQUESTED, State.WAITING, State.WITHDRAWN)
    return min(places, key=lambda place: (order.index(place.state), place.trainee_id != trainee.pk), default=None)


def free_seats(training_class: TrainingClass) -> int:
    """Seats nobody holds; never below zero."""
    taken = Enrolment.objects.filter(training_class=training_class).holding_a_seat().count()
    return max(0, training_class.seats - taken)


def _locked(training_class) -> TrainingClass:
    return TrainingClass.objects.select_for_update().get(pk=training_class.pk)


def _must_be_open(training_class, *, planned_too=False, by_oneself=False):
    states = TrainingClass.State
    if by_oneself and training_class.state == states.OPEN and not training_class.is_open_for_enrolment:
        raise ClassTakesNobody(
            _("The last day of this class was %(day)s. Look for the next class of the course.")
            % {"day": training_class.ends_on}
        )
    if training_class.state == states.OPEN or (planned_too and training_class.state == states.PLANNED):
        return
    sentences = {
        states.PLANNED: _("This class is not open for enrolment yet. Come back when it is announced."),
        states.CLOSED: _("This class has closed. Look for the next class of the course."),
        states.VOID: _("This class does not take place. Look for another class of the course."),
    }
    raise ClassTakesNobody(sentences[training_class.state])


def _request(trainee, training_class, *, source, by) -> Enrolment:
    enrolment = seat_of(trainee, training_class)
    if enrolment and enrolment.state != State.WITHDRAWN:
        return enrolment
    state = State.REQUESTED if free_seats(training_class) else State.WAITING
    asked = {"state": state, "source": source, "requested_by": by if getattr(by, "pk", None) else None}
    if enrolment is None:
        enrolment = Enrolment.objects.create(trainee=trainee, training_class=training_class, **asked)
    else:
        for field, value in (asked | {"closed_at": None, "confirmed_at": None, "requested_at": now()}).items():
            setattr(enrolment, field, value)
        enrolment.save()
    audit.record("trainees.enrolment.request", enrolment, by=by, region=training_class.region_id, state=state)
    return enrolment


def _confirm(enrolment, training_class, *, by, over_seats=False, at_the_door=False) -> Enrolment:
    if not at_the_door:
        _must_be_free(enrolment.trainee, training_class)
    moment = now()
    frozen = snapshots.taken([enrolment.trainee], local_date(moment))[enrolment.trainee_id]
    for field, value in frozen.items():
        setattr(enrolment, field, value)
    enrolment.state = State.CONFIRMED
    enrolment.confirmed_at = moment
    enrolment.save()
    details = {"over_seats": True} if over_seats else {}
    audit.record("trainees.enrolment.confirm", enrolment, by=by, region=training_class.region_id, **details)
    return enrolment


def _must_be_free(trainee, training_class) -> None:
    """Refuse a place in a class that meets while the trainee sits elsewhere; the trainee is locked meanwhile."""
    Trainee.objects.select_for_update(no_key=True, of=("self",)).get(pk=trainee.pk)
    taken = timetable.elsewhere(trainee, training_class)
    if taken:
        raise TraineeIsElsewhere(
            _("%(name)s has a place elsewhere at that time: %(when)s in %(venue)s, %(class)s. Choose another class.")
            % {"name": trainee.name, "when": when(taken), "venue": taken.venue, "class": taken.training_class}
        )


def _give_to_the_first_waiting(training_class, *, by):
    """The seat goes to whoever has waited longest and is not elsewhere at that time."""
    waiting = Enrolment.objects.select_for_update().filter(training_class=training_class, state=State.WAITING)
    for first in waiting.order_by("requested_at", "pk"):
        if not free_seats(training_class):
            return
        with contextlib.suppress(TraineeIsElsewhere):
            _confirm(first, training_class, by=by)
