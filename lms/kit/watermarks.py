"""The line that goes with personal data wherever it is taken: who took it, when, what for."""

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from .clock import now

# What a page header of a workbook holds.
MOST_LETTERS = 200


def watermark(by, *, purpose: str) -> str:
    """One line for the head of every printed page."""
    line = _("Taken by %(who)s at %(at)s for: %(purpose)s. Not to be passed on.") % {
        "who": f"{by} ({by.get_username()})",
        "at": f"{localtime(now()):%Y-%m-%d %H:%M}",
        "purpose": purpose,
    }
    return line if len(line) <= MOST_LETTERS else line[: MOST_LETTERS - 1] + "…"
