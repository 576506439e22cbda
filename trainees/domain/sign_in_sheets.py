"""The sign-in sheet of a session to print and sign: a row and a code for everybody, empty rows for who just comes.

Every page carries its own square, so that a photo of it finds its session, and says which of how many it is. What is
printed is the roll of the moment; it is logged, as names leave the platform on paper.
"""

import datetime as dt
import hashlib
from dataclasses import dataclass

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.timezone import localtime

from courses.models import Session
from lms.kit import audit, fonts, qr
from trainees.models import Enrolment

from . import sheet_codes
from .card_papers import masked_number

FOLDER = settings.BASE_DIR / "templates" / "trainees" / "papers" / "sheet"
ROWS = 18
LEAST_EMPTY = 5
# When a half-day begins, and what stands over its column.
HALF_DAYS = ((dt.time(0), "上午签名"), (dt.time(12), "下午签名"), (dt.time(18), "晚上签名"))


@dataclass(frozen=True)
class Row:
    """One person on the sheet; an empty row has a number only."""

    number: int
    code: str = ""
    name: str = ""
    village: str = ""
    digits: str = ""


@dataclass(frozen=True)
class Page:
    """One sheet of paper, its code and rows."""

    number: int
    code: str
    rows: list[Row]

    @property
    def drawing(self) -> str:
        return f"page-{self.number}.svg"


def half_days(session: Session) -> list[str]:
    """The columns to sign in: one for each half of the day the session reaches into."""
    starts, ends = localtime(session.starts_at), localtime(session.ends_at)
    day = starts.date()
    bounds = [dt.datetime.combine(day, begins, starts.tzinfo) for begins, _heading in HALF_DAYS]
    bounds.append(bounds[0] + dt.timedelta(days=1))
    found = [
        heading
        for place, (_begins, heading) in enumerate(HALF_DAYS)
        if starts < bounds[place + 1] and ends > bounds[place]
    ]
    return found or [HALF_DAYS[0][1]]


def pages(session: Session) -> list[Page]:
    """The whole sheet, by the sound of the names. Two queries for any class."""
    places = Enrolment.objects.filter(training_class=session.training_class_id).holding_a_seat()
    places = places.select_related("trainee__region").order_by("trainee__name_pinyin", "pk")
    rows = [_row(number, place) for number, place in enumerate(places, start=1)]
    whole = -(-(len(rows) + LEAST_EMPTY) // ROWS) * ROWS
    rows += [Row(number) for number in range(len(rows) + 1, whole + 1)]
    return [
        Page(number, sheet_codes.of_page(session.pk, number), rows[start : start + ROWS])
        for number, start in enumerate(range(0, whole, ROWS), start=1)
    ]


def pdf(session: Session, *, by) -> bytes:
    """A4 upright; logged. Raises fonts.CharacterHasNoFont."""
    sheet, training_class = pages(session), session.training_class
    context = {"session": session, "pages": sheet, "half_days": half_days(session)}
    with translation.override("zh-hans"):
        html = render_to_string("trainees/papers/sheet/sheet.html", context)
    typed = [str(training_class), session.topic, session.venue.name, session.trainer.name]
    fonts.require(" ".join([*typed, *(f"{row.name}{row.village}" for page in sheet for row in page.rows)]))
    # WeasyPrint takes half a second to load: only a process that prints pays for it.
    from lms.kit import press

    made = press.run(
        html,
        folder=FOLDER,
        faces=fonts.cut(html),
        drawings={page.drawing: qr.svg(page.code) for page in sheet},
        identifier=hashlib.sha256(html.encode()).digest()[:16],
    )
    audit.record("trainees.sheet.download", session, by=by, region=training_class.region_id, pages=len(sheet))
    return made


def _row(number: int, place: Enrolment) -> Row:
    person = place.trainee
    return Row(
        number,
        code=sheet_codes.of_row(place.pk),
        name=person.name,
        village=person.region.name,
        digits=masked_number(person)[-4:],
    )
