"""What a checked household list would change, before anything is written: who joins and leaves, which words begin.

A word holds from the day of the list until a later one begins. Members the list doesn't name have left, but only where
the household is named whole; households it doesn't name are shown and left to a person to decide.
"""

import datetime as dt
from dataclasses import dataclass, field, replace

from courses.models import Region
from lms.kit.bulk import matching
from trainees.domain.dated_words import A_DAY, Room, room
from trainees.models import HouseholdStatus, ListChange

from .facts import Facts
from .household_register import Lives, Register, Was
from .household_rows import Homes, group
from .household_words import Word
from .matching import Known
from .rows import Rows

Kind = ListChange.Kind
NOTHING: dict = {}  # one for all: a first list has a hundred thousand changes without particulars
NOWHERE = (None, Room([], None, False))
STANDING = {str(kind) for kind in HouseholdStatus.STANDING}


@dataclass
class Plan:
    """`ending` and `leaving` are (key, last day, last day until now); `words` (household, word, from, until);
    `joining` (row, from, until, what is said of the member or None for what the row says); `filling` (membership,
    what it lacked).

    `changes` are (kind, household number, row or None, person or None, params), what people see of all this.
    """

    ending: list[tuple[int, dt.date, dt.date | None]] = field(default_factory=list)
    words: list[tuple[str, Word, dt.date, dt.date | None]] = field(default_factory=list)
    leaving: list[tuple[int, dt.date, dt.date | None]] = field(default_factory=list)
    joining: list[tuple[int, dt.date, dt.date | None, dict]] = field(default_factory=list)
    filling: list[tuple[int, dict]] = field(default_factory=list)
    changes: list[tuple[str, str, int | None, int | None, dict]] = field(default_factory=list)


def make_plan(rows: Rows, facts: Facts, homes: Homes, known: Known, register: Register, *, on: dt.date) -> Plan:
    """The plan; refuses rows about which another list or person has said something else of the very day."""
    plan = Plan()
    moves = _moves(rows, homes, known, register, on)
    words = _words(rows, homes, register, on)
    group(rows, facts, homes)
    for number, members in homes.rows.items():
        if number not in register.households:
            plan.changes.append((Kind.NEW_HOUSEHOLD, number, members[0], None, NOTHING))
        _change_words(plan, number, words.get(number, []), members, on)
        _change_members(plan, number, members, moves, homes, known, on)
        for n in members:
            if register.before.get(n):
                params = {"before": _facts(register.before[n]), "after": _facts(known.fills[n], register.before[n])}
                plan.changes.append((Kind.FACTS, number, n, known.person[n], params))
    ended = {key for key, _last, _until in plan.leaving}
    for number, members in homes.rows.items():
        if number in register.households:
            _see_off(plan, number, members, homes, known, register, ended, on)
    changed = {change[1] for change in plan.changes}
    unchanged = [number for number in homes.rows if number not in changed]
    plan.changes += [(Kind.UNCHANGED, number, homes.rows[number][0], None, NOTHING) for number in unchanged]
    return plan


def _moves(rows: Rows, homes: Homes, known: Known, register: Register, on) -> dict[int, tuple]:
    """Row → (the membership in force or None, the room for a new one)."""
    found = {}
    for number, members in homes.rows.items():
        for n in members:
            lives = register.lives.get(known.person[n]) if known.person[n] else None
            if not lives:
                found[n] = NOWHERE
                continue
            place = room(lives, on)
            found[n] = (place.ending[-1] if place.ending else None, place)
            if place.is_taken and found[n][0].number != number:
                rows.refuse(n, "household", "another_household_that_day", person=known.person[n])
            elif not place.ending and lives[-1].number != number:
                rows.warn(n, "household", "moved_since", person=known.person[n], day=str(lives[-1].start))
    return found


def _words(rows: Rows, homes: Homes, register: Register, on) -> dict[str, list[tuple]]:
    """Household → (what was in force, the new word, the room for it), of the register and of monitoring."""
    found: dict[str, list[tuple]] = {}
    for number, members in homes.rows.items():
        key = register.households.get(number, (None,))[0]
        was = register.statuses.get(key, [])
        for said, is_of in ((homes.standing, True), (homes.monitored, False)):
            if number not in said:
                continue
            place = room([one for one in was if (one.word.kind in STANDING) == is_of], on)
            word = _completed(said[number], place.ending)
            if _same(word, place.ending):
                continue
            if place.is_taken:
                for n in members:
                    rows.refuse(n, "household", "another_word_that_day")
            found.setdefault(number, []).append((place.ending, word, place))
    return found


def _completed(word: Word, ending: list[Was]) -> Word:
    """What the list leaves empty stays as it was, as long as the household is what it was."""
    if not word.kind or not ending or ending[-1].word.kind != word.kind:
        return word
    old = ending[-1].word
    gaps = {name: getattr(old, name) for name in HouseholdStatus.DETAILS if not getattr(word, name)}
    return replace(word, **gaps)


def _same(word: Word, ending: list[Was]) -> bool:
    if not ending:
        return not word.kind
    return len(ending) == 1 and ending[0].word == word


def _change_words(plan: Plan, number: str, words: list[tuple], members: list[int], on) -> None:
    for ending, word, place in words:
        plan.ending += [(one.pk, on - A_DAY, one.until) for one in ending]
        if word.kind:
            plan.words.append((number, word, on, place.until))
        params = {"before": [vars_of(one.word) for one in ending], "after": [vars_of(word)] if word.kind else []}
        plan.changes.append((Kind.STATUS, number, members[0], None, params))


def vars_of(word: Word) -> dict:
    """A word as JSON keeps it, without what is empty."""
    return {name: str(value) for name, value in vars(word).items() if value}


def _change_members(plan: Plan, number, members, moves, homes: Homes, known: Known, on) -> None:
    for n in members:
        lives, place = moves[n]
        person = known.person[n]
        if person is None:
            plan.changes.append((Kind.NEW_PERSON, number, n, None, NOTHING))
        if lives is not None and lives.number == number:
            _change_member(plan, number, n, lives, said_of(homes, n), on)
            continue
        plan.leaving += [(one.pk, on - A_DAY, one.until) for one in place.ending]
        plan.joining.append((n, on, place.until, None))
        if person is not None:
            params = {"before": lives.number, "after": number} if lives else NOTHING
            plan.changes.append((Kind.JOINED, number, n, person, params))


def said_of(homes: Homes, n: int) -> dict:
    """What the list says of a member, where it says anything."""
    said = {"relation": homes.relation[n], "person_number": homes.person_number[n]}
    return {name: value for name, value in said.items() if value}


def _change_member(plan: Plan, number, n, lives: Lives, said: dict, on) -> None:
    """What the register lacks is filled in; another relation or number is said from the day of the list on."""
    stands = {name: getattr(lives, name) for name in said}
    changed = {name for name, value in said.items() if stands[name] and stands[name] != value}
    if changed and lives.start < on:
        plan.leaving.append((lives.pk, on - A_DAY, lives.until))
        kept = {"relation": lives.relation, "person_number": lives.person_number}
        plan.joining.append((n, on, lives.until, kept | said))
        if "relation" in changed:
            params = {"before": {"relation": stands["relation"]}, "after": {"relation": said["relation"]}}
            plan.changes.append((Kind.FACTS, number, n, lives.person, params))
    elif any(not value for value in stands.values()):
        plan.filling.append((lives.pk, {name: value for name, value in said.items() if not stands[name]}))


def _see_off(plan: Plan, number, members, homes: Homes, known: Known, register: Register, ended: set[int], on) -> None:
    """Who lived here and is not named any more, if the list has this household whole."""
    size = {homes.size[n] for n in members} - {None}
    if number in homes.broken or (size and size != {len(members)}):
        return
    named = {known.person[n] for n in members}
    for lives in register.members[register.households[number][0]]:
        in_force = lives.start < on and (lives.until is None or lives.until >= on)
        if in_force and lives.person not in named and lives.pk not in ended:
            plan.leaving.append((lives.pk, on - A_DAY, lives.until))
            plan.changes.append((Kind.LEFT, number, None, lives.person, NOTHING))


def _facts(values: dict, only=None) -> dict:
    return {name: str(value) for name, value in values.items() if only is None or name in only}


def absent(rows: Rows, facts: Facts, homes: Homes, region: Region, *, on: dt.date) -> list[tuple]:
    """Changes for households of the villages the list names that have a status and are not in the list."""
    villages = {facts.region[n] for n in rows.fit()}
    named = {number for number in facts.household if number}
    standing = HouseholdStatus.objects.on(on).filter(valid_until__isnull=True, valid_from__lt=on)
    found = matching(standing, "household__region", villages, "household__number", "kind", *HouseholdStatus.DETAILS)
    words: dict[str, list[dict]] = {}
    for number, *word in found:
        if number not in named:
            words.setdefault(number, []).append(vars_of(Word(*word)))
    return [(Kind.ABSENT, number, None, None, {"before": before}) for number, before in sorted(words.items())]
