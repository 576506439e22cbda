"""What the register says of a person in the words a list uses: `facts` reads them back as they were."""

from trainees.domain.roster_check import GROUP_WORDS
from trainees.models import Trainee

from . import facts, people

YES, NO = "是", "否"


def _words(meanings: dict) -> dict[str, str]:
    """Value → the first word that means it."""
    return {str(value): word for word, value in reversed(meanings.items())} | {"": ""}


SEXES, EDUCATION, LABOUR, AWAY = map(_words, (people.SEXES, facts.EDUCATION, facts.LABOUR, facts.AWAY))
GROUPS = {str(group): words.split()[0] for group, words in GROUP_WORDS.items()}


def said(person: Trainee) -> dict[str, str]:
    """The cells of a person by the name of their column, but for numbers and places.

    `groups` and, as `living`, the memberships of today are to be prefetched.
    """
    months = "" if person.away_months is None else str(person.away_months)
    return {
        "name": person.name,
        "sex": SEXES[person.sex],
        "ethnicity": person.ethnicity,
        "education": EDUCATION[person.education],
        "groups": "、".join(sorted(GROUPS[one.group] for one in person.groups.all())),
        "labour": LABOUR[person.labour],
        "works_away": YES if person.away_place and months else "",
        "away_months": months,
        "away_place": AWAY[person.away_place],
        "household": next((member.household.number for member in person.living), ""),
        "had_shop": YES if person.had_shop else NO,
    }
