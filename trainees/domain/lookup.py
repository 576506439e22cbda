"""Looking people up in the register: by name, village or a whole number, and by what they are today.

A whole ID number or phone number, or the end of an ID number, is found through its blind index only, and never travels
in an address.
"""

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, Q, QuerySet

from courses.models import Region
from courses.models.places import within
from courses.models.scope import scopes_of
from lms.kit.phones import normal_phone
from trainees.models import HouseholdMember, HouseholdStatus, Trainee

from .identity import normal_id_number
from .names import LONGEST_SEARCH, called, spelt
from .register import id_tail_indexes
from .snapshots import IN_THE_POVERTY_REGISTER

ID_LENGTHS = (15, 18)
MOST_VILLAGES = 500
MOST_ALIKE = 500
# Of more people of one name the first are shown, and the search is to be narrowed.
MOST_FOUND = 1_000
_sign = re.compile(r"[^0-9Xx]")


def poor_on(day) -> Exists:
    """Whether a trainee lives on `day` in a household that is in the poverty register on that day."""
    members = HouseholdMember.objects.filter(trainee=OuterRef("pk"), valid_from__lte=day).exclude(valid_until__lt=day)
    statuses = HouseholdStatus.objects.on(day).filter(kind__in=IN_THE_POVERTY_REGISTER)
    return Exists(members.filter(household__in=statuses.values("household")))


def is_personal_number(text: str) -> bool:
    """Whether `text` looks like a whole ID number or phone number, and so must stay out of addresses and logs."""
    return len(re.sub(r"\D", "", unicodedata.normalize("NFKC", text))) >= 11


def with_number(people: QuerySet[Trainee], text: str) -> QuerySet[Trainee]:
    """Those of `people` whose whole ID number or phone number is `text`, as people type them.

    Raises IdentityRefused when it has the length of an ID number and can't be one.
    """
    if len(_sign.sub("", unicodedata.normalize("NFKC", text))) in ID_LENGTHS:
        return people.with_id_number(normal_id_number(text))
    try:
        return people.with_phone(normal_phone(text))
    except ValidationError:
        return people.none()


def is_tail(text: str) -> bool:
    """Whether `text` looks like the last four signs of an ID number."""
    return re.fullmatch(r"[0-9]{3}[0-9Xx]", unicodedata.normalize("NFKC", text).strip()) is not None


def with_tail(people: QuerySet[Trainee], text: str, *, user) -> QuerySet[Trainee]:
    """Those of `people` whose ID number ends in `text`: the keyed value is another in every township of the user's."""
    tail = unicodedata.normalize("NFKC", text).strip()
    townships = Region.objects.visible_to(user).filter(level=Region.Level.TOWNSHIP).values_list("pk", flat=True)
    wanted = [index for code in townships for index in id_tail_indexes(tail, code)]
    # Keys first: a long list of values and an order together lead PostgreSQL through the whole register.
    found = Trainee.objects.filter(id_tail_index__in=wanted).order_by()
    return people.filter(pk__in=list(found.values_list("pk", flat=True)[:MOST_ALIKE]))


def _is_small(region: Region | None, user) -> bool:
    """Whether only a township or less is searched: some thousand people are looked through at once."""
    small = {Region.Level.TOWNSHIP, Region.Level.VILLAGE}
    searched = [region] if region else [scope.region for scope in scopes_of(user)]
    return bool(searched) and all(one.level in small for one in searched)


def matching(
    people: QuerySet[Trainee], *, user, text="", region=None, group="", poor_day=None, weak=False, many=False
) -> QuerySet[Trainee]:
    """Those of `people` that pass every filter given; `text` is looked for in names, pinyin and `user`'s villages.

    `many`: the same for when many pass, in the order of their villages. The database then walks through the register
    until a page is full, instead of collecting all of them first.
    """
    text = text.replace("\0", "").strip()[:LONGEST_SEARCH]
    if text:
        named = spelt(text) if many or _is_small(region, user) else called(text)
        # Codes first: a condition across two tables keeps PostgreSQL from its indexes.
        villages = Region.objects.visible_to(user).filter(name__contains=text).order_by()
        codes = list(villages.values_list("pk", flat=True)[:MOST_VILLAGES])
        people = people.filter(named | Q(region__in=codes) if codes else named)
    people = people.order_by(*(("region_id",) if many else ()), "name_pinyin", "pk")
    if region:
        people = people.filter(within(region))
    if group:
        people = people.filter(groups__group=group)
    if poor_day:
        people = people.filter(poor_on(poor_day))
    return people.filter(id_index__isnull=True) if weak else people
