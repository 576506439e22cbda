"""A sheet of cards for a class, A4, to cut apart: name, village, masked number and the square, eight a page.

What is printed is what the cards are today; nothing of it is kept here, as it is all that anybody needs to be somebody.
"""

import hashlib
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import translation

from courses.models import TrainingClass
from lms.kit import audit, fonts, qr
from lms.kit.masking import mask_id_number, mask_phone
from trainees.models import Card, Enrolment

from . import cards

FOLDER = settings.BASE_DIR / "templates" / "trainees" / "papers" / "cards"
A_PAGE = 8


@dataclass(frozen=True)
class Printed:
    """One card as it stands on paper; `drawing` names its square."""

    name: str
    village: str
    township: str
    number: str
    code: str
    drawing: str


def masked_number(trainee) -> str:
    """What tells people of one name apart: the end of the ID number, else of the phone number."""
    return mask_id_number(trainee.id_number) if trainee.id_number else mask_phone(trainee.phone)


def pdf(training_class: TrainingClass, *, by) -> bytes:
    """The cards of everybody who holds a seat, by the sound of their names; who has none gets one. Logged.

    Raises fonts.CharacterHasNoFont.
    """
    places = Enrolment.objects.filter(training_class=training_class).holding_a_seat()
    people = [
        place.trainee
        for place in places.select_related("trainee__region__parent").order_by("trainee__name_pinyin", "pk")
    ]
    with transaction.atomic():
        held = cards.of_all(people, by=by)
        audit.record(
            "trainees.card.download", training_class, by=by, region=training_class.region_id, people=len(people)
        )
    return _printed(training_class, [(person, held[person.pk]) for person in people])


def _printed(training_class, held: list[tuple]) -> bytes:
    printed = [_of(person, card) for person, card in held]
    pages = [printed[start : start + A_PAGE] for start in range(0, len(printed), A_PAGE)]
    with translation.override("zh-hans"):
        html = render_to_string("trainees/papers/cards/sheet.html", {"pages": pages, "training_class": training_class})
    fonts.require(" ".join([str(training_class), *(f"{one.name}{one.village}{one.township}" for one in printed)]))
    # WeasyPrint takes half a second to load: only a process that prints pays for it.
    from lms.kit import press

    return press.run(
        html,
        folder=FOLDER,
        faces=fonts.cut(html),
        drawings={one.drawing: qr.svg(cards.text(card)) for one, (_person, card) in zip(printed, held, strict=True)},
        identifier=hashlib.sha256(html.encode()).digest()[:16],
    )


def _of(person, card: Card) -> Printed:
    return Printed(
        name=person.name,
        village=person.region.name,
        township=person.region.parent.name if person.region.parent else "",
        number=masked_number(person),
        code=cards.grouped(card),
        drawing=f"card-{card.pk}.svg",
    )
