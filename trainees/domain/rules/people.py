"""R01 to R05: who people are: their numbers, names, phones and ages (domain.md (c)).

Looked at are people who take part in something. Whole numbers are opened in memory only: a flag says what is wrong with
one and never what it is.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from itertools import combinations
from typing import NamedTuple

from django.db.models import Count, Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from lms.kit.bulk import matching
from trainees.domain import identity
from trainees.models import Enrolment, HouseholdMember, LookAlike, Trainee
from trainees.models.trainee import person

from . import rows
from .declaring import About, Doubts, Example, Found, Limit, Rule, Scope, Severity, register

MOST_ALIKE = 12  # more people of one name in one village are a list somebody filled in badly


def taking_part(scope: Scope):
    """The rows of people with a place in any class."""
    part = Enrolment.objects.filter(trainee=OuterRef("pk"))
    return Trainee.objects.filter(Exists(part), scope.persons(""), erased_at__isnull=True).order_by()


def looked_at(scope: Scope):
    """Whose companions are looked for: those who take part, or the people asked about whether they do or not."""
    if scope.people is None:
        return taking_part(scope)
    return Trainee.objects.filter(scope.persons(""), erased_at__isnull=True).order_by()


def with_a_participant(found: list, tie: Callable) -> list:
    """Of rows that hang together by `tie`, those of which somebody takes part."""
    part = matching(Enrolment.objects.annotate(who=person()), "who", {one.person for one in found}, "who")
    part = {key for (key,) in part}
    ties = {tie(one) for one in found if one.person in part}
    return [one for one in found if tie(one) in ties]


class Numbered(NamedTuple):
    person: int
    id_number: str


def numbered(scope: Scope) -> Iterable[Numbered]:
    people = taking_part(scope).filter(id_index__isnull=False).only("canonical_id", "id_number")
    for trainee in people.iterator(chunk_size=2000):
        yield Numbered(trainee.canonical_id or trainee.pk, trainee.id_number)


def bad_numbers(people: Iterable[Numbered], _limits: Mapping) -> Iterable[Found]:
    """Numbers that cannot be anybody's; the fact is the name of the reason."""
    for one in people:
        try:
            identity.normal_id_number(one.id_number)
        except identity.IdentityRefused as refusal:
            yield Found(key=(one.person,), people=(one.person,), facts={"why": type(refusal).__name__})


class Named(NamedTuple):
    """One row of the register, by what ties it to others: `tie` is an index, never the number itself."""

    row: int
    person: int
    name: str
    tie: str
    village: str = ""
    phone: str = ""
    told_apart: frozenset = frozenset()


def of_one_number(scope: Scope) -> list[Named]:
    """Rows that share an ID number with another: they hang on one person."""
    shared = Trainee.objects.filter(id_index__isnull=False).values("id_index").annotate(many=Count("pk"))
    shared = shared.filter(many__gt=1).values("id_index")
    known = Trainee.objects.filter(scope.persons(""), id_index__in=shared, erased_at__isnull=True).order_by("pk")
    return [
        Named(pk, root or pk, name, index)
        for pk, root, name, index in known.values_list("pk", "canonical", "name", "id_index")
    ]


def two_names(people: Iterable[Named], _limits: Mapping) -> Iterable[Found]:
    by_number = defaultdict(list)
    for one in people:
        by_number[one.tie].append(one)
    for alike in by_number.values():
        if len({one.name for one in alike}) > 1:
            yield Found(
                key=tuple(sorted(one.row for one in alike)),
                people=tuple(dict.fromkeys(one.person for one in alike)),
                facts={"names": len({one.name for one in alike})},
            )


def of_one_name(scope: Scope) -> list[Named]:
    """People of one name in one village, each by the row they are known by, with whom somebody told them apart from."""
    fresh = looked_at(scope).filter(canonical__isnull=True).values_list("region", "name")
    names = defaultdict(set)
    for village, name in fresh.iterator(chunk_size=5000):
        names[village].add(name)
    wanted = {name for found in names.values() for name in found}
    people = Trainee.objects.canonical().filter(erased_at__isnull=True)
    apart = _told_apart()
    fields = ("pk", "name", "region_id", "id_index", "phone_index")
    found = [
        Named(pk, pk, name, number or "", village, phone or "", frozenset(apart.get(pk, ())))
        for pk, name, village, number, phone in matching(people, "name", wanted, *fields)
        if name in names.get(village, ())
    ]
    return with_a_participant(found, lambda one: (one.village, one.name))


def _told_apart() -> dict[int, set[int]]:
    apart = defaultdict(set)
    for one, other in LookAlike.objects.exclude(decision="").values_list("one", "other"):
        apart[one].add(other)
        apart[other].add(one)
    return apart


def namesakes(people: Iterable[Named], _limits: Mapping) -> Iterable[Found]:
    """Groups of one name in one village in which numbers, or where there are none phones, differ."""
    groups = defaultdict(list)
    for one in people:
        groups[one.village, one.name].append(one)
    for alike in groups.values():
        ties = {one.tie or one.phone for one in alike}
        unasked = any(other.person not in one.told_apart for one, other in combinations(alike, 2))
        if 2 <= len(alike) <= MOST_ALIKE and len(ties) > 1 and unasked:
            keys = sorted(one.person for one in alike)
            yield Found(key=tuple(keys), people=tuple(keys), facts={"number": len(keys)})


class Reached(NamedTuple):
    person: int
    phone: str
    household: int | None


def of_one_phone(scope: Scope) -> list[Reached]:
    """People behind a phone that three or more gave, with the household they live in."""
    people = Trainee.objects.canonical().filter(erased_at__isnull=True, phone_index__isnull=False)
    often = people.values("phone_index").annotate(many=Count("pk")).filter(many__gt=2).order_by()
    mine = looked_at(scope).filter(phone_index__in=often.values("phone_index"))
    phones = set(mine.values_list("phone_index", flat=True))
    behind = list(matching(people, "phone_index", phones, "pk", "phone_index"))
    homes = HouseholdMember.objects.filter(valid_until__isnull=True)
    homes = dict(matching(homes, "trainee_id", {pk for pk, _phone in behind}, "trainee_id", "household_id"))
    found = [Reached(pk, phone, homes.get(pk)) for pk, phone in behind]
    return with_a_participant(found, lambda one: one.phone)


def shared_phones(people: Iterable[Reached], limits: Mapping) -> Iterable[Found]:
    """Phones of `people` persons or more, unless they are one household of `household` at most."""
    behind = defaultdict(list)
    for one in people:
        behind[one.phone].append(one)
    for group in behind.values():
        homes = {one.household for one in group}
        at_home = len(homes) == 1 and None not in homes and len(group) <= limits["household"]
        if len(group) >= limits["people"] and not at_home:
            keys = sorted(one.person for one in group)
            facts = {"number": len(keys), "homes": len(homes)}
            yield Found(key=tuple(keys), people=tuple(keys), facts=facts)


def wrong_age(places: Iterable[rows.Place], limits: Mapping) -> Iterable[Found]:
    """Places of people too young on the first day, or beyond working age in a practical class."""
    for one in places:
        if one.birth_on is None:
            continue
        age = _age(one.birth_on, one.starts_on)
        if age < limits["from"] or (age > limits["until"] and one.track == "practical"):
            yield Found(
                key=(one.enrolment,), training_class=one.training_class, places=(one.enrolment,), facts={"age": age}
            )


def _age(born: dt.date, day: dt.date) -> int:
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


_REGISTER = {"about": About.PERSON, "by_programme": False}
register(
    Rule(
        code="R01",
        severity=Severity.CRITICAL,
        title=_("an ID number that cannot be"),
        explanation=_(
            "The ID number of somebody who takes part has the wrong length, a wrong check digit, or a date or province "
            "that does not exist. Correct it by the card; until then nothing of this person counts."
        ),
        says=_("the ID number: %(why)s"),
        words={
            "IdNumberIsRounded": _("kept as a figure, its last digits lost"),
            "IdNumberHasWrongLength": _("not 18 characters long"),
            "IdNumberHasWrongCharacters": _("has other characters than digits"),
            "IdNumberHasNoProvince": _("begins with no province"),
            "IdNumberHasNoBirthDate": _("has no date of birth in it"),
            "IdNumberHasWrongCheckDigit": _("the last digit does not fit the others"),
        },
        reads=(Trainee,),
        rows=numbered,
        judge=bad_numbers,
        example=Example(
            _("A number whose last digit does not fit the others: one flag."),
            rows=[Numbered(1, "433199198506150013"), Numbered(2, "433199850615001")],
            keys=[(1,)],
        ),
        source="P3, P4",
        **_REGISTER,
    )
)
register(
    Rule(
        code="R02",
        severity=Severity.CRITICAL,
        title=_("one ID number, two names"),
        explanation=_(
            "Two entries of the register have the same ID number and different names. One of them is not who they say, "
            "or a name is mistyped: compare the cards."
        ),
        says=_("one ID number stands under %(names)d names"),
        reads=(Trainee,),
        rows=of_one_number,
        judge=two_names,
        example=Example(
            _("One number under two names: one flag. One number twice under one name is one person entered twice."),
            rows=[Named(1, 1, "甲", "x"), Named(2, 1, "乙", "x"), Named(3, 3, "丙", "y"), Named(4, 3, "丙", "y")],
            keys=[(1, 2)],
        ),
        **_REGISTER,
    )
)
register(
    Rule(
        code="R03",
        severity=Severity.WARNING,
        title=_("namesakes in one village"),
        explanation=_(
            "People of the same name in the same village with different ID numbers, or without numbers and with "
            "different phones. They may be two people, or one entered twice. Who was told apart in the register is not "
            "asked about again."
        ),
        says=_("%(number)d people of one name in one village"),
        reads=(Trainee, LookAlike),
        rows=of_one_name,
        judge=namesakes,
        example=Example(
            _("Two of one name and village with two numbers: one flag. The same name in another village: none."),
            rows=[Named(1, 1, "甲", "x", "v1"), Named(2, 2, "甲", "y", "v1"), Named(3, 3, "甲", "z", "v2")],
            keys=[(1, 2)],
        ),
        doubts=Doubts.NOBODY,
        **_REGISTER,
    )
)
register(
    Rule(
        code="R04",
        severity=Severity.WARNING,
        title=_("one phone number for many"),
        explanation=_(
            "%(people)d people or more gave the same phone number. A household of up to %(household)d may share one; "
            "beyond that nobody can be called to ask whether they were there."
        ),
        says=_("%(number)d people of %(homes)d households gave one phone number"),
        reads=(Trainee, HouseholdMember),
        rows=of_one_phone,
        judge=shared_phones,
        limits=(
            Limit("people", _("people with one phone number, at least"), 3, least=2, most=50),
            Limit("household", _("people of one household who may share one"), 3, least=1, most=20),
        ),
        example=Example(
            _("Three people of one household with one phone: in order. Three of two households: one flag."),
            rows=[
                *(Reached(person, "a", 7) for person in (1, 2, 3)),
                *(Reached(person, "b", 8) for person in (4, 5)),
                Reached(6, "b", 9),
            ],
            keys=[(4, 5, 6)],
        ),
        doubts=Doubts.NOBODY,
        **_REGISTER,
    )
)
register(
    Rule(
        code="R05",
        severity=Severity.WARNING,
        about=About.CLASS,
        title=_("outside working age"),
        explanation=_(
            "A trainee was younger than %(from)d on the first day of the class, or older than %(until)d in practical "
            "training. Compare the date of birth with the card."
        ),
        says=_("%(age)d years old on the first day"),
        reads=(Enrolment,),
        rows=rows.places,
        judge=wrong_age,
        limits=(
            Limit("from", _("youngest age"), 16, least=0, most=30),
            Limit("until", _("oldest age in practical training"), 65, least=40, most=120),
        ),
        example=Example(
            _("15 years old on the first day: one flag. 66 in basic training: in order; in practical: a flag."),
            rows=[
                rows.Place(1, 1, 1, track="basic", starts_on=rows.MARCH, birth_on=dt.date(2010, 3, 3)),
                rows.Place(2, 2, 1, track="basic", starts_on=rows.MARCH, birth_on=dt.date(1959, 6, 1)),
                rows.Place(3, 3, 2, track="practical", starts_on=rows.MARCH, birth_on=dt.date(1959, 6, 1)),
            ],
            keys=[(1,), (3,)],
        ),
    )
)
