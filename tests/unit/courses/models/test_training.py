"""What a class says of itself."""

import datetime as dt

import pytest

from courses.models import TrainingClass
from lms.kit.clock import today


@pytest.mark.parametrize(
    ("state", "first", "last", "said"),
    [
        ("planned", 3, 4, "筹备中"),
        ("open", 1, 2, "报名中"),
        ("open", 0, 1, "进行中"),
        ("open", -1, 0, "进行中"),
        ("open", -3, -1, "待结班"),
        ("closed", -3, -1, "已结班"),
        ("void", 1, 2, "已作废"),
    ],
)
def test_an_open_class_says_whether_it_runs_or_is_over(state, first, last, said):
    first, last = (today() + dt.timedelta(days=days) for days in (first, last))
    assert str(TrainingClass(state=state, starts_on=first, ends_on=last).stage) == said
