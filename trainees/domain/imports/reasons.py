"""What each code says to a person. Codes are kept and counted; sentences are made when somebody reads them.

Refusals keep a row out until the file is mended; warnings let it in and say what to look at. Rules: domain.md 6.3.
"""

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    # cells
    "formula": _("The cell is a formula. Copy the column and paste it as values."),
    "rounded": _(
        "The spreadsheet has kept it as a figure and lost its last digits. Set the column to text and type it again."
    ),
    "unknown_word": _("“%(word)s” is not understood and left out."),
    # who it is
    "name_missing": _("The name is missing."),
    "name_too_long": _("The name is longer than 50 characters."),
    "name_unreadable": _(
        "A character of the name was lost (a question mark or a star stands in its place). Type the name again."
    ),
    "name_private_character": _(
        "The name has a character of a private font that others see as an empty box. Type it as Unicode if you can."
    ),
    "id_length": _("An ID number has 18 characters; this one has more or fewer. Compare it with the card."),
    "id_characters": _("An ID number has only digits, and perhaps an X at the end. Compare it with the card."),
    "id_province": _("No province begins with these two digits. Compare the first digits with the card."),
    "id_birth_date": _("Digits 7 to 14 are no birth date. Compare them with the card."),
    "id_check_digit": _("The last digit does not go with the others: one digit is mistyped. Compare it with the card."),
    "id_masked": _("The number is masked with stars. Ask for the list with whole numbers."),
    "id_of_15_digits": _(
        "Household lists since 2018 have no numbers of 15 digits. Take the number of 18 digits from the card."
    ),
    "id_of_a_disability_card": _(
        "This is the number of a disability certificate; its first 18 characters are the ID number."
    ),
    "sex_differs": _(
        "The ID number says otherwise: either the number or the sex is wrong. Compare both with the card."
    ),
    "phone": _("This is not a mobile number of 11 digits."),
    "phone_masked": _("The number is masked with stars. Leave the cell empty or ask for the whole number."),
    "nothing_to_know_them_by": _("Neither ID number nor phone number is given: fill in at least one of them."),
    "weak": _("Without an ID number the person is known by name and phone only."),
    # twice
    "repeated": _("The same person stands in row %(rows)s, which is used."),
    "used_for_others": _("Row %(rows)s is about the same person; this row is used."),
    "twins_of_two_names": _("Row %(rows)s has the same ID number and another name. Compare both with the cards."),
    "name_differs": _(
        "This ID number stands in the register under another name (%(name)s). Compare both with the card."
    ),
    "known": _("In the register already; nothing new."),
    "known_with_more": _("In the register already; what is missing there is filled in."),
    "looks_like": _(
        "Somebody of this name and phone number stands in the register. Look whether it is the same person."
    ),
    "differs": _("The register says “%(ours)s”, the file “%(theirs)s”. The register stays as it is."),
    "lives_in_another_village": _("In the register the person lives in %(ours)s, and stays there."),
    "lives_in_another_household": _(
        "In the register the person lives in household %(ours)s, until the household list changes it."
    ),
    # facts
    "village": _("%(text)s"),
    "household_too_long": _("The household number is longer than 30 characters and left out."),
    "group_is_poverty": _("“%(word)s” is not taken over: the household list decides it."),
    "group_unknown": _("The group “%(word)s” is unknown and left out."),
    "works_though_unfit": _("Not able to work, and yet working for wages. Ask which is right."),
    "works_and_does_not": _("The row says no work for wages, and yet names months or a place."),
    "work_without_months": _("Works for wages, but for how many months a year is not said."),
    "months_without_work": _("Months are given, but not where the work is."),
    "months_outside": _("“%(word)s” is no number of months from 0 to 12, and left out."),
}
NOTES = {
    "hidden_sheet": _("The sheet “%(sheet)s” is hidden and was not read."),
    "sheet_without_headings": _("The sheet “%(sheet)s” has not the headings we need and was not read."),
    "columns_left_out": _("These columns were not taken over: %(columns)s."),
    "merged_cells": _("In the sheet “%(sheet)s” cells are merged: only the first row of each has the value."),
}


def sentence(code: str, params: dict) -> str:
    """What a remark says."""
    return str(SENTENCES[code]) % params


def note(code: str, params: dict) -> str:
    """What is said of the file as a whole."""
    return str(NOTES[code]) % params


def title(code: str) -> str:
    """The sentence without particulars, for a list of reasons to filter by."""
    text = str(SENTENCES[code])
    for name in ("word", "rows", "name", "ours", "theirs", "text"):
        text = text.replace(f"%({name})s", "…")
    return text
