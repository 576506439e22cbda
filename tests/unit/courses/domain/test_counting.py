"""Counting rules change by a new version with a reason, and the programme's copy goes along."""

import datetime as dt
from decimal import Decimal

import pytest

from courses.domain import counting
from courses.models import CountingRules
from lms.kit.clock import today
from lms.kit.models import AuditEvent
from tests.factories import places

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


def test_a_programme_begins_with_version_one_of_what_it_keeps():
    programme = places.programme(conversion_window_days=365)
    assert counting.rules_of(programme).pk is None
    for _ in range(2):
        rules = counting.begin(programme, by=None)
    assert (rules.version, rules.conversion_window_days, rules.valid_from) == (1, 365, dt.date(2019, 7, 1))
    assert CountingRules.objects.count() == 1


def test_a_change_is_a_new_version_from_today_with_reason_and_log():
    programme, by = places.programme(), places.user("root")
    share = Decimal("0.750")
    made = counting.change_rules(
        programme, reason="县里会议纪要 12 号", by=by, min_attendance_share=share, repeat="once"
    )
    programme.refresh_from_db()
    assert (made.version, made.valid_from, made.made_by) == (2, today(), by)
    assert (programme.rules_version, programme.min_attendance_share) == (2, share)
    first = programme.counting_rules.get(version=1)
    assert (first.min_attendance_share, first.repeat) == (Decimal("0.800"), "every")
    told = AuditEvent.objects.get(action="courses.programme.change_rules")
    assert told.purpose == "县里会议纪要 12 号"
    assert told.details["changed"]["min_attendance_share"] == ["0.800", "0.750"]


def test_changing_nothing_makes_no_version():
    programme = places.programme()
    kept = counting.change_rules(programme, reason="没有改动", by=None, conversion_window_days=180)
    assert kept.version == 1
    assert not AuditEvent.objects.exists()


@pytest.mark.parametrize("reason", ["", "  ", "abc"])
def test_a_change_without_a_reason_is_refused(reason):
    programme = places.programme()
    with pytest.raises(counting.RulesRefused, match="4 characters"):
        counting.change_rules(programme, reason=reason, by=None, conversion_window_days=365)
    programme.refresh_from_db()
    assert programme.conversion_window_days == 180


def test_what_is_no_rule_is_a_mistake_of_the_caller():
    with pytest.raises(TypeError, match="budget_fen"):
        counting.change_rules(places.programme(), reason="reason", by=None, budget_fen=1)
