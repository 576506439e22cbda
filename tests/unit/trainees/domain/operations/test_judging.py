"""Whose word stands."""

import pytest

from trainees.domain.operations.judging import Judgement, Standing, judge

APPLY, AGREES, OUTDATED, DIFFERS = Judgement


@pytest.mark.parametrize(
    ("about", "expected"),
    [
        ({}, APPLY),
        ({"knew": 9}, APPLY),
        ({"standing": Standing(4)}, DIFFERS),
        ({"standing": Standing(4), "knew": 3}, DIFFERS),
        ({"standing": Standing(4), "knew": 4}, APPLY),
        ({"standing": Standing(4, agrees=True)}, AGREES),
        ({"standing": Standing(4, is_own=True)}, APPLY),
        ({"standing": Standing(4, is_added_to=True)}, APPLY),
        ({"latest_seq": 4}, APPLY),
        ({"latest_seq": 6}, OUTDATED),
        ({"latest_seq": 6, "standing": Standing(4)}, OUTDATED),
        ({"latest_seq": 6, "standing": Standing(4, is_own=True), "knew": 4}, OUTDATED),
    ],
)
def test_judge(about, expected):
    assert judge(**{"seq": 5, "knew": 0, "latest_seq": None, "standing": None} | about) == expected
