"""Twelve classes and what came of them, made by the domain's own verbs with the clock moved.

Wrong on purpose, so that every list has something to show:

- class 11: practical work waits for the trainer, some was sent back; not everybody has taken the test;
- class 11: two acts of a phone came after its first roll was closed, and wait for somebody to settle them;
- five people have no ID number; nine people of nine villages gave the same phone number;
- four households came into the register only after the class, and without the numbers of their members: they don't
  count as poor there, and where they do the rules ask for the numbers;
- two officials took part in classes for villagers later;
- class 5: one phone signed twelve people in within two minutes;
- class 4: two marks were corrected after the roll was closed;
- class 9 was voided; class 10 ended two weeks ago and was never closed, its last roll is still open;
- three shops had been open before the training; two reports of a shop were corrected;
- a fifth of the due follow-ups were not made, some people could not be reached in three tries;
- class 7: nobody got a certificate yet; class 2: one certificate was revoked, one reissued;
- class 11: lessons were watched in all the ways the rules ask about (`viewing`); of class 6 a report came late;
- a text file was uploaded as a video.
"""

import datetime as dt
import random
from dataclasses import dataclass

from django.utils.timezone import localtime

from courses.domain import scheduling, sittings
from courses.models import Session, TrainingClass
from lms.kit.clock import local
from trainees.domain import attendance, completion, enrolments
from trainees.models import Attendance, Enrolment, Trainee, TraineeGroup

from . import assessment, outcomes, papers, viewing
from .calendar import at
from .county import County

DAY = ((9, 11.5, "theory"), (14, 17, "practice"))
TODAY = ((8.5, 11.5, "theory"), (14, 17, "practice"), (19, 21, "practice"))
TALK = ((9, 11.5, "theory"), (14, 16.5, "theory"))
OFFLINE, BLENDED = TrainingClass.Mode.OFFLINE, TrainingClass.Mode.BLENDED


@dataclass(frozen=True)
class Plan:
    """One class: first day counted from today, sessions by day, and how it ended."""

    number: int
    course: str
    starts: int
    days: tuple
    people: int
    venue: int
    trainer: int
    end: str = "closed"
    mode: str = OFFLINE
    seats: int = 40


PLANS = [
    Plan(1, "ecommerce-basics", -390, (DAY,), 34, 0, 0),
    Plan(2, "shop-design", -345, (DAY, DAY), 30, 1, 3),
    Plan(3, "county-strategy", -300, (TALK,), 24, 0, 2),
    Plan(4, "shop-and-service", -262, (DAY,), 38, 2, 0),
    Plan(5, "farm-products-online", -225, (DAY, DAY), 32, 1, 0),
    Plan(6, "ecommerce-basics", -190, (DAY,), 30, 3, 1, mode=BLENDED),
    Plan(7, "shop-and-service", -140, (DAY,), 36, 4, 0),
    Plan(8, "promotion-live", -95, (DAY, DAY), 30, 1, 1),
    Plan(9, "enterprise-online", -50, (TALK,), 16, 0, 2, end="void"),
    Plan(10, "ecommerce-basics", -14, (DAY,), 34, 5, 3, end="forgotten"),
    Plan(11, "farm-products-online", -1, (DAY, TODAY, DAY), 28, 1, 0, end="running", mode=BLENDED),
    Plan(12, "shop-and-service", 6, (DAY, DAY), 20, 2, 0, end="open"),
]
OFFICIALS = {"county-strategy": TraineeGroup.Group.OFFICIAL, "enterprise-online": TraineeGroup.Group.MANAGER}


class History:
    """Plays the plans one after the other."""

    def __init__(self, county: County, users: dict, courses: dict, people: list[Trainee], rng: random.Random):
        self.county, self.users, self.courses, self.rng = county, users, courses, rng
        self.demo_trainee, *others = people
        self.fresh = rng.sample(others, len(others))
        self.trained: list[Trainee] = []

    def play(self, plan: Plan) -> TrainingClass:
        training_class = self._open(plan)
        rows = self._enrol(plan, training_class)
        if plan.end == "void":
            with at(training_class.starts_on, 8):
                scheduling.void_class(training_class, reason="讲师生病，改到下期", by=self.users["organiser"])
        elif plan.end != "open":
            self._teach(plan, training_class, rows)
        training_class.refresh_from_db()
        return training_class

    def _open(self, plan: Plan) -> TrainingClass:
        county, first = self.county, self.county.today + dt.timedelta(days=plan.starts)
        with at(min(first - dt.timedelta(days=20), county.today - dt.timedelta(days=1)), 10):
            training_class = TrainingClass.objects.create(
                programme=county.programme,
                course=self.courses[plan.course],
                number=plan.number,
                region=county.venues[plan.venue].region,
                mode=plan.mode,
                trainer=county.trainers[plan.trainer],
                starts_on=first,
                ends_on=first + dt.timedelta(days=len(plan.days) - 1),
                seats=plan.seats,
                notice="请带身份证和自己的手机。中午有工作餐，路远的可以报销车费。",
            )
            for order, sittings in enumerate(plan.days):
                for start, end, kind in sittings:
                    self._session(training_class, first + dt.timedelta(days=order), start, end, kind, plan)
            return scheduling.open_class(training_class, by=self.users["organiser"])

    def _session(self, training_class, day, start, end, kind, plan):
        session = Session(
            training_class=training_class,
            number=None,
            kind=kind,
            topic="动手操作" if kind == "practice" else "课堂讲授",
            venue=self.county.venues[plan.venue],
            trainer=self.county.trainers[plan.trainer],
            starts_at=_moment(day, start),
            ends_at=_moment(day, end),
        )
        sittings.plan_session(session, by=self.users["organiser"])

    def _choose(self, plan: Plan) -> list[Trainee]:
        """Mostly people who come for the first time; the demo's own trainee learns in classes 4, 6 and 11."""
        again = self.rng.sample(self.trained, min(len(self.trained), plan.people // 5))
        fresh = [self.fresh.pop() for _ in range(plan.people - len(again))]
        self.trained += fresh[:2] if plan.course in OFFICIALS else fresh
        return [self.demo_trainee, *again, *fresh][: plan.people] if plan.number in {4, 6, 11} else [*again, *fresh]

    def _enrol(self, plan: Plan, training_class: TrainingClass) -> list[Enrolment]:
        rows = []
        for order, person in enumerate(self._choose(plan)):
            group = OFFICIALS.get(plan.course)
            if group:
                TraineeGroup.objects.get_or_create(trainee=person, group=group)
            day = min(training_class.starts_on, self.county.today) - dt.timedelta(days=1 + order % 6)
            with at(day, 15, order % 60):
                source = "self" if order % 3 == 0 else "roster"
                rows.append(enrolments.enrol(person, training_class, source=source, by=self.users["organiser"]))
        return rows

    def _teach(self, plan: Plan, training_class: TrainingClass, rows: list[Enrolment]) -> None:
        diligence = {row.pk: self.rng.choices((1.0, 0.5, 0.0), (88, 8, 4))[0] for row in rows}
        diligence |= {row.pk: 1.0 for row in rows if row.trainee_id == self.demo_trainee.pk}
        sessions = list(training_class.sessions.order_by("starts_at"))
        for session in sessions:
            if session.starts_at < _moment(self.county.today, 0):
                self._hold(plan, session, rows, diligence, close=plan.end != "forgotten" or session != sessions[-1])
        if plan.mode == BLENDED:
            viewing.watch(rows, diligence=diligence if plan.end == "closed" else None, rng=self.rng)
        told = assessment.Assessment(training_class, self.users, is_over=plan.end != "running")
        told.play(rows, diligence, but=self.demo_trainee.pk)
        if plan.end != "running":
            told.opine(rows)
        if plan.end == "closed":
            with at(training_class.ends_on, 20):
                completion.close_class(training_class, by=self.users["organiser"])
            if plan.mode == BLENDED:
                self._late(training_class)
            outcomes.follow(training_class, self.county, self.users, self.rng)
            papers.issue(training_class, self.users["organiser"])

    def _late(self, training_class: TrainingClass) -> None:
        fell_short = training_class.enrolments.filter(state=Enrolment.State.NOT_COMPLETED).order_by("pk")
        for row in fell_short.select_related("training_class__programme", "trainee")[:1]:
            viewing.arrive_late(row)

    def _hold(self, plan: Plan, session: Session, rows, diligence, *, close: bool) -> None:
        trainer, rng = self.users["trainer"], self.rng
        begin = localtime(session.starts_at)
        day, hour = begin.date(), begin.hour
        for order, row in enumerate(rows):
            if rng.random() >= diligence[row.pk]:
                continue
            one_phone = plan.number == 5 and order < 12
            with at(day, hour, order % 2 if one_phone else order % 25):
                if one_phone or order % 10 < 7:
                    device = "demo-one-phone" if one_phone else f"demo-{row.trainee_id}"
                    early = 0 if one_phone else order * 7 % 23
                    scanned_at = session.starts_at - dt.timedelta(minutes=early, seconds=order * 13 % 60)
                    attendance.scan(session, row.trainee, scanned_at=scanned_at, device=device, by=row.trainee.user)
                else:
                    late = Attendance.Mark.LATE if order % 20 == 9 else Attendance.Mark.PRESENT
                    attendance.mark(session, row, late, by=trainer)
        if close:
            with at(day, hour + 4):
                attendance.close_session(session, by=trainer)
                if plan.number == 4:
                    self._correct(session)

    def _correct(self, session: Session) -> None:
        absent = Attendance.objects.standing().filter(session=session, mark=Attendance.Mark.ABSENT).order_by("pk")
        for found in absent[:1]:
            reason = "本人到课，签到时手机没电，有纸质签到表"
            attendance.mark(session, found.enrolment, Attendance.Mark.PRESENT, reason=reason, by=self.users["trainer"])


def _moment(day: dt.date, hour: float) -> dt.datetime:
    return local(day, dt.time(int(hour), int(hour % 1 * 60)))
