"""How loud a lecture is and what it takes to make all alike: -16 LUFS, so that nobody reaches for the volume.

One plain gain for the whole recording, with a ceiling where that would be too much: what a phone's microphone hears
rarely fits the linear mode of `loudnorm`, and its dynamic mode pumps.
"""

import re

TARGET = -16.0  # LUFS
SILENT = -60.0  # below it is a silent track, and its noise stays where it is
MOST = 20.0  # dB of change
LEAST = 1.0


def gain(said: str) -> float:
    """The dB to add, from the summary of ffmpeg's `ebur128`; 0 for silence and for what is near enough."""
    measured = re.findall(r"\bI:\s+(-?[0-9.]+) LUFS", said)
    if not measured or float(measured[-1]) < SILENT:
        return 0.0
    change = max(-MOST, min(MOST, TARGET - float(measured[-1])))
    return change if abs(change) >= LEAST else 0.0
