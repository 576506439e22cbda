"""Which class takes whom: the rules a place in a class is given by, each with the sentence that says no.

Nothing here writes; `enrolments` asks these with the row of the class locked.
"""

from django.utils.translation import gettext as _

from courses.domain.clashes import when
from courses.models import TrainingClass
from trainees.models import Enrolment, Trainee

from . import seats, settling, timetable

State = Enrolment.State


class ClassTakesNobody(Exception):
    """The class is not open: planned, closed or void."""


class TraineeIsElsewhere(ClassTakesNobody):
    """The trainee has a place in another class that meets at the same time."""


class ClassIsFull(Exception):
    """Every seat is given."""


class NotTheSameCourse(ClassTakesNobody):
    """People are moved between classes of one course only."""


class EnrolmentIsSettled(Exception):
    """The class has closed with this participation in it; the result stands."""


def must_be_open(training_class, *, planned_too=False, by_oneself=False) -> None:
    """Raises ClassTakesNobody; who asks `by_oneself` is too late after the last day."""
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


def must_be_free(trainee, training_class) -> None:
    """Refuse a place in a class that meets while the trainee sits elsewhere; the trainee is locked meanwhile."""
    Trainee.objects.select_for_update(no_key=True, of=("self",)).get(pk=trainee.pk)
    taken = timetable.elsewhere(trainee, training_class)
    if taken:
        raise TraineeIsElsewhere(
            _("%(name)s has a place elsewhere at that time: %(when)s in %(venue)s, %(class)s. Choose another class.")
            % {"name": trainee.name, "when": when(taken), "venue": taken.venue, "class": taken.training_class}
        )


def must_have_room(training_class, trainee) -> None:
    """Raises ClassIsFull, also when the seats left are kept for others."""
    if seats.free(training_class, trainee.region):
        return
    if seats.unheld(training_class) > 0:
        raise ClassIsFull(
            _("The seats left are kept for townships until %(day)s. Put the trainee on the waiting list.")
            % {"day": training_class.reserved_until}
        )
    raise ClassIsFull(
        _("All %(seats)d places of this class are taken. Put the trainee on the waiting list.")
        % {"seats": training_class.seats}
    )


def may_move(enrolment, here, there) -> None:
    """From one class to another. Raises EnrolmentIsSettled, ClassTakesNobody, NotTheSameCourse."""
    if enrolment.state in settling.SETTLED:
        raise EnrolmentIsSettled(_("This class has closed and its result stands. Ask the organiser if it is wrong."))
    if enrolment.state == State.WITHDRAWN:
        raise ClassTakesNobody(_("This place was given back. Enrol the person in the other class instead."))
    if here.course_id != there.course_id or here.programme_id != there.programme_id or here.pk == there.pk:
        raise NotTheSameCourse(_("Choose another class of the same course; for another course the person enrols anew."))
