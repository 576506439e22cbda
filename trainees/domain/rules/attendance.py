"""R11 to R13, R15: when people were where: two rooms at once, a room and a video, long days, odd hours."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import NamedTuple

from django.db.models import Exists, OuterRef, Q
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from courses.models.training import HOUR
from lms.kit.clock import local_date
from trainees.domain import bitmap
from trainees.models import Attendance, Enrolment, WatchDay, WatchVisit
from trainees.models.trainee import person

from .declaring import About, Example, Found, Limit, Rule, Scope, Severity, register
from .rows import Sitting, sittings


def overlapping(rows: Iterable[Sitting], _limits: Mapping) -> Iterable[Found]:
    """Every two sittings of one person, sorted by time, of which one begins before the other ends."""
    open_ = []
    for row in rows:
        open_ = [one for one in open_ if one.person == row.person and one.ends_at > row.starts_at]
        for one in open_:
            if one.session != row.session:
                yield _in_two_places(one, row)
        open_.append(row)


def _in_two_places(one: Sitting, other: Sitting) -> Found:
    minutes = (min(one.ends_at, other.ends_at) - other.starts_at) // dt.timedelta(minutes=1)
    return Found(
        key=(one.person, *sorted((one.session, other.session))),
        people=(one.person,),
        places=(one.enrolment, other.enrolment),
        facts={"day": local_date(other.starts_at), "minutes": minutes},
    )


class Hours(NamedTuple):
    """Seconds credited to one person on one day; `enrolment` is the place they were sat in, if in a room."""

    person: int
    day: dt.date
    seconds: int
    enrolment: int | None = None


def hours(scope: Scope) -> list[Hours]:
    """What was sat and what was watched, by person and day."""
    sat = sittings(scope)
    found = [
        Hours(one.person, local_date(one.starts_at), int((one.ends_at - one.starts_at).total_seconds()), one.enrolment)
        for one in sat
    ]
    places = Enrolment.objects.filter(scope.classes(), scope.persons()).order_by().values_list(person(), flat=True)
    there = set(places.iterator())
    days = WatchDay.objects.filter(scope.persons(), seconds__gt=0).order_by()
    watched = days.values_list(person(), "day", "seconds")
    return found + [Hours(who, day, seconds) for who, day, seconds in watched.iterator() if who in there]


def long_days(rows: Iterable[Hours], limits: Mapping) -> Iterable[Found]:
    """Days on which somebody was credited more hours of teaching than the limits allow."""
    days = defaultdict(list)
    for row in rows:
        days[row.person, row.day].append(row)
    for (who, day), parts in days.items():
        credited = sum(part.seconds for part in parts)
        if credited > limits["hours"] * HOUR:
            too_long = credited > limits["critical"] * HOUR
            yield Found(
                key=(who, str(day)),
                people=(who,),
                places=tuple(sorted({part.enrolment for part in parts} - {None})),
                facts={"day": day, "hours": round(credited / HOUR, 1)},
                severity=Severity.CRITICAL if too_long else Severity.WARNING,
            )


class SignedIn(NamedTuple):
    """A scan, and what was credited for watching in the same moment; days are those of the class."""

    enrolment: int
    training_class: int
    session: int
    at: dt.datetime
    first_day: dt.date | None = None
    last_day: dt.date | None = None


def scans(scope: Scope) -> list[SignedIn]:
    def read():
        marks = Attendance.objects.present().filter(scope.classes("session__training_class"), how=Attendance.How.SCAN)
        marks = marks.order_by().values_list(
            "enrolment",
            "session__training_class",
            "session",
            "marked_at",
            "session__training_class__starts_on",
            "session__training_class__ends_on",
        )
        return [SignedIn(*row) for row in marks.iterator(chunk_size=5000)]

    return scope.once("signed in", read)


def scans_while_watching(scope: Scope) -> list[SignedIn]:
    """Scans of people in whose name a video was playing in that very minute."""
    visits = WatchVisit.objects.filter(
        credited_seconds__gt=0,
        started_at__lte=OuterRef("marked_at"),
        last_beat_at__gte=OuterRef("marked_at"),
    )
    theirs = Q(progress__trainee=OuterRef("enrolment__trainee"))
    theirs |= Q(progress__trainee__canonical=OuterRef("enrolment__trainee"))
    marks = Attendance.objects.present().filter(
        Exists(visits.filter(theirs)), scope.classes("session__training_class"), how=Attendance.How.SCAN
    )
    fields = ("enrolment", "session__training_class", "session", "marked_at")
    rows = list(marks.order_by("pk").values_list(person("enrolment__trainee"), *fields))
    played = _minutes_played({who for who, *_about in rows})
    return [SignedIn(*about) for who, *about in rows if any(plays(about[-1]) for plays in played[who])]


def _minutes_played(people: set[int]) -> dict[int, list[Callable[[dt.datetime], bool]]]:
    """For each person, of each of their visits: whether something played in the minute of a moment."""
    found = defaultdict(list)
    if people:
        visits = WatchVisit.objects.filter(Scope(people=frozenset(people)).persons("progress__trainee")).order_by()
        for who, since, minutes in visits.values_list(person("progress__trainee"), "started_at", "minutes").iterator():
            found[who].append(partial(_played_at, since, bitmap.load(minutes)))
    return found


def _played_at(since: dt.datetime, minutes: int, at: dt.datetime) -> bool:
    number = int((at - since).total_seconds() // 60)
    return number >= 0 and bool(minutes >> number & 1)


def here_and_watching(rows: Iterable[SignedIn], _limits: Mapping) -> Iterable[Found]:
    for row in rows:
        yield _signed_in(row, at=_clock(row.at))


def at_odd_times(rows: Iterable[SignedIn], limits: Mapping) -> Iterable[Found]:
    """Scans on no day of the class, or in the night."""
    for row in rows:
        there = localtime(row.at)
        if not row.first_day <= there.date() <= row.last_day:
            yield _signed_in(row, at=_clock(row.at), why="day")
        elif not limits["from"] <= there.hour < limits["until"]:
            yield _signed_in(row, at=_clock(row.at), why="night")


def _signed_in(row: SignedIn, **facts) -> Found:
    about = {"training_class": row.training_class, "session": row.session, "places": (row.enrolment,)}
    return Found((row.session, row.enrolment), facts, **about)


def _clock(moment: dt.datetime) -> str:
    return f"{localtime(moment):%Y-%m-%d %H:%M}"


def _at(hour: int, minute: int = 0) -> dt.datetime:
    """A moment of one day in March, in the county's time."""
    return dt.datetime(2026, 3, 2, hour, minute, tzinfo=dt.timezone(dt.timedelta(hours=8)))


register(
    Rule(
        code="R11",
        severity=Severity.CRITICAL,
        about=About.PERSON,
        title=_("in two rooms at once"),
        explanation=_(
            "One person is marked present in two sessions whose times overlap. Ask both trainers where the person was "
            "and correct the other roll; until then neither class counts for this person."
        ),
        says=_("present in two sessions on %(day)s that overlap by %(minutes)d minutes"),
        reads=(Attendance,),
        rows=sittings,
        judge=overlapping,
        example=Example(
            _("In one class until 11:30 and in another from 11:00 on: one flag about both. From 11:30 on: none."),
            rows=[
                Sitting(1, 10, 1, 100, _at(9), _at(11, 30)),
                Sitting(1, 11, 1, 101, _at(11), _at(12)),
                Sitting(2, 12, 1, 100, _at(9), _at(11, 30)),
                Sitting(2, 13, 1, 102, _at(11, 30), _at(13)),
            ],
            keys=[(1, 100, 101)],
        ),
        by_programme=False,
    )
)
register(
    Rule(
        code="R13",
        severity=Severity.WARNING,
        about=About.PERSON,
        title=_("more hours in a day than there are"),
        explanation=_(
            "A person was credited more than %(hours)d hours of 45 minutes on one day, in rooms and online together; "
            "more than %(critical)d is critical."
        ),
        says=_("%(hours)s hours of 45 minutes credited on %(day)s"),
        reads=(Attendance, WatchDay),
        rows=hours,
        judge=long_days,
        limits=(
            Limit("hours", _("hours of 45 minutes a day, at most"), 8, least=1, most=24),
            Limit("critical", _("hours of 45 minutes a day from which on it is critical"), 12, least=1, most=32),
        ),
        example=Example(
            _("6 hours in a room are 8 hours of teaching: in order. An hour of video more that day: one flag."),
            rows=[
                Hours(1, dt.date(2026, 3, 2), 6 * 3600, 10),
                Hours(2, dt.date(2026, 3, 2), 6 * 3600, 11),
                Hours(2, dt.date(2026, 3, 2), 3600),
            ],
            keys=[(2, "2026-03-02")],
        ),
        source="H13",
    )
)
register(
    Rule(
        code="R12",
        severity=Severity.WARNING,
        about=About.CLASS,
        title=_("signed in and watching at once"),
        explanation=_(
            "Somebody scanned the code in the room while a video was being credited to them elsewhere. A family may "
            "share the sign-in: ask who watched."
        ),
        says=_("signed in at %(at)s while a video was being credited"),
        reads=(Attendance, WatchVisit),
        rows=scans_while_watching,
        judge=here_and_watching,
        example=Example(
            _("A scan at 9:00 and a video credited from 8:50 to 9:10: one flag."),
            rows=[SignedIn(1, 1, 7, _at(9))],
            keys=[(7, 1)],
        ),
    )
)
register(
    Rule(
        code="R15",
        severity=Severity.WARNING,
        about=About.CLASS,
        title=_("signed in at an odd time"),
        explanation=_(
            "Somebody scanned the code on a day that is none of the class, or before %(from)d or after %(until)d "
            "o'clock. The moment is that of the phone."
        ),
        says=_("signed in at %(at)s: %(why)s"),
        words={"day": _("no day of the class"), "night": _("in the night")},
        reads=(Attendance,),
        rows=scans,
        judge=at_odd_times,
        limits=(
            Limit("from", _("first hour of the day"), 6, least=0, most=12),
            Limit("until", _("last hour of the day"), 22, least=13, most=24),
        ),
        example=Example(
            _("A scan at 23:00: one flag. One at 9:00 on a day of the class: in order."),
            rows=[
                SignedIn(1, 1, 7, _at(23), dt.date(2026, 3, 2), dt.date(2026, 3, 3)),
                SignedIn(2, 1, 7, _at(9), dt.date(2026, 3, 2), dt.date(2026, 3, 3)),
            ],
            keys=[(7, 1)],
        ),
    )
)
