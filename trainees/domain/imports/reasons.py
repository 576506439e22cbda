"""What each code says to a person. Codes are kept and counted; sentences are made when somebody reads them.

Refusals keep a row out until the file is mended; warnings let it in and say what to look at. Rules: domain.md 6.3.
"""

from django.utils.translation import gettext_lazy as _

# Household lists (domain.md 6.3).
HOUSEHOLDS = {
    # which list, which household
    "another_day": _("The list is of %(day)s; this row is of another day. Upload it with the list of its own day."),
    "other_county": _("This row is of another county than the list. Take it out."),
    "elsewhere": _("This row can't be taken over here. Ask the office of the prefecture to compare it."),
    "newer_list": _("A newer list, of %(day)s, has spoken about this household already."),
    "household_missing": _("The household number is missing."),
    "household_is_id": _("This is an ID number, not a household number. Type the number of the household."),
    "household_masked": _("The household number is masked with stars. Ask for the list with whole numbers."),
    "household_of_another_village": _("In the register this household lies in another village, and stays there."),
    "in_two_households": _("Row %(rows)s has the same person in another household. Find out where the person lives."),
    "another_household_that_day": _(
        "Another list has the person in another household from the very same day. Take back the list that is wrong."
    ),
    "moved_since": _("Since %(day)s, after the day of this list, the person lives in another household."),
    # what it is
    "status_word": _("“%(word)s” is no word for what a household is. Choose one from the form."),
    "status_unknown": _("Nothing says what the household is: neither in the register nor monitored."),
    "status_contradicts": _(
        "Two columns contradict each other: one says lifted, the other not. Find out which is right."
    ),
    "household_says_two_things": _("The rows of this household say different things of it. Make them agree."),
    "another_word_that_day": _(
        "Another list or a person has said something else of this household, of the very same day. Take back what is "
        "wrong, or say it by hand from a later day on."
    ),
    "monitoring_contradicts": _(
        "A lifted household is monitored as not stable, an ordinary one as on the edge; here it is the other way round."
    ),
    "risk_without_monitoring": _("A risk is named, but not as what the household is monitored."),
    "no_date": _("“%(word)s” is no date, and left out."),
    "after_the_list": _("This day lies after the day of the list, and is left out."),
    "cleared_before_seen": _("The risk was cleared before it was seen; the day of clearing is left out."),
    "cleared_without_day": _("The risk is cleared, but not since when."),
    "cleared_and_standing": _("The risk is not cleared, and yet has a day of clearing, which is left out."),
    # who is in it
    "without_number": _("Without an ID number the person is known only by name within this household."),
    "person_number_too_long": _("The person number is longer than 30 characters and left out."),
    "person_number_is_id": _("This is an ID number, not a person number; it is left out."),
    "person_number_twice": _("Row %(rows)s has the same person number; here it is left out."),
    "person_number_of_another": _("In the register this person number is somebody else's; it is left out."),
    "empty": _("The cell is empty. Ask and fill it in."),
    "no_head": _("Nobody in this household is its head."),
    "two_heads": _("Row %(rows)s is the head of this household already."),
    "couple_of_one_sex": _("By their ID numbers the couple (with row %(rows)s) are of one sex. Compare the cards."),
    "relation_and_sex": _("The relation to the head does not go with the sex in the ID number."),
    "size_differs": _(
        "The list says %(said)d people, and %(counted)d rows are here. Nobody is taken to have left the household."
    ),
    "size_unread": _("“%(word)s” is no number of people, and left out."),
}
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
} | HOUSEHOLDS
NOTES = {
    "columns_not_kept": _(
        "These columns were read past and are kept nowhere, not even in the file we keep, because a platform for "
        "training may hold only what eligibility needs: %(columns)s."
    ),
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
    for name in ("word", "rows", "name", "ours", "theirs", "text", "day"):
        text = text.replace(f"%({name})s", "…")
    for name in ("said", "counted"):
        text = text.replace(f"%({name})d", "…")
    return text
