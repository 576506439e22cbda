"""Who took part (chapter 3): applications, roster, identity, consent, poverty status. Numbers are masked."""

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from courses.models import TrainingClass
from lms.kit.masking import mask_id_number, mask_phone
from trainees.domain.dossier.tables import Table, provides
from trainees.domain.snapshots import IN_THE_POVERTY_REGISTER
from trainees.models import ConsentRecord, Enrolment, HouseholdStatus
from trainees.models.facts import AwayPlace, Education, Group, Sex


def seats(training_class: TrainingClass) -> list[Enrolment]:
    """Everybody with a seat, by pinyin, with what the tables say of them."""
    held = Enrolment.objects.filter(training_class=training_class).holding_a_seat()
    along = ("trainee", "snapshot_region__parent", "snapshot_household", "requested_by")
    rows = list(held.select_related(*along).order_by("trainee__name_pinyin", "pk"))
    for row in rows:
        row.training_class = training_class
    return rows


def named(enrolments, headings: list[str], cells, **more) -> Table:
    """A table with a line for each enrolment: number, name, and `cells(enrolment)`."""
    rows = [[str(number), row.trainee.name, *map(str, cells(row))] for number, row in enumerate(enrolments, 1)]
    people = [row.trainee_id for row in enrolments]
    return Table([_("No."), _("Name"), *headings], rows, people=people, **more)


def missing_for(count: int, of: int) -> dict:
    return {"code": "people", "params": {"count": count, "all": of}} if count else {}


def moment(at) -> str:
    return f"{localtime(at):%Y-%m-%d %H:%M}" if at else ""


def place(region) -> str:
    return f"{region.parent.name} {region.name}" if region.parent else region.name


@provides("3.1")
def applications(training_class) -> Table:
    headings = [_("Enrolled"), _("Asked for at"), _("Asked for by"), _("Confirmed at")]

    def cells(row):
        by = str(row.requested_by or "")
        return row.get_source_display(), moment(row.requested_at), by, moment(row.confirmed_at)

    return named(seats(training_class), headings, cells)


@provides("3.2")
def roster(training_class) -> Table:
    headings = [
        _("Sex"), _("ID number"), _("Ethnicity"), _("Education"), _("Phone"), _("Village on that day"), _("Groups"),
        _("Poverty-registered"), _("Household number"), _("Works away"), _("Had a shop"), _("Signature"),
    ]  # fmt: skip

    def cells(row):
        who = row.trainee
        return (
            _label(Sex, row.snapshot_sex), mask_id_number(who.id_number), who.ethnicity,
            _label(Education, row.snapshot_education), mask_phone(who.phone), place(row.snapshot_region),
            "、".join(_label(Group, group) for group in row.snapshot_groups), _("yes") if row.snapshot_poor else "",
            row.snapshot_household.number if row.snapshot_household else "",
            _label(AwayPlace, row.snapshot_away_place), _("yes") if who.had_shop else "", "",
        )  # fmt: skip

    return named(seats(training_class), headings, cells)


@provides("3.3")
def identity(training_class) -> Table:
    """The result of the check instead of a copy of the card (PIPL 6)."""
    held = seats(training_class)
    without = sum(row.trainee.id_index is None for row in held)

    def cells(row):
        if row.trainee.id_index is None:
            return "", _("no ID number: known by name and phone only")
        return mask_id_number(row.trainee.id_number), _("number valid, stands for one person in the register")

    return named(held, [_("ID number"), _("Result")], cells, lack=missing_for(without, len(held)))


@provides("3.5")
def consents(training_class) -> Table:
    held = seats(training_class)
    given = {}
    for consent in ConsentRecord.objects.filter(trainee__in={row.trainee_id for row in held}).order_by("given_at"):
        given[consent.trainee_id] = consent
    without = sum(row.trainee_id not in given or bool(given[row.trainee_id].withdrawn_at) for row in held)

    def cells(row):
        found = given.get(row.trainee_id)
        return (found.version, moment(found.given_at), moment(found.withdrawn_at)) if found else ("", _("none"), "")

    headings = [_("Version of the text"), _("Agreed at"), _("Taken back at")]
    return named(held, headings, cells, lack=missing_for(without, len(held)))


@provides("3.6")
def poverty(training_class) -> Table | None:
    """Everybody frozen as poverty-registered, with the household and the list that said so on that day."""
    held = [row for row in seats(training_class) if row.snapshot_poor]
    homes = {row.snapshot_household_id for row in held}
    words = HouseholdStatus.objects.filter(household__in=homes, kind__in=IN_THE_POVERTY_REGISTER)
    known = {}
    for word in words.select_related("listed_by").order_by("valid_from"):
        known.setdefault(word.household_id, []).append(word)
    found = {row.pk: _said_then(known.get(row.snapshot_household_id, ()), row) for row in held}

    def cells(row):
        word = found[row.pk]
        home = row.snapshot_household.number if row.snapshot_household else ""
        if word is None:
            return home, "", "", _("no list says so")
        listed = word.listed_by
        source = f"{listed.name} {listed.sha256[:16]}" if listed else word.why
        return home, word.get_kind_display(), word.valid_from, source

    headings = [_("Household number"), _("Status"), _("From"), _("List and its fingerprint")]
    return named(held, headings, cells, lack=missing_for(sum(word is None for word in found.values()), len(held)))


def _said_then(words, row):
    day = localtime(row.confirmed_at).date() if row.confirmed_at else None
    for word in reversed(words):
        if day is None or (word.valid_from <= day and (not word.valid_until or word.valid_until >= day)):
            return word
    return None


def _label(choices, value: str) -> str:
    return str(choices(value).label) if value in choices.values else ""
