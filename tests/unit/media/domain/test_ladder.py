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
    assert [(rung.name, rung.width, rung.height) for rung in ladder.rungs(width, height)] == expected


@given(st.integers(16, 8000), st.integers(16, 8000))
def test_choose_rungs_of_any_size_even_and_never_larger(width, height):
    rungs = ladder.rungs(width, height)
    assert 1 <= len(rungs) <= 2
    assert len({rung.name for rung in rungs}) == len(rungs)
    for rung in rungs:
        assert rung.width % 2 == rung.height % 2 == 0
        assert rung.width <= max(width, 2)
        assert rung.height <= max(height, 2)
        assert min(rung.width, rung.height) <= 360


@pytest.mark.parametrize(
    ("rate", "expected"), [(25, None), (29.97, None), (30, None), (50, 25), (60, 30), (120, 30), (1000, 30)]
)
def test_thin_out_fast_sources_only(rate, expected):
    assert ladder.frame_rate(rate) == expected
