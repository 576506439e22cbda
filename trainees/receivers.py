"""What trainees hears from the apps below it."""

from django.dispatch import receiver

from courses.signals import session_planned

from .domain import timetable


@receiver(session_planned)
def check_people(sender, session, **kwargs):
    timetable.check_session(session)
