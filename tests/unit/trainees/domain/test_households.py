"""What a person says of a household: dated, with a reason, in the log; what was said before stays to be seen."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from lms.kit.clock import today
from lms.kit.models import AuditEvent
from tests.factories import household_lists as lists
from tests.factories import people, places
from trainees.domain import history, households, snapshots
from trainees.domain.imports import batches
from trainees.models import HouseholdStatus

pytestmark = pytest.mark.django_db
DAY = dt.date(2021, 6, 1)
WHY = "村里评议，县里批复"


@pytest.fixture
def head():
    return people.trainee()


@pytest.fixture
def home(head):
    return people.household(head, poor=True)


@pytest.fixture
def officer():
    return places.officer("poverty")


def spans(home):
    return [
        (status.kind, str(status.valid_from), str(status.valid_until or ""))
        for status in home.statuses.order_by("valid_from", "kind")
    ]


def test_a_word_ends_the_one_before_and_stands_beside_it(home, officer, head):
    households.say(home, kind="lifted", on=DAY, because=WHY, by=officer, category="allowance")
    assert spans(home) == [("registered", "2014-01-01", "2021-05-31"), ("lifted", "2021-06-01", "")]
    before, after = home.statuses.order_by("valid_from")
    assert (before.ended_because, before.ended_by, after.reason, after.recorded_by) == (WHY, officer, WHY, officer)
    event = AuditEvent.objects.get(action="trainees.household.change")
    assert (event.purpose, event.region_code, event.details["on"]) == (WHY, home.region_id, "2021-06-01")
    lines = [line for line in history.timeline(head, user=officer) if line.by == officer]
    assert [(line.on, line.detail) for line in lines] == [(DAY, WHY), (dt.date(2021, 5, 31), WHY)]


def test_monitoring_stands_beside_the_register(home, officer):
    households.say(home, kind="monitored", on=DAY, because=WHY, by=officer, monitoring="sudden")
    assert spans(home) == [("registered", "2014-01-01", ""), ("monitored", "2021-06-01", "")]
    households.unsay(home, kinds=("monitored",), on=dt.date(2022, 1, 1), because=WHY, by=officer)
    assert spans(home)[1] == ("monitored", "2021-06-01", "2021-12-31")


def test_a_word_of_an_earlier_day_holds_until_the_next(home, officer):
    households.unsay(home, kinds=HouseholdStatus.STANDING, on=DAY, because=WHY, by=officer)
    households.say(home, kind="lifted", on=dt.date(2018, 1, 1), because=WHY, by=officer)
    assert spans(home) == [("registered", "2014-01-01", "2017-12-31"), ("lifted", "2018-01-01", "2021-05-31")]


@pytest.mark.parametrize(
    ("kind", "on", "because", "refusal"),
    [
        ("lifted", DAY, " 无 ", households.NoReasonGiven),
        ("lifted", dt.date(2014, 1, 1), WHY, households.DayIsTaken),
        ("lifted", today() + dt.timedelta(days=2), WHY, households.DayIsTaken),
        ("registered", DAY, WHY, households.NothingChanges),
    ],
)
def test_says_no_and_changes_nothing(home, officer, kind, on, because, refusal):
    with pytest.raises(refusal):
        households.say(home, kind=kind, on=on, because=because, by=officer)
    assert spans(home) == [("registered", "2014-01-01", "")]
    assert not AuditEvent.objects.exists()


def test_the_database_refuses_an_end_without_a_reason(home, officer):
    with pytest.raises(IntegrityError), transaction.atomic():
        home.statuses.update(valid_until=DAY, ended_by=officer)


def test_a_place_keeps_what_was_true_on_its_day(home, officer, head):
    place = people.enrolment(head, snapshot_poor=True, snapshot_household=home)
    households.unsay(home, kinds=HouseholdStatus.STANDING, on=DAY, because=WHY, by=officer)
    place.refresh_from_db()
    assert place.snapshot_poor is True
    assert snapshots.taken([head], today())[head.pk]["snapshot_poor"] is False


@pytest.fixture
def two_lists():
    for number in range(1, 21):
        places.village(number)
    about = {"kind": "poverty", "name": "名册.xlsx", "source": "县乡村振兴局"}
    first = lists.workbook(*lists.household(1), *lists.household(21))
    batches.import_now(places.region(), data=first, **about)
    next_year = lists.workbook(*lists.household(1, 数据日期="2021-12-31"))
    return batches.import_now(places.region(), data=next_year, **about)


def test_absent_households_end_by_a_decision_and_undoing_brings_them_back(two_lists, officer):
    absent = HouseholdStatus.objects.filter(household__number="433199000021")
    assert absent.get().valid_until is None
    with pytest.raises(households.NoReasonGiven):
        households.end_absent(two_lists, because="", by=officer)
    assert households.end_absent(two_lists, because=WHY, by=officer) == 1
    assert (absent.get().valid_until, absent.get().ended_because) == (dt.date(2021, 12, 30), WHY)
    assert households.end_absent(two_lists, because=WHY, by=officer) == 0
    assert AuditEvent.objects.get(action="trainees.import.change").details["absent_households"] == 1
    two_lists.refresh_from_db()
    batches.undo(two_lists, by=officer)
    assert (absent.get().valid_until, absent.get().ended_because) == (None, "")


def test_a_household_changed_by_hand_since_is_not_taken_back(two_lists, officer):
    status = HouseholdStatus.objects.get(household__number="433199000001")
    households.say(status.household, kind="registered", on=dt.date(2022, 3, 1), because=WHY, by=officer)
    assert batches.undo(two_lists, by=officer).counts["households_kept"] == 1
