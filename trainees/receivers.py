"""What trainees hears from the apps below it."""

from django.dispatch import receiver

from courses.signals import class_changed, class_voided, session_planned, session_revised

from .domain import enrolments, notices, timetable


@receiver(session_planned)
def check_people(sender, session, **kwargs):
    timetable.check_session(session)


@receiver(class_changed)
def fill_seats(sender, training_class, by, **kwargs):
    enrolments.move_up(training_class, by=by)


@receiver(session_revised)
def tell_of_session(sender, session, before, **kwargs):
    notices.of_session(session, before=before)


@receiver(class_voided)
def tell_of_void(sender, training_class, reason, **kwargs):
    notices.of_void(training_class, because=reason)
