"""The county at full size: 30,000 person-times in 750 closed classes, written in bulk.

The rows are those the domain's verbs would have left, with marks, snapshots, follow-ups and reports. Only the log has
one event a class instead of one an act, and certificates are left to be issued. For judging screens, not rules.
"""

import datetime as dt
import random

from courses.models import Session, TrainingClass, Venue
from courses.models.training import Trainer
from lms.kit.clock import local
from lms.kit.models import AuditEvent
from trainees.domain import followup, snapshots
from trainees.models import Attendance, ContactAttempt, Enrolment, FollowUpTask, OutcomeReport, Trainee

from . import outcomes
from .calendar import at
from .county import County

CLASSES = 750
PEOPLE_PER_CLASS = 43
COMPLETES = 0.935
HOUSEHOLDS, PEOPLE = 5000, 13_500
FIRST_NUMBER = 101
DAYS = 380  # the classes lie between so many days ago and ten days ago
# Out of ten classes: six basic, three practical, one for cadres, as the plan divides them.
COURSES = [
    "ecommerce-basics", "shop-and-service", "farm-products-online", "ecommerce-basics", "shop-design",
    "shop-and-service", "ecommerce-basics", "promotion-live", "shop-and-service", "county-strategy",
]  # fmt: skip


class Bulk:
    """Writes the classes one after the other, each in a few statements."""

    def __init__(self, county: County, users: dict, courses: dict, people: list[Trainee], rng: random.Random):
        self.county, self.users, self.rng = county, users, rng
        self.courses = {slug: (page, page.track, page.syllabus()) for slug, page in courses.items()}
        self.people = rng.sample(people, len(people))
        self.venues = [
            Venue.objects.create(name=f"{township.name}培训室", region=township, seats=60)
            for township in county.townships
        ]
        names = [f"{surname}老师" for surname in "周吴郑冯陈褚卫蒋沈韩朱秦尤许何吕施孔曹严华金魏陶姜戚谢邹喻柏"]
        self.trainers = [Trainer.objects.create(name=name, region=county.region) for name in names]

    def write(self, say=print) -> None:
        for index in range(CLASSES):
            self._class(index)
            if index % 150 == 149:
                say(f"{index + 1} of {CLASSES} classes")

    def _class(self, index: int) -> None:
        day = self.county.today - dt.timedelta(days=DAYS - index * (DAYS - 10) // CLASSES)
        start = index * PEOPLE_PER_CLASS
        members = [self.people[(start + place) % len(self.people)] for place in range(PEOPLE_PER_CLASS)]
        with at(day, 18):
            training_class = self._held(index, day)
            rows = self._enrolments(training_class, members, day)
            self._marks(training_class, rows)
            followup.plan_for_class(training_class)
            AuditEvent.objects.create(
                actor=self.users["organiser"],
                action="courses.class.close",
                object_type="courses.trainingclass",
                object_id=str(training_class.pk),
                region_code=training_class.region_id,
            )
        self._follow(training_class)

    def _held(self, index: int, day: dt.date) -> TrainingClass:
        page, track, syllabus = self.courses[COURSES[index % len(COURSES)]]
        venue, trainer = self.venues[index % len(self.venues)], self.trainers[index % len(self.trainers)]
        training_class = TrainingClass.objects.create(
            programme=self.county.programme,
            course=page,
            number=FIRST_NUMBER + index,
            region=venue.region,
            trainer=trainer,
            starts_on=day,
            ends_on=day,
            seats=60,
            title=page.title,
            track=track,
            is_value_added=page.is_value_added,
            syllabus=syllabus,
            state=TrainingClass.State.CLOSED,
            closed_at=local(day, dt.time(18)),
            closed_by=self.users["organiser"],
        )
        Session.objects.bulk_create(
            Session(
                training_class=training_class,
                number=number,
                kind=kind,
                topic=topic,
                venue=venue,
                trainer=trainer,
                starts_at=local(day, dt.time(hour)),
                ends_at=local(day, dt.time(hour + 3)),
                state=Session.State.CLOSED,
                closed_at=local(day, dt.time(hour + 3)),
                closed_by=self.users["trainer"],
            )
            for number, hour, kind, topic in ((1, 9, "theory", "课堂讲授"), (2, 14, "practice", "动手操作"))
        )
        return training_class

    def _enrolments(self, training_class: TrainingClass, members: list[Trainee], day: dt.date) -> list[Enrolment]:
        frozen = snapshots.taken(members, day)
        rows = []
        for person in members:
            completes = self.rng.random() < COMPLETES
            attended = 6 * 3600 if completes else 3 * 3600
            rows.append(
                Enrolment(
                    trainee=person,
                    training_class=training_class,
                    state="completed" if completes else "not_completed",
                    source="roster",
                    requested_by=self.users["organiser"],
                    confirmed_at=local(day, dt.time(8)),
                    completed_on=day if completes else None,
                    closed_at=local(day, dt.time(18)),
                    attended_seconds=attended,
                    scheduled_seconds=6 * 3600,
                    gaps=[]
                    if completes
                    else [
                        {"code": "attendance", "params": {"share": 50, "needed": 80}},
                        {"code": "practice", "params": {}},
                    ],
                    **frozen[person.pk],
                )
            )
        return Enrolment.objects.bulk_create(rows)

    def _marks(self, training_class: TrainingClass, rows: list[Enrolment]) -> None:
        theory, practice = training_class.sessions.order_by("number")
        marks = []
        for order, row in enumerate(rows):
            came = dt.timedelta(minutes=order * 7 % 23, seconds=order * 13 % 60)
            for session, there in ((theory, True), (practice, row.state == "completed")):
                scanned = there and self.rng.random() < 0.7
                marks.append(
                    Attendance(
                        session=session,
                        enrolment=row,
                        mark="present" if there else "absent",
                        how="scan" if scanned else "hand",
                        marked_at=session.starts_at - came if scanned else session.starts_at,
                        marked_by=None if scanned else self.users["trainer"],
                        device=f"demo-{row.trainee_id}" if scanned else "",
                    )
                )
        Attendance.objects.bulk_create(marks)

    def _follow(self, training_class: TrainingClass) -> None:
        """The contacts that fell due until yesterday: four in five were made, and told what they told."""
        by, yesterday = self.users["followup"], self.county.today - dt.timedelta(days=1)
        done, tries, reports, stories = [], [], [], {}
        tasks = FollowUpTask.objects.filter(enrolment__training_class=training_class, opens_on__lte=yesterday)
        for task in tasks.select_related("enrolment__trainee").order_by("enrolment_id", "due_on"):
            if self.rng.random() < 0.2:
                continue
            if task.enrolment_id not in stories:
                stories[task.enrolment_id] = outcomes.story(training_class, task.enrolment, self.rng)
            day = min(task.opens_on + dt.timedelta(days=self.rng.randint(0, 12)), yesterday)
            made_at = local(day, dt.time(self.rng.randint(9, 17), self.rng.randint(0, 59)))
            task.outcome, task.settled_at, task.settled_by = "done", made_at, by
            done.append(task)
            tries.append(ContactAttempt(task=task, result="reached", made_at=made_at, made_by=by))
            reports += self._reports(task, stories[task.enrolment_id], day, by)
        with at(min(training_class.ends_on + dt.timedelta(days=150), yesterday), 18):
            settled = ["outcome", "settled_at", "settled_by"]
            FollowUpTask.objects.bulk_create(done, update_conflicts=True, unique_fields=["id"], update_fields=settled)
            ContactAttempt.objects.bulk_create(tries)
            OutcomeReport.objects.bulk_create(reports)

    def _reports(self, task: FollowUpTask, story: dict, day: dt.date, by) -> list[OutcomeReport]:
        told = {"trainee": task.enrolment.trainee, "task": task, "reported_by": by}
        if story.get("shop") and story["shop"] <= day:
            if story.get("told"):
                return [
                    OutcomeReport(kind="sales", occurred_on=day, sales_fen=self.rng.randrange(20_000, 900_000), **told)
                ]
            story["told"] = True
            platform, name = self.rng.choice(outcomes.PLATFORMS), self.rng.choice(outcomes.SHOPS)
            opened = {"occurred_on": story["shop"], "platform": platform, "shop_name": name}
            return [OutcomeReport(kind="shop_opened", level=1, **opened, **told)]
        if story.get("job") and story["job"] <= day and not story.get("told"):
            story["told"] = True
            employer = self.rng.choice(outcomes.EMPLOYERS)
            return [OutcomeReport(kind="employed", occurred_on=story["job"], employer=employer, **told)]
        return []
