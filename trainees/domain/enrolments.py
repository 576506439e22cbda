"""Enrolments: how a trainee gets, keeps and loses a place in a training class.

    requested -> confirmed -> completed
        |            |   '--> not completed (and what was missing); reopening the class confirms both again
        |            '-> withdrawn (perhaps to take a place in another class of the course)
        '-> waiting -> confirmed

The class row is locked before its places are counted, so two officers giving
away the last place cannot both succeed. No other module but `settling` writes Enrolment.
Whoever gets or loses a place changes the roster, and the rules look at the class again; at the door they
do not yet, as closing the session asks for that.
"""

import contextlib

from django.db import transaction
from django.utils.translation import gettext as _

from courses.models import TrainingClass
from lms.kit import audit
from lms.kit.clock import local_date, now, today
from trainees.models import Enrolment, Trainee

from . import admission, notices, seats, settling, snapshots
from .admission import ClassIsFull, ClassTakesNobody, EnrolmentIsSettled, NotTheSameCourse, TraineeIsElsewhere
from .rules import running

State = Enrolment.State
Source = Enrolment.Source
BY_ONESELF = (Source.SELF, Source.POSTER)
# What a verb here raises when it says no; the rules themselves stand in `admission`.
__all__ = ["ClassIsFull", "ClassTakesNobody", "EnrolmentIsSettled", "NotTheSameCourse", "TraineeIsElsewhere"]


def request(trainee: Trainee, training_class: TrainingClass, *, source: str = Source.SELF, by) -> Enrolment:
    """Ask for a place. In a full class the answer is a waiting enrolment, not an error.

    Asking again gives the same enrolment; after a withdrawal it starts anew. Raises ClassTakesNobody.
    """
    with transaction.atomic():
        locked = _locked(training_class)
        admission.must_be_open(locked, by_oneself=source in BY_ONESELF)
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
        admission.must_be_open(locked, planned_too=True)
        admission.must_have_room(locked, enrolment.trainee)
        confirmed = _confirm(enrolment, locked, by=by)
        notices.of_place(confirmed)
        running.ask_about_class(locked, by=by)
        return confirmed


def enrol(trainee: Trainee, training_class: TrainingClass, *, source: str = Source.SELF, by) -> Enrolment:
    """Ask for a place and get it at once while there are free seats; else wait.

    Raises ClassTakesNobody, TraineeIsElsewhere.
    """
    with transaction.atomic():
        locked = _locked(training_class)
        admission.must_be_open(locked, planned_too=source == Source.ROSTER, by_oneself=source in BY_ONESELF)
        enrolment = _request(trainee, locked, source=source, by=by)
        if enrolment.state == State.REQUESTED and seats.free(locked, trainee.region):
            enrolment = _confirm(enrolment, locked, by=by)
            if source != Source.ROSTER:
                running.ask_about_class(locked, by=by)
        return enrolment


def enrol_from_roster(trainee: Trainee, training_class: TrainingClass, *, by) -> Enrolment:
    """The place a roster gives; a class may get its roster while still planned. Importing again changes nothing.

    Who brings the roster in has the rules look, once for all its rows.
    """
    return enrol(trainee, training_class, source=Source.ROSTER, by=by)


def admit_at_the_door(trainee: Trainee, training_class: TrainingClass, *, by) -> Enrolment:
    """The place of someone who stands in the room: given even over the seats, and then noted in the log.

    Who stands here is not elsewhere, whatever another class has planned with them.
    """
    with transaction.atomic():
        locked = _locked(training_class)
        admission.must_be_open(locked)
        enrolment = _request(trainee, locked, source=Source.WALK_IN, by=by)
        if enrolment.state in Enrolment.HOLDS_A_SEAT:
            return enrolment
        return _confirm(enrolment, locked, by=by, at_the_door=True, over_seats=seats.unheld(locked) < 1)


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
        _give_back(enrolment)
        audit.record("trainees.enrolment.withdraw", enrolment, by=by, region=locked.region_id)
        if had_a_seat:
            _move_up(locked, by=by)
            running.ask_about_class(locked, by=by)
        return enrolment


def transfer(enrolment: Enrolment, training_class: TrainingClass, *, reason: str = "", by) -> Enrolment:
    """Move somebody to another class of the same course: a place there, with what is true today; theirs is given back.

    Raises NotTheSameCourse, ClassIsFull, ClassTakesNobody, TraineeIsElsewhere, EnrolmentIsSettled; then they stay.
    """
    with transaction.atomic():
        ends = sorted({enrolment.training_class_id, training_class.pk})
        locked = {pk: TrainingClass.objects.select_for_update().get(pk=pk) for pk in ends}
        here, there = locked[enrolment.training_class_id], locked[training_class.pk]
        enrolment = Enrolment.objects.select_for_update().get(pk=enrolment.pk)
        admission.may_move(enrolment, here, there)
        admission.must_be_open(there, planned_too=True)
        had_a_seat = enrolment.state == State.CONFIRMED
        _give_back(enrolment)
        place = _request(enrolment.trainee, there, source=enrolment.source, by=by)
        if place.state not in Enrolment.HOLDS_A_SEAT:
            admission.must_have_room(there, place.trainee)
            place = _confirm(place, there, by=by)
            notices.of_place(place)
        enrolment.moved_to = place
        enrolment.save(update_fields=["moved_to"])
        audit.record(
            "trainees.enrolment.transfer",
            enrolment,
            by=by,
            region=here.region_id,
            to=there.pk,
            reason=reason.strip()[:200],
        )
        if had_a_seat:
            _move_up(here, by=by)
            running.ask_about_class(here, by=by)
        running.ask_about_class(there, by=by)
        return place


def move_up(training_class: TrainingClass, *, by) -> list[Enrolment]:
    """Give the seats that are free to those who wait, the longest first; who moved up. Safe to call again.

    Nobody moves up once the class has begun: from then on the trainer lets people in at the door.
    """
    with transaction.atomic():
        moved = _move_up(_locked(training_class), by=by)
        if moved:
            running.ask_about_class(training_class, by=by)
        return moved


def fill_after_quotas() -> int:
    """Let people move up wherever seats were kept for townships until lately; how many did. Safe to call again."""
    over = TrainingClass.objects.open_for_enrolment().filter(reserved_until__lt=today(), starts_on__gte=today())
    waiting = over.filter(enrolments__state=State.WAITING).distinct()
    return sum(len(move_up(training_class, by=None)) for training_class in waiting)


def seat_of(trainee: Trainee, training_class: TrainingClass) -> Enrolment | None:
    """The person's place in a class, under whichever row: the one that holds a seat, else one asked for, else none."""
    places = Enrolment.objects.filter(training_class=training_class, trainee__in=trainee.rows().values("pk"))
    order = (*Enrolment.HOLDS_A_SEAT, State.REQUESTED, State.WAITING, State.WITHDRAWN)
    return min(places, key=lambda place: (order.index(place.state), place.trainee_id != trainee.pk), default=None)


def _locked(training_class) -> TrainingClass:
    return TrainingClass.objects.select_for_update().get(pk=training_class.pk)


def _request(trainee, training_class, *, source, by) -> Enrolment:
    enrolment = seat_of(trainee, training_class)
    if enrolment and enrolment.state != State.WITHDRAWN:
        return enrolment
    state = State.REQUESTED if seats.free(training_class, trainee.region) else State.WAITING
    asked = {"state": state, "source": source, "requested_by": by if getattr(by, "pk", None) else None}
    if enrolment is None:
        enrolment = Enrolment.objects.create(trainee=trainee, training_class=training_class, **asked)
    else:
        for field, value in (
            asked | {"closed_at": None, "confirmed_at": None, "requested_at": now(), "moved_to": None}
        ).items():
            setattr(enrolment, field, value)
        enrolment.save()
    audit.record("trainees.enrolment.request", enrolment, by=by, region=training_class.region_id, state=state)
    return enrolment


def _confirm(enrolment, training_class, *, by, over_seats=False, at_the_door=False) -> Enrolment:
    if not at_the_door:
        admission.must_be_free(enrolment.trainee, training_class)
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


def _give_back(enrolment) -> None:
    enrolment.state = State.WITHDRAWN
    enrolment.closed_at = now()
    enrolment.save(update_fields=["state", "closed_at"])


def _move_up(training_class, *, by) -> list[Enrolment]:
    """The seats go to whoever has waited longest, may have them and is not elsewhere at that time."""
    if training_class.state != TrainingClass.State.OPEN or training_class.starts_on < today():
        return []
    waiting = Enrolment.objects.filter(training_class=training_class, state=State.WAITING)
    moved = []
    for first in (
        waiting.select_for_update(of=("self",)).select_related("trainee__region").order_by("requested_at", "pk")
    ):
        if seats.unheld(training_class) < 1:
            break
        if seats.free(training_class, first.trainee.region):
            with contextlib.suppress(TraineeIsElsewhere):
                moved.append(_confirm(first, training_class, by=by))
                notices.of_place(first)
    return moved
