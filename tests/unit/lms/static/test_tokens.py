"""The colours: every pair of ink and ground can be read in light, dark and large type (WCAG 2.2 AA)."""

import re

import pytest

from tests.conftest import ROOT

CSS = ROOT / "lms/static/lms/css"
TEXT = 4.5
PART = 3.0
PAIRS = [
    *[(ink, ground, TEXT) for ink in ("ink", "muted", "accent", "accent-strong") for ground in ("paper", "surface")],
    *[(state, f"{state}-tint", TEXT) for state in ("good", "warn", "bad", "info")],
    *[("ink", f"{state}-tint", TEXT) for state in ("good", "warn", "bad", "info")],
    ("on-accent", "accent", TEXT),
    ("on-accent", "accent-strong", TEXT),
    ("accent", "tint", TEXT),
    ("ink", "tint", TEXT),
    ("muted", "tint", TEXT),
    ("ink", "sunk", TEXT),
    ("muted", "sunk", TEXT),
    ("bad", "paper", TEXT),
    ("bad", "surface", TEXT),
    ("control", "surface", PART),
    ("control", "paper", PART),
    ("accent", "sunk", PART),
]


def tokens(text):
    return dict(re.findall(r"--([a-z-]+):\s*(#[0-9a-f]{6})", text))


def palettes():
    light, dark = (CSS / "tokens.css").read_text().split("@media (prefers-color-scheme: dark)")
    large_light, large_dark = (CSS / "large.css").read_text().split("@media (prefers-color-scheme: dark)")
    day, night = tokens(light), tokens(light) | tokens(dark)
    return {
        "light": day,
        "dark": night,
        "light-large": day | tokens(large_light),
        "dark-large": night | tokens(large_dark),
    }


def luminance(colour):
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("palette", ["light", "dark", "light-large", "dark-large"])
def test_every_pair_can_be_read(palette):
    colours = palettes()[palette]
    weak = {
        f"{ink} on {ground}": round(contrast(colours[ink], colours[ground]), 2)
        for ink, ground, least in PAIRS
        if contrast(colours[ink], colours[ground]) < least
    }
    assert weak == {}


def test_every_colour_of_the_style_sheets_is_a_token():
    """A colour written into a rule would not follow dark mode. Black behind video, white behind a QR code are meant."""
    meant = {"tokens.css", "large.css", "print.css"}
    stray = [
        f"{file.name}: {line.strip()}"
        for file in CSS.rglob("*.css")
        if file.name not in meant
        for line in file.read_text().splitlines()
        if set(re.findall(r"#[0-9a-fA-F]{3,8}\b(?=[^{]*;)", line)) - {"#000", "#fff"}
    ]
    assert stray == []


def test_no_style_sheet_sets_letter_spacing_or_pixel_type():
    text = "\n".join(file.read_text() for file in CSS.rglob("*.css"))
    assert "letter-spacing" not in text
    assert not re.search(r"font-size:\s*\d+px", text)
