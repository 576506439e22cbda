"""What a trainer's phone takes along: the rolls of the next days with names and no numbers, and where people live."""

import datetime as dt
from collections import defaultdict

from django.db.models import Case, When
from django.utils import timezone
from django.utils.crypto import salted_hmac

from courses.models import Session
from courses.models.places import LEVEL_DIGITS
from lms.kit.clock import day_bounds, today
from trainees.domain import attendance, cards, joining
from trainees.domain.marks import MINUTES
from trainees.models import Attendance, Enrolment, Operation

DAYS_BEFORE, DAYS_AHEAD = 1, 7
# An organiser's county may hold hundreds: then the nearest, those one teaches oneself first.
MOST_SESSIONS = 40


def key_of(user) -> str:
    """Tells a phone whether the sign-in is still the same; says nothing of who it is."""
    return salted_hmac("trainees.offline", str(user.pk)).hexdigest()[:16]


def sessions_of(user, kept) -> list[Session]:
    """Sessions of `kept` (a QuerySet) that are still open, from yesterday until a week ahead; by their time."""
    start, _end = day_bounds(today() - dt.timedelta(days=DAYS_BEFORE))
    _start, end = day_bounds(today() + dt.timedelta(days=DAYS_AHEAD))
    found = kept.filter(state=Session.State.PLANNED, starts_at__gte=start, starts_at__lt=end)
    own = Case(When(trainer__user=user, then=0), When(training_class__trainer__user=user, then=0), default=1)
    found = found.select_related("training_class", "venue").order_by(own, "starts_at", "pk")[:MOST_SESSIONS]
    return sorted(found, key=lambda session: (session.starts_at, session.pk))


def rolls(sessions: list[Session]) -> list[dict]:
    """The sessions as plain values, each with a line for everybody who holds a seat; in four queries.

    A line knows the cards of its person by salted digests: a lost phone tells nobody's code.
    """
    classes = {session.training_class_id for session in sessions}
    places = Enrolment.objects.filter(training_class__in=classes).holding_a_seat().select_related("trainee")
    members = defaultdict(list)
    for place in places.order_by("trainee__name_pinyin", "pk"):
        members[place.training_class_id].append(place)
    standing = Attendance.objects.standing().filter(session__in=sessions)
    marks = {(mark.session_id, mark.enrolment_id): mark for mark in standing}
    known = cards.codes_of(place.trainee for rows in members.values() for place in rows)
    found = []
    for session in sessions:
        salt, lines = cards.salt_of(session), []
        for place in members[session.training_class_id]:
            digests = [cards.digest(code, salt) for code in known[place.trainee_id]]
            lines.append(_line(place, marks.get((session.pk, place.pk))) | {"cards": digests})
        found.append(_head(session) | {"salt": salt, "lines": lines})
    return found


def villages_around(sessions: list[Session]) -> list[list[str]]:
    """[code, village, township] of the counties in which the sessions are held, by code."""
    digits = LEVEL_DIGITS["county"]
    counties = {session.training_class.region_id[:digits] for session in sessions}
    found = joining.villages().order_by("code") if counties else []
    return [[place.pk, place.name, place.parent.name] for place in found if place.pk[:digits] in counties]


def open_of(user, device_id) -> list[str]:
    """Numbers of the acts of this phone that still wait for a person."""
    mine = Operation.objects.open().filter(sent_by=user, device_id=device_id)
    return [str(op_id) for op_id in mine.values_list("op_id", flat=True)]


def said(mark: Attendance | None) -> dict:
    """What a mark says, as the phone keeps it: version, mark, its minutes, in words, and when the person went."""
    if mark is None:
        return {"version": 0, "mark": "", "minutes": 0, "words": "", "left": False}
    minutes = getattr(mark, MINUTES[mark.mark]) if mark.mark in MINUTES else 0
    left = mark.left_at is not None
    return {"version": mark.pk, "mark": mark.mark, "minutes": minutes, "words": str(mark.in_words), "left": left}


def _head(session: Session) -> dict:
    starts, ends = timezone.localtime(session.starts_at), timezone.localtime(session.ends_at)
    return {
        "id": session.pk,
        "title": str(session.training_class),
        "topic": session.topic or str(session.get_kind_display()),
        "venue": session.venue.name,
        "starts": starts.isoformat(),
        "ends": ends.isoformat(),
        "walk_ins": attendance.takes_walk_ins(session),
    }


def _line(place: Enrolment, mark: Attendance | None) -> dict:
    return {"enrolment": place.pk, "name": place.trainee.name} | said(mark)
