"""A whole roll as one form: a mark for each person, minutes beside it, and what becomes of the rest.

Read by hand and not as a Django form: a class of 500 would be a thousand fields to build, and nothing is typed but
minutes.
"""

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext as _

from trainees.domain.marks import MINUTES, Entry
from trainees.models import Attendance

DIGITS = 4


class NotARoll(Exception):
    """What was sent is no roll; the text says what to mend."""


def entries(data: Mapping, enrolments: Iterable[int], unmarked: Iterable[int]) -> list[Entry]:
    """What was said of each of `enrolments`; nothing of those nobody spoke of, but `rest` of the `unmarked`.

    `mark-<enrolment>` is a mark, `minutes-<enrolment>` a number. Raises NotARoll.
    """
    said = {}
    for pk in enrolments:
        if kind := data.get(f"mark-{pk}", ""):
            said[pk] = Entry(pk, _mark(kind), _minutes(data, pk, kind))
    if rest := data.get("rest", ""):
        said |= {pk: Entry(pk, _mark(rest)) for pk in unmarked if pk not in said}
    return list(said.values())


def minutes(typed: str) -> int | None:
    """Minutes as typed; None for nothing. Raises NotARoll."""
    typed = typed.strip()
    if not typed:
        return None
    if not (typed.isascii() and typed.isdigit() and len(typed) <= DIGITS):
        raise NotARoll(_("Write minutes as a whole number, for example 15."))
    return int(typed)


def _minutes(data, pk, kind) -> int | None:
    return minutes(data.get(f"minutes-{pk}", "")) if kind in MINUTES else None


def _mark(kind: str) -> str:
    if kind not in Attendance.Mark.values:
        raise NotARoll(_("Choose one of the marks."))
    return kind
