"""Addresses of cards and signed sheets; see `addresses`."""

from tests.factories import proofs, sheets

from .addressing import Place, Thing, pk_of


def code_of_a_card(county):
    return {"code": county.person.cards.standing().get().code}


def photo_of_a_sheet(county):
    return {"files": proofs.upload(sheets.photo(county.session), "sheet.jpg")}


THINGS = {
    "person_card": Thing(pk_of("person"), reader="trainer", poster="follow_up"),
    "scan_cards": Thing(pk_of("session"), reader="trainer", poster="trainer", posts=code_of_a_card),
    "sign_in_sheet": Thing(pk_of("session"), reader="trainer"),
    "class_cards": Thing(pk_of("closed_class"), reader="trainer"),
}

PLACES = {
    "sheets": Place(reader="trainer", shows=False, poster="trainer", posts=photo_of_a_sheet),
    "sheet_choose": Place(posts=lambda county: {"photo": "0" * 64, "session": county.session.pk}),
    "my_card": Place(reader="holder", poster="holder", posts=lambda county: {"trainee": county.person.pk}),
}
