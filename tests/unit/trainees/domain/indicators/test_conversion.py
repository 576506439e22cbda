"""Who converted: the window, the maturity of cohorts, existing shops, and people nobody reached."""

import datetime as dt

import pytest

from tests.factories import people, places
from tests.factories.county import completed_on_track, moment
from trainees.domain import indicators
from trainees.domain.indicators import Cut
from trainees.models import ContactAttempt, Enrolment, OutcomeReport

pytestmark = pytest.mark.django_db

DONE = dt.date(2026, 1, 10)
CLOSED = dt.date(2026, 7, 10)  # DONE + 180 days is 9 July, the last day that counts.


@pytest.fixture
def programme():
    return places.programme(starts_on=dt.date(2025, 1, 1), ends_on=dt.date(2027, 1, 1))


def shop(person, day, **fields):
    kept = {"kind": "shop_opened", "platform": "taobao"} | fields
    return OutcomeReport.objects.create(trainee=person, occurred_on=day, **kept)


def conversion(programme, code="entrepreneurship_conversion_rate", on=CLOSED):
    figure = indicators.compute(code, Cut(programme, None, on=on))
    return figure.numerator, figure.denominator


@pytest.mark.parametrize(
    ("day", "counts"),
    [
        (DONE - dt.timedelta(days=1), 0),
        (DONE, 1),
        (DONE + dt.timedelta(days=180), 1),
        (DONE + dt.timedelta(days=181), 0),
    ],
)
def test_count_a_shop_from_the_first_day_of_class_to_the_last_of_the_window(programme, day, counts):
    done = completed_on_track("practical", programme=programme, ends_on=DONE)
    shop(done.trainee, day)
    assert conversion(programme) == (counts, 1)


def test_keep_a_cohort_out_of_the_rate_until_its_window_has_closed(programme):
    done = completed_on_track("practical", programme=programme, ends_on=DONE)
    shop(done.trainee, DONE)

    assert conversion(programme, on=CLOSED - dt.timedelta(days=1)) == (0, 0)
    open_cut = Cut(programme, None, on=CLOSED - dt.timedelta(days=1))
    assert indicators.compute("conversion_observing_persons", open_cut).value == 1
    assert conversion(programme) == (1, 1)
    assert indicators.compute("conversion_observing_persons", Cut(programme, None, on=CLOSED)).value == 0


def test_a_shop_from_before_the_first_class_is_no_conversion_and_spoils_a_second_one(programme):
    done = completed_on_track("practical", programme=programme, ends_on=DONE)
    shop(done.trainee, DONE - dt.timedelta(days=400))
    shop(done.trainee, DONE + dt.timedelta(days=5), platform="douyin")
    assert conversion(programme) == (0, 1)


def test_a_shop_opened_between_two_classes_counts(programme):
    first = completed_on_track("basic", programme=programme, ends_on=DONE - dt.timedelta(days=90))
    completed_on_track("practical", first.trainee, programme=programme, ends_on=DONE)
    shop(first.trainee, DONE - dt.timedelta(days=30))
    assert conversion(programme) == (1, 1)


def test_owners_known_to_the_register_convert_only_by_work(programme):
    owner = people.trainee(had_shop=True)
    completed_on_track("practical", owner, programme=programme, ends_on=DONE)
    shop(owner, DONE)
    assert conversion(programme) == (0, 1)
    OutcomeReport.objects.create(trainee=owner, kind="employed", occurred_on=DONE)
    assert conversion(programme) == (1, 1)


def test_sales_levels_below_one_and_superseded_reports_convert_nobody(programme):
    done = completed_on_track("practical", programme=programme, ends_on=DONE)
    OutcomeReport.objects.create(trainee=done.trainee, kind="sales", occurred_on=DONE, sales_fen=100)
    wrong = shop(done.trainee, DONE)
    shop(done.trainee, DONE, level=0, supersedes=wrong)
    assert conversion(programme) == (0, 1)


def test_count_people_once_and_practical_training_only(programme):
    person = completed_on_track("practical", programme=programme, ends_on=DONE).trainee
    completed_on_track("practical", person, programme=programme, ends_on=DONE - dt.timedelta(days=7))
    basic = completed_on_track("basic", programme=programme, ends_on=DONE)
    shop(person, DONE)
    shop(basic.trainee, DONE)

    assert conversion(programme) == (1, 1)
    assert conversion(programme, "conversion_rate_all_tracks") == (2, 2)


def test_show_reach_and_the_rate_among_the_reached_beside_the_floor(programme):
    staff = places.user("staff")
    reached, silent = (completed_on_track("practical", programme=programme, ends_on=DONE) for _ in range(2))
    for done, result in ((reached, "reached"), (silent, "no_answer")):
        task = people.follow_ups(done)[0]
        ContactAttempt.objects.create(task=task, result=result, made_at=moment(DONE), made_by=staff)
    shop(reached.trainee, DONE)

    assert conversion(programme) == (1, 2)
    assert conversion(programme, "conversion_reach_rate") == (1, 2)
    assert conversion(programme, "conversion_rate_among_reached") == (1, 1)


def test_poor_households_convert_by_shops_only(programme):
    owner, worker = (
        completed_on_track("basic", programme=programme, ends_on=DONE, snapshot_poor=True).trainee for _ in range(2)
    )
    shop(owner, DONE)
    OutcomeReport.objects.create(trainee=worker, kind="employed", occurred_on=DONE)
    assert conversion(programme, "poor_shop_conversion_rate") == (1, 2)


def test_conversion_of_a_class_waits_for_its_window(programme, time_machine):
    done = completed_on_track("basic", programme=programme, ends_on=DONE)
    shop(done.trainee, DONE)

    time_machine.move_to(moment(CLOSED - dt.timedelta(days=1)))
    early = indicators.for_class(done.training_class)
    assert (early.completed, early.converted, early.is_closed, early.figure.value) == (1, 1, False, None)
    assert early.closes_on == CLOSED - dt.timedelta(days=1)

    time_machine.move_to(moment(CLOSED))
    late = indicators.for_class(done.training_class)
    assert (late.is_closed, late.figure.value) == (True, 1.0)
    assert "180" in late.definition
    found = indicators.converted(Enrolment.objects.filter(training_class=done.training_class), programme)
    assert list(found) == [done]


def test_conversion_of_a_class_nobody_completed_has_no_base(programme):
    done = completed_on_track("basic", programme=programme, ends_on=DONE)
    Enrolment.objects.update(state="not_completed", completed_on=None)
    nothing = indicators.for_class(done.training_class)
    assert (nothing.completed, nothing.closes_on, nothing.is_closed, nothing.figure.value) == (0, None, False, None)


def test_figures_of_shops_and_follow_up_come_from_their_tasks(programme, time_machine):
    time_machine.move_to(moment(dt.date(2026, 3, 1)))
    done = completed_on_track("basic", programme=programme, ends_on=DONE)
    task = people.follow_ups(done)[0]
    assert conversion(programme, "follow_up_rate", on=dt.date(2026, 3, 1)) == (0, 1)
    task.outcome, task.settled_at = "done", moment(dt.date(2026, 2, 9))
    task.save()
    shop(done.trainee, DONE, task=task)

    assert conversion(programme, "follow_up_rate", on=dt.date(2026, 3, 1)) == (1, 1)
    assert indicators.compute("new_shops", Cut(programme, None)).value == 1
