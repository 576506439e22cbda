"""The sheet of small pictures, as plain values."""

import pytest

from media.domain import thumbnails


@pytest.mark.parametrize(
    ("size", "duration", "expected"),
    [
        ((1920, 1080), 13, (6, 3, 160, 90)),
        ((720, 1280), 600, (6, 100, 90, 160)),
        ((1920, 1080), 601, (12, 51, 160, 90)),
        ((640, 480), 6 * 3600, (216, 100, 160, 120)),
        ((64, 48), 0.4, (6, 1, 64, 48)),
    ],
)
def test_plan_fits_any_length_on_one_sheet(size, duration, expected):
    sheet = thumbnails.plan(*size, duration)
    assert (sheet.every, sheet.count, sheet.width, sheet.height) == expected
    assert sheet.count <= thumbnails.MOST


def test_index_names_a_rectangle_for_each_time_and_ends_with_the_video():
    text = thumbnails.index(thumbnails.plan(1920, 1080, 70), 61.5)
    cues = [block.split("\n") for block in text.strip().split("\n\n")[1:]]
    assert cues[0] == ["00:00:00.000 --> 00:00:06.000", "thumbnails.webp#xywh=0,0,160,90"]
    assert cues[10] == ["00:01:00.000 --> 00:01:01.500", "thumbnails.webp#xywh=0,90,160,90"]
    assert len(cues) == 11
