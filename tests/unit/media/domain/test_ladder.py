"""The ladder, as plain arithmetic."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from media.domain import ladder


@pytest.mark.parametrize(
    ("width", "height", "expected"),
    [
        (1920, 1080, [("240p", 426, 240), ("360p", 640, 360)]),
        (720, 1280, [("240p", 240, 426), ("360p", 360, 640)]),
        (640, 360, [("240p", 426, 240), ("360p", 640, 360)]),
        (352, 288, [("240p", 294, 240), ("288p", 352, 288)]),
        (320, 240, [("240p", 320, 240)]),
        (321, 181, [("180p", 320, 180)]),
        (176, 144, [("144p", 176, 144)]),
    ],
)
def test_choose_rungs_without_enlarging(width, height, expected):
    assert [(rung.name, rung.width, rung.height) for rung in ladder.low_rungs(width, height)] == expected


@given(st.integers(16, 8000), st.integers(16, 8000))
def test_choose_rungs_of_any_size_even_and_never_larger(width, height):
    rungs = ladder.low_rungs(width, height)
    assert 1 <= len(rungs) <= 2
    assert len({rung.name for rung in rungs}) == len(rungs)
    for rung in rungs:
        assert rung.width % 2 == rung.height % 2 == 0
        assert rung.width <= max(width, 2)
        assert rung.height <= max(height, 2)
        assert min(rung.width, rung.height) <= 360


@pytest.mark.parametrize(
    ("width", "height", "expected"),
    [
        (1920, 1080, [("480p", 854, 480), ("720p", 1280, 720)]),
        (1280, 720, [("480p", 854, 480), ("720p", 1280, 720)]),
        (720, 1280, [("480p", 480, 854), ("720p", 720, 1280)]),
        (1200, 700, [("480p", 822, 480), ("700p", 1200, 700)]),
        (1024, 576, [("480p", 854, 480)]),
        (640, 442, [("442p", 640, 442)]),
        (640, 360, []),
        (3000, 100, []),
    ],
)
def test_choose_larger_pictures_without_enlarging(width, height, expected):
    assert [(rung.name, rung.width, rung.height) for rung in ladder.high_rungs(width, height)] == expected


@given(st.integers(16, 8000), st.integers(16, 8000))
def test_lanes_share_no_rung_and_only_get_larger(width, height):
    rungs = [*ladder.low_rungs(width, height), *ladder.high_rungs(width, height)]
    sides = [min(rung.width, rung.height) for rung in rungs]
    assert sides == sorted(set(sides))
    assert all(rung.width <= max(width, 2) and rung.height <= max(height, 2) for rung in rungs)


@pytest.mark.parametrize(
    ("costs", "idle"),
    [
        ([("240p", 80, 90), ("360p", 110, 130)], set()),
        ([("240p", 100, 120), ("360p", 110, 130)], {"240p"}),
        # The average is near, the peak is not: the small one still plays where the other stalls.
        ([("240p", 100, 120), ("360p", 110, 400)], set()),
        ([("240p", 99, 99), ("360p", 100, 100), ("480p", 101, 101)], {"240p", "360p"}),
        # Compared with what stays, not with what goes.
        ([("240p", 75, 75), ("360p", 85, 85), ("480p", 100, 100)], {"360p"}),
        ([("240p", 5, 5)], set()),
    ],
)
def test_idle_rungs_save_less_than_a_fifth(costs, idle):
    assert ladder.idle_rungs(costs) == idle


@pytest.mark.parametrize(
    ("rate", "expected"), [(25, None), (29.97, None), (30, None), (50, 25), (60, 30), (120, 30), (1000, 30)]
)
def test_thin_out_fast_sources_only(rate, expected):
    assert ladder.frame_rate(rate) == expected
