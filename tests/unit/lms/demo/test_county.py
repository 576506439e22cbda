"""The demo county stands on the real divisions and on the plan's own targets."""

import datetime as dt
import random

import pytest

from lms.demo import county

pytestmark = pytest.mark.django_db


def test_build_takes_divisions_and_targets_from_their_files():
    built = county.build(today=dt.date(2026, 11, 15), rng=random.Random(1))
    assert (len(built.townships), str(built.region)) == (23, "永顺县")
    assert built.villages[0].spelling
    assert built.programme.targets.count() == 12
    assert built.programme.starts_on == dt.date(2025, 9, 1)
    assert built.programme.counting_rules.get().version == 1
