"""What the list of flags and the page of rules tell beside their rows."""

import datetime as dt

import pytest

from lms.kit.clock import today
from tests.factories import people, places, training
from trainees.domain.rules import REGISTRY, Found, acts, flagging, limits, overview
from trainees.models import AnomalyFlag
from trainees.reports.flag_trend import plot, top

pytestmark = pytest.mark.django_db


def found(*enrolments, code="R05", age=80):
    for place in enrolments:
        about = {"training_class": place.training_class_id, "places": (place.pk,)}
        flagging.reconcile(REGISTRY[code], [Found((place.pk,), {"age": age}, **about)], AnomalyFlag.objects.none())
    return list(AnomalyFlag.objects.order_by("pk"))


def test_every_state_is_counted_and_every_week_has_its_bars(organiser):
    held = training.training_class(state="closed")
    first, second, _third = found(*(people.enrolment(None, held, state="completed") for _number in range(3)))
    acts.explain(first, word="出生日期核对无误", by=organiser)
    acts.uphold(second, word="年龄不符，不予计入", by=organiser)
    everything = AnomalyFlag.objects.all()
    assert overview.by_state(everything) == {"open": 1, "explained": 1, "corrected": 0, "upheld": 1}
    *before, this = overview.by_week(everything)
    assert (this.opened, this.settled, this.first_day.weekday()) == (3, 2, 0)
    assert len(before) == 11
    assert not any(week.opened or week.settled for week in before)
    assert overview.open_by_rule(everything) == {"R05": 1}


def test_rules_stand_in_the_order_of_their_numbers():
    codes = [rule.code for rule in overview.in_order()]
    assert codes.index("R09") < codes.index("R10") < codes.index("R14a") < codes.index("R14b")


def test_a_limit_knows_the_version_that_set_it(organiser):
    programme = training.training_class().programme
    rule = REGISTRY["R05"]
    assert [one.version for one in limits.standing(rule, limits.versions_of(programme))] == [None, None]
    limits.change(programme, {"R05.until": 70}, reason="县里同意放宽", by=organiser)
    limits.change(programme, {"R05.from": 15}, reason="职校学生", by=organiser)
    youngest, oldest = limits.standing(rule, limits.versions_of(programme))
    assert (youngest.value, youngest.version.version) == (15, 2)
    assert (oldest.value, oldest.version.version, oldest.is_own) == (70, 1, True)
    limits.change(programme, {"R05.until": 65}, reason="改回平台默认", by=organiser)
    _youngest, oldest = limits.standing(rule, limits.versions_of(programme))
    assert (oldest.value, oldest.version.version, oldest.is_own) == (65, 3, False)


@pytest.mark.parametrize(
    ("most", "highest"), [(1, 3), (3, 3), (4, 6), (7, 15), (16, 30), (31, 60), (208, 300), (301, 600)]
)
def test_the_axis_ends_at_a_round_number(most, highest):
    assert top(most) == highest


def test_bars_stand_on_the_line_and_nothing_makes_no_plot():
    monday = today() - dt.timedelta(days=today().weekday())
    assert plot([overview.Week(monday, 0, 0)]) is None
    drawn = plot([overview.Week(monday, 0, 0), overview.Week(monday, 6, 3)])
    empty, full = drawn.columns
    assert empty.opened.height == 0
    assert full.opened.height == 2 * full.settled.height
    assert full.opened.y + full.opened.height == pytest.approx(drawn.lines[0][0], abs=0.2)
    assert [number for _y, number in drawn.lines] == [0, 2, 4, 6]


def test_a_trainer_reads_flags_on_sign_ins_of_own_sessions_only(organiser):
    user = places.user("zhou")
    held = training.training_class(trainer=training.trainer(user))
    session = training.session(held)
    place = people.enrolment(None, held)
    for code in ("R14a", "R15"):
        about = {"training_class": held.pk, "session": session.pk, "places": (place.pk,)}
        flagging.reconcile(REGISTRY[code], [Found((session.pk,), {}, **about)], AnomalyFlag.objects.none())
    assert [flag.rule for flag in AnomalyFlag.objects.visible_to(user)] == ["R14a"]
    assert AnomalyFlag.objects.visible_to(organiser).count() == 2
    assert not AnomalyFlag.objects.visible_to(places.user("nobody")).exists()
