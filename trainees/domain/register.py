"""The register: one person is one row, found by ID number; a household by the number the county gave it.

Without an ID number a person is known by name and phone (weak): found again by both, never merged with anyone.
"""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from courses.models import Region
from lms.kit import audit, rotation
from lms.kit.clock import now
from lms.kit.masking import mask_name
from lms.kit.phones import normal_phone
from lms.kit.sealed import blind_index, blind_indexes
from trainees.models import Household, HouseholdMember, Trainee, TraineeGroup

from .identity import birth_date, normal_id_number, normal_name, sex
from .names import pinyin


class RegistrationRefused(Exception):
    """This person can't be registered so; the text says why and what to do."""


class NamesDiffer(RegistrationRefused):
    """The ID number belongs to somebody of another name."""


class NothingToKnowThemBy(RegistrationRefused):
    """Neither an ID number nor a phone number."""


class PhoneIsWrong(RegistrationRefused):
    pass


class LivesElsewhere(RegistrationRefused):
    """The person lives in another household today."""


@transaction.atomic
def register(name: str, id_number: str = "", phone: str = "", *, region: Region, by, **facts) -> tuple[Trainee, bool]:
    """The person's row, and whether it is new. Texts may come as people type them.

    `facts`: user, sex, ethnicity, education, labour, away_place, away_months, had_shop, is_sample, groups (of
    TraineeGroup.Group). Of a known person nothing is overwritten: what was missing is filled in, groups are added.
    The answer is the row the person is known by, whichever of their rows was found.
    Raises IdentityRefused, NamesDiffer, NothingToKnowThemBy, PhoneIsWrong.
    """
    groups = facts.pop("groups", ())
    name, id_number, phone = normal_person(name, id_number, phone)
    person = find(name, id_number, phone)
    is_new = person is None
    if is_new:
        person, is_new = _add(name, id_number, phone, region=region, by=by, **facts)
    if is_new:
        audit.record("trainees.trainee.register", person, by=by, region=region.pk)
    else:
        _fill_in(person, phone=phone, **facts)
    add_groups(person, groups)
    return person, is_new


def normal_person(name: str, id_number: str = "", phone: str = "") -> tuple[str, str, str]:
    """The three as the register keeps them. Raises IdentityRefused, NothingToKnowThemBy, PhoneIsWrong."""
    name = normal_name(name)
    id_number = normal_id_number(id_number) if id_number.strip() else ""
    try:
        phone = normal_phone(phone) if phone.strip() else ""
    except ValidationError as error:
        raise PhoneIsWrong(error.messages[0]) from error
    if not id_number and not phone:
        raise NothingToKnowThemBy(_("Neither ID number nor phone number is given: fill in at least one of them."))
    return name, id_number, phone


def derived(name: str, id_number: str, phone: str, *, region_code: str) -> dict:
    """The columns that follow from these normalised details: what every writer of Trainee rows writes together."""
    columns = {"name": name, "name_pinyin": pinyin(name), "phone": phone, "id_number": id_number}
    columns |= indexes(id_number, phone, region_code)
    if id_number:
        columns |= {"birth_on": birth_date(id_number), "sex": sex(id_number)}
    return columns


def indexes(id_number: str, phone: str, region_code: str) -> dict:
    """The three blind indexes of a row, under the newest key."""
    return {
        "id_index": blind_index("id", id_number) if id_number else None,
        "id_tail_index": id_tail_index(id_number[-4:], region_code) if id_number else "",
        "phone_index": blind_index("phone", phone) if phone else "",
    }


def id_tail_index(tail: str, region_code: str) -> str:
    """What finds the last four signs of an ID number within one township (the first nine digits of `region_code`)."""
    return id_tail_indexes(tail, region_code)[0]


def id_tail_indexes(tail: str, region_code: str) -> list[str]:
    """The same under every key of today: what is looked for."""
    return [index[:32] for index in blind_indexes(f"id tail {region_code[:9]}", tail.upper())]


def rotate_with_the_rest() -> None:
    """Let `rotate_keys` write the indexes of people anew."""
    rotation.also(rotation.Indexes(Trainee, "id_number", "phone", "region", derive=indexes))


def find(name: str, id_number: str, phone: str) -> Trainee | None:
    """The person with these normalised details, or None. Raises NamesDiffer."""
    if not id_number:
        weak = Trainee.objects.filter(phone_index__in=blind_indexes("phone", phone), id_index__isnull=True, name=name)
        found = weak.select_related("canonical").order_by("pk").first()
        return found.itself if found else None
    person = Trainee.objects.with_id_number(id_number).first()
    if person and person.name != name and not person.aliases.filter(name=name).exists():
        raise NamesDiffer(other_name(person))
    return person


def other_name(person: Trainee) -> str:
    """The sentence for an ID number that is somebody else's."""
    return _("This ID number stands in the register under another name (%(name)s). Compare both with the card.") % {
        "name": mask_name(person.name)
    }


def other_household(household: Household) -> str:
    """The sentence for a person whom the register has in this household."""
    return _(
        "The register has this person in household %(number)s, which stays until the household list changes it."
    ) % {"number": household.number}


@transaction.atomic
def join_household(person: Trainee, *, number: str, since, by) -> Household:
    """Put the person into household `number` of the person's village since a day; a new number makes the household.

    Doing it again changes and logs nothing. Raises LivesElsewhere: a roster is no proof of a move.
    """
    number = number.strip()
    current = person.memberships.filter(valid_until__isnull=True).select_related("household").first()
    if current and current.household.number == number:
        return current.household
    if current:
        raise LivesElsewhere(other_household(current.household))
    household, _made = Household.objects.get_or_create(number=number, defaults={"region": person.region})
    HouseholdMember.objects.create(household=household, trainee=person, valid_from=since)
    audit.record("trainees.household.join", person, by=by, region=person.region_id)
    return household


def add_groups(person: Trainee, groups: Iterable[str]) -> None:
    """The person belongs to these groups too; those already noted stay as they are."""
    for group in groups:
        TraineeGroup.objects.get_or_create(trainee=person, group=group)


def _add(name, id_number, phone, *, region, by, **facts) -> tuple[Trainee, bool]:
    author = by if getattr(by, "pk", None) else None
    known_by = derived(name, id_number, phone, region_code=region.pk)
    try:
        with transaction.atomic():
            return Trainee.objects.create(region=region, registered_by=author, **(facts | known_by)), True
    except IntegrityError:  # another desk was quicker
        person = find(name, id_number, phone)
        if person is None:
            raise
        return person, False


def _fill_in(person: Trainee, *, phone: str, **facts) -> None:
    """Write what the register does not know yet; what it knows stays."""
    filled = {}
    if phone and not person.phone:
        filled = {"phone": phone, "phone_index": blind_index("phone", phone), "noted_at": now()}
    filled |= {name: value for name, value in facts.items() if value and getattr(person, name) in {None, ""}}
    for name, value in filled.items():
        setattr(person, name, value)
    if filled:
        person.save(update_fields=filled)
