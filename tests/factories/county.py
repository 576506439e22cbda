"""A little county made by chance from a seed: people, classes, follow-ups and outcomes in every state that counts."""

import datetime as dt
import random

from courses.models import PoorVillage
from lms.kit.clock import day_bounds
from trainees.models import ContactAttempt, Enrolment, OutcomeReport

from . import people, places, training

STATES = ["completed", "completed", "completed", "not_completed", "confirmed", "withdrawn"]


def moment(day: dt.date, hour: int = 10) -> dt.datetime:
    return day_bounds(day)[0] + dt.timedelta(hours=hour)


def little_county(seed: int, *, persons: int = 14, today: dt.date):
    """A programme with classes of all tracks in the past year, in six villages of two townships and one next door."""
    chance = random.Random(seed)
    programme = places.programme(starts_on=today - dt.timedelta(days=300), ends_on=today + dt.timedelta(days=300))
    villages = [places.village(number, township) for township in (1, 2) for number in (1, 2, 3)]
    villages.append(places.region("433130101201", name="邻县村"))
    for village in chance.sample(villages, 3):
        PoorVillage.objects.create(region=village, valid_from=dt.date(2014, 1, 1), source="测试名单")
    classes = [
        training.training_class(
            page=training.course(track),
            programme=programme,
            day=today - dt.timedelta(days=ago),
            state="void" if ago == 210 else "closed",
        )
        for track in ("basic", "practical", "cadre")
        for ago in (20, 210, 250, 320)
    ]
    crowd = [people.trainee(region=chance.choice(villages), had_shop=chance.random() < 0.1) for _ in range(persons)]
    officer = places.user(f"staff-{seed}")
    for person in crowd:
        poor = chance.random() < 0.5
        home = people.household(person, poor=poor)
        for held in chance.sample(classes, chance.randint(1, 4)):
            state = chance.choice(STATES)
            lived = chance.choice(villages) if chance.random() < 0.2 else person.region
            frozen = {} if state == "withdrawn" else {"snapshot_region": lived, "snapshot_household": home}
            made = people.enrolment(person, held, state=state, snapshot_poor=poor, **frozen)
            for task in people.follow_ups(made):
                _follow(task, chance, officer, today)
    return programme


def _follow(task, chance: random.Random, officer, today: dt.date):
    if task.due_on > today or chance.random() < 0.4:
        return
    at = moment(task.due_on)
    if chance.random() < 0.3:
        ContactAttempt.objects.create(task=task, result="no_answer", made_at=at, made_by=officer)
        return
    ContactAttempt.objects.create(task=task, result="reached", made_at=at, made_by=officer)
    task.outcome, task.settled_at, task.settled_by = "done", at, officer
    task.save()
    if chance.random() < 0.5:
        day = task.due_on - dt.timedelta(days=chance.choice([0, 10, 60, 400]))
        report = {"trainee": task.enrolment.trainee, "task": task, "occurred_on": day, "reported_by": officer}
        if chance.random() < 0.3:
            OutcomeReport.objects.create(kind="employed", **report)
            return
        wrong = OutcomeReport.objects.create(kind="shop_opened", platform="taobao", **report)
        if chance.random() < 0.3:
            OutcomeReport.objects.create(
                kind="shop_opened", platform="douyin", level=chance.choice([0, 1, 2]), supersedes=wrong, **report
            )


def completed_on_track(track: str, person=None, *, programme, ends_on: dt.date, **fields) -> Enrolment:
    """A completed enrolment in a closed class of `track` that began and ended on one day."""
    held = training.training_class(page=training.course(track), programme=programme, day=ends_on, state="closed")
    return people.enrolment(person or people.trainee(), held, state="completed", **fields)
