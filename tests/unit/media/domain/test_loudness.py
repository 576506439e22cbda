"""How much louder, from what ffmpeg said."""

import pytest

from media.domain import loudness

SAID = """
[Parsed_ebur128_1 @ 0x1] Summary:

  Integrated loudness:
    I:         {} LUFS
    Threshold: -40.1 LUFS

  Loudness range:
    LRA:         3.0 LU
"""


@pytest.mark.parametrize(
    ("measured", "gain"), [("-26.0", 10), ("-9.5", -6.5), ("-16.4", 0), ("-70.0", 0), ("-55.0", 20), ("nan", 0)]
)
def test_gain_brings_speech_to_one_loudness_and_leaves_silence(measured, gain):
    assert loudness.gain(SAID.format(measured)) == gain


def test_gain_of_what_was_never_measured_is_none():
    assert loudness.gain("") == 0
    assert loudness.gain("  I: -3.0 LUFS\n" + SAID.format("-26.0")) == 10
