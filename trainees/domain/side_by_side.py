"""Rows of the register beside each other: the same fact of each in one line, masked, with what differs marked."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from lms.kit.clock import local_date, today
from lms.kit.masking import mask_id_number, mask_phone
from trainees.models import Enrolment, Trainee
from trainees.permissions import sees_area_digits


@dataclass(frozen=True)
class Fact:
    """`values` in the order of the people; `differs` when at least two are known and not alike."""

    label: str
    values: list[str]

    @property
    def differs(self) -> bool:
        return len({value for value in self.values if value}) > 1


def facts(people: list[Trainee], *, user, each_row=False) -> list[Fact]:
    """What the register says of each of `people`, as far as `user` may see it; with `each_row` of the rows alone."""
    told = [_of(person, user) | {_("Classes"): _classes([person] if each_row else person.rows())} for person in people]
    return [Fact(label, [one[label] for one in told]) for label in told[0]]


def _of(person: Trainee, user) -> dict[str, str]:
    household = person.household_on(today())
    statuses = household.statuses.on(today()) if household else ()
    village = person.region
    return {
        _("Name"): person.name,
        _("ID number"): mask_id_number(person.id_number, area=sees_area_digits(user, person)),
        _("Phone number"): mask_phone(person.phone),
        _("Sex"): person.get_sex_display(),
        _("Born in"): str(person.birth_on.year) if person.birth_on else "",
        _("Village"): f"{village.parent.name} {village.name}" if village.parent else village.name,
        _("Household"): household.number if household else "",
        _("Household status"): "、".join(str(status.get_kind_display()) for status in statuses),
        _("Ethnicity"): person.ethnicity,
        _("Education"): person.get_education_display(),
        _("Labour ability"): person.get_labour_display(),
        _("Works for wages"): person.get_away_place_display(),
        _("Groups"): "、".join(str(group) for group in person.groups.all()),
        _("Signs in"): _("yes") if person.user_id else "",
        _("Registered on"): str(local_date(person.registered_at)),
    }


def _classes(rows) -> str:
    places = Enrolment.objects.filter(trainee__in=rows).select_related("training_class__course")
    return "；".join(f"{place.training_class}（{place.get_state_display()}）" for place in places.order_by("pk"))
