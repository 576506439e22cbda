"""The counting rules are read by the code that counts: each by the version a participation was settled under."""

import datetime as dt
from decimal import Decimal

import pytest

from courses.domain import counting, place_lists
from tests.factories import lists, people, places, training
from tests.factories.county import completed_on_track
from trainees.domain import indicators, settling
from trainees.domain.indicators import Cut

pytestmark = pytest.mark.django_db
RATE = "poor_labor_training_rate"


@pytest.fixture
def programme():
    return places.programme(starts_on=dt.date(2018, 1, 1), ends_on=dt.date(2019, 12, 31))


def change(programme, **rules):
    counting.change_rules(programme, reason="县里会议纪要", by=places.user(f"root{programme.rules_version}"), **rules)
    programme.refresh_from_db()


def value(code, programme):
    figure = indicators.compute(code, Cut(programme, None))
    assert figure.numerator == indicators.rows(code, Cut(programme, None)).count()
    return figure.numerator


def count_labour(programme, number, day=dt.date(2018, 12, 31)):
    heading = "贫困劳动力"
    made = lists.place_list("denominators", ["代码", heading], [programme.region_id, number], dated_on=day)
    by = places.user("desk")
    place_lists.apply(place_lists.receive(made, by=by), by=by)


def train(programme, *, day=dt.date(2019, 6, 1), version=1, who=None, page=None, **snapshot):
    """Completed on `day`; poor, an ordinary worker, born in 1985 and at home unless the snapshot says otherwise."""
    frozen = {"poor": True, "labour": "normal", "birth_on": dt.date(1985, 6, 15)} | snapshot
    training_class = training.training_class(programme=programme, day=day, page=page, state="closed")
    fields = {f"snapshot_{name}": value for name, value in frozen.items()}
    return people.enrolment(who, training_class, state="completed", completed_on=day, rules_version=version, **fields)


def test_worked_example_of_the_poor_able_to_work(programme):
    """WH:20: 4 of a list of 8 = 50 %; the fifth is trained twice and counts once, six others are not in the base."""
    at_home = [train(programme, labour=labour).trainee for labour in ("normal", "skilled", "normal", "skilled")]
    train(programme, who=at_home[0])
    for outside in (
        {"poor": False},
        {"labour": "weak"},
        {"labour": ""},
        {"birth_on": dt.date(1950, 1, 1)},
        {"birth_on": None},
        {"region": places.region("433130101201")},
        {"away_place": "beyond", "away_months": 8},
    ):
        train(programme, **outside)
    count_labour(programme, 8)

    figure = indicators.compute(RATE, Cut(programme, None))
    per_head = indicators.compute("poor_labor_person_times_rate", Cut(programme, None))

    assert (figure.numerator, figure.denominator, figure.value) == (4, 8, 0.5)
    assert (per_head.numerator, per_head.denominator) == (5, 8)
    assert value("poor_away_trained_persons", programme) == 1
    [base] = indicators.rows(RATE, Cut(programme, None), "denominator")
    assert (base.as_of, len(base.place_list.sha256)) == (dt.date(2018, 12, 31), 64)


def test_without_a_list_of_the_poor_able_to_work_there_is_no_base(programme):
    train(programme)
    figure = indicators.compute(RATE, Cut(programme, None))
    assert (figure.numerator, figure.value) == (1, None)


@pytest.mark.parametrize(
    ("birth", "counts"),
    [
        (dt.date(2002, 12, 31), 1),  # 16 on the day of the list
        (dt.date(2003, 1, 1), 0),
        (dt.date(1953, 1, 1), 1),  # 65, 66 the day after
        (dt.date(1952, 12, 31), 0),
    ],
)
def test_the_age_band_holds_on_the_day_of_the_list(programme, birth, counts):
    count_labour(programme, 8)
    train(programme, birth_on=birth)
    assert value(RATE, programme) == counts


@pytest.mark.parametrize(
    ("place", "months", "counts"),
    [("township", 12, 1), ("county", 6, 0), ("beyond", 5, 1), ("province", None, 0), ("", None, 1)],
)
def test_away_is_beyond_the_township_for_half_a_year(programme, place, months, counts):
    train(programme, away_place=place, away_months=months)
    assert value(RATE, programme) == counts


def test_each_participation_counts_by_the_rules_it_was_settled_under(programme):
    train(programme, labour="weak")
    change(programme, able_to_work=["normal", "skilled", "weak"], age_until=59, away_places=["beyond"], away_months=3)
    train(programme, labour="weak", version=2)
    train(programme, birth_on=dt.date(1959, 1, 1))  # 60 on the last day, by version 1
    train(programme, birth_on=dt.date(1959, 1, 1), version=2)
    train(programme, away_place="county", away_months=12, version=2)
    train(programme, away_place="beyond", away_months=3, version=2)
    assert value(RATE, programme) == 3
    assert [rules.version for rules in indicators.rules.used(Cut(programme, None))] == [2, 1]


def test_the_same_course_counts_once_in_twelve_months(programme):
    """Months 0, 11 and 13: the second is left out, and the third is 13 months after the first, which counted."""
    change(programme, repeat="once")
    who, page = people.trainee(), training.course()
    for day in (dt.date(2018, 1, 31), dt.date(2018, 12, 31), dt.date(2019, 2, 28)):
        train(programme, who=who, page=page, day=day, version=2)
    train(programme, who=who, page=training.course(), day=dt.date(2018, 3, 1), version=2)
    train(programme, page=page, day=dt.date(2018, 3, 1), version=2)
    assert value("training_person_times", programme) == 4
    assert value("trained_persons", programme) == 2
    whole, part = Cut(programme, None), Cut(programme, None, start=dt.date(2018, 12, 1), end=dt.date(2018, 12, 31))
    assert sum(month.person_times for month in indicators.by_month(whole)) == 4
    assert indicators.compute("training_person_times", part).numerator == 0


def test_a_repetition_settled_while_every_class_counted_still_counts(programme):
    who, page = people.trainee(), training.course()
    train(programme, who=who, page=page, day=dt.date(2018, 2, 1))
    train(programme, who=who, page=page, day=dt.date(2018, 5, 1))
    change(programme, repeat="once")
    assert value("training_person_times", programme) == 2
    train(programme, who=who, page=page, day=dt.date(2018, 9, 1), version=2)
    assert value("training_person_times", programme) == 2


def test_two_rows_of_one_person_repeat_a_course_too(programme):
    change(programme, repeat="once")
    who, page = people.trainee(), training.course()
    other = people.trainee(number="", canonical=who)
    train(programme, who=who, page=page, day=dt.date(2018, 2, 1), version=2)
    train(programme, who=other, page=page, day=dt.date(2018, 5, 1), version=2)
    assert value("training_person_times", programme) == 1


def test_a_longer_window_holds_for_what_is_settled_after_it(programme):
    first = completed_on_track("practical", programme=programme, ends_on=dt.date(2019, 1, 10))
    change(programme, conversion_window_days=365)
    second = completed_on_track("practical", programme=programme, ends_on=dt.date(2019, 1, 10), rules_version=2)
    for done in (first, second):
        done.trainee.outcomes.create(
            kind="shop_opened", level=1, platform="taobao", shop_name="小店", occurred_on=dt.date(2019, 9, 1)
        )
    cut = Cut(programme, None, on=dt.date(2019, 8, 1))
    figure = indicators.compute("entrepreneurship_conversion_rate", cut)
    assert (figure.numerator, figure.denominator) == (0, 1)
    cut = Cut(programme, None, on=dt.date(2020, 8, 1))
    figure = indicators.compute("entrepreneurship_conversion_rate", cut)
    assert (figure.numerator, figure.denominator) == (1, 2)
    assert indicators.for_class(second.training_class).closes_on == dt.date(2020, 1, 10)


def test_settling_notes_the_rules_in_force(programme):
    change(programme, min_attendance_share=Decimal("0.500"))
    place = people.enrolment(training_class=training.training_class(programme=programme))
    done = settling.settle(place, gaps=[], attended=60, scheduled=60, watched=0, by=None)
    assert done.rules_version == 2


def test_rules_that_never_changed_are_not_asked_for(programme, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert indicators.rules.in_force(Cut(programme, None)).able_to_work == ["normal", "skilled"]
