"""Merged rows are one person: nothing is counted twice, every figure still equals its rows, and undoing undoes."""

import datetime as dt
import random

import pytest

from tests.factories import people, places, training
from tests.factories.county import little_county
from trainees.domain import indicators, merging
from trainees.domain.indicators import Cut
from trainees.models import Enrolment, OutcomeReport, Trainee, TraineeAlias

from .test_figures import CODES, TODAY, check_rows

pytestmark = pytest.mark.django_db


def value(code, programme) -> tuple:
    figure = indicators.compute(code, Cut(programme, None))
    return figure.numerator, figure.denominator


def figures(programme) -> dict:
    return {code: value(code, programme) for code in CODES}


def merge(one, other):
    return merging.merge(one, other, reason="同名同村", by=places.user(f"by-{one.pk}-{other.pk}"))


@pytest.mark.parametrize("seed", [11, 12])
def test_figures_of_merged_people_equal_their_rows_and_taking_apart_restores_them(seed, time_machine):
    time_machine.move_to(dt.datetime(2026, 6, 15, 4, tzinfo=dt.UTC))
    programme = little_county(seed, today=TODAY)
    before = figures(programme)
    chance = random.Random(seed)
    rows = list(Trainee.objects.order_by("pk"))
    for _ in range(5):
        merge(*chance.sample(rows, 2))

    check_rows(programme)
    done = Enrolment.objects.filter(state="completed", training_class__programme=programme)
    done = done.exclude(training_class__state="void").completed_between(programme.starts_on, programme.ends_on)
    done = done.select_related("trainee__canonical")
    counted = {(row.trainee.itself.pk, row.training_class_id) for row in done}
    assert value("training_person_times", programme)[0] == len(counted)
    assert value("trained_persons", programme)[0] == len({person for person, _class in counted})

    for said in TraineeAlias.objects.order_by("?"):
        merging.unmerge(said, because="看错了", by=said.merged_by)
    assert figures(programme) == before


@pytest.mark.parametrize("seed", [21, 22, 23])
def test_every_step_of_merging_and_taking_apart_counts_each_person_once_in_a_class(seed):
    chance = random.Random(seed)
    crowd = [people.trainee(**({"number": ""} if chance.random() < 0.3 else {})) for _ in range(7)]
    programme = places.programme()
    held = [training.training_class(programme=programme, state="closed") for _ in range(3)]
    for who in crowd:
        for training_class in chance.sample(held, 2):
            state = chance.choice(["completed", "completed", "not_completed"])
            people.enrolment(who, training_class, state=state, snapshot_poor=chance.random() < 0.5)
    before, officer = figures(programme), places.user("by")
    for _step in range(15):
        standing = list(TraineeAlias.objects.filter(undone_at=None))
        if standing and chance.random() < 0.4:
            merging.unmerge(chance.choice(standing), because="看错了", by=officer)
        else:
            merging.merge(*chance.sample(crowd, 2), reason="同一人", by=officer)
        done = Enrolment.objects.filter(state="completed").select_related("trainee__canonical")
        counted = {(place.trainee.itself.pk, place.training_class_id) for place in done}
        assert value("training_person_times", programme)[0] == len(counted)
        assert value("trained_persons", programme)[0] == len({person for person, _class in counted})
        seats = {
            (place.trainee.itself.pk, place.training_class_id)
            for place in Enrolment.objects.select_related("trainee__canonical")
        }
        assert value("completion_rate", programme)[1] == len(seats | counted)
    for said in TraineeAlias.objects.filter(undone_at=None):
        merging.unmerge(said, because="看错了", by=officer)
    assert figures(programme) == before


def test_two_seats_of_one_person_in_a_class_are_one_person_time():
    one, other = people.trainee(), people.trainee()
    held = training.training_class(state="closed")
    failed = people.enrolment(one, held, state="not_completed")
    done = people.enrolment(other, held, state="completed", snapshot_poor=True)
    people.enrolment(one, training.training_class(programme=held.programme, state="closed"), state="completed")
    merge(one, other)

    assert value("training_person_times", held.programme) == (2, None)
    assert value("trained_persons", held.programme) == (1, None)
    assert value("poor_trained_persons", held.programme) == (1, None)
    assert value("completion_rate", held.programme) == (2, 2)
    assert list(Enrolment.objects.filter(training_class=held).once_each()) == [done]
    assert failed.trainee.itself == one


def test_a_shop_told_under_both_rows_is_one_shop_and_one_conversion(time_machine):
    time_machine.move_to(dt.datetime(2026, 6, 15, 4, tzinfo=dt.UTC))
    programme = places.programme(starts_on=dt.date(2025, 1, 1), ends_on=dt.date(2026, 12, 31))
    day = dt.date(2025, 6, 1)
    rows = [people.trainee(name="田小花"), people.trainee(name="田小花")]
    for who in rows:
        held = training.training_class(page=training.course("practical"), programme=programme, day=day, state="closed")
        done = people.enrolment(who, held, state="completed")
        task = done.follow_ups.create(
            plan="after", step="first", opens_on=day, due_on=day, closes_on=day + dt.timedelta(days=9)
        )
        OutcomeReport.objects.create(
            trainee=who, task=task, kind="shop_opened", platform="taobao", shop_name="小花的店", occurred_on=day
        )
    assert value("new_shops", programme) == (2, None)
    assert value("entrepreneurship_conversion_rate", programme) == (2, 2)
    merge(*rows)

    assert value("new_shops", programme) == (1, None)
    assert value("entrepreneurship_conversion_rate", programme) == (1, 1)
    assert value("training_person_times", programme) == (2, None)


def test_what_became_of_one_row_counts_for_the_class_of_the_other(time_machine):
    time_machine.move_to(dt.datetime(2026, 6, 15, 4, tzinfo=dt.UTC))
    programme = places.programme(starts_on=dt.date(2025, 1, 1), ends_on=dt.date(2026, 12, 31))
    trained, told_of = people.trainee(), people.trainee()
    held = training.training_class(
        page=training.course("practical"), programme=programme, day=dt.date(2025, 6, 1), state="closed"
    )
    people.enrolment(trained, held, state="completed")
    OutcomeReport.objects.create(trainee=told_of, kind="employed", occurred_on=dt.date(2025, 7, 1))
    assert value("entrepreneurship_conversion_rate", programme) == (0, 1)
    merge(trained, told_of)

    assert value("entrepreneurship_conversion_rate", programme) == (1, 1)
