"""Tests, opinions, trainers, attendance, practice as figures: worked examples, each open to its rows."""

import datetime as dt
from decimal import Decimal

import pytest

from courses.domain import counting
from lms.kit.clock import today
from tests.factories import people, places, training
from trainees.domain import indicators
from trainees.domain.indicators import Cut
from trainees.models import SurveyReply, TrainerRating
from trainees.reports.figure_rows import Shown

pytestmark = pytest.mark.django_db
CODES = (
    "exam_pass_rate",
    "satisfaction_rate",
    "survey_response_rate",
    "trainer_rating",
    "attendance_rate",
    "practice_hour_share",
)


def closed(programme, *, ago: int = 10, **fields):
    day = today() - dt.timedelta(ago)
    return training.training_class(programme=programme, day=day, state="closed", **fields)


def settled(training_class, state="completed", **fields):
    return people.enrolment(training_class=training_class, state=state, **fields)


def opinions(training_class, *scores):
    SurveyReply.objects.bulk_create(SurveyReply(training_class=training_class, overall=score) for score in scores)


def ratings(training_class, *scores):
    TrainerRating.objects.bulk_create(
        TrainerRating(training_class=training_class, trainer=training_class.trainer, score=score) for score in scores
    )


def figure(code, programme, **cut):
    return indicators.compute(code, Cut(programme, None, **cut))


@pytest.fixture
def programme():
    return places.programme()


def test_passed_counts_the_best_by_the_share_of_its_day(programme):
    """Five places: 0.9, 0.6, 0.59 and 0 taken, one never. 2 of 4 pass; one closed under 0.5 makes it 3 of 5."""
    held = closed(programme)
    for share in ("0.900", "0.600", "0.590", "0.000", None):
        settled(held, "completed" if share else "not_completed", test_share=share)
    found = figure("exam_pass_rate", programme)
    assert (found.numerator, found.denominator, found.value) == (2, 4, 0.5)
    counting.change_rules(programme, reason="县里会议", by=places.user("chief"), min_test_share=Decimal("0.500"))
    programme.refresh_from_db()
    settled(held, test_share="0.590", rules_version=2)
    found = figure("exam_pass_rate", programme)
    assert (found.numerator, found.denominator) == (3, 5)


def test_satisfaction_is_the_two_best_of_five_and_hides_small_classes(programme):
    """5 4 3 2 1 gives 2 of 5; a class with four replies of 5 counts nothing at all, also asked for alone."""
    big, small = closed(programme), closed(programme)
    opinions(big, 5, 4, 3, 2, 1)
    opinions(small, 5, 5, 5, 5)
    found = figure("satisfaction_rate", programme)
    assert (found.numerator, found.denominator, found.value) == (2, 5, 0.4)
    assert figure("satisfaction_rate", programme, training_class=small).value is None
    opinions(small, 5)
    assert figure("satisfaction_rate", programme).numerator == 7


def test_response_is_replies_of_places(programme):
    held = closed(programme)
    for state in ("completed", "completed", "not_completed", "completed"):
        settled(held, state)
    settled(held, "withdrawn")
    opinions(held, 5, 1, 3)
    found = figure("survey_response_rate", programme)
    assert (found.numerator, found.denominator, found.value) == (3, 4, 0.75)


def test_rating_is_a_mean_and_hides_few_answers(programme):
    held, few = closed(programme), closed(programme)
    ratings(held, 5, 5, 4, 4, 4)
    ratings(few, 1, 1, 1, 1)
    found = figure("trainer_rating", programme)
    assert (found.numerator, found.denominator, found.value) == (22, 5, 4.4)
    assert found.indicator.unit == indicators.Unit.POINTS


def test_attendance_is_seconds_of_seconds(programme):
    held = closed(programme)
    settled(held, attended_seconds=3600, scheduled_seconds=7200)
    settled(held, "not_completed", attended_seconds=1800, scheduled_seconds=7200)
    found = figure("attendance_rate", programme)
    assert (found.numerator, found.denominator, found.value) == (5400, 14400, 0.375)
    for part, seconds in (("numerator", [1800, 3600]), ("denominator", [7200, 7200])):
        counted = found.indicator.parts[part]
        shown = Shown(counted.rows(Cut(programme, None)), user=None, counted=counted)
        assert shown.headings[-1] == "秒"
        assert sorted(line.cells[-1] for line in shown.lines()) == seconds


def test_practice_is_a_share_of_what_was_held(programme):
    closed(programme, held_seconds=10_000, practice_seconds=4000)
    closed(programme, held_seconds=10_000, practice_seconds=5000)
    training.training_class(programme=programme, held_seconds=10_000)
    found = figure("practice_hour_share", programme)
    assert (found.numerator, found.denominator, found.value) == (9000, 20_000, 0.45)


@pytest.mark.parametrize("code", CODES)
def test_without_anything_there_is_no_base(programme, code):
    assert figure(code, programme).value is None


@pytest.fixture
def something_of_all(programme):
    for ago, track in ((10, "basic"), (40, "practical"), (400, "basic")):
        page = training.course(track)
        held = closed(programme, ago=ago, page=page, held_seconds=9000, practice_seconds=ago)
        for share in ("0.900", "0.100", None):
            settled(held, test_share=share, attended_seconds=ago, scheduled_seconds=500)
        opinions(held, 5, 4, 3, 2, 1, 5)
        ratings(held, 5, 4, 3, 2, 1)
    far = closed(programme, region=places.region("433122000000"))
    opinions(far, 1, 1, 1, 1, 1)
    ratings(far, 1, 1, 1, 1, 1)
    return programme


CUTS = [{}, {"track": "practical"}, {"start": today() - dt.timedelta(60)}, {"end": today() - dt.timedelta(30)}]


@pytest.mark.parametrize("cut", CUTS)
@pytest.mark.parametrize("code", CODES)
def test_every_figure_opens_to_the_rows_that_made_it(something_of_all, code, cut):
    for user in (None, places.officer("auditor", username=f"auditor-{code}")):
        asked = Cut(something_of_all, user, **cut)
        found = indicators.compute(code, asked)
        for part, number in (("numerator", found.numerator), ("denominator", found.denominator)):
            counted = found.indicator.parts[part]
            rows = indicators.rows(code, asked, part)
            assert counted.adds_up_to(rows) == number
            assert len(Shown(rows, user=user).lines()) == rows.count()


def test_an_auditor_counts_the_own_county_only(something_of_all):
    everywhere = figure("satisfaction_rate", something_of_all)
    here = indicators.compute("satisfaction_rate", Cut(something_of_all, places.officer("auditor")))
    assert (everywhere.denominator, here.denominator) == (23, 18)


def test_rows_of_opinions_show_no_score(something_of_all):
    shown = Shown(indicators.rows("satisfaction_rate", Cut(something_of_all, None), "denominator"), user=None)
    assert [str(heading) for heading in shown.headings] == ["Class", "Last day", "Held in"] or len(shown.headings) == 3
