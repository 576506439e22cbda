"""Programmes at the desk: by hand, and their counting rules in versions."""

import pytest

from courses.models import Programme
from lms.kit.models import AuditEvent
from tests.factories import places

pytestmark = pytest.mark.django_db
RULES = {
    "min_attendance_share": "0.7",
    "min_watch_share": "0.8",
    "daily_watch_minutes": "360",
    "lesson_watch_minutes": "90",
    "presence_check": "question",
    "hours": "together",
    "watch": "whole",
    "min_practice_share": "0.5",
    "test": "online",
    "min_test_share": "0.7",
    "work_needed": "on",
    "conversion_window_days": "365",
    "repeat": "once",
    "age_from": "16",
    "age_until": "60",
    "able_to_work": ["normal", "skilled", "weak"],
    "away_places": ["beyond"],
    "away_months": "3",
    "reason": "县里会议纪要 12 号",
}


@pytest.fixture
def root(client, django_user_model):
    user = django_user_model.objects.create_superuser("root")
    client.force_login(user)
    return user


def typed(**changed):
    return {
        "name": "示范项目",
        "region": places.region().pk,
        "document": "",
        "starts_on": "2019-07-01",
        "ends_on": "2020-09-30",
        "budget_yuan": "1234.56",
        "min_attendance_share": "0.8",
        "min_watch_share": "0.8",
        "daily_watch_minutes": "480",
        "lesson_watch_minutes": "0",
        "presence_check": "tap",
        "conversion_window_days": "180",
    } | changed


def test_a_programme_by_hand_keeps_its_budget_in_fen_and_its_first_rules(client, root):
    client.post("/cms/programmes/new/", typed())
    made = Programme.objects.get()
    assert made.budget_fen == 123456
    assert made.counting_rules.get().made_by == root
    client.post(f"/cms/programmes/edit/{made.pk}/", typed(name="改名", min_attendance_share="0.1"))
    made.refresh_from_db()
    assert (made.name, str(made.min_attendance_share)) == ("改名", "0.800")
    assert AuditEvent.objects.filter(action__startswith="courses.programme").count() == 2


def test_rules_change_by_a_version_with_a_reason(client, root):
    programme = places.programme()
    address = f"/cms/programmes/{programme.pk}/rules/"
    asked = client.get(address)
    assert asked.status_code == 200
    assert asked.text.count("填小数：0.8 即 80%。") == 3
    assert client.post(address, RULES | {"reason": "x"}).status_code == 422
    client.post(address, RULES)
    programme.refresh_from_db()
    assert (programme.rules_version, programme.conversion_window_days) == (2, 365)
    assert (programme.daily_watch_minutes, programme.lesson_watch_minutes) == (360, 90)
    assert programme.presence_check == "question"
    made = programme.counting_rules.first()
    assert made.able_to_work == ["normal", "skilled", "weak"]
    assert (made.hours, made.watch, made.test, made.work_needed) == ("together", "whole", "online", True)
    page = client.get(f"/cms/programmes/{programme.pk}/").content.decode()
    assert all(word in page for word in ("县里会议纪要 12 号", "技能劳动力、弱劳动力", "省外"))


@pytest.mark.parametrize(
    "wrong",
    [
        {"min_attendance_share": "1.2"},
        {"min_watch_share": "0"},
        {"age_from": "70"},
        {"able_to_work": ["lost"]},
        {"repeat": "x"},
        {"min_practice_share": "-0.1"},
        {"min_test_share": "0"},
        {"hours": "x"},
        {"watch": "x"},
        {"test": "x"},
        {"away_places": ["moon"]},
        {"away_months": "13"},
        {"conversion_window_days": "-1"},
        {"daily_watch_minutes": "0"},
        {"daily_watch_minutes": "1441"},
        {"lesson_watch_minutes": "-1"},
        {"presence_check": "face"},
    ],
)
def test_rules_that_can_not_be_are_refused(client, root, wrong):
    programme = places.programme()
    assert client.post(f"/cms/programmes/{programme.pk}/rules/", RULES | wrong).status_code == 422
    programme.refresh_from_db()
    assert programme.rules_version == 1


def test_a_change_of_budget_or_window_is_logged_with_what_stood_there_before(client, root):
    client.post("/cms/programmes/new/", typed())
    made = Programme.objects.get()
    client.post(f"/cms/programmes/edit/{made.pk}/", typed(budget_yuan="2000", ends_on="2021-12-31"))
    event = AuditEvent.objects.get(action="courses.programme.change")
    assert event.details["changed"] == {
        "budget_yuan": ["1234.56", "2000"],
        "ends_on": ["2020-09-30", "2021-12-31"],
    }


def test_a_share_is_told_in_percent(client, desk):
    told = client.get(f"/cms/programmes/{places.programme().pk}/").text
    assert "<dd>80.0%</dd>" in told
    assert "0.800" not in told
