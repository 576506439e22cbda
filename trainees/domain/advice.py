"""What speaks against somebody in a class, as advice with its reason and never as a lock: whoever enrols decides.

The reasons are those an auditor would ask about later (domain.md (c): R05, R07, R08, R19, R33, R34).
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses.domain import counting
from courses.models import CountingRules, Track, TrainingClass
from trainees.models import Enrolment, Trainee, TraineeGroup
from trainees.models.facts import Group, Labour
from trainees.models.trainee import person

YEAR = dt.timedelta(days=365)
MANY_CLASSES = 3
FOR_CADRES = {Group.OFFICIAL, Group.MANAGER, Group.VILLAGE_CADRE, Group.FIRST_SECRETARY, Group.VILLAGE_TEAM,
              Group.VILLAGE_GRADUATE, Group.FOUNDER, Group.LEADER, Group.COOPERATIVE}  # fmt: skip
NOT_ABLE = {Labour.LOST, Labour.NONE}


@dataclass(frozen=True)
class Earlier:
    """What somebody has learnt or is learning beside this class."""

    same_course_on: dt.date | None = None
    same_course_now: TrainingClass | None = None
    completed_in_a_year: int = 0


def about(trainees: Iterable[Trainee], training_class: TrainingClass) -> dict[int, list[str]]:
    """Sentences for each trainee by id, none for whom nothing speaks against; three queries however many people."""
    trainees = list(trainees)
    rules = counting.rules_of(training_class.programme)
    groups = _groups(trainees)
    earlier = _earlier(trainees, training_class)
    return {
        each.pk: list(_reasons(each, training_class, rules, groups[each.pk], earlier[each.canonical_id or each.pk]))
        for each in trainees
    }


def age_on(born: dt.date, day: dt.date) -> int:
    """Whole years on a day."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def _reasons(trainee, training_class, rules: CountingRules, groups: set[str], earlier: Earlier):
    yield from _of_age(trainee, training_class, rules)
    yield from _of_groups(training_class, groups)
    if earlier.same_course_on:
        day = earlier.same_course_on
        yield _("completed this course on %(day)s already: within 12 months it may count once only") % {"day": day}
    if earlier.same_course_now:
        yield _("has a place in another class of this course: %(class)s") % {"class": earlier.same_course_now}
    if earlier.completed_in_a_year >= MANY_CLASSES:
        number = earlier.completed_in_a_year
        yield ngettext(
            "completed %(number)d class in the last 12 months",
            "completed %(number)d classes in the last 12 months",
            number,
        ) % {"number": number}
    if training_class.track == Track.PRACTICAL and trainee.labour in NOT_ABLE:
        yield _("is not able to work by the register")
    months = trainee.away_months or 0
    in_a_room = training_class.mode != TrainingClass.Mode.ONLINE
    if in_a_room and trainee.away_place in rules.away_places and months >= rules.away_months:
        yield ngettext(
            "works away %(months)d month a year: ask whether they can be there",
            "works away %(months)d months a year: ask whether they can be there",
            months,
        ) % {"months": months}
    if trainee.user_id and trainee.user_id == training_class.trainer.user_id:
        yield _("is the trainer of this class")
    if trainee.is_weak:
        yield _("has no ID number in the register: it is needed for the certificate")


def _of_age(trainee, training_class, rules: CountingRules):
    if trainee.birth_on is None:
        return
    age = age_on(trainee.birth_on, training_class.starts_on)
    if age < rules.age_from:
        yield _("will be %(age)d years old: younger than %(limit)d") % {"age": age, "limit": rules.age_from}
    elif age > rules.age_until and training_class.track == Track.PRACTICAL:
        yield _("will be %(age)d years old: older than %(limit)d") % {"age": age, "limit": rules.age_until}


def _of_groups(training_class, groups: set[str]):
    if training_class.track == Track.CADRE:
        if groups and not groups & FOR_CADRES:
            yield _("this class is for officials, village cadres and heads of firms")
    elif Group.OFFICIAL in groups:
        yield _("is an official: the classes for officials are another track")


def _groups(trainees) -> dict[int, set[str]]:
    found = defaultdict(set)
    for pk, group in TraineeGroup.objects.filter(trainee__in=[each.pk for each in trainees]).values_list(
        "trainee_id", "group"
    ):
        found[pk].add(group)
    return found


def _earlier(trainees, training_class) -> dict[int, Earlier]:
    """By the row a person is known by: what stands under any of their rows counts."""
    persons = {each.canonical_id or each.pk for each in trainees}
    theirs = Q(trainee__in=persons) | Q(trainee__canonical__in=persons)
    rows = Enrolment.objects.filter(theirs).exclude(training_class=training_class).annotate(who=person())
    since, goes_on = training_class.starts_on - YEAR, [TrainingClass.State.PLANNED, TrainingClass.State.OPEN]
    rows = rows.filter(
        Q(state=Enrolment.State.COMPLETED, completed_on__gte=since, completed_on__lte=training_class.starts_on)
        | Q(state=Enrolment.State.CONFIRMED, training_class__state__in=goes_on)
    )
    found: dict[int, Earlier] = defaultdict(Earlier)
    for row in rows.select_related("training_class__course").order_by("completed_on"):
        before, same = found[row.who], row.training_class.course_id == training_class.course_id
        done = row.state == Enrolment.State.COMPLETED
        found[row.who] = Earlier(
            same_course_on=row.completed_on if done and same else before.same_course_on,
            same_course_now=row.training_class if same and not done else before.same_course_now,
            completed_in_a_year=before.completed_in_a_year + done,
        )
    return found
