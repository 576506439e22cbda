"""R07 to R09, R30: who is on the lists of classes, and how lists resemble each other (domain.md (c))."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from itertools import combinations
from typing import NamedTuple

from django.contrib.auth import get_user_model
from django.utils.translation import gettext_lazy as _

from courses.models import Session, StaffScope, Trainer, TrainingClass
from lms.kit.bulk import matching
from trainees.models import Enrolment, Trainee

from . import rows
from .declaring import About, Doubts, Example, Found, Limit, Rule, Scope, Severity, register
from .rows import MARCH, MAY, Place

NOBODYS_AREA = "99"  # no county's six digits end in it; sample people have such numbers


def officials(places: Iterable[Place], _limits: Mapping) -> Iterable[Found]:
    """Officials in training meant for villagers; the cadre track is for them."""
    for one in places:
        if one.track != "cadre" and "official" in one.groups:
            yield Found(key=(one.enrolment,), training_class=one.training_class, places=(one.enrolment,))


class Listed(NamedTuple):
    """A place, and what its holder does in the programme: empty, "trainer" or "staff"."""

    enrolment: int
    training_class: int
    works_as: str = ""


def own_people(scope: Scope) -> list[Listed]:
    """Places with what their holders do: by sign-in, by phone number, or as the class's own trainer by name."""
    users = get_user_model()
    trainers = set(Trainer.objects.filter(user__isnull=False).values_list("user", flat=True))
    staff = set(StaffScope.objects.values_list("user", flat=True))
    working = users.objects.filter(pk__in=trainers | staff).values_list("pk", "phone_index")
    by_phone = {phone: pk for pk, phone in working if phone}
    teaching = defaultdict(set)
    taught = Session.objects.filter(scope.classes()).order_by().values_list("training_class", "trainer__name")
    for training_class, name in taught.distinct():
        teaching[training_class].add(name)
    holders = {one.person for one in rows.places(scope)}
    known = {pk: told for pk, *told in matching(Trainee.objects, "pk", holders, "pk", "user_id", "phone_index", "name")}
    found = []
    for one in rows.places(scope):
        user, phone, name = known[one.person]
        who = user if user in trainers or user in staff else by_phone.get(phone)
        is_trainer = who in trainers or name in teaching[one.training_class]
        works_as = "trainer" if is_trainer else "staff" if who else ""
        if works_as:
            found.append(Listed(one.enrolment, one.training_class, works_as))
    return found


def not_trainees(places: Iterable[Listed], _limits: Mapping) -> Iterable[Found]:
    for one in places:
        if one.works_as:
            facts = {"why": one.works_as}
            yield Found(key=(one.enrolment,), training_class=one.training_class, places=(one.enrolment,), facts=facts)


class FromWhere(NamedTuple):
    """A place and the six digits its holder's ID number begins with; `here` are those of the class's county."""

    enrolment: int
    training_class: int
    area: str
    here: str


def areas(scope: Scope) -> list[FromWhere]:
    places = rows.places(scope)
    people = {one.person for one in places}
    numbered = matching(Trainee.objects.filter(id_index__isnull=False), "pk", people, "pk", "id_number")
    area = {pk: number[:6] for pk, number in numbered}
    here = TrainingClass.objects.filter(scope.classes("")).order_by().values_list("pk", "programme__region")
    here = {pk: region[:6] for pk, region in here}
    return [
        FromWhere(one.enrolment, one.training_class, area[one.person], here[one.training_class])
        for one in places
        if not area.get(one.person, NOBODYS_AREA).endswith(NOBODYS_AREA)
    ]


def outsiders(places: Iterable[FromWhere], limits: Mapping) -> Iterable[Found]:
    """Classes in which the share of ID numbers of other counties is above the limit; the outsiders are named."""
    classes = defaultdict(list)
    for one in places:
        classes[one.training_class].append(one)
    for training_class, inside in classes.items():
        foreign = [one.enrolment for one in inside if one.area != one.here]
        if len(foreign) >= limits["people"] and len(foreign) * 100 > limits["percent"] * len(inside):
            facts = {"foreign": len(foreign), "all": len(inside)}
            yield Found(key=(training_class,), training_class=training_class, places=foreign, facts=facts)


def alike(places: Iterable[Place], limits: Mapping) -> Iterable[Found]:
    """Pairs of classes with nearly the same people; the later class is in doubt."""
    members, classes, begun = defaultdict(set), defaultdict(set), {}
    for one in places:
        members[one.training_class].add(one.person)
        classes[one.person].add(one.training_class)
        begun[one.training_class] = (one.starts_on, one.training_class)
    shared = Counter(pair for those in classes.values() for pair in combinations(sorted(those), 2))
    for (one, other), both in shared.items():
        smaller = min(len(members[one]), len(members[other]))
        if smaller >= limits["people"] and both * 100 >= limits["percent"] * smaller:
            first, second = sorted((one, other), key=begun.get)
            facts = {"both": both, "of": smaller, "other": first}
            yield Found(key=(first, second), training_class=second, facts=facts)


register(
    Rule(
        code="R07",
        severity=Severity.WARNING,
        about=About.CLASS,
        title=_("an official in training for villagers"),
        explanation=_(
            "Somebody listed as an official took part in basic or practical training; the cadre track is for them. "
            "Pensioners and pupils cannot be told yet: no list of them is brought in."
        ),
        says=_("listed as an official"),
        reads=(Enrolment,),
        rows=rows.places,
        judge=officials,
        example=Example(
            _("An official in a basic class: one flag. In a class for cadres: in order."),
            rows=[rows.on(MARCH, 1, 1, 1, track="basic", groups=("official",)),
                  rows.on(MARCH, 2, 1, 2, track="cadre", groups=("official",))],
            keys=[(1,)],
        ),
        source="A6",
    )
)  # fmt: skip
register(
    Rule(
        code="R08",
        severity=Severity.WARNING,
        about=About.CLASS,
        title=_("staff on the roster"),
        explanation=_(
            "A trainer, an organiser or one of the follow-up staff has a place in the class: by their sign-in, by "
            "their phone number, or because a trainer of this class has the same name."
        ),
        says=_("%(why)s has a place in the class"),
        words={"trainer": _("a trainer"), "staff": _("an officer of the programme")},
        reads=(Enrolment, StaffScope, Trainer),
        rows=own_people,
        judge=not_trainees,
        example=Example(
            _("Of two people one is a trainer: one flag."),
            rows=[Listed(1, 1, "trainer"), Listed(2, 1)],
            keys=[(1,)],
        ),
    )
)
register(
    Rule(
        code="R09",
        severity=Severity.WARNING,
        about=About.CLASS,
        title=_("many ID numbers of other counties"),
        explanation=_(
            "More than %(percent)d%% of a class (%(people)d people or more) have ID numbers of another county. Numbers "
            "stay when people move or marry, so ask; bought lists of names look like this."
        ),
        says=_("%(foreign)d of %(all)d ID numbers are of another county"),
        reads=(Enrolment, Trainee),
        rows=areas,
        judge=outsiders,
        limits=(
            Limit("percent", _("share of other counties in percent, at most"), 30, least=1, most=100),
            Limit("people", _("people of other counties, at least"), 5, least=1, most=100),
        ),
        example=Example(
            _("5 of 8 ID numbers are of another county: one flag about these five."),
            rows=[*(FromWhere(number, 1, "430102", "433127") for number in range(5)),
                  *(FromWhere(number, 1, "433127", "433127") for number in range(5, 8))],
            keys=[(1,)],
        ),
        source="A9",
    )
)  # fmt: skip
register(
    Rule(
        code="R30",
        severity=Severity.WARNING,
        about=About.AREA,
        title=_("two classes with nearly the same people"),
        explanation=_(
            "%(percent)d%% or more of a class of at least %(people)d people also sit in another class. A second part "
            "of the same training is in order; the same list handed in twice is not."
        ),
        says=_("%(both)d of %(of)d people also sit in another class"),
        reads=(Enrolment,),
        rows=rows.completed,
        judge=alike,
        limits=(
            Limit("percent", _("share of the same people in percent, at least"), 80, least=10, most=100),
            Limit("people", _("people of the smaller class, at least"), 8, least=2, most=200),
        ),
        example=Example(
            _("8 people in a class in March, and 7 of them with one more in May: one flag about the class in May."),
            rows=[*(rows.on(MARCH, number, number, 1) for number in range(8)),
                  *(rows.on(MAY, 10 + number, number, 2) for number in range(1, 9))],
            keys=[(1, 2)],
        ),
        doubts=Doubts.CLASS,
        source="A6",
    )
)  # fmt: skip
